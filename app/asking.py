"""What time does to approvals and to broken glass: jobs of upkeep."""

from __future__ import annotations

from datetime import datetime

from app.service import Service
from app.store import alarms, approvals, glass, late_alarms, outbox
from app.use_cases import complaints, two_persons
from models.words import AlarmKind

AT_ONCE = 200


def ask_the_next(service: Service, now: datetime) -> None:
    """Each approval that nobody is being asked for is looked at once, in a transaction of its own."""
    with service.store.transaction() as tx:
        waiting = approvals.unheard(tx, now, AT_ONCE)
    for one in waiting:
        with service.store.transaction() as tx:
            two_persons.go_round(tx, one, now)


def tell_overdue_reviews(service: Service, now: datetime) -> None:
    """An alarm about each account whose broken glass nobody has reviewed in time, and each complaint."""
    with service.store.transaction() as tx:
        for broken, account in glass.overdue(tx, now):
            alarms.raise_(
                tx,
                AlarmKind.REVIEW_OVERDUE,
                now=now,
                about=account,
                subject_kind="glass",
                subject=broken,
            )
    with service.store.transaction() as tx:
        complaints.tell_overdue(tx, now)


def tell_of_unheard_alarms(service: Service, now: datetime) -> None:
    """Alarms of which nobody has heard are told like every other; what nobody answers goes up."""
    with service.store.transaction() as tx:
        alarms.tell_of_unheard(tx, now, now - outbox.KEPT)
    with service.store.transaction() as tx:
        late_alarms.escalate(tx, now)


def forget_notices(service: Service, now: datetime) -> None:
    """Old notices are gone."""
    with service.store.transaction() as tx:
        outbox.forget(tx, now - outbox.KEPT)
