"""A move of a resident, from a proposal to the day she is there (domain 13, H18).

The place she moves to is kept by a hold while she lives in the old one. When she arrives, one
transaction ends the old placement and begins the new one: the old unit is free exactly then, and a
move that falls through costs her nothing. When she has left before that, the place is hers and she is
on her way to it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.contract import transfers as told
from app.contract.approvals import Asked, Reasoned
from app.errors import Malformed, NotFound, SecondPersonNeeded
from app.pictures import Pictures
from app.store import hearings, holds, locks, offers, placements, referrals, tasks, transfers
from app.store.approvals import Approval
from app.store.journeys import LONGEST
from app.store.nights import local_date
from app.store.refusals import WrongState
from app.store.tasks import About
from app.store.transfers import FOR_SAFETY, LATE
from app.use_cases import journeys, residents, stay_limits, two_persons
from app.use_cases.acting import Acting
from app.use_cases.booking import locked_with_company, must_be_held
from app.use_cases.members import act_on
from app.use_cases.rechecking import Booking, recheck
from app.use_cases.two_persons import Act, Question, Why
from matching.vocabulary import Answer, NightSpan
from models.words import (
    ApprovalKind,
    AuditAct,
    Departure,
    NonArrival,
    OfferState,
    OrdinaryReason,
    PlacementState,
    ReferralState,
    Role,
    TaskKind,
    TransferReason,
    TransferState,
)

NEXT_WITHIN = timedelta(hours=2)
"""The police are asked, or her way is planned, so soon after her yes or the house's."""
PLACE_FOR_SAFETY_WITHIN = timedelta(hours=1)
PLACE_WITHIN = timedelta(days=1)
"""So soon after her yes somebody has looked for a place to move to, for her safety or otherwise."""
STILL = timedelta(days=2)
"""Nobody moves her so near to a day in court without need."""
AT_MOST = timedelta(days=14)
"""A place is not kept longer than that while she still lives elsewhere."""


def propose(a: Acting, placement: UUID, seen: int, sent: told.NewTransfer) -> UUID:
    """A move is proposed; nothing changes for her before she says yes.

    Raises
    ------
    WrongState
        When she does not live there, or a move is open already.
    """
    found = placements.find(a.tx, placement, **_who(a))
    placements.must_be(found, seen)
    act_on(a, found["referral"])
    if found["state"] is not PlacementState.ARRIVED:
        raise WrongState
    made = transfers.propose(a.tx, placement, sent.reason, now=a.now, by=a.actor.account)
    if made is None:
        raise WrongState
    _record(a, found["referral"], made)
    return made


def for_her_safety(a: Acting, move: dict[str, Any], why: TransferReason) -> None:
    """Her open move is one for her safety from now on: the police are asked first; her yes stands.

    One that is firm stays as it is: its place is kept, and she leaves that house already.
    """
    if not transfers.give_reason(a.tx, move["id"], why):
        return
    _record(a, move["referral"], move["id"])
    if move["state"] is not TransferState.PROPOSED:
        _ask_the_police(a, move)
        # Her place was looked for in a day's time; now it is needed within the hour.
        tasks.drop(a.tx, now=a.now, subjects=[move["id"]], kinds=(TaskKind.TRANSFER,))
        _find_a_place(a, move, PLACE_FOR_SAFETY_WITHIN)


def agree(a: Acting, transfer: UUID, seen: int) -> None:
    """She says yes to moving; from now on options are looked for although she has a bed.

    Raises
    ------
    WrongState
        When she said so before, or the move is over.
    """
    found = _find(a, transfer, seen)
    _take(a, found, TransferState.AGREED, her_agreement_at=a.now)
    referrals.set_state(
        a.tx,
        found["household"],
        ReferralState.TRANSFER,
        by=a.actor.account,
        at=a.now,
        reason=found["reason"],
    )
    transfers.wishes_to_move(a.tx, found["household"], Answer.YES)


def consult(a: Acting, transfer: UUID, seen: int, sent: told.PoliceSaid) -> None:
    """The police where she lives were asked, and those where she goes when they were too.

    Raises
    ------
    WrongState
        Before she has said yes, or when the move is firm or over.
    """
    _consulted(a, _find(a, transfer, seen), sent.receiving)


def consulted(a: Acting, transfer: UUID, *, receiving: bool) -> None:
    """The police say so themselves; her household was locked, and the move waits for them.

    Raises
    ------
    NotFound
        When there is no such move.
    """
    _consulted(a, transfers.of(a.tx, transfer), receiving)


