"""The links of the audit chain: HMAC-SHA-256 over each act and the link before it (security 7)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import RowMapping, insert, select, text
from sqlalchemy.orm import Session

from models.audit import AuditEventRecord
from models.base import table_of
from models.words import AuditAct, Role

PORTION = 1000
"""Acts that a verification reads at a time."""
FIRST = bytes(32)
"""What stands before the first link."""

_EVENTS = table_of(AuditEventRecord)
_LOCK_AND_HEAD = text("SELECT seq, link FROM audit_events_head()")
_HEAD = select(_EVENTS.c.seq, _EVENTS.c.link).order_by(_EVENTS.c.seq.desc()).limit(1)
_ADD = insert(_EVENTS)

Detail = str | int | bool | None


class ChainKey:
    """The key of the chain; it stays outside the database, or its admins could forge links."""

    __slots__ = ("_secret", "id")

    def __init__(self, key_id: str, secret: bytes) -> None:
        if len(secret) < 32:
            raise ValueError("the key of the chain has at least 32 bytes")
        self.id = key_id
        self._secret = secret

    def link(self, before: bytes, body: bytes) -> bytes:
        """The link of one act."""
        return hmac.digest(self._secret, before + hashlib.sha256(body).digest(), "sha256")

    def __repr__(self) -> str:
        return "<ChainKey>"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Act:
    """One act as it enters the chain: ids, closed words and counts, never content."""

    at: datetime
    act: AuditAct
    actor: UUID | None
    role: Role | None
    subject_kind: str | None = None
    subject: UUID | None = None
    purpose: str | None = None
    detail: Mapping[str, Detail]

    def body(self, seq: int, key_id: str) -> bytes:
        """The one way to write it down: sorted keys, no spaces, UTC with microseconds."""
        return json.dumps(
            {
                "seq": seq,
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "act": self.act.value,
                "actor": str(self.actor) if self.actor else None,
                "role": self.role.value if self.role else None,
                "subject_kind": self.subject_kind,
                "subject": str(self.subject) if self.subject else None,
                "purpose": self.purpose,
                "detail": dict(self.detail),
                "key": key_id,
            },
            sort_keys=True,
            separators=(",", ":"),
        ).encode()


def append(session: Session, acts: Sequence[Act], key: ChainKey) -> None:
    """Add the acts as the newest links; the chain is locked until this transaction ends.

    One round trip locks and reads. It is a function because a plain statement that waited for
    the lock would still see the head from before it waited; a function looks again.
    """
    if not acts:
        return
    connection = session.connection()
    head = connection.execute(_LOCK_AND_HEAD).one_or_none()
    seq, before = (head.seq, head.link) if head else (0, FIRST)
    rows = []
    for act in acts:
        seq += 1
        link = key.link(before, act.body(seq, key.id))
        rows.append(
            {
                "seq": seq,
                "at": act.at,
                "act": act.act,
                "actor_id": act.actor,
                "role": act.role,
                "subject_kind": act.subject_kind,
                "subject_id": act.subject,
                "purpose": act.purpose,
                "detail": dict(act.detail),
                "key_id": key.id,
                "before": before,
                "link": link,
            }
        )
        before = link
    connection.execute(_ADD, rows[0] if len(rows) == 1 else rows)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link; kept off the host, it shows when the end of the chain was cut off."""

    seq: int
    link: bytes


def read_head(session: Session) -> Head | None:
    """The newest link, or None while nothing was recorded."""
    row = session.execute(_HEAD).one_or_none()
    return Head(row.seq, row.link) if row else None


def meets(session: Session, head: Head) -> bool:
    """Whether this link stands in the chain where it stood when the head was kept."""
    query = select(_EVENTS.c.link).where(_EVENTS.c.seq == head.seq)
    found = session.execute(query).scalar_one_or_none()
    return found is not None and _same(found, head.link)


class Harm(StrEnum):
    """What is wrong with an act of the chain."""

    MISPLACED = "it is missing, or another one stands in its place"
    ALTERED = "it is not what was recorded"
    KEY_UNKNOWN = "it was recorded under a key that is not at hand"
    CUT_OFF = "it was recorded and is there no more: the end was cut off"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first act that is not as it was recorded, by its number."""

    seq: int
    harm: Harm


def broken(
    session: Session, keys: Iterable[ChainKey], known: Collection[Head] = ()
) -> Broken | None:
    """The first act that was changed, moved or removed; None when the chain is whole.

    ``known``: heads that were kept elsewhere; without one a cut-off end cannot be seen.
    """
    by_id = {key.id: key for key in keys}
    kept = {head.seq: head.link for head in known}
    expected, before = 1, FIRST
    for row in _in_order(session):
        harm = _harm(row, expected, before, by_id)
        if harm is None and expected in kept and not _same(kept[expected], row["link"]):
            harm = Harm.ALTERED
        if harm is not None:
            return Broken(expected, harm)
        expected, before = expected + 1, row["link"]
    return Broken(expected, Harm.CUT_OFF) if any(seq >= expected for seq in kept) else None


def first_broken(
    session: Session, keys: Iterable[ChainKey], known: Head | None = None
) -> int | None:
    """Number of the first act that is not as it was recorded; None when the chain is whole."""
    found = broken(session, keys, () if known is None else (known,))
    return None if found is None else found.seq


def newest_holds(session: Session, keys: Iterable[ChainKey]) -> bool | None:
    """Whether the newest act is as it was recorded under one of these keys; None while there is none."""
    row = (
        session.execute(select(_EVENTS).order_by(_EVENTS.c.seq.desc()).limit(1)).mappings().first()
    )
    if row is None:
        return None
    return _harm(row, row["seq"], row["before"], {key.id: key for key in keys}) is None


def _harm(
    row: RowMapping, expected: int, before: bytes, by_id: Mapping[str, ChainKey]
) -> Harm | None:
    if row["seq"] != expected:
        return Harm.MISPLACED
    key = by_id.get(row["key_id"])
    if key is None:
        return Harm.KEY_UNKNOWN
    act = Act(
        at=row["at"],
        act=row["act"],
        actor=row["actor_id"],
        role=row["role"],
        subject_kind=row["subject_kind"],
        subject=row["subject_id"],
        purpose=row["purpose"],
        detail=row["detail"],
    )
    if not _same(row["link"], key.link(row["before"], act.body(expected, key.id))):
        return Harm.ALTERED
    # A link that is right for what stands in it, after another one than the one before it.
    return None if _same(row["before"], before) else Harm.MISPLACED


def _same(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)


def _in_order(session: Session) -> Iterator[RowMapping]:
    """Every act, by number, read in portions."""
    last = 0
    while True:
        newer = select(_EVENTS).where(_EVENTS.c.seq > last).order_by(_EVENTS.c.seq)
        portion = session.execute(newer.limit(PORTION)).mappings().all()
        yield from portion
        if len(portion) < PORTION:
            return
        last = portion[-1]["seq"]
