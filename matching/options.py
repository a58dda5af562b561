"""Up to three shelters for one household while she is on the line: filter, rank, read again.

The filter and the costs of all shelters are arrays (:mod:`matching.filter`, :mod:`firm_costs`);
whatever is about to be shown is read again by the scalar rulebook and priced again by the scalar
costs, and if they disagree nothing is shown at all. No solver is called.
Source: docs/domain.md 9.5, 10.2, 11.1, 11.2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching import costs
from matching.assumptions import assumed, assumed_there
from matching.bundles import Bundle, bundles
from matching.columns import Bools, Columns, Ints, Ties
from matching.filter import Screen, as_bits, rules_of, screen
from matching.firm_costs import MODES, FirmCosts, firm_costs
from matching.groups import night_number
from matching.people import surely_adult
from matching.plan import BlockedBy, Costs, Option, Options, Refused
from matching.price_columns import PriceColumns
from matching.rules import blocks
from matching.rules.company import her_barred_house
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.stay import Way, cut_to, ways
from matching.verdicts import bit
from matching.vocabulary import PlanMode, Priority, Rule, UnitId

RESTRICTED = sum(bit(rule) for rule in (Rule.H04, Rule.H05, Rule.H20, Rule.H21))
"""Rules that may tell of another resident or of what police know (docs/domain.md 14)."""
GONE = np.iinfo(np.int64).max
STEWARDSHIP_BITS = 5
"""Of a key, for the last tier; one more where prices are added to it."""
FIRST_LOOK = 12
"""Ways that are sorted first; more when they lie in too few shelters."""


class FilterDisagrees(AssertionError):
    """The rulebook or the scalar costs say something else of an option: a fault, never shown."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The answer before words and reasons: the best shelters, and every rule's bit."""

    screen: Screen
    priced: FirmCosts
    options: tuple[int, ...]
    """Ways of ``priced``, the best first."""
    call_first: tuple[int, ...]
    keeps_her_bed: bool
    """P4: the bed she has is at least as good as every other."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """One way into one bundle, priced by the scalar costs."""

    bundle: Bundle
    way: Way
    costs: Costs
    mode_tied: bool


def options(
    household: Household,
    columns: Columns,
    standing: Standing,
    prices: PriceColumns | None = None,
) -> Options:
    """Up to ``rules.options`` shelters for her, and for every other one the rules that bar it.

    Unit: costs as integers. Source: domain 9.5, 10.2, 11.1.
    Unknown: a shelter that only something untold keeps away is listed under call first and cannot
    be held.

    Raises
    ------
    FilterDisagrees
        When the arrays and the rulebook do not say the same of a shelter that would be shown.
    """
    found = ranked(household, columns, standing, prices)
    barred = np.flatnonzero(found.screen.bars)
    nothing = not found.options and not found.keeps_her_bed
    return Options(
        household=household.id,
        priority=standing.priority(household),
        t_eff=standing.t_eff(household),
        options=read_again(found.options, found, household, columns, standing),
        call_first=read_again(found.call_first, found, household, columns, standing),
        refused=tuple(_refused(household, int(n), columns, standing, found) for n in barred),
        assumed=assumed(household, standing),
        hand_over=not any(surely_adult(person) for person in household.members),
        keeps_her_bed=found.keeps_her_bed,
        would_free=would_free(found.screen) if nothing else (),
    )


def ranked(
    household: Household,
    columns: Columns,
    standing: Standing,
    prices: PriceColumns | None = None,
) -> Ranked:
    """The best shelters by all tiers in order, then robust ones first, then a keyed number.

    ``prices``: what the units are worth to others, added to stewardship for the order alone (0119).

    Source: domain 10.2, 11.2 (9). Waiting time is hers and the same everywhere. No order of ids or
    of arrival shows: where everything ties, the keyed number of the shelter decides.
    """
    found = screen(household, columns, standing)
    free = found.bars == 0
    call = ~free & (found.facts == 0)
    priced = firm_costs(household, columns, standing, found, free | call)
    keys = priced.keys()
    if prices:
        keys = _with_prices(keys, household, standing, found, priced, prices)
    _one_mode_per_bundle(priced, keys)
    keeps = _keep_only_better(household, columns, standing, priced, keys)
    robust = found.asked.reach.robust[columns.zone]
    there = free[priced.shelter]
    chosen = [
        best(ways_, keys, priced.shelter, robust, columns.tie, standing.rules.options)
        for ways_ in (
            np.flatnonzero(there & (keys < GONE)),
            np.flatnonzero(~there & (keys < GONE)),
        )
    ]
    return Ranked(found, priced, chosen[0], chosen[1], keeps and not chosen[0])


def _with_prices(
    keys: Ints,
    household: Household,
    standing: Standing,
    found: Screen,
    priced: FirmCosts,
    prices: PriceColumns,
) -> Ints:
    """The keys with what others would give for the units added to the last tier, which grows a bit."""
    start = night_number(standing.plan_span(household).start, standing.situation.tonight)
    fitting = found.bedding.fitting
    first, second = fitting.first[priced.rows], fitting.second[priced.rows]
    hers = (keys >> STEWARDSHIP_BITS << (STEWARDSHIP_BITS + 1)) + priced.stewardship
    return hers + prices.of(first, second, start, priced.nights)


def read_again(
    ways_: tuple[int, ...],
    found: Ranked,
    household: Household,
    columns: Columns,
    standing: Standing,
) -> tuple[Option, ...]:
    """The ranked ways as options, each as the scalar rulebook and costs tell it.

    Raises
    ------
    FilterDisagrees
        When they tell otherwise; then none of them may be shown.
    """
    return tuple(
        _read_again(rank, way, found.priced, household, columns, standing, found.screen)
        for rank, way in enumerate(ways_, start=1)
    )


def best(
    ways_: Ints, keys: Ints, shelter: Ints, robust: Bools, tie: Ties, wanted: int
) -> tuple[int, ...]:
    """Of these ways those with the smallest keys, at most one per shelter."""
    found: dict[int, int] = {}
    looked_at = FIRST_LOOK
    while len(found) < wanted:
        few = ways_
        if looked_at < len(ways_):
            mine = keys[ways_]
            few = ways_[mine <= np.partition(mine, looked_at)[looked_at]]
        where = shelter[few]
        found.clear()
        for place in np.lexsort((tie[where], ~robust[where], keys[few])):
            found.setdefault(int(where[place]), int(few[place]))
            if len(found) == wanted:
                break
        if len(few) == len(ways_):
            break
        looked_at *= 8
    return tuple(found.values())


def would_free(found: Screen) -> tuple[BlockedBy, ...]:
    """The rules whose removal would free most shelters; else the smallest set that bars one.

    Rules that may be restricted are one before anything is counted, told as H05 and always last,
    so that neither an order nor a number tells which of them it is.
    Unit: shelters. Source: domain 9.5, 14. A rule alone on a shelter comes first.
    """
    masks = Counter(folded(int(mask)) for mask in found.bars if mask)
    barred: Counter[Rule] = Counter()
    alone: Counter[Rule] = Counter()
    for mask, number in masks.items():
        rules = rules_of(mask)
        for rule in rules:
            barred[rule] += number
        if len(rules) == 1:
            alone[rules[0]] += number
    if alone:
        names = sorted(alone, key=lambda rule: (-alone[rule], -barred[rule], rule))
    elif masks:
        smallest = min(masks, key=lambda mask: (mask.bit_count(), -masks[mask], mask))
        names = list(rules_of(smallest))
    else:
        names = []
    names.sort(key=lambda rule: rule is Rule.H05)
    return tuple(BlockedBy(rule, barred[rule], alone[rule]) for rule in names)


def folded(mask: int) -> int:
    """The mask with one bit, H05's, for all rules that may be restricted."""
    return mask & ~RESTRICTED | bit(Rule.H05) if mask & RESTRICTED else mask


