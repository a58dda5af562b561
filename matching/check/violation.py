"""What the checker may say about a plan: a rule or a fault of form, never a number or a place."""

from __future__ import annotations

from enum import StrEnum

from matching.vocabulary import HouseholdId, Rule, value


class Wrong(StrEnum):
    """The closed list of what can be wrong with a plan."""

    # The plan as a whole.
    OTHER_NIGHT = "OTHER_NIGHT"
    OTHER_RULESET = "OTHER_RULESET"
    STAGES = "STAGES"
    """Not every stage of domain 10.2 once and in order."""
    STAGE_VALUE = "STAGE_VALUE"
    """A reported value is not the sum over the plan."""
    STAGE_BOUND = "STAGE_BOUND"
    """A bound lies above its value: nothing can be better than it was proven to be at best."""
    STAGE_PROOF = "STAGE_PROOF"
    """Proven is said without bound = value, or not said with it."""
    PLAN_PROOF = "PLAN_PROOF"

    # Who is in it.
    NOT_OPEN = "NOT_OPEN"
    """A household that is not open for matching in this situation."""
    TWICE = "TWICE"
    MISSING = "MISSING"
    PRIORITY = "PRIORITY"
    LEVEL = "LEVEL"

    # The way of one household.
    SEGMENTS = "SEGMENTS"
    """No segment, or more than two."""
    FIRMNESS = "FIRMNESS"
    """The first is not FIRM, or the second not INTENDED."""
    START = "START"
    """The first segment starts on another night than her first."""
    GAP = "GAP"
    """The second does not start where the first ends."""
    SAME_SHELTER = "SAME_SHELTER"
    PHASE = "PHASE"
    """The second shelter is for acute stays only (9.4)."""
    MODE = "MODE"
    """A second segment in a mode that has none."""
    NOT_WHOLE_SPAN = "NOT_WHOLE_SPAN"
    """One stay that is said to be enough ends before her plan does."""
    BEYOND_PLAN = "BEYOND_PLAN"
    NO_SUCH_SHELTER = "NO_SUCH_SHELTER"
    NO_SUCH_UNIT = "NO_SUCH_UNIT"
    UNITS = "UNITS"
    """No unit, more than two, or one unit twice."""
    COSTS = "COSTS"
    """A cost below 0."""

    # Rules of domain 9.1; ``Violation.rule`` says which.
    BARRED = "BARRED"
    """The rule bars this shelter for her and no sufficient waiver stands."""
    TAKEN = "TAKEN"
    """H01: a stay or hold of this situation has the unit on one of the nights."""
    SHARED = "SHARED"
    """H01: two segments of the plan have one unit on one night."""
    OUT_OF_SERVICE = "OUT_OF_SERVICE"
    BEDS = "BEDS"
    COTS = "COTS"
    WHEELCHAIR = "WHEELCHAIR"
    SIDE = "SIDE"
    """H01: the unit is in a part of a SEPARATED house that is not for every adult of hers."""
    SPREAD = "SPREAD"
    """H06: two units where one would do, or two that do not adjoin though they must."""
    SAME_HOUSE = "SAME_HOUSE"
    SAME_MUNICIPALITY = "SAME_MUNICIPALITY"
    LIMIT = "LIMIT"
    NO_EXEMPTION = "NO_EXEMPTION"
    TOO_SHORT = "TOO_SHORT"
    """H09: too few nights to move a household that has a bed tonight."""
    T4_LOAD = "T4_LOAD"
    LONG_STAY_LOAD = "LONG_STAY_LOAD"
    KEPT_FOR_OTHERS = "KEPT_FOR_OTHERS"
    """H15: fewer units than are kept would be left in the region tonight."""
    STANDS = "STANDS"
    """H19: she has a place, did not ask, and nothing opens it."""


@value
class Violation:
    """One thing that is wrong: which household (None: the plan), which rule (None: its form)."""

    wrong: Wrong
    household: HouseholdId | None = None
    rule: Rule | None = None
