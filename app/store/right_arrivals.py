"""Arrivals in the records as they are put right."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update

from app.store import referrals
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import NightSpan
from models.placement import PlacementRecord
from models.words import OrdinaryReason, ReferralState


@beyond(StepOut.BOOKING)
def agreed_at(tx: Tx, placement: UUID) -> datetime:
    """When the place became hers."""
    p = PlacementRecord
    found: datetime = tx.execute(select(p.created_at).where(p.id == placement)).scalar_one()
    return found


@beyond(StepOut.BOOKING)
def rule_set_of(tx: Tx, placement: UUID) -> str:
    """By which rules the place was judged."""
    p = PlacementRecord
    found: str = tx.execute(select(p.rule_set).where(p.id == placement)).scalar_one()
    return found


@beyond(StepOut.BOOKING)
def came_at(tx: Tx, placement: UUID, at: datetime) -> None:
    """She has been there since then."""
    p = PlacementRecord
    tx.execute(
        update(p)
        .where(p.id == placement)
        .values(arrived_at=at, version=p.version + 1)
        .execution_options(synchronize_session=False)
    )


def expected_again(tx: Tx, household: UUID, *, by: UUID, at: datetime) -> None:
    """Her case stands where it stood before she was said to be there."""
    referrals.touch(tx, household)
    referrals.set_state(
        tx,
        household,
        ReferralState.ACCEPTED,
        by=by,
        at=at,
        reason=OrdinaryReason.RECORDED_WRONGLY,
    )


def from_night(nights: NightSpan, night: date) -> NightSpan:
    """The nights that are left from this one on."""
    return NightSpan(night, nights.end)
