"""The picture on which answers to callers rest: every house, every bed that is taken, and by whom.

It is read once and then brought up to date: after acts of stays and cases alone, which are nearly all
there are, nothing is read of the houses, and nothing of residents whose case is as it was. Whoever
only waits is not in it: her word is read for herself (decision 0241).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, DateTime, Row, Uuid, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.places.gazetteer import Gazetteer
from app.store import (
    her_word,
    picture,
    picture_acts,
    picture_shelters,
    rule_sets,
    unit_prices,
)
from app.store.her_word import AsOf, Word
from app.store.nights import clock_change, offset_minutes, tonight
from app.store.picture_shelters import Houses, table
from app.store.transactions import Tx
from app.store.unit_prices import Prices
from matching.situation import Proposal, Shelter, Situation, Stay
from matching.vocabulary import ShelterId, Trigger
from models.household import HouseholdRecord
from models.stay import StayRecord
from models.words import StayState as Booked

_S, _H = table(StayRecord), table(HouseholdRecord)
_MARKS = (
    select(
        _S.c.id,
        _S.c.household_id,
        func.concat_ws(
            " ", _S.c.unit_id, _S.c.nights, _S.c.state, _S.c.hold_until, _H.c.version
        ).label("mark"),
    )
    .join(_H, _H.c.id == _S.c.household_id)
    .where(
        *picture.that_stand(
            _S, bindparam("night", type_=Date()), bindparam("now", type_=DateTime(True))
        )
    )
    .order_by(_S.c.id)
)
"""Of each stay that stands all that is read of it, as one text: what has not changed is not read again."""
_BOOKED = (
    select(
        _S.c.id, _S.c.household_id, _S.c.unit_id, _S.c.nights, _S.c.state, _S.c.hold_until,
        _H.c.version,
    )
    .join(_H, _H.c.id == _S.c.household_id)
    .where(_S.c.id == any_(bindparam("some", type_=ARRAY(Uuid()))))
)  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Lived:
    """One stay as it was read, and what was made of it."""

    mark: str
    household: UUID
    unit: UUID
    held_until: datetime | None
    word: Word
    stay: Stay


@dataclass(frozen=True, slots=True, repr=False)
class Known:
    """One moment of houses and beds, and what the next reading may take over from it."""

    situation: Situation
    seq: int
    """The newest act that it knows."""
    good_until: datetime | None
    """The first end of a hold in it: from then on somebody else may have the unit."""
    read_at: datetime
    """When all of it was read."""
    people: Mapping[UUID, Word]
    """The word of everybody who has a bed in it."""
    lived: Mapping[UUID, Lived]
    """Stays by id."""
    proposed: tuple[Proposal, ...]
    """Lines of the last plan that nobody has decided."""
    told: Prices
    """What that plan said units are worth to others."""
    shut: frozenset[UUID]
    """Units of houses that cannot be read."""
    housed: Mapping[UUID, date] = field(default_factory=dict)
    """Whoever has an agreed bed tonight, and when it ends."""

    def in_time(self, now: datetime) -> bool:
        """Whether nothing in it has run out."""
        held = self.good_until is None or now < self.good_until
        return held and not self.told.is_over(now) and tonight(now) == self.situation.tonight


def anew(tx: Tx, *, now: datetime, map_: Gazetteer, tie_key: str) -> Known:
    """All of it; call ``picture.consistent`` first."""
    seq, night = picture.newest_act(tx), tonight(now)
    zones = picture_shelters.zones(tx)
    read = Houses(tx, {zone.id for zone in zones}, night, None)
    houses = read.all()
    ids: set[ShelterId] = {house.id for house in houses}
    empty = Situation(
        now=now,
        clock_offset_minutes=offset_minutes(now),
        clock_change=clock_change(now),
        tonight=night,
        trigger=Trigger.EVENT,
        rules=rule_sets.in_force(tx),
        tie_key=tie_key,
        zones=zones,
        shelters=houses,
        compromises=tuple(c for c in picture_shelters.compromises(tx, None) if c.shelter in ids),
        households=(),
        links=picture.links_of(tx, None),
        waivers=picture.waivers_of(tx, night, None),
    )
    known = Known(
        situation=empty,
        seq=seq,
        good_until=None,
        read_at=now,
        people={},
        lived={},
        proposed=picture.proposals_of(tx, None, ids),
        told=unit_prices.last(tx, now),
        shut=frozenset(unit for one in read.unreadable for unit in read.units_of(one)),
    )
    return _lived_in(tx, known, now, map_)


def brought_up(tx: Tx, before: Known, *, now: datetime, map_: Gazetteer) -> Known | None:
    """The same as ``anew`` would read, from what was known; None when too much has happened for that.

    Call ``picture.consistent`` first.
    """
    if before.situation.tonight != tonight(now):
        return None
    since = picture_acts.little_since(tx, before.seq)
    if since is None:
        return None
    there = replace(before, seq=picture.newest_act(tx))
    if since.plans:
        ids = {house.id for house in before.situation.shelters}
        there = replace(there, proposed=picture.proposals_of(tx, None, ids))
    if since.plans or before.told.is_over(now):
        there = replace(there, told=unit_prices.last(tx, now))
    if since.confirmed:
        houses = _confirmed(tx, before.situation.shelters, since.confirmed)
        there = replace(there, situation=replace(before.situation, shelters=houses))
    if since.cases:
        links = picture.links_of(tx, None)
        there = replace(there, situation=replace(there.situation, links=links))
    return _lived_in(tx, there, now, map_)


def _confirmed(tx: Tx, houses: tuple[Shelter, ...], some: frozenset[UUID]) -> tuple[Shelter, ...]:
    """The same houses; these told their vacancy."""
    told = picture_shelters.confirmed(tx, some)
    names = {str(one) for one in some}
    return tuple(
        replace(house, vacancy_confirmed_at=told.get(UUID(house.id)))
        if house.id in names
        else house
        for house in houses
    )


def _lived_in(tx: Tx, known: Known, now: datetime, map_: Gazetteer) -> Known:
    """These houses with whoever has a bed in them now."""
    there, night = known.situation, known.situation.tonight
    marks = tx.quick(_MARKS, {"night": night, "now": now}).all()
    changed = _changed(marks, known, now)
    some = [row.id for row in marks if row.household_id in changed]
    rows = {row.id: row for row in tx.quick(_BOOKED, {"some": some})} if some else {}
    housed = {
        **{one: end for one, end in known.housed.items() if one not in changed},
        **picture.housed_until(rows.values(), night),
    }
    wanted = {
        row.household_id: AsOf(row.version, housed.get(row.household_id), night)
        for row in rows.values()
    }
    found, missing = her_word.sorted_out(wanted, known.people, now)
    people = {
        **{one: word for one, word in known.people.items() if one not in changed},
        **found,
        **her_word.read(tx, missing, now=now, map_=map_),
    }
    lived: dict[UUID, Lived] = {}
    for told in marks:
        if told.household_id not in changed:
            lived[told.id] = known.lived[told.id]
            continue
        row, word = rows[told.id], people[told.household_id]
        stay = picture.stay_told(row, word.household, word.unread, night, there.rules)
        held_until = row.hold_until if row.state is Booked.HELD else None
        lived[row.id] = Lived(told.mark, row.household_id, row.unit_id, held_until, word, stay)
    stays = tuple(one.stay for one in lived.values() if one.unit not in known.shut)
    return replace(
        known,
        situation=replace(
            there,
            now=now,
            clock_offset_minutes=offset_minutes(now),
            clock_change=clock_change(now),
            stays=stays,
            proposals=picture.promised(known.proposed, stays, there.shelters),
        ),
        good_until=min(filter(None, (one.held_until for one in lived.values())), default=None),
        people=people,
        lived=lived,
        housed=housed,
    )


def _changed(marks: Sequence[Row[Any]], known: Known, now: datetime) -> set[UUID]:
    """Households of whom a stay, or what is known of the case, is another than it was."""
    changed, seen = set[UUID](), 0
    for told in marks:
        before = known.lived.get(told.id)
        if before is None or before.mark != told.mark:
            changed.add(told.household_id)
        seen += before is not None
    if seen < len(known.lived):
        there = {row.id for row in marks}
        changed |= {one.household for id_, one in known.lived.items() if id_ not in there}
    return changed | {one for one, word in known.people.items() if word.is_over(now)}
