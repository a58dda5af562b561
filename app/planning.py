"""One run of the plan, whoever started it: read, think elsewhere, check, set aside, store.

A run ends in one of three ways: a checked plan is stored whole; it is REFUSED or FAILED and the lines
of the last good plan stay; or it is somebody else's by now (``RunLost``) and nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from app.culprits import Culprits, culprits, residents_of, said_of, without
from app.pictures import Pictures
from app.plan_explained import explained
from app.plan_remarks import Remarks, remarks
from app.solver_process import (
    SCARCEST_FIRST_LIMITS,
    STOPPED,
    Child,
    Limits,
    Priced,
    SolverLost,
    priced_apart,
    ranked_apart,
    replayed_apart,
    scarcest_first_apart,
    screened_apart,
)
from app.store import alarms, plan_inputs, plan_runs, unit_prices, what_ifs
from app.store.picture import Aside, Picture
from app.store.plan_runs import RunLost, Started
from app.store.plan_verdicts import Explanations
from app.store.transactions import Store, Tx
from app.store.walls import PLANNER
from matching.check import violations
from matching.plan import Plan
from matching.resident import plan_ends_with_stay
from matching.ruleset import RuleSet
from matching.shadow_prices import UnitPrice
from matching.situation import Household, Shelter, Situation
from matching.standing import Standing
from matching.vocabulary import AddressBlock
from matching.what_if import NoSuchThing, difference
from models.words import AlarmKind, AsideWhy, RunStep

Change = Callable[[Situation], Situation]
"""What is to be different in a picture; no record is."""
Planner = Callable[[Situation, Limits, Child], Plan | Priced]
"""A plan, with the prices of its units where the solver told them."""

SCREEN_LIMITS = Limits(900.0, 2048)
PROBE_LIMITS = Limits(10.0, 2048)
"""One try of a part of the situation, where a record kills whatever process reads it."""
RANKING_LIMITS = Limits(600.0, 2048)
"""Every single change is solved, most of them scarcest first."""
REPLAY_LIMITS = Limits(900.0, 2048)
"""Sixty nights, scarcest first."""
ROUNDS = 3
"""Plans that are tried in one run, each without what broke the one before."""


@dataclass(frozen=True, slots=True)
class Anew:
    """A version of the rule set by which the last nights are planned again."""

    rule_set: UUID
    rules: RuleSet


class BreaksARule(Exception):
    """The checker says no to the plan; it is not stored."""


@dataclass(frozen=True, slots=True, repr=False)
class Made:
    """A checked plan of a picture, which says who was set aside for it."""

    seen: Picture
    plan: Plan
    prices: tuple[UnitPrice, ...]
    lost: str | None
    """How the solver's process was lost, where the plan was made without it."""


