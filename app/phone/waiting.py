"""Referrals that wait for the line: sealed to the service, one file per call, the newest word of it.

A file goes when the service has answered for that very word, and not before (decision 0191).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from . import device
from .device import Device

FOLDER = "waiting"
_SEALED = "-sealed-"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One sealed referral and the key under which it is sent however often."""

    path: Path
    call: str
    key: str
    key_id: str
    sealed: str
    refused_at: float | None = None
    """When the service refused it for good, in seconds since 1970 by this device's clock."""

    @property
    def revision(self) -> int:
        """Which word of its call it is."""
        return int(self.key.partition(_SEALED)[2].partition("-")[0])

    def body(self) -> dict[str, str]:
        """What is sent, the same however often."""
        return {"call": self.call, "key_id": self.key_id, "sealed": self.sealed}


def put(on: Device, sent: Mapping[str, Any], now: datetime) -> None:
    """The referral waits, on disk before this returns; an older word of the same call gives way.

    The same word, or a newer one, that waits already stays as it is.
    """
    from . import vault

    call = str(sent["call"])
    before = _at(_path(on, call))
    if before is not None and before.revision >= sent["revision"]:
        return
    plain = json.dumps({**sent, "taken_at": now.isoformat()}, separators=(",", ":")).encode()
    sealed = vault.to_service(on.sealing_key, plain, call)
    # Sealed anew it is other bytes, and a key is of one body: the service knows the call by its number.
    mark = sha256(sealed.encode()).hexdigest()[:16]
    entry = {
        "key": f"{call}{_SEALED}{sent['revision']}-{mark}",
        "key_id": on.sealing_id,
        "sealed": sealed,
    }
    device.put(_path(on, call), json.dumps(entry).encode(), sure=True)


def all_of(on: Device) -> Iterator[Waiting]:
    """What waits and can be read, in no order that means anything: a damaged file is in no other's way."""
    for path in _paths(on):
        if (one := _at(path)) is not None:
            yield one


def _at(path: Path) -> Waiting | None:
    """What waits there; None when nothing does, or the disk has damaged it."""
    try:
        found = Waiting(path, path.stem, **json.loads(path.read_bytes()))
        return found if found.revision >= 1 else None
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _paths(on: Device) -> list[Path]:
    return sorted((on.folder / FOLDER).glob("*.json"))


def count(on: Device) -> int:
    """How many wait."""
    return len(_paths(on))


def refused(on: Device) -> int:
    """How many of them are not taken: the service refused them for good, or the disk has damaged them."""
    return count(on) - sum(1 for one in all_of(on) if one.refused_at is None)


def answered(one: Waiting) -> None:
    """The service has it; a newer word of the same call stays."""
    if _still(one):
        device.remove(one.path)


def not_taken(one: Waiting, now: float) -> None:
    """The service refused it for good: it stays, and whoever looks can tell."""
    if _still(one):
        entry = {"key": one.key, "key_id": one.key_id, "sealed": one.sealed, "refused_at": now}
        device.put(one.path, json.dumps(entry).encode(), sure=True)


def _still(one: Waiting) -> bool:
    now = _at(one.path)
    return now is not None and now.key == one.key


def drop(on: Device, sent: Mapping[str, Any]) -> None:
    """The service has heard this word of a call otherwise; a newer one stays."""
    before = _at(_path(on, str(sent["call"])))
    if before is not None and before.revision <= sent["revision"]:
        device.remove(before.path)


def _path(on: Device, call: str) -> Path:
    return on.folder / FOLDER / f"{call}.json"
