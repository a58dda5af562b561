"""Her report: all that is kept of her, for a person who may have it, and an act that it was made."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.contract import disclosures as told
from app.store import disclosures, subject_rows
from app.store.refusals import NotFound
from app.use_cases.acting import Acting
from models.words import AuditAct


def report(a: Acting, referral: UUID) -> Callable[[], told.SubjectReport]:
    """All that is kept of this case, for a machine and for a person; nothing of other people.

    Raises
    ------
    NotFound
        When this person does not stand on the case.
    StepUpNeeded
        When this person has not just shown who she is.
    """
    if not disclosures.stands_on(a.tx, a.actor.account, referral):
        raise NotFound
    a.must_have_stepped_up()
    parts = [
        told.ReportPart(what=name.replace("_", " "), rows=rows)
        for name, rows in subject_rows.of_one_case(a.tx, referral)
    ]
    a.record(AuditAct.SUBJECT_REPORT_MADE, "referral", referral, parts=len(parts))
    made = told.SubjectReport(made_at=a.now, parts=parts, text=_text(parts))
    made.owned(True)
    return lambda: made


def _text(parts: list[told.ReportPart]) -> str:
    lines = ["All that is kept of you. What is sealed is told to you by itself."]
    for part in parts:
        lines += ["", part.what.capitalize()]
        for row in part.rows:
            said = [f"{name.replace('_', ' ')}: {v}" for name, v in row.items() if v is not None]
            lines.append("  " + "; ".join(said))
    return "\n".join(lines)