class Planning:
    """What is needed to bring a run to its end."""

    def __init__(
        self,
        store: Store,
        pictures: Pictures,
        *,
        now: Callable[[], datetime],
        limits: Limits,
        planner: Planner = priced_apart,
        without_solver: Planner = scarcest_first_apart,
    ) -> None:
        self.store, self.now = store, now
        self.child = Child()
        self._pictures, self._limits = pictures, limits
        self._planner, self._without_solver = planner, without_solver

    def do(self, run: Started, night: date | None = None) -> bool:
        """Everything of one run; whether it has a plan now. It ends with a state of its own.

        ``night``: the coming one, which the night run plans; None is tonight.

        Raises
        ------
        RunLost
            When it is not this process's run any more.
        """
        return self._ended(run, lambda: self._planned(run, night))

    def ask(self, run: Started, change: Change | Anew | None) -> None:
        """What would be different if the picture were changed so; no line is written.

        ``change``: None asks which single one would give most households a bed; a rule set that is
        to be activated is asked of the last nights.

        Raises
        ------
        RunLost
            When it is not this process's run any more.
        """
        match change:
            case None:
                self._ended(run, lambda: self._ranked(run))
            case Anew():
                self._ended(run, lambda: self._replayed(run, change))
            case _:
                self._ended(run, lambda: self._answered(run, change))

    def _ended(self, run: Started, work: Callable[[], None]) -> bool:
        """Whether the work was done; else the run is REFUSED or FAILED, and says by what."""
        try:
            work()
        except RunLost:
            raise
        except BreaksARule:
            self._fail(run, "BREAKS_A_RULE", refused=True)
        except NoSuchThing:
            self._fail(run, "CANNOT_BE", refused=True)
        except SolverLost as fault:
            self._fail(run, fault.word)
        except Exception as fault:  # noqa: BLE001 - the edge of a process: the run must end
            self._fail(run, type(fault).__name__[:40])
        else:
            return True
        return False

    def _planned(self, run: Started, night: date | None) -> None:
        made = self._made(run, self._read(run, night))
        snapshot = plan_inputs.digest(made.seen.situation)
        told = remarks(made.seen.situation, made.plan)
        why = explained(made.seen.situation, made.plan)
        self._say(run, RunStep.STORING)
        self._keep(run, made, snapshot, told, why)

    def _replayed(self, run: Started, anew: Anew) -> None:
        self._say(run, RunStep.READING)
        with self.store.transaction(PLANNER) as tx:
            past = self._pictures.past(tx, self.now())
        self._say(run, RunStep.THINKING)
        found = replayed_apart(past, anew.rules, REPLAY_LIMITS, self.child)
        with self.store.transaction(PLANNER) as tx:
            what_ifs.keep_replay(
                tx,
                run,
                found,
                rule_set=anew.rule_set,
                against=past.base.rules.version,
                snapshot=plan_inputs.digest(past.base),
                now=self.now(),
            )

    def _ranked(self, run: Started) -> None:
        seen = self._read(run)
        self._say(run, RunStep.THINKING)
        found = ranked_apart(seen.situation, RANKING_LIMITS, self.child)
        snapshot = plan_inputs.digest(seen.situation)
        with self.store.transaction(PLANNER) as tx:
            what_ifs.keep_ranking(tx, run, found, snapshot=snapshot, now=self.now())

    def _answered(self, run: Started, change: Change) -> None:
        seen = self._read(run)
        there = replace(seen, situation=change(seen.situation))
        self._say(run, RunStep.THINKING)
        before, after = (self._checked(self._planner, one, self._limits) for one in (seen, there))
        found = difference(before.plan, after.plan)
        proven = before.plan.proven and after.plan.proven
        snapshot = plan_inputs.digest(there.situation)
        with self.store.transaction(PLANNER) as tx:
            what_ifs.keep(tx, run, found, proven=proven, snapshot=snapshot, now=self.now())

    def _read(self, run: Started, night: date | None = None) -> Picture:
        self._say(run, RunStep.READING)
        with self.store.transaction(PLANNER) as tx:
            seen = self._pictures.fresh(tx, self.now(), night)
            return _without_kode6(_without_who_leaves(seen))

    def _made(self, run: Started, seen: Picture) -> Made:
        """A checked plan of all whose records can be planned.

        Raises
        ------
        SolverLost
            When there is none, and no single record is to blame.
        BreaksARule
            When the checker says no, and no single record is to blame.
        """
        whole = seen.situation
        found = _known(whole, run)
        for _ in range(ROUNDS):
            rest = replace(
                seen,
                situation=without(whole, found),
                aside=seen.aside + _asides(whole, found),
            )
            self._say(run, RunStep.THINKING)
            try:
                made = self._checked(self._planner, rest, self._limits)
                return Made(rest, made.plan, made.prices, None)
            except SolverLost as fault:
                lost = fault.word
                if lost == STOPPED:
                    raise
            except BreaksARule:
                lost = None
            more = Culprits()
            if lost != "TIMEOUT":
                self._say(run, RunStep.SCREENING)
                more = self._screened(rest.situation)
                self._note(run, whole, *_records(whole, more))
            if more == Culprits():
                if lost is None:
                    raise BreaksARule
                try:
                    plan = self._checked(self._without_solver, rest, SCARCEST_FIRST_LIMITS).plan
                    return Made(rest, plan, (), lost)
                except SolverLost as fault:
                    if fault.word == STOPPED:
                        raise
                    self._say(run, RunStep.SCREENING)
                    # Minutes for each of them: what was found outlives whoever ends this process.
                    more = culprits(
                        rest.situation, self._breaks, lambda one: self._note(run, whole, one)
                    )
                    if more == Culprits():
                        self._forget(run)
                        raise
            found = found.and_(more)
        raise SolverLost("NO_PLAN")

    def _checked(self, planner: Planner, seen: Picture, limits: Limits) -> Priced:
        made = planner(seen.situation, limits, self.child)
        priced = Priced(made) if isinstance(made, Plan) else made
        if violations(seen.situation, priced.plan):
            raise BreaksARule
        return priced

    def _screened(self, situation: Situation) -> Culprits:
        """Whose records raise an error in the planner; nobody where its process does not live."""
        try:
            return screened_apart(situation, SCREEN_LIMITS, self.child)
        except SolverLost as fault:
            if fault.word == STOPPED:
                raise
            return Culprits()

    def _breaks(self, some: Situation) -> bool:
        """Whether a child dies of this part, or its plan breaks a rule."""
        try:
            made = self._without_solver(some, PROBE_LIMITS, self.child)
        except SolverLost as fault:
            if fault.word == STOPPED:
                raise
            return True
        return bool(violations(some, made if isinstance(made, Plan) else made.plan))

    def _note(self, run: Started, whole: Situation, *records: Household | Shelter) -> None:
        if not records:
            return
        found = {str(one.id): _stamp(whole, one) for one in records}
        with self.store.transaction(PLANNER) as tx:
            plan_runs.note_breaking(tx, run, found)

    def _forget(self, run: Started) -> None:
        with self.store.transaction(PLANNER) as tx:
            plan_runs.forget_breaking(tx, run)

    def _say(self, run: Started, step: RunStep) -> None:
        with self.store.transaction(PLANNER) as tx:
            plan_runs.note_step(tx, run, step, now=self.now())

    def _keep(
        self, run: Started, made: Made, snapshot: bytes, told: Remarks, why: Explanations
    ) -> None:
        with self.store.transaction(PLANNER) as tx:
            now = self.now()
            plan_runs.keep(
                tx,
                run,
                made.seen,
                made.plan,
                aside=made.seen.aside,
                snapshot=snapshot,
                remarks=told,
                why=why,
                lost=made.lost,
                now=now,
            )
            unit_prices.keep(tx, run.id, made.prices)
            if any(one.why is not AsideWhy.BY_HAND for one in made.seen.aside):
                _tell(tx, AlarmKind.RECORD_SET_ASIDE, run.id, now)

    def _fail(self, run: Started, word: str, *, refused: bool = False) -> None:
        with self.store.transaction(PLANNER) as tx:
            plan_runs.fail(tx, run, word, refused=refused, now=self.now())


