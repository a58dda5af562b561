"""From an option to a bed: hold, ask, answer, show, take, decline, release (domain 13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.contract import offers as told
from app.errors import HoldsFull, Malformed, NotFound
from app.pictures import Pictures
from app.store import (
    cases,
    hearing,
    holds,
    noes,
    not_matched,
    notices,
    offers,
    picture,
    referrals,
    shelters,
    tasks,
    transfers,
)
from app.store.nights import offered_as_tonight
from app.store.refusals import HoldOver, WrongState
from app.store.tasks import About
from app.store.transfers import FOR_SAFETY
from app.use_cases.acting import Acting
from app.use_cases.members import act_on
from app.use_cases.rechecking import Booking, recheck
from models.words import (
    AuditAct,
    ChoiceReason,
    ConfirmedHow,
    Consequence,
    OfferState,
    ReferralState,
    RefusalReason,
    Role,
    TaskKind,
    TransferState,
)

CHOICE_MINUTES = 30
"""A further hold for a caller who shall be able to choose tonight (domain 13)."""
AT_ONCE_TONIGHT = 3
WAY_WITHIN = timedelta(hours=2)
"""Her way is planned so soon after her yes."""
REVIEW_WITHIN = timedelta(days=7)
"""A house's no that would keep it out for good is looked at within this time."""


def hold(
    a: Acting, offer: UUID, seen: int, pictures: Pictures, why: ChoiceReason | None = None
) -> int:
    """The units are held and the shelter is asked; every rule was asked again (201: committed).

    Tonight up to three holds so that she can choose, otherwise one. ``why``: the word of whoever
    chose it among her options.

    Raises
    ------
    WrongState
        When the offer is no proposal any more, or her case is closed.
    Blocked, CallFirst, UnitTaken, OfferStale
        As the rules and data of this minute have it; then nothing has changed.
    HoldsFull
        When as many are held for her as may be; of what a region keeps tonight no second one (H15).
    """
    found = locked_with_company(a, offer, seen)
    if found["state"] is not OfferState.PROPOSED:
        raise WrongState
    return book(a, found, pictures, why)


def book(
    a: Acting,
    found: dict[str, Any],
    pictures: Pictures,
    why: ChoiceReason | None = None,
    *,
    instead: bool = False,
) -> int:
    """Hold the units of this locked offer; the new version of it.

    ``instead``: of a house that did not answer, and not beside it for her to choose.

    Whoever asks for it has approved what was proposed; a next house that havn asks by itself has
    nobody's approval of its own.
    """
    _must_be_looked_for(a, found)
    household, nights = found["household"], found["nights"]
    offers.lapse(a.tx, household, a.now)
    beside = offers.held_beside(a.tx, household, found["id"], a.now)
    tonight = nights.start in offered_as_tonight(a.now)
    if len(beside) >= (AT_ONCE_TONIGHT if tonight else 1):
        raise HoldsFull
    booking = replace(Booking.of(a, found), further=bool(beside) and not instead)
    standing = recheck(a, booking, pictures)
    rules = standing.rules
    minutes = rules.hold_minutes_tonight if tonight else rules.hold_minutes_planned
    until = a.now + timedelta(minutes=min(minutes, CHOICE_MINUTES) if beside else minutes)
    holds.hold(
        a.tx,
        household=household,
        units=booking.units,
        nights=booking.nights,
        until=until,
        by=a.by,
        offer=found["id"],
    )
    chosen = {} if why is None else {"choice_reason": why}
    if a.by.account is not None:
        _goes_on(a, found, OfferState.APPROVED)
    version = _goes_on(
        a, found, OfferState.SHELTER_ASKED, hold_until=until, asked_at=a.now, **chosen
    )
    _follow_her_beds(a, found, ReferralState.OFFERED)
    people = hearing.of_house(a.tx, found["shelter"])
    notices.add(a.tx, people, about="offer", subject=found["id"], now=a.now)
    a.record(AuditAct.SHELTER_ASKED, "offer", found["id"])
    return version


def yes_by_telephone(
    a: Acting, offer: UUID, seen: int, pictures: Pictures, why: ChoiceReason | None = None
) -> int:
    """Somebody called the shelter and it said yes: one act, which is reviewed on the next day.

    Its vacancy is confirmed as heard by telephone, the units are held, the yes is recorded. So it
    works when nothing stood in the way but a vacancy that nobody confirmed lately (H14).

    Raises
    ------
    WrongState, Blocked, CallFirst, UnitTaken, OfferStale, HoldsFull
        As for a hold; then nothing was confirmed either.
    """
    found = locked_with_company(a, offer, seen)
    if found["state"] is not OfferState.PROPOSED:
        raise WrongState
    shelters.confirm_vacancy(
        a.tx, found["shelter"], by=a.actor.account, how=ConfirmedHow.TELEPHONE, now=a.now
    )
    a.record(AuditAct.VACANCY_CONFIRMED, "shelter", found["shelter"], how="TELEPHONE")
    held = book(a, found, pictures, why)
    return answer(a, offer, held, told.ShelterAnswer(yes=True))


