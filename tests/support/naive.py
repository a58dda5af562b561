"""Each rule told again for one household and one shelter, with sets and loops.

Told here by itself, night by night: bundles of units (H06), which are free (H01), whom she must be
kept apart from (H05), what is kept for others (H15), the caps of a house (H16) and the fewest nights of a first segment. All other
rules, waivers, spans of nights, beds needed and threat levels are the checker's retelling
(``matching.check``), which shares nothing with ``matching.rules``: a fault of the checker in those is
a fault here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from matching.check.facts import Facts, facts_of, networks_of
from matching.check.level import security_level
from matching.check.need import opened, priority_of
from matching.check.pair import barred, waived
from matching.check.rooms import beds_needed, cots_needed
from matching.check.span import (
    nights_by_exemption,
    nights_left,
    planned_span,
    shortest_first,
)
from matching.situation import Household, Shelter, Situation, Stay, StayState, Unit
from matching.vocabulary import (
    Answer,
    LinkKind,
    MemberRole,
    Priority,
    ResidentsGender,
    Rule,
    ShelterStatus,
    ThreatLevel,
    Together,
    UnitSide,
    WaivedBy,
)


def naive_blocks(situation: Situation, household: Household, shelter: Shelter) -> set[Rule]:
    """Every rule that says no to this pair today and that no waiver lifts."""
    facts = facts_of(situation)
    found = _all_but_the_reserve(facts, household, shelter)
    if _too_few_left(facts, household, shelter):
        stands = [stay for stay in situation.stays if situation.tonight in stay.span]
        hers = {facts.shelter_of(stay.unit) for stay in stands if stay.household == household.id}
        elsewhere = (
            not _too_few_left(facts, household, other)
            and not (other.id in hers and _keeps_some(facts, household, other))
            and not _all_but_the_reserve(facts, household, other)
            for other in situation.shelters
        )
        if priority_of(facts, household) is not Priority.P1 or any(elsewhere):
            found.add(Rule.H15)
    return found


def _keeps_some(facts: Facts, household: Household, shelter: Shelter) -> bool:
    """Whether units of such a house are kept, and not for her."""
    rules = facts.situation.rules
    level = int(security_level(shelter, facts.situation.tonight))
    kept = {3: rules.reserve_units_s3, 4: rules.reserve_units_s4}.get(level, 0)
    return kept > 0 and int(rules.required_security[facts.t_eff(household) - 1]) < level


def _too_few_left(facts: Facts, household: Household, shelter: Shelter) -> bool:
    """Whether her units there would be among the last ones that are kept for others tonight."""
    situation, rules, tonight = facts.situation, facts.situation.rules, facts.situation.tonight
    level = security_level(shelter, tonight)
    kept = {3: rules.reserve_units_s3, 4: rules.reserve_units_s4}.get(int(level), 0)
    first = priority_of(facts, household) is Priority.P1
    for_her = first and rules.required_security[facts.t_eff(household) - 1] >= level
    stays = [stay for stay in situation.stays if tonight in stay.span]
    hers = {facts.shelter_of(stay.unit) for stay in stays if stay.household == household.id}
    spared = shelter.id in hers or waived(facts, household, shelter, Rule.H15, WaivedBy.COORDINATOR)
    if not kept or for_her or spared or tonight not in planned_span(household, situation):
        return False
    free = {
        unit.id
        for house in situation.shelters
        if house.status is ShelterStatus.OPEN and house.region is shelter.region
        if security_level(house, tonight) is level
        for unit in house.units
        if not any(tonight in span for span in unit.out_of_service)
    } - {stay.unit for stay in stays}
    alone = any(
        _holds(household, (u,)) for u in shelter.units if on_her_side(household, shelter, u)
    )
    return len(free) - (1 if alone else 2) < kept


def _all_but_the_reserve(facts: Facts, household: Household, shelter: Shelter) -> set[Rule]:
    situation = facts.situation
    found = dict(barred(facts, household, shelter))
    sized = list(bundles(household, shelter))
    anyhow = list(bundles(replace(household, together=Together.PREFER), shelter))
    if anyhow and not sized:
        found[Rule.H06] = WaivedBy.HER
    nights = naive_nights(facts, household, shelter)
    if not any(all(_free(facts, household, u, nights) for u in units) for units in sized or anyhow):
        found[Rule.H01] = WaivedBy.NOBODY
    if any(_must_avoid(facts, household, shelter, stay) for stay in situation.stays):
        found[Rule.H05] = WaivedBy.TWO_WITH_POLICE
    if _full(facts, household, shelter):
        found[Rule.H16] = WaivedBy.SHELTER
    if not opened(facts, household):
        found[Rule.H19] = WaivedBy.NOBODY
    return {r for r, by in found.items() if not waived(facts, household, shelter, r, by)}


def naive_nights(facts: Facts, household: Household, shelter: Shelter) -> list[date]:
    """The fewest nights that a first segment must have there, one by one.

    Where the limit is used up only an exemption for the whole plan is left, so all nights count.
    """
    span, rules = planned_span(household, facts.situation), facts.situation.rules
    fewest = shortest_first(facts, household, span.nights)
    left, extra = nights_left(household, shelter, rules), nights_by_exemption(shelter)
    if left is not None and extra is not None and left < fewest and span.nights <= left + extra:
        fewest = span.nights
    return [span.start + timedelta(days=n) for n in range(fewest)]


def bundles(household: Household, shelter: Shelter) -> Iterator[tuple[Unit, ...]]:
    """One unit that holds her, or two that adjoin or may lie apart when no one unit does."""
    admitting = [unit for unit in shelter.units if on_her_side(household, shelter, unit)]
    single = [(unit,) for unit in admitting if _holds(household, (unit,))]
    if single:
        yield from single
        return
    for a, b in combinations(admitting, 2):
        adjoin = a.wing is not None and a.wing == b.wing
        if (adjoin or household.together is Together.PREFER) and _holds(household, (a, b)):
            yield (a, b)


def on_her_side(household: Household, shelter: Shelter, unit: Unit) -> bool:
    """Whether nobody of hers would live among the other sex in a house of two parts."""
    if shelter.residents_gender is not ResidentsGender.SEPARATED or unit.side is UnitSide.EITHER:
        return True
    theirs = {UnitSide.WOMEN: "WOMAN", UnitSide.MEN: "MAN"}.get(unit.side)
    told = {
        member.gender.value
        for member in household.members
        if member.role is MemberRole.ADULT
        or member.age_band.value in ("18-24", "25-39", "40-64", "65+")
    }
    return theirs is not None and told <= {theirs}


def _holds(household: Household, units: tuple[Unit, ...]) -> bool:
    beds = sum(unit.beds for unit in units) >= beds_needed(household)
    cots = sum(unit.cots for unit in units) >= cots_needed(household)
    cots = cots or any(unit.cot_possible is Answer.YES for unit in units)
    wheels = household.wheelchair is not Answer.YES
    return beds and cots and (wheels or any(u.wheelchair is Answer.YES for u in units))


def _free(facts: Facts, household: Household, unit: Unit, nights: list[date]) -> bool:
    for night in nights:
        if any(night in span for span in unit.out_of_service):
            return False
        for stay in facts.situation.stays:
            hers = stay.state is StayState.HELD and stay.household == household.id
            if stay.unit == unit.id and night in stay.span and not hers:
                return False
    return True


def _must_avoid(facts: Facts, household: Household, shelter: Shelter, stay: Stay) -> bool:
    """Whether somebody who stands there, or for T3 and more in the municipality, is linked."""
    if stay.household == household.id:
        return False
    if not stay.span.meets(planned_span(household, facts.situation)):
        return False
    kinds = {
        link.kind
        for link in facts.situation.links
        if {link.a, link.b} == {household.id, stay.household}
    }
    networks, hers = set(stay.networks), set(networks_of(household))
    for own in facts.situation.stays:
        if own.household == household.id:
            hers |= own.networks
    for other in facts.situation.households:
        if other.id == stay.household:
            networks |= networks_of(other)
    apart = LinkKind.MUST_SEPARATE in kinds
    if networks & hers and kinds <= {LinkKind.UNKNOWN}:
        apart = True
    house = facts.shelters[facts.shelter_of(stay.unit)]
    if not apart or house.id == shelter.id:
        return apart
    if max(facts.t_eff(household), stay.t_eff) < ThreatLevel.T3:
        return False
    here, there = facts.zone(shelter), facts.zone(house)
    if here is None or there is None:
        return True
    return here.meets(there, facts.situation.rules.distance_factor)


def _full(facts: Facts, household: Household, shelter: Shelter) -> bool:
    """Whether the persons who stand there leave no room under a cap on a night of her plan."""
    plan, long_nights = (
        planned_span(household, facts.situation),
        facts.situation.rules.long_stay_nights,
    )
    others = [
        stay
        for stay in facts.situation.stays
        if facts.shelter_of(stay.unit) == shelter.id and stay.household != household.id
    ]
    t4 = [stay for stay in others if stay.t_eff is ThreatLevel.T4]
    long = [stay for stay in others if stay.span.nights > long_nights]
    hers = facts.t_eff(household) is ThreatLevel.T4
    crowds = [(shelter.max_concurrent_t4, t4, hers)]
    crowds.append((shelter.max_concurrent_long_stay, long, plan.nights > long_nights))
    for cap, there, counts in crowds:
        for night in plan if counts and cap is not None else ():
            tonight = {stay.household: stay.persons for stay in there if night in stay.span}
            persons = sum(tonight.values())
            if cap is not None and persons + len(household.members) > cap:
                return True
    return False
