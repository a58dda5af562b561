"""Which of these things a reader may know of, by her own wall, and under which id she knows each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from sqlalchemy import select

from app.store import outside
from app.store.transactions import Tx
from models.offer import OfferRecord
from models.placement import PlacementRecord
from models.plan_run import PlanRunRecord
from models.referral import ReferralRecord
from models.shelter import ShelterRecord
from models.unit import UnitRecord

Known = Mapping[UUID, UUID]
KnownAs = Callable[[Tx, UUID, Collection[UUID]], Known]


def _by_its_own_id(record: type) -> KnownAs:
    def seen(tx: Tx, _: UUID, ids: Collection[UUID]) -> Known:
        found = tx.execute(select(record.id).where(record.id.in_(ids))).scalars()  # type: ignore[attr-defined]
        return {one: one for one in found}

    return seen


offers = _by_its_own_id(OfferRecord)
placements = _by_its_own_id(PlacementRecord)
plan_runs = _by_its_own_id(PlanRunRecord)
referrals = _by_its_own_id(ReferralRecord)
shelters = _by_its_own_id(ShelterRecord)
units = _by_its_own_id(UnitRecord)


def own_referrals(tx: Tx, account: UUID, ids: Collection[UUID]) -> Known:
    """Referrals that this account made, by the reference that it was given and by no other id.

    ``ids``: of referrals, or references of an earlier answer of this function.
    """
    return outside.references(tx, account, ids)
