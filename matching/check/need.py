"""What she needs for all that is agreed: her class, and whether her bed may be left (10.1, H19)."""

from __future__ import annotations

from matching.check.facts import Facts
from matching.check.kindly import told_well
from matching.check.pair import barred_for_good, waived
from matching.check.separation import separated_at
from matching.check.span import (
    ends_soon,
    has_safe_bed,
    known_at,
    standing,
    tonights,
)
from matching.situation import Household, Stay
from matching.vocabulary import Answer, Priority, Rule, ThreatLevel


def priority_of(facts: Facts, household: Household) -> Priority:
    """Class by two facts only: when a safe bed is needed, and T_eff (10.1)."""
    if not has_safe_bed(facts, household):
        return Priority.P1 if facts.t_eff(household) >= ThreatLevel.T3 else Priority.P2
    soon = _days_to_need(facts, household) <= facts.situation.rules.bed_needed_within_days
    return Priority.P3 if soon else Priority.P4


def opened(facts: Facts, household: Household) -> bool:
    """H19. She has no place that stands, or asked, or it is barred for her now, or ends soon.

    Unknown: what a house has only not said opens nothing; a fact does (9.6).
    """
    if household.wants_move or household.tonight is not Answer.NO:
        return True
    return all(
        ends_soon(facts, stay) or barred_there(facts, household, stay)
        for stay in standing(facts, household)
    )


def barred_there(facts: Facts, household: Household, stay: Stay) -> bool:
    """Whether the house of a stay of hers is barred to her by now.

    Whom she would meet there is asked of the nights of that stay (H05).
    """
    shelter = facts.shelters[facts.shelter_of(stay.unit)]
    kindly = told_well(shelter, household, facts.today)
    barred = barred_for_good(facts, household, kindly, facts.today)
    barred.pop(Rule.H12, None)  # consent to a search moves nobody out
    barred.pop(Rule.H16, None)  # a paused intake concerns newcomers
    if any(not waived(facts, household, shelter, rule, by) for rule, by in barred.items()):
        return True
    return separated_at(facts, household, shelter, stay.span)


def _days_to_need(facts: Facts, household: Household) -> int:
    """Days until the first night for which no bed is agreed: from tonight on where she lives
    somewhere, else from when she needs one. What was agreed already keeps the limit of its house.

    No bed is one in a house that is known to those she flees, or one of a later night in a house
    that is barred to her by now.
    """
    night = tonight = facts.situation.tonight
    living = tonights(facts, household)
    if not living:
        night = max(night, household.needed_from)
    hers = [
        stay.span
        for stay in standing(facts, household)
        if not known_at(facts, household, stay)
        if stay in living or not barred_there(facts, household, stay)
    ]
    while ends := [span.end for span in hers if night in span]:
        night = max(ends)
    return (night - tonight).days
