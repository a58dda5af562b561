"""A placement from her yes to her leaving: arrive, call off, end (domain 13)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.contract import offers as told
from app.errors import Malformed, NotFound
from app.store import holds, placements, referrals
from app.store.refusals import WrongState
from app.use_cases import journeys, residents, stay_limits, transfers
from app.use_cases.acting import Acting
from app.use_cases.members import act_on
from models.words import Departure, NonArrival, PlacementState, ReferralState, Role


def arrive(a: Acting, placement: UUID, seen: int) -> None:
    """She is there.

    Raises
    ------
    WrongState
        When she had arrived before, the placement was called off, or it begins on a later day.
    """
    found = _find(a, placement, seen)
    if found["nights"].start > a.today:
        raise WrongState  # her bed of tonight is another one, and somebody still looks out for her
    holds.arrive(a.tx, placement, by=a.by)
    referrals.touch(a.tx, found["household"])
    referrals.set_state(
        a.tx, found["household"], ReferralState.ARRIVED, by=a.actor.account, at=a.now
    )
    journeys.she_came(a, found["offer"])
    residents.begin(a, placement, referral=found["referral"], shelter=found["shelter"])
    stay_limits.ask_for_exemption(a, placement, found["referral"], found["nights"])


def call_off(a: Acting, placement: UUID, seen: int, sent: told.CallOff) -> None:
    """She does not come; the units are free from this moment, and she is looked for again.

    Raises
    ------
    Malformed
        When why she did not come is said of a place that was merely called off.
    """
    found = _find(a, placement, seen)
    why = PlacementState(sent.why)
    missing = why is PlacementState.NOT_ARRIVED
    if not missing and sent.reason is not None:
        raise Malformed("/reason", "with_not_arrived")
    reason = (sent.reason or NonArrival.UNKNOWN) if missing else None
    holds.call_off(a.tx, placement, why=why, by=a.by, reason=reason)
    state = ReferralState.SEARCHING if missing else ReferralState.OPTIONS_READY
    referrals.settle(a.tx, found["household"], state, by=a.actor.account, at=a.now)
    journeys.she_came(a, found["offer"])
    if reason in journeys.MISSING:
        journeys.still_missing(a, found["referral"])


def end(a: Acting, placement: UUID, seen: int, sent: told.Leaving) -> None:
    """She left; the nights become what they were. With another bed to go to her case goes on.

    With a firm move she has set out: its place is hers from now on, and somebody hears when she does
    not come.

    Raises
    ------
    Malformed
        When she would leave before she came, or is still to leave.
    """
    found = _find(a, placement, seen)
    if sent.first_night_away > a.today:
        raise Malformed("/first_night_away", "not_in_the_future")
    if sent.first_night_away < found["nights"].start:
        raise Malformed("/first_night_away", "before_she_came")
    departure = Departure(sent.departure)
    move = transfers.of_her_leaving(a, found["household"], departure)
    holds.end(
        a.tx,
        placement,
        last=sent.first_night_away,
        departure=departure,
        destination=sent.destination,
        by=a.by,
    )
    if move is not None:
        transfers.set_out(a, move, sent.first_night_away)
    residents.end(a, placement, found["nights"].end)
    referrals.touch(a.tx, found["household"])
    goes_to = referrals.settle(
        a.tx,
        found["household"],
        ReferralState.LEFT,
        by=a.actor.account,
        at=a.now,
        reason=departure,
    )
    if goes_to is ReferralState.LEFT:
        referrals.start_clock(a.tx, found["household"], a.now)
    if move is not None:
        journeys.left_for(a, found["household"], move["offer"])


def _find(a: Acting, placement: UUID, seen: int) -> dict[str, Any]:
    if a.actor.role is Role.SHELTER and a.actor.shelter is None:
        raise NotFound
    found = placements.find(
        a.tx,
        placement,
        account=a.actor.account,
        role=a.actor.role,
        shelter=a.actor.shelter,
    )
    placements.must_be(found, seen)
    act_on(a, found["referral"])
    return found
