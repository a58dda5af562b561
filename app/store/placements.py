"""Placements as they are read; what changes them is in holds.py."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.store import members
from app.store.pages import Page, mark, page
from app.store.refusals import NotFound, Stale
from app.store.transactions import Tx
from app.store.walls import Reader
from models.household import HouseholdRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.shelter import ShelterRecord
from models.stay import StayRecord
from models.words import PlacementState, Role

RUNNING = (PlacementState.ACCEPTED, PlacementState.ARRIVED)


def _all(account: UUID, role: Role) -> Select[Any]:
    p, h, r, s = PlacementRecord, HouseholdRecord, ReferralRecord, ShelterRecord
    units = (
        select(func.array_agg(StayRecord.unit_id))
        .where(StayRecord.placement_id == p.id)
        .correlate(p)
        .scalar_subquery()
    )
    return (
        select(
            p.id,
            p.household_id.label("household"),
            r.id.label("referral"),
            p.shelter_id.label("shelter"),
            p.offer_id.label("offer"),
            s.code_name,
            units.label("units"),
            p.nights,
            p.mode,
            p.state,
            p.arrived_at,
            p.departure,
            p.destination,
            p.version,
            members.own(r.id, account, role).label("own"),
        )
        .join(h, h.id == p.household_id)
        .join(r, r.id == h.referral_id)
        .join(s, s.id == p.shelter_id)
    )


def _seen_by(query: Select[Any], account: UUID, role: Role, shelter: UUID | None) -> Select[Any]:
    query = query.where(members.seen_by(ReferralRecord.id, account, role))
    if role is Role.SHELTER:
        return query.where(PlacementRecord.shelter_id == shelter)
    return query


def find(
    tx: Tx, placement: UUID, *, account: UUID, role: Role, shelter: UUID | None
) -> dict[str, Any]:
    """The placement that this person may see.

    Raises
    ------
    NotFound
        When there is none, or it is somebody else's.
    """
    query = _seen_by(_all(account, role), account, role, shelter).where(
        PlacementRecord.id == placement
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


def must_be(found: dict[str, Any], seen: int) -> None:
    """Do nothing when this is the version that was seen.

    Raises
    ------
    Stale
        When somebody changed it meanwhile.
    """
    if found["version"] != seen:
        raise Stale


def marked(tx: Tx, reader: Reader) -> str:
    """The mark of the placements that are not over and that this reader may see."""
    p, h, r = PlacementRecord, HouseholdRecord, ReferralRecord
    joined = select(p.id, p.version).join(h, h.id == p.household_id)
    query: Any = joined.join(r, r.id == h.referral_id).where(p.state.in_(RUNNING))
    return mark(tx, _seen_by(query, reader.account, reader.role, reader.shelter))


def listed(
    tx: Tx, wanted: Page, *, account: UUID, role: Role, shelter: UUID | None
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of the placements that this person may see."""
    query = _seen_by(_all(account, role), account, role, shelter)
    rows, last = page(tx, query, PlacementRecord.id, wanted)
    return [dict(row._mapping) for row in rows], last
