"""The class of a household, from two facts only: a safe bed tonight, and the threat level.

Source: docs/domain.md 10.1 and SG1, SG5: no score, and a decline changes nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from matching.ruleset import RuleSet
from matching.situation import Household
from matching.vocabulary import Answer, NightSpan, Priority, ThreatLevel


def no_safe_bed_tonight(household: Household, compromised_confirmed: bool) -> bool:
    """Whether she has no safe bed for tonight.

    Her word decides; a resident whose house is CONFIRMED known to whom she fears has none,
    whatever was said before. Unknown: a need that nobody answered is tonight.
    """
    return compromised_confirmed or household.tonight is not Answer.NO


def needed_on(
    household: Household, lives_somewhere: bool, agreed: Iterable[NightSpan], tonight: date
) -> date:
    """The first night that she needs and for which no bed is agreed: then a bed is needed.

    ``lives_somewhere``: whether a stay of hers covers tonight; then every night from it on counts.
    ``agreed``: her accepted and begun stays in houses that are not known to whom she fears.
    Source: domain 10.1; a stay that was agreed has its house's limit in its end already.
    """
    night = tonight if lives_somewhere else max(household.needed_from, tonight)
    for span in sorted(agreed, key=lambda one: one.start):
        if night in span:
            night = span.end
    return night


def priority(
    household: Household,
    t_eff: ThreatLevel,
    needed: date,
    compromised_confirmed: bool,
    tonight: date,
    rules: RuleSet,
) -> Priority:
    """The class in which the plan counts her; ``needed``: see :func:`needed_on`.

    Unit: days; a bed that is needed in exactly ``bed_needed_within_days`` days is P3.
    Source: domain 10.1. Unknown: tonight unknown is tonight; the level answers for itself.
    """
    if no_safe_bed_tonight(household, compromised_confirmed):
        return Priority.P1 if t_eff >= ThreatLevel.T3 else Priority.P2
    soon = (needed - tonight).days <= rules.bed_needed_within_days
    return Priority.P3 if soon else Priority.P4
