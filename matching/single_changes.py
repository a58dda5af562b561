"""Which single change would give most households a bed: each tried by solving the night again.

Source: docs/domain.md 9.5; docs/decisions/0140.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from matching import security
from matching.plan import Plan
from matching.rules.safety import ADDRESS_CIRCLE
from matching.situation import SecurityFeature, Shelter, Situation
from matching.vocabulary import (
    Answer,
    CaseByCase,
    Exemption,
    FeatureCode,
    ShelterId,
    ShelterStatus,
    SubstanceRule,
    UnitId,
    UnitKind,
    ZoneId,
    value,
)
from matching.what_if import NEW_HOUSE, difference, told_or, unplaced, with_house

Solve = Callable[[Situation], Plan]

EXEMPT_NIGHTS = 180
"""Nights that an exemption which is not there yet would add."""
MANY_CHILDREN = 20
"""More than any household has."""
ANY_CHILD = 17
"""Years; who is older is an adult."""
TRIED_AGAIN = 5
"""Changes that are solved a second time: those which helped most when the solver was not asked."""


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


def most_helpful(
    situation: Situation, solve: Solve, quick: Solve, wanted: int = TRIED_AGAIN
) -> Ranking:
    """Single changes that would give more households a bed, the best first; P1 before P2 before P3.

    Each is solved with ``quick``; those that help most there are solved again with ``solve``, which
    alone is told.
    """
    plain = quick(situation)
    if not any(unplaced(plain)):
        return Ranking(unplaced(plain))
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
    return Ranking(unplaced(solved), tuple(one for one in found if one.gained > (0, 0, 0)))


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
            yield made, with_house(situation, replace(house, stay=stay))
        for code, verified in _verified(house, situation):
            made = Single(kind=Kind.VERIFIED_FEATURE, shelter=house.id, feature=code)
            yield made, with_house(situation, verified)
        called = _called(house, situation)
        if called != house:
            yield Single(kind=Kind.CALL_FIRST, shelter=house.id), with_house(situation, called)


def _called(house: Shelter, situation: Situation) -> Shelter:
    """The house after a call that said yes to what H08, H13 and H14 may have to ask (9.5), and H07 of
    boys, whose age a call may lift too (9.6)."""
    told = house.acceptance
    unknown_use = told.substance_use is SubstanceRule.UNKNOWN
    return replace(
        house,
        acceptance=replace(
            told,
            boys_max_age=ANY_CHILD if told.boys_max_age is None else told.boys_max_age,
            girls_max_age=ANY_CHILD if told.girls_max_age is None else told.girls_max_age,
            max_children=MANY_CHILDREN if told.max_children is None else told.max_children,
            trafficking_residents=_after_asking(told.trafficking_residents),
            partner_violence=_after_asking(told.partner_violence),
            family_violence=_after_asking(told.family_violence),
            substance_use=SubstanceRule.ACCEPT if unknown_use else told.substance_use,
            acute_psychosis=told_or(Answer.YES, told.acute_psychosis),
            wheelchair=told_or(Answer.YES, told.wheelchair),
            pets=told_or(Answer.YES, told.pets),
            adult_men_in_household=told_or(Answer.YES, told.adult_men_in_household),
        ),
        vacancy_confirmed_at=situation.now,
        after_hours=(
            Answer.YES if not house.intake_hours_known else told_or(Answer.YES, house.after_hours)
        ),
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
        yield made, with_house(situation, replace(house, units=(*house.units, more)))


def _verified(house: Shelter, situation: Situation) -> Iterator[tuple[FeatureCode, Shelter]]:
    """The house with one more feature that counts, where that alone raises its level or closes its
    address circle (H21)."""
    tonight = situation.tonight
    now = security.level(house, tonight)
    counted = security.features(house, tonight)
    for code in sorted((security.HIGH | ADDRESS_CIRCLE) - counted):
        there = SecurityFeature(
            code=code, present=Answer.YES, expires_on=tonight + timedelta(days=365)
        )
        others = tuple(f for f in house.features if f.code != code)
        raised = replace(house, features=(*others, there))
        closes = code in ADDRESS_CIRCLE and counted | {code} >= ADDRESS_CIRCLE
        if closes or security.level(raised, tonight) > now:
            yield code, raised
