"""Who runs a house enrols its shared devices and sets up the PINs of its people (decision 0206).

Enrolling and setting up take a step-up, which no PIN gives; ending anything takes none.
"""

from __future__ import annotations

from uuid import UUID

from app.contract import house_entrance as told
from app.contract.pin_rules import fault
from app.errors import Malformed, NotFound
from app.store import (
    credentials,
    enrolment,
    house_devices,
    house_pins,
    notices,
    service_grants,
)
from app.store.refusals import WrongState
from app.use_cases.acting import Acting
from app.use_cases.entrance import Entrance
from app.vault.passwords import hashed
from models.words import AuditAct, PasswordKind

DEVICE = "house_device"
HOW = "PIN"


def enrol(a: Acting, sent: told.NewHouseDevice) -> tuple[UUID, str]:
    """The browser of this request is a shared device of the own house; its id and its secret.

    Raises
    ------
    StepUpNeeded
        When who asks was not shown again a moment ago.
    """
    a.must_have_stepped_up()
    made, secret = house_devices.enrol(a.tx, _house(a), sent.device, by=a.actor.account, now=a.now)
    a.record(AuditAct.CREDENTIAL_ADDED, DEVICE, made, how=HOW)
    return made, secret


def devices(a: Acting, shown: str | None) -> told.HouseDevices:
    """The shared devices of the own house; ``shown`` is what the browser that asks holds."""
    here = house_devices.holder(a.tx, shown, now=a.now)
    found = [
        told.HouseDeviceTold(
            id=one.id,
            device=one.device,
            enrolled_at=one.enrolled_at,
            last_used_at=one.last_used_at,
            expires_at=one.expires_at,
            this_one=here is not None and here.id == one.id,
        ).owned(True)
        for one in house_devices.of_shelter(a.tx, _house(a), now=a.now)
    ]
    return told.HouseDevices(devices=found)


def end(a: Acting, device: UUID) -> None:
    """It is no device of the house any more, nor is anybody signed in on it.

    Raises
    ------
    NotFound
        When it is none of the own house.
    """
    house_devices.end(a.tx, device, now=a.now, shelter=_house(a))
    a.record(AuditAct.CREDENTIAL_REMOVED, DEVICE, device, how=HOW)


def people(a: Acting) -> told.HousePeople:
    """Who works for the own house, and who has a PIN."""
    found = [
        told.HousePersonTold(
            account=one.account, handle=one.handle, pin_set_at=one.pin_set_at
        ).owned(True)
        for one in house_pins.people(a.tx, _house(a))
    ]
    return told.HousePeople(people=found)


def set_up(e: Entrance, a: Acting, account: UUID, sent: told.NewPin) -> None:
    """She has this PIN from now on; an earlier one and what it opened are over.

    She is told when somebody else has set it, and a link that waited for her is worth nothing: it
    was made for an account that nobody could sign in with.

    Raises
    ------
    NotFound
        When she does not work for the own house.
    StepUpNeeded
        When who asks was not shown again a moment ago.
    WrongState
        When she has a way in of her own and it is somebody else who asks: she sets her own up.
        When it is, or was, a program's account: no person ever acts with one.
    Malformed
        When a PIN is one that others try first.
    """
    house = _house(a)
    house_pins.handle_of(a.tx, account, house)
    a.must_have_stepped_up(account)
    if service_grants.was_granted(a.tx, account):
        raise WrongState
    # Whoever sets a PIN knows it: of a colleague who never needs one it would be a way to act as her.
    if account != a.actor.account and credentials.listed(a.tx, account):
        raise WrongState
    _good(sent.pin, "/pin")
    typed = {PasswordKind.OWN: sent.pin}
    if sent.duress is not None:
        _good(sent.duress, "/duress")
        typed[PasswordKind.DURESS] = sent.duress
    key = e.key_of(a.tx, account)
    with e.may_hash():
        phcs = {kind: hashed(pin, key) for kind, pin in typed.items()}
    house_pins.put(a.tx, account, house, phcs, by=a.actor.account, now=a.now)
    if account != a.actor.account:
        enrolment.void(a.tx, account, now=a.now)
        notices.add(a.tx, [account], about="account", subject=account, now=a.now)
    a.record(AuditAct.CREDENTIAL_ADDED, "account", account, how=HOW)


def take_away(a: Acting, account: UUID) -> None:
    """She has no PIN any more, and what it opened is over.

    Raises
    ------
    NotFound
        When she does not work for the own house, or has none.
    """
    house_pins.handle_of(a.tx, account, _house(a))
    if not house_pins.remove(a.tx, account, now=a.now):
        raise NotFound
    a.record(AuditAct.CREDENTIAL_REMOVED, "account", account, how=HOW)


def _house(a: Acting) -> UUID:
    if a.actor.shelter is None:
        raise NotFound
    return a.actor.shelter


def _good(pin: str, at: str) -> None:
    broken = fault(pin)
    if broken is not None:
        raise Malformed(at, broken)
