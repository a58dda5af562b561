"""Simulated staff of the invented houses: every hour they say which rooms are free.

They act through the use-cases that real staff call, each with the account of its own house, so
that a vacancy is as fresh tomorrow as today (H14). They also note who has left by then.
"""

from __future__ import annotations

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
MOST_STAYS = 500


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
            wait = EVERY_S if self.round() == len(self._shelters) else SOON_S

    def _one(self, shelter: UUID) -> None:
        now = self._service.now()
        with self._service.store.transaction() as tx:
            account = tokens.find_account(tx, staff_handle(shelter))
            if account is None:
                raise AssertionError("each house of the demonstration has its account")
            a = Acting(tx, Actor(account, Role.SHELTER, shelter, frozenset()), now)
            self._note_who_left(a, shelter)
            report_vacancy(a, shelter, NewVacancy(how=ConfirmedHow.STAFF))

    def _note_who_left(self, a: Acting, shelter: UUID) -> None:
        rows, _ = placements.listed(
            a.tx,
            Page(MOST_STAYS, None),
            account=a.actor.account,
            role=Role.SHELTER,
            shelter=shelter,
        )
        for row in rows:
            over = row["nights"].end <= a.tonight
            if over and row["state"] is PlacementState.ARRIVED:
                left = Leaving(
                    first_night_away=row["nights"].end, departure=Departure.MUNICIPAL_HOME
                )
                end(a, row["id"], row["version"], left)
