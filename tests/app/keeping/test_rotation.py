"""Keys are changed while everything still opens, also when the change is killed in the middle."""

from __future__ import annotations

import os
import re
import threading
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy import text
from typer.testing import CliRunner

from app.cli import app
from app.intake_keys import IntakeKeys
from app.keeping.backup import make_backup
from app.keeping.key_fit import Change, Fit, change, fit
from app.keeping.master_key import change_master
from app.service import chain_key, chain_keys
from app.store import chain, data_keys
from app.store import sealed as sealed_fields
from app.store.inspection import ring_is_older
from app.store.refusals import Busy
from app.store.transactions import Store
from app.use_cases.data_key import key_for
from app.use_cases.disclosure import rotation
from app.use_cases.disclosure.drill import Drill
from app.use_cases.disclosure.opening import key_of, opened
from app.use_cases.disclosure.rotation import Rotated, rotate
from app.vault.container import OfflineKey
from app.vault.intake import SUITE, NotOpened
from app.vault.keys import FileMasterKey, KeyRefused
from app.vault.masters import Succeeded
from app.vault.open import key_id_of
from models.words import KeySubject
from tests.support.records import NOON, Rows
from tests.support.sealed_rows import drilled, seal_everything, text_of

LATER = NOON + timedelta(days=1)


class Killed(BaseException):
    """What a kill looks like from inside: nothing catches it, the transaction is lost."""


def later() -> datetime:
    return LATER


def generations(store: Store) -> list[int]:
    with store.transaction() as tx:
        return [key.generation for key in data_keys.every(tx)]


def texts_are_as_sealed(store: Store, master: FileMasterKey) -> bool:
    with store.transaction() as tx:
        return all(
            opened(f, key_of(tx, f, master)) == text_of(f.table, f.column, f.row)
            for f in sealed_fields.every(tx)
        )


def under_the_newest_key(store: Store) -> bool:
    with store.transaction() as tx:
        newest = {(k.kind, k.subject): k.id for k in data_keys.every(tx)}
        return all(newest[f.kind, f.subject] == key_id_of(f.value) for f in sealed_fields.every(tx))


def test_asvs_11_1_1_a_new_data_key_seals_everything_anew(store, owned, master, sealed):
    assert drilled(store, master) == Drill(sealed, 0, 0, 0)
    assert rotate(owned, master, later) == Rotated(5, sealed)
    assert generations(store) == [1, 2] * 5
    assert drilled(store, master) == Drill(sealed, 0, 0, 0)
    assert under_the_newest_key(store)
    assert texts_are_as_sealed(store, master)


@pytest.mark.parametrize("portion", range(3))
@pytest.mark.parametrize("field", range(4))
def test_a_rotation_killed_in_the_middle_goes_on_where_it_ended(
    store, owned, master, sealed, monkeypatch, portion, field
):
    seen, real = [], rotation.seal

    def killed(*arguments):
        seen.append(1)
        if len(seen) == portion * 6 + field + 1:
            raise Killed
        return real(*arguments)

    monkeypatch.setattr(rotation, "seal", killed)
    with pytest.raises(Killed):
        rotate(owned, master, later, at_once=2)
    assert drilled(store, master) == Drill(sealed, 0, 0, 0)
    assert texts_are_as_sealed(store, master)
    monkeypatch.setattr(rotation, "seal", real)
    rotate(owned, master, lambda: LATER + timedelta(hours=1), at_once=2)
    assert generations(store) == [1, 2] * 5, "what was done before the kill is not done again"
    assert under_the_newest_key(store)
    assert texts_are_as_sealed(store, master)


def test_a_second_rotation_is_a_new_one(store, owned, master, sealed):
    rotate(owned, master, later)
    rotate(owned, master, lambda: LATER + timedelta(days=1))
    assert generations(store) == [1, 2, 3] * 5
    assert texts_are_as_sealed(store, master)


def test_one_case_alone(store, owned, master, sealed):
    with store.transaction() as tx:
        one = next(key for key in data_keys.every(tx) if key.kind is KeySubject.CASE)
    assert rotate(owned, master, later, subject=one.subject).subjects == 1
    assert sum(generations(store)) == 5 + 2


