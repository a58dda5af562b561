"""Who read a case, out of the audit chain; counted by role and day, so that it names nobody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, cast, distinct, func, select

from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord, OrganisationRecord
from models.audit import AuditEventRecord
from models.words import AuditAct

READINGS = frozenset(
    {
        AuditAct.CASE_READ,
        AuditAct.OPTIONS_SHOWN,
        AuditAct.SEALED_OPENED,
        AuditAct.ADDRESS_DISCLOSED,
        AuditAct.IDENTITY_DISCLOSED,
        AuditAct.GLASS_BROKEN,
        AuditAct.SUBJECT_REPORT_MADE,
        AuditAct.READERS_TOLD,
    }
)
"""Acts by which somebody came to know something of a case; their subject is the referral."""
MOST = 5_000


@beyond(StepOut.READINGS)
def noted(tx: Tx, reader: UUID, referrals: Collection[UUID], since: datetime) -> set[UUID]:
    """Those of these cases that this account has read of since then."""
    e = AuditEventRecord
    query = select(e.subject_id).where(
        e.actor_id == reader,
        e.at > since,
        e.act == AuditAct.CASE_READ,
        e.subject_id.in_(sorted(referrals)),
    )
    return set(tx.execute(query).scalars())


@beyond(StepOut.READINGS)
def of_case(tx: Tx, referral: UUID) -> list[dict[str, Any]]:
    """Every reading by somebody, by day in Oslo, act, role, organisation and purpose."""
    e, w, o = AuditEventRecord, AccountRecord, OrganisationRecord
    day = cast(func.timezone("Europe/Oslo", e.at), Date)
    by = (day, e.act, e.role, o.code_name, e.purpose)
    query = (
        select(
            day.label("day"),
            e.act,
            e.role,
            o.code_name.label("organisation"),
            e.purpose,
            func.count(distinct(e.actor_id)).label("people"),
            func.count().label("times"),
        )
        .outerjoin(w, w.id == e.actor_id)
        .outerjoin(o, o.id == w.organisation_id)
        .where(e.subject_id == referral, e.act.in_(READINGS), e.actor_id.is_not(None))
        .group_by(*by)
        .order_by(*by)
        .limit(MOST)
    )
    return [dict(row._mapping) for row in tx.execute(query)]
