"""Runs of the plan and their lines, as told to coordinators; people decide, line by line."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from app.contract.base import LevelWord, Nights, Of, Page, PriorityWord, Sent, Told, Value
from app.contract.offers import CostsTold
from matching.vocabulary import PlanMode, Tier, Trigger
from matching.why import Robustness, Verdict
from models.words import LineReason, ProposalState, RunState, RunStep


class TierTold(Value):
    """One stage: its value and the bound proven for it; equal is proven optimal."""

    name: str
    value: int
    bound: int
    proven: bool


class RunTold(Told):
    """One run; PROVEN, NOT_PROVEN and GREEDY have a plan, each of which the checker has passed."""

    id: Annotated[UUID, Of("plan_runs")]
    night: Annotated[date, Of("plan_runs")]
    number: Annotated[int, Of("plan_runs")]
    trigger: Annotated[Trigger, Of("plan_runs")]
    state: Annotated[RunState, Of("plan_runs")]
    attempt: Annotated[int, Of("plan_runs")]
    step: Annotated[RunStep | None, Of("plan_runs")]
    """What it is doing, and since when; of a run that ended, what it did last."""
    step_at: Annotated[datetime | None, Of("plan_runs")]
    started_at: Annotated[datetime, Of("plan_runs")]
    finished_at: Annotated[datetime | None, Of("plan_runs")]
    tiers: Annotated[list[TierTold], Of("plan_runs")]
    moves: Annotated[list[TierTold], Of("plan_runs")]
    placed: Annotated[int, Of("plan_runs")]
    unplaced: Annotated[int, Of("plan_runs")]
    set_aside: Annotated[int, Of("plan_runs")]
    """Households whose records could not be planned; each has a line that says why."""
    houses_set_aside: Annotated[list[UUID], Of("plans")]
    """Shelters alike, which are in no line."""
    failure: Annotated[str | None, Of("plan_runs")]
    """Why there is no plan; of a GREEDY run, how the solver was lost."""
    version: Annotated[int, Of("plan_runs")]


class RunPage(Page):
    """A page of runs."""

    runs: Annotated[list[RunTold], Of("plan_runs")]


class Change(StrEnum):
    """What became of a line."""

    NEW = "NEW"
    CHANGED = "CHANGED"
    GONE = "GONE"
    SAME_HOUSE = "SAME_HOUSE"
    """In the same house otherwise: by another mode, or with another house after it."""
    KEPT = "KEPT"
    NONE = "NONE"
    """No place before and none now."""


class ChangeWhy(StrEnum):
    """Why, in closed words; of a line that was kept there is none."""

    FIRST_PLANNED = "FIRST_PLANNED"
    PLACE_FOUND = "PLACE_FOUND"
    HER_CASE_CHANGED = "HER_CASE_CHANGED"
    HOUSE_CHANGED = "HOUSE_CHANGED"
    RULES_CHANGED = "RULES_CHANGED"
    SAFER = "SAFER"
    JOINT_PLAN = "JOINT_PLAN"
    """Nothing of hers changed: all are placed better together with it."""
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    NOT_LOOKED_FOR = "NOT_LOOKED_FOR"
    """This night planned nothing for her: her case is closed, or she has her bed by now."""
    NO_SAFE_BED = "NO_SAFE_BED"
    TAKEN_BY_OTHERS = "TAKEN_BY_OTHERS"
    HAND_OVER = "HAND_OVER"
    NO_BETTER_BED = "NO_BETTER_BED"
    NOT_YET = "NOT_YET"
    """She has no bed and needs one later than within seven days."""
    SET_ASIDE = "SET_ASIDE"


class LaterSegment(Value):
    """What is intended after the first stay; it holds nothing."""

    shelter: UUID
    nights: Nights


class OtherModeTold(Value):
    """Moves or cover story: how she is to stay, how else she could there, and what each costs."""

    chosen: PlanMode
    chosen_cost: int
    other: PlanMode
    other_cost: int


class ProposalTold(Told):
    """One household's line of a plan."""

    id: Annotated[UUID, Of("plans")]
    run: Annotated[UUID, Of("plans")]
    referral: Annotated[UUID, Of("case_id")]
    case: Annotated[str, Of("case_pseudonym")]
    state: Annotated[ProposalState, Of("plans")]
    priority: Annotated[PriorityWord | None, Of("case_priority")]
    """None, as the level is, of a household that was set aside: nobody could tell."""
    level: Annotated[LevelWord | None, Of("threat_level")]
    shelter: Annotated[UUID | None, Of("plans")]
    code_name: Annotated[str | None, Of("plans")]
    units: Annotated[list[UUID], Of("offer_units")]
    nights: Annotated[Nights | None, Of("plans")]
    mode: Annotated[PlanMode | None, Of("plan_mode")]
    later: Annotated[list[LaterSegment], Of("plans")]
    costs: Annotated[CostsTold | None, Of("reasons_in_full")]
    sensitivity: Annotated[Robustness | None, Of("reasons_in_full")]
    """FRAGILE: a radius grown by half would bar a house of it."""
    other_mode: Annotated[OtherModeTold | None, Of("reasons_in_full")]
    why: Annotated[str | None, Of("plans")]
    blocked_by: Annotated[list[str], Of("reasons_in_full")]
    """Closed words of every rule that bars some shelter; what is restricted reads the same whichever
    rule it is."""
    smallest_bars: Annotated[list[str] | None, Of("reasons_in_full")]
    """The fewest rules without which some shelter could take her, of as few those that free most. Null
    where some shelter may take her by every rule: ``why`` says what else it is. Null too in a line
    that was made before this was told."""
    inputs: Annotated[str | None, Of("plans")]
    """SHA-256 of what it was computed from: her case, the house, the rules, reports and waivers."""
    changed_since: Annotated[bool, Of("plans")]
    version: Annotated[int, Of("plans")]


