"""What time does to offers: the next house is asked, and she is called before her hold ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.errors import Refusal
from app.service import Service
from app.store import alarms, offers, tasks, tasks_past
from app.use_cases import next_house
from app.use_cases.acting import Unattended
from models.words import AlarmKind, TaskKind

CALL_BEFORE = timedelta(minutes=30)
"""So long before her hold ends somebody calls her back (domain 13)."""
ALARM_BEFORE = timedelta(minutes=10)
AT_ONCE = 200


def ask_next_houses(service: Service, now: datetime) -> None:
    """For each offer without a yes the next house is asked, each try in a transaction of its own."""
    with service.store.transaction() as tx:
        due = offers.to_pass_on(
            tx, now, asked_before=now - next_house.ANSWER_TONIGHT, at_most=AT_ONCE
        )
    for offer in due:
        with service.store.transaction() as tx:
            others = next_house.others(Unattended.at(tx, now), offer)
        if not any(_asked(service, offer, other, now) for other in others):
            with service.store.transaction() as tx:
                next_house.give_to_a_person(Unattended.at(tx, now), offer)


def _asked(service: Service, offer: UUID, other: UUID, now: datetime) -> bool:
    try:
        with service.store.transaction() as tx:
            next_house.ask(Unattended.at(tx, now), offer, other, service.pictures)
    except Refusal:
        return False
    return True


def call_back(service: Service, now: datetime) -> None:
    """Whose hold ends within half an hour is called back; ten minutes before, it is an alarm.

    Once: whoever reached her does not call her again, and an alarm that is answered stays so.
    """
    with service.store.transaction() as tx:
        for row in offers.ending(tx, now, now + CALL_BEFORE):
            since = row.hold_until - CALL_BEFORE
            if tasks_past.was_seen_to(tx, TaskKind.CALL_BACK, row.id, since=since):
                continue
            owner = next_house.who_speaks_with_her(Unattended.at(tx, now), row.referral)
            tasks.set_(
                tx,
                TaskKind.CALL_BACK,
                now=now,
                due_at=row.hold_until,
                referral=row.referral,
                subject=tasks.About("offer", row.id),
                owner=owner,
            )
    with service.store.transaction() as tx:
        for row in offers.ending(tx, now, now + ALARM_BEFORE):
            known = alarms.was_raised(tx, AlarmKind.HOLD_ENDING, row.id)
            if not known and tasks.is_open(tx, TaskKind.CALL_BACK, row.id):
                alarms.raise_(
                    tx, AlarmKind.HOLD_ENDING, now=now, subject_kind="offer", subject=row.id
                )
