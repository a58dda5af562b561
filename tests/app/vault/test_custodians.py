"""Any two of three shares make the master key; one tells nothing, a wrong one is refused."""

from __future__ import annotations

import hashlib
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from app.settings import Settings
from app.vault.custodians import Share, at_zero, inverse, joined, line, product, read, split
from app.vault.keys import FileMasterKey, KeyRefused
from app.vault.masters import Succeeded, held, master_of

SECRET = bytes(range(32))
KEYS = st.binary(min_size=32, max_size=32)


def naive(a: int, b: int) -> int:
    """The product by long multiplication of polynomials, then the remainder."""
    whole = 0
    for bit in range(8):
        if b >> bit & 1:
            whole ^= a << bit
    for bit in range(14, 7, -1):
        if whole >> bit & 1:
            whole ^= 0x11B << (bit - 8)
    return whole


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [(0x57, 0x83, 0xC1), (0x57, 0x13, 0xFE), (0x02, 0x87, 0x15), (0x53, 0xCA, 0x01)],
)
def test_products_of_the_published_field(a: int, b: int, found: int) -> None:
    assert product(a, b) == product(b, a) == found


def test_every_product_and_every_inverse_of_the_field() -> None:
    assert all(product(a, b) == naive(a, b) for a in range(256) for b in range(256))
    assert all(product(a, inverse(a)) == 1 for a in range(1, 256))


def test_a_line_that_was_worked_out_by_hand() -> None:
    points = [(x, line(b"\x57", b"\x83", x)) for x in (1, 2, 3)]
    # 57 + 83*1, 57 + 83*2 (83*2 = 106 + 11B = 1D), 57 + 83*3 (1D + 83 = 9E)
    assert [y for _, y in points] == [b"\xd4", b"\x4a", b"\xc9"]
    assert all(at_zero(one, other) == b"\x57" for one, other in permutations(points, 2))


@given(KEYS)
def test_any_two_shares_make_the_key(secret: bytes) -> None:
    for one, other in permutations(split(secret), 2):
        assert joined(read(one.text()), read(other.text())) == secret


@given(KEYS, KEYS, st.integers(1, 3))
def test_one_share_fits_every_key(secret: bytes, other: bytes, x: int) -> None:
    share = line(secret, SECRET, x)
    slope = bytes(product(a ^ b, inverse(x)) for a, b in zip(share, other, strict=True))
    assert line(other, slope, x) == share


def test_shares_that_do_not_belong_together_are_refused() -> None:
    first, second, _ = split(SECRET)
    again = split(SECRET)
    other = split(bytes(32))
    wrong = Share(2, second.master_id, second.part[:-1] + bytes([second.part[-1] ^ 1]))
    for pair in ((first, first), (first, other[1]), (first, again[1]), (first, wrong)):
        with pytest.raises(KeyRefused):
            joined(*pair)


def test_it_is_said_whether_two_shares_belong_together_or_make_no_key() -> None:
    first, second, third = split(SECRET)
    assert [share.number for share in (first, second, third)] == [1, 2, 3]
    for other in (first, Share(1, first.master_id, second.part), split(bytes(32))[1]):
        with pytest.raises(KeyRefused, match="two different shares of the same master key"):
            joined(first, other)
    with pytest.raises(KeyRefused, match="do not make the key they name"):
        joined(first, Share(2, first.master_id, third.part))


def written(*words: str) -> str:
    """These words with the digits that belong to them."""
    said = " ".join(words)
    return f"{said} {hashlib.sha256(said.encode()).hexdigest()[:8]}"


def test_what_is_no_share_is_refused_also_when_its_digits_are_right() -> None:
    share = split(SECRET)[0]
    mark, part = share.master_id, share.part.hex()
    assert share.text() == written("havn-share-1", "1", mark, part)
    assert read(written("havn-share-1", "3", mark, part)).number == 3
    for words in (
        ("havn-share-2", "1", mark, part),
        ("havn-share-1", "1", mark, part, "more"),
        ("havn-share-1", "0", mark, part),
        ("havn-share-1", "4", mark, part),
        ("havn-share-1", "1", mark, part[2:]),
        ("havn-share-1", "1", mark, part + "00"),
        ("havn-share-1", "one", mark, part),
    ):
        with pytest.raises(KeyRefused):
            read(written(*words))


def test_parts_of_two_lengths_are_a_fault_and_never_a_shorter_key() -> None:
    with pytest.raises(ValueError, match="shorter"):
        line(b"ab", b"a", 1)
    with pytest.raises(ValueError, match="shorter"):
        at_zero((1, b"ab"), (2, b"a"))


def test_a_slip_of_the_pen_is_found() -> None:
    text = split(SECRET)[0].text()
    for at, sign in enumerate(text):
        with pytest.raises(KeyRefused):
            read(text[:at] + ("b" if sign == "a" else "a") + text[at + 1 :])
        with pytest.raises(KeyRefused):
            read(text[:at])


def _settings(**more: object) -> Settings:
    return Settings(database_url=SecretStr("x"), **more)  # type: ignore[arg-type]


def test_asvs_13_3_1_two_custodians_give_the_service_its_key(tmp_path: Path) -> None:
    paths = [tmp_path / str(share.number) for share in split(SECRET)]
    for path, share in zip(paths, split(SECRET), strict=True):
        path.write_text(share.text())
        path.chmod(0o600)
    pair = _settings(master_shares=f"{paths[0]}:{paths[0]}")
    with pytest.raises(KeyRefused):
        master_of(pair)
    shares = split(SECRET)
    for path, share in zip(paths, shares, strict=True):
        path.write_text(share.text())
    for one, other in permutations(paths, 2):
        made = master_of(_settings(master_shares=f"{one}:{other}"))
        assert made.id == FileMasterKey(SECRET).id
    paths[0].chmod(0o640)
    for two in (f"{paths[0]}:{paths[1]}", f"{paths[1]}", f"{paths[1]}:{tmp_path / 'none'}"):
        with pytest.raises(KeyRefused):
            master_of(_settings(master_shares=two))


def test_a_master_key_and_the_one_before_it_both_open(tmp_path: Path) -> None:
    old, new = FileMasterKey(SECRET), FileMasterKey(b"n" * 32)
    both = Succeeded(new, old)
    assert both.id == new.id
    assert both.unwrap(old.wrap(b"k" * 32, b"s"), b"s") == b"k" * 32
    assert new.unwrap(both.wrap(b"k" * 32, b"s"), b"s") == b"k" * 32
    assert both.secret_for("x") == new.secret_for("x")
    with pytest.raises(KeyRefused):
        both.unwrap(FileMasterKey(b"o" * 32).wrap(b"k" * 32, b"s"), b"s")
    files = [tmp_path / "new", tmp_path / "old"]
    made = [FileMasterKey.make(path) for path in files]
    for name in ("old_master_key_file", "next_master_key_file"):
        given = master_of(_settings(master_key_file=files[0], **{name: files[1]}))
        assert given.unwrap(made[1].wrap(b"k" * 32, b"s"), b"s") == b"k" * 32
        assert made[0].unwrap(given.wrap(b"k" * 32, b"s"), b"s") == b"k" * 32
        assert [one.id for one in held(given)] == [made[1].id, made[0].id]
    with pytest.raises(ValidationError, match="one at a time"):
        _settings(old_master_key_file=files[0], next_master_key_file=files[1])