def _consulted(a: Acting, found: dict[str, Any], receiving: bool) -> None:
    both = {"receiving_police_at": a.now} if receiving else {}
    if found["state"] is TransferState.POLICE_CONSULTED:
        transfers.note(a.tx, found["id"], **both)
        if receiving:
            consulting = TaskKind.POLICE_CONSULT
            tasks.done_about(a.tx, consulting, found["id"], by=a.actor.account, now=a.now)
        _record(a, found["referral"], found["id"])
        return
    _take(a, found, TransferState.POLICE_CONSULTED, police_consulted_at=a.now, **both)
    if not receiving and found["reason"] in FOR_SAFETY:
        _ask_the_police(a, found)


def say_danger(a: Acting, transfer: UUID, seen: int, sent: Reasoned) -> Asked:
    """One person says that she must go at once, before the police are reached; a second must agree.

    Raises
    ------
    WrongState
        When it was said already, or the move is firm or over.
    """
    found = _find(a, transfer, seen)
    made = two_persons.ask(
        a,
        ApprovalKind.MOVE_AT_ONCE,
        "transfer",
        transfer,
        why=Why(sent.purpose, sent.reason),
        referral=found["referral"],
        move=found["reason"].value,
    )
    return two_persons.waiting(a, made)


def make_firm(
    a: Acting, offer: UUID, seen: int, sent: told.Firm, pictures: Pictures
) -> dict[str, Any]:
    """Her place in the new house is kept until she is there; every rule was asked again.

    Raises
    ------
    NotFound
        When there is no such offer, or its household has no open move.
    WrongState
        When the house has not said yes, she has not, or the move is firm already.
    SecondPersonNeeded
        For her safety: when the police of both places were not asked, and no two said that she
        must go at once (H18).
    Malformed
        When she would be there in the past, or later than a place is kept; or within two days of
        a day in court, unless she moves for her safety or for that day (O19).
    Blocked, CallFirst, UnitTaken, HoldOver
        As for her yes to an offer, or because her old unit is somebody else's before she can be
        there; then nothing has changed.
    """
    found = locked_with_company(a, offer, seen)
    move = transfers.open_of(a.tx, found["household"])
    if move is None:
        raise WrongState
    if found["state"] not in (OfferState.SHELTER_YES, OfferState.SHOWN):
        raise WrongState
    must_be_held(found, a.now)
    _asked_the_police(move)
    if not a.now < sent.move_by <= a.now + AT_MOST:
        raise Malformed("/move_by", "within_14_days")
    _not_around_a_hearing(a, found["household"], move["reason"], local_date(sent.move_by))
    booking = Booking.of(a, found)
    household, by = found["household"], a.by
    hers = [*offers.held_units(a.tx, household), *transfers.units_of(a.tx, move["placement"])]
    standing = recheck(a, booking, pictures, beside=hers)
    # Her house may have been found meanwhile: then this is a move for her safety by now.
    move = transfers.open_of(a.tx, household, locked=True)
    assert move is not None, "her household is locked"
    _asked_the_police(move)
    # The old unit is hers until she is there, also when its nights would be over before that.
    kept_to = local_date(sent.move_by + LATE) + timedelta(days=1)
    holds.extend(a.tx, move["placement"], None, until=kept_to, by=by)
    stay_limits.ends_later(a, move["placement"], move["until"], kept_to)
    stays = offers.held_stays(a.tx, offer)
    holds.keep(a.tx, household=household, stays=stays, until=sent.move_by + LATE, by=by)
    _give_up_others(a, household, offer)
    offers.change(
        a.tx,
        offer,
        OfferState.TAKEN,
        by,
        household=household,
        closed_at=a.now,
        hold_until=None,
        rule_set=standing.rules.version,
    )
    _take(
        a,
        move,
        TransferState.FIRM,
        offer_id=offer,
        to_shelter_id=found["shelter"],
        move_by=sent.move_by,
    )
    return transfers.find(a.tx, move["id"], **_who(a))


def arrive(a: Acting, transfer: UUID, seen: int) -> None:
    """She is in the new house: in this transaction the old placement ends and the new one begins.

    Raises
    ------
    WrongState
        When the move is not firm, or her place begins on a later day.
    HoldOver
        When her place was not kept so long.
    """
    found = _find(a, transfer, seen)
    if found["state"] is not TransferState.FIRM:
        raise WrongState
    if a.actor.role is Role.SHELTER and found["to_shelter"] != a.actor.shelter:
        raise WrongState  # the house that she leaves cannot say that she is elsewhere
    household, place = found["household"], transfers.place_of(a.tx, found["offer"])
    if place.nights.start > a.today:
        raise WrongState
    first = max(place.nights.start, a.tonight)
    holds.lock_both(a.tx, found["placement"], household)
    holds.end(a.tx, found["placement"], last=first, departure=Departure.OTHER_SHELTER, by=a.by)
    there = _into_her_place(a, found, first)
    holds.arrive(a.tx, there, by=a.by)
    referrals.set_state(a.tx, household, ReferralState.ARRIVED, by=a.actor.account, at=a.now)
    journeys.she_came(a, found["offer"])
    residents.end(a, found["placement"], found["until"])
    residents.begin(a, there, referral=found["referral"], shelter=found["to_shelter"])
    nights = NightSpan(first, place.nights.end)
    stay_limits.ask_for_exemption(a, there, found["referral"], nights)


