"""What is read of what is sealed is counted, and a house reads its own address."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.errors import StepUpNeeded
from app.store.refusals import NotFound
from app.use_cases.acting import Acting
from app.use_cases.disclosure import showing
from models.alarm import AlarmRecord
from models.audit import AuditEventRecord
from models.words import AlarmKind, AuditAct, SealedGroup
from tests.security.disclosing import NOW, WHY, World

ADDRESS, IDENTITY = SealedGroup.ADDRESS, SealedGroup.IDENTITY
MINUTE = timedelta(minutes=1)


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
