"""Tier 4 and tier 2b: how calm her way is; moves, stories, broken things, and changed proposals.

Source: docs/domain.md 10.3. Range of tier 4: 0..40 = moves 18 or cover 4, phase 4, continuity 13,
turnover 2, continuation 3.
"""

from __future__ import annotations

from datetime import date

from matching.exclusion import margin_km
from matching.ruleset import RuleSet
from matching.situation import Continuity, Household, Shelter
from matching.standing import Standing
from matching.stay import Way, limit_left
from matching.vocabulary import (
    AgeBand,
    Answer,
    ContinuityKind,
    MemberRole,
    NightSpan,
    Phase,
    PlanMode,
)

MOVE, MOVE_WITH_SCHOOL_CHILD, MOVES_CAP = 4, 6, 18
SCHOOL_AGES = frozenset({AgeBand.A7_12, AgeBand.A13_17})
COVER, COVER_FULL_NIGHTS = 4, 90
WRONG_PHASE, LONG_HOUSE_FOR_ONE_NIGHT = 4, 2
BROKEN = {
    ContinuityKind.COURT: 4,
    ContinuityKind.TREATMENT: 4,
    ContinuityKind.SCHOOL_TERM: 3,
    ContinuityKind.TRAINING: 2,
}
BROKEN_CAP = sum(BROKEN.values())
COURT_DAYS = 30
TURNOVER_NIGHTS = 60
BUSY_HOUSE, VERY_BUSY_HOUSE = 200, 500
"""Persons a year."""
OPEN_END = 3
"""Continuation when some later night of her plan has no bed."""
LEAST_GAIN = -1
"""What a bed that makes her way calmer adds at most, whatever the move to it breaks."""


def changes(household: Household, shelter: Shelter, standing: Standing) -> int:
    """Tier 2b: whether this is not what the last plan proposed to her and still may.

    Unit: 0 or 1. Source: domain 10.2. Unknown: without a proposal nothing changes.
    """
    proposed = standing.proposed(household.id)
    return int(proposed is not None and proposed != shelter.id)


def first_stability(household: Household, shelter: Shelter, way: Way, standing: Standing) -> int:
    """Tier 4 of a FIRM segment when nothing is known of what comes after it.

    Unit: 0..40. Source: domain 10.3: moves or cover story, phase, continuity, turnover, and for
    a segment that leaves later nights open the full continuation cost.
    """
    return (
        mode_cost(household, shelter, way, standing)
        + phase(shelter, way, standing.rules)
        + continuity(household, shelter, way, standing)
        + turnover(shelter, way)
        + (OPEN_END if way.mode is PlanMode.SEGMENTED else 0)
    )


def second_stability(
    household: Household,
    shelter: Shelter,
    planned: NightSpan,
    span: NightSpan,
    standing: Standing,
) -> int:
    """What an INTENDED segment adds to ``first_stability`` of a first that ends where it starts.

    Unit: below 0 when it is worth having: known moves take the place of expected ones, and a
    bed the place of an open end; what the move breaks takes from that until one point is left, for
    where she goes without it breaks no less. ``first_stability + second_stability`` is tier 4 of both.
    Source: domain 10.3. Unknown: what the first house broke already counts as running.
    """
    before = NightSpan(planned.start, span.start)
    expected = moves(household, planned, before.nights)
    known = known_moves(household, shelter, planned, span, standing)
    after = continuation(household, shelter, planned, span, standing)
    calm = known + after - expected - OPEN_END
    return calm if calm >= 0 else min(LEAST_GAIN, calm + broken_by_move(household, shelter, span))


def known_moves(
    household: Household,
    shelter: Shelter,
    planned: NightSpan,
    span: NightSpan,
    standing: Standing,
) -> int:
    """What the moves cost of whom an INTENDED segment waits for.

    Unit: as ``moves``: one into it, and one more each time the house's limit is over before her plan.
    """
    remaining = (planned.end - span.start).days
    left = limit_left(household, shelter, standing.rules)
    return _priced(household, 1 if left is None else _ceil(remaining, max(1, left)))


def mode_cost(household: Household, shelter: Shelter, way: Way, standing: Standing) -> int:
    """Moves or cover story of the way: the smaller decides between moving on and an exemption.

    Unit: 0..18. Source: domain 10.3, vectors V8 and V9. A plan within the limit has neither.
    """
    match way.mode:
        case PlanMode.WITHIN_LIMIT:
            return 0
        case PlanMode.EXEMPTED:
            beyond = way.planned.nights - (way.limit_left or 0)
            return cover_story(beyond, cover_halves(household, shelter, way, standing))
        case PlanMode.SEGMENTED:
            return moves(household, way.planned, way.span.nights)


def moves(household: Household, planned: NightSpan, first_nights: int) -> int:
    """Moves to expect when each segment is as long as the first.

    Unit: ceil(planned / first) - 1 moves at 4 each, 6 with a child of school age, at most 18.
    Source: domain 10.3. A segment cut short because its units are taken later counts with the
    nights it has [D]. Unknown: a child whose age is not known goes to school.
    """
    return _priced(household, _ceil(planned.nights, first_nights) - 1)


def move_price(household: Household) -> int:
    """What one move costs this household. Unit: 4, or 6 with a child of school age."""
    school = any(
        person.age_band in SCHOOL_AGES
        or (person.role is MemberRole.CHILD and person.age_band is AgeBand.UNKNOWN)
        for person in household.members
    )
    return MOVE_WITH_SCHOOL_CHILD if school else MOVE


