"""What time does to tasks: a job of upkeep."""

from __future__ import annotations

from datetime import datetime

from app.service import Service
from app.store import late_tasks, tasks


def tell_and_escalate(service: Service, now: datetime) -> None:
    """Who has a task that is due is told; a task that is late goes up."""
    with service.store.transaction() as tx:
        tasks.tell_due(tx, now)
    with service.store.transaction() as tx:
        late_tasks.escalate(tx, now)
