"""What is paid for her: asked for by one, above a limit decided by another, paid, and refunded (K01-K06)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from app.contract import expenses as told
from app.countries.profile import Country
from app.errors import Malformed, NotFound, SecondPersonNeeded
from app.store import expenses, referrals, tasks
from app.store.refusals import WrongState
from app.use_cases.acting import Acting
from app.use_cases.referrals import mine
from models.words import AuditAct, ExpenseState, TaskKind

TOGETHER = timedelta(days=30)
"""Expenses of one kind within it count together against the limit."""
DECIDED_IN = timedelta(days=3)
SUBJECT = "expense"
S = ExpenseState
NEXT: Mapping[ExpenseState, ExpenseState] = MappingProxyType(
    {S.APPROVED: S.REQUESTED, S.REFUSED: S.REQUESTED, S.PAID: S.APPROVED, S.REFUNDED: S.PAID}
)
"""From where a claim comes into each state."""


def ask(a: Acting, referral: UUID, sent: told.NewExpense, country: Country) -> told.Expenses:
    """It waits for a yes; above the limit for that of somebody else.

    Raises
    ------
    NotFound
        When there is no such case for this person.
    Malformed
        When no verified organisation of that code name is there.
    """
    mine(a, referral)
    refunder = None if sent.organisation is None else expenses.refunder(a.tx, sent.organisation)
    if sent.organisation is not None and refunder is None:
        raise Malformed("/organisation", "not_known")
    together = expenses.lately(a.tx, referral, sent.kind, a.now - TOGETHER) + sent.amount_ore
    made = expenses.add(
        a.tx,
        referral_id=referral,
        kind=sent.kind,
        amount_ore=sent.amount_ore,
        payer=sent.payer,
        organisation_id=refunder,
        dual=together > country.dual_control_ore,
        requested_at=a.now,
        requested_by=a.actor.account,
        changed_at=a.now,
    )
    about = tasks.About(SUBJECT, made)
    due = a.now + DECIDED_IN
    tasks.set_(a.tx, TaskKind.EXPENSE, now=a.now, due_at=due, referral=referral, subject=about)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part=SUBJECT, id=str(made))
    return _told(a, referral)


def step(a: Acting, referral: UUID, expense: UUID, sent: told.ExpenseStep) -> told.Expenses:
    """It is approved or refused, then paid, then refunded by who is named.

    Raises
    ------
    NotFound
        When there is no such case for this person, or no such expense of it.
    SecondPersonNeeded
        When it is above the limit and this person asked for it.
    WrongState
        When it is not that far, or nobody is named who refunds it.
    """
    mine(a, referral)
    found, to = expenses.find(a.tx, referral, expense), ExpenseState(sent.to)
    if found["state"] is not NEXT[to] or (to is S.REFUNDED and found["organisation"] is None):
        raise WrongState
    values = {"state": to, "changed_at": a.now}
    if to in (S.APPROVED, S.REFUSED):
        if found["dual"] and found["requested_by"] == a.actor.account:
            raise SecondPersonNeeded
        values |= {"decided_at": a.now, "decided_by": a.actor.account}
        tasks.done_about(a.tx, TaskKind.EXPENSE, expense, by=a.actor.account, now=a.now)
    if to is S.PAID:
        values |= {"paid_at": a.now}
    expenses.change(a.tx, expense, **values)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part=SUBJECT, to=to.value)
    return _told(a, referral)


def read(a: Acting, referral: UUID) -> told.Expenses:
    """The expenses of a case; that they were read is recorded.

    Raises
    ------
    NotFound
        When there is no such case, or this person does not stand on it.
    """
    referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    a.record(AuditAct.CASE_READ, "referral", referral, part=SUBJECT)
    return _told(a, referral)


def refunds(a: Acting, country: Country) -> told.Refunds:
    """What each organisation refunds, by quarter, of the cases that this person may know of."""
    rows = expenses.refunds(a.tx, country.time_zone, account=a.actor.account, role=a.actor.role)
    return _refunds(rows, country)


def own_refunds(a: Acting, country: Country) -> told.Refunds:
    """What the own organisation refunds, by quarter; no case and no person is in it.

    Raises
    ------
    NotFound
        When the account works for none.
    """
    if a.actor.organisation is None:
        raise NotFound
    return _refunds(expenses.own_refunds(a.tx, country.time_zone, a.actor.organisation), country)


def _refunds(rows: list[dict[str, Any]], country: Country) -> told.Refunds:
    found = []
    for row in rows:
        left = row["paid_ore"] - row["refunded_ore"]
        above = row["paid_ore"] > country.refund_from_ore
        found.append(told.RefundTold(**row, open_ore=left, above=above))
    return told.Refunds(currency=country.currency, refunds=found)


def _told(a: Acting, referral: UUID) -> told.Expenses:
    rows = expenses.of_case(a.tx, referral)
    return told.Expenses(expenses=[told.ExpenseTold(**row) for row in rows])
