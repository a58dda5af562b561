"""The master key of a new installation: one file, or three shares of which two make it; made once."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from app.on_disk import on_disk
from app.vault import custodians
from app.vault.keys import KEY_BYTES, FileMasterKey, KeyRefused, new_private_file
from app.vault.masters import read_share

KEY, SHARES = "master.key", "shares"
NUMBERS = range(1, custodians.SHARES + 1)


def master_key(folder: Path, *, custody: bool) -> dict[str, str]:
    """The settings that name the key in this folder; it is made when there is none.

    With ``custody`` no file ever holds the whole key. Killed in the middle, there is no key yet, and
    nothing was sealed under one.

    Raises
    ------
    KeyRefused
        When there is a key already, of the other kind or not whole: none is ever overwritten.
    """
    key, shares = folder / KEY, folder / SHARES
    if custody:
        if key.exists():
            raise KeyRefused(f"{key} holds a whole key already: havn keys split divides it")
        if not shares.exists():
            _divide(shares)
        one, other = (shares / f"share-{number}" for number in NUMBERS[:2])
        custodians.joined(read_share(one), read_share(other))
        return {"HAVN_MASTER_SHARES": f"{one}:{other}"}
    if shares.exists():
        raise KeyRefused(f"{shares} holds a divided key already: say --custody")
    if not key.exists():
        draft = folder / f"{KEY}.new"
        draft.unlink(missing_ok=True)
        FileMasterKey.make(draft)
        draft.rename(key)
        on_disk(folder)
    FileMasterKey.read(key)
    return {"HAVN_MASTER_KEY_FILE": str(key)}


def _divide(shares: Path) -> None:
    draft = shares.with_name(f"{SHARES}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    for share in custodians.split(secrets.token_bytes(KEY_BYTES)):
        new_private_file(draft / f"share-{share.number}", f"{share.text()}\n".encode())
    on_disk(draft)
    draft.rename(shares)
    on_disk(shares.parent)
