"""Prices of units that the last plan left: kept by run, read for the order of options (decision 0119)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, insert, select

from app.store.last_plan import made_a_plan
from app.store.transactions import Tx
from matching.shadow_prices import UnitPrice
from matching.vocabulary import ShelterId, UnitId
from models.plan_run import PlanRunRecord as Run
from models.plan_run import UnitPriceRecord as Price

FRESH_FOR = timedelta(hours=36)
"""A night that was missed is forgiven; what two nights ago was scarce says nothing of today."""


class PricesState(StrEnum):
    """Whether options were ordered by what their units are worth to others."""

    USED = "USED"
    OLD = "OLD"
    NONE = "NONE"
    """The last plan told none: it was made without the solver, or there is no plan."""


@dataclass(frozen=True, slots=True, repr=False)
class Prices:
    """Prices that may be used now, until when, or why there are none."""

    state: PricesState
    units: tuple[UnitPrice, ...] = ()
    until: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether they may be used no more."""
        return self.until is not None and now >= self.until


def keep(tx: Tx, run: UUID, prices: Sequence[UnitPrice]) -> None:
    """The prices of this run; those of earlier runs are gone, since nothing reads them."""
    tx.execute(delete(Price).where(Price.run_id != run))
    rows = [
        {
            "run_id": run,
            "unit_id": UUID(unit),
            "since": one.since,
            "night": one.night,
            "tier": one.tier,
            "price": one.price,
        }
        for one in prices
        for unit in one.units
    ]
    if rows:
        tx.execute(insert(Price), rows)


def last(tx: Tx, now: datetime) -> Prices:
    """The prices of the last plan, unless it is too old."""
    made = tx.execute(
        select(Run.id, Run.finished_at)
        .where(made_a_plan())
        .order_by(Run.started_at.desc())
        .limit(1)
    ).one_or_none()
    if made is None:
        return Prices(PricesState.NONE)
    if now - made.finished_at > FRESH_FOR:
        return Prices(PricesState.OLD)
    rows = tx.execute(
        select(Price.unit_id, Price.since, Price.night, Price.tier, Price.price)
        .where(Price.run_id == made.id)
        .order_by(Price.unit_id, Price.night, Price.tier)
    ).all()
    if not rows:
        return Prices(PricesState.NONE)
    units = tuple(
        # Which house it is in, the unit says itself.
        UnitPrice(ShelterId(""), (UnitId(str(r.unit_id)),), r.since, r.night, r.tier, r.price)
        for r in rows
    )
    return Prices(PricesState.USED, units, made.finished_at + FRESH_FOR)
