"""H09: how long she may stay."""

from __future__ import annotations

from matching.plan import Because, Block
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.stay import ways
from matching.vocabulary import Exemption, Rule, WaivedBy


def stay_fits_limit(household: Household, shelter: Shelter, standing: Standing) -> Block | None:
    """H09. The house's limit leaves a way to stay: within it, by exemption, or a first segment.

    Unit: nights, those used there in the last 365 days taken off. Source: domain 9.1, 9.4. One
    night is enough for who has no safe bed tonight.
    Unknown: a limit not known is 42 nights and an exemption not known is none; a call may lift
    both.
    """
    planned, shortest = standing.plan_span(household), standing.shortest_first_segment(household)
    if ways(household, shelter, planned, shortest, standing.rules):
        return None
    policy = shelter.stay
    told = policy.limit_known and policy.exemption is not Exemption.UNKNOWN
    return Block(Rule.H09, WaivedBy.COORDINATOR, Because.FACT if told else Because.UNKNOWN)
