"""Runs of the plan, one at a time, beside the requests: read, think elsewhere, check, store."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime
from uuid import UUID

from app.pictures import Pictures
from app.solver_process import (
    SCARCEST_FIRST_LIMITS,
    STOPPED,
    Child,
    Limits,
    SolverLost,
    plan_apart,
    scarcest_first_apart,
)
from app.store import plan_runs
from app.store.picture import Picture
from app.store.transactions import Store
from app.store.walls import PLANNER
from matching.check import violations
from matching.plan import Plan
from matching.situation import Situation

Planner = Callable[[Situation, Limits, Child], Plan]

LAST_WORDS_SECONDS = 2.0
"""How long a stopped run may take to write down that it was stopped."""


class PlanRunner:
    """A queue of one place: a run is followed by asking for it."""

    def __init__(
        self,
        store: Store,
        pictures: Pictures,
        *,
        now: Callable[[], datetime],
        limits: Limits,
        planner: Planner = plan_apart,
        without_solver: Planner = scarcest_first_apart,
    ) -> None:
        self._store, self._pictures, self._now = store, pictures, now
        self._limits, self._planner, self._without_solver = limits, planner, without_solver
        self._child = Child()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="plan")
        self._running: dict[UUID, Future[None]] = {}

    def start(self, run: UUID) -> None:
        """The run is on its way, or was already."""
        if run not in self._running:
            self._running[run] = self._pool.submit(self.do, run)

    def do(self, run: UUID) -> None:
        """Everything of one run; whatever happens, it ends with a state of its own."""
        try:
            with self._store.transaction(PLANNER) as tx:
                seen = self._pictures.fresh(tx, self._now())
            plan, lost = self._plan(seen.situation)
            broken = violations(seen.situation, plan)
        except SolverLost as fault:
            self._fail(run, fault.word)
        except Exception as fault:  # noqa: BLE001 - the edge of a thread: the run must end
            self._fail(run, type(fault).__name__[:40])
        else:
            if broken:
                self._fail(run, "BREAKS_A_RULE", refused=True)
            else:
                self._keep(run, seen, plan, lost)

    def take_over(self) -> None:
        """Runs that a service which is gone left RUNNING are FAILED, so that new ones may start.

        One service process per database for now: a second one would end the first one's runs. A
        database that cannot answer yet is no reason not to serve; those runs end by their age.
        """
        plan_runs.end_all(self._store, now=self._now())

    def close(self) -> None:
        """No run is on its way any more and none starts; the one that was is FAILED."""
        self._child.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)
        wait(self._running.values(), LAST_WORDS_SECONDS)

    def _plan(self, situation: Situation) -> tuple[Plan, str | None]:
        """The plan; the word is how the solver's process was lost, None when it was not."""
        try:
            return self._planner(situation, self._limits, self._child), None
        except SolverLost as lost:
            if lost.word == STOPPED:
                raise
            plan = self._without_solver(situation, SCARCEST_FIRST_LIMITS, self._child)
            return plan, lost.word

    def _keep(self, run: UUID, seen: Picture, plan: Plan, lost: str | None) -> None:
        with self._store.transaction(PLANNER) as tx:
            plan_runs.keep(tx, run, seen, plan, lost=lost, now=self._now())

    def _fail(self, run: UUID, word: str, *, refused: bool = False) -> None:
        with self._store.transaction(PLANNER) as tx:
            plan_runs.fail(tx, run, word, refused=refused, now=self._now())
