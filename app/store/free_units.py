"""Which units are free, house by house: what a coordinator counts, and whether it is another by now."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Text, cast, func, literal, select, union_all

from app.store import beds
from app.store.pages import mark
from app.store.transactions import Tx
from models.shelter import ShelterRecord, VacancyConfirmationRecord, VacancyReviewRecord
from models.stay import StayRecord
from models.unit import OutOfServiceRecord, UnitRecord
from models.words import BedState, StayState

BOOKED = (StayState.HELD, StayState.ACCEPTED, StayState.ARRIVED)


def by_shelter(tx: Tx, *, night: date, now: datetime) -> dict[UUID, tuple[int, int]]:
    """Units of each house and how many of them are free that night, as ``beds`` tells one by one."""
    u = UnitRecord
    free = func.count().filter(beds.state_on(night, now) == BedState.FREE.value)
    query = select(u.shelter_id, func.count().label("units"), free.label("free"))
    rows = tx.execute(query.group_by(u.shelter_id))
    return {row.shelter_id: (row.units, row.free) for row in rows}


def marked(tx: Tx, since: datetime) -> str:
    """The mark of houses, their units, closed units, stays and of who said since then what is free."""
    house, unit, out = ShelterRecord, UnitRecord, OutOfServiceRecord
    said, seen, stay = VacancyConfirmationRecord, VacancyReviewRecord, StayRecord
    parts = [
        select(cast(house.id, Text), cast(house.version, Text)),
        select(cast(unit.id, Text), literal("unit")),
        select(cast(out.id, Text), cast(out.lifted_at, Text)),
        select(cast(said.id, Text), literal("said")).where(said.confirmed_at > since),
        select(cast(seen.confirmation_id, Text), literal("seen")).where(seen.reviewed_at > since),
        select(cast(stay.id, Text), cast(stay.state, Text)).where(stay.state.in_(BOOKED)),
    ]
    return mark(tx, union_all(*parts))
