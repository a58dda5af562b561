"""The shared devices of a house and the PINs of its people, as they are sent and told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.contract.accounts import DeviceName
from app.contract.base import Of, Sent, StrictBool, Told
from app.contract.pin_rules import LONGEST, SHORTEST
from app.contract.sign_in import TypedHandle

PinText = Annotated[str, Field(pattern=rf"^[0-9]{{{SHORTEST},{LONGEST}}}$")]


class HandleAndPin(Sent):
    """What somebody types on a shared device of her house."""

    handle: TypedHandle
    pin: PinText


class NewHouseDevice(Sent):
    """The browser that sends this is a shared device of the house from now on."""

    device: DeviceName


class NewPin(Sent):
    """Her PIN, and if she wants one that opens an empty workload and tells others in silence."""

    pin: PinText
    duress: PinText | None = None

    @model_validator(mode="after")
    def _two_pins(self) -> Self:
        if self.pin == self.duress:
            raise ValueError("two_pins")
        return self


class HouseDeviceTold(Told):
    """One shared device; ``this_one`` is the browser that asks."""

    id: Annotated[UUID, Of("house_entrance")]
    device: Annotated[str, Of("house_entrance")]
    enrolled_at: Annotated[datetime, Of("house_entrance")]
    last_used_at: Annotated[datetime | None, Of("house_entrance")]
    expires_at: Annotated[datetime, Of("house_entrance")]
    this_one: Annotated[StrictBool, Of("house_entrance")]


class HouseDevices(Told):
    """All of them, by name."""

    devices: Annotated[list[HouseDeviceTold], Of("house_entrance")]


class HousePersonTold(Told):
    """Somebody who works for the house, and since when she has a PIN."""

    account: Annotated[UUID, Of("house_entrance")]
    handle: Annotated[str, Of("staff")]
    pin_set_at: Annotated[datetime | None, Of("house_entrance")]


class HousePeople(Told):
    """All of them, by work name."""

    people: Annotated[list[HousePersonTold], Of("house_entrance")]
