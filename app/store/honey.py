"""Planting decoys; nothing in the service reads which cases are decoys."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.store import forms
from app.store.transactions import Tx
from models.honey import HoneyRecord


def plant(tx: Tx, subject: UUID, now: datetime) -> None:
    """From now on whoever acts on this case is heard."""
    forms.add(tx, HoneyRecord, subject_id=subject, planted_at=now)
