"""Simulated staff of the invented houses: every hour they say which rooms are free.

They act through the use-cases that real staff call, each with the account of its own house, so
that a vacancy is as fresh tomorrow as today (H14). They also note who has left by then.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from uuid import UUID

from app.contract.offers import Leaving
from app.contract.shelters import NewVacancy
from app.demo.accounts import staff_handle
from app.service import Service
from app.store import placements, tokens
from app.store.pages import Page
from app.store.refusals import Refusal
from app.store.tokens import Actor
from app.use_cases.acting import Acting
from app.use_cases.placements import end
from app.use_cases.shelters import report_vacancy
from models.words import ConfirmedHow, Departure, PlacementState, Role

EVERY_S = 3_600.0
SOON_S = 30.0
"""When a house could not be reached, the next round comes after this time."""
PAGE = 200


class DemoStaff:
    """A thread that makes its rounds until it is stopped."""

    def __init__(self, service: Service, shelters: Sequence[UUID]) -> None:
        self._service, self._shelters = service, tuple(shelters)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._rounds, name="demo-staff", daemon=True)

    def start(self) -> int:
        """The first round is over when this returns; how many houses said it."""
        done = self.round()
        self._thread.start()
        return done

    def stop(self) -> None:
        """No round runs any more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def round(self) -> int:
        """Every house says what is free and who has left; how many houses could."""
        done = 0
        for shelter in self._shelters:
            if self._stop.is_set():
                break
            try:
                self._one(shelter)
            except Refusal:
                continue
            done += 1
        return done

    def _rounds(self) -> None:
        wait = EVERY_S
        while not self._stop.wait(wait):
            try:
                whole = self.round() == len(self._shelters)
            except Exception as fault:  # noqa: BLE001 - the edge of a thread: the next round comes
                print(f"havn: simulated staff: {type(fault).__name__}", file=sys.stderr)
                whole = False
            wait = EVERY_S if whole else SOON_S

    def _one(self, shelter: UUID) -> None:
        now = self._service.now()
        with self._service.store.transaction() as tx:
            account = tokens.find_account(tx, staff_handle(shelter))
            if account is None:
                raise AssertionError("each house of the demonstration has its account")
            actor = Actor(account, Role.SHELTER, shelter, frozenset())
            gone = _gone(Acting(tx, actor, now))
        # Each in a transaction of its own, which locks one household and then its units.
        for placement, version, left in gone:
            with self._service.store.transaction() as tx:
                end(Acting(tx, actor, now), placement, version, left)
        with self._service.store.transaction() as tx:
            report_vacancy(Acting(tx, actor, now), shelter, NewVacancy(how=ConfirmedHow.STAFF))


def _gone(a: Acting) -> list[tuple[UUID, int, Leaving]]:
    """Placements whose nights are over, with their version and when that was."""
    shelter, last = a.actor.shelter, None
    found = []
    while True:
        rows, last = placements.listed(
            a.tx,
            Page(PAGE, last),
            account=a.actor.account,
            role=Role.SHELTER,
            shelter=shelter,
        )
        for row in rows:
            if row["nights"].end <= a.tonight and row["state"] is PlacementState.ARRIVED:
                day = row["nights"].end
                left = Leaving(first_night_away=day, departure=Departure.MUNICIPAL_HOME)
                found.append((row["id"], row["version"], left))
        if last is None:
            return found
