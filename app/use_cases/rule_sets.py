"""Proposing a version of the rule set, and activating it by two (domain SG13, O02)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.contract import rule_sets as told
from app.contract.approvals import Asked, Reasoned
from app.errors import Malformed, ReplayNeeded
from app.store import rule_sets, what_ifs
from app.store.approvals import Approval
from app.store.refusals import WrongState
from app.store.rule_sets import BadNumbers
from app.use_cases import two_persons
from app.use_cases.acting import Acting
from app.use_cases.two_persons import Act, Question, Why
from matching.explain_words import RESTRICTED
from models.words import ApprovalKind, AuditAct

KIND = "rule_set"
REPLAY_HOLDS = timedelta(days=1)
"""A replay tells of the last nights for so long."""
LONGEST = 200
"""Characters of one line of a difference."""


def propose(a: Acting, sent: told.NewRuleSet) -> told.RuleSetMade:
    """A version stands beside the one in force; nothing is judged by it yet.

    Raises
    ------
    Malformed
        When a number is not one of the rule set's, or would weaken a rule beyond its meaning.
    NameTaken
        When there is a version of that name.
    """
    try:
        made = rule_sets.propose(a.tx, sent.name, sent.numbers, now=a.now)
    except BadNumbers:
        raise Malformed("/numbers", "not_a_rule_set") from None
    a.record(AuditAct.RULE_SET_PROPOSED, KIND, made)
    return told.RuleSetMade(id=made)


def differs(numbers: dict[str, Any], active: dict[str, Any]) -> list[told.Changed]:
    """Each number in which a version differs from what is in force."""
    return [
        told.Changed(number=name, now=active.get(name), then=then)
        for name, then in sorted(numbers.items())
        if name != "version" and active.get(name) != then
    ]


def activate(a: Acting, rule_set: UUID, sent: Reasoned) -> Asked:
    """Ask that everything is judged by this version; the second person is told the difference.

    Raises
    ------
    NotFound
        When there is no such version.
    WrongState
        When it was activated before, or differs in nothing.
    ReplayNeeded
        When it was not replayed on the last nights against the one in force, within a day.
    """
    found = rule_sets.find(a.tx, rule_set)
    changed = differs(found.numbers, rule_sets.numbers_in_force(a.tx))
    lines = [f"{one.number}: {one.now} -> {one.then}"[:LONGEST] for one in changed]
    if not lines:
        raise WrongState
    lines += _replayed(a, rule_set)
    made = two_persons.ask(
        a,
        ApprovalKind.ACTIVATE_RULE_SET,
        KIND,
        rule_set,
        why=Why(sent.purpose, sent.reason),
        name=found.name,
        differs=lines,
    )
    return two_persons.waiting(a, made)


def _replayed(a: Acting, rule_set: UUID) -> list[str]:
    in_force = rule_sets.in_force(a.tx).version
    found = what_ifs.last_replay(a.tx, rule_set, against=in_force, since=a.now - REPLAY_HOLDS)
    if found is None:
        raise ReplayNeeded
    told = found["replay"]
    counts = zip(("P1", "P2", "P3"), found["unplaced_before"], found["unplaced_after"], strict=True)
    barred = [f"{rule} {number}" for rule, number in told["barred"].items()]
    if told["restricted"]:
        barred.append(f"{RESTRICTED['COORDINATOR'].code} {told['restricted']}")
    return [
        f"replay of {told['nights']} nights, without a bed: "
        + ", ".join(f"{name} {now} -> {then}" for name, now, then in counts),
        f"worse nights: {told['worse_nights']}; of another class: {told['other_class']}; "
        f"of {told['took']} beds taken barred: {', '.join(barred) or 'none'}"[:LONGEST],
    ]


def _stamp(a: Acting, asked: Question) -> str:
    """The version is not activated, and the one in force is that from which the difference was told."""
    rule_sets.hold(a.tx)
    if rule_sets.find(a.tx, asked.subject).activated_at is not None:
        raise WrongState
    return rule_sets.in_force(a.tx).version


def _activated(a: Acting, asked: Approval, second: UUID) -> None:
    rule_sets.activate(a.tx, asked.subject, by=asked.asked_by, now=a.now)
    a.record(AuditAct.RULE_SET_ACTIVATED, KIND, asked.subject, second=str(second))


two_persons.register(ApprovalKind.ACTIVATE_RULE_SET, Act(_stamp, _activated))
