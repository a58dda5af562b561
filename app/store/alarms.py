"""Alarms: raised in the transaction of what they are about, open until somebody answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import exists, insert, select, update

from app.store import audit, hearing, notices
from app.store.alarm_cases import case_of
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.alarm import AlarmRecord as Alarm
from models.notice import NoticeRecord as Notice
from models.words import AlarmKind, AuditAct

MOST = 3
"""So often an alarm that nobody answers goes up; then it is silent."""
RINGS_AGAIN = frozenset({AlarmKind.SAFETY_GAP, AlarmKind.MISSED_ARRIVAL, AlarmKind.NO_SAFE_BED})
"""Raised by what happened and not by each round: what happens anew is not lost in an old one."""
RINGS_EACH_TIME = frozenset({AlarmKind.DURESS})
"""Each time somebody may be standing beside her, whoever has heard of the last (AT16)."""


@beyond(StepOut.ALARM)
def raise_(
    tx: Tx,
    kind: AlarmKind,
    *,
    now: datetime,
    about: UUID | None = None,
    subject_kind: str | None = None,
    subject: UUID | None = None,
) -> UUID:
    """An open alarm; one that is open already about the same is not raised twice.

    One that went up as often as it may, and is silent by now, begins anew; some are heard each time.

    ``about``: the account whose doing it is; that account can never answer it.
    """
    open_ones = tx.execute(
        select(Alarm.id).where(
            Alarm.kind == kind,
            Alarm.answered_at.is_(None),
            Alarm.about_account_id.is_not_distinct_from(about),
            Alarm.subject_id.is_not_distinct_from(subject),
        )
    ).scalars()
    known: UUID | None = open_ones.first()
    if known is not None:
        if kind in RINGS_EACH_TIME:
            _is_heard(tx, known, kind, about, now)
        elif kind in RINGS_AGAIN:
            _ring_again(tx, known, now)
        return known
    made = uuid4()
    tx.execute(
        insert(Alarm).values(
            id=made,
            kind=kind,
            raised_at=now,
            about_account_id=about,
            subject_kind=subject_kind,
            subject_id=subject,
        )
    )
    _is_heard(tx, made, kind, about, now)
    return made


def _ring_again(tx: Tx, alarm: UUID, now: datetime) -> None:
    silent = tx.execute(
        update(Alarm)
        .where(Alarm.id == alarm, Alarm.answered_at.is_(None), Alarm.escalations >= MOST)
        .values(escalations=1, escalated_at=now)
        .returning(Alarm.kind, Alarm.about_account_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if silent is not None:
        _is_heard(tx, alarm, silent.kind, silent.about_account_id, now)


def _is_heard(tx: Tx, alarm: UUID, kind: AlarmKind, about: UUID | None, now: datetime) -> None:
    of = tx.execute(select(case_of()).where(Alarm.id == alarm)).scalar_one()
    to = hearing.hearers(tx, now, about=about, referral=of)
    notices.add(tx, to, about="alarm", subject=alarm, now=now)
    audit.add(
        tx,
        AuditAct.ALARM_RAISED,
        at=now,
        actor=None,
        role=None,
        subject_kind="alarm",
        subject=alarm,
        detail={"kind": kind.value},
    )


@beyond(StepOut.ALARM)
def was_raised(tx: Tx, kind: AlarmKind, subject: UUID, *, since: datetime | None = None) -> bool:
    """Whether this was an alarm about that, answered or not; ``since``: None is ever."""
    query = select(Alarm.id).where(Alarm.kind == kind, Alarm.subject_id == subject)
    if since is not None:
        query = query.where(Alarm.raised_at >= since)
    return tx.execute(query.limit(1)).one_or_none() is not None


@beyond(StepOut.ALARM)
def settle(tx: Tx, kind: AlarmKind, subject: UUID, *, by: UUID, now: datetime) -> None:
    """Whoever did what the open alarm was about has answered it; never one about herself."""
    gone = tx.execute(
        update(Alarm)
        .where(
            Alarm.kind == kind,
            Alarm.subject_id == subject,
            Alarm.answered_at.is_(None),
            Alarm.about_account_id.is_distinct_from(by),
        )
        .values(answered_at=now, answered_by=by)
        .returning(Alarm.id)
        .execution_options(synchronize_session=False)
    ).scalars()
    for alarm in gone:
        audit.add(
            tx,
            AuditAct.ALARM_ANSWERED,
            at=now,
            actor=by,
            role=None,
            subject_kind="alarm",
            subject=alarm,
        )


def tell_of_unheard(tx: Tx, now: datetime, since: datetime) -> None:
    """Open alarms raised since then, of which nobody has a notice, get theirs.

    The database itself raises some, and it writes no notice.
    """
    told = exists().where(Notice.subject_kind == "alarm", Notice.subject_id == Alarm.id)
    unheard = tx.execute(
        select(Alarm.id, Alarm.about_account_id, case_of().label("of")).where(
            Alarm.answered_at.is_(None), Alarm.raised_at > since, ~told
        )
    ).all()
    for row in unheard:
        others = hearing.hearers(tx, now, about=row.about_account_id, referral=row.of)
        notices.add(tx, others, about="alarm", subject=row.id, now=now)
