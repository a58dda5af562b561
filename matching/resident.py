"""From when a resident needs her next bed, who stays where she is until her stay ends.

Source: docs/domain.md 9.4 (planned = needs_until - from), 10.1 (for a resident to the end of her stay).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from matching.rules.company import house_is_barred
from matching.situation import Household, NightsUsed, Stay, StayState
from matching.standing import Standing
from matching.vocabulary import Answer, HouseholdId, ShelterId


def ending_soon(
    stays: Iterable[Stay], tonight: date, within_days: int
) -> dict[HouseholdId, list[Stay]]:
    """The agreed beds of tonight that end within so many days; nothing else of a resident is asked."""
    found: dict[HouseholdId, list[Stay]] = {}
    for stay in stays:
        agreed = stay.state is not StayState.HELD and tonight in stay.span
        if agreed and (stay.span.end - tonight).days <= within_days:
            found.setdefault(stay.household, []).append(stay)
    return found


def needs_the_next(
    household: Household, standing: Standing, at_home: Household | None = None
) -> Household:
    """The same, in need of a bed from the end of a stay that is about to end and not before.

    The nights until then count as lived in that house (H09). As she was told she stays whose stay
    is not about to end, who asked to move or has no bed by her own word, and whose house is known,
    or may be, to those she fears, or is barred to her: she may have to go tonight.

    ``at_home``: the same household as it is for the nights of that stay, by which its house is judged,
    where what is known for the nights after it is something else (11.2); None is as she is told.
    """
    tonight, rules = standing.situation.tonight, standing.rules
    mine = standing.stays_of(household.id)
    ending = ending_soon(mine, tonight, rules.bed_needed_within_days).get(household.id, [])
    there = [s for s in mine if s.state is not StayState.HELD and tonight in s.span]
    if not ending or len(ending) < len(there) or not _stays(at_home or household, ending, standing):
        return household
    end = max(stay.span.end for stay in ending)
    homes = {standing.shelter_of[stay.unit] for stay in ending}
    return replace(
        household,
        needed_from=max(household.needed_from, end),
        nights_used=_with(household, homes, (end - tonight).days),
    )


def plan_ends_with_stay(household: Household, standing: Standing) -> bool:
    """Whether she needs no further bed: her own plan is over when her stay is.

    ``household``: as :func:`needs_the_next` tells it.
    """
    stay, until = standing.current_stay(household.id), household.planned_until
    if stay is None or until is None or household.wants_move:
        return False
    return until <= stay.span.end <= household.needed_from


def _stays(household: Household, there: list[Stay], standing: Standing) -> bool:
    """Whether nothing but its end opens the bed she has (H19)."""
    if household.wants_move or household.tonight is not Answer.NO:
        return False
    if standing.known_where_she_lives(household):
        return False
    return not any(house_is_barred(household, stay, standing) for stay in there)


def _with(household: Household, homes: set[ShelterId], nights: int) -> tuple[NightsUsed, ...]:
    used = {one.shelter: one.nights for one in household.nights_used}
    for home in homes:
        used[home] = used.get(home, 0) + nights
    return tuple(NightsUsed(shelter, lived) for shelter, lived in sorted(used.items()))
