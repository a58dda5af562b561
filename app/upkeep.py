"""What time alone brings about, beside the service: one thread that does each job when it is due.

Of all processes on the same records one makes the rounds; when it is gone another does, within seconds.
What may hang for long, or hears whether the rest does, has a thread and a lock of its own (0227).

Nothing waits for it: a hold whose time is over keeps nobody out, marked or not. A job is a function
of its own file; a new one is a line in ``JOBS``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.asking import ask_the_next, forget_notices, tell_of_unheard_alarms, tell_overdue_reviews
from app.auditing.upkeep import check_chain, keep_head
from app.holds_over import end_holds, end_offers
from app.houses_asked import ask_next_houses, call_back
from app.keeping.upkeep import erase_cases, erase_others, warn_of_what_is_left
from app.log import UPKEEP, failed
from app.moves_asked import look_at_residents
from app.moves_over import end_moves
from app.nightly.watch import look_for_the_plan
from app.service import Service
from app.silence import look_for_the_silent
from app.store import (
    attempts,
    challenges,
    device_codes,
    feeds,
    held,
    idempotency,
    rounds,
    sessions,
    shift_notes,
)
from app.tasks_due import climb_ladders, tell_and_escalate
from app.telling import (
    digest_readings,
    give_back_actions,
    look_for_the_missing,
    remind_of_clocks,
    set_tasks_of_cards,
    warn_of_child_decisions,
    warn_of_stay_limits,
)
from models.words import RoundOf

EVERY_S = 60.0
TRIED_EVERY_S = 5.0
"""How often a process that does not make the rounds looks whether it should."""
HOURLY, DAILY = 60, 24 * 60
"""In rounds of a minute."""
ANSWERS_KEPT = timedelta(days=30)
"""At least 7 days (security 6, F5); decision 0045."""
SESSIONS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done every so many rounds, the first time in the first round."""

    name: str
    every: int
    act: Callable[[Service, datetime], None]

    @property
    def again(self) -> int:
        """The same after it failed: the next round, or the next hour where it reads all there is."""
        return 1 if self.every <= HOURLY else HOURLY


def expire_holds(service: Service, now: datetime) -> None:
    """Holds whose time is over say so, then their offers."""
    end_holds(service.store, now)
    end_offers(service.store, now)


def forget_answers(service: Service, now: datetime) -> None:
    """Old kept answers are gone."""
    with service.store.transaction() as tx:
        idempotency.forget(tx, now - ANSWERS_KEPT)


def forget_sign_ins(service: Service, now: datetime) -> None:
    """Sessions that are over, unanswered challenges and names that were quiet are gone."""
    with service.store.transaction() as tx:
        challenges.forget(tx, now)
        attempts.forget(tx, now - attempts.FORGOTTEN_AFTER)
        sessions.forget(tx, now - SESSIONS_KEPT)
        device_codes.forget(tx, now - SESSIONS_KEPT)


def forget_shift_notes(service: Service, now: datetime) -> None:
    """What one shift told the next is gone when it expires."""
    with service.store.transaction() as tx:
        shift_notes.forget(tx, now)


def renew_picture(service: Service, now: datetime) -> None:
    """The picture that options rest on is one of this minute, also when nobody called for hours."""
    service.pictures.renew(now)


def forget_events(service: Service, now: datetime) -> None:
    """What programs were told long ago is gone."""
    with service.store.transaction() as tx:
        feeds.forget(tx, now - ANSWERS_KEPT)


