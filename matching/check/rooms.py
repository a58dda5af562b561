"""Units on nights: H01, H06 and the loads of H16, over the whole plan at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from matching.check.facts import Facts
from matching.check.pair import grown_up
from matching.check.span import planned_span
from matching.check.violation import Violation, Wrong
from matching.plan import Placed, Segment
from matching.situation import Household, Shelter, Stay, StayState, Unit
from matching.vocabulary import (
    AgeBand,
    Answer,
    Gender,
    HouseholdId,
    MemberRole,
    NightSpan,
    ResidentsGender,
    Rule,
    ShelterId,
    ThreatLevel,
    Together,
    UnitId,
    UnitSide,
)

Load = tuple[NightSpan, int, HouseholdId | None]
"""Nights, persons, and whose: None stood before this plan."""


def units_hold(facts: Facts, household: Household, segment: Segment) -> Iterator[Violation]:
    """H01 and H06 for the units of one segment, whoever else is in the house."""
    shelter = facts.shelters[segment.shelter]
    units = [facts.units[unit][1] for unit in segment.units]
    for unit in units:
        if any(span.meets(segment.span) for span in unit.out_of_service):
            yield Violation(Wrong.OUT_OF_SERVICE, household.id, Rule.H01)
    for wrong in _misfits(household, shelter, units):
        yield Violation(wrong, household.id, Rule.H01)
    if len(units) == 2:
        adjoin = units[0].wing is not None and units[0].wing == units[1].wing
        apart = household.together is Together.MUST and not adjoin
        if apart or one_would_do(household, shelter):
            yield Violation(Wrong.SPREAD, household.id, Rule.H06)


def one_household_each(facts: Facts, placed: Sequence[Placed]) -> Iterator[Violation]:
    """H01: no unit has two households on one night; what stands was there first (H19)."""
    nights: dict[UnitId, list[tuple[NightSpan, HouseholdId | None]]] = defaultdict(list)
    proposed: dict[UnitId, set[HouseholdId]] = defaultdict(set)
    for one in placed:
        for segment in one.segments:
            for unit in segment.units:
                nights[unit].append((segment.span, one.household))
                proposed[unit].add(one.household)
    own: set[tuple[UnitId, HouseholdId, NightSpan]] = set()
    for stay in facts.situation.stays:
        if stay.unit not in proposed:
            continue
        if stay.state is StayState.HELD and stay.household in proposed[stay.unit]:
            own.add((stay.unit, stay.household, stay.span))
        else:
            nights[stay.unit].append((stay.span, None))
    for spans in nights.values():
        yield from _overlaps(spans)
    for unit, holder, span in sorted(own, key=lambda o: (o[0], o[1])):
        for other_span, other in nights[unit]:
            if other is not None and other != holder and other_span.meets(span):
                yield Violation(Wrong.TAKEN, other, Rule.H01)


def loads(facts: Facts, placed: Sequence[Placed]) -> Iterator[Violation]:
    """H16: persons at T4 and persons on long stays never exceed a house's caps on any night.

    A household whose plan is long counts as a long stay wherever the plan puts it (9.6).
    """
    long = facts.situation.rules.long_stay_nights
    t4 = _load_by_house(
        facts,
        [one for one in placed if facts.t_eff(facts.households[one.household]) is ThreatLevel.T4],
        [stay for stay in facts.situation.stays if stay.t_eff is ThreatLevel.T4],
    )
    for house, load in t4.items():
        for who in sorted(_above(load, facts.shelters[house].max_concurrent_t4)):
            yield Violation(Wrong.T4_LOAD, who, Rule.H16)
    stays_long = _load_by_house(
        facts,
        [
            one
            for one in placed
            if planned_span(facts.households[one.household], facts.situation).nights > long
        ],
        [stay for stay in facts.situation.stays if stay.span.nights > long],
    )
    for house, load in stays_long.items():
        for who in sorted(_above(load, facts.shelters[house].max_concurrent_long_stay)):
            yield Violation(Wrong.LONG_STAY_LOAD, who, Rule.H16)


def _load_by_house(
    facts: Facts, placed: Sequence[Placed], stays: Sequence[Stay]
) -> dict[ShelterId, list[Load]]:
    """Persons of these plans and stays in each house to which the plan sends one of them.

    Nobody sleeps there twice: not who is planned where she has a bed, nor who has two units.
    """
    found: dict[ShelterId, list[Load]] = defaultdict(list)
    counted: dict[tuple[HouseholdId, ShelterId], list[NightSpan]] = defaultdict(list)
    for one in placed:
        persons = len(facts.households[one.household].members)
        for segment in one.segments:
            counted[one.household, segment.shelter].append(segment.span)
            found[segment.shelter].append((segment.span, persons, one.household))
    for stay in stays:
        house = facts.shelter_of(stay.unit)
        if house in found:
            spans = list(_outside(stay.span, counted[stay.household, house]))
            counted[stay.household, house].extend(spans)
            found[house].extend((span, stay.persons, None) for span in spans)
    return found


def _outside(span: NightSpan, placed: Sequence[NightSpan]) -> Iterator[NightSpan]:
    """Nights of her own stay that the plan does not already count; nobody is there twice."""
    start = span.start
    for other in sorted(placed, key=lambda p: p.start):
        if other.start > start:
            yield NightSpan(start, min(other.start, span.end))
        start = max(start, other.end)
        if start >= span.end:
            return
    yield NightSpan(start, span.end)


def beds_needed(household: Household) -> int:
    """Everybody over two years; a child whose age is not known may be."""
    return sum(1 for member in household.members if member.age_band is not AgeBand.A0_2)


def cots_needed(household: Household) -> int:
    """Infants; a child whose age is not known may be one."""
    return sum(
        1
        for m in household.members
        if m.age_band is AgeBand.A0_2
        or (m.age_band is AgeBand.UNKNOWN and m.role is MemberRole.CHILD)
    )


def may_live_in(household: Household, shelter: Shelter, unit: Unit) -> bool:
    """Whether the unit's part of the house is for each of her adults; elsewhere nobody asks.

    Unknown: a part that nobody named is for nobody; a gender not told, or another one, needs a
    unit that is for anybody.
    """
    if shelter.residents_gender is not ResidentsGender.SEPARATED:
        return True
    match unit.side:
        case UnitSide.EITHER:
            return True
        case UnitSide.UNKNOWN:
            return False
        case UnitSide.WOMEN:
            only = Gender.WOMAN
        case UnitSide.MEN:
            only = Gender.MAN
    return not any(adult.gender is not only for adult in grown_up(household))


def _misfits(household: Household, shelter: Shelter, units: Sequence[Unit]) -> Iterator[Wrong]:
    if not all(may_live_in(household, shelter, unit) for unit in units):
        yield Wrong.SIDE
    if sum(unit.beds for unit in units) < beds_needed(household):
        yield Wrong.BEDS
    enough_cots = sum(unit.cots for unit in units) >= cots_needed(household)
    if not enough_cots and all(unit.cot_possible is not Answer.YES for unit in units):
        yield Wrong.COTS
    wheels = household.wheelchair is Answer.YES
    if wheels and all(unit.wheelchair is not Answer.YES for unit in units):
        yield Wrong.WHEELCHAIR


def one_would_do(household: Household, shelter: Shelter) -> bool:
    """Whether some single unit of the house, free or not, could hold her."""
    return any(not list(_misfits(household, shelter, [unit])) for unit in shelter.units)


def _overlaps(
    spans: Iterable[tuple[NightSpan, HouseholdId | None]],
) -> Iterator[Violation]:
    """Each proposal that meets what came before it on the same unit, in order of nights."""
    last_stay: date | None = None
    last_proposal: date | None = None
    waiting: list[tuple[NightSpan, HouseholdId]] = []
    for span, household in sorted(spans, key=lambda s: (s[0].start, s[0].end, s[1] or "")):
        if household is None:
            for earlier, proposed in waiting:
                if earlier.end > span.start:
                    yield Violation(Wrong.TAKEN, proposed, Rule.H01)
            waiting = [w for w in waiting if w[0].end > span.start]
            last_stay = span.end if last_stay is None else max(last_stay, span.end)
            continue
        if last_stay is not None and span.start < last_stay:
            yield Violation(Wrong.TAKEN, household, Rule.H01)
        if last_proposal is not None and span.start < last_proposal:
            yield Violation(Wrong.SHARED, household, Rule.H01)
        last_proposal = span.end if last_proposal is None else max(last_proposal, span.end)
        waiting.append((span, household))


def _above(load_list: list[Load], cap: int | None) -> set[HouseholdId]:
    """Households of this plan that are in the house on a night above its cap, if it has one."""
    if cap is None:
        return set()
    changes: dict[date, int] = defaultdict(int)
    for span, persons, _ in load_list:
        changes[span.start] += persons
        changes[span.end] -= persons
    over, persons_now = [], 0
    for night in sorted(changes):
        persons_now += changes[night]
        if persons_now > cap:
            over.append(night)
    if not over:
        return set()
    return {
        household
        for span, _, household in load_list
        if household is not None and any(night in span for night in over)
    }
