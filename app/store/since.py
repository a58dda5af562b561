"""Which placements are new since somebody was here last."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.store import members
from app.store.transactions import Tx
from app.store.walls import Reader
from models.household import HouseholdRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.words import PlacementState

MOST = 100


def placements(tx: Tx, reader: Reader, since: datetime) -> list[dict[str, Any]]:
    """Placements that were made later and still stand, of cases that this person may see."""
    p, h, r = PlacementRecord, HouseholdRecord, ReferralRecord
    query = (
        select(
            p.id.label("placement"),
            r.id.label("referral"),
            r.code_name,
            p.state,
            p.created_at.label("made_at"),
            func.lower(p.nights).label("first"),
        )
        .join(h, h.id == p.household_id)
        .join(r, r.id == h.referral_id)
        .where(
            members.seen_by(r.id, reader.account, reader.role),
            p.created_at > since,
            p.state.in_((PlacementState.ACCEPTED, PlacementState.ARRIVED)),
        )
        .order_by(p.created_at.desc(), p.id)
        .limit(MOST)
    )
    return [dict(row._mapping) for row in tx.execute(query)]
