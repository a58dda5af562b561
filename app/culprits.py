"""Whose records break the planner: found by trying parts of the situation, whatever it is that breaks.

A record is blamed when what is left without it can be planned. Nothing here knows what is wrong with
it; so nothing has to be foreseen (security F15).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from matching.situation import Household, Shelter, Situation, StayState
from matching.vocabulary import DomainError, HouseholdId, ShelterId

Breaks = Callable[[Situation], bool]
T = TypeVar("T", Household, Shelter)

MOST = 200
"""Records that are looked for in one go; more of them is no matter of single records."""
WITNESSES = 3
"""Others with which each of a pair that breaks is tried, to see whose fault it is."""


@dataclass(frozen=True, slots=True)
class Culprits:
    """Records without which the rest can be planned; both empty where none can be blamed."""

    households: tuple[HouseholdId, ...] = ()
    shelters: tuple[ShelterId, ...] = ()

    def and_(self, others: Culprits) -> Culprits:
        """These and the others."""
        return Culprits(self.households + others.households, self.shelters + others.shelters)


def culprits(
    situation: Situation,
    breaks: Breaks,
    hears: Callable[[Household | Shelter], None] = lambda _: None,
) -> Culprits:
    """The records to set aside, found one after the other until the rest is sound.

    About 2 log2(n) + 8 tries for each, so each is heard of when it is found.
    """
    households: list[HouseholdId] = []
    shelters: list[ShelterId] = []
    rest = situation
    for _ in range(MOST):
        if not breaks(rest):
            return Culprits(tuple(households), tuple(shelters))
        found = _one(rest, breaks)
        if found is None:
            return Culprits()
        (households if isinstance(found, Household) else shelters).append(found.id)  # type: ignore[arg-type]
        hears(found)
        rest = without(rest, Culprits(tuple(households), tuple(shelters)))
    return Culprits()


def said_of(situation: Situation, record: Household | Shelter) -> tuple[object, ...]:
    """All for which this record may break the planner: when it is another, so is the record."""
    if isinstance(record, Household):
        beside = (
            frozenset(s for s in situation.stays if s.household == record.id),
            frozenset(one for one in situation.links if record.id in (one.a, one.b)),
            frozenset(w for w in situation.waivers if w.household == record.id),
        )
        return record, situation.rules, *beside
    units = {unit.id for unit in record.units}
    return (
        record,
        situation.rules,
        frozenset(zone for zone in situation.zones if zone.id == record.zone),
        frozenset(c for c in situation.compromises if c.shelter == record.id),
        frozenset(s for s in situation.stays if s.unit in units),
        frozenset(w for w in situation.waivers if w.shelter == record.id),
    )


def residents_of(situation: Situation, shelters: Sequence[ShelterId]) -> frozenset[HouseholdId]:
    """Open households that have a bed in one of these; a bed that is only held is nobody's yet."""
    units = {u.id for s in situation.shelters if s.id in shelters for u in s.units}
    housed = {
        stay.household
        for stay in situation.stays
        if stay.unit in units and stay.state is not StayState.HELD
    }
    return frozenset(h.id for h in situation.households if h.id in housed)


def without(situation: Situation, some: Culprits) -> Situation:
    """The situation as if these records, and who lives in one of these houses, were not open."""
    gone = {*some.households, *residents_of(situation, some.shelters)}
    return _only(
        situation,
        tuple(h for h in situation.households if h.id not in gone),
        tuple(s for s in situation.shelters if s.id not in some.shelters),
    )


def _only(
    situation: Situation, households: tuple[Household, ...], shelters: tuple[Shelter, ...]
) -> Situation:
    """The same moment with these alone; beds of others stay taken."""
    hers, houses = {h.id for h in households}, {s.id for s in shelters}
    units = {u.id for s in shelters for u in s.units}
    return replace(
        situation,
        households=households,
        shelters=shelters,
        compromises=tuple(c for c in situation.compromises if c.shelter in houses),
        stays=tuple(s for s in situation.stays if s.unit in units),
        proposals=tuple(
            p for p in situation.proposals if p.household in hers and p.shelter in houses
        ),
        waivers=tuple(w for w in situation.waivers if w.household in hers and w.shelter in houses),
    )


def _one(situation: Situation, breaks: Breaks) -> Household | Shelter | None:
    """One record of a smallest part that breaks; None when nothing of it is a record's fault."""

    def part(households: tuple[Household, ...], shelters: tuple[Shelter, ...]) -> bool:
        try:
            some = _only(situation, households, shelters)
        except DomainError:
            return True
        return breaks(some)

    everybody, everywhere = situation.households, situation.shelters
    shelters = _fewest(everywhere, lambda some: part(everybody, some))
    households = _fewest(everybody, lambda some: part(some, shelters))
    if not households:
        return shelters[0] if shelters else None
    if not shelters:
        return households[0]
    her, house = households[0], shelters[0]
    others = _witnesses(everybody, her)
    guilty = sum(part((other,), (house,)) for other in others)
    return house if 2 * guilty > len(others) else her


def _fewest(items: tuple[T, ...], breaks: Callable[[tuple[T, ...]], bool]) -> tuple[T, ...]:
    """A part that breaks and of which no half does, and none with one less."""
    if breaks(()):
        return ()
    while len(items) > 1:
        half = len(items) // 2
        for some in (items[:half], items[half:]):
            if breaks(some):
                items = some
                break
        else:
            break
    for one in items if len(items) > 1 else ():
        fewer = tuple(item for item in items if item is not one)
        if breaks(fewer):
            items = fewer
    return items


def _witnesses(everybody: tuple[Household, ...], her: Household) -> tuple[Household, ...]:
    """Some others, spread over all."""
    others = tuple(h for h in everybody if h is not her)
    step = max(1, len(others) // WITNESSES)
    return others[::step][:WITNESSES]
