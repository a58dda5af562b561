"""What ``havn doctor`` found of each host, by the acts that its timer leaves in the audit chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from app.store import audit
from app.store.transactions import Tx
from models.audit import AuditEventRecord as Event
from models.words import AuditAct

_HOSTS = UUID("b1a7c9de-3a55-5a8e-9f0e-2f6d3c1b7a40")


@dataclass(frozen=True, slots=True)
class Examination:
    """One look at one host; ``well``: nothing was wrong, and nothing could not be looked at."""

    at: datetime
    well: bool


def add(tx: Tx, host: str, *, at: datetime, wrong: int) -> None:
    """That host was looked at, and so many findings ask somebody to act; its name is not kept."""
    audit.add(
        tx,
        AuditAct.HOST_EXAMINED,
        at=at,
        actor=None,
        role=None,
        subject_kind="host",
        subject=uuid5(_HOSTS, host),
        detail={"wrong": wrong},
    )


def newest(tx: Tx, since: datetime, until: datetime) -> list[Examination]:
    """The newest of each host that was looked at since then; none that a clock dated later than ``until``."""
    query = (
        select(Event.at, Event.detail["wrong"].as_integer().label("wrong"))
        .where(
            Event.actor_id.is_(None),
            Event.at.between(since, until),
            Event.act == AuditAct.HOST_EXAMINED,
        )
        .ext(distinct_on(Event.subject_id))
        .order_by(Event.subject_id, Event.at.desc())
    )
    return [Examination(row.at, row.wrong == 0) for row in tx.execute(query)]
