"""An address leaves its seal once, for one named person, after two yeses, or not at all (5.1)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import or_, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.errors import ApprovalStale, KeysAway, Malformed, SecondPersonNeeded, StepUpNeeded
from app.store import approvals, members
from app.store.disclosures import ACCEPTED, Taken
from app.store.refusals import ConstraintBroken, NotFound, Refusal, WrongState
from app.store.tokens import Actor
from app.use_cases import two_persons
from app.use_cases.acting import Acting
from app.use_cases.disclosure import asking, opening, showing
from app.vault.keys import FileMasterKey
from models.account import AccountRecord
from models.alarm import AlarmRecord
from models.audit import AuditEventRecord
from models.consent import ConsentRecord
from models.disclosure import DisclosureRecord
from models.glass import GlassBreakRecord
from models.member import CaseMemberRecord
from models.offer import OfferRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.words import (
    AccountStatus,
    AlarmKind,
    AuditAct,
    GlassReason,
    OfferState,
    PlacementState,
    ReferralState,
    Role,
    SealedGroup,
)
from tests.security.disclosing import NIGHTS, NOW, WHY, Case, World

ADDRESS, IDENTITY, CONTACT = SealedGroup.ADDRESS, SealedGroup.IDENTITY, SealedGroup.CONTACT
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(scope="module")
def second(world: World):
    return world.person(Role.COORDINATOR)


def acts(world: World, disclosure: UUID) -> list[tuple[str, str | None]]:
    """What the chain says of a disclosure."""
    e = AuditEventRecord
    with world.owner() as session:
        rows = session.execute(
            select(e.act, e.purpose)
            .where(
                or_(e.subject_id == disclosure, e.detail["disclosure"].astext == str(disclosure))
            )
            .order_by(e.seq)
        )
        return [(row.act.value, row.purpose) for row in rows]


def opened_at(world: World, disclosure: UUID) -> datetime | None:
    with world.owner() as session:
        return session.get_one(DisclosureRecord, disclosure).opened_at


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


def test_the_second_person_is_told_by_a_work_name_who_will_read_it(world: World) -> None:
    case, colleague = world.case(), world.person(Role.COORDINATOR)
    world.stand_on(case, colleague)
    made = world.ask(case.coordinator, case.wants(ADDRESS, colleague.account))
    with world.service.store.transaction() as tx:
        waiting = approvals.open_about(tx, asking.KIND[ADDRESS], made)
    with world.owner() as session:
        handle = session.get_one(AccountRecord, colleague.account).handle
    assert waiting is not None
    assert waiting.words == {"group": ADDRESS.value, "recipient": handle}


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


def test_who_may_not_ask_for_another_hears_nothing_of_how_the_case_stands(world: World) -> None:
    case, colleague = world.case(referral=ReferralState.LEFT), world.person(Role.COORDINATOR)
    world.stand_on(case, colleague)
    on_call = world.person(Role.ON_CALL)
    world.stand_on(case, on_call)
    for other in (world.person(Role.COORDINATOR), case.staff, on_call):
        for sent in (
            case.wants(ADDRESS, colleague.account),
            case.wants(IDENTITY, colleague.account).model_copy(update={"row": None}),
            case.own(CONTACT).model_copy(update={"recipient": colleague.account}),
        ):
            with pytest.raises(NotFound):
                world.ask(other, sent)
    with pytest.raises(WrongState):
        world.ask(case.coordinator, case.wants(ADDRESS, colleague.account))


def test_staff_of_another_house_get_nothing(world: World) -> None:
    case = world.case()
    other = replace(case.staff, shelter=uuid4())
    with world.service.store.transaction() as tx, pytest.raises(NotFound):
        showing.show_own_address(Acting(tx, other, NOW), case.shelter, WHY, world.service.master)


def test_a_case_of_hers_named_beside_the_offer_of_another_lets_nobody_ask_for_a_colleague(
    world: World,
) -> None:
    mine, other = world.case(), world.case()
    asks = other.wants(ADDRESS, other.coordinator.account)
    both = asks.model_copy(update={"referral": mine.referral})
    with pytest.raises(NotFound):
        world.ask(mine.coordinator, both)
    world.stand_on(other, mine.coordinator)
    assert world.ask(mine.coordinator, both)


def test_a_coordinator_names_another_recipient_who_stands_on_the_case(world, second) -> None:
    case, colleague = world.case(), world.person(Role.COORDINATOR)
    with pytest.raises(NotFound):
        world.ask(case.coordinator, case.wants(ADDRESS, colleague.account))
    world.stand_on(case, colleague)
    made = world.ask(case.coordinator, case.wants(ADDRESS, colleague.account), second=second)
    with pytest.raises(NotFound):
        world.open(case.coordinator, made)
    assert world.open(colleague, made).street_address
    for role in (Role.ON_CALL, Role.POLICE, Role.FOLLOW_UP):
        other = world.person(role)
        world.stand_on(case, other)
        with pytest.raises(NotFound):
            world.ask(case.coordinator, case.wants(ADDRESS, other.account))
    with pytest.raises(NotFound):
        world.ask(case.staff, case.wants(IDENTITY, colleague.account))


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


def test_nobody_agrees_to_an_own_disclosure_whatever_the_code_does(world: World, second) -> None:
    case, colleague = world.case(), world.person(Role.COORDINATOR)
    world.stand_on(case, colleague)
    made = world.ask(case.coordinator, case.wants(ADDRESS, colleague.account))
    with pytest.raises(WrongState):
        world.open(colleague, made)
    for person in (case.coordinator, colleague):
        with pytest.raises(SecondPersonNeeded), world.service.store.transaction() as tx:
            waiting = approvals.open_about(tx, asking.KIND[ADDRESS], made)
            assert waiting is not None
            two_persons.agree(Acting(tx, person, NOW), waiting.id)
    for person in (case.coordinator, colleague):
        with pytest.raises(ConstraintBroken), world.service.store.transaction() as tx:
            asking.agreed(tx, made, person.account, NOW)
    with pytest.raises(DBAPIError), world.owner() as session:
        session.execute(
            update(DisclosureRecord).where(DisclosureRecord.id == made).values(opened_at=NOW)
        )
    with pytest.raises(DBAPIError), world.owner() as session:
        session.execute(
            update(DisclosureRecord).where(DisclosureRecord.id == made).values(needs_second=False)
        )


def broken_by(world: World, case: Case, who: Actor, group: SealedGroup) -> None:
    """She broke the glass for this group a moment ago."""
    with world.owner() as session:
        session.add(
            GlassBreakRecord(
                account_id=who.account,
                referral_id=case.referral,
                field_group=group,
                reason_code=GlassReason.LIFE_IN_DANGER,
                reason="she does not answer",
                broken_at=NOW,
                until=NOW + HOUR,
                review_due=NOW + 24 * HOUR,
            )
        )


def test_a_broken_glass_opens_the_address_alone_for_an_hour_and_no_other_group(world) -> None:
    case, alone = world.case(), world.person(Role.COORDINATOR)
    with pytest.raises(NotFound):
        world.ask(alone, case.wants(ADDRESS))
    broken_by(world, case, alone, ADDRESS)
    last = NOW + HOUR - timedelta(seconds=1)
    first, late = (world.ask(alone, case.wants(ADDRESS), last) for _ in "12")
    assert world.open(alone, first, last).street_address == case.text(ADDRESS)
    assert acts(world, first)[-1] == ("ADDRESS_DISCLOSED", WHY.value)
    for act in (
        lambda: world.open(alone, late, NOW + HOUR),
        lambda: world.ask(alone, case.wants(ADDRESS), NOW + HOUR),
        lambda: world.ask(alone, case.own(IDENTITY)),
    ):
        with pytest.raises(NotFound):
            act()


def test_what_is_asked_for_stands_in_the_chain_with_whom_it_is_for(world: World, second) -> None:
    case = world.case()
    made = world.ask(case.staff, case.wants(IDENTITY), second=second)
    assert world.open(case.staff, made).name == case.text(IDENTITY)
    own = world.ask(case.coordinator, case.own(CONTACT))
    assert world.open(case.coordinator, own).value == case.text(CONTACT)
    e = AuditEventRecord
    for disclosure, group, who, act in (
        (made, IDENTITY, case.staff, "IDENTITY_DISCLOSED"),
        (own, CONTACT, case.coordinator, "SEALED_OPENED"),
    ):
        with world.owner() as session:
            asked = select(e.act, e.detail).where(e.subject_id == disclosure)
            assert [tuple(row) for row in session.execute(asked)] == [
                (
                    AuditAct.APPROVAL_ASKED,
                    {"group": group.value, "recipient": str(who.account)},
                )
            ]
            read = select(e.act, e.subject_id, e.detail, e.actor_id).where(
                e.detail["disclosure"].astext == str(disclosure)
            )
            assert [tuple(row) for row in session.execute(read)] == [
                (
                    AuditAct(act),
                    case.referral,
                    {"group": group.value, "disclosure": str(disclosure)},
                    who.account,
                )
            ]


@pytest.mark.parametrize("by", ["asked", "recipient"])
def test_who_asked_or_was_to_be_told_takes_it_back_once_and_nobody_else(
    world: World, second, by: str
) -> None:
    case, colleague = world.case(), world.person(Role.COORDINATOR)
    world.stand_on(case, colleague)
    made = world.ask(case.coordinator, case.wants(ADDRESS, colleague.account), second=second)
    waits = world.ask(case.coordinator, case.wants(ADDRESS, colleague.account))

    def close(who: Actor, disclosure: UUID, at: datetime = NOW) -> datetime | None:
        with world.service.store.transaction(who) as tx:
            return asking.close(Acting(tx, who, at), disclosure).closed_at

    for other in (second, case.staff):
        with pytest.raises(NotFound):
            close(other, made)
    who = case.coordinator if by == "asked" else colleague
    assert close(who, made) == NOW
    assert close(who, made, NOW + MINUTE) == NOW
    assert [act for act, _ in acts(world, made)] == ["APPROVAL_ASKED", "APPROVAL_REFUSED"]
    with pytest.raises(WrongState):
        world.open(colleague, made)
    close(who, waits)
    with pytest.raises(ApprovalStale), world.service.store.transaction() as tx:
        waiting = approvals.open_about(tx, asking.KIND[ADDRESS], waits)
        assert waiting is not None
        two_persons.agree(Acting(tx, second, NOW), waiting.id)
    assert opened_at(world, made) is None


def test_who_asked_in_a_house_takes_the_question_back_and_no_colleague_of_hers_does(
    world: World,
) -> None:
    case = world.case()
    made = world.ask(case.staff, case.wants(IDENTITY))
    with world.service.store.transaction() as tx:
        waiting = approvals.open_about(tx, asking.KIND[IDENTITY], made)
        assert waiting is not None
        other = world.person(Role.SHELTER, case.shelter)
        with pytest.raises(NotFound):
            two_persons.withdraw(Acting(tx, other, NOW), waiting.id)
        two_persons.withdraw(Acting(tx, case.staff, NOW), waiting.id)
        assert approvals.open_about(tx, asking.KIND[IDENTITY], made) is None


def test_a_row_that_is_missing_or_of_another_case_or_of_none_is_refused(world: World) -> None:
    case, other = world.case(), world.case()
    world.stand_on(other, case.coordinator)
    for group, strange in ((IDENTITY, other.person), (CONTACT, other.contact)):
        for row in (strange, uuid4(), case.referral):
            for who, sent in (
                (case.staff, case.wants(group)),
                (case.coordinator, case.own(group)),
            ):
                with pytest.raises(NotFound):
                    world.ask(who, sent.model_copy(update={"row": row}))
        with pytest.raises(Malformed):
            world.ask(case.staff, case.wants(group).model_copy(update={"row": None}))
        for lacks in ("row", "referral"):
            with pytest.raises(NotFound):
                world.ask(case.coordinator, case.own(group).model_copy(update={lacks: None}))
    with pytest.raises(Malformed):
        world.ask(case.coordinator, case.wants(ADDRESS).model_copy(update={"row": case.shelter}))
    own = case.own(IDENTITY).model_copy(update={"group": ADDRESS, "row": case.shelter})
    with pytest.raises(NotFound):
        world.ask(case.coordinator, own)


def test_a_recipient_who_may_not_act_or_is_nobody_is_not_found(world: World, second) -> None:
    case, colleague = world.case(), world.person(Role.COORDINATOR)
    world.stand_on(case, colleague)
    waits = world.ask(case.coordinator, case.wants(ADDRESS, colleague.account))
    with world.owner() as session:
        session.get_one(AccountRecord, colleague.account).status = AccountStatus.LOCKED
    for nobody in (colleague.account, uuid4()):
        with pytest.raises(NotFound):
            world.ask(case.coordinator, case.wants(ADDRESS, nobody))
    with pytest.raises(ApprovalStale), world.service.store.transaction() as tx:
        waiting = approvals.open_about(tx, asking.KIND[ADDRESS], waits)
        assert waiting is not None
        two_persons.agree(Acting(tx, second, NOW), waiting.id)


def test_whom_a_list_keeps_away_is_told_nothing_she_was_to_be_told(world: World, second) -> None:
    case = world.case()
    for who, group in ((case.coordinator, ADDRESS), (case.staff, IDENTITY)):
        made = world.ask(who, case.wants(group), second=second)
        waits = world.ask(who, case.wants(group))
        with world.service.store.transaction() as tx:
            members.deny(tx, case.referral, who.account, by=second.account, now=NOW)
        with pytest.raises(NotFound):
            world.open(who, made)
        with pytest.raises(NotFound):
            world.ask(who, case.wants(group))
        with pytest.raises(ApprovalStale), world.service.store.transaction() as tx:
            waiting = approvals.open_about(tx, asking.KIND[group], waits)
            assert waiting is not None
            two_persons.agree(Acting(tx, second, NOW), waiting.id)


def test_of_neither_a_case_nor_an_offer_nothing_is_found(world: World) -> None:
    case, colleague = world.case(), world.person(Role.COORDINATOR)
    world.stand_on(case, colleague)
    for recipient in (None, colleague.account):
        sent = case.own(CONTACT).model_copy(update={"referral": None, "recipient": recipient})
        with pytest.raises(NotFound):
            world.ask(case.coordinator, sent)


def test_a_broken_glass_opens_nothing_of_a_place_that_she_has_not_taken(world: World) -> None:
    case = world.case(offer=OfferState.SHOWN, referral=ReferralState.OFFERED, placement=None)
    alone = world.person(Role.COORDINATOR)
    broken_by(world, case, alone, ADDRESS)
    with pytest.raises(NotFound):
        world.ask(alone, case.wants(ADDRESS))


def test_a_broken_glass_stands_for_no_second_person_where_the_matrix_has_none(
    world: World,
) -> None:
    case = world.case()
    broken_by(world, case, case.staff, IDENTITY)
    made = world.ask(case.staff, case.wants(IDENTITY))
    with world.owner() as session:
        found = session.get_one(DisclosureRecord, made)
        assert (found.needs_second, found.by_glass) == (True, False)
    with pytest.raises(WrongState):
        world.open(case.staff, made)


def test_what_was_asked_by_an_offer_is_no_reading_of_an_own_case(world: World, second) -> None:
    case = world.case()
    made = world.ask(case.staff, case.wants(IDENTITY), second=second)
    world.stand_on(case, case.staff)
    with pytest.raises(NotFound):
        world.open(replace(case.staff, role=Role.COORDINATOR, shelter=None), made)
    assert opened_at(world, made) is None


def test_what_was_asked_by_a_broken_glass_needs_its_second_once_that_hour_is_over(
    world: World,
) -> None:
    case, alone = world.case(), world.person(Role.COORDINATOR)
    broken_by(world, case, alone, ADDRESS)
    made = world.ask(alone, case.wants(ADDRESS))
    world.stand_on(case, alone)
    with pytest.raises(WrongState):
        world.open(alone, made, NOW + HOUR)
    assert opened_at(world, made) is None
    assert world.open(alone, made, NOW + HOUR - timedelta(seconds=1)).street_address


def test_staff_of_another_house_are_told_nobody(world: World, second) -> None:
    case, other = world.case(), world.person(Role.SHELTER, world.another_shelter())
    for group in (IDENTITY, CONTACT):
        with pytest.raises(NotFound):
            world.ask(other, case.wants(group))


def test_consent_that_is_taken_back_stops_what_a_house_was_to_be_told(world, second) -> None:
    case = world.case()
    made = world.ask(case.staff, case.wants(IDENTITY), second=second)
    with world.owner() as session:
        hers = update(ConsentRecord).where(ConsentRecord.household_id == case.household)
        session.execute(hers.values(withdrawn_at=NOW))
    with pytest.raises(WrongState):
        world.open(case.staff, made)
    with pytest.raises(WrongState):
        world.ask(case.staff, case.wants(CONTACT))
    never = world.case(consent=False)
    with pytest.raises(WrongState):
        world.ask(never.staff, never.wants(IDENTITY))


def test_consent_that_has_run_out_stops_it_too(world: World, second) -> None:
    case = world.case(placement=PlacementState.ARRIVED, referral=ReferralState.IN_STAY)
    last = NOW + timedelta(days=30) - timedelta(seconds=1)
    world.ask(case.staff, case.wants(IDENTITY), last)
    with pytest.raises(WrongState):
        world.ask(case.staff, case.wants(IDENTITY), NOW + timedelta(days=30))


@pytest.fixture
def chain_cannot_be_written(world: World) -> Iterator[None]:
    """The database refuses every act."""
    with world.owner() as session:
        session.execute(
            text(
                "CREATE FUNCTION no_act() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'full'; END $$"
            )
        )
        session.execute(
            text(
                "CREATE TRIGGER no_act BEFORE INSERT ON audit_events"
                " FOR EACH ROW EXECUTE FUNCTION no_act()"
            )
        )
    yield
    with world.owner() as session:
        session.execute(text("DROP FUNCTION no_act() CASCADE"))


def test_asvs_16_5_3_a_chain_that_cannot_be_written_opens_nothing_100_of_100(
    world: World, second, request, monkeypatch
) -> None:
    case = world.case()
    made = [world.ask(case.coordinator, case.wants(ADDRESS), second=second) for _ in range(100)]
    unsealed: list[int] = []
    real = opening.open_sealed  # type: ignore[attr-defined]

    def counted(*arguments: object) -> str:
        unsealed.append(1)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(opening, "open_sealed", counted)
    request.getfixturevalue("chain_cannot_be_written")
    refused = 0
    for disclosure in made:
        with pytest.raises(DBAPIError):
            world.open(case.coordinator, disclosure)
        refused += 1
    assert (refused, unsealed) == (100, [])
    assert {opened_at(world, disclosure) for disclosure in made} == {None}
    assert all("ADDRESS_DISCLOSED" not in str(acts(world, disclosure)) for disclosure in made)


def test_keys_that_are_away_open_nothing_and_use_nothing_up(world, second, service) -> None:
    case = world.case()
    made = world.ask(case.coordinator, case.wants(ADDRESS), second=second)
    other = FileMasterKey(b"o" * 32)
    with pytest.raises(KeysAway), service.store.transaction() as tx:
        showing.show(Acting(tx, case.coordinator, NOW), made, other)
    assert opened_at(world, made) is None
    assert world.open(case.coordinator, made).street_address


def test_a_value_of_another_house_in_its_place_opens_nothing(world: World, second) -> None:
    from app.vault.open import SealBroken

    case = world.case()
    made = world.ask(case.coordinator, case.wants(ADDRESS), second=second)
    with world.owner() as session:
        keep = session.execute(
            text("SELECT street_address FROM shelters_sealed WHERE shelter_id = :s"),
            {"s": case.shelter},
        ).scalar_one()
        swap = text("UPDATE shelters_sealed SET street_address = :v WHERE shelter_id = :s")
        point = session.execute(
            text("SELECT point FROM shelters_sealed WHERE shelter_id = :s"), {"s": case.shelter}
        ).scalar_one()
        session.execute(swap, {"v": point, "s": case.shelter})
    try:
        with pytest.raises(SealBroken):
            world.open(case.coordinator, made)
        assert acts(world, made)[-1][0] == "ADDRESS_DISCLOSED", "the try stays in the chain"
    finally:
        with world.owner() as session:
            session.execute(swap, {"v": keep, "s": case.shelter})


def alarms_about(world: World, account: UUID) -> list[AlarmKind]:
    with world.owner() as session:
        mine = AlarmRecord.about_account_id == account
        return list(session.execute(select(AlarmRecord.kind).where(mine)).scalars())


def test_the_sixth_sealed_read_of_an_hour_raises_one_alarm(world: World) -> None:
    case = world.case()
    for minute in range(7):
        made = world.ask(case.coordinator, case.own(IDENTITY), NOW + minute * MINUTE)
        world.open(case.coordinator, made, NOW + minute * MINUTE)
        about = alarms_about(world, case.coordinator.account)
        assert about == ([AlarmKind.MANY_SEALED_READS] if minute >= 5 else [])


def test_five_reads_an_hour_raise_none_and_staff_read_their_own_address(world: World) -> None:
    case = world.case()
    for hour in range(12):
        at = NOW + hour * timedelta(minutes=13)
        with world.service.store.transaction() as tx:
            shown = showing.show_own_address(
                Acting(tx, case.staff, at), case.shelter, WHY, world.service.master
            )
        assert shown().street_address == case.text(ADDRESS)
    assert alarms_about(world, case.staff.account) == []
    e = AuditEventRecord
    with world.owner() as session:
        rows = session.execute(
            select(e.act, e.purpose, e.subject_id, e.detail).where(e.actor_id == case.staff.account)
        ).all()
    told = (AuditAct.SEALED_OPENED, WHY.value, case.shelter, {"group": "ADDRESS"})
    assert [tuple(row) for row in rows] == [told] * 12


def test_the_own_address_is_for_those_who_work_there_and_have_shown_who_they_are(
    world: World,
) -> None:
    case = world.case()
    for who, refused in (
        (replace(case.coordinator, shelter=case.shelter), NotFound),
        (replace(case.staff, stepped_up_until=None), StepUpNeeded),
    ):
        with pytest.raises(refused), world.service.store.transaction() as tx:
            showing.show_own_address(Acting(tx, who, NOW), case.shelter, WHY, world.service.master)
    elsewhere = uuid4()
    other = replace(case.staff, shelter=elsewhere)
    with pytest.raises(NotFound), world.service.store.transaction() as tx:
        showing.show_own_address(Acting(tx, other, NOW), elsewhere, WHY, world.service.master)


def test_keys_that_are_away_are_a_refusal_that_may_be_tried_again() -> None:
    assert issubclass(KeysAway, Refusal)
    assert KeysAway.status == 503
