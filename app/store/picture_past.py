"""The last nights as far as the records still tell them, for a replay of a rule set (0141)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select

from app.places.gazetteer import Gazetteer
from app.store import picture, picture_shelters, rule_sets
from app.store.nights import offset_minutes, planned_after, starts_at, tonight
from app.store.not_matched import FIRST as NOT_LOOKED_FOR
from app.store.picture_cases import Cases
from app.store.picture_shelters import Houses, table
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.replay import Past, PastNight
from matching.situation import Household, Situation, Stay
from matching.vocabulary import AddressBlock, HouseholdId, ShelterId, Trigger, UnitId
from models.household import HouseholdRecord
from models.lifecycle import LOOKED_FOR
from models.not_matched import NotMatchedRecord
from models.referral import ReferralRecord
from models.stay import StayRecord
from models.words import StayState as Booked

NIGHTS = 30
Span = tuple[datetime, datetime | None]
"""From when to when; null is until now."""
LIVED = (Booked.ARRIVED, Booked.ENDED)
"""Stays in which somebody did live."""


@beyond(StepOut.MATCHING)
def of_last_nights(tx: Tx, *, now: datetime, map_: Gazetteer, tie_key: str) -> Past:
    """The thirty nights before this one; call ``picture.consistent`` first.

    Closed cases are in it as long as they are kept; kode 6 and what cannot be read are not, and a bed
    of a case that is erased counts as free.
    """
    this = tonight(now)
    first = this - timedelta(days=NIGHTS)
    zones = picture_shelters.zones(tx)
    houses = Houses(tx, {z.id for z in zones}, this, None).all()
    house_of = {unit.id: house.id for house in houses for unit in house.units}
    opened = _opened(tx, starts_at(first))
    lived = [row for row in _lived(tx, first) if UnitId(str(row.unit_id)) in house_of]
    needed = {row.id for row in opened} | {row.household_id for row in lived}
    rules = rule_sets.in_force(tx)
    cases = Cases(
        tx, needed, now=now, tonight=this, housed={}, map_=map_, rules=rules, earliest=first
    )
    known = {
        key: one for key, one in cases.all().items() if one.address_block is not AddressBlock.KODE6
    }
    stays = [
        (row, picture.stay_told(row, her, cases.unread(row.household_id), this, rules))
        for row, her in ((row, known.get(row.household_id)) for row in lived)
    ]
    base = Situation(
        now=now,
        clock_offset_minutes=offset_minutes(now),
        tonight=this,
        trigger=Trigger.NIGHT,
        rules=rules,
        tie_key=tie_key,
        zones=zones,
        shelters=houses,
        compromises=tuple(
            c
            for c in picture_shelters.compromises(tx, None)
            if c.shelter in {house.id for house in houses}
        ),
        households=tuple(known[key] for key in sorted(known, key=str)),
        links=picture.links_of(tx, needed),
        waivers=picture.waivers_of(tx, this, needed),
    )
    days = [first + timedelta(days=n) for n in range(NIGHTS)]
    apart = _apart(tx)
    return Past(
        base, tuple(_night(day, opened, apart, known, stays, house_of, cases) for day in days)
    )


def _night(
    day: date,
    opened: Sequence[Row[Any]],
    apart: Mapping[UUID, Sequence[Span]],
    known: dict[UUID, Household],
    stays: Sequence[tuple[Row[Any], Stay]],
    house_of: dict[UnitId, ShelterId],
    cases: Cases,
) -> PastNight:
    begins = starts_at(day)
    there = [(row, stay) for row, stay in stays if day in row.nights]
    housed = {row.household_id for row, _ in there if row.nights.start < day}
    # Who was gone before the first plan after she came, or after the night began, lacked no bed of it.
    # Who had a bed by then and left it waits for none, unless one is looked for again.
    had = {row.household_id for row, _ in stays if row.nights.start < day}
    waiting = {
        row.id
        for row in opened
        if row.received_at <= begins + timedelta(days=1)
        and (row.closed_at is None or row.closed_at > planned_after(max(row.received_at, begins)))
        and row.id in known
        and row.id not in housed
        and (row.id not in had or row.state in LOOKED_FOR)
        and not _was_apart(apart.get(row.id, ()), planned_after(max(row.received_at, begins)))
    }
    return PastNight(
        tonight=day,
        now=begins,
        clock_offset_minutes=offset_minutes(begins),
        waiting=frozenset(HouseholdId(str(one)) for one in waiting),
        stays=tuple(stay for row, stay in there if row.household_id in housed),
        used={HouseholdId(str(one)): cases.nights_used(one, day) for one in waiting},
        took=tuple(
            (stay.household, house_of[stay.unit])
            for row, stay in there
            if row.nights.start == day and row.household_id in waiting
        ),
    )


def _opened(tx: Tx, since: datetime) -> list[Row[Any]]:
    """Households that waited at some time since then, with when they came and were closed.

    Of two cases of one person the one that went into the other waited for no bed of its own.
    """
    h, r = table(HouseholdRecord), table(ReferralRecord)
    query = (
        select(h.c.id, r.c.received_at, r.c.state, h.c.closed_at)
        .join(r, r.c.id == h.c.referral_id)
        .where(r.c.merged_into_id.is_(None), or_(h.c.closed_at.is_(None), h.c.closed_at > since))
    )
    return list(tx.execute(query.order_by(h.c.id)).all())


def _apart(tx: Tx) -> dict[UUID, list[Span]]:
    """When each household was looked for by nobody: a hospital saw her first, or she wanted no bed."""
    h, n = table(HouseholdRecord), table(NotMatchedRecord)
    query = (
        select(h.c.id, n.c.made_at, n.c.ended_at)
        .join(h, h.c.referral_id == n.c.referral_id)
        .where(n.c.why.in_(NOT_LOOKED_FOR))
    )
    found: dict[UUID, list[Span]] = {}
    for row in tx.execute(query).all():
        found.setdefault(row.id, []).append((row.made_at, row.ended_at))
    return found


def _was_apart(spans: Sequence[Span], at: datetime) -> bool:
    return any(begun <= at and (ended is None or at < ended) for begun, ended in spans)


def _lived(tx: Tx, since: date) -> list[Row[Any]]:
    s = table(StayRecord)
    query = select(s).where(
        s.c.state.in_(LIVED), func.upper(s.c.nights) > since, s.c.household_id.is_not(None)
    )
    return sorted(tx.execute(query).all(), key=lambda row: str(row.id))
