"""The commands of keys. Exit 0: done. 2: it cannot run; nothing changed, or a rotation goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from app.at_hand import AtHand, at_hand
from app.keeping.master_key import change_master
from app.postgres import DEFAULT_FOLDER, PostgresFailed
from app.store import data_keys
from app.store.inspection import service_inside
from app.store.refusals import Refusal
from app.use_cases.disclosure.rotation import rotate
from app.vault import custodians
from app.vault.keys import (
    KEY_BYTES,
    FileMasterKey,
    KeyRefused,
    MasterKey,
    new_private_file,
    private_bytes,
)
from app.vault.masters import held, read_share

DONE, CANNOT = 0, 2
NOTHING = "nothing was rewrapped"
FIRST = "let it know both keys first: docs/operate/processes.md"


def _told(act: Callable[[], str]) -> int:
    """Do it and say what was done, or in one line why not."""
    try:
        print(act())
    except (KeyRefused, PostgresFailed, Refusal) as refused:
        print(f"error: {refused}", file=sys.stderr)
        return CANNOT
    return DONE


def run_list(folder: Path = DEFAULT_FOLDER) -> int:
    """Print each data key by whose it is; the newest of each writes, older ones only read."""

    def act() -> str:
        with at_hand(folder) as hand, hand.store.transaction() as tx:
            keys = data_keys.every(tx)
        newest = {(key.kind, key.subject): key.id for key in keys}
        lines = [
            f"{key.id:>8}  {key.kind.value:<8}{key.subject}  {key.generation:>4}  {key.master_id}  "
            + ("writes" if newest[key.kind, key.subject] == key.id else "reads")
            for key in keys
        ]
        return "\n".join(
            ["      id  of      subject                               gen.  master key", *lines]
        )

    return _told(act)


def run_rotate(only: UUID | None, folder: Path = DEFAULT_FOLDER) -> int:
    """A new data key for every case and shelter; what was begun and killed goes on."""

    def act() -> str:
        with at_hand(folder) as hand, hand.owned() as store:
            done = rotate(store, hand.master, lambda: datetime.now(UTC), subject=only)
        return f"{done.subjects} data keys made, {done.fields} fields sealed anew"

    return _told(act)


def run_make(path: Path) -> int:
    """A new master key in a file; nothing hangs on it yet."""
    return _told(lambda: f"master key {FileMasterKey.make(path).id} in {path}; copy it elsewhere")


def run_master(new: Path, folder: Path = DEFAULT_FOLDER) -> int:
    """Every data key is wrapped under the key of that file, in one step.

    In service that key and the one before it are at hand already (docs/operate/processes.md). Without
    them the service must stand still: it would go on under a key that is about to be destroyed.
    """

    def act() -> str:
        with at_hand(folder) as hand:
            key = _comes(new, hand)
            with hand.owned(key) as store:
                count = change_master(store, hand.master, key, hand.now)
        return (
            f"{count} data keys wrapped under master key {key.id}; from now on the service needs "
            f"HAVN_MASTER_KEY_FILE={new}. Keep the one before until havn doctor says that nothing "
            "hangs on it"
        )

    return _told(act)


def _comes(new: Path, hand: AtHand) -> MasterKey:
    """The master key of that file, which may take the place of the one before now."""
    told = hand.settings
    if told.next_master_key_file is not None:
        raise KeyRefused(f"{NOTHING}: the service still wraps under the key of now; {FIRST}")
    if told.old_master_key_file is not None:
        if not new.exists() or FileMasterKey.read(new).id != hand.master.id:
            raise KeyRefused(f"{NOTHING}: {new} does not hold the master key that the service has")
        if len({one.id for one in held(hand.master)}) == 1:
            raise KeyRefused(f"{NOTHING}: HAVN_OLD_MASTER_KEY_FILE holds the master key of now")
        return hand.master
    if new.exists() and FileMasterKey.read(new).id == hand.master.id:
        raise KeyRefused(
            f"{NOTHING}: {new} holds the master key of now, and HAVN_OLD_MASTER_KEY_FILE names none "
            "before it"
        )
    role = urlsplit(hand.addresses.service_url).username or ""
    if inside := service_inside(hand.addresses.owner_url, role):
        raise KeyRefused(
            f"{NOTHING}: {inside} connections of the service are in it; stop it, or {FIRST}"
        )
    return FileMasterKey.read(new) if new.exists() else FileMasterKey.make(new)


def run_split(out: Path, folder: Path = DEFAULT_FOLDER) -> int:
    """Three files of mode 0600, one for each custodian, checked before this returns."""

    def act() -> str:
        shares = custodians.split(_whole_key(folder))
        try:
            out.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            raise KeyRefused("the folder for the shares cannot be made") from None
        paths = [out / f"share-{share.number}" for share in shares]
        for path, share in zip(paths, shares, strict=True):
            new_private_file(path, f"{share.text()}\n".encode())
        custodians.joined(read_share(paths[0]), read_share(paths[2]))
        return (
            f"three shares in {out}: give each to one custodian and remove it here; the service "
            "then starts with HAVN_MASTER_SHARES=one:other and without the file of the key"
        )

    return _told(act)


def run_join(shares: Sequence[Path], out: Path) -> int:
    """The file of the master key, made out of two shares."""

    def act() -> str:
        if len(shares) != 2:
            raise KeyRefused("two shares are needed")
        secret = custodians.joined(*(read_share(path) for path in shares))
        new_private_file(out, secret)
        return f"master key {FileMasterKey(secret).id} in {out}"

    return _told(act)


def _whole_key(folder: Path) -> bytes:
    """The bytes of the master key's file, which only this command looks at."""
    with at_hand(folder) as hand:
        path = hand.master_file
    if path is None:
        raise KeyRefused("the master key is held by custodians already")
    return private_bytes(path, KEY_BYTES + 1, "the file of the master key")