def _tell(tx: Tx, kind: AlarmKind, run: UUID, now: datetime) -> None:
    alarms.raise_(tx, kind, now=now, subject_kind="plan_run", subject=run)


def _without_kode6(seen: Picture) -> Picture:
    """Whoever is under kode 6 is placed by those who are named; a bed of hers stays taken."""
    situation = seen.situation
    hers = tuple(h.id for h in situation.households if h.address_block is AddressBlock.KODE6)
    if not hers:
        return seen
    aside = tuple(Aside(AsideWhy.BY_HAND, household=UUID(one)) for one in hers)
    rest = without(situation, Culprits(households=hers))
    return replace(seen, situation=rest, aside=seen.aside + aside)


def _without_who_leaves(seen: Picture) -> Picture:
    """Whose own plan ends with her stay needs no bed of a plan; hers stays taken until then."""
    standing = Standing(seen.situation)
    leaves = [h.id for h in seen.situation.households if plan_ends_with_stay(h, standing)]
    return replace(seen, situation=without(seen.situation, Culprits(households=tuple(leaves))))


def _known(whole: Situation, run: Started) -> Culprits:
    """Whom an earlier try of this run found; whoever is another by now is tried again."""

    def is_same(one: Household | Shelter) -> bool:
        return one.id in run.breaking and run.breaking[one.id] == _stamp(whole, one)

    return Culprits(
        tuple(h.id for h in whole.households if is_same(h)),
        tuple(s.id for s in whole.shelters if is_same(s)),
    )


def _records(whole: Situation, some: Culprits) -> tuple[Household | Shelter, ...]:
    return (
        *(h for h in whole.households if h.id in some.households),
        *(s for s in whole.shelters if s.id in some.shelters),
    )


def _stamp(whole: Situation, record: Household | Shelter) -> str:
    return plan_inputs.digest(said_of(whole, record)).hex()


def _asides(situation: Situation, found: Culprits) -> tuple[Aside, ...]:
    """These records, and who has a bed in one of these houses."""
    at_home = residents_of(situation, found.shelters) - set(found.households)
    why = AsideWhy.BREAKS_THE_PLAN
    return (
        *(Aside(why, household=UUID(one)) for one in found.households),
        *(Aside(why, shelter=UUID(one)) for one in found.shelters),
        *(Aside(AsideWhy.HOUSE_SET_ASIDE, household=UUID(one)) for one in sorted(at_home)),
    )
