"""Referrals that wait for the line: sealed to the service, one file per call, the newest word of it.

A file goes when the service has answered for that very word, and not before (decision 0191).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from . import device
from .device import Device

FOLDER = "waiting"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One sealed referral and the key under which it is sent however often."""

    path: Path
    call: str
    key: str
    key_id: str
    sealed: str

    def body(self) -> dict[str, str]:
        """What is sent, the same however often."""
        return {"call": self.call, "key_id": self.key_id, "sealed": self.sealed}


def put(on: Device, sent: Mapping[str, Any], now: datetime) -> None:
    """The referral waits, on disk before this returns; an older word of the same call gives way."""
    from . import vault

    call = str(sent["call"])
    plain = json.dumps({**sent, "taken_at": now.isoformat()}, separators=(",", ":")).encode()
    entry = {
        "key": f"{call}-sealed-{sent['revision']}",
        "key_id": on.sealing_id,
        "sealed": vault.to_service(on.sealing_key, plain, call),
    }
    device.put(_path(on, call), json.dumps(entry).encode(), sure=True)


def all_of(on: Device) -> Iterator[Waiting]:
    """What waits, in no order that means anything."""
    for path in sorted((on.folder / FOLDER).glob("*.json")):
        try:
            told = json.loads(path.read_bytes())
        except FileNotFoundError:
            continue
        yield Waiting(path, path.stem, told["key"], told["key_id"], told["sealed"])


def count(on: Device) -> int:
    """How many wait."""
    return sum(1 for _ in (on.folder / FOLDER).glob("*.json"))


def answered(one: Waiting) -> None:
    """The service has it; a newer word of the same call stays."""
    try:
        told = json.loads(one.path.read_bytes())
    except FileNotFoundError:
        return
    if told["key"] == one.key:
        device.remove(one.path)


def drop(on: Device, call: str) -> None:
    """The service has heard of this call otherwise."""
    device.remove(_path(on, call))


def _path(on: Device, call: str) -> Path:
    return on.folder / FOLDER / f"{call}.json"
