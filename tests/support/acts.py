"""What the audit chain says of something, in its order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from tests.support.served import Served


def acts_on(served: Served, subject: str) -> list[tuple[str, dict[str, Any]]]:
    """The acts on a case, an approval or whatever else has this id, with their details."""
    with served.service.store.transaction() as tx:
        rows = tx.execute(
            text("SELECT act, detail FROM audit_events WHERE subject_id = :id ORDER BY seq"),
            {"id": subject},
        )
        return [(row.act, row.detail) for row in rows]
