"""What the store refuses: a normal no with a fixed text, never what was sent."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import ClassVar


class Refusal(Exception):
    """An expected no; every other exception is a fault."""

    slug: ClassVar[str] = "refused"
    title: ClassVar[str] = "This is not possible."
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__(self.title)


class NotFound(Refusal):
    slug, title, status = "not-found", "There is no such thing, or not for you.", 404


class UnitTaken(Refusal):
    slug, title = "unit-taken", "Someone else has taken this unit meanwhile."


class UnitOutOfService(Refusal):
    slug, title = "unit-out-of-service", "This unit cannot be used in one of these nights."


class AlreadyPlaced(Refusal):
    slug, title = "already-placed", "This household has a placement in one of these nights."


class HoldOver(Refusal):
    slug, title = "hold-over", "This hold has ended; ask for the unit again."


class WrongState(Refusal):
    slug, title = "wrong-state", "This is not possible any more, or not yet."


class Stale(Refusal):
    slug, title, status = "stale", "Somebody changed this meanwhile; read it again.", 412


class KeyReused(Refusal):
    slug, title, status = "key-reused", "This idempotency key belongs to another request.", 422


class NightPlanned(Refusal):
    slug, title = "night-planned", "This night has its plan."


class PlanRunning(Refusal):
    slug, title = "plan-running", "A plan is being made; follow that one."


class NameTaken(Refusal):
    slug, title = "name-taken", "This name is in use."


class AskedAlready(Refusal):
    slug, title = "asked-already", "This was asked already and waits for a second person."


class OnDutyThen(Refusal):
    slug, title = "on-duty-then", "This person is on duty in one of these hours."


class Busy(Refusal):
    slug, title, status = "busy", "Too many want the same at once; try again.", 503


class DatabaseAway(Refusal):
    slug, title, status = "database-away", "The records cannot be reached; try again.", 503


class TooSoon(Refusal):
    """An attempt before its time; the wait grows with each one and locks nobody out."""

    slug, title, status = "too-soon", "Wait a moment before the next attempt.", 429

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.seconds = max(1, ceil(wait.total_seconds()))


class KeyKnown(Refusal):
    slug, title = "key-known", "This passkey is enrolled already."


class ConstraintBroken(Exception):
    """A fault: code tried what a constraint forbids; names the constraint, holds no value."""

    def __init__(self, constraint: str) -> None:
        super().__init__(f"constraint {constraint} refused a write")
        self.constraint = constraint


class Deadlock(Exception):
    """A fault: two writers took locks in different order, which locks.py is to prevent."""
