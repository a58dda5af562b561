"""Naming whom tasks reach that are late for days."""

from __future__ import annotations

from app.contract import escalation_contacts as told
from app.errors import Malformed
from app.store import escalation_contacts, organisations, tokens
from app.use_cases.acting import Acting
from models.words import AuditAct, Role

NO_CONTACT = frozenset({Role.BATCH, Role.STATISTICS, Role.AUDITOR, Role.REFERRER})
"""They have no tasks, so none reaches them."""


def name(a: Acting, sent: told.NewContact) -> told.ContactSet:
    """Late tasks reach this account; without one they go no further than the duty manager.

    Raises
    ------
    Malformed
        When there is no such verified organisation, or no such account that may have tasks.
    """
    if sent.organisation and not organisations.is_verified(a.tx, sent.organisation):
        raise Malformed("/organisation", "not_known")
    if sent.account is None:
        escalation_contacts.drop(a.tx, sent.organisation)
    else:
        who = tokens.acting(a.tx, sent.account)
        if who is None or who.role in NO_CONTACT:
            raise Malformed("/account", "not_known")
        me = a.actor.account
        escalation_contacts.put(
            a.tx, sent.organisation, sent.account, sent.after_days, by=me, now=a.now
        )
    named = sent.account is not None
    a.record(
        AuditAct.ORGANISATION_CHANGED,
        "organisation",
        sent.organisation,
        part="contact",
        named=named,
    )
    return told.ContactSet(organisation=sent.organisation)
