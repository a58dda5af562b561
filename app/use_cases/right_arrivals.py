"""An arrival that was recorded wrongly is put right; what stood there before is kept beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.contract import merging as told
from app.errors import Malformed
from app.store import holds, offers, placements, rectifications, referrals, right_arrivals
from app.store.refusals import WrongState
from app.use_cases import journeys, residents, transfers
from app.use_cases.acting import Acting
from app.use_cases.members import act_on
from models.words import (
    AuditAct,
    CasePart,
    PlacementState,
    ReferralState,
)

AT_ONCE = timedelta(minutes=5)
"""The hold between a unit that is free and the placement of whoever is in it already."""


def correct(a: Acting, placement: UUID, seen: int, sent: told.RightArrival) -> UUID:
    """She is there or she is not, and since when; the placement in which that stands now.

    Raises
    ------
    NotFound
        When there is no such placement for this person.
    Stale
        When somebody changed it meanwhile.
    WrongState
        When nothing of it was recorded wrongly that way, or her case is closed.
    Malformed
        When she would have come before her place was hers, or is still to come.
    UnitTaken, UnitOutOfService, AlreadyPlaced
        When she is there and her unit is somebody else's by now; then nothing has changed.
    """
    found = placements.find(
        a.tx, placement, account=a.actor.account, role=a.actor.role, shelter=a.actor.shelter
    )
    placements.must_be(found, seen)
    act_on(a, found["referral"])
    if referrals.state_of(a.tx, found["household"]) in referrals.CLOSED:
        raise WrongState
    stood = f"{found['state'].value} {found['arrived_at'] or ''}".strip()
    match found["state"], sent.arrived:
        case PlacementState.ARRIVED, False:
            there = _is_not_there(a, found)
        case PlacementState.ARRIVED, True if sent.at is not None:
            there = _since(a, found, sent)
        case PlacementState.NOT_ARRIVED, True:
            there = _is_there(a, found)
        case _:
            raise WrongState
    said = "is there" if sent.arrived else "is not there"
    when = "" if sent.at is None else f" since {sent.at.isoformat()}"
    rectifications.add(
        a.tx,
        found["referral"],
        CasePart.STAY,
        before=stood,
        right=f"{said}{when}: {sent.why}"[:280],
        by=a.actor.account,
        now=a.now,
    )
    a.record(AuditAct.RECORD_RECTIFIED, "referral", found["referral"], part=CasePart.STAY.value)
    return there


def _is_not_there(a: Acting, found: dict[str, Any]) -> UUID:
    """She is still expected."""
    placement: UUID = found["id"]
    transfers.cancel_with_placement(a, found["household"])
    holds.not_there_yet(a.tx, placement, by=a.by)
    residents.end(a, placement, found["nights"].end)
    right_arrivals.expected_again(a.tx, found["household"], by=a.actor.account, at=a.now)
    journeys.expected_again(a, found["household"])
    return placement


def _since(a: Acting, found: dict[str, Any], sent: told.RightArrival) -> UUID:
    placement: UUID = found["id"]
    assert sent.at is not None, "the case says so"
    if not right_arrivals.agreed_at(a.tx, placement) <= sent.at <= a.now:
        raise Malformed("/at", "after_her_yes_and_not_in_the_future")
    right_arrivals.came_at(a.tx, placement, sent.at)
    a.record(AuditAct.ARRIVED, "placement", placement, part="since")
    referrals.touch(a.tx, found["household"])
    return placement


def _is_there(a: Acting, found: dict[str, Any]) -> UUID:
    """She came after all: a placement of its own, since nothing leads out of a last state."""
    household, night = found["household"], max(found["nights"].start, a.tonight)
    if night >= found["nights"].end:
        raise WrongState
    # She has a bed: what is held for her is free, and may be the very one that she is in.
    holds.give_up_all(a.tx, household, beside=found["units"], by=a.by)
    offers.release_others(a.tx, household, found["offer"], a.by)
    stays = holds.hold(
        a.tx,
        household=household,
        units=found["units"],
        nights=right_arrivals.from_night(found["nights"], night),
        until=a.now + AT_ONCE,
        by=a.by,
        offer=found["offer"],
    )
    there = holds.accept(
        a.tx,
        household=household,
        stays=stays,
        mode=found["mode"],
        rule_set=right_arrivals.rule_set_of(a.tx, found["id"]),
        by=a.by,
        offer=found["offer"],
    )
    holds.arrive(a.tx, there, by=a.by)
    me = a.actor.account
    for state in (ReferralState.ACCEPTED, ReferralState.ARRIVED):
        referrals.set_state(a.tx, household, state, by=me, at=a.now)
    referrals.touch(a.tx, household)
    journeys.she_came(a, found["offer"])
    residents.begin(a, there, referral=found["referral"], shelter=found["shelter"])
    return there