class ProposalPage(Page):
    """A page of lines."""

    proposals: Annotated[list[ProposalTold], Of("plans")]


class LinePlace(Value):
    """Where and when a line proposed her to stay."""

    shelter: UUID
    code_name: str
    nights: Nights


class Difference(Told):
    """What became of one household's line since the night before."""

    referral: Annotated[UUID, Of("case_id")]
    case: Annotated[str, Of("case_pseudonym")]
    what: Annotated[Change, Of("plans")]
    why: Annotated[list[ChangeWhy], Of("plans")]
    before: Annotated[LinePlace | None, Of("plans")]
    after: Annotated[LinePlace | None, Of("plans")]


class DifferencePage(Page):
    """A page of households, each with what became of its line."""

    differences: Annotated[list[Difference], Of("plans")]


class ShelterVerdict(Value):
    """What the plan says of one shelter for one household."""

    shelter: UUID
    code_name: str | None
    """Null where the shelter is no more."""
    verdict: Verdict
    """NEEDED_BY_OTHERS in a plan that is not PROVEN: nothing better was found."""
    tier: Tier | None
    """DEARER: the first tier in which it is worse for her."""
    reasons: list[str]
    """BARRED: closed words; what is restricted is one word and stands last, whichever rules it is."""
    call_may_help: bool
    changed_since: bool
    """Whether the shelter changed since the plan was made: it may be told otherwise by now."""


class WhyTold(Page):
    """Why, and why not: a page of shelters by ascending id, as the plan saw them."""

    proposal: Annotated[UUID, Of("plans")]
    run: Annotated[UUID, Of("plans")]
    referral: Annotated[UUID, Of("case_id")]
    state: Annotated[RunState, Of("plan_runs")]
    """How far the plan is proven."""
    why: Annotated[str | None, Of("plans")]
    """Why she has no place; null where one is proposed."""
    household_changed: Annotated[bool, Of("plans")]
    """Whether her case changed since the plan was made."""
    shelter_changed: Annotated[bool | None, Of("plans")]
    """The same of the shelter that was proposed; null where none was."""
    smallest_bars: Annotated[list[str] | None, Of("reasons_in_full")]
    shelters: Annotated[list[ShelterVerdict], Of("reasons_in_full")]


class Decided(Sent):
    """Why a line is accepted or rejected."""

    reason: LineReason


class Accepted(Told):
    """The line was accepted: its units are held under this offer."""

    proposal: Annotated[UUID, Of("own_acts")]
    offer: Annotated[UUID, Of("own_acts")]
    offer_version: Annotated[int, Of("own_acts")]
    version: Annotated[int, Of("own_acts")]


class Rejected(Told):
    """The line was rejected; the next plan may propose something else."""

    proposal: Annotated[UUID, Of("own_acts")]
    version: Annotated[int, Of("own_acts")]
