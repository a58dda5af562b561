"""An address leaves its seal once, for one named person, after two yeses, or not at all (5.1)."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from app.errors import StepUpNeeded
from app.store.disclosures import ACCEPTED, Taken
from app.store.refusals import NotFound, WrongState
from app.use_cases.acting import Acting
from app.use_cases.disclosure import showing
from models.member import CaseMemberRecord
from models.offer import OfferRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.words import (
    OfferState,
    PlacementState,
    ReferralState,
    Role,
    SealedGroup,
)
from tests.security.disclosing import NIGHTS, NOW, WHY, World, acts, opened_at

ADDRESS, IDENTITY, CONTACT = SealedGroup.ADDRESS, SealedGroup.IDENTITY, SealedGroup.CONTACT
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_an_address_is_shown_once_to_its_recipient_with_one_act(world: World, second) -> None:
    case = world.case()
    made = world.ask(case.coordinator, case.wants(ADDRESS), second=second)
    shown = world.open(case.coordinator, made)
    assert shown.street_address == case.text(ADDRESS)
    assert shown.shown_until == NOW + 10 * MINUTE
    assert (shown.name, shown.birth_date, shown.value) == (None, None, None)
    assert acts(world, made)[-1] == ("ADDRESS_DISCLOSED", WHY.value)
    for later in (NOW, NOW + MINUTE, NOW + 2 * HOUR):
        with pytest.raises(WrongState):
            world.open(case.coordinator, made, later)
    assert [act for act, _ in acts(world, made)].count("ADDRESS_DISCLOSED") == 1


def naive_stands(
    offer: OfferState, referral: ReferralState, placement: PlacementState | None, late: bool
) -> bool:
    """Told again from 5.1: taken, accepted or later and not withdrawn, there or not a day late."""
    if offer.name != "TAKEN":
        return False
    if referral.name not in ("ACCEPTED", "TRAVEL", "ARRIVED", "IN_STAY", "TRANSFER"):
        return False
    if placement is None or placement.name in ("ENDED", "CANCELLED", "NOT_ARRIVED"):
        return False
    return placement.name == "ARRIVED" or not late


def test_all_states_of_offer_referral_and_placement_before_and_after_the_day() -> None:
    noon = datetime.fromisoformat("2026-03-02T11:00:00+00:00")  # noon in Oslo of her first night
    checked = 0
    for offer, referral, placement, late in itertools.product(
        OfferState, ReferralState, (None, *PlacementState), (False, True)
    ):
        made = Taken(uuid4(), uuid4(), uuid4(), offer, referral, placement, noon - HOUR, NIGHTS)
        now = noon + 24 * HOUR - (timedelta(0) if late else timedelta(seconds=1))
        assert made.stands(now) is naive_stands(offer, referral, placement, late)
        checked += 1
    assert checked == len(OfferState) * len(ReferralState) * 6 * 2 >= 1900


@pytest.mark.parametrize("state", OfferState)
def test_no_offer_but_one_that_is_taken_opens_anything(world: World, state: OfferState) -> None:
    case = world.case(offer=state)
    if state is OfferState.TAKEN:
        world.ask(case.coordinator, case.wants(ADDRESS))
    else:
        for actor, group in ((case.coordinator, ADDRESS), (case.staff, IDENTITY)):
            with pytest.raises(WrongState):
                world.ask(actor, case.wants(group))


def against_the_table(session: Session, table: str) -> None:
    """From here on the owner sets states that no step leads to; nobody else has this database."""
    session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER state_may_follow"))


@pytest.mark.parametrize("state", ReferralState)
def test_a_referral_that_is_not_accepted_or_is_over_closes_what_was_agreed(
    world: World, second, state: ReferralState
) -> None:
    case = world.case()
    made = world.ask(case.coordinator, case.wants(ADDRESS), second=second)
    closed = NOW if state is ReferralState.CLOSED else None
    with world.owner() as session:
        against_the_table(session, "referrals")
        session.execute(
            update(ReferralRecord)
            .where(ReferralRecord.id == case.referral)
            .values(state=state, closed_at=closed)
        )
    if state in ACCEPTED:
        assert world.open(case.coordinator, made).street_address
        return
    for act in (
        lambda: world.open(case.coordinator, made),
        lambda: world.ask(case.coordinator, case.wants(ADDRESS)),
    ):
        with pytest.raises(WrongState):
            act()
    assert opened_at(world, made) is None


@pytest.mark.parametrize("state", [OfferState.DECLINED, OfferState.EXPIRED])
def test_an_offer_that_falls_through_closes_what_was_agreed(world, second, state) -> None:
    case = world.case()
    made = world.ask(case.coordinator, case.wants(ADDRESS), second=second)
    with world.owner() as session:
        against_the_table(session, "offers")
        offer = update(OfferRecord).where(OfferRecord.id == case.offer)
        session.execute(offer.values(state=state))
    with pytest.raises(WrongState):
        world.open(case.coordinator, made)


def test_a_day_without_arrival_closes_it_and_arrival_keeps_it_open(world, second) -> None:
    case = world.case()
    late = datetime.fromisoformat("2026-03-03T12:00:00+00:00")  # 24 h after her yes at 12 UTC
    early = late - timedelta(seconds=1)
    made = [world.ask(case.coordinator, case.wants(ADDRESS), early, second=second) for _ in "123"]
    assert world.open(case.coordinator, made[0], early).street_address
    with pytest.raises(WrongState):
        world.open(case.coordinator, made[1], late)
    with world.owner() as session:
        hers = update(PlacementRecord).where(PlacementRecord.offer_id == case.offer)
        session.execute(hers.values(state=PlacementState.ARRIVED, arrived_at=early))
    assert world.open(case.coordinator, made[2], late).street_address


def test_what_was_not_opened_within_a_day_never_is(world: World, second) -> None:
    case = world.case(placement=PlacementState.ARRIVED, referral=ReferralState.IN_STAY)
    made = [world.ask(case.coordinator, case.wants(ADDRESS), second=second) for _ in "12"]
    day = timedelta(hours=24)
    last = NOW + day - timedelta(seconds=1)
    assert world.open(case.coordinator, made[0], last).street_address
    with pytest.raises(WrongState):
        world.open(case.coordinator, made[1], NOW + day)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("group", SealedGroup)
def test_every_role_before_and_after_acceptance(world: World, second, role, group) -> None:
    """Only whom the matrix names, in the state that it names; standing on the case is not enough."""
    by_acceptance = {ADDRESS: {Role.COORDINATOR}, IDENTITY: {Role.SHELTER}, CONTACT: {Role.SHELTER}}
    own = {IDENTITY: {Role.COORDINATOR}, CONTACT: {Role.COORDINATOR}, ADDRESS: set()}
    before = world.case(offer=OfferState.SHOWN, referral=ReferralState.OFFERED, placement=None)
    after = world.case()
    shelter = world.shelter if role is Role.SHELTER else None
    actor = world.person(role, shelter)
    for case in (before, after):
        world.stand_on(case, actor)
        stands = case is after and role in by_acceptance[group]
        if stands:
            made = world.ask(actor, case.wants(group), second=second)
            assert case.text(group) in str(world.open(actor, made).model_dump())
        else:
            with pytest.raises((NotFound, WrongState)):
                world.ask(actor, case.wants(group))
        if group is ADDRESS:
            continue
        if role in own[group]:
            made = world.ask(actor, case.own(group))
            assert case.text(group) in str(world.open(actor, made).model_dump())
        else:
            with pytest.raises(NotFound):
                world.ask(actor, case.own(group))


def test_nobody_who_does_not_stand_on_the_case_learns_that_it_is_there(world, second) -> None:
    case = world.case()
    stranger = world.person(Role.COORDINATOR)
    for sent in (case.wants(ADDRESS), case.own(IDENTITY), case.own(CONTACT)):
        with pytest.raises(NotFound):
            world.ask(stranger, sent)
    none = case.wants(ADDRESS).model_copy(update={"offer": uuid4()})
    with pytest.raises(NotFound):
        world.ask(case.coordinator, none)
    made = world.ask(case.coordinator, case.wants(ADDRESS), second=second)
    for actor in (stranger, second, case.staff):
        with pytest.raises(NotFound):
            world.open(actor, made)


def test_staff_of_another_house_get_nothing(world: World) -> None:
    case = world.case()
    other = replace(case.staff, shelter=uuid4())
    with world.service.store.transaction() as tx, pytest.raises(NotFound):
        showing.show_own_address(Acting(tx, other, NOW), case.shelter, WHY, world.service.master)


def test_membership_that_ended_opens_nothing(world: World, second) -> None:
    case = world.case()
    made = world.ask(case.coordinator, case.wants(ADDRESS), second=second)
    with world.owner() as session:
        session.execute(
            update(CaseMemberRecord)
            .where(CaseMemberRecord.account_id == case.coordinator.account)
            .values(ended_at=NOW, ended_by=second.account)
        )
    with pytest.raises(NotFound):
        world.open(case.coordinator, made)


def test_without_a_step_up_nothing_is_asked_and_nothing_is_opened(world: World, second) -> None:
    case = world.case()
    made = world.ask(case.coordinator, case.wants(ADDRESS), second=second)
    for without in (
        replace(case.coordinator, stepped_up_until=None),
        replace(case.coordinator, session=None),
        replace(case.coordinator, stepped_up_until=NOW),
    ):
        for act in (
            lambda who=without: world.ask(who, case.wants(ADDRESS)),
            lambda who=without: world.open(who, made),
        ):
            with pytest.raises(StepUpNeeded):
                act()
    assert opened_at(world, made) is None


def test_what_was_asked_by_an_offer_is_no_reading_of_an_own_case(world: World, second) -> None:
    case = world.case()
    made = world.ask(case.staff, case.wants(IDENTITY), second=second)
    world.stand_on(case, case.staff)
    with pytest.raises(NotFound):
        world.open(replace(case.staff, role=Role.COORDINATOR, shelter=None), made)
    assert opened_at(world, made) is None
