"""A night's lines beside those of the night before: what is new, changed, gone or kept, and why.

Why follows from the two lines alone, in the order in which the plan decides: what was said of her or
of the house, the rules, her safety (tier 2), and only then that all are placed better together (10.2).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.contract import plans as told
from app.contract.base import Nights
from app.contract.plans import Change, ChangeWhy
from app.store import plan_lines, plan_runs
from app.store.pages import Page
from app.use_cases.acting import Acting
from matching.plan import Why
from matching.vocabulary import Trigger
from models.words import ProposalState, RunState

DECIDED = {
    ProposalState.ACCEPTED: ChangeWhy.ACCEPTED,
    ProposalState.REJECTED: ChangeWhy.REJECTED,
}


def difference(a: Acting, run: UUID, page: Page) -> tuple[list[told.Difference], UUID | None]:
    """A page of households of the run and of the plan before it; none while it is running.

    Raises
    ------
    NotFound
        When there is no such run.
    """
    found = plan_runs.find(a.tx, run)
    if found["state"] is RunState.RUNNING or found["trigger"] is Trigger.WHAT_IF:
        return [], None
    rows, last = plan_lines.beside_the_night_before(
        a.tx, run, page, account=a.actor.account, role=a.actor.role
    )
    return [_told(row) for row in rows], last


def _told(row: dict[str, Any]) -> told.Difference:
    what, why = what_became(row)
    return told.Difference(
        referral=row["referral"],
        case=row["case"],
        what=what,
        why=why,
        before=_place(row, "before"),
        after=_place(row, "now"),
    )


def what_became(row: dict[str, Any]) -> tuple[Change, list[ChangeWhy]]:
    """What became of a household's line, and why."""
    before, now = row["before_shelter_id"], row["now_shelter_id"]
    if now is None:
        why = _nowhere(row)
        return (Change.NONE if before is None else Change.GONE), why
    if before is None:
        first = row["before_state"] is None
        return Change.NEW, [ChangeWhy.FIRST_PLANNED if first else ChangeWhy.PLACE_FOUND]
    if before == now:
        kept = _way(row, "before") == _way(row, "now")
        return (Change.KEPT, []) if kept else (Change.SAME_HOUSE, _changed(row))
    return Change.CHANGED, _changed(row)


def _way(row: dict[str, Any], when: str) -> tuple[Any, list[Any]]:
    """How she is to stay there and where she goes on to; nights move on by themselves."""
    return row[f"{when}_mode"], [one["shelter"] for one in row[f"{when}_segments"] or ()]


def _nowhere(row: dict[str, Any]) -> list[ChangeWhy]:
    """Why she has no line, or one without a place.

    What somebody decided of the line before explains that there is none now, and never that she was
    looked for again in vain: a house that was accepted has said no since.
    """
    decided = [DECIDED[row["before_state"]]] if row["before_state"] in DECIDED else []
    if row["now_state"] is None:
        return decided or [ChangeWhy.NOT_LOOKED_FOR]
    if row["now_state"] is ProposalState.SET_ASIDE:
        return [*decided, ChangeWhy.SET_ASIDE]
    return [*decided, ChangeWhy(Why(row["now_reasons"]["why"]).value)]


def _changed(row: dict[str, Any]) -> list[ChangeWhy]:
    before, now = row["before_inputs"] or {}, row["now_inputs"] or {}
    why = []
    if row["before_state"] is ProposalState.REJECTED:
        why.append(ChangeWhy.REJECTED)
    if row["before_household_version"] != row["now_household_version"]:
        why.append(ChangeWhy.HER_CASE_CHANGED)
    seen = row["now_reasons"].get("house_before", row["before_shelter_version"])
    if row["before_shelter_version"] != seen:
        why.append(ChangeWhy.HOUSE_CHANGED)
    if before.get("rules") != now.get("rules"):
        why.append(ChangeWhy.RULES_CHANGED)
    if row["now_reasons"]["costs"]["risk"] < row["before_reasons"]["costs"]["risk"]:
        why.append(ChangeWhy.SAFER)
    return why or [ChangeWhy.JOINT_PLAN]


def _place(row: dict[str, Any], when: str) -> told.LinePlace | None:
    if row[f"{when}_shelter_id"] is None:
        return None
    return told.LinePlace(
        shelter=row[f"{when}_shelter_id"],
        code_name=row[f"{when}_code_name"],
        nights=Nights.of(row[f"{when}_nights"]),
    )
