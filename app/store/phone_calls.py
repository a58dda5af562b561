"""Calls by the id that their device made, and what of a call is kept in its case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update

from app.store import forms, members
from app.store.referrals import CLOSED
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import AreaKind
from models.household import ContactSafetyRecord, HouseholdRecord
from models.phone_call import PhoneCallRecord, TravelPlanRecord
from models.referral import ReferralRecord
from models.threat import ActorAreaRecord, ThreatActorRecord

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
    """Calls on which this account stands that are not over; promised call-backs first."""
    r, c = ReferralRecord, PhoneCallRecord
    query = (
        select(
            r.id.label("referral"),
            r.code_name,
            r.state,
            r.received_at,
            r.safe_until,
            c.call_back_at,
        )
        .outerjoin(c, c.referral_id == r.id)
        .where(r.state.not_in(CLOSED), members.stands_on(r.id, account))
        .order_by(c.call_back_at.asc().nulls_last(), r.received_at, r.id)
        .limit(100)
    )
    return [dict(row._mapping) for row in tx.execute(query)]


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


def code_word(tx: Tx, referral: UUID) -> bytes | None:
    """The keyed hash of the word that was agreed."""
    c, h = ContactSafetyRecord, HouseholdRecord
    found: bytes | None = tx.execute(
        select(c.code_word_hash)
        .join(h, h.id == c.household_id)
        .where(h.referral_id == referral)
        .limit(1)
    ).scalar_one_or_none()
    return found


def put_code_word(tx: Tx, household: UUID, hashed: bytes) -> None:
    """This is the word that was agreed, as a keyed hash."""
    c = ContactSafetyRecord
    tx.execute(
        update(c)
        .where(c.household_id == household)
        .values(code_word_hash=hashed)
        .execution_options(synchronize_session=False)
    )


def put_travel(tx: Tx, placement: UUID, **values: Any) -> None:  # noqa: ANN401 - its columns
    """This is how she travels."""
    forms.put(tx, TravelPlanRecord, {"placement_id": placement}, values)
