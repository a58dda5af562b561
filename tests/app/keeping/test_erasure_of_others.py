"""Whoever left is an id that leads to nobody; where a house stood is noise, also out of an old backup."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.keeping.erasing import LATE
from app.keeping.erasing_others import (
    erase_others_again,
    erase_others_due,
    warn_of_overdue_others,
)
from app.store import account_erasure, shelter_erasure
from app.store.refusals import WrongState
from app.store.sealed import every
from app.store.transactions import Store, Tx
from app.use_cases.disclosure.drill import Drill
from app.use_cases.disclosure.opening import KeyErased, key_of, opened
from models.base import Base
from models.words import KeySubject, ServiceScope
from tests.support.case_rows import _as_word, _value, fill_every_table
from tests.support.records import NOON, account
from tests.support.sealed_rows import data_key, drilled

NIGHT = NOON + timedelta(days=10)


def rows_of(store: Store, query: str, **values: Any) -> list[Any]:
    with store.transaction() as tx:
        return list(tx.execute(text(query), values))


@pytest.fixture
def left(owned, master, rows, sealed):
    """An account with a row in every table that is its own, two persons having decided."""
    with owned.transaction() as tx:
        data_key(tx, master, KeySubject.ACCOUNT, rows.account)
        for table in account_erasure.DELETED:
            values = {}
            for column in table.columns:
                if column.name == "account_id":
                    values[column.name] = rows.account
                elif not column.nullable and not column.foreign_keys:
                    values[column.name] = _value(table, column)
            values |= MORE.get(table.name, {})
            with tx.session.begin_nested():
                if "referral_id" in table.c:
                    values["referral_id"] = tx.execute(
                        text("SELECT min(id::text)::uuid FROM referrals")
                    ).scalar_one()
                for by in ("entered_by", "set_by", "made_by"):
                    if by in table.c:
                        values[by] = rows.account
                if "shelter_id" in table.c and not table.c.shelter_id.nullable:
                    values["shelter_id"] = rows.shelters[0]
                if "agreed_by" in table.c:
                    values |= dict(zip(("granted_by", "agreed_by"), two_others(tx), strict=True))
                if "team_id" in table.c:
                    values["team_id"] = tx.execute(A_TEAM).scalar_one()
                said = {name: _as_word(table.c[name], value) for name, value in values.items()}
                tx.execute(table.insert().values(said))
        account_erasure.decide(tx, rows.account, by=rows.account, now=NIGHT)
    return rows.account


def two_others(tx: Tx) -> list[Any]:
    others = [account(number) for number in (2, 3)]
    tx.add(*others)
    tx.flush()
    return [one.id for one in others]


A_TEAM = text(
    "INSERT INTO local_teams (id, code_name, municipality, version)"
    " VALUES (gen_random_uuid(), 'TEAM-1', '4601', 1) RETURNING id"
)
LATER = {"expires_at": NOON + timedelta(days=1)}
MORE: dict[str, dict[str, Any]] = {
    "api_tokens": {**LATER, "role": "COORDINATOR"},
    "sessions": {"role": "COORDINATOR", "ends_at": NOON + timedelta(hours=8)},
    "challenges": {**LATER, "purpose": "ENROL"},
    "enrolment_links": LATER,
    "device_codes": {**LATER, "audience": "intake"},
    "service_grants": {"ended_at": None, "scopes": {ServiceScope.EVENTS}},
    "event_feeds": {"told": 5, "delivered": 3},
    "feed_events": {"kind": "UNIT_CHANGED"},
    "idempotency_keys": {"status": None, "response": None},
    "notice_ways": {"hook": "hook-1"},
    "duty_spans": {"ends_at": NOON + timedelta(hours=8)},
    "provider_links": {"issuer": "https://id.example.org", "subject": "she"},
}


def count_of_hers(store: Store, account: Any) -> dict[str, int]:
    found = {}
    for table in account_erasure.DELETED:
        query = f'SELECT count(*) FROM "{table.name}" WHERE account_id = :a'
        found[table.name] = rows_of(store, query, a=account)[0][0]
    return found


def test_everything_she_proved_herself_with_goes_and_her_name_and_key(store, owned, left):
    before = count_of_hers(owned, left)
    assert {"passkeys", "passwords", "code_factors", "sessions", "api_tokens"} <= before.keys()
    assert all(before.values()), before
    (was,) = rows_of(store, "SELECT handle FROM accounts WHERE id = :a", a=left)
    assert erase_others_due(owned, NIGHT - timedelta(seconds=1)) == 0
    assert erase_others_due(owned, NIGHT) == 1
    assert not any(count_of_hers(owned, left).values())
    (row,) = rows_of(store, "SELECT * FROM accounts WHERE id = :a", a=left)
    assert row.handle.startswith("left-") and row.handle != was.handle
    assert (row.status, row.organisation_id, row.last_used_at) == ("CLOSED", None, None)
    assert rows_of(store, "SELECT 1 FROM data_keys WHERE subject_id = :a", a=left) == []
    acts = rows_of(
        store, "SELECT act, detail FROM audit_events WHERE subject_id = :a ORDER BY seq", a=left
    )
    assert [one.act for one in acts] == ["KEY_ERASED", "ACCOUNT_ERASED"]
    assert acts[1].detail["rows"] == sum(before.values())
    assert erase_others_due(owned, NIGHT) == 0


def test_an_account_that_an_old_backup_brought_back_is_gone_again(store, owned, rows):
    assert erase_others_again(owned, [rows.account, rows.shelters[0]], NIGHT) == 2
    (row,) = rows_of(store, "SELECT handle FROM accounts WHERE id = :a", a=rows.account)
    assert row.handle.startswith("left-")
    assert erase_others_again(owned, [rows.account, rows.shelters[0]], NIGHT) == 0


def closed(owned: Store, shelter: Any) -> None:
    with owned.transaction() as tx:
        tx.execute(text("UPDATE shelters SET status = 'CLOSED' WHERE id = :s"), {"s": shelter})
        shelter_erasure.decide(tx, shelter, NIGHT)


def test_the_address_of_an_erased_house_is_noise_also_in_an_old_file(
    store, owned, master, rows, sealed
):
    house = rows.shelters[0]
    with store.transaction() as tx:
        kept = [field for field in every(tx) if field.subject == house]
    assert len(kept) == 5
    closed(owned, house)
    assert erase_others_due(owned, NIGHT) == 1
    with store.transaction() as tx:
        for field in kept:  # as yesterday's file of rows has them
            with pytest.raises(KeyErased):
                opened(field, key_of(tx, field, master))
    assert drilled(store, master) == Drill(sealed - 5, 0, 0, 0)
    acts = rows_of(
        store, "SELECT act FROM audit_events WHERE subject_id = :s ORDER BY seq", s=house
    )
    assert [one.act for one in acts] == ["KEY_ERASED", "SHELTER_ERASED"]


def test_nothing_that_was_said_of_the_house_is_left(store, owned, rows, sealed):
    house = rows.shelters[0]
    with owned.transaction() as tx:
        fill_every_table(tx, rows, rows.households[0])
        (was,) = tx.execute(text("SELECT * FROM shelters WHERE id = :s"), {"s": house})
        tx.execute(text("UPDATE stays SET state = 'ENDED'"))
        tx.execute(text("UPDATE placements SET state = 'ENDED'"))
        tx.execute(text("UPDATE offers SET state = 'EXPIRED'"))
    closed(owned, house)
    assert erase_others_due(owned, NIGHT) == 1
    (row,) = rows_of(store, "SELECT * FROM shelters WHERE id = :s", s=house)
    assert row.code_name.startswith("E-") and row.code_name != was.code_name
    assert (row.status, row.zone_id, row.phases) == ("CLOSED", None, [])
    with owned.transaction() as tx:
        for table in shelter_erasure.DELETED:
            where = shelter_erasure._of(table, house)
            assert tx.execute(table.select().where(where)).all() == [], table.name
    codes = rows_of(store, "SELECT code FROM units WHERE shelter_id = :s ORDER BY 1", s=house)
    assert [one.code for one in codes] == [f"E-{n}" for n in range(1, len(codes) + 1)]
    names = {table.name for table in shelter_erasure.DELETED}
    assert {"shelters_sealed", "security_features", "vacancy_reviews", "out_of_service"} <= names


def test_every_table_of_a_house_is_reached(owned):
    kept = {
        m.class_.__tablename__ for m in Base.registry.mappers if m.class_.kept.name == "SHELTER"
    }
    reached = {table.name for table in (*shelter_erasure.DELETED, *shelter_erasure.SHELLS)}
    assert kept - reached == {"zones"}, "a zone is of no one house"


def test_a_house_with_a_held_unit_is_not_erased_whatever_was_decided(store, owned, rows, sealed):
    house, unit = rows.shelters[0], rows.units[0]
    closed(owned, house)
    with owned.transaction() as tx:
        tx.execute(
            text(
                "INSERT INTO stays (id, unit_id, household_id, nights, state, hold_until, created_at)"
                " VALUES (gen_random_uuid(), :u, :h, '[2026-03-02,2026-03-09)', 'HELD', :n, :n)"
            ),
            {"u": unit, "h": rows.households[0], "n": NOON},
        )
    assert erase_others_due(owned, NIGHT) == 0
    with store.transaction() as tx:
        assert shelter_erasure.is_there(tx, house)


def test_a_house_that_was_decided_never_opens_again(store, owned, rows):
    closed(owned, rows.shelters[0])
    with pytest.raises(WrongState), owned.transaction() as tx:
        tx.execute(text("UPDATE shelters SET status = 'OPEN'"))


def test_what_is_due_for_days_is_told(store, owned, left, rows):
    closed(owned, rows.shelters[0])
    warn_of_overdue_others(store, NIGHT + LATE - timedelta(seconds=1))
    assert rows_of(store, "SELECT 1 FROM alarms") == []
    warn_of_overdue_others(store, NIGHT + LATE)
    kinds = rows_of(store, "SELECT kind, subject_kind FROM alarms ORDER BY 2")
    assert [tuple(one) for one in kinds] == [
        ("ERASURE_OVERDUE", "account"),
        ("ERASURE_OVERDUE", "shelter"),
    ]
