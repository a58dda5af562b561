"""Keys have their size and their place; what hangs on an old master key hangs on the new one after."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import pytest

from app.vault.keys import (
    DataKey,
    FileMasterKey,
    KeyRefused,
    new_private_file,
    new_wrapped_key,
    rewrapped,
    rewrapped_secret,
    unwrapped_key,
    unwrapped_secret,
    wrapped_secret,
)

GREATEST = 2**32 - 1
"""The greatest id that fits in the four bytes of a sealed value."""


@pytest.mark.parametrize("number", [1, GREATEST])
def test_a_data_key_of_32_bytes_has_any_id_of_four_bytes(number: int) -> None:
    assert DataKey(number, bytes(32)).id == number


@pytest.mark.parametrize(
    ("number", "size"), [(0, 32), (-1, 32), (GREATEST + 1, 32), (1, 31), (1, 33), (0, 31)]
)
def test_no_other_data_key_is_made(number: int, size: int) -> None:
    with pytest.raises(KeyRefused):
        DataKey(number, bytes(size))


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_master_key_of_another_size_is_refused_also_out_of_a_file(
    size: int, tmp_path: Path
) -> None:
    with pytest.raises(KeyRefused):
        FileMasterKey(bytes(size))
    path = tmp_path / "master"
    new_private_file(path, bytes(size))
    with pytest.raises(KeyRefused):
        FileMasterKey.read(path)


def test_the_name_of_a_master_key_is_short_and_its_own() -> None:
    one, other = FileMasterKey(b"1" * 32), FileMasterKey(b"2" * 32)
    assert len(one.id) == len(other.id) == 12
    assert one.id != other.id


def test_a_key_is_whole_on_disk_before_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, synced = os.fsync, []

    def fsync(handle: int) -> None:
        real(handle)
        synced.append(os.fstat(handle).st_size)

    monkeypatch.setattr(os, "fsync", fsync)
    new_private_file(tmp_path / "key", b"k" * 32)
    assert synced == [32]


def test_a_data_key_hangs_on_the_new_master_key_after_it_was_wrapped_anew() -> None:
    old, new, case = FileMasterKey(b"1" * 32), FileMasterKey(b"2" * 32), uuid4()
    wrapped = new_wrapped_key(old, "CASE", case)
    again = rewrapped(new, old, wrapped, "CASE", case, 1)
    before, after = (
        unwrapped_key(master, blob, 5, "CASE", case).for_purpose("field")
        for master, blob in ((old, wrapped), (new, again))
    )
    assert before == after
    for wrong in ((old, again, 5, "CASE", case), (new, again, 5, "CASE", uuid4())):
        with pytest.raises(KeyRefused):
            unwrapped_key(*wrong)
    with pytest.raises(KeyRefused):
        rewrapped(new, new, wrapped, "CASE", case, 1)


def test_a_secret_of_the_service_hangs_on_the_new_master_key_as_well() -> None:
    old, new = FileMasterKey(b"1" * 32), FileMasterKey(b"2" * 32)
    wrapped = wrapped_secret(old, b"s" * 32, old.id, "audit")
    assert unwrapped_secret(old, wrapped, old.id, "audit") == b"s" * 32
    again = rewrapped_secret(new, old, wrapped, old.id, "audit")
    assert unwrapped_secret(new, again, old.id, "audit") == b"s" * 32
    for wrong in (
        (old, again, old.id, "audit"),
        (new, again, new.id, "audit"),
        (new, again, old.id, "ties"),
    ):
        with pytest.raises(KeyRefused):
            unwrapped_secret(*wrong)
