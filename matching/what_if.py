"""What if: the night solved again in a world that differs in one thing.

Nothing here is a proposal: an answer holds two plans of which one is of a world that is not there, and
says only who would be where. Source: docs/domain.md 9.5; docs/decisions/0140.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from matching.geography import great_circle_km
from matching.plan import Plan
from matching.ruleset import RuleSet
from matching.situation import (
    Lowering,
    MunicipalitySupport,
    Shelter,
    Situation,
    ThreatAssessment,
)
from matching.standing import TWO_PERSONS, Standing
from matching.vocabulary import (
    Answer,
    Fear,
    HouseholdId,
    Priority,
    ShelterId,
    ShelterStatus,
    ThreatLevel,
    UnitId,
    ZoneId,
    value,
)

NEW_HOUSE = ShelterId("what-if")


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


def house_closed(situation: Situation, shelter: ShelterId) -> Situation:
    """The same moment with that house closed; who lives there stays until her stay ends.

    Raises
    ------
    NoSuchThing
        When there is no such house; so for every other change.
    """
    house = _house(situation, shelter)
    return with_house(situation, replace(house, status=ShelterStatus.CLOSED))


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
        q02_threat_to_kill=told_or(Answer.NO, threat.q02_threat_to_kill),
        q03_serious_violence=told_or(Answer.NO, threat.q03_serious_violence),
        q04_searching=told_or(Answer.NO, threat.q04_searching),
        q05_knows_location=told_or(Answer.NO, threat.q05_knows_location),
        q06_organised=told_or(Answer.NO, threat.q06_organised),
        q07_witness=told_or(Answer.NO, threat.q07_witness),
    )


def told_or(otherwise: Answer, said: Answer) -> Answer:
    """What was said; that, where nothing was."""
    return otherwise if said is Answer.UNKNOWN else said


def difference(before: Plan, after: Plan) -> Difference:
    """Who would be elsewhere."""
    one, other = _places(before), _places(after)
    named = [*(p.household for p in before.placed), *(u.household for u in before.unplaced)]
    return Difference(
        unplaced(before),
        unplaced(after),
        tuple(
            Moved(h, one.get(h), other.get(h)) for h in sorted(named) if one.get(h) != other.get(h)
        ),
    )


def _house(situation: Situation, shelter: ShelterId) -> Shelter:
    for house in situation.shelters:
        if house.id == shelter:
            return house
    raise NoSuchThing


def with_house(situation: Situation, house: Shelter) -> Situation:
    """The same moment with that house as it is here."""
    return replace(
        situation,
        shelters=tuple(house if s.id == house.id else s for s in situation.shelters),
    )


def _places(plan: Plan) -> dict[HouseholdId, ShelterId]:
    return {p.household: p.segments[0].shelter for p in plan.placed}


def unplaced(plan: Plan) -> tuple[int, int, int]:
    """Households without a bed in P1, P2, P3."""
    counts = Counter(one.priority for one in plan.unplaced)
    return counts[Priority.P1], counts[Priority.P2], counts[Priority.P3]
