"""From chosen columns to the lines of a plan: who is placed where, and why somebody is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from matching.candidates import Home
from matching.columns import Columns, Ints
from matching.coupling import Table
from matching.filter import rules_of, screen
from matching.firm_costs import MODES
from matching.plan import BlockedBy, Placed, Segment, Unplaced, Why
from matching.standing import Standing
from matching.vocabulary import Firmness, Priority, Rule, UnitId


def placed_of(of: Table, chosen: Ints, units: Sequence[tuple[UnitId, ...]]) -> tuple[Placed, ...]:
    """One line for each household that these columns of a table place, in these units.

    ``chosen``: ascending: firsts, then later segments.
    """
    found, columns = of.found, of.found.columns
    places = of.places.at(chosen)
    firsts = len(of.numbers)
    later = {
        int(places.home[row]): row for row, number in enumerate(chosen.tolist()) if number >= firsts
    }
    lines = []
    for row, number in enumerate(chosen.tolist()):
        if number >= firsts:
            continue
        home, candidate = found.homes[places.home[row]], int(of.numbers[number])
        shelter = columns.ids[places.shelter[row]]
        segments = [Segment(shelter, units[row], places.span(row, columns), Firmness.FIRM)]
        price = found.firsts.price(candidate)
        second = later.get(int(places.home[row]))
        if second is not None:
            there = columns.ids[places.shelter[second]]
            span = places.span(second, columns)
            segments.append(Segment(there, units[second], span, Firmness.INTENDED))
            added = int(of.seconds.added[chosen[second] - firsts])
            price = replace(price, stability=price.stability + added)
        mode = MODES[int(found.firsts.mode[candidate])]
        lines.append(
            Placed(home.household.id, home.priority, home.t_eff, mode, tuple(segments), price)
        )
    return tuple(lines)


def unplaced_of(home: Home, columns: Columns, standing: Standing, kept: Ints) -> Unplaced:
    """Why nobody is proposed for her, with the rules that said no most often.

    ``kept``: houses in which the plan leaves units free from which H15 keeps her, beside those that it
    bars to her as a rule of the pair.
    """
    by_rule: Counter[Rule] = Counter()
    alone: Counter[Rule] = Counter()
    masks = Counter(screen(home.household, columns, standing).bars.tolist())
    for mask, number in masks.items():
        rules = rules_of(mask)
        by_rule.update(dict.fromkeys(rules, number))
        if len(rules) == 1:
            alone[rules[0]] += number
    if len(kept):
        by_rule[Rule.H15] += len(kept)
        alone[Rule.H15] += len(kept)
    if by_rule[Rule.H17] == len(columns) > 0:
        why = Why.HAND_OVER
    elif home.priority is Priority.P4 and home.present is None:
        why = Why.NOT_YET
    elif home.priority is Priority.P4 and not home.forced:
        why = Why.NO_BETTER_BED
    elif home.firsts.stop > home.firsts.start:
        why = Why.TAKEN_BY_OTHERS
    else:
        why = Why.NO_SAFE_BED
    most = sorted(by_rule, key=lambda rule: (-alone[rule], -by_rule[rule], rule))
    return Unplaced(
        home.household.id,
        home.priority,
        home.t_eff,
        why,
        tuple(BlockedBy(rule, by_rule[rule], alone[rule]) for rule in most),
    )
