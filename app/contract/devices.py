"""Codes with which a device becomes one of the service's, and what it is given then."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.contract.accounts import DeviceName
from app.contract.base import Of, Sent, StrictInt, Told, Value

CODE_LETTERS = "ABCDEFGHJKLMNPRSTUVXYZ23456789"
"""Letters and digits that are not mistaken for each other when they are said aloud."""


class NewDeviceCode(Sent):
    """A device of somebody: of oneself, or by an administrator of an agency's account."""

    account: UUID
    device: DeviceName
    audience: Literal["intake", "agency"]
    days: Annotated[StrictInt, Field(ge=1, le=365)] = 180


class DeviceCodeMade(Told):
    """A new code. A retry with the same key gives its id and no text."""

    id: Annotated[UUID, Of("own_acts")]
    code: Annotated[str | None, Of("new_secret")]
    expires_at: Annotated[datetime, Of("own_acts")]


class EnrolDevice(Sent):
    """The code that was said or read aloud."""

    code: Annotated[str, Field(pattern=rf"^[{CODE_LETTERS}-]{{12,16}}$")]


class DeviceEnrolled(Value):
    """What a device keeps: its token, what it may be used for, and the key to which it seals."""

    device: str
    audience: str
    token: str
    expires_at: datetime
    sealing_key_id: str
    sealing_key: str
