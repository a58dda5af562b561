"""Service accounts: what a program may do, and where what happened is sent to it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.contract.accounts import DeviceName
from app.contract.approvals import Reasoned
from app.contract.base import EACH_ONCE, Of, Page, Sent, StrictInt, Told
from models.words import Role, ServiceScope

Hook = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


class ServiceWanted(Reasoned):
    """The scopes that an account is to have, which is then a program's and nobody's."""

    scopes: Annotated[frozenset[ServiceScope], Field(min_length=1), EACH_ONCE]


class NewServiceToken(Sent):
    """A token for one installation of the program, and days until it is over."""

    device: DeviceName
    days: Annotated[StrictInt, Field(ge=1, le=365)]


class EventHook(Sent):
    """A hook by its id; where it leads stands outside the database. Null: the program comes and asks."""

    hook: Hook | None


class Replay(Sent):
    """The cursor after which events are sent again."""

    after: Annotated[str, Field(min_length=1, max_length=64)]


class ServiceTold(Told):
    """A service account; ``waiting`` is how many events its hook has not taken yet."""

    id: Annotated[UUID, Of("service_grants")]
    handle: Annotated[str, Of("accounts")]
    role: Annotated[Role, Of("grants")]
    scopes: Annotated[list[ServiceScope], Of("service_grants")]
    granted_at: Annotated[datetime, Of("service_grants")]
    ended_at: Annotated[datetime | None, Of("service_grants")]
    hook: Annotated[str | None, Of("service_grants")]
    stopped_at: Annotated[datetime | None, Of("service_grants")]
    """Since when its hook is sent nothing, having said no too often."""
    waiting: Annotated[int | None, Of("service_grants")]


class ServicePage(Page):
    """A page of service accounts."""

    services: Annotated[list[ServiceTold], Of("service_grants")]


class ServiceChanged(Told):
    """It holds from the next request on."""

    id: Annotated[UUID, Of("own_acts")]
