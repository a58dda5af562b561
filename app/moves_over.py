"""Moves for which nothing is kept any more: they fall through, and she lives where she lives."""

from __future__ import annotations

from datetime import datetime

from app.service import Service
from app.store import transfers
from app.use_cases import transfers as acts
from app.use_cases.acting import Unattended

AT_ONCE = 50


def end_moves(service: Service, now: datetime) -> None:
    """Firm moves whose place was kept until now are CANCELLED; she has her old bed all along."""
    with service.store.transaction() as tx:
        over = transfers.over(tx, now, AT_ONCE)
    for transfer, household in over:
        with service.store.transaction() as tx:
            acts.fall_through(Unattended.at(tx, now), transfer, household)
