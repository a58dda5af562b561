"""Open calls and the printed list as they stand on this device: sealed to its lock."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from . import device
from .device import Device
from .state import State

if TYPE_CHECKING:  # the library is slow to import, and the first question must not wait for it
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

CALLS, LIST = "calls", "list.sealed"


def keep(on: Device, state: State) -> None:
    """The call as it is now survives whatever happens to this program."""
    from . import vault

    sealed = vault.to_lock(on.lock, state.to_bytes(), state.call)
    device.put(_path(on, state.call), sealed)


def forget(on: Device, call: str) -> None:
    """Nothing of this call is kept."""
    device.remove(_path(on, call))


def newest(on: Device) -> str | None:
    """The call that was touched last; None when none is open."""
    files = sorted((on.folder / CALLS).glob("*.sealed"), key=lambda file: file.stat().st_mtime)
    return files[-1].stem if files else None


def again(on: Device, private: X25519PrivateKey, call: str) -> State:
    """The call as it was."""
    from . import vault

    return State.from_bytes(vault.from_lock(private, _path(on, call).read_bytes(), call))


def keep_list(on: Device, text: str) -> None:
    """The printed list of this evening, for when the line is down."""
    from . import vault

    device.put(on.folder / LIST, vault.to_lock(on.lock, text.encode(), LIST))


def the_list(on: Device, private: X25519PrivateKey) -> str:
    """The list; empty when none was made."""
    from . import vault

    try:
        sealed = (on.folder / LIST).read_bytes()
    except OSError:
        return ""
    return vault.from_lock(private, sealed, LIST).decode()


def throw_away(on: Device) -> None:
    """What the lock sealed is not even kept as noise."""
    for file in (on.folder / CALLS).glob("*.sealed"):
        device.remove(file)
    device.remove(on.folder / LIST)


def _path(on: Device, call: str) -> Path:
    return on.folder / CALLS / f"{call}.sealed"
