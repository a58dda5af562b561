"""What people are told as days pass: jobs of upkeep."""

from __future__ import annotations

from datetime import datetime

from app.service import Service
from app.use_cases import (
    cards,
    child_decisions,
    due_cases,
    follow_up,
    journeys,
    reading_digests,
    residents,
    stay_limits,
)


def digest_readings(service: Service, now: datetime) -> None:
    """What was read until yesterday is told to second persons, and what nobody looked at is heard."""
    with service.store.transaction() as tx:
        reading_digests.make(tx, now)
    with service.store.transaction() as tx:
        reading_digests.tell_overdue(tx, now)


def warn_of_child_decisions(service: Service, now: datetime) -> None:
    """Who stands on a case hears in time that a decision on a child of it ends."""
    with service.store.transaction() as tx:
        child_decisions.warn(tx, now)


def set_tasks_of_cards(service: Service, now: datetime) -> None:
    """Somebody has to tell each card that is due."""
    with service.store.transaction() as tx:
        cards.set_tasks(tx, now)


def look_for_the_missing(service: Service, now: datetime) -> None:
    """Somebody hears of each who should be in a house by now and is not."""
    with service.store.transaction() as tx:
        journeys.look_for_the_missing(tx, now)


def warn_of_stay_limits(service: Service, now: datetime) -> None:
    """A way on is proposed 30 days before a stay ends; whose first days are over lives there."""
    with service.store.transaction() as tx:
        stay_limits.warn(tx, now)
    with service.store.transaction() as tx:
        residents.settle_all_in(tx, now)


def remind_of_clocks(service: Service, now: datetime) -> None:
    """Legal clocks are seen to before they run out, and the threat is judged anew in time."""
    with service.store.transaction() as tx:
        due_cases.remind(tx, now)
    with service.store.transaction() as tx:
        due_cases.review_threats(tx, now)
        due_cases.review_releases(tx, now)


def give_back_actions(service: Service, now: datetime) -> None:
    """What belongs to somebody who stands on a case no more is a coordinator's again."""
    with service.store.transaction() as tx:
        follow_up.give_back(tx, now)
