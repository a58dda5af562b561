"""Versions of the rule set; the one that was activated last is in force, else the shipped one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.ruleset import RuleSet
from models.plan_run import RuleSetRecord as Record

SHIPPED = RuleSet()
_READER = TypeAdapter(RuleSet)


@beyond(StepOut.RULES)
def in_force(tx: Tx) -> RuleSet:
    """The numbers by which everything is judged now."""
    numbers = tx.execute(
        select(Record.numbers)
        .where(Record.activated_at.is_not(None))
        .order_by(Record.activated_at.desc())
        .limit(1)
    ).scalar_one_or_none()
    return SHIPPED if numbers is None else _READER.validate_python(numbers, strict=False)


@beyond(StepOut.RULES)
def recorded(tx: Tx, rules: RuleSet, *, now: datetime) -> UUID:
    """The id under which this version stands in the records; entered when it is the first time."""
    tx.execute(
        insert(Record)
        .values(
            id=uuid4(),
            name=rules.version,
            numbers=_READER.dump_python(rules, mode="json"),
            created_at=now,
            version=1,
        )
        .on_conflict_do_nothing(index_elements=[Record.name])
    )
    known: UUID = tx.execute(select(Record.id).where(Record.name == rules.version)).scalar_one()
    return known
