"""Two cases of one person: what is dangerous to her is carried over, and which follows which is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlalchemy import insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import CompromiseLevel
from models.base import Base, table_of
from models.compromise import CompromiseRecord
from models.continuity import DeclineRecord, FoundAtRecord
from models.household import HouseholdRecord
from models.link import PersonLinkRecord
from models.referral import ReferralRecord
from models.threat import (
    ActorAreaRecord,
    ActorRouteRecord,
    ActorRouteStopRecord,
    HouseholdNetworkRecord,
    NoGoAreaRecord,
    ThreatActorRecord,
)
from models.wish import NeedRecord

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class NoLetterLeft(Exception):
    """More people are feared than there are letters: a person must say who is who first."""


@dataclass(frozen=True, slots=True, repr=False)
class Related:
    """Cases of the same person beside one."""

    follows: UUID | None
    merged_into: UUID | None
    merged_from: list[UUID]
    followed_by: list[UUID]


@dataclass(frozen=True, slots=True)
class Carried:
    """What stands in the other case by now and is heard of beyond it."""

    links: Sequence[UUID]
    known_houses: Sequence[tuple[UUID, CompromiseLevel]]
    """Houses of which an open report says how surely somebody she fears knows them."""


@beyond(StepOut.MATCHING)
def carry_dangers(tx: Tx, source: UUID, target: UUID) -> Carried:
    """What bars a house for the one household bars it for the other too.

    Those she fears keep their places, their ways and the houses that they know, under the next free
    letter: whether two are one person is for people to say. Nothing is taken from the source, and
    the source is not needed any more: it may be erased before the other.

    Raises
    ------
    NoLetterLeft
        When they have no letter any more.
    """
    whose = _carry_actors(tx, source, target)
    for record in (ActorAreaRecord, ActorRouteRecord):
        for row in _rows(tx, record, source):
            old, row["id"], row["household_id"] = row["id"], uuid4(), target
            row["actor_id"] = whose.get(row["actor_id"])
            tx.execute(insert(record).values(**row))
            if record is ActorRouteRecord:
                _carry_stops(tx, old, row["id"])
    for keyed in (HouseholdNetworkRecord, DeclineRecord, FoundAtRecord):
        for row in _rows(tx, keyed, source):
            known = upsert(keyed).values(**{**row, "household_id": target})
            tx.execute(known.on_conflict_do_nothing())
    for listed in (NoGoAreaRecord, NeedRecord):
        for row in _rows(tx, listed, source):
            tx.execute(insert(listed).values(**{**row, "id": uuid4(), "household_id": target}))
    return Carried(_carry_links(tx, source, target), _carry_reports(tx, whose))


def _carried(actor: UUID, household: UUID) -> UUID:
    """Under which id somebody who is feared stands in the case to which he is carried.

    It follows from who he was there, so that what is said of him later finds him, and nothing that is
    stored ties the two cases (decision 0340).
    """
    return uuid5(actor, household.hex)


@beyond(StepOut.MATCHING)
def carried_to(tx: Tx, actor: UUID, household: UUID) -> UUID | None:
    """Who he is in the case to which his was carried; None where he is not in it."""
    p, him = ThreatActorRecord, _carried(actor, household)
    query = select(p.id).where(p.id == him, p.household_id == household)
    return tx.execute(query).scalar_one_or_none()


@beyond(StepOut.MATCHING)
def carried_on(tx: Tx, actor: UUID) -> list[UUID]:
    """Under which ids he stands in the later cases of the same person, to which he was carried; by id."""
    p, h = ThreatActorRecord, HouseholdRecord
    whose = select(h.referral_id).join(p, p.household_id == h.id).where(p.id == actor)
    hers = select(h.id).where(h.referral_id.in_(of_her(tx, tx.execute(whose).scalar_one())))
    households = list(tx.execute(hers).scalars())
    found, ahead = set[UUID](), {actor}
    while ahead:
        ids = {_carried(one, household) for one in ahead for household in households}
        ahead = set(tx.execute(select(p.id).where(p.id.in_(ids))).scalars()) - found
        found |= ahead
    return sorted(found)


def _rows(tx: Tx, record: type[Base], household: UUID) -> list[dict[str, Any]]:
    table = table_of(record)
    found = tx.execute(select(table).where(table.c.household_id == household))
    return [dict(row._mapping) for row in found]


def _carry_actors(tx: Tx, source: UUID, target: UUID) -> dict[UUID, UUID]:
    """The new id of each of them."""
    taken = {row["label"] for row in _rows(tx, ThreatActorRecord, target)}
    whose: dict[UUID, UUID] = {}
    for row in sorted(_rows(tx, ThreatActorRecord, source), key=lambda one: str(one["label"])):
        label = next((letter for letter in LETTERS if letter not in taken), None)
        if label is None:
            raise NoLetterLeft
        taken.add(label)
        whose[row["id"]] = _carried(row["id"], target)
        new = {**row, "id": whose[row["id"]], "household_id": target, "label": label}
        tx.execute(insert(ThreatActorRecord).values(**new))
    return whose


def _carry_stops(tx: Tx, old: UUID, new: UUID) -> None:
    s = table_of(ActorRouteStopRecord)
    for row in tx.execute(select(s).where(s.c.route_id == old)).all():
        tx.execute(insert(ActorRouteStopRecord).values(**{**row._mapping, "route_id": new}))


def _carry_reports(tx: Tx, whose: dict[UUID, UUID]) -> list[tuple[UUID, CompromiseLevel]]:
    c = table_of(CompromiseRecord)
    standing = select(c).where(c.c.actor_id.in_(whose), c.c.cleared_at.is_(None))
    rows = tx.execute(standing.order_by(c.c.shelter_id, c.c.id)).all()
    for row in rows:
        new = {"id": uuid4(), "actor_id": whose[row.actor_id], "version": 1}
        tx.execute(insert(c).values(**{**row._mapping, **new}))
    return [(row.shelter_id, row.level) for row in rows]


def _carry_links(tx: Tx, source: UUID, target: UUID) -> list[UUID]:
    k = table_of(PersonLinkRecord)
    of_source = or_(k.c.household_a == source, k.c.household_b == source)
    made: list[UUID] = []
    for row in tx.execute(select(k).where(of_source)).all():
        other = row.household_b if row.household_a == source else row.household_a
        if other == target:
            continue
        one, two = sorted((other, target))
        new = {**row._mapping, "id": uuid4(), "household_a": one, "household_b": two}
        carried = upsert(k).values(**new).on_conflict_do_nothing().returning(k.c.id)
        made += tx.execute(carried).scalars()
    return made


def note_merged(tx: Tx, source: UUID, into: UUID) -> None:
    """The closed referral says which one goes on."""
    _note(tx, source, merged_into_id=into)


def note_follows(tx: Tx, referral: UUID, earlier: UUID) -> None:
    """The referral says which one of the same person was before it."""
    _note(tx, referral, follows_id=earlier)


def _note(tx: Tx, referral: UUID, **values: UUID) -> None:
    r = ReferralRecord
    tx.execute(
        update(r)
        .where(r.id == referral)
        .values(version=r.version + 1, **values)
        .execution_options(synchronize_session=False)
    )


def related(tx: Tx, referral: UUID) -> Related:
    """Cases of the same person, as far as whoever asks may know them."""
    r = ReferralRecord
    own = tx.execute(select(r.follows_id, r.merged_into_id).where(r.id == referral)).one()
    into = tx.execute(select(r.id).where(r.merged_into_id == referral).order_by(r.id)).scalars()
    after = tx.execute(select(r.id).where(r.follows_id == referral).order_by(r.id)).scalars()
    return Related(own.follows_id, own.merged_into_id, list(into), list(after))


@beyond(StepOut.STANDING)
def of_her(tx: Tx, referral: UUID) -> list[UUID]:
    """Every case of the same person, this one too, however many links lie between them; by id."""
    known, ahead = {referral}, [referral]
    while ahead:
        found = related(tx, ahead.pop())
        beside = {found.follows, found.merged_into, *found.merged_from, *found.followed_by}
        new = {one for one in beside if one is not None} - known
        known |= new
        ahead += new
    return sorted(known)
