"""Checks of the schema as the owner of its tables sees it: one small function each."""

from __future__ import annotations

from collections.abc import Callable

from app.doctor.facts import Schema
from app.doctor.findings import Finding, fault, good
from app.doctor.records_checks import too_much

SHOWN = 12
"""So many drifts are named; the rest are counted."""


def step(schema: Schema) -> list[Finding]:
    """The schema stands at this program's newest step."""
    if schema.step is None:
        return fault("step", "the database has no schema yet", "havn init, or havn migrate")
    if not schema.known:
        return fault(
            "step",
            f"the schema stands at step {schema.step}, which this program does not know",
            "use the newer havn",
        )
    if schema.step != schema.newest:
        return fault(
            "step",
            f"the schema stands at step {schema.step}, and this program at {schema.newest}",
            "havn upgrade",
        )
    return good("step", schema.step)


def drift(schema: Schema) -> list[Finding]:
    """Tables, constraints, triggers, policies and rights are those of the records."""
    if schema.step != schema.newest:
        return []  # another step is another schema, and that is said already
    if not schema.drift:
        return good(
            "drift", "tables, constraints, triggers, policies and rights are those of the records"
        )
    shown = [f"{one.kind} {one.name} is {one.how}" for one in schema.drift[:SHOWN]]
    more = len(schema.drift) - len(shown)
    told = "; ".join(shown) + (f"; and {more} more" if more else "")
    return fault("drift", told, "somebody changed the database by hand: put it back, or restore")


def owner_role(schema: Schema) -> list[Finding]:
    """The owner of the tables is nothing more than that."""
    wrong = [
        words for words in too_much(schema.owner) if words not in ("makes roles", "makes databases")
    ]
    if wrong:
        return fault(
            "owner role",
            f"{schema.owner.name} {', '.join(wrong)}",
            "let a role of its own own the tables: migrations/README.md",
        )
    return good("owner role", f"{schema.owner.name} owns the tables and passes no wall")


CHECKS: tuple[Callable[[Schema], list[Finding]], ...] = (step, drift, owner_role)
