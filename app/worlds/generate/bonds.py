"""What ties households together: networks and links; and what hangs over shelters and plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from app.worlds.generate.chance import Chance
from app.worlds.generate.country import ShelterFacts
from app.worlds.generate.figures import TRAFFICKING, Size
from app.worlds.generate.night import TONIGHT
from matching.bundles import sides
from matching.exclusion import margin_km
from matching.geography import Zone
from matching.ruleset import RuleSet
from matching.situation import Compromise, Household, Link, Proposal, Stay, Waiver
from matching.vocabulary import (
    Answer,
    CaseByCase,
    CompromiseLevel,
    CompromiseScope,
    Gender,
    HouseholdId,
    LinkKind,
    NetworkId,
    ResidentsGender,
    Rule,
    TargetGroup,
    ThreatLevel,
    ZoneId,
)

NETWORKED = 0.15
"""Share of trafficking cases among the open ones that share a network's label with others [D]."""
SEPARATE = 0.02
"""Pairs that must be kept apart, for each open household."""
OTHER_LINKS = {
    LinkKind.PREFER_SEPARATE: 0.010,
    LinkKind.PREFER_TOGETHER: 0.008,
    LinkKind.UNKNOWN: 0.004,
}
WITH_A_RESIDENT = 0.3
COMPROMISED = {
    (CompromiseScope.GENERAL, CompromiseLevel.SUSPECTED): 0.02,
    (CompromiseScope.GENERAL, CompromiseLevel.CONFIRMED): 0.01,
    (CompromiseScope.NETWORK, CompromiseLevel.SUSPECTED): 0.015,
    (CompromiseScope.NETWORK, CompromiseLevel.CONFIRMED): 0.01,
    (CompromiseScope.ACTOR, CompromiseLevel.SUSPECTED): 0.01,
}
"""Shares of houses [D]."""
LAST_PLAN = 0.2
WAIVED = 0.01


def labels(size: Size) -> tuple[NetworkId, ...]:
    """Labels of the networks that somebody in the country spoke of."""
    return tuple(NetworkId(f"NET-{n:03d}") for n in range(1, max(8, size.units // 50) + 1))


def network_of_each(size: Size, seed: int) -> list[NetworkId | None]:
    """A label or none for each trafficking case, so that open networks have 2 to 5 households."""
    chance = Chance("networks", size.name, seed)
    cases = round(TRAFFICKING * size.households)
    found: list[NetworkId | None] = []
    for label in chance.shuffled(labels(size)):
        together = chance.whole(2, 5)
        if len(found) + together > NETWORKED * cases and found:
            break
        found += [label] * together
    found += [None] * max(0, cases - len(found))
    return chance.shuffled(found)


def links(
    size: Size, seed: int, households: Sequence[Household], stays: Sequence[Stay]
) -> tuple[Link, ...]:
    """Pairs that must or would rather be apart or together, some with residents."""
    chance = Chance("links", size.name, seed)
    open_ids = [household.id for household in households]
    living = sorted({stay.household for stay in stays} - set(open_ids))
    kinds = {LinkKind.MUST_SEPARATE: SEPARATE, **OTHER_LINKS}
    made: dict[frozenset[HouseholdId], Link] = {}
    for kind, share in kinds.items():
        for _ in range(max(1, round(share * len(open_ids)))):
            one = chance.one_of(open_ids)
            with_resident = living and chance.happens(WITH_A_RESIDENT)
            other = chance.one_of(living if with_resident else open_ids)
            if one != other:
                made.setdefault(frozenset({one, other}), Link(one, other, kind))
    return tuple(made.values())


def compromises(
    size: Size,
    seed: int,
    country: Sequence[ShelterFacts],
    households: Sequence[Household],
    lived_in: frozenset[str],
) -> tuple[Compromise, ...]:
    """Reports on houses in which no open household lives, so that no class changes by them."""
    chance = Chance("compromises", size.name, seed)
    houses = chance.shuffled([f.shelter.id for f in country if f.shelter.id not in lived_in])
    feared = [actor.id for household in households for actor in household.actors]
    made: list[Compromise] = []
    for (scope, level), share in COMPROMISED.items():
        for _ in range(round(share * len(country))):
            if not houses:
                return tuple(made)
            network = chance.one_of(labels(size)) if scope is CompromiseScope.NETWORK else None
            actor = chance.one_of(feared) if scope is CompromiseScope.ACTOR and feared else None
            made.append(
                Compromise(
                    shelter=houses.pop(),
                    scope=scope,
                    level=level,
                    network=network,
                    actor=actor,
                    cleared_by=chance.weighted({0: 70.0, 1: 20.0, 2: 10.0}),
                )
            )
    return tuple(made)


def proposals(
    size: Size,
    seed: int,
    country: Sequence[ShelterFacts],
    households: Sequence[Household],
    levels: Mapping[HouseholdId, ThreatLevel],
    zones: Mapping[ZoneId, Zone],
) -> tuple[Proposal, ...]:
    """Lines of the last plan that nobody has answered, for some who waited since then."""
    chance = Chance("proposals", size.name, seed)
    rules = RuleSet()
    made: list[Proposal] = []
    for household in households:
        if not chance.happens(LAST_PLAN):
            continue
        level = levels[household.id]
        for _ in range(8):
            facts = chance.one_of(country)
            zone = facts.shelter.zone
            if zone is None or facts.level < level or not _admits(facts, household):
                continue
            margin = margin_km(household, zones[zone], level, TONIGHT, rules)
            if margin is None or margin >= 0:
                made.append(Proposal(household.id, facts.shelter.id))
                break
    return tuple(made)


def _admits(facts: ShelterFacts, household: Household) -> bool:
    gender = facts.shelter.residents_gender
    man = any(
        person.gender is Gender.MAN and "18" <= person.age_band for person in household.members
    )
    if gender is ResidentsGender.SEPARATED:
        return any(unit.side in sides(household) for unit in facts.shelter.units)
    if household.women_only is Answer.YES and gender is not ResidentsGender.WOMEN:
        return False
    return gender is not (ResidentsGender.WOMEN if man else ResidentsGender.MEN)


def waivers(
    size: Size, seed: int, country: Sequence[ShelterFacts], households: Sequence[Household]
) -> tuple[Waiver, ...]:
    """Houses that decide case by case and said yes by telephone (H08)."""
    chance = Chance("waivers", size.name, seed)
    asked = [
        facts.shelter.id
        for facts in country
        if facts.shelter.acceptance.trafficking_residents is CaseByCase.CASE_BY_CASE
    ]
    cases = [h.id for h in households if h.target_group is TargetGroup.TRAFFICKING]
    if not asked or not cases:
        return ()
    pairs = {
        (chance.one_of(cases), chance.one_of(asked))
        for _ in range(max(1, round(WAIVED * len(households))))
    }
    return tuple(
        Waiver(
            rule=Rule.H08,
            household=household,
            shelter=shelter,
            by=frozenset({"A-01"}),
            by_coordinator=True,
            decided_on=TONIGHT,
            expires_on=TONIGHT + timedelta(days=7),
        )
        for household, shelter in sorted(pairs)
    )
