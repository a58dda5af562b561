"""All that is kept of one case, as it is told to her: her own words, nothing of other people.

Worked out from the records, so that a table of a later step is in it. Left out are tables about others
(whom she fears, who must be kept apart from her, who acts), and columns that name an account, a house
or a unit. Source: article 15.
"""

from __future__ import annotations

from datetime import date, datetime, time
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select

from app.store.erasure import DELETED, SHELLS, of_case
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import NightSpan
from models.base import Base
from models.types import Sealed, SealedValue

OF_OTHERS = frozenset(
    {
        "actor_areas",
        "actor_route_stops",
        "actor_routes",
        "approval_asks",
        "approvals",
        "case_members",
        "compromises",
        "disclosures",
        "found_at",
        "glass_breaks",
        "household_networks",
        "person_links",
        "place_uses",
        "plan_proposal_units",
        "plan_proposals",
        "reading_digest_lines",
        "threat_actors",
    }
)
"""What is known of others, and what staff did: not hers to be told in this report."""
HIDDEN_PARENTS = frozenset({"accounts", "shelters", "units", "plan_proposals", "threat_actors"})


@beyond(StepOut.DISCLOSING)
def of_one_case(tx: Tx, referral: UUID) -> list[tuple[str, list[dict[str, Any]]]]:
    """Each table that holds something of her, with its rows; what is sealed is named, not opened."""
    history = [Base.metadata.tables[name] for name in ("placements",)]
    found = []
    for table in (*SHELLS, *DELETED, *history):
        if table.name in OF_OTHERS:
            continue
        columns = [column for column in table.columns if _hers(table, column.name)]
        # By the key: where a row lies in the table tells what was written before it.
        query = select(*columns).where(of_case(table, referral)).order_by(*table.primary_key)
        rows = tx.execute(query).mappings().all()
        if rows:
            found.append((table.name, [{k: _plain(v) for k, v in row.items()} for row in rows]))
    return found


def _hers(table: Table, name: str) -> bool:
    column = table.c[name]
    parents = {key.column.table.name for key in column.foreign_keys}
    hidden = parents & HIDDEN_PARENTS or (column.info["class"] == "I" and not column.nullable)
    return not hidden or isinstance(column.type, Sealed)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a column
    if isinstance(value, SealedValue):
        return "sealed"
    if isinstance(value, Enum):
        return value.value if isinstance(value.value, str) else value.name
    if isinstance(value, NightSpan):
        return f"{value.start} to {value.end}"
    if isinstance(value, UUID | datetime | date | time):
        return str(value)
    if isinstance(value, frozenset | list | tuple):
        return sorted(str(_plain(one)) for one in value)
    if isinstance(value, bytes):
        return "kept as a hash"
    return value
