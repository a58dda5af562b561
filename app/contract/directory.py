"""The directory that anybody may have, in the words of HSDS 3 (docs/integrate/hsds.md)."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from app.contract.base import Day, Of, Told, Value


class Term(Value):
    """A word of a closed list of ours."""

    id: UUID
    code: str
    name: str
    description: str
    taxonomy: str


class Attribute(Value):
    """That a word holds of a service."""

    id: UUID
    taxonomy_term: Term


class SpokenLanguage(Value):
    """A language of the staff, by its ISO 639-3 code."""

    id: UUID
    code: str
    name: str


class Area(Value):
    """A large part of the country."""

    id: UUID
    name: str
    description: str


class Organization(Value):
    """Who answers for the service."""

    id: UUID
    name: str
    description: str


class DirectoryService(Value):
    """All shelters of one part of the country, as one service without a place."""

    id: UUID
    name: str
    description: str
    status: Literal["active"]
    assured_date: Day
    application_process: str
    fees_description: str
    organization: Organization
    service_areas: list[Area]
    languages: list[SpokenLanguage]
    attributes: list[Attribute]


class Directory(Told):
    """A service for each part of the country."""

    services: Annotated[list[DirectoryService], Of("directory")]
