"""Who may ask for something sealed, for whom, and who takes the question back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from app.errors import ApprovalStale, Malformed, SecondPersonNeeded
from app.store import approvals, members
from app.store.refusals import ConstraintBroken, NotFound, WrongState
from app.store.tokens import Actor
from app.use_cases import two_persons
from app.use_cases.acting import Acting
from app.use_cases.disclosure import asking
from models.account import AccountRecord
from models.audit import AuditEventRecord
from models.consent import ConsentRecord
from models.disclosure import DisclosureRecord
from models.words import (
    AccountStatus,
    AuditAct,
    PlacementState,
    ReferralState,
    Role,
    SealedGroup,
)
from tests.security.disclosing import NOW, World, acts, opened_at

ADDRESS, IDENTITY, CONTACT = SealedGroup.ADDRESS, SealedGroup.IDENTITY, SealedGroup.CONTACT
MINUTE = timedelta(minutes=1)


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
