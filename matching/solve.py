"""The plan for the night: all open households together, lexicographic and proven.

Two passes over one table of candidates: first everybody who needs a bed (P1-P3), tier by tier;
then, in what is left, those who have one and wish for a better (P4). The scarcest-first plan is
there before the solver starts, and stands when it fails. Source: docs/domain.md 10.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from matching.candidates import Home, candidates
from matching.coupling import Table, table
from matching.filter import rules_of
from matching.greedy import first_come, one_by_one, scarcest_first
from matching.lexicographic import Bars, SecondsLeft, Solved, lexicographic
from matching.model import Ints, Problem, SolverFailed, Stage, value_of
from matching.plan import (
    BlockedBy,
    Costs,
    Placed,
    Plan,
    Segment,
    Source,
    TierValue,
    Unplaced,
    Why,
)
from matching.situation import Situation
from matching.stages import Stages, stages
from matching.standing import Standing
from matching.units import assign
from matching.vocabulary import Firmness, Priority, Rule, Tier

MOVE_TIERS = (
    Tier.RISK_SUM,
    Tier.CHANGES,
    Tier.WISHES,
    Tier.STABILITY,
    Tier.SERVICES,
    Tier.STEWARDSHIP,
)


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


class Night:
    """One night's candidates, priced once, from which any of the plans can be made."""

    def __init__(self, situation: Situation) -> None:
        self.standing = Standing(situation)
        self.table: Table = table(candidates(self.standing), self.standing)
        self.stages: Stages = stages(self.table, self.standing)
        moving = np.array([home.priority is Priority.P4 for home in self.table.homes], dtype=bool)
        problem = self.table.problem
        homes = np.concatenate([problem.first_of, problem.second_of])
        self._wishes_a_move = moving[homes] if len(homes) else np.zeros(0, dtype=bool)

    def greedy(self, order: Callable[[tuple[Home, ...]], list[int]]) -> Plan:
        """One household after the other in this order; those who need a bed before P4."""
        homes = self.table.homes
        ranked = order(homes)
        chosen = one_by_one(
            self.table, sorted(ranked, key=lambda h: homes[h].priority is Priority.P4)
        )
        return self.plan_of(chosen)

    def optimised(self, left: SecondsLeft = no_limit) -> Plan:
        """The lexicographic optimum of both passes, as far as time allowed."""
        problem, tiers = self.table.problem, self.stages.tiers
        needing = [h for h in scarcest_first(self.table.homes) if not self._is_p4(h)]
        start = one_by_one(self.table, needing)
        needs = lexicographic(
            problem,
            ~self._wishes_a_move,
            (
                (
                    tiers[Tier.P1],
                    tiers[Tier.P2],
                    tiers[Tier.P3],
                    Bars(self.stages.risk),
                    tiers[Tier.RISK_SUM],
                    tiers[Tier.CHANGES],
                ),
                (self.stages.waiting,),
                (tiers[Tier.WISHES],),
                (tiers[Tier.STABILITY],),
                (tiers[Tier.SERVICES],),
                (tiers[Tier.STEWARDSHIP],),
            ),
            self.stages.tie,
            start,
            left,
            settled=(1, self.stages.who),
        )
        moves = lexicographic(
            _beside(problem, needs.chosen),
            self._wishes_a_move,
            (tuple(_without_idle(tiers[tier]) for tier in MOVE_TIERS),),
            self.stages.tie,
            np.zeros(0, dtype=np.int64),
            left,
        )
        chosen = np.sort(np.concatenate([needs.chosen, moves.chosen]))
        return self._plan(chosen, Source.OPTIMISED, needs, moves)

    def plan_of(self, chosen: Ints) -> Plan:
        """The plan that a set of columns makes, without any bound."""
        return self._plan(chosen, Source.GREEDY, None, None)

    def _is_p4(self, number: int) -> bool:
        return self.table.homes[number].priority is Priority.P4

    def _plan(
        self, chosen: Ints, source: Source, needs: Solved | None, moves: Solved | None
    ) -> Plan:
        situation, tab = self.standing.situation, self.table
        placed = self._placed(chosen)
        hers = {p.household for p in placed}
        unplaced = tuple(
            _unplaced(home, len(situation.shelters))
            for home in tab.homes
            if home.household.id not in hers
        )
        tiers, waiting = self._tier_values(chosen, needs)
        move_tiers = (
            ()
            if moves is None
            else tuple(
                TierValue(name, value, bound, value == bound)
                for name, value, bound in zip(MOVE_TIERS, moves.values, moves.bounds, strict=True)
            )
        )
        proven = all(tier.proven for tier in (*tiers, waiting, *move_tiers))
        return Plan(
            tonight=situation.tonight,
            ruleset_version=situation.rules.version,
            source=source,
            proven=proven,
            tiers=tiers,
            waiting=waiting,
            move_tiers=move_tiers,
            placed=placed,
            unplaced=unplaced,
        )

    def _tier_values(
        self, chosen: Ints, solved: Solved | None
    ) -> tuple[tuple[TierValue, ...], TierValue]:
        """The ten tiers in order, and the hours waited by those left out."""
        needs = chosen[~self._wishes_a_move[chosen]] if len(chosen) else chosen
        names: list[Tier | None] = list(Tier)
        names.insert(names.index(Tier.WISHES), None)
        if solved is None:
            values = [self._value(name, needs) for name in names]
            # A greedy plan comes with no bound but that no cost is below 0 and no count either.
            bounds = [min(0, value) for value in values]
        else:
            values, bounds = list(solved.values), list(solved.bounds)
        found = [
            TierValue(name, value, bound, value == bound)
            for name, value, bound in zip(names, values, bounds, strict=True)
            if name is not None
        ]
        at = names.index(None)
        waiting = TierValue(None, values[at], bounds[at], values[at] == bounds[at])
        return tuple(found), waiting

    def _value(self, tier: Tier | None, chosen: Ints) -> int:
        if tier is Tier.RISK_MAX:
            return int(self.stages.risk[chosen].max(initial=0.0))
        stage = self.stages.waiting if tier is None else self.stages.tiers[tier]
        return value_of(self.table.problem, stage, chosen)

    def _placed(self, chosen: Ints) -> tuple[Placed, ...]:
        tab, tonight = self.table, self.standing.situation.tonight
        columns = [tab.columns[number] for number in chosen.tolist()]
        units = assign(columns, tonight)
        later = {column.home: column for column in columns if column.number >= tab.problem.firsts}
        placed = []
        for column in columns:
            if column.number >= tab.problem.firsts:
                continue
            home, first = tab.homes[column.home], tab.firsts[column.number]
            segments = [
                Segment(column.shelter.id, units[column.number], column.span, Firmness.FIRM)
            ]
            price = first.costs
            second = later.get(column.home)
            if second is not None:
                segments.append(
                    Segment(second.shelter.id, units[second.number], second.span, Firmness.INTENDED)
                )
                added = tab.seconds[second.number - tab.problem.firsts].stability
                price = _with_stability(price, added)
            placed.append(
                Placed(
                    home.household.id,
                    home.priority,
                    home.t_eff,
                    first.way.mode,
                    tuple(segments),
                    price,
                )
            )
        return tuple(placed)


