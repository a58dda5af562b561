"""What time does to approvals: they end, or the next one on duty is asked; one of upkeep's jobs."""

from __future__ import annotations

from datetime import datetime

from app.service import Service
from app.store import approvals
from app.use_cases import two_persons

AT_ONCE = 200


def ask_the_next(service: Service, now: datetime) -> None:
    """Each approval that nobody is being asked for is looked at once, in a transaction of its own."""
    with service.store.transaction() as tx:
        waiting = approvals.unheard(tx, now, AT_ONCE)
    for one in waiting:
        with service.store.transaction() as tx:
            two_persons.go_round(tx, one, now)
