"""Which acts change a picture, how much of it, and which of them happened since it was read.

Every act of every process stands in the audit chain, written in the act's own transaction (0062).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Select,
    String,
    all_,
    and_,
    any_,
    bindparam,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from app.store.picture import BOOKED
from app.store.picture_shelters import table
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.audit import AuditEventRecord
from models.household import HouseholdRecord
from models.stay import StayRecord
from models.words import AuditAct

SILENT = frozenset(
    {
        AuditAct.CASE_READ,
        AuditAct.OPTIONS_SHOWN,
        AuditAct.OFFER_SHOWN,
        AuditAct.SEALED_WRITTEN,
        AuditAct.SEALED_OPENED,
        AuditAct.KEY_ERASED,
        AuditAct.ACCOUNT_CHANGED,
        AuditAct.TOKEN_ISSUED,
        AuditAct.TOKEN_REVOKED,
        AuditAct.ACCESS_REFUSED,
        AuditAct.PLAN_RUN_STARTED,
        AuditAct.SIGNED_IN,
        AuditAct.SIGN_IN_REFUSED,
        AuditAct.SIGNED_OUT,
        AuditAct.SESSIONS_ENDED,
        AuditAct.STEPPED_UP,
        AuditAct.ENROLMENT_ISSUED,
        AuditAct.CREDENTIAL_ADDED,
        AuditAct.CREDENTIAL_REMOVED,
        AuditAct.ACCOUNT_RECOVERED,
        AuditAct.ROLE_GRANTED,
        AuditAct.ORGANISATION_CHANGED,
        AuditAct.MEMBER_ADDED,
        AuditAct.MEMBER_ENDED,
        AuditAct.READER_LISTED,
        AuditAct.APPROVAL_ASKED,
        AuditAct.APPROVAL_REFUSED,
        AuditAct.APPROVAL_EXPIRED,
        AuditAct.ROSTER_CHANGED,
        AuditAct.NOTICE_SENT,
        AuditAct.ALARM_RAISED,
        AuditAct.ALARM_ANSWERED,
        AuditAct.ALARM_ESCALATED,
        AuditAct.TASK_SET,
        AuditAct.TASK_TAKEN,
        AuditAct.TASK_DONE,
        AuditAct.TASK_DROPPED,
        AuditAct.TASK_ESCALATED,
        AuditAct.GLASS_BROKEN,
        AuditAct.GLASS_REVIEWED,
        AuditAct.ADDRESS_DISCLOSED,
        AuditAct.IDENTITY_DISCLOSED,
        AuditAct.KEY_ROTATED,
        AuditAct.SUBJECT_REPORT_MADE,
        AuditAct.READERS_TOLD,
        AuditAct.BACKUP_MADE,
        AuditAct.BACKUP_WRITTEN,
        AuditAct.HOST_EXAMINED,
        AuditAct.BREACH_REPORTED,
        AuditAct.HEAD_EXPORTED,
        AuditAct.AUDIT_READ,
        AuditAct.STATISTICS_READ,
        AuditAct.RULE_SET_PROPOSED,
        AuditAct.DIGEST_MADE,
        AuditAct.DIGEST_READ,
        AuditAct.DIGEST_ACKNOWLEDGED,
        AuditAct.ACCOUNT_ERASED,
    }
)
"""Acts after which a picture is as good as before; a new act counts until it stands here."""

OF_A_CASE = frozenset(
    {
        AuditAct.REFERRAL_TAKEN,
        AuditAct.REFERRAL_CHANGED,
        AuditAct.REFERRAL_CLOSED,
        AuditAct.THREAT_ASSESSED,
        AuditAct.AREA_ADDED,
        AuditAct.AREA_CLEARED,
        AuditAct.CONSENT_GIVEN,
        AuditAct.CONSENT_WITHDRAWN,
        AuditAct.OFFER_DECLINED,
    }
)
"""Acts within one case; their subject is the referral."""

OF_STAYS = frozenset(
    {
        AuditAct.SHELTER_ASKED,
        AuditAct.UNIT_HELD,
        AuditAct.HOLD_RELEASED,
        AuditAct.HOLD_EXPIRED,
        AuditAct.PLACEMENT_ACCEPTED,
    }
)
"""Acts that change who has which bed, and nothing of a house: stays are read anew anyway."""
OF_PLANS = frozenset(
    {
        AuditAct.PLAN_RUN_FINISHED,
        AuditAct.PROPOSAL_ACCEPTED,
        AuditAct.PROPOSAL_REJECTED,
    }
)
"""Acts that change what is proposed to whom, and what units are worth to others."""
_LITTLE = OF_A_CASE | OF_STAYS | OF_PLANS | {AuditAct.VACANCY_CONFIRMED}
MOST = 200
"""Acts that are looked at one by one; after more the whole is read anew."""


@dataclass(frozen=True, slots=True)
class Little:
    """What has to be read beside stays and cases, where no more than this happened."""

    confirmed: frozenset[UUID]
    """Houses that told their vacancy."""
    cases: bool
    """Whether a case may be over: links are told of those alone that are not."""
    plans: bool
    """Whether what is proposed may be something else."""


@dataclass(frozen=True, slots=True)
class Since:
    """What a reader's transaction sees of the acts after a number."""

    newest: int
    """The newest act of all."""
    changed_by: int
    """The newest that changes a picture; 0 is none."""


