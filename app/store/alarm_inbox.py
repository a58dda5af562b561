"""Open alarms and their answers; nobody reads or answers one about herself."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from app.store.alarm_cases import open_to
from app.store.pages import Page, mark, page
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import Reader, StepOut
from models.account import AccountRecord
from models.alarm import AlarmRecord as Alarm
from models.words import Role


def _not_about(account: UUID) -> Any:  # noqa: ANN401 - a condition
    return or_(Alarm.about_account_id.is_(None), Alarm.about_account_id != account)


@beyond(StepOut.ALARM_INBOX)
def marked(tx: Tx, reader: Reader) -> str:
    """The mark of the open alarms that this reader may see."""
    mine = open_to(reader.account, reader.role)
    query = select(Alarm.id, Alarm.escalations)
    return mark(tx, query.where(Alarm.answered_at.is_(None), _not_about(reader.account), mine))


@beyond(StepOut.ALARM_INBOX)
def lines(
    tx: Tx, wanted: Page, *, account: UUID, role: Role
) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of open alarms that are neither about this account nor of a case it may not open."""
    query = (
        select(
            Alarm.id,
            Alarm.kind,
            Alarm.raised_at,
            AccountRecord.handle.label("about"),
            Alarm.subject_kind,
            Alarm.subject_id.label("subject"),
            Alarm.escalations,
        )
        .outerjoin(AccountRecord, AccountRecord.id == Alarm.about_account_id)
        .where(Alarm.answered_at.is_(None), _not_about(account), open_to(account, role))
    )
    rows, last = page(tx, query, Alarm.id, wanted)
    return [dict(row._mapping) for row in rows], last


@beyond(StepOut.ALARM_INBOX)
def answer(tx: Tx, alarm: UUID, *, by: UUID, role: Role, now: datetime) -> None:
    """Somebody has taken care of it.

    Raises
    ------
    NotFound
        When there is no such open alarm, it is about this account, or of a case it may not open.
    """
    done = tx.execute(
        update(Alarm)
        .where(Alarm.id == alarm, Alarm.answered_at.is_(None), _not_about(by), open_to(by, role))
        .values(answered_at=now, answered_by=by)
        .returning(Alarm.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if done is None:
        raise NotFound
