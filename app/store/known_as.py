"""Which of these things a reader may know of, by her own wall, and under which id she knows each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Thing:
    """How a reader knows what acts are done to."""

    met: Callable[[Tx, UUID, Collection[UUID]], Mapping[UUID, tuple[UUID, ...]]]
    """Of these ids of the records those that tell her account something, each by the ids she knows."""
    still: Callable[[Tx, UUID, Collection[UUID]], set[UUID]]
    """Of these ids that she knows, those of which she may know at this moment."""


def _by_its_own_id(record: type) -> Thing:
    def still(tx: Tx, _: UUID, ids: Collection[UUID]) -> set[UUID]:
        return set(tx.execute(select(record.id).where(record.id.in_(ids))).scalars())  # type: ignore[attr-defined]

    def met(tx: Tx, account: UUID, ids: Collection[UUID]) -> Mapping[UUID, tuple[UUID, ...]]:
        return {one: (one,) for one in still(tx, account, ids)}

    return Thing(met, still)


def _taken(tx: Tx, account: UUID, ids: Collection[UUID]) -> Mapping[UUID, tuple[UUID, ...]]:
    found = outside.references(tx, account, ids)
    return {referral: (reference,) for referral, reference in found.items()}


OFFERS = _by_its_own_id(OfferRecord)
PLACEMENTS = _by_its_own_id(PlacementRecord)
PLAN_RUNS = _by_its_own_id(PlanRunRecord)
REFERRALS = _by_its_own_id(ReferralRecord)
SHELTERS = _by_its_own_id(ShelterRecord)
UNITS = _by_its_own_id(UnitRecord)

OWN_REFERRALS = Thing(_taken, outside.own_references)
"""Referrals that an agency made, by the reference that it was given and by no other id."""
OWN_REFERRALS_OVER = Thing(outside.references_ending, outside.own_references)
"""The same where a case is closed: all that end with it, however they came to be one case."""
