"""The plan for the night: all open households together, lexicographic and proven.

Two passes: first everybody who needs a bed (P1-P3), tier by tier; then, in what is left, those who
have one and wish for a better (P4). Each pass has two parts: all firsts up to the tier before a
later segment is priced, then the firsts that are left with every later segment. The scarcest-first
plan is there before the solver starts, and stands when it fails. Source: docs/domain.md 10.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.ahead import bounds_alone, look_ahead
from matching.candidates import Home, candidates
from matching.chain import Bars
from matching.coupling import After, Table, table
from matching.greedy import first_come, going_on, one_by_one, scarcest_first
from matching.lexicographic import Solved, lexicographic
from matching.master import Filled
from matching.model import Ints, Numbers, Problem, Stage, all_living, value_of
from matching.places import Places, laid_beside
from matching.plan import Plan, Source, TierValue
from matching.pools import Pools
from matching.shadow_prices import UnitPrice, unit_prices
from matching.situation import Situation
from matching.solver import SecondsLeft, SolverFailed
from matching.stages import Stages, stages, ties
from matching.standing import Standing
from matching.telling import placed_of, unplaced_of
from matching.units import assign
from matching.vocabulary import Priority, Tier

MOVE_TIERS = (
    Tier.RISK_SUM,
    Tier.CHANGES,
    Tier.WISHES,
    Tier.STABILITY,
    Tier.SERVICES,
    Tier.STEWARDSHIP,
)
PRICED = (Tier.P1, Tier.P2, Tier.P3)
"""Tiers whose prices the night run tells; the first stages in their order."""
LATE_MANY = 60_000
"""Firsts with whose later segments the last tiers can be solved at once."""
LATE_FEW = 48
"""Later segments of one household from one night on, where there are too many firsts for all."""
LATE_TIERS = (Tier.STABILITY, Tier.SERVICES, Tier.STEWARDSHIP)
"""Tiers that are settled with the later segments."""


def no_limit() -> float:
    """Seconds left when nobody set a limit."""
    return 3600.0


def plan_night(situation: Situation, left: SecondsLeft = no_limit) -> Plan:
    """The joint plan, proven tier by tier, or the best so far marked as not proven.

    ``left`` tells the seconds that are left; the core has no clock. When the solver fails the
    answer is the scarcest-first plan, and ``source`` says so.
    """
    night = Night(situation)
    try:
        return night.optimised(left)
    except SolverFailed:
        return night.greedy(scarcest_first)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a pass chose: columns of its last table, and the two parts where a solver was asked."""

    table: Table
    columns: Ints
    parts: tuple[Solved, ...] = ()
    pruned: bool = False
    """Whether the last tiers were asked over a part of the firsts that could still be chosen."""

    @property
    def places(self) -> Places:
        """Who goes where and when."""
        return self.table.places.at(self.columns)

    def values(self) -> list[tuple[int, int]]:
        """Value and bound of each stage in order."""
        pairs = (zip(part.values, part.bounds, strict=True) for part in self.parts)
        return [pair for part in pairs for pair in part]


@dataclass(frozen=True, slots=True)
class Optimised:
    """The plan that the solver made, with what it tells beside it."""

    plan: Plan
    prices: tuple[UnitPrice, ...]
    """What one more unit of each group would be worth, night by night."""
    pruned: bool
    """Whether a pass asked its last tiers over a part of the options; bounds are over all."""


