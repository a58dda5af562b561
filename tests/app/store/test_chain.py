"""The audit chain shows every change, gap and cut, and nobody may change it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.store import audit, chain
from models.words import AuditAct, Role
from tests.app.store.conftest import World
from tests.support.records import NOON


def record(world: World, count: int = 5) -> chain.Head:
    for number in range(count):
        with world.store.transaction() as tx:
            audit.add(
                tx,
                AuditAct.CASE_READ,
                at=NOON,
                actor=world.rows.account,
                role=Role.COORDINATOR,
                subject_kind="referral",
                subject=uuid4(),
                purpose="SEARCH",
                detail={"fields": number, "why": "ROUTINE"},
            )
    with world.store.transaction() as tx:
        head = chain.read_head(tx.session)
    assert head is not None
    return head


def broken(world: World, head: chain.Head | None = None) -> int | None:
    with world.store.transaction() as tx:
        return chain.first_broken(tx.session, [world.key], head)


TAMPERINGS = [
    "UPDATE audit_events SET detail = '{}' WHERE seq = 3",
    "UPDATE audit_events SET purpose = NULL WHERE seq = 3",
    "UPDATE audit_events SET actor_id = NULL WHERE seq = 3",
    "UPDATE audit_events SET at = at + interval '1 microsecond' WHERE seq = 3",
    "UPDATE audit_events SET act = 'SEALED_OPENED' WHERE seq = 3",
    "UPDATE audit_events SET role = 'AUDITOR' WHERE seq = 3",
    "UPDATE audit_events SET subject_id = gen_random_uuid() WHERE seq = 3",
    "UPDATE audit_events SET subject_kind = 'unit' WHERE seq = 3",
    "UPDATE audit_events SET key_id = 'other' WHERE seq = 3",
    "UPDATE audit_events SET link = sha256('x') WHERE seq = 3",
    "DELETE FROM audit_events WHERE seq = 3",
    (
        "UPDATE audit_events SET seq = CASE seq WHEN 3 THEN 104 ELSE 103 END WHERE seq IN (3, 4);"
        " UPDATE audit_events SET seq = seq - 100 WHERE seq > 100"
    ),
]


def tamper(connection: Connection, statement: str) -> None:
    """As a database admin can: switch the guard off, change, switch it on again."""
    connection.execute(text("ALTER TABLE audit_events DISABLE TRIGGER append_only"))
    for part in statement.split(";"):
        connection.execute(text(part))
    connection.execute(text("ALTER TABLE audit_events ENABLE ALWAYS TRIGGER append_only"))


def test_an_untouched_chain_is_whole(world: World) -> None:
    head = record(world)
    assert head.seq == 5
    assert broken(world) is None
    assert broken(world, head) is None


@pytest.mark.parametrize("statement", TAMPERINGS)
def test_a_change_by_an_admin_is_found_at_its_place(world: World, statement: str) -> None:
    record(world)
    with world.owner.begin() as connection:
        tamper(connection, statement)
    assert broken(world) == 3


def test_a_cut_off_end_is_found_with_a_head_that_was_kept_elsewhere(world: World) -> None:
    head = record(world)
    with world.owner.begin() as connection:
        tamper(connection, "DELETE FROM audit_events WHERE seq >= 4")
    assert broken(world) is None
    assert broken(world, head) == 4


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET purpose = NULL",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events",
    ],
)
def test_not_even_the_owner_changes_the_chain_by_ordinary_means(
    world: World, statement: str
) -> None:
    record(world, 1)
    with pytest.raises(DBAPIError, match="append-only"), world.owner.begin() as connection:
        connection.execute(text(statement))


def test_a_refused_act_leaves_no_row_and_a_row_without_its_act_is_impossible(
    world: World,
) -> None:
    with pytest.raises(ZeroDivisionError), world.store.transaction() as tx:
        audit.add(tx, AuditAct.CASE_READ, at=NOON, actor=None, role=None)
        raise ZeroDivisionError
    with world.store.transaction() as tx:
        assert chain.read_head(tx.session) is None


def test_the_chain_takes_no_sentences_and_no_structures(world: World) -> None:
    with world.store.transaction() as tx:
        for said in ("x" * 65, ["a"], 1.5):
            with pytest.raises(ValueError, match="closed words"):
                audit.add(
                    tx,
                    AuditAct.CASE_READ,
                    at=NOON,
                    actor=None,
                    role=None,
                    detail={"said": said},  # type: ignore[dict-item]
                )


def test_another_key_makes_another_chain(world: World) -> None:
    record(world)
    forger = chain.ChainKey(world.key.id, b"f" * 32)
    with world.store.transaction() as tx:
        assert chain.first_broken(tx.session, [forger]) == 1
    assert "t" * 8 not in repr(world.key)
