"""A file of a backup opens for its own key, whole, or not at all."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vault.container import (
    CHUNK,
    TAG,
    ContainerRefused,
    OfflineKey,
    Recipient,
    kind_of,
    read,
    write,
)
from app.vault.keys import KeyRefused, new_private_file


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> OfflineKey:
    folder = tmp_path_factory.mktemp("offline")
    return OfflineKey.make(folder / "private", folder / "public")


def written(key: OfflineKey, *parts: bytes, kind: str = "data") -> bytes:
    out = io.BytesIO()
    write(out, parts, key.recipient(), kind)
    return out.getvalue()


def opened(blob: bytes, key: OfflineKey, kind: str = "data") -> bytes:
    return b"".join(read(io.BytesIO(blob), key, kind))


@given(st.lists(st.binary(max_size=300)))
def test_what_was_written_comes_back(parts: list[bytes]) -> None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    key = OfflineKey(X25519PrivateKey.from_private_bytes(b"1" * 32))
    assert opened(written(key, *parts), key) == b"".join(parts)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1])
def test_a_file_cut_at_any_hundredth_or_chunk_is_refused(key: OfflineKey, size: int) -> None:
    blob = written(key, bytes(size))
    assert opened(blob, key) == bytes(size)
    head = len(blob) % (CHUNK + TAG)
    cuts = {len(blob) * n // 100 for n in range(100)} | {len(blob) - 1}
    cuts |= set(range(head, len(blob), CHUNK + TAG))
    for cut in cuts - {len(blob)}:
        with pytest.raises(ContainerRefused):
            opened(blob[:cut], key)


def test_changed_repeated_moved_and_added_chunks_are_refused(key: OfflineKey) -> None:
    blob = written(key, b"a" * CHUNK, b"b" * CHUNK, b"c" * CHUNK)
    step = CHUNK + TAG
    head = len(blob) - 3 * step
    first, second, third = (blob[head + n * step :][:step] for n in range(3))
    start = blob[:head]
    for order in (
        second + first + third,
        first + first + third,
        first + third,
        first + second + third + third,
        first + second + third + b"x",
    ):
        with pytest.raises(ContainerRefused):
            opened(start + order, key)
    for at in [*range(head), head, head + step + 7, len(blob) - 1]:
        with pytest.raises(ContainerRefused):
            opened(blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :], key)


def test_another_key_and_another_kind_are_refused(key: OfflineKey, tmp_path: Path) -> None:
    blob = written(key, b"rows")
    other = OfflineKey.make(tmp_path / "private", tmp_path / "public")
    with pytest.raises(ContainerRefused, match="this key does not open"):
        opened(blob, other)
    with pytest.raises(ContainerRefused, match="no file of keys"):
        opened(blob, key, "keys")
    assert opened(written(other, b"rows", kind="keys"), other, "keys") == b"rows"


def test_keys_are_read_from_their_files_alone(tmp_path: Path) -> None:
    private, public = tmp_path / "private", tmp_path / "public"
    key = OfflineKey.make(private, public)
    assert private.stat().st_mode & 0o777 == 0o600
    out = io.BytesIO()
    write(out, [b"rows"], Recipient.read(public), "data")
    assert opened(out.getvalue(), OfflineKey.read(private)) == b"rows"
    assert repr(key) == "<OfflineKey>"
    with pytest.raises(KeyRefused):
        OfflineKey.make(private, public)
    for wrong in (public, tmp_path / "none"):
        with pytest.raises(KeyRefused):
            OfflineKey.read(wrong)
    with pytest.raises(KeyRefused):
        Recipient.read(private)
    private.chmod(0o604)
    with pytest.raises(KeyRefused):
        OfflineKey.read(private)


@pytest.mark.parametrize(
    ("size", "chunks"), [(0, 1), (65_535, 1), (65_536, 1), (65_537, 2), (131_072, 2), (131_073, 3)]
)
def test_a_file_is_cut_into_chunks_of_65536_bytes_with_a_tag_each(
    key: OfflineKey, size: int, chunks: int
) -> None:
    head = len(b"havn backup 1\ndata\n") + 32 + 32 + 16
    assert len(written(key, bytes(size))) == head + size + 16 * chunks


def test_a_private_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    OfflineKey.make(tmp_path / "private", tmp_path / "public")
    said = (tmp_path / "private").read_text(encoding="ascii")
    new_private_file(tmp_path / "other", said.replace("private-1", "private-2").encode())
    OfflineKey.read(tmp_path / "private")
    with pytest.raises(KeyRefused):
        OfflineKey.read(tmp_path / "other")


def test_no_private_key_is_made_beside_a_public_one_that_is_there(tmp_path: Path) -> None:
    public = tmp_path / "public"
    public.write_text("somebody's", encoding="ascii")
    with pytest.raises(KeyRefused):
        OfflineKey.make(tmp_path / "private", public)
    assert not (tmp_path / "private").exists()
    assert public.read_text(encoding="ascii") == "somebody's"


def test_a_file_says_its_kind_before_it_is_opened(key: OfflineKey) -> None:
    for kind in ("data", "k" * 300):
        assert kind_of(io.BytesIO(written(key, b"rows", kind=kind))) == kind


@pytest.mark.parametrize(
    "begins",
    [
        b"",
        b"havn backup 2\ndata\n",
        b"havn backup 1\ndata",
        b"havn backup 1\n" + b"k" * 301 + b"\n",
    ],
)
def test_what_does_not_begin_like_our_files_has_no_kind(begins: bytes) -> None:
    with pytest.raises(ContainerRefused, match="no file made by havn"):
        kind_of(io.BytesIO(begins))


KEPT = bytes.fromhex(
    "6861766e206261636b757020310a646174610a5e8c0fc82e79ac5bacd1cf88cfc7d375536e025894bdf2264a"
    "897c339fcc5d35d4da84f716f6f551b3591c2fdb3270e3b47f976805588a4b17f41a6c1088dc2f923ed1bba4"
    "1f9c269c26f8651cf72b817c18824db5d85bf29e4c09dbd6764115da155fb9aeebc8ef839b2ff80a"
)
"""Written once and kept: whatever changes in here, the backups that people have must still open."""


def test_a_file_that_was_written_long_ago_still_opens() -> None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    key = OfflineKey(X25519PrivateKey.from_private_bytes(b"1" * 32))
    assert opened(KEPT, key) == b"what was kept"
    assert key.recipient().id == "67bae02a79edbd95"