def _since() -> Select[Any]:
    a, h, s = table(AuditEventRecord), table(HouseholdRecord), table(StayRecord)
    resident = exists(
        select(literal(1))
        .select_from(h.join(s, s.c.household_id == h.c.id))
        .where(h.c.referral_id == a.c.subject_id, s.c.state == any_(_words(BOOKED)))
    )
    of_a_case = a.c.act == any_(_words(OF_A_CASE))
    changes = and_(a.c.act != all_(_words(SILENT)), or_(not_(of_a_case), resident))
    seq = bindparam("seq", type_=BigInteger())
    return select(
        func.coalesce(func.max(a.c.seq), seq).label("newest"),
        func.coalesce(func.max(a.c.seq).filter(changes), 0).label("changed_by"),
    ).where(a.c.seq > seq)


def _words(some: Iterable[StrEnum]) -> BindParameter[list[str]]:
    """These words as one array: a list of as many parameters is written anew for each caller."""
    return literal(sorted(some), ARRAY(String()))


_SINCE = _since()
_A = table(AuditEventRecord)
_LOUD = (
    select(_A.c.act, _A.c.subject_kind, _A.c.subject_id)
    .distinct()
    .where(_A.c.seq > bindparam("seq", type_=BigInteger()), _A.c.act != all_(_words(SILENT)))
    .limit(MOST + 1)
)


@beyond(StepOut.MATCHING)
def since(tx: Tx, seq: int) -> Since:
    """What happened after that act.

    What is said in a case changes a picture only when that household has a bed in it: everything
    else of a case is read anew for the caller herself.
    """
    row = tx.quick(_SINCE, {"seq": seq}).one()
    return Since(int(row.newest), int(row.changed_by))


@beyond(StepOut.MATCHING)
def little_since(tx: Tx, seq: int) -> Little | None:
    """What happened after that act, where it is little; None is everything anew."""
    rows = tx.quick(_LOUD, {"seq": seq}).all()
    acts = {row.act for row in rows}
    if len(rows) > MOST or not acts <= _LITTLE:
        return None
    confirmed = [row for row in rows if row.act == AuditAct.VACANCY_CONFIRMED]
    if any(row.subject_kind != "shelter" for row in confirmed):
        return None
    return Little(
        confirmed=frozenset(row.subject_id for row in confirmed),
        cases=bool(acts & OF_A_CASE),
        plans=bool(acts & OF_PLANS),
    )