def fitted(household: Household, shelter: Shelter, standing: Standing) -> Iterator[Fitted]:
    """Every way into every bundle that holds her there, one mode per bundle, scalar.

    Where an exemption and a first segment are both possible the smaller of cover story and moves
    decides; equal keeps the exemption and says so (domain 10.3).
    """
    for bundle in bundles(household, shelter, standing):
        found = fitted_in(bundle, household, shelter, standing)
        if found is not None:
            yield found


def fitted_in(
    bundle: Bundle, household: Household, shelter: Shelter, standing: Standing
) -> Fitted | None:
    """Her way into these units; None when they are not free for long enough.

    Where only an untold limit leaves no way, a call may open the house for her whole plan.
    """
    planned, shortest = standing.plan_span(household), standing.shortest_first_segment(household)
    start = night_number(planned.start, standing.situation.tonight)
    free = bundle.nights_for(household.id, start)
    whole = (Way(PlanMode.WITHIN_LIMIT, planned, planned, None),)
    by_mode: dict[PlanMode, Way] = {}
    for way in ways(household, shelter, planned, shortest, standing.rules) or whole:
        cut = cut_to(way, free, shortest)
        if cut is not None:
            by_mode.setdefault(cut.mode, cut)
    price = {
        mode: costs.mode_cost(household, shelter, way, standing) for mode, way in by_mode.items()
    }
    if not price:
        return None
    mode = min(price, key=lambda one: (price[one], MODES.index(one)))
    tied = len(price) > 1 and len(set(price.values())) == 1
    way = by_mode[mode]
    return Fitted(bundle, way, costs.costs(household, shelter, bundle, way, standing), tied)


