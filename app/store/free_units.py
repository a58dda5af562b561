"""Which units are free, house by house: what a coordinator counts, and whether it is another by now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, Text, cast, func, literal, select, union_all

from app.store import beds
from app.store.pages import mark
from app.store.picture import that_stand
from app.store.picture_shelters import Houses, table
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching import security
from matching.rules.reserve import free_in
from matching.situation import FreeUnits
from matching.vocabulary import Region, SecurityLevel, ShelterStatus, UnitId
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


@beyond(StepOut.MATCHING)
def elsewhere(
    tx: Tx, region: Region, but: Collection[UUID], *, night: date, now: datetime
) -> tuple[FreeUnits, ...]:
    """What is free that night in the region's other houses, by level (H15); call ``locks.reserve`` first.

    A house that cannot be read has nothing free.
    """
    house, s = ShelterRecord, table(StayRecord)
    others = tx.execute(
        select(house.id).where(
            house.region == region,
            house.status == ShelterStatus.OPEN,
            house.erased_at.is_(None),
            house.id.not_in(but),
        )
    ).scalars()
    taken = select(s.c.unit_id).where(
        *that_stand(s, night, now), s.c.nights.op("@>")(literal(night, Date))
    )
    used = {UnitId(str(unit)) for unit in tx.execute(taken).scalars()}
    free: Counter[SecurityLevel] = Counter()
    for one in Houses(tx, (), night, list(others)).all():
        free[security.level(one, night)] += free_in(one, used, night)
    return tuple(FreeUnits(region=region, level=level, units=n) for level, n in free.items())


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
