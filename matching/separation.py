"""Whether two households would come too close: one house, or for T3 and T4 one municipality.

Source: docs/domain.md 9.1 H05. Municipality is tested on zones: zones that meet count as one [D].
"""

from __future__ import annotations

from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.vocabulary import HouseholdId, NightSpan, ThreatLevel


def too_close(one: Shelter, other: Shelter, highest: ThreatLevel, standing: Standing) -> bool:
    """Whether two separated households may not stay in these two shelters on one night.

    ``highest`` is the higher level of the two: the one in more danger decides.
    Unknown: a shelter without a zone may be anywhere, so it is too close for T3 and T4.
    """
    if one.id == other.id:
        return True
    if highest < ThreatLevel.T3:
        return False
    here, there = standing.zone(one), standing.zone(other)
    if here is None or there is None:
        return True
    return here.meets(there, standing.rules.distance_factor)


def meets_somebody(
    household: Household, shelter: Shelter, span: NightSpan, standing: Standing
) -> bool:
    """Whether a stay that stands would be too close to her on a night of the span."""
    level = standing.t_eff(household)
    for other in standing.separated_from(household):
        for stay in standing.stays_of(other):
            if stay.span.meets(span) and too_close(
                shelter,
                standing.shelters[standing.shelter_of[stay.unit]],
                max(level, stay.t_eff),
                standing,
            ):
                return True
    return False


def pairs_apart(standing: Standing) -> tuple[tuple[HouseholdId, HouseholdId], ...]:
    """Every pair of open households that must be kept apart, each once."""
    return tuple(
        (household.id, other)
        for household in standing.situation.households
        for other in sorted(standing.separated_from(household))
        if other in standing.households and household.id < other
    )
