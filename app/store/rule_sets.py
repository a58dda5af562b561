"""Versions of the rule set; the one that was activated last is in force, else the shipped one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.pages import Page, page
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.ruleset import RuleSet
from matching.vocabulary import DomainError
from models.plan_run import RuleSetRecord as Record

SHIPPED = RuleSet()
_ACTIVATING = 4711008030
_READER = TypeAdapter(RuleSet)
_IN_FORCE = (
    select(Record.numbers)
    .where(Record.activated_at.is_not(None))
    .order_by(Record.activated_at.desc())
    .limit(1)
)


@beyond(StepOut.RULES)
def in_force(tx: Tx) -> RuleSet:
    """The numbers by which everything is judged now."""
    numbers = tx.quick(_IN_FORCE, {}).scalar_one_or_none()
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


class BadNumbers(Exception):
    """Numbers that are no rule set."""


@dataclass(frozen=True, slots=True, repr=False)
class Version:
    """One version as it stands."""

    id: UUID
    name: str
    numbers: dict[str, Any]
    created_at: datetime
    activated_at: datetime | None


def rules_of(version: Version) -> RuleSet:
    """The rule set that a version would be."""
    return _READER.validate_python(version.numbers, strict=False)


def numbers_in_force(tx: Tx) -> dict[str, Any]:
    """The numbers by which everything is judged now, as the records write them."""
    said: dict[str, Any] = _READER.dump_python(in_force(tx), mode="json")
    return said


def propose(tx: Tx, name: str, changed: dict[str, Any], *, now: datetime) -> UUID:
    """A new version: what is in force with these numbers changed.

    Raises
    ------
    BadNumbers
        When one of them is no number of a rule set, or the whole would be none.
    """
    known = {field.name for field in fields(RuleSet)} - {"version"}
    if not set(changed) <= known:
        raise BadNumbers
    said = {**numbers_in_force(tx), **changed, "version": name}
    try:
        rules = _READER.validate_python(said, strict=False)
    except (ValidationError, DomainError):
        raise BadNumbers from None
    made = uuid4()
    tx.execute(
        insert(Record).values(
            id=made,
            name=name,
            numbers=_READER.dump_python(rules, mode="json"),
            created_at=now,
            version=1,
        )
    )
    return made


def hold(tx: Tx) -> None:
    """Nobody else activates a version until this transaction ends."""
    tx.execute(select(func.pg_advisory_xact_lock(_ACTIVATING)))


def find(tx: Tx, rule_set: UUID) -> Version:
    """One version.

    Raises
    ------
    NotFound
        When there is none.
    """
    row = tx.execute(_versions().where(Record.id == rule_set)).one_or_none()
    if row is None:
        raise NotFound
    return Version(**row._mapping)


def versions(tx: Tx, wanted: Page) -> tuple[Sequence[Version], UUID | None]:
    """A page of versions."""
    rows, last = page(tx, _versions(), Record.id, wanted)
    return [Version(**row._mapping) for row in rows], last


def activate(tx: Tx, rule_set: UUID, *, by: UUID, now: datetime) -> None:
    """Everything is judged by this version from now on."""
    r = Record
    tx.execute(
        update(r)
        .where(r.id == rule_set, r.activated_at.is_(None))
        .values(activated_at=now, activated_by=by, version=r.version + 1)
        .execution_options(synchronize_session=False)
    )


def _versions() -> Any:  # noqa: ANN401 - a query
    r = Record
    return select(r.id, r.name, r.numbers, r.created_at, r.activated_at)
