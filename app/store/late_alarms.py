"""Alarms that nobody answers go up: everybody of ROSA hears, on duty or not, and hears again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select, update

from app.store import alarms, audit, hearing, notices
from app.store.alarm_cases import case_of
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.alarm import AlarmRecord as Alarm
from models.words import AlarmKind, AuditAct

OF_TONIGHT = (
    AlarmKind.MISSED_ARRIVAL,
    AlarmKind.SAFETY_GAP,
    AlarmKind.HOLD_ENDING,
    AlarmKind.NO_SAFE_BED,
    AlarmKind.SECOND_PERSON_NEEDED,
    AlarmKind.TASK_OVERDUE,
    AlarmKind.DURESS,
    AlarmKind.NOBODY_ON_DUTY,
)
"""Somebody's night hangs on them."""
OF_DAYS = (AlarmKind.REVIEW_OVERDUE,)
"""Somebody waits for days already, and wakes nobody."""
UNANSWERED = timedelta(minutes=10)
"""From then on it goes up, and once more each time as long again."""
UNANSWERED_OF_DAYS = timedelta(hours=24)
AT_ONCE = 200


@beyond(StepOut.ALARM)
def escalate(tx: Tx, now: datetime) -> None:
    """Each alarm that nobody has answered in time is heard by all of ROSA, thrice at most.

    Never by whoever it is about, nor by whom a list keeps from its case.
    """
    since = func.coalesce(Alarm.escalated_at, Alarm.raised_at)
    late = tx.execute(
        select(Alarm.id, Alarm.about_account_id, Alarm.escalations, case_of().label("of"))
        .where(
            Alarm.answered_at.is_(None),
            Alarm.escalations < alarms.MOST,
            or_(
                and_(Alarm.kind.in_(OF_TONIGHT), since <= now - UNANSWERED),
                and_(Alarm.kind.in_(OF_DAYS), since <= now - UNANSWERED_OF_DAYS),
            ),
        )
        .order_by(Alarm.raised_at, Alarm.id)
        .limit(AT_ONCE)
        .with_for_update(of=Alarm, skip_locked=True)
    ).all()
    for row in late:
        to = hearing.all_of_rosa(tx, about=row.about_account_id, referral=row.of)
        notices.add(tx, to, about="alarm", subject=row.id, now=now)
        tx.execute(
            update(Alarm)
            .where(Alarm.id == row.id)
            .values(escalations=row.escalations + 1, escalated_at=now)
            .execution_options(synchronize_session=False)
        )
        audit.add(
            tx,
            AuditAct.ALARM_ESCALATED,
            at=now,
            actor=None,
            role=None,
            subject_kind="alarm",
            subject=row.id,
            detail={"level": row.escalations + 1},
        )