def cover_story(exempt_nights: int, halves: int) -> int:
    """The price of having to explain why she may stay when others must leave.

    Unit: 0..4: 4 * min(1, nights / 90) * halves / 2, rounded half up. Source: domain 10.3.
    """
    nights = min(max(exempt_nights, 0), COVER_FULL_NIGHTS)
    return (2 * COVER * nights * halves + 2 * COVER_FULL_NIGHTS) // (4 * COVER_FULL_NIGHTS)


def cover_halves(household: Household, shelter: Shelter, way: Way, standing: Standing) -> int:
    """The factor f of the cover story, in halves.

    Unit: 0 where the others have no limit either, 1 with a wing of their own or another long
    stayer there on her first night, else 2. Source: domain 10.3.
    Unknown: a limit for others not told is a limit; a wing not told is none.
    """
    long_stayer = has_long_stayer(household, shelter, way.planned.start, standing)
    return cover_halves_of(shelter, long_stayer=long_stayer)


def has_long_stayer(
    household: Household, shelter: Shelter, night: date, standing: Standing
) -> bool:
    """Whether somebody else on a long stay is there that night."""
    return any(
        stay.household != household.id
        and night in stay.span
        and stay.span.nights > standing.rules.long_stay_nights
        for stay in standing.stays_in(shelter.id)
    )


def cover_halves_of(shelter: Shelter, *, long_stayer: bool) -> int:
    """The factor f, in halves, of a house with or without another long stayer."""
    if shelter.stay.other_residents_limited is Answer.NO:
        return 0
    own_wing = shelter.stay.separate_long_stay_wing is Answer.YES
    return 1 if own_wing or long_stayer else 2


def phase(shelter: Shelter, way: Way, rules: RuleSet) -> int:
    """Whether the house is meant for a stay like her plan.

    Unit: 4 for a plan above ``long_stay_nights`` (90) in a house for the acute phase only, 2 for
    a need of one night in a house for long stays that is not for the acute phase. Source: domain
    10.3. Unknown: a house that named no phase is wrong for both.
    """
    if way.planned.nights > rules.long_stay_nights and acute_only(shelter):
        return WRONG_PHASE
    if way.planned.nights == 1 and long_house(shelter):
        return LONG_HOUSE_FOR_ONE_NIGHT
    return 0


def acute_only(shelter: Shelter) -> bool:
    """Whether the house is for the acute phase only, or did not say."""
    return shelter.phases <= {Phase.ACUTE}


def long_house(shelter: Shelter) -> bool:
    """Whether the house is for long stays and not for the acute phase, or did not say."""
    return not shelter.phases or (
        Phase.LONG_STAY in shelter.phases and Phase.ACUTE not in shelter.phases
    )


def continuity(household: Household, shelter: Shelter, way: Way, standing: Standing) -> int:
    """Running things that cannot go on from there.

    Unit: court date 4, treatment 4, school term 3, training 2; in all at most 13. Source: domain
    10.3. Unknown: without a date the thing is running and the court date is near; a shelter
    without a zone breaks it.
    """
    return _broken(household, shelter, way.planned.start, standing.situation.tonight)


def broken_by_move(household: Household, shelter: Shelter, span: NightSpan) -> int:
    """Running things that cannot go on from there when she moves in on the first of these nights.

    Unit: as ``continuity``; a court date within 30 days of the move. Source: domain 10.3.
    """
    return _broken(household, shelter, span.start, span.start)


def is_running(running: Continuity, first_night: date, today: date) -> bool:
    """Whether a thing still runs on her first night; a court date only within 30 days of today."""
    if running.until is None:
        return True
    if running.until < first_night:
        return False
    near = (running.until - today).days <= COURT_DAYS
    return near or running.kind is not ContinuityKind.COURT


def turnover(shelter: Shelter, way: Way) -> int:
    """How many people pass through while she stays.

    Unit: persons a year, for plans above 60 nights: above 500: 2, above 200: 1. Source: domain
    10.3. Unknown: not told is above 500.
    """
    return turnover_of(shelter) if way.planned.nights > TURNOVER_NIGHTS else 0


def turnover_of(shelter: Shelter) -> int:
    """What the coming and going costs a household that stays above 60 nights. Unit: 0..2."""
    persons = shelter.turnover_per_year
    if persons is None or persons > VERY_BUSY_HOUSE:
        return 2
    return 1 if persons > BUSY_HOUSE else 0


def continuation(
    household: Household,
    shelter: Shelter,
    planned: NightSpan,
    span: NightSpan,
    standing: Standing,
) -> int:
    """How good the bed after the FIRM segment is.

    Unit: 0..3: by the margin band of the INTENDED segment 0 or 1: 0, 3: 1, 9: 2; at least 2 when
    it leaves nights of her plan open. No bed at all is 3, so that a second segment never costs
    more than the gap [D]. Unknown: a shelter without a zone has the worst band.
    """
    zone = standing.zone(shelter)
    rules = standing.rules
    level = standing.t_eff(household)
    margin = (
        None
        if zone is None
        else margin_km(household, zone, level, standing.situation.tonight, rules)
    )
    bands = sorted({0, *(band for _, band in rules.margin_bands)})
    band = bands[-1] if zone is None else 0 if margin is None else rules.band(margin)
    near = min(max(0, bands.index(band) - 1), OPEN_END - 1)
    return near if span.end >= planned.end else max(near, OPEN_END - 1)


def _broken(household: Household, shelter: Shelter, night: date, today: date) -> int:
    broken = sum(
        BROKEN[running.kind]
        for running in household.continuity
        if shelter.zone not in running.zones and is_running(running, night, today)
    )
    return min(broken, BROKEN_CAP)


def _priced(household: Household, number: int) -> int:
    return min(MOVES_CAP, max(0, number) * move_price(household))


def _ceil(nights: int, by: int) -> int:
    return -(-nights // by)
