"""What changed for somebody since she last looked: nouns of hers, and nothing of what they say.

Each noun is looked at as its list is: by the same conditions, in the same stance. What a reader may
not see is not in what is compared, so it cannot be told by a change either (decision 0200).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from app import access
from app.contract.changes import Noun
from app.store import (
    alarm_inbox,
    approvals,
    free_units,
    offers,
    placements,
    plan_runs,
    questions,
    referrals,
    task_inbox,
    transfers,
)
from app.use_cases.acting import Acting
from app.use_cases.seconds import unasked_kinds

RECENT = timedelta(days=7)
"""What is older than this changes no list that somebody works from."""

Marks = Mapping[Noun, str]

_LOOKS: Mapping[Noun, tuple[tuple[str, str], Callable[[Acting], str]]] = MappingProxyType(
    {
        Noun.TASKS: (("GET", "/tasks"), lambda a: task_inbox.marked(a.tx, a.actor, a.now)),
        Noun.ALARMS: (("GET", "/alarms"), lambda a: alarm_inbox.marked(a.tx, a.actor)),
        Noun.APPROVALS: (
            ("GET", "/approvals"),
            lambda a: approvals.marked(a.tx, a.actor, unasked_kinds(a.actor.role), a.now),
        ),
        Noun.REFERRALS: (("GET", "/referrals"), lambda a: referrals.marked(a.tx, a.actor)),
        Noun.OFFERS: (("GET", "/offers"), lambda a: offers.marked(a.tx, a.actor)),
        Noun.PLACEMENTS: (("GET", "/placements"), lambda a: placements.marked(a.tx, a.actor)),
        Noun.TRANSFERS: (("GET", "/transfers"), lambda a: transfers.marked(a.tx, a.actor)),
        Noun.VACANCIES: (
            ("GET", "/shelters/{shelter}/beds"),
            lambda a: free_units.marked(a.tx, a.now - RECENT),
        ),
        Noun.QUESTIONS: (
            ("GET", "/shelters/{shelter}/questions"),
            lambda a: questions.marked(a.tx, a.now - RECENT),
        ),
        Noun.PLANS: (("GET", "/plan-runs"), lambda a: plan_runs.marked(a.tx, a.now - RECENT)),
    }
)
"""By noun: the route that lists it, and its mark. Who may not call the route hears nothing of it."""


def marks(a: Acting) -> Marks:
    """The mark of each noun that this person reads; under duress of none."""
    if a.actor.under_duress:
        return {}
    role = a.actor.role
    return {
        noun: look(a) for noun, (route, look) in _LOOKS.items() if role in access.allowed(*route)
    }


def changed(before: Marks, after: Marks) -> list[Noun]:
    """The nouns whose mark is another one, in the order of the closed list."""
    return [noun for noun in Noun if before.get(noun) != after.get(noun)]