def cancel(a: Acting, transfer: UUID, seen: int, sent: told.CallMoveOff) -> None:
    """She does not move: what was kept for her is free, and she lives where she lives.

    Raises
    ------
    WrongState
        When the move is over, or she is said not to have come by one that was never firm.
    """
    found = _find(a, transfer, seen)
    _end(a, found, sent.not_arrived)
    _lives_on(a, found["household"])
    if sent.not_arrived in journeys.MISSING:
        journeys.still_missing(a, found["referral"])


def cancel_with_placement(a: Acting, household: UUID) -> None:
    """She is not in the house out of which she was to move; nothing is kept for that move any more."""
    move = transfers.open_of(a.tx, household)
    if move is not None:
        _end(a, move)


def of_her_leaving(a: Acting, household: UUID, departure: Departure) -> dict[str, Any] | None:
    """The firm move that begins with her leaving, with its units locked; any other is called off.

    A house that says that she has left says what its firm move told it to expect, and nobody there
    calls a move off. A coordinator who says that she went elsewhere does. When the move has fallen
    through by then, somebody looks for her.
    """
    locks.households(a.tx, [household])
    begins = a.actor.role is Role.SHELTER or departure is Departure.OTHER_SHELTER
    move = transfers.open_of(a.tx, household)
    if move is None:
        fell = transfers.fell_through_since(a.tx, household, a.now - LONGEST)
        if begins and fell is not None:
            journeys.still_missing(a, fell)
        return None
    if move["state"] is not TransferState.FIRM or not begins:
        _end(a, move)
        return None
    if not transfers.is_kept(a.tx, move["id"], a.now):
        fall_through(a, move["id"], household)
        journeys.still_missing(a, move["referral"])
        return None
    holds.lock_both(a.tx, move["placement"], household)
    return move


def set_out(a: Acting, move: dict[str, Any], night: date) -> None:
    """Her old stay is over from this night on: the place that was kept is hers, and awaits her."""
    place = transfers.place_of(a.tx, move["offer"])
    first = max(place.nights.start, a.tonight, night)
    _into_her_place(a, move, first, OrdinaryReason.ON_HER_WAY)


def _into_her_place(
    a: Acting, move: dict[str, Any], first: date, reason: OrdinaryReason = OrdinaryReason.CAME
) -> UUID:
    """What was kept for her is her placement from this night on; she lives nowhere else by now."""
    household, place = move["household"], transfers.place_of(a.tx, move["offer"])
    stays = offers.held_stays(a.tx, move["offer"])
    holds.begin_on(a.tx, stays, first)
    there = holds.accept(
        a.tx,
        household=household,
        stays=stays,
        mode=place.mode,
        rule_set=place.rule_set,
        by=a.by,
        offer=move["offer"],
    )
    offers.release_others(a.tx, household, move["offer"], a.by)
    _take(a, move, TransferState.MOVED, reason=reason, to_placement_id=there)
    transfers.wishes_to_move(a.tx, household, Answer.NO)
    return there


def fall_through(a: Acting, transfer: UUID, household: UUID) -> None:
    """Her place was kept until now and she did not come: the move is off, she lives where she lives.

    Who has to look for her goes on. A move that is over by now, or kept after all, stays as it is.
    """
    locks.households(a.tx, [household])
    move = transfers.open_of(a.tx, household)
    if move is None or move["id"] != transfer or transfers.is_kept(a.tx, transfer, a.now):
        return
    journeys.not_there_yet(a, household)
    _take(a, move, TransferState.CANCELLED)
    _lives_on(a, household)


def _lives_on(a: Acting, household: UUID) -> None:
    if referrals.state_of(a.tx, household) is ReferralState.TRANSFER:
        referrals.set_state(a.tx, household, ReferralState.IN_STAY, by=a.by.account, at=a.now)
    transfers.wishes_to_move(a.tx, household, Answer.NO)


def _end(a: Acting, found: dict[str, Any], reason: NonArrival | None = None) -> None:
    stays = [] if found["offer"] is None else offers.held_stays(a.tx, found["offer"])
    if stays:  # both at once, so that whoever leaves and calls off a move keeps the order of locks
        holds.lock_both(a.tx, found["placement"], found["household"])
    _take(a, found, TransferState.CANCELLED, reason=reason)
    journeys.she_came(a, found["offer"])
    if stays:
        holds.release(a.tx, household=found["household"], stays=stays, by=a.by)


