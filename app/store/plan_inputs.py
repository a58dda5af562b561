"""What a line of a plan was computed from, as one hash for each part of it (security F13).

A part is her case, the house, the rule set, the reports on the house and what was waived. What is
free, who else lives there and who must be kept apart is no part: a booking asks that anew at its own
minute, and a line whose hash told of it would tell of somebody else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from matching.situation import Household, Shelter, Situation
from matching.vocabulary import HouseholdId, ShelterId
from models.types import word_of

WORDS = {
    "household": "HOUSEHOLD_CHANGED",
    "shelter": "SHELTER_CHANGED",
    "rules": "RULES_CHANGED",
    "reports": "CHANGED_SINCE",
    "waivers": "CHANGED_SINCE",
    "later": "LATER_SHELTER_CHANGED",
}
"""What each part is called where a line is refused."""


def digest(value: object) -> bytes:
    """SHA-256 of a value of the core; the same in every process, whatever the order of a set."""
    return hashlib.sha256("".join(_written(value)).encode()).digest()


def inputs(
    situation: Situation, household: HouseholdId, shelter: ShelterId, later: tuple[ShelterId, ...]
) -> dict[str, str]:
    """The hash of each part of what this line rests on.

    Raises
    ------
    KeyError
        When one of them is not in the picture.
    """
    hers = next(h for h in situation.households if h.id == household)
    houses = {s.id: s for s in situation.shelters}
    return Parts(situation).of(hers, houses[shelter], tuple(houses[one] for one in later))


class Parts:
    """The parts of one picture; what many lines share is hashed once."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._rules = digest(situation.rules).hex()
        self._houses: dict[ShelterId, str] = {}

    def of(
        self, household: Household, shelter: Shelter, later: tuple[Shelter, ...]
    ) -> dict[str, str]:
        """The hash of each part."""
        reports = [c for c in self._situation.compromises if c.shelter == shelter.id]
        waived = [
            w
            for w in self._situation.waivers
            if (w.household, w.shelter) == (household.id, shelter.id)
        ]
        return {
            "household": digest(household).hex(),
            "shelter": self._house(shelter),
            "rules": self._rules,
            "reports": digest(frozenset(reports)).hex(),
            "waivers": digest(frozenset(waived)).hex(),
            "later": digest([self._house(one) for one in later]).hex(),
        }

    def _house(self, shelter: Shelter) -> str:
        if shelter.id not in self._houses:
            self._houses[shelter.id] = digest(as_asked_anew(shelter)).hex()
        return self._houses[shelter.id]


def as_asked_anew(shelter: Shelter) -> Shelter:
    """The house without what it says of the moment: that it has room, and which rooms are shut."""
    units = tuple(replace(unit, out_of_service=()) for unit in shelter.units)
    return replace(shelter, vacancy_confirmed_at=None, units=units)


def changed(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """In closed words which parts are others by now; empty when none is."""
    return sorted({word for part, word in WORDS.items() if before.get(part) != now.get(part)})


def whole(parts: dict[str, str]) -> str:
    """One hash over all parts."""
    return digest([f"{name} {parts[name]}" for name in sorted(parts)]).hex()


def _written(value: Any) -> Iterator[str]:  # noqa: ANN401 - any value of the core
    if is_dataclass(value):
        yield f"{type(value).__name__}("
        for one in fields(value):
            yield f"{one.name}="
            yield from _written(getattr(value, one.name))
            yield ","
        yield ")"
    elif isinstance(value, frozenset):
        yield from _listed("{", sorted("".join(_written(one)) for one in value))
    elif isinstance(value, (tuple, list)):
        yield from _listed("[", ["".join(_written(one)) for one in value])
    elif isinstance(value, Enum):
        yield word_of(value)
    else:
        yield repr(value)


def _listed(kind: str, written: list[str]) -> Iterator[str]:
    yield kind
    for one in written:
        yield f"{len(one)}:{one},"
