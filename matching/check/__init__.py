"""The independent checker: judges a plan by the domain guide alone.

It retells every rule and imports vocabulary, geography, situation, plan and ruleset, never the
rules, costs, candidates, model or solver, so that one wrong rule cannot pass both.

    violation    the closed list of what can be wrong       level       T_eff and S (3, 9.2, 11)
    facts        the situation by id                        danger      areas, routes, H03, H04
    span         nights and limits (9.4)                    pair        H02-H21 for one pair, waivers
    rooms        units on nights: H01, H06, H16             separation  H05
    reserve      H15: units that are kept
    way          one household's segments and mode          stages      reported values (10.2)
    need         her class, and whether her bed may be left (10.1, H19)
    kindly       a house if all it has not said were good (H19)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from matching.check.facts import Facts, facts_of
from matching.check.need import priority_of
from matching.check.reserve import kept_for_others
from matching.check.rooms import loads, one_household_each
from matching.check.separation import apart
from matching.check.stages import stages
from matching.check.violation import Violation, Wrong
from matching.check.way import way
from matching.plan import Placed, Plan, Unplaced
from matching.situation import Situation

__all__ = ["Violation", "Wrong", "violations"]


def violations(situation: Situation, plan: Plan) -> tuple[Violation, ...]:
    """Everything that is wrong with a plan; empty when it may be stored.

    Source: domain 3, 9, 10 and 11. Time: about linear in households, stays and units.
    Unknown: as each rule says there, on the dangerous side.
    """
    facts = facts_of(situation)
    if plan.tonight != situation.tonight:
        return (Violation(Wrong.OTHER_NIGHT),)
    if plan.ruleset_version != situation.rules.version:
        return (Violation(Wrong.OTHER_RULESET),)
    found = [*_everybody_once(facts, plan), *_references(facts, plan.placed)]
    if found:
        return tuple(found)
    found += _lines(facts, plan)
    found += one_household_each(facts, plan.placed)
    found += apart(facts, plan.placed)
    found += loads(facts, plan.placed)
    found += kept_for_others(facts, plan.placed)
    found += stages(facts, plan)
    return tuple(dict.fromkeys(found))


def _all(plan: Plan) -> list[Placed | Unplaced]:
    return [*plan.placed, *plan.unplaced]


def _everybody_once(facts: Facts, plan: Plan) -> Iterator[Violation]:
    """Each open household is placed or unplaced, once; nobody else is."""
    named = Counter(line.household for line in _all(plan))
    for household, times in named.items():
        if household not in facts.households:
            yield Violation(Wrong.NOT_OPEN)  # an id from outside is not repeated
        elif times > 1:
            yield Violation(Wrong.TWICE, household)
    for household in facts.households:
        if household not in named:
            yield Violation(Wrong.MISSING, household)


def _references(facts: Facts, placed: tuple[Placed, ...]) -> Iterator[Violation]:
    """Every shelter exists, and every unit is one of its own."""
    for one in placed:
        for segment in one.segments:
            shelter = facts.shelters.get(segment.shelter)
            if shelter is None:
                yield Violation(Wrong.NO_SUCH_SHELTER, one.household)
                continue
            for unit in segment.units:
                if unit not in facts.units or facts.shelter_of(unit) != shelter.id:
                    yield Violation(Wrong.NO_SUCH_UNIT, one.household)


def _lines(facts: Facts, plan: Plan) -> Iterator[Violation]:
    for line in _all(plan):
        household = facts.households[line.household]
        if line.priority is not priority_of(facts, household):
            yield Violation(Wrong.PRIORITY, household.id)
        if line.t_eff is not facts.t_eff(household):
            yield Violation(Wrong.LEVEL, household.id)
    for placed in plan.placed:
        yield from way(facts, facts.households[placed.household], placed)
