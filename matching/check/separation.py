"""H05: linked households never under one roof, and at T3 and above not in one municipality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from matching.check.facts import Facts, networks_of
from matching.check.pair import waived
from matching.check.violation import Violation, Wrong
from matching.plan import Placed
from matching.situation import Household, Shelter
from matching.vocabulary import (
    HouseholdId,
    LinkKind,
    NetworkId,
    NightSpan,
    Rule,
    ShelterId,
    ThreatLevel,
    WaivedBy,
)


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody in a house for some nights: of this plan, or standing."""

    household: HouseholdId
    shelter: ShelterId
    span: NightSpan
    level: ThreatLevel
    networks: frozenset[NetworkId]
    proposed: bool


def apart(facts: Facts, placed: Sequence[Placed]) -> Iterator[Violation]:
    """H05 between all proposals, and between proposals and what stands.

    Unknown: a link that nobody judged counts as MUST_SEPARATE when a network is shared; a house
    without a zone may be in any municipality.
    """
    proposed = [p for p in _presences(facts, placed) if p.proposed]
    names = {p.household for p in proposed}
    by_household: dict[HouseholdId, list[Presence]] = defaultdict(list)
    by_network: dict[NetworkId, list[Presence]] = defaultdict(list)
    for presence in _presences(facts, placed):
        by_household[presence.household].append(presence)
        for network in presence.networks:
            by_network[network].append(presence)
    found: set[tuple[HouseholdId, Wrong]] = set()
    for pair, kinds in facts.links.items():
        if LinkKind.MUST_SEPARATE in kinds and len(pair) == 2 and pair & names:
            a, b = sorted(pair)
            for one in by_household.get(a, ()):
                for other in by_household.get(b, ()):
                    found |= _too_close(facts, one, other)
    for members in by_network.values():
        if any(p.proposed for p in members):
            for one, other in _near_pairs(facts, members):
                if unjudged(facts, one.household, other.household):
                    found |= _too_close(facts, one, other)
    for household, wrong in sorted(found):
        yield Violation(wrong, household, Rule.H05)


def unjudged(facts: Facts, a: HouseholdId, b: HouseholdId) -> bool:
    """Whether nobody said how two households stand to each other."""
    kinds = facts.links.get(frozenset((a, b)), set())
    return a != b and not kinds - {LinkKind.UNKNOWN}


def one_municipality(facts: Facts, a: Shelter, b: Shelter) -> bool:
    """Whether two houses may be in one municipality: their zones meet, or one is not known."""
    mine, other = facts.zone(a), facts.zone(b)
    if mine is None or other is None:
        return True
    return mine.meets(other, facts.situation.rules.distance_factor)


def separated_at(facts: Facts, household: Household, shelter: Shelter, span: NightSpan) -> bool:
    """Whether somebody stands in or near this house from whom she must be apart, unwaived."""
    hers = _networks(facts, household.id)
    here = Presence(household.id, shelter.id, span, facts.t_eff(household), hers, proposed=True)
    return any(_too_close(facts, here, other) for other in _linked(facts, here))


def _linked(facts: Facts, here: Presence) -> Iterator[Presence]:
    for stay in facts.situation.stays:
        networks = _networks(facts, stay.household)
        kinds = facts.links.get(frozenset((here.household, stay.household)), set())
        shared = here.networks & networks and unjudged(facts, here.household, stay.household)
        if shared or LinkKind.MUST_SEPARATE in kinds:
            house = facts.shelter_of(stay.unit)
            yield Presence(stay.household, house, stay.span, stay.t_eff, networks, proposed=False)


def _presences(facts: Facts, placed: Sequence[Placed]) -> Iterator[Presence]:
    for one in placed:
        household = facts.households[one.household]
        networks = _networks(facts, household.id)
        level = facts.t_eff(household)
        for s in one.segments:
            yield Presence(household.id, s.shelter, s.span, level, networks, proposed=True)
    for stay in facts.situation.stays:
        networks = _networks(facts, stay.household)
        house = facts.shelter_of(stay.unit)
        yield Presence(stay.household, house, stay.span, stay.t_eff, networks, proposed=False)


def _networks(facts: Facts, household: HouseholdId) -> frozenset[NetworkId]:
    """Every label that is known of a household: of its case while it is open, and of its stays."""
    open_case = facts.households.get(household)
    known = set() if open_case is None else networks_of(open_case)
    return frozenset(known).union(*(stay.networks for stay in facts.stays_of.get(household, ())))


def _near_pairs(facts: Facts, members: Iterable[Presence]) -> Iterator[tuple[Presence, Presence]]:
    """Pairs of one network whose houses are the same or may be in one municipality."""
    houses: dict[ShelterId, list[Presence]] = defaultdict(list)
    for member in members:
        houses[member.shelter].append(member)
    for here in houses.values():
        yield from combinations(here, 2)
    for a, b in combinations(houses, 2):
        if one_municipality(facts, facts.shelters[a], facts.shelters[b]):
            yield from ((one, other) for one in houses[a] for other in houses[b])


def _too_close(facts: Facts, one: Presence, other: Presence) -> set[tuple[HouseholdId, Wrong]]:
    """What is wrong with two presences of a separated pair, told of those this plan places."""
    if one.household == other.household or not one.span.meets(other.span):
        return set()
    if one.shelter == other.shelter:
        wrong = Wrong.SAME_HOUSE
    elif max(one.level, other.level) >= ThreatLevel.T3 and one_municipality(
        facts, facts.shelters[one.shelter], facts.shelters[other.shelter]
    ):
        wrong = Wrong.SAME_MUNICIPALITY
    else:
        return set()
    return {(p.household, wrong) for p in (one, other) if p.proposed and not _waived(facts, p)}


def _waived(facts: Facts, presence: Presence) -> bool:
    household, shelter = (
        facts.households[presence.household],
        facts.shelters[presence.shelter],
    )
    return waived(facts, household, shelter, Rule.H05, WaivedBy.TWO_WITH_POLICE)
