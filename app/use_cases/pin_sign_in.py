"""Signing in by a personal PIN, on a shared device of the own house and nowhere else (decision 0206).

A PIN is short, so guesses are counted twice: by name, which only her own success clears, and by
device. Too many end what was guessed at: it is set up anew by who runs the house.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.errors import SignInRefused
from app.store import attempts, house_devices, house_pins, locks
from app.store.house_devices import Live
from app.store.transactions import Tx
from app.use_cases.entrance import Entrance
from app.use_cases.house_entrance import DEVICE, HOW
from app.use_cases.sign_in import Opened, heard_if_many, open_session
from app.vault.keys import DataKey
from app.vault.passwords import matches
from models.words import AuditAct, PasswordKind, SignedInBy

ENDED_AT = 20
"""So many guesses since the last success end the PIN, or the device."""


@dataclass(frozen=True, slots=True, repr=False)
class _Claimed:
    """Whoever a name may stand for on that device, and how often was guessed."""

    device: Live
    account: UUID | None
    key: DataKey
    own: str
    duress: str
    by_name: int
    by_device: int


def with_pin(e: Entrance, shown: str | None, handle: str, pin: str) -> Opened:
    """Sign in by name and PIN; ``shown`` is what the device holds.

    Raises
    ------
    SignInRefused
        When anything at all is not as it must be.
    TooSoon
        When the attempt before was a moment ago.
    Busy
        When too many try at once.
    """
    name = handle.strip().lower()
    with e.may_hash():
        with e.store.transaction() as tx:
            claimed = _claimed(tx, e, shown, name)
        # Both, always: neither the answer nor its time tells which, or whether there is one.
        own = matches(pin, claimed.own, claimed.key)
        duress = matches(pin, claimed.duress, claimed.key)
    by = SignedInBy.DURESS_PIN if duress else SignedInBy.PIN
    with e.store.transaction() as tx:
        opened = _opened(tx, e, shown, claimed, by) if own or duress else None
        if opened is None:
            _refused(tx, e, claimed)
        else:
            for counted in (_of_name(e, name), _of_device(e, claimed.device)):
                attempts.succeeded(tx, counted)
    if opened is None:
        raise SignInRefused
    return opened


def is_house_device(e: Entrance, shown: str | None) -> bool:
    """Whether the browser that shows this is a shared device of a house, whichever."""
    with e.store.transaction() as tx:
        return house_devices.holder(tx, shown, now=e.now) is not None


def _claimed(tx: Tx, e: Entrance, shown: str | None, name: str) -> _Claimed:
    device = house_devices.holder(tx, shown, now=e.now)
    if device is None:
        raise SignInRefused
    by_device = attempts.count(tx, _of_device(e, device), now=e.now)
    by_name = attempts.count(tx, _of_name(e, name), now=e.now)
    account = house_pins.claimed(tx, name, device.shelter, now=e.now)
    known = house_pins.kept(tx, account, device.shelter)
    nobody = e.hashing.nobody.phc
    return _Claimed(
        device=device,
        account=account,
        key=e.known_key_of(tx, account),
        own=known.get(PasswordKind.OWN, nobody),
        duress=known.get(PasswordKind.DURESS, nobody),
        by_name=by_name,
        by_device=by_device,
    )


def _opened(
    tx: Tx, e: Entrance, shown: str | None, claimed: _Claimed, by: SignedInBy
) -> Opened | None:
    """The session, while device and PIN are what they were: whoever ends either comes after it."""
    if claimed.account is None:
        return None
    locks.account(tx, claimed.account)
    device = house_devices.holder(tx, shown, now=e.now, alone=True)
    kept = house_pins.kept(tx, claimed.account, claimed.device.shelter)
    if device is None or kept.get(PasswordKind.OWN) != claimed.own:
        return None
    house_devices.used(tx, device.id, now=e.now)
    return open_session(tx, e, claimed.account, by, device=device.id)


def _refused(tx: Tx, e: Entrance, claimed: _Claimed) -> None:
    e.record(tx, AuditAct.SIGN_IN_REFUSED, None, subject=claimed.account, how=HOW)
    heard_if_many(tx, e, claimed.account, max(claimed.by_name, claimed.by_device))
    if claimed.by_name >= ENDED_AT and claimed.account is not None:
        locks.account(tx, claimed.account)
        if house_pins.remove(tx, claimed.account, now=e.now):
            e.record(tx, AuditAct.CREDENTIAL_REMOVED, None, subject=claimed.account, how=HOW)
    if claimed.by_device >= ENDED_AT and house_devices.is_live(tx, claimed.device.id, now=e.now):
        house_devices.end(tx, claimed.device.id, now=e.now)
        device = claimed.device.id
        e.record(tx, AuditAct.CREDENTIAL_REMOVED, None, kind=DEVICE, subject=device, how=HOW)


def _of_name(e: Entrance, name: str) -> bytes:
    return e.name_hmac(f"pin {name}")


def _of_device(e: Entrance, device: Live) -> bytes:
    return e.name_hmac(f"house device {device.id}")
