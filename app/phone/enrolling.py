"""A device becomes one of the service's by a one-time code, and gets a lock of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import device, kept, vault
from .device import Device, NotEnrolled
from .line import Heard, Line, LineDown, NotSafe
from .said import DOWN, NOT_SAFE, TOO_NEW, Said


def enrol(service: str, code: str, pin: str) -> None:
    """The device has a token, the service's public key, and a lock that this PIN opens.

    Raises
    ------
    Said
        When the code or the PIN is no good, or the service does not answer.
    """
    if not (pin.isdigit() and len(pin) >= vault.SHORTEST_PIN):
        raise Said("A PIN has six digits or more.")
    heard = _shown(service, code.strip().upper())
    if str(heard.body.get("type", "")).endswith("client-too-old"):
        raise Said(TOO_NEW)
    if heard.status != 201:
        raise Said("This code lets no device in: it is wrong, used or too old. Ask for a new one.")
    told, where = heard.body, device.folder()
    made = Device(
        folder=where,
        service=service,
        name=told["device"],
        audience=told["audience"],
        sealing_id=told["sealing_key_id"],
        sealing_key=told["sealing_key"],
        lock=_lock(where, pin),
    )
    device.put_token(where, told["token"])
    device.write(made)
    print(f"This device is {made.name} now, until {told['expires_at'][:10]}.")


def _lock(where: Path, pin: str) -> Mapping[str, Any]:
    """The lock that is here, where this PIN opens it: an open call outlives a token.

    Else a new one; what the earlier one sealed is thrown away, for nothing opens it any more.
    """
    try:
        before = device.read(where)
    except NotEnrolled:
        return vault.new_lock(pin)
    try:
        vault.opened(before.lock, pin)
    except (vault.WrongPin, vault.LockGone):
        kept.throw_away(before)
        return vault.new_lock(pin)
    return {**before.lock, "wrong": 0}


def _shown(service: str, code: str) -> Heard:
    try:
        line = Line(service, None)
    except NotSafe:
        raise Said(NOT_SAFE) from None
    try:
        return line.ask("POST", "/devices", {"code": code})
    except LineDown:
        raise Said(DOWN) from None
    finally:
        line.close()