def _with_stability(costs: Costs, added: int) -> Costs:
    return Costs(
        costs.risk,
        costs.changes,
        costs.wishes,
        costs.stability + added,
        costs.services,
        costs.stewardship,
    )


def _beside(problem: Problem, chosen: Ints) -> Problem:
    """The problem that is left for P4 once everybody who needs a bed has one."""
    picked = np.zeros(problem.columns)
    picked[chosen] = 1
    rows = problem.rows
    load = np.bincount(
        rows.row, weights=rows.coefficient * picked[rows.column], minlength=len(rows.limit)
    )
    return replace(problem, rows=replace(rows, limit=rows.limit - load))


def _without_idle(stage: Stage) -> Stage:
    return Stage(stage.column_cost, np.zeros(len(stage.idle_cost)))


def _unplaced(home: Home, shelters: int) -> Unplaced:
    """Why nobody is proposed for her, with the rules that said no most often."""
    by_rule: Counter[Rule] = Counter()
    alone: Counter[Rule] = Counter()
    for mask in home.bars:
        rules = rules_of(mask)
        by_rule.update(rules)
        if len(rules) == 1:
            alone.update(rules)
    if by_rule[Rule.H17] == shelters > 0:
        why = Why.HAND_OVER
    elif home.priority is Priority.P4:
        why = Why.NO_BETTER_BED
    elif home.firsts:
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


__all__ = ["Night", "first_come", "no_limit", "plan_night", "scarcest_first"]
