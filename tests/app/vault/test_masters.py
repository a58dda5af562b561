"""The master key that settings name: a file, two shares, and the one before or after it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from app.settings import Settings
from app.vault import custodians
from app.vault.keys import FileMasterKey, KeyRefused, new_private_file
from app.vault.masters import Succeeded, held, master_of, read_share

OLD, NEW = FileMasterKey(b"o" * 32), FileMasterKey(b"n" * 32)
BOUND = b"to her"


def settings(**named: Any) -> Settings:
    return Settings(database_url=SecretStr("postgresql+psycopg://nobody@localhost/none"), **named)


def test_while_one_takes_the_others_place_both_open_and_the_own_one_wraps() -> None:
    both = Succeeded(NEW, OLD)
    assert both.id == NEW.id
    assert both.unwrap(OLD.wrap(b"s" * 32, BOUND), BOUND) == b"s" * 32
    made = both.wrap(b"s" * 32, BOUND)
    assert both.unwrap(made, BOUND) == NEW.unwrap(made, BOUND) == b"s" * 32
    with pytest.raises(KeyRefused):
        OLD.unwrap(made, BOUND)
    assert both.secret_for("cursors") == NEW.secret_for("cursors") != OLD.secret_for("cursors")
    assert held(both) == (OLD, NEW)
    assert held(NEW) == (NEW,)
    assert repr(both) == "<Succeeded>"


@pytest.mark.parametrize("beside", ["old_master_key_file", "next_master_key_file"])
def test_the_files_that_settings_name(tmp_path: Path, beside: str) -> None:
    for name, secret in (("own", b"n" * 32), ("other", b"o" * 32)):
        new_private_file(tmp_path / name, secret)
    alone = master_of(settings(master_key_file=tmp_path / "own"))
    assert held(alone) == (alone,)
    assert alone.id == NEW.id
    both = master_of(settings(**{"master_key_file": tmp_path / "own", beside: tmp_path / "other"}))
    assert [one.id for one in held(both)] == [OLD.id, NEW.id]


def test_two_shares_make_the_key_and_what_is_none_is_refused(tmp_path: Path) -> None:
    paths = [tmp_path / f"share-{number}" for number in (1, 2)]
    for path, share in zip(paths, custodians.split(b"n" * 32), strict=False):
        new_private_file(path, f"{share.text()}\n".encode())
    assert master_of(settings(master_shares=f"{paths[0]}:{paths[1]}")).id == NEW.id
    assert read_share(paths[1]).number == 2
    new_private_file(tmp_path / "none", "ingen nøkkel".encode())
    with pytest.raises(KeyRefused, match="no share of a master key"):
        read_share(tmp_path / "none")
