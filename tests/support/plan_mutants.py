"""Ways to spoil a good plan; each one breaks it for certain, or says that it does not apply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from matching.check.facts import facts_of
from matching.check.rooms import beds_needed
from matching.check.stages import values
from matching.plan import Placed, Plan, Segment, TierValue, Unplaced, Why
from matching.situation import Situation, Stay, StayState
from matching.vocabulary import (
    Firmness,
    HouseholdId,
    NightSpan,
    PlanMode,
    Priority,
    Rule,
    ShelterId,
    ThreatLevel,
    Tier,
    UnitId,
)
from tests.support.naive import naive_blocks

Mutant = Callable[[Random, Situation, Plan], Plan | None]


def honest(situation: Situation, plan: Plan) -> Plan:
    """The plan with the values that its lines have, proven: only the lines can be wrong."""
    told = values(facts_of(situation), plan)
    tiers = tuple(TierValue(tier, told[tier], told[tier], True) for tier in Tier)
    return replace(plan, tiers=tiers, proven=True)


def with_line(situation: Situation, plan: Plan, old: Placed, new: Placed) -> Plan:
    """The plan with one line replaced and its sums told honestly."""
    lines = tuple(new if line is old else line for line in plan.placed)
    return honest(situation, replace(plan, placed=lines))


def _first(line: Placed, **change: Any) -> Placed:
    return replace(line, segments=(replace(line.segments[0], **change), *line.segments[1:]))


def _second(line: Placed, **change: Any) -> Placed:
    return replace(line, segments=(line.segments[0], replace(line.segments[1], **change)))


def _moved(span: NightSpan, start: int, end: int) -> NightSpan:
    return NightSpan(span.start + timedelta(days=start), span.end + timedelta(days=end))


def _any(rng: Random, plan: Plan, parts: int = 1) -> Placed | None:
    lines = [line for line in plan.placed if len(line.segments) >= parts]
    return rng.choice(lines) if lines else None


def _on_any(change: Callable[[Placed], Placed], parts: int = 1) -> Mutant:
    """A mutant that changes one line with at least so many segments."""

    def mutant(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
        line = _any(rng, plan, parts)
        return None if line is None else with_line(situation, plan, line, change(line))

    return mutant


def twice(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    line = _any(rng, plan)
    return None if line is None else honest(situation, replace(plan, placed=(*plan.placed, line)))


def placed_and_unplaced(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    line = _any(rng, plan)
    if line is None:
        return None
    also = Unplaced(line.household, line.priority, line.t_eff, Why.NO_SAFE_BED, ())
    return honest(situation, replace(plan, unplaced=(*plan.unplaced, also)))


def dropped(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    line = _any(rng, plan)
    rest = tuple(one for one in plan.placed if one is not line)
    return None if line is None else honest(situation, replace(plan, placed=rest))


def forgotten(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    if not plan.unplaced:
        return None
    return honest(situation, replace(plan, unplaced=plan.unplaced[1:]))


def stranger(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    line = _any(rng, plan)
    other = HouseholdId("nobody-here")
    return (
        None if line is None else with_line(situation, plan, line, replace(line, household=other))
    )


def to_a_barred_shelter(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    """To a house that a pair rule bars for her, whatever is free there."""
    line = _any(rng, plan)
    if line is None:
        return None
    household = next(h for h in situation.households if h.id == line.household)
    plain = set(Rule) - {Rule.H01, Rule.H05, Rule.H06, Rule.H09, Rule.H16, Rule.H19}
    taken = {segment.shelter for segment in line.segments}
    others = [s for s in situation.shelters if s.id not in taken]
    # These rules read no stays but her own, and a large country has a hundred thousand.
    hers = tuple(stay for stay in situation.stays if stay.household == household.id)
    alone = replace(situation, households=(household,), stays=hers, proposals=())
    shelter = next(
        (s for s in rng.sample(others, k=len(others)) if naive_blocks(alone, household, s) & plain),
        None,
    )
    if shelter is None:
        return None
    moved = _first(line, shelter=shelter.id, units=(shelter.units[0].id,))
    return with_line(situation, plan, line, moved)


def into_her_unit(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    """Two households in one unit on at least one night."""
    for one in plan.placed:
        for other in plan.placed:
            a, b = one.segments[0], other.segments[0]
            if one is not other and a.span.meets(b.span):
                moved = _first(one, shelter=b.shelter, units=b.units)
                return with_line(situation, plan, one, moved)
    return None


def onto_a_stay(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    """Into a unit that somebody else has on one of the nights."""
    line = _any(rng, plan)
    if line is None:
        return None
    units = {u.id: s.id for s in situation.shelters for u in s.units}
    for stay in situation.stays:
        first = line.segments[0]
        if stay.span.meets(first.span) and _is_others(stay, line):
            moved = _first(line, shelter=units[stay.unit], units=(stay.unit,))
            return with_line(situation, plan, line, moved)
    return None


def _is_others(stay: Stay, line: Placed) -> bool:
    return stay.household != line.household or stay.state is not StayState.HELD


def out_of_service(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    for line in plan.placed:
        for shelter in situation.shelters:
            for unit in shelter.units:
                if any(span.meets(line.segments[0].span) for span in unit.out_of_service):
                    moved = _first(line, shelter=shelter.id, units=(unit.id,))
                    return with_line(situation, plan, line, moved)
    return None


def too_few_beds(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    households = {h.id: h for h in situation.households}
    for line in plan.placed:
        for shelter in situation.shelters:
            for unit in shelter.units:
                if unit.beds < beds_needed(households[line.household]):
                    moved = _first(line, shelter=shelter.id, units=(unit.id,))
                    return with_line(situation, plan, line, moved)
    return None


def unit_of_another_house(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    line = _any(rng, plan)
    others = [s for s in situation.shelters if line and s.id != line.segments[0].shelter]
    if line is None or not others:
        return None
    unit = rng.choice(others).units[0].id
    return with_line(situation, plan, line, _first(line, units=(unit,)))


def without_consent(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    """Somebody for whom no search may be made, or whom only child welfare may place, gets a bed."""
    line = _any(rng, plan)
    households = {h.id: h for h in situation.households}
    for left in plan.unplaced:
        shelter = situation.shelters[0]
        blocked = naive_blocks(situation, households[left.household], shelter)
        if line is not None and blocked & {Rule.H12, Rule.H17}:
            new = replace(
                line,
                household=left.household,
                priority=left.priority,
                t_eff=left.t_eff,
                segments=line.segments[:1],
            )
            rest = tuple(one for one in plan.unplaced if one is not left)
            both = (*plan.placed, new)
            return honest(situation, replace(plan, placed=both, unplaced=rest))
    return None


def within_though_cut(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    """A stay that ends before her plan is told to be enough."""
    lines = [one for one in plan.placed if one.mode is PlanMode.SEGMENTED]
    if not lines:
        return None
    line = rng.choice(lines)
    return with_line(situation, plan, line, replace(line, mode=PlanMode.WITHIN_LIMIT))


def exempted_told_within(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    lines = [one for one in plan.placed if one.mode is PlanMode.EXEMPTED]
    if not lines:
        return None
    line = rng.choice(lines)
    return with_line(situation, plan, line, replace(line, mode=PlanMode.WITHIN_LIMIT))


def _tier(**wrong: Callable[[int], int]) -> Mutant:
    def mutant(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
        at = rng.randrange(len(plan.tiers))
        tiers = list(plan.tiers)
        changed: dict[str, Any] = {
            name: change(getattr(tiers[at], name)) for name, change in wrong.items()
        }
        tiers[at] = replace(tiers[at], **changed)
        return replace(plan, tiers=tuple(tiers))

    return mutant


def _stages_swapped(rng: Random, situation: Situation, plan: Plan) -> Plan | None:
    return replace(plan, tiers=(plan.tiers[1], plan.tiers[0], *plan.tiers[2:]))


def _next_level(level: ThreatLevel) -> ThreatLevel:
    return ThreatLevel(level % 4 + 1)


def _next_class(priority: Priority) -> Priority:
    return Priority(priority % 4 + 1)


def _other_shelter_name(line: Placed) -> Placed:
    return _first(line, shelter=ShelterId("nowhere"))


def _third(line: Placed) -> tuple[Segment, ...]:
    last = line.segments[-1]
    after = NightSpan(last.span.end, last.span.end + timedelta(days=1))
    return (*line.segments, *(replace(last, span=after),) * (3 - len(line.segments)))


MUTANTS: dict[str, Mutant] = {
    "twice": twice,
    "placed and unplaced": placed_and_unplaced,
    "dropped": dropped,
    "forgotten": forgotten,
    "a stranger": stranger,
    "to a barred shelter": to_a_barred_shelter,
    "two in one unit": into_her_unit,
    "onto a stay": onto_a_stay,
    "out of service": out_of_service,
    "too few beds": too_few_beds,
    "unit of another house": unit_of_another_house,
    "no consent or no adult": without_consent,
    "cut but told enough": within_though_cut,
    "exempted but told within": exempted_told_within,
    "a night late": _on_any(lambda p: _first(p, span=_moved(p.segments[0].span, 1, 1))),
    "a night early": _on_any(lambda p: _first(p, span=_moved(p.segments[0].span, -1, 0))),
    "beyond her plan": _on_any(lambda p: _first(p, span=_moved(p.segments[0].span, 0, 800))),
    "first only intended": _on_any(lambda p: _first(p, firmness=Firmness.INTENDED)),
    "second firm": _on_any(lambda p: _second(p, firmness=Firmness.FIRM), 2),
    "second a night late": _on_any(lambda p: _second(p, span=_moved(p.segments[1].span, 1, 1)), 2),
    "second too early": _on_any(lambda p: _second(p, span=_moved(p.segments[1].span, -1, 0)), 2),
    "second in the same house": _on_any(
        lambda p: _second(p, shelter=p.segments[0].shelter, units=p.segments[0].units), 2
    ),
    "second in another mode": _on_any(lambda p: replace(p, mode=PlanMode.EXEMPTED), 2),
    "no segment": _on_any(lambda p: replace(p, segments=())),
    "three segments": _on_any(lambda p: replace(p, segments=_third(p))),
    "no unit": _on_any(lambda p: _first(p, units=())),
    "one unit twice": _on_any(lambda p: _first(p, units=p.segments[0].units * 2)),
    "no such unit": _on_any(lambda p: _first(p, units=(UnitId("none"),))),
    "no such shelter": _on_any(_other_shelter_name),
    "another class": _on_any(lambda p: replace(p, priority=_next_class(p.priority))),
    "another level": _on_any(lambda p: replace(p, t_eff=_next_level(p.t_eff))),
    "a cost below 0": _on_any(lambda p: replace(p, costs=replace(p.costs, wishes=-1))),
    "value off by one": _tier(value=lambda value: value + 1),
    "bound above value": _tier(bound=lambda bound: bound + 1),
    "proof flipped": _tier(proven=lambda proven: not proven),
    "stages swapped": _stages_swapped,
    "plan proof flipped": lambda rng, s, p: replace(p, proven=not p.proven),
    "another night": lambda rng, s, p: replace(p, tonight=p.tonight + timedelta(days=1)),
    "another rule set": lambda rng, s, p: replace(p, ruleset_version="another"),
}
"""Kinds of wrong plans by name."""
