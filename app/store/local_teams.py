"""Standing teams of a municipality in the records, and whom of them a case has already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import exists, select

from app.store import forms, members
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord
from models.follow_up import LocalTeamMemberRecord, LocalTeamRecord
from models.household import HouseholdRecord
from models.member import CaseMemberRecord
from models.words import AccountStatus


def add(tx: Tx, code_name: str, municipality: str) -> UUID:
    """A team without anybody in it yet."""
    made = uuid4()
    forms.add(
        tx, LocalTeamRecord, id=made, code_name=code_name, municipality=municipality, version=1
    )
    return made


def put_members(tx: Tx, team: UUID, seen: int, accounts: Collection[UUID]) -> int:
    """These people are the team; its new version.

    Raises
    ------
    NotFound
        When there is no such team.
    Stale
        When somebody changed it meanwhile.
    """
    version = forms.raise_version(tx, LocalTeamRecord, team, seen)
    rows = [{"account_id": one} for one in sorted(accounts)]
    forms.replace(tx, LocalTeamMemberRecord, LocalTeamMemberRecord.team_id, team, rows)
    return version


@beyond(StepOut.STANDING)
def listed(tx: Tx) -> list[dict[str, Any]]:
    """Every team with those in it who may still act."""
    t, m, a = LocalTeamRecord, LocalTeamMemberRecord, AccountRecord
    people = defaultdict(list)
    query = (
        select(m.team_id, a.handle)
        .join(a, a.id == m.account_id)
        .where(a.status == AccountStatus.ACTIVE)
    )
    for row in tx.execute(query.order_by(a.handle)):
        people[row.team_id].append(row.handle)
    teams = select(t.id, t.code_name, t.municipality, t.version).order_by(t.code_name)
    return [{**row._mapping, "members": people[row.id]} for row in tx.execute(teams)]


@beyond(StepOut.STANDING)
def is_there(tx: Tx, municipality: str) -> bool:
    """Whether a team of this municipality has somebody in it."""
    t, m = LocalTeamRecord, LocalTeamMemberRecord
    found = exists().where(t.municipality == municipality, m.team_id == t.id)
    return bool(tx.execute(select(found)).scalar())


@beyond(StepOut.STANDING)
def proposed(tx: Tx, referral: UUID, municipality: str) -> list[dict[str, Any]]:
    """Those of the team of this municipality from whom no list keeps the case."""
    t, m, a, on = LocalTeamRecord, LocalTeamMemberRecord, AccountRecord, CaseMemberRecord
    stands = exists().where(
        on.referral_id == referral, on.account_id == a.id, on.ended_at.is_(None)
    )
    query = (
        select(t.code_name.label("team"), a.handle, a.role, stands.label("stands"))
        .join(m, m.team_id == t.id)
        .join(a, a.id == m.account_id)
        .where(
            t.municipality == municipality,
            a.status == AccountStatus.ACTIVE,
            members.may_open(referral, a.id),
        )
        .order_by(t.code_name, a.handle)
    )
    return [dict(row._mapping) for row in tx.execute(query)]


def where_now(tx: Tx, household: UUID) -> str | None:
    """The place of the gazetteer in which she was when she called, if anybody asked."""
    h = HouseholdRecord
    found: str | None = tx.execute(select(h.where_now).where(h.id == household)).scalar_one()
    return found