@pytest.mark.parametrize("alone", [True, False])
def test_an_accounts_key_stays_for_its_passwords_and_codes_are_derived_from_it(
    store, owned, master, sealed, alone
):
    account = uuid4()

    def secret() -> bytes:
        with store.transaction() as tx:
            found = key_for(tx, master, KeySubject.ACCOUNT, account, now=NOON)
        return found.for_purpose("codes")

    before = secret()
    assert rotate(owned, master, later, subject=account if alone else None).subjects == (
        0 if alone else 5
    )
    assert secret() == before


def test_the_service_itself_cannot_rewrap_or_erase(store, master, sealed):
    for act in ("UPDATE data_keys SET wrapped = wrapped", "DELETE FROM data_keys"):
        with pytest.raises(Exception, match="permission denied"), store.transaction() as tx:
            tx.execute(text(act))


def test_another_master_key_opens_everything_and_the_old_one_nothing(
    store, owned, master, sealed, tmp_path, database
):
    new = FileMasterKey.make(tmp_path / "new.key")
    with store.transaction() as tx:
        before = [f.value for f in sealed_fields.every(tx)]
    assert change_master(owned, master, new, LATER) == 5
    assert drilled(store, new) == Drill(sealed, 0, 0, 0)
    assert drilled(store, master) == Drill(0, 0, 0, sealed)
    with store.transaction() as tx:
        after = [f.value for f in sealed_fields.every(tx)]
        assert before == after, "no field is sealed anew for it"


def test_a_master_key_may_come_back_and_go_again(store, owned, master, sealed, tmp_path):
    second = FileMasterKey.make(tmp_path / "2")
    change_master(owned, master, second, LATER)
    change_master(Store(owned._engine, chain_key(second)), second, master, LATER)
    with store.transaction() as tx:
        assert chain.broken(tx.session, chain_keys(tx, master)) is None
        key_for(tx, master, KeySubject.SHELTER, uuid4(), now=LATER)
    change_master(owned, master, second, LATER)
    change_master(owned, Succeeded(second, master), second, LATER)
    assert drilled(store, second) == Drill(sealed, 0, 0, 0)
    with store.transaction() as tx:
        assert chain.broken(tx.session, chain_keys(tx, second)) is None


def test_a_process_that_knows_the_old_master_key_alone_leaves_no_key_behind_under_it(
    store, owned, master, sealed, tmp_path, monkeypatch
):
    """Before the change, in its middle and after it: what was added opens, or was never added."""
    new, real, ended, began = FileMasterKey.make(tmp_path / "new.key"), data_keys.rewrap, [], []

    def adds() -> None:
        try:
            with store.transaction() as tx:
                key_for(tx, master, KeySubject.SHELTER, uuid4(), now=LATER)
            ended.append("added")
        except (KeyRefused, Busy) as refused:
            ended.append(type(refused).__name__)

    def meanwhile(*arguments, **more):
        if not began:
            began.append(threading.Thread(target=adds))
            began[0].start()
            began[0].join(0.4)
            assert ended == [], "it waits"
        real(*arguments, **more)

    monkeypatch.setattr(data_keys, "rewrap", meanwhile)
    with store.transaction() as tx:
        key_for(tx, master, KeySubject.SHELTER, uuid4(), now=LATER)
        changing = threading.Thread(target=change_master, args=(owned, master, new, LATER))
        changing.start()
        changing.join(0.4)
        assert not began, "the change waits for who adds"
    changing.join(20)
    began[0].join(20)
    adds()
    assert ended == ["KeyRefused", "KeyRefused"]
    with store.transaction() as tx:
        assert fit(tx, new) == Fit(6, 0, True)
    with pytest.raises(KeyRefused):
        rotate(owned, master, later)


def test_both_master_keys_open_while_one_takes_the_place_of_the_other(
    store, owned, master, sealed, tmp_path
):
    """The links of the chain and what a telephone sealed are made under both meanwhile."""
    new = FileMasterKey.make(tmp_path / "new.key")
    under_new = Store(store._engine, chain_key(new))
    rotate(under_new_owner := Store(owned._engine, chain_key(new)), Succeeded(new, master), later)
    call = str(uuid4())
    public = X25519PublicKey.from_public_bytes(b64decode(IntakeKeys(new).public()))
    waited = b64encode(SUITE.encrypt(b"x", public, info=f"havn/intake/1|{call}".encode())).decode()
    for both, comes in ((Succeeded(master, new), True), (Succeeded(new, master), False)):
        with store.transaction() as tx:
            assert chain.broken(tx.session, chain_keys(tx, both)) is None
            assert IntakeKeys(both).unsealed(tx, new.id, waited, call) == b"x"
            assert fit(tx, both).good
            told = change(tx, both, comes=comes)
            assert told is not None
            assert told.hang == 6, "five keys, and the secrets of the one that goes"
        assert drilled(under_new, both).whole
    change_master(under_new_owner, Succeeded(new, master), new, LATER)
    with store.transaction() as tx:
        assert change(tx, Succeeded(new, master), comes=False) == Change(comes=False, hang=0)
        assert change(tx, new, comes=False) is None