def answer(a: Acting, offer: UUID, seen: int, sent: told.ShelterAnswer) -> int:
    """The shelter says yes, or no and the units are free again; a yes may be taken back until hers.

    On-call and coordinators record what was said by telephone.

    Raises
    ------
    Malformed
        When a no has no reason, or a yes has one.
    HoldOver
        When the time to answer is over.
    """
    if sent.yes is (sent.reason is not None):
        raise Malformed("/reason", "with_a_no")
    found = _locked(a, offer, seen)
    takes_back = not sent.yes and found["state"] in (OfferState.SHELTER_YES, OfferState.SHOWN)
    if found["state"] is not OfferState.SHELTER_ASKED and not takes_back:
        raise WrongState
    must_be_held(found, a.now)
    if sent.reason is None:
        version = _goes_on(a, found, OfferState.SHELTER_YES, answered_at=a.now)
    else:
        _let_go(a, found)
        version = _is_over(
            a,
            found,
            OfferState.SHELTER_NO,
            reason=sent.reason,
            answered_at=a.now,
            refusal_reason=sent.reason,
        )
        _keep_out(a, found, sent.reason)
        _follow_her_beds(a, found, ReferralState.OPTIONS_READY)
    a.record(AuditAct.SHELTER_ANSWERED, "offer", offer, yes=sent.yes)
    return version


def _keep_out(a: Acting, found: dict[str, Any], reason: RefusalReason) -> None:
    """What the house's no means for her next searches; one for good is looked at by somebody."""
    household, shelter = found["household"], found["shelter"]
    means = noes.add(a.tx, found["id"], household, shelter, reason, a.now)
    referrals.touch(a.tx, household)
    if means is Consequence.NEVER_HERE:
        tasks.set_(
            a.tx,
            TaskKind.REVIEW_REFUSAL,
            now=a.now,
            due_at=a.now + REVIEW_WITHIN,
            referral=found["referral"],
            shelter=shelter,
            subject=tasks.About("offer", found["id"]),
        )


def show(a: Acting, offer: UUID, seen: int, sent: told.Shown | None = None) -> int:
    """She is told of it; the shelter said yes before, so that nobody is disappointed.

    ``sent``: in which language and how, where that is known.
    """
    found = _locked(a, offer, seen)
    if found["state"] is not OfferState.SHELTER_YES:
        raise WrongState
    must_be_held(found, a.now)
    how = {} if sent is None else {"shown_language": sent.language, "shown_way": sent.way}
    version = _goes_on(a, found, OfferState.SHOWN, shown_at=a.now, **how)
    a.record(AuditAct.OFFER_SHOWN, "offer", offer, **_in_words(how))
    return version


def _in_words(how: dict[str, Any]) -> dict[str, str]:
    return {name: str(word) for name, word in how.items()}


def accept(a: Acting, offer: UUID, seen: int, pictures: Pictures) -> tuple[int, UUID]:
    """She says yes: the hold becomes her placement, and her other holds are free again.

    Every rule is asked again: between the hold and her yes a danger may have become known.

    Raises
    ------
    WrongState
        When the house has not said yes, or her case is closed; or she is to move and a place is kept
        for that, or the police are asked first: then this is a place to move to (H18).
    Blocked, CallFirst, UnitTaken
        As the rules and data of this minute have it; then nothing has changed.
    HoldOver
        When the time of the hold is over.
    """
    found = locked_with_company(a, offer, seen)
    if found["state"] not in (OfferState.SHELTER_YES, OfferState.SHOWN):
        raise WrongState
    _must_be_looked_for(a, found)
    _must_not_pass_by_a_move(a, found["household"])
    must_be_held(found, a.now)
    booking = Booking.of(a, found)
    stays = offers.held_stays(a.tx, offer)
    hers = offers.held_units(a.tx, found["household"])
    standing = recheck(a, booking, pictures, beside=hers)
    holds.begin_on(a.tx, stays, booking.nights.start)
    placement = holds.accept(
        a.tx,
        household=found["household"],
        stays=stays,
        mode=found["mode"],
        rule_set=standing.rules.version,
        by=a.by,
        offer=offer,
    )
    offers.release_others(a.tx, found["household"], offer, a.by)
    version = _is_over(a, found, OfferState.TAKEN)
    _follow_her_beds(a, found, ReferralState.ACCEPTED)
    tasks.set_(
        a.tx,
        TaskKind.TRAVEL,
        now=a.now,
        due_at=a.now + WAY_WITHIN,
        referral=found["referral"],
        subject=About("offer", offer),
    )
    return version, placement