class Night:
    """One night's candidates, priced once, from which any of the plans can be made."""

    def __init__(self, situation: Situation) -> None:
        self.standing = Standing(situation)
        self.found = candidates(self.standing)
        self._needing: Numbers = np.arange(self.found.needing, dtype=np.int32)
        self._moving: Numbers = np.arange(
            self.found.needing, len(self.found.firsts), dtype=np.int32
        )

    def greedy(self, order: Callable[[Sequence[Home]], list[int]]) -> Plan:
        """One household after the other in this order; those who need a bed before P4."""
        ranked = order(self.found.homes)
        needs = self._one_by_one(self._needing, ranked, None)
        moves = self._one_by_one(self._moving, ranked, needs.places)
        return self._plan(Source.GREEDY, needs, moves)

    def optimised(self, left: SecondsLeft = no_limit) -> Plan:
        """The lexicographic optimum of both passes, as far as time allowed."""
        return self._solved(left, told=0)[0].plan

    def optimised_with_prices(self, left: SecondsLeft = no_limit) -> Optimised:
        """The same, with the prices of units and what it was chosen from."""
        found, first = self._solved(left, told=len(PRICED))
        prices = unit_prices(
            first.problem, self.found.columns, list(zip(PRICED, first.prices, strict=False))
        )
        return replace(found, prices=prices)

    def _solved(self, left: SecondsLeft, *, told: int) -> tuple[Optimised, Solved]:
        """The plan without prices, and the first part of the pass of those who need a bed."""
        needs = self._needs(left, told)
        moves = self._moves(left, needs.places)
        plan = self._plan(Source.OPTIMISED, needs, moves)
        return Optimised(plan, (), needs.pruned or moves.pruned), needs.parts[0]

    def whole_table(self) -> Table:
        """Every first and every later segment of everybody."""
        everybody = np.arange(len(self.found.firsts), dtype=np.int32)
        return table(self.found, everybody, self.standing, later=True)

    def plan_of(self, of: Table, chosen: Ints) -> Plan:
        """The plan that a set of columns makes, without any bound."""
        home = of.places.home[chosen]
        moving = np.array([h.priority is Priority.P4 for h in self.found.homes], dtype=bool)[home]
        return self._plan(Source.GREEDY, Chosen(of, chosen[~moving]), Chosen(of, chosen[moving]))

    def _one_by_one(self, numbers: Numbers, order: list[int], taken: Places | None) -> Chosen:
        early = table(self.found, numbers, self.standing, later=False, taken=taken)
        firsts = one_by_one(early, order)
        late = table(self.found, early.numbers[firsts], self.standing, later=True, taken=taken)
        everyone = np.arange(len(firsts), dtype=np.int64)
        return Chosen(late, going_on(late, order, everyone))

    def _needs(self, left: SecondsLeft, told: int) -> Chosen:
        """Those who need a bed; ``told``: of how many tiers the prices are told to others."""
        begun = left()
        early = table(self.found, self._needing, self.standing, later=False)
        of = stages(early, self.standing)
        tiers = of.tiers
        start = one_by_one(early, scarcest_first(self.found.homes))
        # The last tables and the lines of the plan take about as long again as this one did.
        closing = begun - left()
        first = lexicographic(
            early.problem,
            _not_barred(early),
            (
                # A plan for the classes is there before anything else is asked for.
                (tiers[Tier.P1], tiers[Tier.P2], tiers[Tier.P3]),
                (Bars(of.risk), tiers[Tier.RISK_SUM], tiers[Tier.CHANGES]),
                (of.waiting,),
                (tiers[Tier.WISHES],),
            ),
            None,
            start,
            lambda: left() - closing,
            settled=(2, of.who),
            told=told,
        )
        kept = ((_tier(Tier.RISK_SUM), 4), (_tier(Tier.CHANGES), 5), (_tier(Tier.WISHES), 7))
        return self._late(early, of, first, kept, None, left)

    def _moves(self, left: SecondsLeft, taken: Places) -> Chosen:
        """Those who have a bed and wish for a better one, in what is left."""
        early = table(self.found, self._moving, self.standing, later=False, taken=taken)
        of = stages(early, self.standing, moving=True)
        kept = tuple(map(_tier, MOVE_TIERS[:3]))
        if of.forced.idle_cost.any():
            kept = (_forced, *kept)
        first = lexicographic(
            early.problem,
            _not_barred(early),
            (tuple(stage(of) for stage in kept),),
            None,
            np.zeros(0, dtype=np.int64),
            left,
        )
        numbered = tuple((stage, number) for number, stage in enumerate(kept))
        return self._late(early, of, first, numbered, taken, left)

    def _late(
        self,
        early: Table,
        early_of: Stages,
        first: Solved,
        kept: tuple[tuple[Pick, int], ...],
        taken: Places | None,
        left: SecondsLeft,
    ) -> Chosen:
        """The last tiers over the firsts that are left, with the later segments that may follow them.

        Where too many are left, over those that a look ahead asked for; when time is up, over
        those that were chosen. What is then told as a bound is of that look, and holds for all.
        """
        left_over, few, ahead = first.living, None, None
        last = [early_of.tiers[name] for name in LATE_TIERS]
        if left() <= 0:
            left_over = first.chosen.astype(np.int32)
        elif len(left_over) > LATE_MANY:
            ahead = look_ahead(early, last, first, self.standing, left)
            left_over, few = np.union1d(ahead.firsts, first.chosen).astype(np.int32), LATE_FEW
        pruned = ahead is not None or len(left_over) < len(first.living)
        nights, full = early.problem.nights, first.filled.nights
        after = After(
            first.problem.must,
            first.problem.rows.among(left_over),
            nights.resource[full],
            nights.night[full],
        )
        late = table(
            self.found,
            early.numbers[left_over],
            self.standing,
            later=True,
            taken=taken,
            after=after,
            few=few,
        )
        of = stages(late, self.standing, moving=taken is not None)
        filled = _still_filled(late.problem, first)
        alive = np.ones(late.problem.columns, dtype=bool)
        alive[late.apart.barred] = False
        # What firsts alone fill has no room for a later segment.
        alive[len(late.numbers) :] &= ~late.problem.nights.touching(filled.nights)[
            len(late.numbers) :
        ]
        reached = [(pick, first.values[number]) for pick, number in kept]
        rows = [
            (pick, value)
            for pick, value in reached
            if any(pick(early_of) is stage for stage, _ in first.rows)
        ]
        second = lexicographic(
            late.problem,
            all_living(late.problem, alive),
            (tuple(of.tiers[name] for name in LATE_TIERS),),
            ties(late, self.standing),
            np.searchsorted(left_over, first.chosen),
            left,
            reached=[(pick(of), value) for pick, value in reached],
            rows=[(pick(of), value) for pick, value in rows],
            filled=filled,
            partial=pruned,
        )
        if pruned:
            bounds = (
                ahead.bounds(second.values)
                if ahead is not None
                else bounds_alone(first, last, second.values)
            )
            second = replace(second, bounds=bounds)
        return Chosen(late, second.chosen, (first, second), pruned)

    def _plan(self, source: Source, needs: Chosen, moves: Chosen) -> Plan:
        situation = self.standing.situation
        # Units are given to both passes together: who moves must not get one that is still in use.
        everybody = laid_beside(needs.places, moves.places)
        units = assign(everybody, self.found.columns)
        first = len(needs.columns)
        placed = placed_of(needs.table, needs.columns, units[:first])
        placed += placed_of(moves.table, moves.columns, units[first:])
        hers = {p.household for p in placed}
        pools = Pools(self.found.columns)
        left = pools.left_free(everybody, self.found)
        tiers, waiting = self._tier_values(needs)
        move_tiers = _move_tiers(moves.values())
        return Plan(
            tonight=situation.tonight,
            ruleset_version=situation.rules.version,
            source=source,
            proven=all(tier.proven for tier in (*tiers, waiting, *move_tiers)),
            tiers=tiers,
            waiting=waiting,
            move_tiers=move_tiers,
            placed=placed,
            unplaced=tuple(
                unplaced_of(
                    home,
                    self.found.columns,
                    self.standing,
                    pools.kept_from(home, self.found.shelters_of(home), left),
                )
                for home in self.found.homes
                if home.household.id not in hers
            ),
        )

    def _tier_values(self, needs: Chosen) -> tuple[tuple[TierValue, ...], TierValue]:
        """The ten tiers in order, and the hours waited by those left out."""
        names: list[Tier | None] = list(Tier)
        names.insert(names.index(Tier.WISHES), None)
        pairs = needs.values()
        if not pairs:
            of = stages(needs.table, self.standing)
            values = [_value(name, of, needs) for name in names]
            # A greedy plan comes with no bound but that no cost is below 0 and no count either.
            pairs = [(value, min(0, value)) for value in values]
        found = [
            TierValue(name, value, bound, value == bound)
            for name, (value, bound) in zip(names, pairs, strict=True)
        ]
        waiting = found.pop(names.index(None))
        return tuple(found), waiting


