"""The commands beside a call: send what waits, open calls, hand-over, the printed list, status.

What is shown of calls stands on a screen that leaves nothing behind; only the list is printed.
"""

from __future__ import annotations

import socket
import sys
from datetime import datetime
from typing import Any
from uuid import uuid4

from . import device, kept
from .device import Device, NotEnrolled
from .line import Heard, Line, LineDown
from .problem import slug_of
from .said import DOWN, NO_TERMINAL, REVOKED, TOO_NEW, WAITING, Said
from .sending import send_all
from .terminal import opened

SHOWN_S = 60.0


def ask(on: Device, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """The answer of the service.

    Raises
    ------
    Said
        When there is none, or it is a no.
    """
    line, key = Line(on.service, on.token()), None if method == "GET" else uuid4().hex
    try:
        heard = _some(line, method, path, body, key)
    finally:
        line.close()
    if heard.status == 401:
        raise Said(REVOKED)
    if slug_of(heard.body) == "client-too-old":
        raise Said(TOO_NEW)
    if heard.status >= 300:
        raise Said(str(heard.body.get("title", "The service said no.")))
    return dict(heard.body)


def _some(
    line: Line, method: str, path: str, body: dict[str, Any] | None, key: str | None
) -> Heard:
    for attempt in range(3):
        try:
            heard = line.ask(method, path, body, key=key, attempt=attempt)
        except LineDown:
            continue
        if heard.final:
            return heard
    raise Said(DOWN)


def send_waiting(on: Device) -> None:
    """What waits is sent.

    Raises
    ------
    Said
        When something still waits.
    """
    line = Line(on.service, on.token())
    try:
        done = send_all(on, line)
    finally:
        line.close()
    if done.revoked:
        raise Said(REVOKED)
    print(f"sent {done.sent}, waiting {done.left}")
    if done.left:
        raise Said(DOWN if done.down else "The service did not take what still waits.", WAITING)


def show_calls(on: Device) -> None:
    """Open calls and call-backs, on a screen that is wiped by any key and after a minute."""
    told = ask(on, "GET", "/calls")
    rows = [
        f"{one['code_name']:<10} {_clock(one['received_at'])}  {one['state']:<14}"
        f" {'call back ' + _clock(one['call_back_at']) if one['call_back_at'] else ''}"
        f" {'safe until ' + _clock(one['safe_until']) if one['safe_until'] else ''}".rstrip()
        for one in told["calls"]
    ]
    _show(rows or ["No open call."])


def hand_over_shift(on: Device, to: str) -> None:
    """All open calls are somebody else's now."""
    told = ask(on, "POST", "/shift/hand-over", {"handle": to})
    print(f"handed over: {told['cases']}")


def print_list(on: Device) -> None:
    """The list goes to the printer, and sealed to this device for when the line is down."""
    told = ask(on, "GET", "/fallback-list")
    lines = [
        f"havn - list for when the line is down. Made {told['made_at'][:16].replace('T', ' ')} UTC.",
        "Levels are of this evening and promise no bed. Call, then ask.",
        *(f"Switchboard: {number}" for number in told["switchboards"]),
        *(f"  {one['region']:<6} {one['level']}" for one in told["levels"]),
    ]
    text = "\n".join(lines)
    kept.keep_list(on, text)
    print(text)


def show_status(on: Device) -> None:
    """What became of referrals, in three words."""
    told = ask(on, "GET", "/own-referrals")
    words = {"RECEIVED": "received", "IN_PROGRESS": "in progress", "CLOSED": "closed"}
    rows = [f"{one['id'][:8]}  {words[one['status']]}" for one in told["referrals"]]
    _show(rows or ["No referral."])


def forget_device(sure: bool) -> None:
    """Nothing that opens anything is left on this device.

    Raises
    ------
    Said
        When it was not meant.
    """
    if not sure:
        raise Said("Nothing was removed: say --sure.")
    try:
        on = device.read(device.folder())
    except NotEnrolled:
        return
    kept.throw_away(on)
    device.remove(on.folder / device.TOKEN)
    device.remove(on.folder / device.PROFILE)


def _show(rows: list[str]) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Said(NO_TERMINAL)
    nothing, _ = socket.socketpair()
    with opened() as terminal:
        terminal.draw(rows)
        terminal.keys(SHOWN_S, nothing.fileno())


def _clock(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%H:%M")
