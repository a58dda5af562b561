"""Runs of the plan that people ask for, one at a time, beside the requests."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime
from uuid import UUID

from app.pictures import Pictures
from app.planning import Anew, Change, Planner, Planning
from app.solver_process import Limits, priced_apart, scarcest_first_apart
from app.store import held, plan_runs
from app.store.plan_runs import RunLost, Started
from app.store.refusals import Refusal
from app.store.transactions import Store

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
        planner: Planner = priced_apart,
        without_solver: Planner = scarcest_first_apart,
    ) -> None:
        self.planning = Planning(
            store, pictures, now=now, limits=limits, planner=planner, without_solver=without_solver
        )
        self.limits = limits
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="plan")
        self._running: dict[UUID, Future[None]] = {}

    def start(self, run: UUID) -> None:
        """The run is on its way, or was already."""
        if run not in self._running:
            self._running[run] = self._pool.submit(self.do, run)

    def do(self, run: UUID) -> None:
        """Everything of one run; whatever happens, it ends with a state of its own."""
        with contextlib.suppress(RunLost), self._at(run):  # a later start has ended it already
            self.planning.do(Started(run))

    def ask(self, run: UUID, change: Change | Anew | None) -> None:
        """The what if is on its way; without a change, the question which one would help most."""
        self._running[run] = self._pool.submit(self.answer, run, change)

    def answer(self, run: UUID, change: Change | Anew | None) -> None:
        """Everything of one what if; whatever happens, it ends with a state of its own."""
        with contextlib.suppress(RunLost), self._at(run):
            self.planning.ask(Started(run), change)

    @contextlib.contextmanager
    def _at(self, run: UUID) -> Iterator[None]:
        """Other processes see that this one is at the run.

        Without a word from the database that is not to be had; then they end it after a while.
        """
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(Refusal):
                stack.enter_context(held.tried(self.planning.store, held.of_run(run)))
            yield

    def take_over(self) -> None:
        """Runs that a service which is gone left RUNNING are FAILED, so that new ones may start.

        Those of other processes that live are left alone. A database that cannot answer yet is no
        reason not to serve; those runs end by their age.
        """
        plan_runs.end_all(self.planning.store, now=self.planning.now())

    def close(self) -> None:
        """No run is on its way any more and none starts; the one that was is FAILED."""
        self.planning.child.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)
        wait(self._running.values(), LAST_WORDS_SECONDS)
