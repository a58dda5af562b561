"""An option in plain words for her: what it is, what is there, how long, and why it is safe.

Source: docs/domain.md 13, 14; the words are closed lists, so that none of them can name a place.
"""

from __future__ import annotations

from matching.bundles import adjoin
from matching.costs.services import reach_minutes
from matching.explain import Reader, reasons
from matching.explain_words import Words
from matching.plain_words import (
    KIND,
    LONG,
    SEVERAL_UNITS,
    THEN_MOVE,
    THERE,
    UNIT,
    UNITS_IN_ONE_HOUSE,
    WOMEN_STAFF,
    YOU_DECIDE,
    Long,
)
from matching.plan import Option
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.vocabulary import Answer, PlanMode

FEW_NIGHTS, MANY_NIGHTS = 14, 60
"""Nights below which it is days, and from which on it is months."""


def plain(
    household: Household, shelter: Shelter, option: Option, standing: Standing
) -> tuple[Words, ...]:
    """What she is told of this option, in this order; the last word is that she may say no.

    Unknown: what is not known is not said.
    """
    return (
        KIND[shelter.kind],
        *_units(shelter, option),
        *([WOMEN_STAFF] if shelter.women_only_staff is Answer.YES else []),
        *_there(shelter, standing),
        *_how_long(option),
        *reasons(household, shelter, standing, Reader.SURVIVOR),
        YOU_DECIDE,
    )


def _units(shelter: Shelter, option: Option) -> list[Words]:
    hers = [unit for unit in shelter.units if unit.id in option.units]
    kinds = {unit.kind for unit in hers}
    words = [UNIT[kind] for kind in UNIT if kind in kinds]
    if len(hers) < 2:
        return words
    return [*words, SEVERAL_UNITS if adjoin(hers) else UNITS_IN_ONE_HOUSE]


def _there(shelter: Shelter, standing: Standing) -> list[Words]:
    tonight, rules = standing.situation.tonight, standing.rules
    return [
        THERE[service] for service in THERE if reach_minutes(shelter, service, tonight, rules) == 0
    ]


def _how_long(option: Option) -> list[Words]:
    nights = (option.span.end - option.span.start).days
    long = Long.DAYS if nights < FEW_NIGHTS else Long.WEEKS
    words = LONG[Long.MONTHS if nights >= MANY_NIGHTS else long]
    return [words, THEN_MOVE] if option.mode is PlanMode.SEGMENTED else [words]
