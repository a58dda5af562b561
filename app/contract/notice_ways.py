"""By which hook somebody hears of a new task."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.contract.base import Of, Sent, Told


class NoticeWay(Sent):
    """A hook by its id; where it leads stands outside the database. Null is the inbox alone."""

    hook: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")] | None


class NoticeWaySet(Told):
    """The account hears so from now on."""

    id: Annotated[UUID, Of("own_acts")]
