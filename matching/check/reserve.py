"""H15: what is free tonight of the securest houses of a region, told again from domain 9.1 and 9.6."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations

from matching.check.facts import Facts
from matching.check.level import security_level
from matching.check.need import opened, priority_of
from matching.check.pair import barred, waived
from matching.check.rooms import loads, one_would_do, units_hold
from matching.check.separation import separated_at
from matching.check.span import (
    first_night,
    nights_by_exemption,
    nights_left,
    planned_span,
    shortest_first,
)
from matching.check.violation import Violation, Wrong
from matching.plan import Costs, Placed, Segment
from matching.situation import Household, Shelter, StayState, Unit
from matching.vocabulary import (
    Firmness,
    NightSpan,
    PlanMode,
    Priority,
    Region,
    Rule,
    SecurityLevel,
    ShelterStatus,
    WaivedBy,
)

Pool = tuple[Region, SecurityLevel]
Where = Callable[[Facts, Household, Shelter], bool]
"""Houses, by what is asked of a household and one of them."""
FREE_OF_CHARGE = Costs(risk=0, changes=0, wishes=0, stability=0, services=0, stewardship=0)


def kept_for_others(facts: Facts, placed: Sequence[Placed]) -> Iterator[Violation]:
    """H15: whoever is not entitled to what is kept leaves it, unless she is P1 with nowhere else to go.

    Together they leave it too, but for P1 to whom only such houses are open.
    Unit: units tonight, over the houses of exactly S3 or S4 of a region.
    """
    takers: dict[Pool, list[Placed]] = defaultdict(list)
    for one in placed:
        if not one.segments:
            continue  # told as a fault of form
        shelter = facts.shelters[one.segments[0].shelter]
        household = facts.households[one.household]
        if not _counts(facts, household, shelter):
            continue
        takers[_pool(facts, shelter)].append(one)
        if _too_few(facts, household, shelter) and _is_open(facts, household, but=_no_way_out):
            yield Violation(Wrong.KEPT_FOR_OTHERS, household.id, Rule.H15)
    for pool, lines in takers.items():
        room = max(0, _free(facts, pool) - _kept(facts, pool[1]))
        if _units(lines) <= room:
            continue
        at_will = [o for o in lines if _is_open(facts, facts.households[o.household], but=_is_kept)]
        if _units(at_will) > room:
            for line in at_will:
                yield Violation(Wrong.KEPT_FOR_OTHERS, line.household, Rule.H15)


def _is_open(facts: Facts, household: Household, *, but: Where) -> bool:
    """Whether a house but for some is open to her by every rule, beside what stands; P2 and later
    have none of what is kept in any case."""
    if priority_of(facts, household) is not Priority.P1:
        return True
    return opened(facts, household) and any(
        not but(facts, household, shelter) and _could_stay(facts, household, shelter)
        for shelter in facts.shelters.values()
    )


def _units(lines: Iterable[Placed]) -> int:
    return sum(len(line.segments[0].units) for line in lines)


def _pool(facts: Facts, shelter: Shelter) -> Pool:
    return shelter.region, security_level(shelter, facts.today)


def _kept(facts: Facts, level: SecurityLevel) -> int:
    rules = facts.situation.rules
    return {
        SecurityLevel.S3: rules.reserve_units_s3,
        SecurityLevel.S4: rules.reserve_units_s4,
    }.get(level, 0)


def _free(facts: Facts, pool: Pool) -> int:
    """Units in service in open houses of the region and level that nobody has tonight."""
    tonight = facts.today
    had = {stay.unit for stay in facts.situation.stays if tonight in stay.span}
    told = sum(f.units for f in facts.situation.free_elsewhere if (f.region, f.level) == pool)
    return told + sum(
        unit.id not in had and all(tonight not in span for span in unit.out_of_service)
        for shelter in facts.shelters.values()
        if shelter.status is ShelterStatus.OPEN and _pool(facts, shelter) == pool
        for unit in shelter.units
    )


def _counts(facts: Facts, household: Household, shelter: Shelter) -> bool:
    """Whether she comes tonight, is not one of those for whom it is kept, and has no bed there."""
    level, tonight = security_level(shelter, facts.today), facts.today
    if not _kept(facts, level) or first_night(household, facts.situation) != tonight:
        return False
    needs = facts.situation.rules.required_security[facts.t_eff(household) - 1]
    if priority_of(facts, household) is Priority.P1 and needs >= level:
        return False
    if _is_hers(facts, household, shelter):
        return False
    return not waived(facts, household, shelter, Rule.H15, WaivedBy.COORDINATOR)


def _is_hers(facts: Facts, household: Household, shelter: Shelter) -> bool:
    """Whether she has a bed or a hold there tonight."""
    return any(
        facts.shelter_of(stay.unit) == shelter.id and facts.today in stay.span
        for stay in facts.stays_of.get(household.id, ())
    )


def _no_way_out(facts: Facts, household: Household, shelter: Shelter) -> bool:
    """Too few are left there, or she holds one of what is kept: then it is no other option."""
    return _too_few(facts, household, shelter) or _holds_kept(facts, household, shelter)


def _is_kept(facts: Facts, household: Household, shelter: Shelter) -> bool:
    """Some units of such houses are kept from her tonight, or she holds one of them."""
    return _counts(facts, household, shelter) or _holds_kept(facts, household, shelter)


def _holds_kept(facts: Facts, household: Household, shelter: Shelter) -> bool:
    level = security_level(shelter, facts.today)
    needs = facts.situation.rules.required_security[facts.t_eff(household) - 1]
    kept = _kept(facts, level) and needs < level
    return bool(kept) and _is_hers(facts, household, shelter)


def _too_few(facts: Facts, household: Household, shelter: Shelter) -> bool:
    if not _counts(facts, household, shelter):
        return False
    takes = 1 if one_would_do(household, shelter) else 2
    region, level = _pool(facts, shelter)
    return _free(facts, (region, level)) - takes < _kept(facts, level)


def _could_stay(facts: Facts, household: Household, shelter: Shelter) -> bool:
    for rule, by in barred(facts, household, shelter).items():
        if not waived(facts, household, shelter, rule, by):
            return False
    planned = planned_span(household, facts.situation)
    if separated_at(facts, household, shelter, planned):
        return False
    return any(
        not list(loads(facts, [_line(facts, household, shelter, units, planned)]))
        for units in _free_for_her(facts, household, shelter)
    )


def _free_for_her(
    facts: Facts, household: Household, shelter: Shelter
) -> Iterator[tuple[Unit, ...]]:
    """One unit or two that hold her and are free on the fewest nights that a first part must have."""
    span = _fewest(facts, household, shelter)
    others = {
        stay.unit
        for stay in facts.situation.stays
        if stay.span.meets(span)
        if stay.household != household.id or stay.state is not StayState.HELD
    }
    free = [unit for unit in shelter.units if unit.id not in others]
    for units in (*((unit,) for unit in free), *combinations(free, 2)):
        segment = _line(facts, household, shelter, units, span).segments[0]
        if not list(units_hold(facts, household, segment)):
            yield units


def _fewest(facts: Facts, household: Household, shelter: Shelter) -> NightSpan:
    """Where the limit is used up only an exemption for all of her plan is left."""
    planned, rules = planned_span(household, facts.situation), facts.situation.rules
    nights = shortest_first(facts, household, planned.nights)
    left, extra = nights_left(household, shelter, rules), nights_by_exemption(shelter)
    if left is not None and extra is not None and left < nights and planned.nights <= left + extra:
        nights = planned.nights
    return NightSpan(planned.start, planned.start + timedelta(days=nights))


def _line(
    facts: Facts, household: Household, shelter: Shelter, units: Sequence[Unit], span: NightSpan
) -> Placed:
    segment = Segment(shelter.id, tuple(unit.id for unit in units), span, Firmness.FIRM)
    return Placed(
        household.id,
        priority_of(facts, household),
        facts.t_eff(household),
        PlanMode.WITHIN_LIMIT,
        (segment,),
        FREE_OF_CHARGE,
    )
