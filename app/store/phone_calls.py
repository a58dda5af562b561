"""Calls by the id that their device made, and what of a call is kept in its case."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update

from app.store import forms, going_on, members
from app.store.referrals import CLOSED
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import AreaKind
from models.household import ContactSafetyRecord, HouseholdRecord
from models.phone_call import PhoneCallRecord, TravelPlanRecord
from models.referral import ReferralRecord
from models.threat import ActorAreaRecord, ThreatActorRecord

AT_MOST = 100
_ONE_BY_ONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


@dataclass(frozen=True, slots=True)
class KnownCall:
    """A call that became a case: which one, under what name, and who took it."""

    referral: UUID
    code_name: str
    account: UUID
    revision: int
    parts: dict[str, str]
    call_back_at: datetime | None


def lock(tx: Tx, call: UUID) -> None:
    """The same call is taken once at a time, before anything of it is locked."""
    tx.quick(_ONE_BY_ONE, {"name": f"phone call/{call}"})


@beyond(StepOut.KEPT_ANSWER)
def find(tx: Tx, call: UUID) -> KnownCall | None:
    """What this call became, whoever took it; None when it is new."""
    c, r = PhoneCallRecord, ReferralRecord
    columns = c.referral_id, r.code_name, c.account_id, c.revision, c.parts, c.call_back_at
    query = select(*columns).join(r, r.id == c.referral_id).where(c.id == call)
    row = tx.execute(query).one_or_none()
    if row is None:
        return None
    return KnownCall(
        row.referral_id, row.code_name, row.account_id, row.revision, row.parts, row.call_back_at
    )


def put(tx: Tx, call: UUID, referral: UUID, by: UUID, **values: Any) -> None:  # noqa: ANN401
    """The call is that case from now on, whichever it was."""
    case = {"referral_id": referral, "account_id": by, **values}
    with tx.as_service(StepOut.KEPT_ANSWER):
        forms.put(tx, PhoneCallRecord, {"id": call}, case)


def refine(tx: Tx, call: UUID, **values: Any) -> None:  # noqa: ANN401 - its columns
    """A newer word of it counts."""
    with tx.as_service(StepOut.KEPT_ANSWER):
        tx.execute(
            update(PhoneCallRecord)
            .where(PhoneCallRecord.id == call)
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def open_calls(tx: Tx, account: UUID) -> list[dict[str, Any]]:
    """Calls on which this account stands that are not over; promised call-backs first, each by itself."""
    r = ReferralRecord
    query = select(r.id.label("referral"), r.code_name, r.state, r.received_at, r.safe_until).where(
        r.state.not_in(CLOSED), members.stands_on(r.id, account)
    )
    rows = tx.execute(query.order_by(r.received_at, r.id)).all()
    promised = _call_backs(tx, [row.referral for row in rows])
    last = datetime.max.replace(tzinfo=UTC)
    lines = [
        {**row._mapping, "call_back_at": at}
        for row in rows
        for at in promised.get(row.referral, [None])
    ]
    return sorted(lines, key=lambda line: line["call_back_at"] or last)[:AT_MOST]


@beyond(StepOut.LATE_WORD)
def _call_backs(tx: Tx, referrals: list[UUID]) -> dict[UUID, list[datetime | None]]:
    """When she was promised to be called, by the case in which each call goes on."""
    c, came = PhoneCallRecord, going_on.back(ReferralRecord.id.in_(referrals))
    query = (
        select(came.c.case, c.call_back_at)
        .join(c, c.referral_id == came.c.referral)
        .where(c.call_back_at.is_not(None))
        .distinct()
        .order_by(c.call_back_at)
    )
    found: dict[UUID, list[datetime | None]] = defaultdict(list)
    for row in tx.execute(query):
        found[row.case].append(row.call_back_at)
    return found


def dangers(tx: Tx, household: UUID) -> set[tuple[str, AreaKind]]:
    """Places of danger that stand in the case, with their kinds."""
    a = ActorAreaRecord
    rows = tx.execute(
        select(a.place_code, a.kind).where(a.household_id == household, a.cleared_at.is_(None))
    )
    return {(row.place_code, row.kind) for row in rows}


def actor(tx: Tx, household: UUID, label: str) -> UUID | None:
    """Whom the case knows under this letter."""
    a = ThreatActorRecord
    found: UUID | None = tx.execute(
        select(a.id).where(a.household_id == household, a.label == label)
    ).scalar_one_or_none()
    return found


@beyond(StepOut.LATE_WORD)
def code_words(tx: Tx, referral: UUID) -> list[tuple[UUID, bytes]]:
    """Each word that was agreed in this case, or in one that went on in it: the household and its keyed hash."""
    c, h = ContactSafetyRecord, HouseholdRecord
    came = going_on.back(ReferralRecord.id == referral)
    query = (
        select(h.id, c.code_word_hash)
        .join(came, came.c.referral == h.referral_id)
        .join(c, c.household_id == h.id)
        .where(c.code_word_hash.is_not(None))
    )
    return [(row.id, row.code_word_hash) for row in tx.execute(query)]


def put_travel(tx: Tx, placement: UUID, **values: Any) -> None:  # noqa: ANN401 - its columns
    """This is how she travels."""
    forms.put(tx, TravelPlanRecord, {"placement_id": placement}, values)
