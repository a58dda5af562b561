"""What a shelter is told of who comes: only after she allowed it, and never why (H12, domain 14)."""

from __future__ import annotations

from uuid import UUID

from app.contract.offers import Brief
from app.places.gazetteer import load_gazetteer
from app.store import cases, home, rule_sets
from app.store.her_word import AsOf, certain, of_callers
from app.use_cases.acting import Acting
from matching import threat
from matching.vocabulary import Answer, MemberRole


def brief(a: Acting, household: UUID) -> Brief | None:
    """Number, bands, language and a routine; None while she has not agreed to tell it."""
    if not cases.may_tell_shelter(a.tx, household, a.now):
        return None
    until = home.until(home.agreed_from(a.tx, household, a.tonight), a.tonight)
    as_of = AsOf(0, until, a.tonight)  # read for this answer alone: no version is asked
    words = of_callers(a.tx, {household: as_of}, now=a.now, map_=load_gazetteer())
    her = certain(words[household])
    level = threat.of_household(her, a.tonight, rule_sets.in_force(a.tx))
    return Brief(
        adults=sum(1 for p in her.members if p.role is MemberRole.ADULT),
        children=sorted(p.age_band for p in her.members if p.role is MemberRole.CHILD),
        languages=sorted(her.languages),
        wheelchair=her.wheelchair is Answer.YES,
        security_routine=int(level),
    )
