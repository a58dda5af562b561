"""From when a resident needs her next bed, who stays where she is until her stay ends.

Source: docs/domain.md 9.4 (planned = needs_until - from), 10.1 (for a resident to the end of her stay).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from matching.rules.company import house_is_barred
from matching.situation import Household, NightsUsed, Stay
from matching.standing import Standing
from matching.vocabulary import Answer, ShelterId


def needs_the_next(
    household: Household, standing: Standing, at_home: Household | None = None
) -> Household:
    """The same, in need of a bed from the end of what is agreed and not before.

    Told of a resident whose stay is about to end, and of who lives nowhere yet and has a bed agreed
    that ends within the same days: a next bed that is agreed already is lived in too, and the nights
    until then count as used in the house of each (H09). As she was told she stays whose stay is not
    about to end, who asked to move or has no bed by her own word, and whose house is known, or may
    be, to those she fears, or is barred to her: she may have to go tonight. Once told she is told
    the same again: whoever needs a bed from that end on, or from a later day of her own, is left
    alone, so that no night counts twice.

    ``at_home``: the same household as it is for the nights of that stay, by which its house is judged,
    where what is known for the nights after it is something else (11.2); None is as she is told.

    Unknown: a plan of her own that ends before what was agreed for her is outlived. How long she
    needs a bed is not told then, of whomever it is, and it counts as needed for the default horizon.
    """
    household = _without_what_she_outlived(household, standing)
    tonight, soon = standing.situation.tonight, standing.rules.bed_needed_within_days
    lives_somewhere = standing.current_stay(household.id) is not None
    first = tonight if lives_somewhere else standing.plan_span(household).start
    there = [stay for stay in standing.agreed(household.id) if first in stay.span]
    about_to_end = all((stay.span.end - tonight).days <= soon for stay in there)
    if not there or not about_to_end or not _stays(at_home or household, there, standing):
        return household
    end = standing.needed_on(household)
    if household.needed_from >= end:
        return household
    lived = _lived(standing.agreed_beds(household), tonight, end, standing)
    return replace(household, needed_from=end, nights_used=_with(household, lived))


def plan_ends_with_stay(household: Household, standing: Standing) -> bool:
    """Whether she needs no further bed: her own plan ends on the day on which what is agreed ends.

    ``household``: as :func:`needs_the_next` tells it.
    """
    if household.wants_move or not any(standing.agreed(household.id)):
        return False
    return household.planned_until == standing.needed_on(household) <= household.needed_from


def _without_what_she_outlived(household: Household, standing: Standing) -> Household:
    until, agreed = household.planned_until, standing.agreed(household.id)
    if until is None or not any(until < stay.span.end for stay in agreed):
        return household
    return replace(household, planned_until=None)


def _stays(household: Household, there: list[Stay], standing: Standing) -> bool:
    """Whether nothing but its end opens the bed she has (H19)."""
    if household.wants_move or household.tonight is not Answer.NO:
        return False
    if standing.known_where_she_lives(household):
        return False
    return not any(house_is_barred(household, stay, standing) for stay in there)


def _lived(
    beds: Iterable[Stay], tonight: date, end: date, standing: Standing
) -> Counter[ShelterId]:
    """Nights from tonight to that end in each house; of two units of one house a night counts once."""
    nights: set[tuple[ShelterId, date]] = set()
    for stay in beds:
        first, last = max(stay.span.start, tonight), min(stay.span.end, end)
        house = standing.shelter_of[stay.unit]
        nights |= {(house, first + timedelta(days=n)) for n in range((last - first).days)}
    return Counter(house for house, _ in nights)


def _with(household: Household, lived: Counter[ShelterId]) -> tuple[NightsUsed, ...]:
    used = Counter(lived)
    for one in household.nights_used:
        used[one.shelter] += one.nights
    return tuple(NightsUsed(shelter, nights) for shelter, nights in sorted(used.items()))
