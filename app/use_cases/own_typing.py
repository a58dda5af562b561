"""How long whoever typed a fact of the threat picture may still correct it alone (decision 0022)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.store import referrals, threat_facts
from app.store.threat_facts import Facts
from app.use_cases.acting import Acting

OWN_TYPING = timedelta(hours=1)
"""A call and what is typed after it; she might have typed it so at first."""


def stands_beside(a: Acting, household: UUID) -> Facts:
    """The facts that this person makes graver alone and never less grave.

    What she typed herself within the hour is none of them, until somebody else has judged since, or
    a bed is held for her.
    """
    rests_on_it = referrals.has_bed(a.tx, household, a.now)
    since = a.now if rests_on_it else a.now - OWN_TYPING
    return threat_facts.before(a.tx, household, by=a.actor.account, since=since)
