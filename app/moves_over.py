"""Moves for which nothing is kept any more: they fall through, and she lives where she lives."""

from __future__ import annotations

from datetime import datetime

from app.service import Service
from app.store import locks, referrals, tasks, transfers
from app.store.holds import By
from models.words import ReferralState, TransferState

AT_ONCE = 50


def end_moves(service: Service, now: datetime) -> None:
    """Firm moves whose place was kept until now are CANCELLED; she has her old bed all along."""
    with service.store.transaction() as tx:
        over = transfers.over(tx, now, AT_ONCE)
    for transfer, household in over:
        with service.store.transaction() as tx:
            locks.households(tx, [household])
            move = transfers.open_of(tx, household)
            if move is None or move["id"] != transfer or transfers.is_kept(tx, transfer, now):
                continue
            by = By(None, None, now)
            transfers.take(tx, transfer, TransferState.CANCELLED, by, household=household)
            tasks.drop(tx, now=now, subject=transfer)
            if referrals.state_of(tx, household) is ReferralState.TRANSFER:
                state = ReferralState.IN_STAY
                referrals.set_state(tx, household, state, by=None, at=now)
