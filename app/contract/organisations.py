"""For whom people outside ROSA work; an organisation counts once somebody has called it back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator

from app.contract.base import CodeName, Of, Page, Sent, Told
from models.rights import Code
from models.words import ReferrerKind

ALL_TOGETHER = "ALL"
"""In a report, the row of all together (app.reports.words)."""


def _no_word_of_a_report(name: str) -> str:
    if name == ALL_TOGETHER:
        raise ValueError("word_of_a_report")
    return name


class NewOrganisation(Sent):
    """An organisation under a code name."""

    code_name: Annotated[CodeName, AfterValidator(_no_word_of_a_report)]
    kind: ReferrerKind


class OrganisationTold(Told):
    """An organisation; not verified is null."""

    id: Annotated[UUID, Of("accounts")]
    code_name: Annotated[str, Of("accounts")]
    kind: Annotated[ReferrerKind, Of("accounts")]
    verified_at: Annotated[datetime | None, Of("accounts")]


class OrganisationPage(Page):
    """A page of them."""

    organisations: Annotated[list[OrganisationTold], Of("accounts")]


class HouseName(Told):
    """A house under its code name, for whom an account may work; nothing else of it is told."""

    id: Annotated[UUID, Of("shelter_name", by=(Code.PSEUDONYM,))]
    code_name: Annotated[str, Of("shelter_name", by=(Code.PSEUDONYM,))]


class HouseNames(Page):
    """A page of them."""

    houses: Annotated[list[HouseName], Of("shelter_name", by=(Code.PSEUDONYM,))]


class OrganisationMade(Told):
    """An organisation that was entered or verified."""

    id: Annotated[UUID, Of("own_acts")]