def test_a_refusal_to_change_the_master_key_says_that_nothing_was_done(
    store: Store, master: FileMasterKey, sealed: int, tmp_path: Path, monkeypatch
) -> None:
    new, other = tmp_path / "new.key", tmp_path / "other.key"

    def refused(file: Path) -> str:
        got = CliRunner().invoke(app, ["keys", "rotate", "--new-master", str(file)])
        assert got.exit_code == 2, got.output
        assert got.output.startswith("error: nothing was rewrapped: ")
        with store.transaction() as tx:
            assert {key.master_id for key in data_keys.every(tx)} == {master.id}
        store._engine.dispose()
        return got.output

    with store.transaction() as tx:
        data_keys.every(tx)
    inside = CliRunner().invoke(app, ["keys", "rotate", "--new-master", str(new)])
    assert "1 connections of the service are in it" in inside.output
    assert not new.exists(), "no key was made for nothing"
    store._engine.dispose()
    assert "names none before it" in refused(tmp_path / "master.key")
    for path in (new, other):
        assert "copy it elsewhere" in command("make", str(path))
    monkeypatch.setenv("HAVN_NEXT_MASTER_KEY_FILE", str(new))
    assert "still wraps under the key of now" in refused(new)
    monkeypatch.delenv("HAVN_NEXT_MASTER_KEY_FILE")
    monkeypatch.setenv("HAVN_OLD_MASTER_KEY_FILE", str(tmp_path / "master.key"))
    assert "holds the master key of now" in refused(tmp_path / "master.key")
    monkeypatch.setenv("HAVN_MASTER_KEY_FILE", str(new))
    assert "does not hold the master key that the service has" in refused(other)
    assert "5 data keys wrapped" in command("rotate", "--new-master", str(new))


def test_the_newest_backup_is_older_than_the_master_key_until_there_is_another_one(
    store, owned, master, sealed, tmp_path
):
    new, to = FileMasterKey.make(tmp_path / "new.key"), OfflineKey.new().recipient()

    def older() -> bool:
        with store.transaction() as tx:
            return ring_is_older(tx)

    def back_up(url: str) -> None:
        make_backup(store, url, tmp_path / "out", to, LATER, ring_only=False)

    change_master(owned, master, new, LATER)
    assert not older(), "there is none"
    url = owned._engine.url.render_as_string(hide_password=False)
    back_up(url)
    assert not older()
    rotate(Store(owned._engine, chain_key(new)), new, later)
    assert not older(), "data keys are no master key"
    change_master(Store(owned._engine, chain_key(new)), new, master, LATER)
    assert older()
    back_up(url)
    assert not older()


def test_the_chain_is_verified_across_two_master_keys(store, owned, master, sealed, tmp_path):
    second, third = (FileMasterKey.make(tmp_path / name) for name in ("2", "3"))
    change_master(owned, master, second, LATER)
    owned_second = Store(owned._engine, chain_key(second))
    change_master(owned_second, second, third, LATER)
    rotate(Store(owned._engine, chain_key(third)), third, later)
    with store.transaction() as tx:
        keys = chain_keys(tx, third)
        assert [key.id for key in keys] == [master.id, second.id, third.id]
        assert chain.broken(tx.session, keys) is None
        assert chain.broken(tx.session, [chain_key(third)]) is not None
        with pytest.raises(KeyRefused):
            chain_keys(tx, second)