def tiers(found: Costs) -> tuple[int, ...]:
    """Costs in the order of domain 10.2."""
    return (
        found.risk,
        found.changes,
        found.wishes,
        found.stability,
        found.services,
        found.stewardship,
    )


def _one_mode_per_bundle(priced: FirmCosts, keys: Ints) -> None:
    """Take the dearer mode of each bundle out of ``keys``; equal keeps the exemption."""
    exempt, part = np.flatnonzero(priced.mode == 1), np.flatnonzero(priced.mode == 2)
    if not len(exempt) or not len(part):
        return
    # The ways of one mode stand in the order of their rows.
    rows = priced.rows[part]
    place = np.minimum(np.searchsorted(rows, priced.rows[exempt]), len(rows) - 1)
    both = rows[place] == priced.rows[exempt]
    stay, move = exempt[both], part[place[both]]
    dearer = priced.mode_cost[stay] > priced.mode_cost[move]
    keys[stay[dearer]] = GONE
    keys[move[~dearer]] = GONE


def _keep_only_better(
    household: Household, columns: Columns, standing: Standing, priced: FirmCosts, keys: Ints
) -> bool:
    """P4 moves only where her own tiers 2-5 improve (10.2); whether a bed of ours is compared.

    Who has said that she will move is shown where to: people decided on the move (13). A bed in a
    house that a rule bars to her by now is none to compare with.
    """
    if household.wants_move or standing.priority(household) is not Priority.P4:
        return False
    barred = her_barred_house(household, standing)
    if barred is not None:
        # Another room of it would be no better, though nobody may be in her way there on other nights.
        keys[priced.shelter == columns.number[barred]] = GONE
        return False
    here = costs.present(household, standing)
    if here is None:
        return False
    there = np.zeros(len(keys), dtype=np.int64)
    limit = 0
    for name, bits in (("risk", 7), ("wishes", 4), ("stability", 6), ("services", 5)):
        there = (there << bits) | getattr(priced, name)
        limit = (limit << bits) | getattr(here, name)
    keys[there >= limit] = GONE
    return True


def _read_again(
    rank: int,
    way: int,
    priced: FirmCosts,
    household: Household,
    columns: Columns,
    standing: Standing,
    found: Screen,
) -> Option:
    """The option as the scalar rulebook and costs tell it; a fault if they tell otherwise."""
    number = int(priced.shelter[way])
    shelter = columns.shelters[number]
    again = as_bits(blocks(household, shelter, standing))
    if again != (int(found.bars[number]), int(found.facts[number])):
        raise FilterDisagrees("the rulebook bars otherwise than the filter")
    bundle = columns.bundles.bundle(found.bedding.fitting, int(priced.rows[way]))
    chosen = fitted_in(bundle, household, shelter, standing)
    if chosen is None or chosen.costs != priced.costs(way):
        raise FilterDisagrees("the scalar costs differ from the columns")
    return Option(
        rank=rank,
        shelter=shelter.id,
        units=units_of(chosen.bundle),
        span=chosen.way.span,
        mode=chosen.way.mode,
        mode_tied=chosen.mode_tied,
        call_first=rules_of(again[0]),
        costs=chosen.costs,
        assumed=assumed_there(household, shelter, chosen.way.mode, standing),
    )


def units_of(bundle: Bundle) -> tuple[UnitId, ...]:
    """Units to take from the groups of a bundle: in each the ones that are free first."""
    taken: Counter[int] = Counter()
    found = []
    for group in bundle.groups:
        found.append(group.units[taken[id(group)]])
        taken[id(group)] += 1
    return tuple(found)


def _refused(
    household: Household, number: int, columns: Columns, standing: Standing, found: Ranked
) -> Refused:
    shelter = columns.shelters[number]
    said = blocks(household, shelter, standing)
    if as_bits(said) != (int(found.screen.bars[number]), int(found.screen.facts[number])):
        raise FilterDisagrees("the rulebook bars otherwise than the filter")
    return Refused(shelter.id, said)
