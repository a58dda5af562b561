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
from matching.geography import great_circle_km
from matching.plan import Plan
from matching.ruleset import RuleSet
from matching.situation import (
    Lowering,
    MunicipalitySupport,
    SecurityFeature,
    Shelter,
    Situation,
    ThreatAssessment,
)
from matching.standing import TWO_PERSONS, Standing
from matching.vocabulary import (
    Answer,
    CaseByCase,
    Exemption,
    Fear,
    FeatureCode,
    HouseholdId,
    Priority,
    ShelterId,
    ShelterStatus,
    SubstanceRule,
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
MANY_CHILDREN = 20
"""More than any household has."""
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
    if zone is not None and zone != house.zone:
        house = _put_elsewhere(situation, house, zone)
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
        status=ShelterStatus.OPEN,
        vacancy_confirmed_at=situation.now,
        staff_ties=frozenset(),
        units=rooms,
    )
    return replace(situation, shelters=(*situation.shelters, made))


def in_its_place(house: Shelter, beside: Shelter) -> Shelter:
    """That house in the zone of another one, with what goes by the place and not by the house."""
    return replace(
        house,
        zone=beside.zone,
        region=beside.region,
        urban=beside.urban,
        police_within_15_min=beside.police_within_15_min,
        support=beside.support,
    )


def _put_elsewhere(situation: Situation, house: Shelter, zone: ZoneId) -> Shelter:
    """The house in that zone. Where no other stands the region is that of the nearest house, and
    nobody knows how soon the police would be there."""
    zones = {z.id: z for z in situation.zones}
    if zone not in zones:
        raise NoSuchThing
    there = zones[zone].centre
    away = [
        (great_circle_km(there, zones[other.zone].centre), other.id, other)
        for other in situation.shelters
        if other.zone is not None
    ]
    _, _, beside = min(away, key=lambda one: one[:2], default=(0.0, house.id, house))
    if beside.zone == zone:
        return in_its_place(house, beside)
    return replace(
        house,
        zone=zone,
        region=beside.region,
        urban=Answer.UNKNOWN,
        police_within_15_min=Answer.UNKNOWN,
        support=MunicipalitySupport(),
    )


def rules_changed(situation: Situation, rules: RuleSet) -> Situation:
    """The same moment judged by other numbers."""
    return replace(situation, rules=rules)


def level_changed(situation: Situation, household: HouseholdId, level: ThreatLevel) -> Situation:
    """The same moment with her at that level, whatever the floor of her answers says.

    What nobody asked her counts as answered, and her assessment as of tonight.

    Raises
    ------
    NoSuchThing
        When she is not there, or cannot be at that level: nobody has named a place of danger.
    """
    hers = next((h for h in situation.households if h.id == household), None)
    if hers is None:
        raise NoSuchThing
    lowered = Lowering(
        to=level,
        by=frozenset(f"what-if-{n}" for n in range(TWO_PERSONS)),
        decided_on=situation.tonight,
        expires_on=situation.tonight + timedelta(days=1),
    )
    changed = replace(
        hers,
        threat=replace(
            _answered(hers.threat),
            level_human=level,
            lowering=lowered,
            assessed_on=situation.tonight,
        ),
    )
    made = replace(
        situation,
        households=tuple(changed if h.id == household else h for h in situation.households),
    )
    if Standing(made).t_eff(changed) is not level:
        raise NoSuchThing
    return made


def _answered(threat: ThreatAssessment) -> ThreatAssessment:
    """The same picture with no to whatever was not asked of Q01 to Q07."""
    return replace(
        threat,
        q01_self_fear=threat.q01_self_fear or Fear.NOT,
        q02_threat_to_kill=_or(Answer.NO, threat.q02_threat_to_kill),
        q03_serious_violence=_or(Answer.NO, threat.q03_serious_violence),
        q04_searching=_or(Answer.NO, threat.q04_searching),
        q05_knows_location=_or(Answer.NO, threat.q05_knows_location),
        q06_organised=_or(Answer.NO, threat.q06_organised),
        q07_witness=_or(Answer.NO, threat.q07_witness),
    )


def _or(otherwise: Answer, said: Answer) -> Answer:
    return otherwise if said is Answer.UNKNOWN else said


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
        called = _called(house, situation)
        if called != house:
            yield Single(kind=Kind.CALL_FIRST, shelter=house.id), _with(situation, called)


def _called(house: Shelter, situation: Situation) -> Shelter:
    """The house after a call that said yes to what H08, H13 and H14 may have to ask (9.5)."""
    told = house.acceptance
    unknown_use = told.substance_use is SubstanceRule.UNKNOWN
    return replace(
        house,
        acceptance=replace(
            told,
            girls_max_age=17 if told.girls_max_age is None else told.girls_max_age,
            max_children=MANY_CHILDREN if told.max_children is None else told.max_children,
            trafficking_residents=_after_asking(told.trafficking_residents),
            partner_violence=_after_asking(told.partner_violence),
            family_violence=_after_asking(told.family_violence),
            substance_use=SubstanceRule.ACCEPT if unknown_use else told.substance_use,
            acute_psychosis=_or(Answer.YES, told.acute_psychosis),
            wheelchair=_or(Answer.YES, told.wheelchair),
            pets=_or(Answer.YES, told.pets),
            adult_men_in_household=_or(Answer.YES, told.adult_men_in_household),
        ),
        vacancy_confirmed_at=situation.now,
        after_hours=Answer.YES,
    )


def _after_asking(said: CaseByCase) -> CaseByCase:
    return CaseByCase.NO if said is CaseByCase.NO else CaseByCase.YES


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
