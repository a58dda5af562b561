"""She is told all that is kept of her, and nothing of other people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.errors import StepUpNeeded
from app.store import disclosures
from app.store.refusals import NotFound
from app.use_cases import referrals as acts
from app.use_cases.acting import Acting
from app.use_cases.disclosure import subject_report
from matching.vocabulary import Answer
from models.audit import AuditEventRecord
from models.consent import ConsentRecord
from models.household import HouseholdRecord
from models.member import CaseMemberRecord
from models.words import AuditAct, Role, SealedGroup
from tests.security.disclosing import NOW, World


def test_her_report_holds_her_words_and_nothing_of_others(world: World) -> None:
    case, other = world.case(), world.case()
    with world.owner() as session:
        hers = update(HouseholdRecord).where(HouseholdRecord.id == case.household)
        session.execute(hers.values(wheelchair=Answer.YES, languages=["som"]))
    with world.service.store.transaction(case.coordinator) as tx:
        made = subject_report.report(Acting(tx, case.coordinator, NOW), case.referral)()
    whole = made.model_dump_json()
    assert "wheelchair: YES" in made.text
    assert "som" in whole
    assert "consents" in {part.what for part in made.parts}
    for stranger in (
        case.coordinator.account,
        case.staff.account,
        case.shelter,
        other.referral,
        other.household,
        other.person,
    ):
        assert str(stranger) not in whole
    assert "canary" not in whole, "what is sealed is not opened for it"
    e = AuditEventRecord
    with world.owner() as session:
        made_of = select(e.actor_id).where(e.act == AuditAct.SUBJECT_REPORT_MADE)
        assert session.execute(made_of).scalars().all() == [case.coordinator.account]


def test_nobody_else_gets_it_and_nobody_without_a_step_up(world: World) -> None:
    case = world.case()
    for actor in (world.person(Role.COORDINATOR), world.person(Role.ADMIN), case.staff):
        with pytest.raises(NotFound), world.service.store.transaction() as tx:
            subject_report.report(Acting(tx, actor, NOW), case.referral)
    asleep = replace(case.coordinator, stepped_up_until=None)
    with pytest.raises(StepUpNeeded), world.service.store.transaction() as tx:
        subject_report.report(Acting(tx, asleep, NOW), case.referral)


def test_a_consent_taken_back_ends_who_stood_on_the_case_by_it_on_the_next_request(world) -> None:
    case, second = world.case(), world.person(Role.COORDINATOR)
    member = world.stand_on(case, second)
    waiting = world.ask(case.coordinator, case.wants(SealedGroup.ADDRESS))
    with world.owner() as session:
        consent = session.execute(
            select(ConsentRecord.id).where(ConsentRecord.household_id == case.household)
        ).scalar_one()
        session.execute(
            update(CaseMemberRecord).where(CaseMemberRecord.id == member).values(consent_id=consent)
        )
        version = session.get_one(HouseholdRecord, case.household).version
    later = NOW + timedelta(minutes=1)
    with world.service.store.transaction(case.coordinator) as tx:
        acts.withdraw_consent(Acting(tx, case.coordinator, later), case.referral, consent, version)
    with pytest.raises(NotFound), world.service.store.transaction() as tx:
        subject_report.report(Acting(tx, second, later), case.referral)
    with world.service.store.transaction() as tx:
        assert disclosures.find(tx, waiting).closed_at == later
    with world.owner() as session:
        assert session.get_one(CaseMemberRecord, member).ended_at == later
