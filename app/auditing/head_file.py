"""The head of the chain as a file: kept off the host, it shows when the end was cut off."""

from __future__ import annotations

import json
import os
import re
import secrets
from pathlib import Path

from app.store.chain import Head

KIND = "havn audit head 1"
LINK = re.compile(r"[0-9a-f]{64}")
LARGEST = 4096


class HeadRefused(Exception):
    """A file is no exported head; the text never repeats what stands in it."""


class HeadNotMet(HeadRefused):
    """The head that a file holds is not in the chain any more: the file is what is left to show it."""


def write_head(path: Path, head: Head) -> None:
    """The file holds this head, whole or not at all, and is on disk when this returns.

    Raises
    ------
    HeadRefused
        When the file cannot be written.
    """
    text = json.dumps({"kind": KIND, "seq": head.seq, "link": head.link.hex()}) + "\n"
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise HeadRefused("the head of the audit chain cannot be written there") from None


def kept_head(path: Path) -> Head | None:
    """The head that was exported to this file, or None while there is no such file.

    Raises
    ------
    HeadRefused
        As for ``read_head_file``.
    """
    return read_head_file(path) if path.exists() else None


def read_head_file(path: Path) -> Head:
    """The head that was exported to this file.

    Raises
    ------
    HeadRefused
        When it cannot be read or is no exported head.
    """
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(LARGEST))
    except (OSError, ValueError):
        raise HeadRefused("a file of a head cannot be read") from None
    if not isinstance(told, dict) or set(told) != {"kind", "seq", "link"} or told["kind"] != KIND:
        raise HeadRefused("a file is no exported head")
    seq, link = told["seq"], told["link"]
    good = type(seq) is int and seq >= 1 and isinstance(link, str) and LINK.fullmatch(link)
    if not good:
        raise HeadRefused("a file is no exported head")
    return Head(seq, bytes.fromhex(link))
