"""Writing down her name or number: sealed at once, when it is needed, by who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import select, text

from app.contract.cases import CaseChanged
from app.contract.disclosures import ContactNumber, Identity
from app.errors import KeysAway, Malformed, StepUpNeeded
from app.store.nights import local_date
from app.store.refusals import NotFound, Stale, WrongState
from app.store.tokens import Actor
from app.use_cases.acting import Acting
from app.use_cases.disclosure import writing
from app.vault.keys import FileMasterKey, MasterKey
from models.audit import AuditEventRecord
from models.household import HouseholdRecord
from models.words import AuditAct, OfferState, ReferralState, Role, SealedGroup
from tests.security.disclosing import NOW, Case, World

IDENTITY, CONTACT = SealedGroup.IDENTITY, SealedGroup.CONTACT
BORN = date(1990, 5, 17)


def version(world: World, case: Case) -> int:
    with world.owner() as session:
        return session.get_one(HouseholdRecord, case.household).version


def write(
    world: World,
    case: Case,
    group: SealedGroup,
    *,
    who: Actor | None = None,
    row: UUID | None = None,
    born: date | None = BORN,
    seen: int | None = None,
    master: MasterKey | None = None,
) -> CaseChanged:
    who, master = who or case.coordinator, master or world.service.master
    seen = version(world, case) if seen is None else seen
    with world.service.store.transaction(who) as tx:
        a = Acting(tx, who, NOW)
        if group is IDENTITY:
            sent = Identity(name="Amina Warsame", birth_date=born)
            return writing.write_identity(a, case.referral, row or case.person, seen, sent, master)
        number = ContactNumber(number="+4799999999")
        return writing.write_contact(a, case.referral, row or case.contact, seen, number, master)


def shown(world: World, case: Case, group: SealedGroup) -> dict[str, Any]:
    return world.open(case.coordinator, world.ask(case.coordinator, case.own(group))).model_dump()


def kept(world: World, case: Case) -> str:
    """All that stands of them in the tables of sealed fields, as it is stored."""
    with world.owner() as session:
        tables = {"persons_sealed": ("person_id", case.person)}
        tables |= {"contacts_sealed": ("contact_id", case.contact)}
        return str(
            [
                session.execute(
                    text(f"SELECT * FROM {table} WHERE {column} = :id"), {"id": row}
                ).all()
                for table, (column, row) in tables.items()
            ]
        )


def written(world: World, case: Case) -> list[Any]:
    e = AuditEventRecord
    with world.owner() as session:
        acts = select(e.actor_id, e.detail).where(
            e.act == AuditAct.SEALED_WRITTEN, e.subject_id == case.referral
        )
        return [tuple(row) for row in session.execute(acts.order_by(e.seq))]


def test_what_is_written_is_sealed_and_read_by_who_may_read_it(world: World) -> None:
    case = world.case()
    before = version(world, case)
    for step, group in enumerate((IDENTITY, CONTACT), 1):
        changed = write(world, case, group)
        assert (changed.id, changed.version) == (case.referral, before + step)
        assert version(world, case) == before + step
    assert {**shown(world, case, IDENTITY), **shown(world, case, CONTACT)}.items() >= {
        ("value", "+4799999999")
    }
    hers = shown(world, case, IDENTITY)
    assert (hers["name"], str(hers["birth_date"])) == ("Amina Warsame", "1990-05-17")
    for plain in ("Amina", "1990", "+47"):
        assert plain not in kept(world, case)
    who = case.coordinator.account
    assert written(world, case) == [(who, {"group": "IDENTITY"}), (who, {"group": "CONTACT"})]


def test_a_name_that_is_written_without_a_birth_date_leaves_the_one_of_before(world: World) -> None:
    case = world.case()
    before = shown(world, case, IDENTITY)["birth_date"]
    write(world, case, IDENTITY, born=None)
    hers = shown(world, case, IDENTITY)
    assert (hers["name"], hers["birth_date"]) == ("Amina Warsame", before)


@pytest.mark.parametrize(("day", "good"), [("1899-12-31", False), ("1900-01-01", True)])
def test_whoever_lives_may_have_been_born_in_the_last_century(day: str, *, good: bool) -> None:
    sent = {"name": "Amina Warsame", "birth_date": day}
    if good:
        assert str(Identity.model_validate(sent).birth_date) == day
        return
    with pytest.raises(ValidationError):
        Identity.model_validate(sent)


def test_a_child_may_be_born_today_and_nobody_after_it(world: World) -> None:
    case = world.case()
    today = local_date(NOW)
    write(world, case, IDENTITY, born=today)
    assert str(shown(world, case, IDENTITY)["birth_date"]) == today.isoformat()
    acts = written(world, case)
    with pytest.raises(Malformed) as refused:
        write(world, case, IDENTITY, born=today + timedelta(days=1))
    assert refused.value.wrong == [{"at": "/birth_date", "rule": "not_in_the_future"}]
    assert written(world, case) == acts


def test_nobody_needs_a_name_before_she_has_accepted_a_place(world: World) -> None:
    case = world.case(offer=OfferState.SHOWN, referral=ReferralState.OFFERED, placement=None)
    with pytest.raises(WrongState):
        write(world, case, IDENTITY)
    write(world, case, CONTACT)  # how she is reached is needed at once
    assert len(written(world, case)) == 1


@pytest.mark.parametrize("group", [IDENTITY, CONTACT])
def test_a_row_of_another_case_and_an_older_version_change_nothing(
    world: World, group: SealedGroup
) -> None:
    case, other = world.case(), world.case()
    strange = other.person if group is IDENTITY else other.contact
    for row in (strange, uuid4()):
        with pytest.raises(NotFound):
            write(world, case, group, row=row)
    with pytest.raises(NotFound):
        write(world, case, group, who=world.person(Role.ON_CALL))
    with pytest.raises(Stale):
        write(world, case, group, seen=version(world, case) + 1)
    with pytest.raises(KeysAway):
        write(world, case, group, master=FileMasterKey(b"x" * 32))
    assert written(world, case) == written(world, other) == []


def test_a_name_wants_a_step_up(world: World) -> None:
    case = world.case()
    with pytest.raises(StepUpNeeded):
        write(world, case, IDENTITY, who=replace(case.coordinator, stepped_up_until=None))
    assert written(world, case) == []
