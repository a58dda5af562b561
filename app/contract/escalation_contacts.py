"""Whom tasks reach that are late for days."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.contract.base import Of, Page, Sent, StrictInt, Told


class NewContact(Sent):
    """Who it is for the people of an organisation, or for everybody else; nobody takes it away."""

    organisation: UUID | None = None
    account: UUID | None
    after_days: Annotated[StrictInt, Field(ge=1, le=365)] = 7


class ContactTold(Told):
    """One of them, by work name."""

    id: Annotated[UUID, Of("escalation")]
    organisation: Annotated[UUID | None, Of("escalation")]
    code_name: Annotated[str | None, Of("escalation")]
    contact: Annotated[str, Of("escalation")]
    after_days: Annotated[int, Of("escalation")]


class ContactPage(Page):
    """A page of them."""

    contacts: Annotated[list[ContactTold], Of("escalation")]


class ContactSet(Told):
    """The organisation of which the contact was set."""

    organisation: Annotated[UUID | None, Of("own_acts")]
