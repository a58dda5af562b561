"""The class of a household, from two facts only: a safe bed tonight, and the threat level.

Source: docs/domain.md 10.1 and SG1, SG5: no score, and a decline changes nothing here.
"""

from __future__ import annotations

from datetime import date

from matching.ruleset import RuleSet
from matching.situation import Household, Stay
from matching.vocabulary import Answer, Priority, ThreatLevel


def no_safe_bed_tonight(household: Household, compromised_confirmed: bool) -> bool:
    """Whether she has no safe bed for tonight.

    Her word decides; a resident whose house is CONFIRMED known to whom she fears has none,
    whatever was said before. Unknown: a need that nobody answered is tonight.
    """
    return compromised_confirmed or household.tonight is not Answer.NO


def priority(
    household: Household,
    t_eff: ThreatLevel,
    current_stay: Stay | None,
    compromised_confirmed: bool,
    tonight: date,
    rules: RuleSet,
    *,
    compromised_suspected: bool,
) -> Priority:
    """The class in which the plan counts her.

    Unit: days; a bed that is needed in exactly ``bed_needed_within_days`` days is P3.
    Source: domain 10.1; a stay that was agreed has its house's limit in its end already.
    Unknown: tonight unknown is tonight; the level answers for itself.
    """
    if no_safe_bed_tonight(household, compromised_confirmed):
        return Priority.P1 if t_eff >= ThreatLevel.T3 else Priority.P2
    needed_on = household.needed_from if current_stay is None else current_stay.span.end
    soon = (needed_on - tonight).days <= rules.bed_needed_within_days
    return Priority.P3 if soon or compromised_suspected else Priority.P4
