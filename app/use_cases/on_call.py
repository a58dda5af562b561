"""Who is on call for break-glass: nobody makes herself so, and nobody makes a gap for herself (5.2)."""

from __future__ import annotations

from uuid import UUID

from app.store import duty
from app.use_cases.acting import Acting


def is_on_call(a: Acting) -> bool:
    """Whether this coordinator is on call now.

    First whoever another person has entered before her shift began, or an hour ago; when there is
    nobody, whoever stands in the roster by another's hand or has for an hour; when there is nobody
    either, every coordinator: a gap in the roster must not cost a life. A span that she took back
    herself stands as before.
    """
    shifts = duty.shifts_of_coordinators(a.tx, a.now, for_whom=a.actor.account)
    sure = {one.account for one in shifts if one.by_another and one.settled}
    other = {one.account for one in shifts if one.by_another or one.settled}
    on_call: set[UUID] = sure or other
    return not on_call or a.actor.account in on_call