def _asked_the_police(move: dict[str, Any]) -> None:
    if move["reason"] not in FOR_SAFETY or move["danger_second_by"] is not None:
        return
    if move["police_at"] is None or move["receiving_police_at"] is None:
        raise SecondPersonNeeded


def _not_around_a_hearing(a: Acting, household: UUID, reason: TransferReason, day: date) -> None:
    if reason in FOR_SAFETY or reason is TransferReason.COURT:
        return
    if any(abs(day - hearing) <= STILL for hearing in hearings.days_of(a.tx, household)):
        raise Malformed("/move_by", "around_a_day_in_court")


def _give_up_others(a: Acting, household: UUID, offer: UUID) -> None:
    others = [one["id"] for one in offers.held_beside(a.tx, household, offer, a.now)]
    stays = [stay for other in others for stay in offers.held_stays(a.tx, other)]
    if stays:
        holds.release(a.tx, household=household, stays=stays, by=a.by)
    offers.release_others(a.tx, household, offer, a.by)


def _follow_up(a: Acting, move: dict[str, Any], state: TransferState) -> None:
    """What has to be done next, and what need not be done any more."""
    if state in (TransferState.MOVED, TransferState.CANCELLED):
        tasks.drop(a.tx, now=a.now, subjects=[move["id"]])
        return
    done = {
        TransferState.AGREED: TaskKind.TRANSFER,
        TransferState.POLICE_CONSULTED: TaskKind.POLICE_CONSULT,
        TransferState.FIRM: TaskKind.TRANSFER,
    }.get(state)
    if done is not None:
        tasks.done_about(a.tx, done, move["id"], by=a.actor.account, now=a.now)
    if state is TransferState.FIRM:
        _set(a, TaskKind.TRAVEL, move, NEXT_WITHIN)
    elif move["reason"] in FOR_SAFETY:
        if state is TransferState.AGREED:
            _ask_the_police(a, move)
        _find_a_place(a, move, PLACE_FOR_SAFETY_WITHIN)
    else:
        _find_a_place(a, move, PLACE_WITHIN)


def _ask_the_police(a: Acting, move: dict[str, Any]) -> None:
    _set(a, TaskKind.POLICE_CONSULT, move, NEXT_WITHIN)


def _find_a_place(a: Acting, move: dict[str, Any], within: timedelta) -> None:
    """Somebody looks for the house she moves to, until it is firm or called off."""
    _set(a, TaskKind.TRANSFER, move, within)


def _set(a: Acting, kind: TaskKind, move: dict[str, Any], within: timedelta) -> None:
    about = About("transfer", move["id"])
    due = a.now + within
    tasks.set_(a.tx, kind, now=a.now, due_at=due, referral=move["referral"], subject=about)


def _take(a: Acting, found: dict[str, Any], state: TransferState, **values: Any) -> None:  # noqa: ANN401
    transfers.take(a.tx, found["id"], state, a.by, household=found["household"], **values)
    _follow_up(a, found, state)
    _record(a, found["referral"], found["id"])


def _record(a: Acting, referral: UUID, transfer: UUID) -> None:
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part="move", id=str(transfer))


def _find(a: Acting, transfer: UUID, seen: int) -> dict[str, Any]:
    if a.actor.role is Role.SHELTER and a.actor.shelter is None:
        raise NotFound
    found = transfers.locked(a.tx, transfer, seen, **_who(a))
    act_on(a, found["referral"])
    return found


def _who(a: Acting) -> dict[str, Any]:
    return {"account": a.actor.account, "role": a.actor.role, "shelter": a.actor.shelter}


def _danger_stamp(a: Acting, asked: Question) -> str:
    found = transfers.find(a.tx, asked.subject, **_who(a))
    if found["danger_second_by"] is not None or found["state"] not in (
        TransferState.PROPOSED,
        TransferState.AGREED,
        TransferState.POLICE_CONSULTED,
    ):
        raise WrongState
    return str(found["reason"].value)


def _in_danger(a: Acting, asked: Approval, second: UUID) -> None:
    transfers.note(a.tx, asked.subject, danger_first_by=asked.asked_by, danger_second_by=second)
    assert asked.referral is not None, "a move is of a case"
    a.record(
        AuditAct.REFERRAL_CHANGED,
        "referral",
        asked.referral,
        part="move",
        danger=True,
        second=str(second),
    )


two_persons.register(ApprovalKind.MOVE_AT_ONCE, Act(_danger_stamp, _in_danger))
