"""What time does to tasks: jobs of upkeep."""

from __future__ import annotations

from datetime import datetime

from app.service import Service
from app.store import late_tasks, tasks
from app.use_cases import ladder


def climb_ladders(service: Service, now: datetime) -> None:
    """Who has no safe bed has the next step of the ladder, each case in a transaction of its own."""
    with service.store.transaction() as tx:
        cases = ladder.climb_all(tx)
    for referral in cases:
        with service.store.transaction() as tx:
            ladder.climb(tx, referral, now)


def tell_and_escalate(service: Service, now: datetime) -> None:
    """Who has a task that is due is told; a task that is late goes up."""
    with service.store.transaction() as tx:
        tasks.tell_due(tx, now)
    with service.store.transaction() as tx:
        late_tasks.escalate(tx, now)
    with service.store.transaction() as tx:
        late_tasks.reach_contacts(tx, now)
