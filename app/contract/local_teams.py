"""Standing teams as they are sent and told, and whom of them a case is proposed."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.contract.base import CodeName, Handle, Of, PlaceCode, Sent, Told
from models.words import MemberScope, Purpose, Role


class NewTeam(Sent):
    """A standing team of a municipality of the gazetteer."""

    code_name: CodeName
    municipality: PlaceCode


class TeamPeople(Sent):
    """Who is in it, by work name; each of a role that may stand on a case."""

    members: Annotated[list[Handle], Field(max_length=20)]


class TeamTold(Told):
    """One team."""

    id: Annotated[UUID, Of("local_teams")]
    code_name: Annotated[str, Of("local_teams")]
    municipality: Annotated[str, Of("local_teams")]
    members: Annotated[list[str], Of("staff")]
    version: Annotated[int, Of("local_teams")]


class Teams(Told):
    """Every team."""

    teams: Annotated[list[TeamTold], Of("local_teams")]


class Proposed(Told):
    """Somebody of the team of the place where she called from; without her consent for this purpose
    nobody but ROSA's own staff is added."""

    team: Annotated[str, Of("local_teams")]
    handle: Annotated[str, Of("staff")]
    role: Annotated[Role, Of("members")]
    scope: Annotated[MemberScope, Of("members")]
    needs_consent: Annotated[Purpose | None, Of("members")]
    stands: Annotated[bool, Of("members")]


class ProposedMembers(Told):
    """Whom to ask her about."""

    proposed: Annotated[list[Proposed], Of("members")]
