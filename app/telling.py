"""What people are told as days pass: jobs of upkeep."""

from __future__ import annotations

from datetime import datetime

from app.service import Service
from app.use_cases import reading_digests


def digest_readings(service: Service, now: datetime) -> None:
    """What was read until yesterday is told to second persons, and what nobody looked at is heard."""
    with service.store.transaction() as tx:
        reading_digests.make(tx, now)
    with service.store.transaction() as tx:
        reading_digests.tell_overdue(tx, now)
