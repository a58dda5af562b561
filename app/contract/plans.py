"""Runs of the plan and their lines, as told to coordinators; people decide, line by line."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from app.contract.base import LevelWord, Nights, Page, PriorityWord, Told
from app.contract.offers import CostsTold
from matching.vocabulary import PlanMode, Trigger
from models.words import ProposalState, RunState


class TierTold(Told):
    """One stage: its value and the bound proven for it; equal is proven optimal."""

    name: str
    value: int
    bound: int
    proven: bool


class RunTold(Told):
    """One run; PROVEN, NOT_PROVEN and GREEDY have a plan, each of which the checker has passed."""

    id: UUID
    night: date
    number: int
    trigger: Trigger
    state: RunState
    started_at: datetime
    finished_at: datetime | None
    tiers: list[TierTold]
    moves: list[TierTold]
    placed: int
    unplaced: int
    failure: str | None
    """Why there is no plan; of a GREEDY run, how the solver was lost."""
    version: int


class RunPage(Page):
    """A page of runs."""

    runs: list[RunTold]


class LaterSegment(Told):
    """What is intended after the first stay; it holds nothing."""

    shelter: UUID
    nights: Nights


class ProposalTold(Told):
    """One household's line of a plan."""

    id: UUID
    run: UUID
    referral: UUID
    state: ProposalState
    priority: PriorityWord
    level: LevelWord
    shelter: UUID | None
    code_name: str | None
    units: list[UUID]
    nights: Nights | None
    mode: PlanMode | None
    later: list[LaterSegment]
    costs: CostsTold | None
    why: str | None
    blocked_by: list[str]
    """Closed words; what is restricted reads the same whichever rule it is."""
    changed_since: bool
    version: int


class ProposalPage(Page):
    """A page of lines."""

    proposals: list[ProposalTold]


class Accepted(Told):
    """The line was accepted: its units are held under this offer."""

    proposal: UUID
    offer: UUID
    offer_version: int
    version: int


class Rejected(Told):
    """The line was rejected; the next plan may propose something else."""

    proposal: UUID
    version: int
