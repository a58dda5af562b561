"""Reporting and clearing a compromise; setting a rule aside by named persons (9.1, 8.5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.contract import safety as told
from app.contract.approvals import Asked, Reasoned
from app.errors import Malformed, SecondPersonNeeded
from app.places.gazetteer import Gazetteer
from app.store import duty, merging, networks, outside, referrals, safety, shelters
from app.store.approvals import Approval
from app.store.refusals import NotFound, Stale, WrongState
from app.store.walls import StepOut
from app.use_cases import moves_needed, two_persons
from app.use_cases.acting import Acting
from app.use_cases.members import act_on
from app.use_cases.two_persons import Act, Question, Why
from matching.rules import RULEBOOK
from matching.vocabulary import (
    CompromiseLevel,
    CompromiseScope,
    Rule,
    ShelterStatus,
    WaivedBy,
)
from models.words import ApprovalKind, AuditAct, DutyPost, Role

WAIVER_DAYS = 14
NOT_YET = frozenset({Rule.H05})
"""Set aside for a pair of women who both wish it (9.6), and nothing records for which: a waiver for one
house would let her near every other woman there, so none is taken (docs/decisions/0250)."""
APART_FROM_HER_REFERRER = frozenset({Rule.H02, Rule.H03, Rule.H04, Rule.H05})
"""Rules that whoever took her referral may not set aside (domain 8.5, 6)."""
BY_PEOPLE = frozenset(
    {
        WaivedBy.COORDINATOR,
        WaivedBy.TWO,
        WaivedBy.TWO_WITH_POLICE,
        WaivedBy.TWO_WITH_HEALTH,
    }
)


def report(a: Acting, sent: told.NewCompromise, places: Gazetteer) -> told.Reported:
    """The report counts from this moment: no new household is booked into what it bars (H04).

    A CONFIRMED report towards everybody closes the house, and its residents become P1. For each
    resident whom the report bars from there a move is proposed at once; nobody is moved by it.

    Raises
    ------
    NotFound
        When there is no such shelter. For an on-call worker also when the shelter was never
        offered to a case of hers, or none of hers fears that person or network; for the police
        when none of their cases fears whom they name, or they have no case. They learn nothing of
        what others have, nor whether a case of theirs lives there.
    Malformed
        When the network or the person is not known, or not to somebody who is kept away from the
        case that fears the person.
    """
    match a.actor.role:
        case Role.ON_CALL:
            if not safety.is_of_her_cases(
                a.tx, a.actor.account, shelter=sent.shelter, actor=sent.actor, network=sent.network
            ):
                raise NotFound
        case Role.POLICE:
            if not outside.may_report(
                a.tx, a.actor.account, a.now, actor=sent.actor, network=sent.network
            ):
                raise NotFound
            if not outside.lives_there(a.tx, a.actor.account, a.now, sent.shelter):
                # The same answer, so that it tells nobody where she lives; and no house is closed
                # by an officer of whose cases none is in it.
                sent = sent.model_copy(update={"level": CompromiseLevel.SUSPECTED})
            with a.tx.as_service(StepOut.OUTSIDE):
                return _reported(a, sent, places)
        case _:
            _must_be_known(a, sent)
    return _reported(a, sent, places)


def _must_be_known(a: Acting, sent: told.NewCompromise) -> None:
    if sent.network is not None and not networks.all_known(a.tx, {sent.network}):
        raise Malformed("/network", "not_known")
    if sent.actor is not None and not safety.actor_known(
        a.tx, sent.actor, account=a.actor.account, role=a.actor.role
    ):
        raise Malformed("/actor", "not_known")


def _reported(a: Acting, sent: told.NewCompromise, places: Gazetteer) -> told.Reported:
    made = _recorded(
        a,
        places,
        shelter_id=sent.shelter,
        scope=sent.scope,
        level=sent.level,
        network_id=sent.network,
        actor_id=sent.actor,
    )
    return told.Reported(id=made, version=1)


def known_to(
    a: Acting, shelter: UUID, actor: UUID, level: CompromiseLevel, places: Gazetteer
) -> None:
    """Somebody she fears may know her house; whoever said so named none and is told of none."""
    _recorded(
        a,
        places,
        shelter_id=shelter,
        scope=CompromiseScope.ACTOR,
        level=level,
        network_id=None,
        actor_id=actor,
        unnamed=True,
    )


def _recorded(a: Acting, places: Gazetteer, **said: Any) -> UUID:  # noqa: ANN401 - its columns
    shelter, level = said["shelter_id"], said["level"]
    closed = said["scope"] is CompromiseScope.GENERAL and level is CompromiseLevel.CONFIRMED
    status = {"status": ShelterStatus.COMPROMISED} if closed else {}
    safety.mark_shelter(a.tx, shelter, **status)
    made = safety.add_report(a.tx, now=a.now, by=a.actor.account, **said)
    for later in _carried_on(a, said["actor_id"]):
        safety.add_report(a.tx, now=a.now, by=a.actor.account, **{**said, "actor_id": later})
    a.record(AuditAct.COMPROMISE_REPORTED, "shelter", shelter, level=level.value)
    moves_needed.look(a, places, shelter=shelter)
    return made


def _carried_on(a: Acting, actor: UUID | None) -> list[UUID]:
    """Him in the later cases of whoever fears him: a report of him counts there too."""
    return [] if actor is None else merging.carried_on(a.tx, actor)


def change(
    a: Acting, compromise: UUID, seen: int, sent: told.CompromiseChange, places: Gazetteer
) -> told.CompromiseTold:
    """The report is as sure as that by now, and never less sure by the word of one.

    Raises
    ------
    SecondPersonNeeded
        When it would become less sure: two clear it, and what is left is reported anew.
    """
    found = safety.report(a.tx, compromise)
    if found["cleared"]:
        raise WrongState
    if found["level"] is CompromiseLevel.CONFIRMED and sent.level is CompromiseLevel.SUSPECTED:
        raise SecondPersonNeeded
    closed = found["scope"] is CompromiseScope.GENERAL and sent.level is CompromiseLevel.CONFIRMED
    status = {"status": ShelterStatus.COMPROMISED} if closed else {}
    safety.mark_shelter(a.tx, found["shelter"], **status)
    # A surer report is a new one: its new version makes stale what was asked of the old one.
    safety.change_report(a.tx, compromise, seen, level=sent.level)
    if sent.level is CompromiseLevel.CONFIRMED:
        for later in _carried_on(a, found["actor"]):
            safety.confirm_reports(a.tx, found["shelter"], later)
    a.record(AuditAct.COMPROMISE_REPORTED, "shelter", found["shelter"], level=sent.level.value)
    moves_needed.look(a, places, shelter=found["shelter"])
    return compromise_told(a, compromise)


def clear(a: Acting, compromise: UUID, seen: int, sent: Reasoned) -> Asked:
    """One person asks that it no longer counts; a second one must say so too.

    The house stays closed until a coordinator opens it.

    Raises
    ------
    Stale
        When somebody changed the report since that version was read.
    """
    found = safety.report(a.tx, compromise)
    if found["cleared"]:
        raise WrongState
    if found["version"] != seen:
        raise Stale
    house = shelters.code_names(a.tx, [found["shelter"]])[str(found["shelter"])]
    made = two_persons.ask(
        a,
        ApprovalKind.CLEAR_COMPROMISE,
        "compromise",
        compromise,
        why=Why(sent.purpose, sent.reason),
        apart=[found["reported_by"]],
        shelter=house,
        scope=found["scope"].value,
        level=found["level"].value,
    )
    return two_persons.waiting(a, made)


def _compromise_stamp(a: Acting, asked: Question) -> str:
    found = safety.report(a.tx, asked.subject)
    if found["cleared"]:
        raise WrongState
    return str(found["version"])


def _cleared(a: Acting, asked: Approval, second: UUID) -> None:
    found = safety.report(a.tx, asked.subject)
    safety.change_report(
        a.tx,
        asked.subject,
        found["version"],
        cleared_first_by=asked.asked_by,
        cleared_second_by=second,
        cleared_at=a.now,
        clear_reason=asked.reason,
    )
    safety.mark_shelter(a.tx, found["shelter"])
    a.record(AuditAct.COMPROMISE_CLEARED, "shelter", found["shelter"], second=str(second))


def compromise_told(a: Acting, compromise: UUID) -> told.CompromiseTold:
    """The report as it stands."""
    said = safety.report(a.tx, compromise)
    return told.CompromiseTold(**{n: said[n] for n in told.CompromiseTold.model_fields})


def waive(a: Acting, sent: told.NewWaiver) -> told.WaiverTold:
    """One coordinator sets a rule aside; most rules need a second person as well.

    Raises
    ------
    Malformed
        When nobody may set this rule aside, or the end is not within 14 days.
    SecondPersonNeeded
        When it is the one who took the referral.
    """
    allowed = next(entry.waived_by for entry in RULEBOOK if entry.rule is sent.rule)
    if not BY_PEOPLE & set(allowed) or sent.rule in NOT_YET:
        raise Malformed("/rule", "not_waivable")
    if not a.tonight < sent.expires_on <= a.tonight + timedelta(days=WAIVER_DAYS):
        raise Malformed("/expires_on", "within_14_days")
    case = referrals.find(
        a.tx, sent.referral, account=a.actor.account, role=a.actor.role, lock=True
    )
    shelters.must_exist(a.tx, sent.shelter)
    _not_her_referrer(a, case.referral, sent.rule)
    act_on(a, case.referral)
    waiver = safety.add_waiver(
        a.tx,
        rule=sent.rule,
        household_id=case.household,
        shelter_id=sent.shelter,
        first_by=a.actor.account,
        by_coordinator=True,
        police_statement=sent.police_statement,
        health_professional=sent.health_professional,
        reason=sent.reason,
        decided_on=a.tonight,
        expires_on=sent.expires_on,
    )
    a.record(AuditAct.RULE_WAIVED, "referral", sent.referral, rule=sent.rule.value, persons=1)
    waits = None
    if WaivedBy.COORDINATOR not in allowed:
        waits = two_persons.ask(
            a,
            ApprovalKind.WAIVE_RULE,
            "waiver",
            waiver,
            why=Why(sent.purpose, sent.reason),
            referral=sent.referral,
            rule=sent.rule.value,
            shelter=shelters.code_names(a.tx, [sent.shelter])[str(sent.shelter)],
            expires_on=sent.expires_on.isoformat(),
            police_statement=sent.police_statement,
            health_professional=sent.health_professional,
        )
    return told.WaiverTold(
        id=waiver, rule=sent.rule, expires_on=sent.expires_on, persons=1, waits=waits
    )


def _waiver_stamp(a: Acting, asked: Question) -> str:
    """The case is hers to see and open, the waiver has one person and its days are not over."""
    assert asked.referral is not None, "a waiver is of a case"
    case = referrals.find(a.tx, asked.referral, account=a.actor.account, role=a.actor.role)
    found = safety.waiver(a.tx, asked.subject)
    over = found["expires_on"] <= a.tonight
    if found["second_by"] is not None or over or case.state in referrals.CLOSED:
        raise WrongState
    return str(found["rule"].value)


def _waived(a: Acting, asked: Approval, second: UUID) -> None:
    found = safety.waiver(a.tx, asked.subject)
    safety.second(a.tx, asked.subject, second)
    rule = found["rule"].value
    a.record(
        AuditAct.RULE_WAIVED, "referral", asked.referral, rule=rule, persons=2, second=str(second)
    )


def _one_is_outside_the_shift(a: Acting, asked: Approval) -> bool:
    """Not both of them are of the shift of coordinators now (domain 9.1, W = 2)."""
    both = (asked.asked_by, a.actor.account)
    return not duty.are_of_the_shift(a.tx, both, DutyPost.COORDINATOR, a.now)


def _not_her_referrer(a: Acting, referral: UUID, rule: Rule) -> None:
    took = referrals.taken_by(a.tx, referral)
    if rule in APART_FROM_HER_REFERRER and took == a.actor.account:
        raise SecondPersonNeeded


two_persons.register(ApprovalKind.CLEAR_COMPROMISE, Act(_compromise_stamp, _cleared))
two_persons.register(
    ApprovalKind.WAIVE_RULE, Act(_waiver_stamp, _waived, _one_is_outside_the_shift)
)
