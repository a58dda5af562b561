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
from models.words import DutyPost, OfferState, ReferralState, TaskKind

ANSWER_TONIGHT = timedelta(minutes=15)
"""So long a house may take to answer tonight before the next one is asked."""
SEARCH_WITHIN = timedelta(minutes=15)


def others(a: Unattended, offer: UUID) -> list[UUID]:
    """Her other options of this night, the best first, while she has no house's yes to think about.

    Empty also when the next house was looked for already, her case is closed, or she has accepted a
    place: beside that nothing is asked for by itself.
    """
    found = offers.any_of(a.tx, offer)
    if not _is_asked_for(a, found) or found["nights"].start not in offered_as_tonight(a.now):
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
    if _is_asked_for(a, found):
        book(a, offers.any_of(a.tx, other), pictures, instead=True)
        offers.passed_on(a.tx, offer, a.now)


def give_to_a_person(a: Unattended, offer: UUID) -> None:
    """Nothing is left to ask for: somebody has to search anew.

    A silence that is nobody's to search for by now, since she has a house's yes, stays as it is: it
    may be when that yes is gone. An end is looked at once; the yes that stood beside it has its own.
    """
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
    elif found["state"] is OfferState.SHELTER_ASKED:
        return
    offers.passed_on(a.tx, offer, a.now)


def who_speaks_with_her(a: Unattended, referral: UUID) -> UUID | None:
    """The coordinator on duty, otherwise whoever stands on the case."""
    on_duty = hearing.in_post(a.tx, DutyPost.COORDINATOR, a.now, referral=referral)
    return on_duty or next(iter(members.standing(a.tx, referral)), None)


def _locked(a: Unattended, offer: UUID) -> dict[str, Any]:
    household = offers.any_of(a.tx, offer)["household"]
    locks.households(a.tx, [household, *sorted(picture.company(a.tx, household))])
    return offers.any_of(a.tx, offer)


def _is_asked_for(a: Unattended, found: dict[str, Any]) -> bool:
    return _is_still_to_pass_on(a, found) and not _has_accepted(a, found)


def _has_accepted(a: Unattended, found: dict[str, Any]) -> bool:
    return referrals.state_by_bed(a.tx, found["household"], a.now) is ReferralState.ACCEPTED


def _is_still_to_pass_on(a: Unattended, found: dict[str, Any]) -> bool:
    household, silent = found["household"], found["state"] is OfferState.SHELTER_ASKED
    ended = found["state"] in (OfferState.SHELTER_NO, OfferState.EXPIRED)
    if found["case_state"] in referrals.CLOSED or not (silent or ended):
        return False
    if _was_passed_on(found) or offers.has_a_yes(a.tx, household, a.now):
        return False
    if _has_accepted(a, found):
        # Whoever asked beside her place hears of it when nothing more can come of that.
        beside = ended and offers.was_asked_beside_a_place(a.tx, found["id"])
        return beside and not offers.held_beside(a.tx, household, found["id"], a.now)
    by_bed = referrals.state_by_bed(a.tx, household, a.now)
    if by_bed is ReferralState.ARRIVED and transfers.open_of(a.tx, household) is None:
        return False
    # The house that was asked for its silence has still to answer, and is passed on itself.
    in_its_place = found["passed_on_at"] is not None
    nights = offered_as_tonight(a.now)
    return not (in_its_place and offers.is_awaited(a.tx, household, nights, a.now))


def _was_passed_on(found: dict[str, Any]) -> bool:
    """Its silence was, or its end: a house that was silent and then says no, or yes, ends once more."""
    at, ended = found["passed_on_at"], found["closed_at"]
    return at is not None and (ended is None or at >= ended)
