"""The breach report: who read or did what, when and why, from the audit chain; never any content.

Within an hour the data-protection officer must be able to say it (security 7, articles 33 and 34).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from app.store import audit
from app.store.breaches import Seen, seen
from app.store.transactions import Store
from models.words import AuditAct

READS = frozenset(
    {
        AuditAct.CASE_READ,
        AuditAct.SEALED_OPENED,
        AuditAct.ADDRESS_DISCLOSED,
        AuditAct.IDENTITY_DISCLOSED,
        AuditAct.GLASS_BROKEN,
        AuditAct.SUBJECT_REPORT_MADE,
        AuditAct.BACKUP_MADE,
        AuditAct.RESTORED,
    }
)
"""Acts by which somebody came to know something of a person or a house."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was done in a span of time, by whom."""

    since: datetime
    until: datetime
    acts: tuple[Seen, ...]

    @property
    def cases(self) -> int:
        """How many different subjects were read."""
        return len({one.subject for one in self.acts if one.act in READS and one.subject})

    def as_json(self) -> str:
        """For a machine."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False, indent=1)

    def as_text(self) -> str:
        """For a person: the sum first, then each act by time."""
        by = Counter((one.who, one.act.value) for one in self.acts)
        sums = [f"{number:>6}  {who}  {act}" for (who, act), number in sorted(by.items())]
        span = f"From {self.since.isoformat()} until {self.until.isoformat()}"
        return "\n".join(
            [
                f"{span}: {len(self.acts)} acts, {self.cases} different subjects read.",
                "",
                "Who did what how often:",
                *sums,
                "",
                "Each act:",
                *(one.line() for one in self.acts),
            ]
        )


def report(
    store: Store, since: datetime, until: datetime, account: UUID | None, now: datetime
) -> Report:
    """Everything that was done in that time, by everybody or by one account; itself an act."""
    with store.transaction() as tx:
        found: Sequence[Seen] = seen(tx, since, until, account)
        audit.add(
            tx,
            AuditAct.BREACH_REPORTED,
            at=now,
            actor=None,
            role=None,
            subject_kind=None if account is None else "account",
            subject=account,
            detail={"acts": len(found)},
        )
    return Report(since, until, tuple(found))
