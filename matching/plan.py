"""What comes out of a run: blocks, options, placements, proofs.

Source: docs/domain.md 8.3, 10, 14. Costs are integers; nothing here says how far anything is.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from matching.vocabulary import (
    Firmness,
    HouseholdId,
    NightSpan,
    PlanMode,
    Priority,
    Rule,
    ShelterId,
    ThreatLevel,
    Tier,
    UnitId,
    WaivedBy,
    value,
)


class Because(StrEnum):
    """Why a rule says no: facts, or only something nobody has said yet."""

    FACT = "FACT"
    UNKNOWN = "UNKNOWN"
    """A telephone call may lift it: CALL FIRST when no fact stands beside it (11.1)."""


@value
class Block:
    """One rule's typed no, without a number and without another household in it."""

    rule: Rule
    waived_by: WaivedBy
    because: Because = Because.FACT
    restricted: bool = False
    """Whether it must be told as BLOCKED_RESTRICTED (domain 14)."""
    openly: WaivedBy | None = None
    """Of a restricted one that stands for a reason too which may be told: who waives that alone."""


class Assumed(StrEnum):
    """What was assumed because it was unknown (11.1); the closed list a client may translate."""

    THREAT_LEVEL = "THREAT_LEVEL"
    REVIEW_OVERDUE = "REVIEW_OVERDUE"
    TONIGHT = "TONIGHT"
    CHILD_AGE = "CHILD_AGE"
    WOMEN_ONLY = "WOMEN_ONLY"
    GENDER = "GENDER"
    MUST_HAVES = "MUST_HAVES"
    TARGET_GROUP = "TARGET_GROUP"
    WHERE_NOW = "WHERE_NOW"
    DANGER_PLACES = "DANGER_PLACES"
    NO_PLACE_KNOWN = "NO_PLACE_KNOWN"
    DANGER_AGE = "DANGER_AGE"
    ACTOR_STATUS = "ACTOR_STATUS"
    PHONE_TRACKED = "PHONE_TRACKED"
    CONSENT = "CONSENT"
    ADDRESS_BLOCK = "ADDRESS_BLOCK"
    STAY_LIMIT = "STAY_LIMIT"
    COVER_STORY = "COVER_STORY"
    SERVICES = "SERVICES"
    LANGUAGE = "LANGUAGE"


@value
class Costs:
    """Costs of tiers 2-6 for one household in one place; integers, ranges of domain 10.2."""

    risk: int
    changes: int
    wishes: int
    stability: int
    services: int
    stewardship: int


@value
class Segment:
    """One part of a stay: whole units of one shelter for a span of nights."""

    shelter: ShelterId
    units: tuple[UnitId, ...]
    span: NightSpan
    firmness: Firmness


@value
class Placed:
    """A household with a proposed way: one FIRM segment, then at most one INTENDED."""

    household: HouseholdId
    priority: Priority
    t_eff: ThreatLevel
    mode: PlanMode
    segments: tuple[Segment, ...]
    costs: Costs


class Why(StrEnum):
    """Why a household stays unplaced."""

    NO_SAFE_BED = "NO_SAFE_BED"
    """Every shelter is barred by a hard rule."""
    TAKEN_BY_OTHERS = "TAKEN_BY_OTHERS"
    """Safe beds exist; the joint plan needs them for households before her."""
    HAND_OVER = "HAND_OVER"
    """Unaccompanied minor: child welfare's duty tonight (H17)."""
    NO_BETTER_BED = "NO_BETTER_BED"
    """P4: the bed she has is at least as good for her."""
    NOT_YET = "NOT_YET"
    """P4 without a bed of ours: she needs one later than within days, and is planned then."""


@value
class BlockedBy:
    """How many shelters a rule bars, and how many it alone bars."""

    rule: Rule
    shelters: int
    alone: int


@value
class Unplaced:
    """A household without a proposal, and the rules that said no most often."""

    household: HouseholdId
    priority: Priority
    t_eff: ThreatLevel
    why: Why
    blocked_by: tuple[BlockedBy, ...]


class Source(StrEnum):
    """Where a plan comes from."""

    OPTIMISED = "OPTIMISED"
    GREEDY = "GREEDY"
    """Scarcest first, because the solver failed; it says so."""


@value
class TierValue:
    """One stage's value and the bound proven for it; equal means proven optimal."""

    name: Tier | None
    """None for the hours waited by those left out, which is no tier of domain 10.2."""
    value: int
    bound: int
    proven: bool


@value(kw_only=True)
class Plan:
    """The joint plan of one night, a proposal: people decide."""

    tonight: date
    ruleset_version: str
    source: Source
    proven: bool
    """Every tier proven optimal; False reads NOT_PROVEN."""
    tiers: tuple[TierValue, ...]
    """The ten tiers for those who need a bed (P1-P3), in the order of domain 10.2."""
    waiting: TierValue
    """Hours waited by those left out, settled between ``changes`` and ``wishes``."""
    move_tiers: tuple[TierValue, ...] = ()
    """What moves of P4 change against the beds they have; below 0 is better."""
    placed: tuple[Placed, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


@value(kw_only=True)
class Option:
    """One shelter for one household, ranked; words are made outside."""

    rank: int
    shelter: ShelterId
    units: tuple[UnitId, ...]
    span: NightSpan
    mode: PlanMode
    mode_tied: bool
    """Whether staying by exemption and moving on cost the same: ask her."""
    call_first: tuple[Rule, ...]
    """Not empty: these rules wait for a telephone yes, and nothing can be held before."""
    costs: Costs
    assumed: tuple[Assumed, ...]


@value
class Refused:
    """Why one shelter is not an option: every rule that bars it."""

    shelter: ShelterId
    blocks: tuple[Block, ...]


@value(kw_only=True)
class Options:
    """The answer for one household: options, or NO_SAFE_BED with the rules that bar most."""

    household: HouseholdId
    priority: Priority
    t_eff: ThreatLevel
    options: tuple[Option, ...]
    call_first: tuple[Option, ...]
    refused: tuple[Refused, ...]
    assumed: tuple[Assumed, ...]
    hand_over: bool
    """H17: never matched, a task for child welfare."""
    keeps_her_bed: bool = False
    """P4: the bed she has is at least as good for her as every other (10.2)."""
    would_free: tuple[BlockedBy, ...]
    """Only when nothing is left: rules by the number of shelters that each alone bars."""

    @property
    def no_safe_bed(self) -> bool:
        """Whether nothing can be held now; call-first shelters may still be left."""
        return not self.options and not self.keeps_her_bed
