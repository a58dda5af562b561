"""A house asks the coordinators, and they ask a house: one thread, by role (domain O03)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

from app.contract import questions as told
from app.contract.cases import PartMade
from app.store import questions, shelters, tasks
from app.store.tasks import About
from app.use_cases.acting import Acting
from models.words import AuditAct, DutyPost, Role, TaskKind

ANSWERED_WITHIN = timedelta(hours=24)


def say(a: Acting, shelter: UUID, sent: told.NewMessage) -> PartMade:
    """One more message; the other side has a task, and the own one is done by it.

    Raises
    ------
    NotFound
        When there is no such house, or it is another one than that of this account.
    """
    a.own_shelter(shelter)
    shelters.must_exist(a.tx, shelter)
    role = a.actor.role
    made = questions.say(a.tx, shelter, role, sent.said, by=a.actor.account, now=a.now)
    asks = {Role.SHELTER: DutyPost.COORDINATOR, Role.COORDINATOR: None}[role]
    tasks.done_about(a.tx, TaskKind.QUESTION, _side(shelter, role), by=a.actor.account, now=a.now)
    other = Role.COORDINATOR if role is Role.SHELTER else Role.SHELTER
    tasks.set_(
        a.tx,
        TaskKind.QUESTION,
        now=a.now,
        due_at=a.now + ANSWERED_WITHIN,
        shelter=shelter,
        subject=About("question", _side(shelter, other)),
        post=asks,
    )
    a.record(AuditAct.SHELTER_CHANGED, "shelter", shelter, part="question")
    return PartMade(id=made, version=1)


def read(a: Acting, shelter: UUID) -> told.Thread:
    """The last messages, the latest last.

    Raises
    ------
    NotFound
        As when something is said.
    """
    a.own_shelter(shelter)
    shelters.must_exist(a.tx, shelter)
    rows = questions.thread(a.tx, shelter)
    return told.Thread(messages=[told.MessageTold(**row) for row in rows])


def _side(shelter: UUID, who: Role) -> UUID:
    """What the task of one side is about: the thread, as it waits for that side."""
    return uuid5(shelter, who.value)
