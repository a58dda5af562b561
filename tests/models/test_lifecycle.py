"""The table of steps: what domain 13 draws, and nothing that leads out of a last state."""

from __future__ import annotations

from itertools import pairwise

import pytest

from models.lifecycle import TABLE, NoSuchStep, consequence, last_states, steps, why
from models.words import (
    Consequence,
    DeclineReason,
    Departure,
    Machine,
    OfferState,
    OrdinaryReason,
    Party,
    PlacementState,
    ReferralState,
    RefusalReason,
    TransferReason,
    TransferState,
)

STATES = {
    Machine.REFERRAL: ReferralState,
    Machine.OFFER: OfferState,
    Machine.PLACEMENT: PlacementState,
    Machine.TRANSFER: TransferState,
}
DRAWN = {
    Machine.REFERRAL: """RECEIVED SEARCHING OPTIONS_READY OFFERED ACCEPTED TRAVEL ARRIVED IN_STAY
        TRANSFER ARRIVED LEFT CLOSED""",
    Machine.OFFER: "PROPOSED APPROVED SHELTER_ASKED SHELTER_YES SHOWN TAKEN",
    Machine.PLACEMENT: "ACCEPTED ARRIVED ENDED",
    Machine.TRANSFER: "PROPOSED AGREED POLICE_CONSULTED FIRM MOVED",
}
ASIDE = {
    Machine.REFERRAL: [
        ("OPTIONS_READY", "NEEDS_INFO"),
        ("OPTIONS_READY", "NO_SAFE_BED"),
        ("OFFERED", "OPTIONS_READY"),
        ("ACCEPTED", "OPTIONS_READY"),
        ("TRAVEL", "SEARCHING"),
        *((one, end) for one in ("RECEIVED", "IN_STAY") for end in ("WITHDRAWN", "HANDED_OVER")),
        ("RECEIVED", "SUPPORT_WITHOUT_BED"),
    ],
    Machine.OFFER: [("SHELTER_ASKED", "SHELTER_NO"), ("SHOWN", "DECLINED"), ("SHOWN", "EXPIRED")],
    Machine.PLACEMENT: [("ACCEPTED", "CANCELLED"), ("ACCEPTED", "NOT_ARRIVED")],
    Machine.TRANSFER: [("FIRM", "CANCELLED")],
}
LAST = {
    Machine.REFERRAL: {"CLOSED", "WITHDRAWN", "HANDED_OVER"},
    Machine.OFFER: {"SHELTER_NO", "TAKEN", "DECLINED", "EXPIRED", "RELEASED"},
    Machine.PLACEMENT: {"CANCELLED", "NOT_ARRIVED", "ENDED"},
    Machine.TRANSFER: {"MOVED", "CANCELLED"},
}


@pytest.mark.parametrize("machine", Machine)
def test_the_table_has_what_domain_13_draws(machine: Machine) -> None:
    drawn = DRAWN[machine].split()
    wanted = {*pairwise(drawn), *ASIDE[machine]}
    assert wanted <= set(steps(machine))


@pytest.mark.parametrize("machine", Machine)
def test_nothing_leads_out_of_a_last_state_and_every_other_one_is_left(machine: Machine) -> None:
    assert last_states(machine) == LAST[machine]
    assert {a for a, _ in steps(machine)} | LAST[machine] == {one.value for one in STATES[machine]}


@pytest.mark.parametrize("machine", Machine)
def test_each_step_stands_once_and_goes_somewhere(machine: Machine) -> None:
    pairs = list(steps(machine))
    assert len(pairs) == len(set(pairs)) == len(TABLE[machine])
    assert all(before != after for before, after in pairs)


def test_a_step_has_its_own_reason_and_no_other() -> None:
    told = why(Machine.OFFER, OfferState.SHELTER_ASKED, OfferState.SHELTER_YES)
    assert (told.reason, told.party) == (OrdinaryReason.SAID_YES, Party.HOUSE)
    for after, reason in (
        (OfferState.SHELTER_NO, None),
        (OfferState.SHELTER_NO, DeclineReason.OTHER),
        (OfferState.SHELTER_YES, RefusalReason.FULL),
        (OfferState.TAKEN, OrdinaryReason.SAID_YES),
    ):
        with pytest.raises(NoSuchStep):
            why(Machine.OFFER, OfferState.SHELTER_ASKED, after, reason)


def test_whatever_she_says_no_for_the_house_is_not_offered_again() -> None:
    assert {consequence(reason) for reason in DeclineReason} == {Consequence.NEVER_HERE}


def test_a_house_that_is_full_may_be_asked_again_and_one_that_takes_no_men_may_not() -> None:
    assert consequence(RefusalReason.FULL) is Consequence.LATER
    assert consequence(RefusalReason.GENDER) is Consequence.NEVER_HERE
    assert all(consequence(reason) in Consequence for reason in RefusalReason)


def test_leaving_and_moving_bar_nothing() -> None:
    for reason in (*Departure, *TransferReason):
        assert consequence(reason) is Consequence.NO_EFFECT