def decline(a: Acting, offer: UUID, seen: int, sent: told.Decline) -> int:
    """She says no: the units are free again and this house is not offered again.

    Nothing that her priority or any cost is made of changes (domain 8.5, 7).
    """
    found = _locked(a, offer, seen)
    open_now = found["state"] in (
        OfferState.PROPOSED,
        OfferState.SHELTER_ASKED,
        OfferState.SHELTER_YES,
        OfferState.SHOWN,
    )
    if not open_now:
        raise WrongState
    if found["state"] is not OfferState.PROPOSED:
        _let_go(a, found)
    version = _is_over(
        a, found, OfferState.DECLINED, reason=sent.reason, decline_reason=sent.reason
    )
    cases.note_decline(a.tx, found["household"], found["shelter"], sent.reason, a.now)
    referrals.touch(a.tx, found["household"])
    _follow_her_beds(a, found, ReferralState.OPTIONS_READY)
    a.record(AuditAct.OFFER_DECLINED, "referral", found["referral"])
    return version


def release(a: Acting, offer: UUID, seen: int) -> int:
    """The hold is given up without a word from her; the house may be offered again."""
    found = _locked(a, offer, seen)
    if found["state"] not in offers.OPEN:
        raise WrongState
    _let_go(a, found)
    version = _is_over(a, found, OfferState.RELEASED)
    _follow_her_beds(a, found, ReferralState.OPTIONS_READY)
    return version


def _locked(a: Acting, offer: UUID, seen: int) -> dict[str, Any]:
    found = offers.locked(
        a.tx,
        offer,
        seen,
        account=a.actor.account,
        role=a.actor.role,
        shelter=a.actor.shelter,
    )
    act_on(a, found["referral"])
    return found


def locked_with_company(a: Acting, offer: UUID, seen: int) -> dict[str, Any]:
    """The offer, with everybody locked from whom she must be kept apart (H05)."""
    if a.actor.role is Role.SHELTER:
        raise NotFound
    found = offers.find(a.tx, offer, account=a.actor.account, role=a.actor.role, shelter=None)
    found = offers.locked(
        a.tx,
        offer,
        seen,
        account=a.actor.account,
        role=a.actor.role,
        shelter=None,
        beside=sorted(picture.company(a.tx, found["household"])),
    )
    act_on(a, found["referral"])
    return found


def _must_be_looked_for(a: Acting, found: dict[str, Any]) -> None:
    """Refuses when her case is closed: she withdrew, others took over, or she left; or when she is
    handed over and not matched."""
    if found["case_state"] in referrals.CLOSED or not_matched.standing(a.tx, found["referral"]):
        raise WrongState


def _must_not_pass_by_a_move(a: Acting, household: UUID) -> None:
    """Refuses when her yes would free the place that is kept for her move, or pass by the police."""
    move = transfers.open_of(a.tx, household)
    if move is None:
        return
    if move["state"] is TransferState.FIRM or move["reason"] in FOR_SAFETY:
        raise WrongState


def must_be_held(found: dict[str, Any], now: datetime) -> None:
    if found["hold_until"] is None or found["hold_until"] <= now:
        raise HoldOver


def _let_go(a: Acting, found: dict[str, Any]) -> None:
    """Its holds are released; a hold whose time is over needs no release."""
    stays = offers.held_stays(a.tx, found["id"])
    if stays:
        holds.release(a.tx, household=found["household"], stays=stays, by=a.by)


def _goes_on(a: Acting, found: dict[str, Any], state: OfferState, **values: Any) -> int:  # noqa: ANN401
    """The offer is in this state, with these columns; its new version."""
    household = found["household"]
    return offers.change(a.tx, found["id"], state, a.by, household=household, **values)


def _is_over(a: Acting, found: dict[str, Any], state: OfferState, **values: Any) -> int:  # noqa: ANN401
    """The offer ends in this state, and nothing is held for it."""
    return _goes_on(a, found, state, closed_at=a.now, hold_until=None, **values)


def _follow_her_beds(a: Acting, found: dict[str, Any], otherwise: ReferralState) -> None:
    """Her case stands where her beds say: who lives somewhere is not back at her options."""
    referrals.settle(a.tx, found["household"], otherwise, by=a.by.account, at=a.now)
