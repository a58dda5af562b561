"""Hands on the audit chain: every way in which somebody could change what it says.

Each trial copies a whole chain, does one thing to it behind the service's back, and must be found,
with the number of the first act that is not as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.store import chain
from app.store.chain import Act, ChainKey, Head, first_broken, read_head
from models.words import AuditAct, Role

START = datetime.fromisoformat("2026-03-10T19:00:00+00:00")
FAR = 1_000_000
"""A number that no act has, for acts that are on their way to another."""
COLUMNS = (
    ("at", lambda rng: START + timedelta(seconds=rng.randint(10**6, 10**7))),
    ("act", lambda rng: rng.choice(["KEY_ERASED", "ROLE_GRANTED"])),
    ("actor_id", lambda rng: UUID(int=rng.getrandbits(128), version=4)),
    ("role", lambda rng: rng.choice(["ADMIN", "AUDITOR"])),
    ("subject_kind", lambda rng: rng.choice(["shelter", "key"])),
    ("subject_id", lambda rng: UUID(int=rng.getrandbits(128), version=4)),
    ("purpose", lambda rng: rng.choice(["SAFETY", "OTHER"])),
    ("detail", lambda rng: psycopg.types.json.Jsonb({"part": rng.randint(0, 10**6)})),
    ("key_id", lambda rng: f"k{rng.randint(0, 10**6)}"),
    ("before", lambda rng: rng.randbytes(32)),
    ("link", lambda rng: rng.randbytes(32)),
)


@dataclass(frozen=True)
class Trial:
    """What was done to the chain, what should be named, and what was."""

    how: str
    expected: int
    named: int | None

    @property
    def found(self) -> bool:
        """Whether the first harmed act was named."""
        return self.named == self.expected


class Tampering:
    """One chain, put back after every trial."""

    def __init__(self, engine: Engine, direct: psycopg.Connection[Any], acts: int) -> None:
        self.engine, self.direct, self.length = engine, direct, acts
        self.key = ChainKey("k1", bytes(range(32)))
        rng = Random("acts")
        with Session(engine) as session, session.begin():
            chain.append(session, [_act(rng, n) for n in range(acts)], self.key)
        direct.execute("ALTER TABLE audit_events DISABLE TRIGGER ALL")
        # Whoever owns the database takes its constraints away first.
        direct.execute("ALTER TABLE audit_events DROP CONSTRAINT uq_audit_events_link")
        direct.execute("CREATE TABLE kept_events AS TABLE audit_events")
        with Session(engine) as session:
            head = read_head(session)
        assert head is not None, "acts were recorded"
        self.head: Head = head
        assert self._named(self.head) is None, "the chain is whole before anybody touches it"

    def trial(self, number: int) -> Trial:
        """One act of tampering, drawn by its number."""
        rng = Random(f"tampering {number}")
        how = WAYS[number % len(WAYS)]
        expected = how(self, rng)
        named = self._named(self.head)
        self.direct.execute("DELETE FROM audit_events")
        self.direct.execute("INSERT INTO audit_events SELECT * FROM kept_events")
        return Trial(how.__name__, expected, named)

    def _named(self, known: Head) -> int | None:
        with Session(self.engine) as session:
            return first_broken(session, [self.key], known)

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        """One statement of whoever owns the database."""
        self.direct.execute(statement, values)


def _act(rng: Random, number: int) -> Act:
    return Act(
        at=START + timedelta(seconds=number),
        act=rng.choice([AuditAct.CASE_READ, AuditAct.UNIT_HELD, AuditAct.SEALED_OPENED]),
        actor=UUID(int=rng.getrandbits(128), version=4),
        role=Role.COORDINATOR,
        subject_kind="referral",
        subject=UUID(int=rng.getrandbits(128), version=4),
        detail={"part": "areas", "n": number},
    )


def alter(t: Tampering, rng: Random) -> int:
    """One column of one act says something else."""
    seq = rng.randint(1, t.length)
    column, value = rng.choice(COLUMNS)
    t.run(f"UPDATE audit_events SET {column} = %s WHERE seq = %s", [value(rng), seq])
    return seq


def remove(t: Tampering, rng: Random) -> int:
    """One act, or some in a row, are gone from the middle."""
    seq = rng.randint(1, t.length - 1)
    last = min(t.length - 1, seq + rng.choice([0, 0, 1, 5]))
    t.run("DELETE FROM audit_events WHERE seq BETWEEN %s AND %s", [seq, last])
    return seq


def remove_and_close_up(t: Tampering, rng: Random) -> int:
    """One act is gone and the later ones are numbered anew."""
    seq = rng.randint(1, t.length - 1)
    t.run("DELETE FROM audit_events WHERE seq = %s", [seq])
    t.run("UPDATE audit_events SET seq = seq + %s WHERE seq > %s", [FAR, seq])
    t.run("UPDATE audit_events SET seq = seq - %s - 1 WHERE seq > %s", [FAR, FAR])
    return seq


def reorder(t: Tampering, rng: Random) -> int:
    """Two acts have changed places."""
    one, two = sorted(rng.sample(range(1, t.length + 1), 2))
    t.run("UPDATE audit_events SET seq = %s WHERE seq = %s", [FAR, one])
    t.run("UPDATE audit_events SET seq = %s WHERE seq = %s", [one, two])
    t.run("UPDATE audit_events SET seq = %s WHERE seq = %s", [two, FAR])
    return one


def truncate(t: Tampering, rng: Random) -> int:
    """The end is cut off: only the head that was exported shows it."""
    kept = rng.randint(0, t.length - 1)
    t.run("DELETE FROM audit_events WHERE seq > %s", [kept])
    return kept + 1


def forge(t: Tampering, rng: Random) -> int:
    """Somebody without the key writes an act anew with a link of his own making."""
    seq = rng.randint(1, t.length)
    forged = ChainKey("k1", rng.randbytes(32)).link(rng.randbytes(32), b"{}")
    t.run(
        "UPDATE audit_events SET detail = %s, link = %s WHERE seq = %s",
        [psycopg.types.json.Jsonb({"part": "forged"}), forged, seq],
    )
    return seq


def repeat(t: Tampering, rng: Random) -> int:
    """An act is written over the one after it."""
    seq = rng.randint(1, t.length - 1)
    t.run("DELETE FROM audit_events WHERE seq = %s", [seq + 1])
    t.run(
        "INSERT INTO audit_events SELECT seq + 1, at, act, actor_id, role, subject_kind,"
        " subject_id, purpose, detail, key_id, before, link FROM audit_events WHERE seq = %s",
        [seq],
    )
    return seq + 1


WAYS: tuple[Callable[[Tampering, Random], int], ...] = (
    alter,
    remove,
    reorder,
    truncate,
    alter,
    remove_and_close_up,
    forge,
    repeat,
)
