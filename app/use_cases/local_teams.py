"""Standing teams of a municipality: proposed where she called from, added only as she agrees (O15-O17)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.contract import local_teams as told
from app.errors import Malformed
from app.places.entry import PlaceKind
from app.places.gazetteer import Gazetteer
from app.store import local_teams, members, referrals, tasks
from app.use_cases.acting import Acting
from app.use_cases.members import ASKED_FOR, SCOPES
from app.use_cases.places import known
from models.words import AuditAct, TaskKind

PROPOSED_IN = timedelta(hours=24)
SUBJECT = "local_team"


def add(a: Acting, sent: told.NewTeam, places: Gazetteer) -> told.TeamTold:
    """A team that stands from now on, with nobody in it yet.

    Raises
    ------
    NoSuchPlace
        When the gazetteer has no such place.
    Malformed
        When it is no municipality.
    """
    if known(places, sent.municipality, "/municipality").kind is not PlaceKind.MUNICIPALITY:
        raise Malformed("/municipality", "not_a_municipality")
    made = local_teams.add(a.tx, sent.code_name, sent.municipality)
    a.record(AuditAct.ORGANISATION_CHANGED, SUBJECT, made)
    return _one(a, made)


def put_members(a: Acting, team: UUID, seen: int, sent: told.TeamPeople) -> told.TeamTold:
    """These people are the team.

    Raises
    ------
    NotFound
        When there is no such team.
    Malformed
        When nobody of one of these names may stand on a case.
    Stale
        When somebody changed it meanwhile.
    """
    accounts = set()
    for handle in sent.members:
        found = members.person(a.tx, handle, tuple(SCOPES))
        if found is None:
            raise Malformed("/members", "not_known")
        accounts.add(found[0])
    local_teams.put_members(a.tx, team, seen, accounts)
    a.record(AuditAct.ORGANISATION_CHANGED, SUBJECT, team, people=len(accounts))
    return _one(a, team)


def listed(a: Acting) -> told.Teams:
    """Every team."""
    return told.Teams(teams=[told.TeamTold(**row) for row in local_teams.listed(a.tx)])


def _one(a: Acting, team: UUID) -> told.TeamTold:
    (row,) = [one for one in local_teams.listed(a.tx) if one["id"] == team]
    return told.TeamTold(**row)


def municipality_of(places: Gazetteer, code: str | None) -> str | None:
    """The municipality of a place; None abroad, or where nobody asked."""
    if code is None:
        return None
    entry = places.entry(code)
    return entry.code if entry.kind is PlaceKind.MUNICIPALITY else entry.municipality


def propose(a: Acting, referral: UUID, places: Gazetteer, where_now: str | None) -> None:
    """Where a team stands for that place, somebody has the task to ask her about it."""
    municipality = municipality_of(places, where_now)
    if municipality is not None and local_teams.is_there(a.tx, municipality):
        due = a.now + PROPOSED_IN
        tasks.set_(a.tx, TaskKind.LOCAL_TEAM, now=a.now, due_at=due, referral=referral)


def proposed(a: Acting, referral: UUID, places: Gazetteer) -> told.ProposedMembers:
    """Whom of the team of that place to ask her about.

    Raises
    ------
    NotFound
        When there is no such case, or this person does not stand on it.
    """
    case = referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    a.record(AuditAct.CASE_READ, "referral", referral, part=SUBJECT)
    municipality = municipality_of(places, local_teams.where_now(a.tx, case.household))
    rows = [] if municipality is None else local_teams.proposed(a.tx, referral, municipality)
    found = []
    for row in rows:
        scope = SCOPES[row["role"]]
        found.append(told.Proposed(**row, scope=scope, needs_consent=ASKED_FOR.get(scope)))
    return told.ProposedMembers(proposed=found)