def test_what_a_telephone_sealed_and_agreed_on_before_holds_after_two_master_keys(
    store, owned, master, sealed, tmp_path
):
    second, third = (FileMasterKey.make(tmp_path / name) for name in ("2", "3"))
    key, call, her = IntakeKeys(master), str(uuid4()), str(uuid4())
    public = X25519PublicKey.from_public_bytes(b64decode(key.public()))
    waited = b64encode(
        SUITE.encrypt(b"nine answers", public, info=f"havn/intake/1|{call}".encode())
    )
    agreed = key.word_hash(her, "Heather")
    change_master(owned, master, second, LATER)
    change_master(Store(owned._engine, chain_key(second)), second, third, LATER)
    now = IntakeKeys(third)
    assert now.word_hash(her, "heather") != agreed
    with store.transaction() as tx:
        assert now.unsealed(tx, key.id, waited.decode(), call) == b"nine answers"
        with pytest.raises(NotOpened):
            now.unsealed(tx, "0" * 12, waited.decode(), call)
        assert now.is_the_word(tx, her, " heather", agreed)
        assert now.is_the_word(tx, her, "heather", now.word_hash(her, "heather"))
        assert not now.is_the_word(tx, her, "juniper", agreed)
        assert not now.is_the_word(tx, str(uuid4()), "heather", agreed)


def test_a_change_of_the_master_key_is_whole_or_nothing(
    store, owned, master, sealed, tmp_path, monkeypatch
):
    new, real, seen = FileMasterKey.make(tmp_path / "new.key"), data_keys.rewrap, []

    def killed(*arguments, **more):
        seen.append(1)
        if len(seen) == 3:
            raise Killed
        real(*arguments, **more)

    monkeypatch.setattr(data_keys, "rewrap", killed)
    with pytest.raises(Killed):
        change_master(owned, master, new, LATER)
    assert drilled(store, master) == Drill(sealed, 0, 0, 0)


def command(*words: str) -> str:
    got = CliRunner().invoke(app, ["keys", *words])
    assert got.exit_code == 0, got.output
    return got.output


def test_the_commands(
    store: Store, master: FileMasterKey, sealed: int, rows: Rows, tmp_path: Path, monkeypatch
) -> None:
    listed = command("list")
    assert len(re.findall(rf"{master.id}  writes", listed)) == 5
    assert f"5 data keys made, {sealed} fields" in command("rotate")
    listed = command("list")
    assert (listed.count("writes"), listed.count("reads")) == (5, 5)
    command("split", "--out", str(tmp_path / "shares"))
    one, _, other = sorted((tmp_path / "shares").iterdir())
    joined = tmp_path / "joined.key"
    command("join", str(one), str(other), "--out", str(joined))
    assert FileMasterKey.read(joined).id == master.id
    new = tmp_path / "new.key"
    store._engine.dispose()
    assert "10 data keys" in command("rotate", "--new-master", str(new))
    refused = CliRunner().invoke(app, ["keys", "rotate"])
    assert refused.exit_code == 2
    assert "Traceback" not in refused.output
    monkeypatch.setenv("HAVN_MASTER_KEY_FILE", str(new))
    assert f"{sealed} fields" in command("rotate")
    monkeypatch.delenv("HAVN_MASTER_KEY_FILE")
    command_shares(tmp_path, new, monkeypatch)
    assert drilled(store, FileMasterKey.read(new)) == Drill(sealed, 0, 0, 0)


def command_shares(tmp_path: Path, key: Path, monkeypatch) -> None:
    monkeypatch.setenv("HAVN_MASTER_KEY_FILE", str(key))
    command("split", "--out", str(tmp_path / "again"))
    one, other, _ = sorted((tmp_path / "again").iterdir())
    monkeypatch.delenv("HAVN_MASTER_KEY_FILE")
    monkeypatch.setenv("HAVN_MASTER_SHARES", f"{one}{os.pathsep}{other}")
    assert "writes" in command("list")
    monkeypatch.delenv("HAVN_MASTER_SHARES")


def test_a_master_key_that_is_not_the_one_is_told_in_one_line(sealed, monkeypatch, tmp_path):
    FileMasterKey.make(tmp_path / "other.key")
    monkeypatch.setenv("HAVN_MASTER_KEY_FILE", str(tmp_path / "other.key"))
    got = CliRunner().invoke(app, ["keys", "rotate"])
    assert (got.exit_code, got.output.count("\n")) == (2, 1)


def test_more_rows_than_a_portion(store, owned, master, rows):
    count = seal_everything(store, master, rows.shelters, rows.households)
    assert rotate(owned, master, later, at_once=1) == Rotated(5, count)
