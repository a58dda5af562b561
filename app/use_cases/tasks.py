"""Tasks read, taken and done by those who may see them."""

from __future__ import annotations

from uuid import UUID

from app.contract import tasks as told
from app.store import not_matched, task_inbox, tasks
from app.store.pages import Page
from app.store.refusals import WrongState
from app.use_cases import ladder
from app.use_cases.acting import Acting
from app.use_cases.members import act_on
from models.words import NotMatchedWhy, TaskKind


def read(
    a: Acting, wanted: Page, *, overdue: bool, mine: bool, referral: UUID | None
) -> tuple[list[told.TaskTold], UUID | None]:
    """A page of open tasks that this person may see."""
    which = task_inbox.Wanted(a.now, overdue, mine, referral)
    rows, last = task_inbox.lines(a.tx, wanted, which, reader=a.actor)
    found = [told.TaskTold(**row, overdue=row["due_at"] < a.now) for row in rows]
    return [one.owned(True) for one in found], last


def take(a: Acting, task: UUID) -> told.TaskDone:
    """It is this person's from now on; a coordinator stands on its case with that.

    Not with a review: whoever stands on the case is not independent of what is complained of.

    Raises
    ------
    NotFound
        When there is no such open task that she may see.
    """
    found = task_inbox.find(a.tx, task, reader=a.actor)
    _act_on_its_case(a, found)
    tasks.take(a.tx, task, by=a.actor.account, now=a.now)
    return told.TaskDone(id=task)


def done(a: Acting, task: UUID, sent: told.Done) -> told.TaskDone:
    """It is done, with what came of it.

    While a case waits for a hospital nothing is looked for, so that task comes again until it does not.

    Raises
    ------
    NotFound
        When there is no such open task that she may see.
    WrongState
        When a decision ends it: a review, or what was spent.
    """
    found = task_inbox.find(a.tx, task, reader=a.actor)
    if found.kind in tasks.DECIDED:
        raise WrongState
    _act_on_its_case(a, found)
    tasks.done(a.tx, task, by=a.actor.account, now=a.now, outcome=sent.outcome)
    if found.kind in ladder.KINDS and found.referral is not None:
        ladder.climb(a.tx, found.referral, a.now)
    if found.kind is TaskKind.HOSPITAL_FIRST and found.referral is not None:
        not_matched.ask_again(a.tx, found.referral, NotMatchedWhy.HOSPITAL_FIRST, now=a.now)
    return told.TaskDone(id=task)


def _act_on_its_case(a: Acting, found: task_inbox.Found) -> None:
    if found.referral is not None and found.kind not in tasks.REVIEWS:
        act_on(a, found.referral)
