"""No answer, a no, or a hold that ran out: the next house is asked, or a person has to (domain 13)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.pictures import Pictures
from app.store import hearing, locks, members, offers, picture, referrals, tasks, transfers
from app.store.nights import offered_as_tonight
from app.use_cases.acting import Unattended
from app.use_cases.booking import book
from models.words import DutyPost, ReferralState, TaskKind

ANSWER_TONIGHT = timedelta(minutes=15)
"""So long a house may take to answer tonight before the next one is asked."""
SEARCH_WITHIN = timedelta(minutes=15)


def others(a: Unattended, offer: UUID) -> list[UUID]:
    """Her other options of this night, the best first, while she has no house's yes to think about.

    Empty also when the next house was looked for already, or her case is closed.
    """
    found = offers.any_of(a.tx, offer)
    if not _is_still_to_pass_on(a, found) or found["nights"].start not in offered_as_tonight(a.now):
        return []
    return offers.fallbacks(a.tx, found["household"], offered_as_tonight(a.now))


def ask(a: Unattended, offer: UUID, other: UUID, pictures: Pictures) -> None:
    """The house of the other option is asked instead, when nobody was faster.

    Raises
    ------
    Refusal
        As the rules and units of this minute have it; then nothing has changed.
    """
    found = _locked(a, offer)
    if _is_still_to_pass_on(a, found):
        book(a, offers.any_of(a.tx, other), pictures, instead=True)
        offers.passed_on(a.tx, offer, a.now)


def give_to_a_person(a: Unattended, offer: UUID) -> None:
    """Nothing is left to ask for: somebody has to search anew."""
    found = _locked(a, offer)
    if _is_still_to_pass_on(a, found):
        referral = found["referral"]
        tasks.set_(
            a.tx,
            TaskKind.ASK_NEXT_HOUSE,
            now=a.now,
            due_at=a.now + SEARCH_WITHIN,
            referral=referral,
            owner=who_speaks_with_her(a, referral),
        )
    offers.passed_on(a.tx, offer, a.now)


def who_speaks_with_her(a: Unattended, referral: UUID) -> UUID | None:
    """The coordinator on duty, otherwise whoever stands on the case."""
    on_duty = hearing.in_post(a.tx, DutyPost.COORDINATOR, a.now, referral=referral)
    return on_duty or next(iter(members.standing(a.tx, referral)), None)


def _locked(a: Unattended, offer: UUID) -> dict[str, Any]:
    household = offers.any_of(a.tx, offer)["household"]
    locks.households(a.tx, [household, *sorted(picture.company(a.tx, household))])
    return offers.any_of(a.tx, offer)


def _is_still_to_pass_on(a: Unattended, found: dict[str, Any]) -> bool:
    closed = found["case_state"] in referrals.CLOSED
    if found["passed_on_at"] is not None or closed:
        return False
    by_bed = referrals.state_by_bed(a.tx, found["household"], a.now)
    moves = transfers.open_of(a.tx, found["household"]) is not None
    if (by_bed is ReferralState.ARRIVED and not moves) or by_bed is ReferralState.ACCEPTED:
        return False
    return not offers.has_a_yes(a.tx, found["household"], a.now)