Pick = Callable[[Stages], Stage]
"""One of the stages, whatever the table is."""


def _tier(name: Tier) -> Pick:
    return lambda of: of.tiers[name]


def _forced(of: Stages) -> Stage:
    return of.forced


def _move_tiers(pairs: list[tuple[int, int]]) -> tuple[TierValue, ...]:
    """The tiers of the second pass; no tier of domain 10.2 counts whom a rule moves.

    What is not proven of that count is told with the tier that comes after it.
    """
    if len(pairs) > len(MOVE_TIERS):
        (count, proven), (value, bound), *rest = pairs
        pairs = [(value, bound - (count - proven)), *rest]
    return tuple(
        TierValue(name, value, bound, value == bound)
        for name, (value, bound) in zip(MOVE_TIERS, pairs, strict=False)
    )


def _value(tier: Tier | None, of: Stages, needs: Chosen) -> int:
    if tier is Tier.RISK_MAX:
        return int(of.risk[needs.columns].max(initial=0))
    stage = of.waiting if tier is None else of.tiers[tier]
    return value_of(needs.table.problem, stage, needs.columns)


def _still_filled(late: Problem, first: Solved) -> Filled:
    """The rows that were filled before, found again among the rows of the later problem.

    A cap of a house to which none of its columns goes is another row there: its residents are not
    counted, and nobody could fill it.
    """
    before, nights = first.problem.nights, late.nights
    width = int(max(before.night.max(initial=0), nights.night.max(initial=0))) + 1
    full = first.filled.nights
    old = before.resource[full].astype(np.int64) * width + before.night[full]
    was = dict(zip(old.tolist(), before.limit[full].tolist(), strict=True))
    keys = nights.resource.astype(np.int64) * width + nights.night
    rows = np.zeros(len(late.rows.limit), dtype=bool)
    rows[: len(first.filled.rows)] = first.filled.rows
    again = [
        was.get(key) == limit
        for key, limit in zip(keys.tolist(), nights.limit.tolist(), strict=True)
    ]
    return Filled(rows, np.array(again, dtype=bool))


def _not_barred(of: Table) -> Numbers:
    alive = np.ones(of.problem.columns, dtype=bool)
    alive[of.apart.barred] = False
    return all_living(of.problem, alive)


__all__ = ["Night", "first_come", "no_limit", "plan_night", "scarcest_first"]