JOBS: tuple[Job, ...] = (
    Job("expire holds", 1, expire_holds),
    Job("look for the missing", 1, look_for_the_missing),
    Job("end moves", 1, end_moves),
    Job("forget notices", HOURLY, forget_notices),
    Job("ask the next", 1, ask_the_next),
    Job("tell of unheard alarms", 1, tell_of_unheard_alarms),
    Job("tell overdue reviews", 1, tell_overdue_reviews),
    Job("ask next houses", 1, ask_next_houses),
    Job("call back", 1, call_back),
    Job("climb ladders", 1, climb_ladders),
    Job("tell of tasks and escalate", 1, tell_and_escalate),
    Job("digest readings", HOURLY, digest_readings),
    Job("set tasks of cards", 10, set_tasks_of_cards),
    Job("give back actions", 1, give_back_actions),
    Job("warn of child decisions", HOURLY, warn_of_child_decisions),
    Job("look at residents", HOURLY, look_at_residents),
    Job("warn of stay limits", HOURLY, warn_of_stay_limits),
    Job("remind of clocks", HOURLY, remind_of_clocks),
    Job("look for the plan of the night", 10, look_for_the_plan),
    Job("forget answers", HOURLY, forget_answers),
    Job("forget sign-ins", 1, forget_sign_ins),
    Job("forget shift notes", HOURLY, forget_shift_notes),
    Job("forget events", HOURLY, forget_events),
    Job("erase cases", HOURLY, erase_cases),
    Job("erase others", HOURLY, erase_others),
    Job("warn of what is left", HOURLY, warn_of_what_is_left),
)

OF_THE_CHAIN: tuple[Job, ...] = (
    Job("keep the head of the chain", HOURLY, keep_head),
    Job("check the chain", DAILY, check_chain),
)
"""The head's file lies on another machine, and a folder of one that is gone can hang for ever."""
OF_THE_WATCH: tuple[Job, ...] = (Job("look for the silent", 10, look_for_the_silent),)
"""Whoever looks whether the rounds still come is not on them."""

OF_EACH: tuple[Job, ...] = (Job("renew the picture", 1, renew_picture),)
"""What each process does for itself."""


def always() -> bool:
    """Whoever needs no lock cannot lose it."""
    return True


class Upkeep:
    """A thread that makes its rounds until it is stopped, while no other process makes them.

    ``lock``: of whoever makes these rounds; None is for rounds that each process makes.
    ``known_as``: by this the watch hears of rounds that ended, without a job that still fails.
    """

    def __init__(
        self,
        service: Service,
        *,
        every_s: float = EVERY_S,
        jobs: tuple[Job, ...] = JOBS,
        lock: int | None = held.UPKEEP,
        known_as: RoundOf | None = None,
    ) -> None:
        self._service, self._every_s, self._jobs, self._lock = service, every_s, jobs, lock
        self._known_as = known_as
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        """It runs, and stops when the service is closed."""
        self._service.closing.append(self.stop)
        self._thread.start()

    def stop(self) -> None:
        """No round runs any more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if self._lock is None:
                    self._rounds(always)
                else:
                    with held.tried(self._service.store, self._lock) as lock:
                        if lock.mine:
                            self._rounds(lock.still)
            except Exception as fault:  # noqa: BLE001 - the edge of a thread: it tries again
                failed(None, UPKEEP, fault)
            self._stop.wait(min(self._every_s, TRIED_EVERY_S))

    def _rounds(self, still: Callable[[], bool]) -> None:
        number, failing = 0, set[str]()
        while not self._stop.is_set() and still():
            now = self._service.now()
            for job in self._jobs:
                every = job.again if job.name in failing else job.every
                if number % every == 0 and not self._stop.is_set():
                    went = self._tried(job.act, now)
                    (failing.discard if went else failing.add)(job.name)
            if not failing and not self._stop.is_set():
                self._tried(self._say_it_ended, now)
            number += 1
            self._stop.wait(self._every_s)

    def _tried(self, act: Callable[[Service, datetime], None], now: datetime) -> bool:
        try:
            act(self._service, now)
        except Exception as fault:  # noqa: BLE001 - the edge of a thread: the next round comes
            failed(None, UPKEEP, fault)
            return False
        return True

    def _say_it_ended(self, service: Service, now: datetime) -> None:
        if self._known_as is not None:
            with service.store.transaction() as tx:
                rounds.ended(tx, self._known_as, now)


def start_upkeep(service: Service) -> None:
    """What one process does for all, if it is this one, and what each does for itself."""
    Upkeep(service, known_as=RoundOf.UPKEEP).start()
    Upkeep(service, jobs=OF_THE_CHAIN, lock=held.CHAIN, known_as=RoundOf.CHAIN).start()
    Upkeep(service, jobs=OF_THE_WATCH, lock=held.WATCH).start()
    Upkeep(service, jobs=OF_EACH, lock=None).start()
