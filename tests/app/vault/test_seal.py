"""A sealed value opens in its own place and nowhere else."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vault.keys import DataKey, FileMasterKey, KeyRefused, new_wrapped_key, unwrapped_key
from app.vault.open import SealBroken, key_id_of, open_sealed
from app.vault.seal import Where, seal
from models.types import SealedValue

KEY = DataKey(7, b"k" * 32)
PLACE = Where("shelters_sealed", "street_address", uuid4())
SAID = "Storgata 1, 0155 Oslo"


@given(st.text(max_size=300))
def test_what_was_sealed_comes_back(said: str) -> None:
    assert open_sealed(seal(said, KEY, PLACE), KEY, PLACE) == said


@pytest.mark.parametrize(
    "place",
    [
        replace(PLACE, row=uuid4()),
        replace(PLACE, column="point"),
        replace(PLACE, table="persons_sealed"),
        replace(PLACE, field_version=2),
        Where("shelters_sealedstreet", "_address", PLACE.row),
    ],
)
def test_a_value_moved_to_another_place_is_refused(place: Where) -> None:
    with pytest.raises(SealBroken):
        open_sealed(seal(SAID, KEY, PLACE), KEY, place)


def test_every_changed_byte_and_every_cut_is_refused() -> None:
    blob = seal(SAID, KEY, PLACE).blob
    for at in range(len(blob)):
        changed = blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :]
        for wrong in (changed, blob[:at]):
            with pytest.raises(SealBroken):
                open_sealed(SealedValue(wrong), KEY, PLACE)


def test_another_key_is_refused_even_under_the_same_id() -> None:
    value = seal(SAID, KEY, PLACE)
    for other in (DataKey(8, b"k" * 32), DataKey(7, b"x" * 32)):
        with pytest.raises(SealBroken):
            open_sealed(value, other, PLACE)
    assert key_id_of(value) == 7


def test_the_same_text_never_gives_the_same_bytes_and_hides_its_length() -> None:
    blobs = {seal(SAID, KEY, PLACE).blob for _ in range(50)}
    assert len(blobs) == 50
    assert len(seal("a", KEY, PLACE).blob) == len(seal(SAID, KEY, PLACE).blob)


def test_nothing_shows_itself(tmp_path: Path) -> None:
    value = seal(SAID, KEY, PLACE)
    master = FileMasterKey.make(tmp_path / "master")
    for shown in (repr(value), str(value), f"{value}", repr(KEY), repr(master), repr(PLACE)):
        assert "Stor" not in shown
        assert str(PLACE.row) not in shown
        assert "kkk" not in shown
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            leave(value)


def test_a_master_key_is_made_once_and_read_only_when_nobody_else_can(tmp_path: Path) -> None:
    path = tmp_path / "master"
    made = FileMasterKey.make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert FileMasterKey.read(path).id == made.id
    with pytest.raises(KeyRefused):
        FileMasterKey.make(path)
    path.chmod(0o640)
    with pytest.raises(KeyRefused):
        FileMasterKey.read(path)
    with pytest.raises(KeyRefused):
        FileMasterKey.read(tmp_path / "nothing")
    short = tmp_path / "short"
    short.write_bytes(b"x" * 31)
    short.chmod(0o600)
    with pytest.raises(KeyRefused):
        FileMasterKey.read(short)


def test_a_data_key_opens_for_its_own_subject_under_its_own_master_alone(tmp_path: Path) -> None:
    master, other = FileMasterKey.make(tmp_path / "a"), FileMasterKey.make(tmp_path / "b")
    shelter = uuid4()
    wrapped = new_wrapped_key(master, "SHELTER", shelter)
    key = unwrapped_key(master, wrapped, 3, "SHELTER", shelter)
    assert open_sealed(seal(SAID, key, PLACE), key, PLACE) == SAID
    assert key.for_purpose("field") != key.for_purpose("other")
    for wrong in (
        (other, wrapped, 3, "SHELTER", shelter),
        (master, wrapped, 3, "SHELTER", uuid4()),
        (master, wrapped, 3, "CASE", shelter),
        (master, wrapped, 3, "SHELTER", shelter, 2),
        (master, wrapped[:-1], 3, "SHELTER", shelter),
        (master, b"", 3, "SHELTER", shelter),
    ):
        with pytest.raises(KeyRefused):
            unwrapped_key(*wrong)


def test_a_secret_of_the_service_is_not_the_key_that_wraps(tmp_path: Path) -> None:
    master = FileMasterKey.make(tmp_path / "master")
    assert master.secret_for("audit") == FileMasterKey.read(tmp_path / "master").secret_for("audit")
    assert master.secret_for("audit") != master.secret_for("ties")


KEPT = bytes.fromhex(
    "0100000007000102030405060708090a0b4f8e8cb0213d7ad90c83bac11c7963af2cc9e2c884ece2"
    "68ff341069152535b64c4f6c39512a212aa778e48df96da6683be75509aca3eda6512240bcc140cc"
    "a231040319c458d82f4948e7f1b0df1f33"
)
"""Sealed once and kept: whatever changes in here, what stands in databases must still open."""


def test_a_value_that_was_sealed_long_ago_still_opens() -> None:
    place = Where("shelters_sealed", "street_address", UUID(int=1))
    assert open_sealed(SealedValue(KEPT), KEY, place) == SAID
    assert KEPT[:5] == b"\x01\x00\x00\x00\x07"


@pytest.mark.parametrize(("letters", "padded"), [(0, 64), (63, 64), (64, 128), (127, 128)])
def test_a_sealed_text_is_as_long_as_its_step(letters: int, padded: int) -> None:
    assert len(seal("x" * letters, KEY, PLACE).blob) == 1 + 4 + 12 + padded + 16


def test_the_id_of_the_key_is_all_four_bytes_of_a_value_of_the_known_version() -> None:
    least = b"\x01" + (2**24 + 1).to_bytes(4, "big") + bytes(12 + 16)
    assert key_id_of(SealedValue(least)) == 2**24 + 1
    for wrong in (b"", least[:-1], b"\x02" + least[1:]):
        with pytest.raises(SealBroken):
            key_id_of(SealedValue(wrong))
