"""What if: the night solved again in a world that differs in one thing, and which thing would help most.

Nothing here is a proposal: an answer holds two plans of which one is of a world that is not there, and
says only who would be where. Source: docs/domain.md 9.5; docs/decisions/0140.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from matching import security
from matching.plan import Plan
from matching.ruleset import RuleSet
from matching.situation import Lowering, SecurityFeature, Shelter, Situation
from matching.standing import TWO_PERSONS, Standing
from matching.vocabulary import (
    Answer,
    Exemption,
    FeatureCode,
    HouseholdId,
    Priority,
    ShelterId,
    ShelterStatus,
    ThreatLevel,
    UnitId,
    UnitKind,
    ZoneId,
    value,
)

Solve = Callable[[Situation], Plan]

NEW_HOUSE = ShelterId("what-if")
EXEMPT_NIGHTS = 180
"""Nights that an exemption which is not there yet would add."""
TRIED_AGAIN = 5
"""Changes that are solved a second time: those which helped most when the solver was not asked."""


class NoSuchThing(ValueError):
    """What should be changed is not in this situation."""


@value
class Moved:
    """One household for which the change makes a difference; None is no place."""

    household: HouseholdId
    before: ShelterId | None
    after: ShelterId | None


@value
class Difference:
    """What a change would do. Unit: households without a bed in P1, P2, P3; rules as in plans."""

    unplaced_before: tuple[int, int, int]
    unplaced_after: tuple[int, int, int]
    moved: tuple[Moved, ...]

    @property
    def gained(self) -> tuple[int, int, int]:
        """How many more would have a bed, class by class."""
        pairs = zip(self.unplaced_before, self.unplaced_after, strict=True)
        one, two, three = (before - after for before, after in pairs)
        return one, two, three


class Kind(StrEnum):
    """A single change that a person could bring about."""

    ONE_MORE_UNIT = "ONE_MORE_UNIT"
    EXEMPTION = "EXEMPTION"
    VERIFIED_FEATURE = "VERIFIED_FEATURE"
    CALL_FIRST = "CALL_FIRST"


@value(kw_only=True)
class Single:
    """One change of one house, or of its zone."""

    kind: Kind
    shelter: ShelterId
    zone: ZoneId | None = None
    unit: UnitKind | None = None
    feature: FeatureCode | None = None


@value
class Helpful:
    """A single change and how many more would have a bed with it, class by class."""

    change: Single
    gained: tuple[int, int, int]


@value
class Ranking:
    """Who is without a bed as it is, and the single changes that would help, the best first."""

    unplaced: tuple[int, int, int]
    best: tuple[Helpful, ...] = ()


# --- the world that is not there


def house_closed(situation: Situation, shelter: ShelterId) -> Situation:
    """The same moment with that house closed; who lives there stays until her stay ends.

    Raises
    ------
    NoSuchThing
        When there is no such house; so for every other change.
    """
    house = _house(situation, shelter)
    return _with(situation, replace(house, status=ShelterStatus.CLOSED))


def house_added(
    situation: Situation, like: ShelterId, zone: ZoneId | None = None, units: int | None = None
) -> Situation:
    """The same moment with an open house like that one, empty, in another zone or with more units."""
    house = _house(situation, like)
    if zone is not None and zone not in {z.id for z in situation.zones}:
        raise NoSuchThing
    number = len(house.units) if units is None else units
    if not house.units or number < 1:
        raise NoSuchThing
    rooms = tuple(
        replace(house.units[n % len(house.units)], id=UnitId(f"{NEW_HOUSE}-{n}"), out_of_service=())
        for n in range(number)
    )
    made = replace(
        house,
        id=NEW_HOUSE,
        zone=house.zone if zone is None else zone,
        status=ShelterStatus.OPEN,
        vacancy_confirmed_at=situation.now,
        units=rooms,
    )
    return replace(situation, shelters=(*situation.shelters, made))


def rules_changed(situation: Situation, rules: RuleSet) -> Situation:
    """The same moment judged by other numbers."""
    return replace(situation, rules=rules)


def level_changed(situation: Situation, household: HouseholdId, level: ThreatLevel) -> Situation:
    """The same moment with her at that level, whatever the floor of her answers says."""
    hers = next((h for h in situation.households if h.id == household), None)
    if hers is None:
        raise NoSuchThing
    lowered = Lowering(
        to=level,
        by=frozenset(f"what-if-{n}" for n in range(TWO_PERSONS)),
        decided_on=situation.tonight,
        expires_on=situation.tonight + timedelta(days=1),
    )
    higher = level > Standing(situation).t_eff(hers)
    threat = (
        replace(hers.threat, level_human=level, lowering=None)
        if higher
        else replace(hers.threat, level_human=level, lowering=lowered)
    )
    changed = replace(hers, threat=threat)
    return replace(
        situation,
        households=tuple(changed if h.id == household else h for h in situation.households),
    )


def difference(before: Plan, after: Plan) -> Difference:
    """Who would be elsewhere."""
    one, other = _places(before), _places(after)
    named = [*(p.household for p in before.placed), *(u.household for u in before.unplaced)]
    return Difference(
        _unplaced(before),
        _unplaced(after),
        tuple(
            Moved(h, one.get(h), other.get(h)) for h in sorted(named) if one.get(h) != other.get(h)
        ),
    )


# --- which single change would place most


def most_helpful(
    situation: Situation, solve: Solve, quick: Solve, wanted: int = TRIED_AGAIN
) -> Ranking:
    """Single changes that would give more households a bed, the best first; P1 before P2 before P3.

    Each is solved with ``quick``; those that help most there are solved again with ``solve``, which
    alone is told.
    """
    plain = quick(situation)
    if not any(_unplaced(plain)):
        return Ranking(_unplaced(plain))
    tried = []
    for number, (change, changed) in enumerate(_singles(situation)):
        gained = difference(plain, quick(changed)).gained
        if gained > (0, 0, 0):
            tried.append((tuple(-g for g in gained), number, change, changed))
    tried.sort(key=lambda one: one[:2])
    solved = solve(situation)
    found = [
        Helpful(change, difference(solved, solve(changed)).gained)
        for _, _, change, changed in tried[:wanted]
    ]
    found.sort(key=lambda one: one.gained, reverse=True)
    return Ranking(_unplaced(solved), tuple(one for one in found if one.gained > (0, 0, 0)))


def _singles(situation: Situation) -> Iterator[tuple[Single, Situation]]:
    yield from _more_units(situation)
    for house in situation.shelters:
        if house.status is not ShelterStatus.OPEN:
            continue
        if house.stay.max_nights is not None and house.stay.exemption is Exemption.NONE:
            stay = replace(
                house.stay, exemption=Exemption.POSSIBLE, exempt_max_nights=EXEMPT_NIGHTS
            )
            made = Single(kind=Kind.EXEMPTION, shelter=house.id)
            yield made, _with(situation, replace(house, stay=stay))
        for code, verified in _verified(house, situation):
            made = Single(kind=Kind.VERIFIED_FEATURE, shelter=house.id, feature=code)
            yield made, _with(situation, verified)
        called = replace(house, vacancy_confirmed_at=situation.now, after_hours=Answer.YES)
        if called != house:
            yield Single(kind=Kind.CALL_FIRST, shelter=house.id), _with(situation, called)


def _more_units(situation: Situation) -> Iterator[tuple[Single, Situation]]:
    """One more unit of each kind in each zone, in the securest house that has that kind there."""
    tonight = situation.tonight
    best: dict[tuple[ZoneId, UnitKind], tuple[int, Shelter]] = {}
    for house in situation.shelters:
        if house.zone is None or house.status is not ShelterStatus.OPEN:
            continue
        level = int(security.level(house, tonight))
        for unit in house.units:
            known = best.get((house.zone, unit.kind))
            if known is None or level > known[0]:
                best[house.zone, unit.kind] = (level, house)
    for (zone, kind), (_, house) in sorted(best.items(), key=lambda one: one[0]):
        alike = max((u for u in house.units if u.kind is kind), key=lambda u: u.beds)
        more = replace(alike, id=UnitId(f"{NEW_HOUSE}-{house.id}"), out_of_service=())
        made = Single(kind=Kind.ONE_MORE_UNIT, shelter=house.id, zone=zone, unit=kind)
        yield made, _with(situation, replace(house, units=(*house.units, more)))


def _verified(house: Shelter, situation: Situation) -> Iterator[tuple[FeatureCode, Shelter]]:
    """The house with one more feature that counts, where that alone raises its level."""
    tonight = situation.tonight
    now = security.level(house, tonight)
    counted = security.features(house, tonight)
    for code in sorted(security.HIGH - counted):
        there = SecurityFeature(
            code=code, present=Answer.YES, expires_on=tonight + timedelta(days=365)
        )
        others = tuple(f for f in house.features if f.code != code)
        raised = replace(house, features=(*others, there))
        if security.level(raised, tonight) > now:
            yield code, raised


def _house(situation: Situation, shelter: ShelterId) -> Shelter:
    for house in situation.shelters:
        if house.id == shelter:
            return house
    raise NoSuchThing


def _with(situation: Situation, house: Shelter) -> Situation:
    return replace(
        situation,
        shelters=tuple(house if s.id == house.id else s for s in situation.shelters),
    )


def _places(plan: Plan) -> dict[HouseholdId, ShelterId]:
    return {p.household: p.segments[0].shelter for p in plan.placed}


def _unplaced(plan: Plan) -> tuple[int, int, int]:
    counts = Counter(one.priority for one in plan.unplaced)
    return counts[Priority.P1], counts[Priority.P2], counts[Priority.P3]
