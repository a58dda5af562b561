"""Reporting and clearing a compromise; setting a rule aside by named persons (9.1, 8.5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.contract import safety as told
from app.errors import Malformed, SecondPersonNeeded
from app.store import networks, referrals, safety, shelters
from app.store.refusals import NotFound, WrongState
from app.use_cases.acting import Acting
from matching.rules import RULEBOOK
from matching.vocabulary import (
    CompromiseLevel,
    CompromiseScope,
    Rule,
    ShelterStatus,
    WaivedBy,
)
from models.words import AuditAct, Role

WAIVER_DAYS = 14
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


def report(a: Acting, sent: told.NewCompromise) -> told.Reported:
    """The report counts from this moment: no new household is booked into what it bars (H04).

    A CONFIRMED report towards everybody closes the house. Nobody is moved by it; residents become
    P1 in the next run.

    Raises
    ------
    NotFound
        When there is no such shelter. For an on-call worker also when the shelter was never
        offered to a case of hers, or none of hers fears that person or network: she learns
        nothing of what others have, and writes nothing into it.
    Malformed
        When the network or the person is not known.
    """
    if a.actor.role is Role.ON_CALL and not safety.is_of_her_cases(
        a.tx, a.actor.account, shelter=sent.shelter, actor=sent.actor, network=sent.network
    ):
        raise NotFound
    if sent.network is not None and not networks.all_known(a.tx, {sent.network}):
        raise Malformed("/network", "not_known")
    if sent.actor is not None and not safety.actor_known(a.tx, sent.actor):
        raise Malformed("/actor", "not_known")
    closed = sent.scope is CompromiseScope.GENERAL and sent.level is CompromiseLevel.CONFIRMED
    status = {"status": ShelterStatus.COMPROMISED} if closed else {}
    safety.mark_shelter(a.tx, sent.shelter, **status)
    made = safety.add_report(
        a.tx,
        now=a.now,
        by=a.actor.account,
        shelter_id=sent.shelter,
        scope=sent.scope,
        level=sent.level,
        network_id=sent.network,
        actor_id=sent.actor,
    )
    a.record(AuditAct.COMPROMISE_REPORTED, "shelter", sent.shelter, level=sent.level.value)
    return told.Reported(id=made, version=1)


def change(
    a: Acting, compromise: UUID, seen: int, sent: told.CompromiseChange
) -> told.CompromiseTold:
    """The report is as sure as that by now."""
    found = safety.report(a.tx, compromise)
    if found["cleared"]:
        raise WrongState
    closed = found["scope"] is CompromiseScope.GENERAL and sent.level is CompromiseLevel.CONFIRMED
    status = {"status": ShelterStatus.COMPROMISED} if closed else {}
    safety.mark_shelter(a.tx, found["shelter"], **status)
    # A surer report is a new one: whoever began to clear the old one has not seen it.
    again = {"cleared_first_by": None, "clear_reason": None}
    safety.change_report(a.tx, compromise, seen, level=sent.level, **again)
    a.record(AuditAct.COMPROMISE_REPORTED, "shelter", found["shelter"], level=sent.level.value)
    return compromise_told(a, compromise)


def clear(a: Acting, compromise: UUID, seen: int, sent: told.Reason) -> told.CompromiseTold:
    """One person says that it does not hold; with the second it no longer counts.

    The house stays closed until a coordinator opens it.

    Raises
    ------
    SecondPersonNeeded
        When the same person says so again.
    """
    found = safety.report(a.tx, compromise)
    if found["cleared"]:
        raise WrongState
    first = found["cleared_first_by"]
    if first == a.actor.account:
        raise SecondPersonNeeded
    values: dict[str, Any] = (
        {"cleared_first_by": a.actor.account, "clear_reason": sent.reason}
        if first is None
        else {"cleared_second_by": a.actor.account, "cleared_at": a.now}
    )
    safety.change_report(a.tx, compromise, seen, **values)
    if first is not None:
        safety.mark_shelter(a.tx, found["shelter"])
    a.record(AuditAct.COMPROMISE_CLEARED, "shelter", found["shelter"], second=first is not None)
    return compromise_told(a, compromise)


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
    if not BY_PEOPLE & set(allowed):
        raise Malformed("/rule", "not_waivable")
    if not a.tonight < sent.expires_on <= a.tonight + timedelta(days=WAIVER_DAYS):
        raise Malformed("/expires_on", "within_14_days")
    case = referrals.find(
        a.tx, sent.referral, account=a.actor.account, role=a.actor.role, lock=True
    )
    shelters.must_exist(a.tx, sent.shelter)
    _not_her_referrer(a, case.referral, sent.rule)
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
    return told.WaiverTold(id=waiver, rule=sent.rule, expires_on=sent.expires_on, persons=1)


def second(a: Acting, waiver: UUID) -> told.WaiverTold:
    """A second, different person sets the same rule aside.

    Raises
    ------
    SecondPersonNeeded
        When it is the first one, or the one who took the referral.
    WrongState
        When two persons have said so already.
    """
    found = safety.waiver(a.tx, waiver)
    if found["second_by"] is not None:
        raise WrongState
    if found["first_by"] == a.actor.account:
        raise SecondPersonNeeded
    referral = referrals.of_household(a.tx, found["household_id"])
    _not_her_referrer(a, referral, found["rule"])
    safety.second(a.tx, waiver, a.actor.account)
    a.record(AuditAct.RULE_WAIVED, "referral", referral, rule=found["rule"].value, persons=2)
    return told.WaiverTold(id=waiver, rule=found["rule"], expires_on=found["expires_on"], persons=2)


def _not_her_referrer(a: Acting, referral: UUID, rule: Rule) -> None:
    took = referrals.taken_by(a.tx, referral)
    if rule in APART_FROM_HER_REFERRER and took == a.actor.account:
        raise SecondPersonNeeded
