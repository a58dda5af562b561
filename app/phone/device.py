"""The files of this device: whose it is, its token, its lock. None of them tells of a caller.

Every file is of mode 0600 in a folder of mode 0700 and is written whole or not at all.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOME = "HAVN_INTAKE_HOME"
PROFILE, TOKEN = "device.json", "token"


class NotEnrolled(Exception):
    """This device has no token: it was never enrolled, or its files are gone."""


@dataclass(frozen=True, slots=True, repr=False)
class Device:
    """An enrolled device: where the service is, to which key it seals, and its own lock."""

    folder: Path
    service: str
    name: str
    audience: str
    """``intake`` for on-call, ``agency`` for one who refers and hears three words."""
    sealing_id: str
    sealing_key: str
    """The service's public key, base64: what is sealed to it this device cannot read."""
    lock: Mapping[str, Any]

    def token(self) -> str:
        """The token of this device.

        Raises
        ------
        NotEnrolled
            When there is none.
        """
        try:
            return (self.folder / TOKEN).read_text(encoding="ascii").strip()
        except OSError:
            raise NotEnrolled from None


def folder() -> Path:
    """Where this device keeps its files."""
    if HOME in os.environ:
        return Path(os.environ[HOME])
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "havn-intake"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "havn-intake"
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "havn-intake"


def read(where: Path) -> Device:
    """The device that was enrolled here.

    Raises
    ------
    NotEnrolled
        When none was.
    """
    try:
        told = json.loads((where / PROFILE).read_text(encoding="utf-8"))
        return Device(folder=where, **told)
    except (OSError, ValueError, TypeError):
        raise NotEnrolled from None


def write(device: Device) -> None:
    """What the device is stands in its file."""
    names = ("service", "name", "audience", "sealing_id", "sealing_key", "lock")
    told = {name: getattr(device, name) for name in names}
    put(device.folder / PROFILE, json.dumps(told).encode())


def put_token(where: Path, token: str) -> None:
    """This token is the one of this device."""
    put(where / TOKEN, token.encode("ascii"))


def put(path: Path, content: bytes, *, sure: bool = False) -> None:
    """The file holds this, for its owner alone; ``sure``: it is on disk before this returns."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        if sure:
            os.fsync(file.fileno())
    os.replace(draft, path)
    if sure and os.name != "nt":
        at = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(at)
        finally:
            os.close(at)


def remove(path: Path) -> None:
    """The file is not there."""
    with suppress(FileNotFoundError):
        path.unlink()
