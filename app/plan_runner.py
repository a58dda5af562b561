"""Runs of the plan, one at a time, beside the requests: read, think elsewhere, check, store."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

from app.pictures import Pictures
from app.solver_process import Limits, SolverLost, plan_apart
from app.store import plan_runs
from app.store.picture import Picture
from app.store.transactions import Store
from matching.check import violations
from matching.plan import Plan
from matching.situation import Situation

Planner = Callable[[Situation, Limits], Plan]


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
    ) -> None:
        self._store, self._pictures, self._now = store, pictures, now
        self._limits, self._planner = limits, planner
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="plan")
        self._running: dict[UUID, Future[None]] = {}

    def start(self, run: UUID) -> None:
        """The run is on its way, or was already."""
        if run not in self._running:
            self._running[run] = self._pool.submit(self.do, run)

    def do(self, run: UUID) -> None:
        """Everything of one run; whatever happens, it ends with a state of its own."""
        try:
            with self._store.transaction() as tx:
                seen = self._pictures.fresh(tx, self._now())
            plan = self._planner(seen.situation, self._limits)
            broken = violations(seen.situation, plan)
        except SolverLost as lost:
            self._fail(run, lost.word)
        except Exception as fault:  # noqa: BLE001 - the edge of a thread: the run must end
            self._fail(run, type(fault).__name__[:40])
        else:
            if broken:
                self._fail(run, "BREAKS_A_RULE", refused=True)
            else:
                self._keep(run, seen, plan)

    def close(self) -> None:
        """No further run starts."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _keep(self, run: UUID, seen: Picture, plan: Plan) -> None:
        with self._store.transaction() as tx:
            plan_runs.keep(tx, run, seen, plan, now=self._now())

    def _fail(self, run: UUID, word: str, *, refused: bool = False) -> None:
        with self._store.transaction() as tx:
            plan_runs.fail(tx, run, word, refused=refused, now=self._now())
