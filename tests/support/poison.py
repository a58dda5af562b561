"""Hostile records: impossible, extreme or broken, each in one way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from matching.geography import Place
from matching.situation import Household, Need, NightsUsed, Shelter, Situation
from matching.vocabulary import (
    Criticality,
    HouseholdId,
    SearchConsent,
    ServiceType,
    ShelterId,
    ShelterStatus,
    UnitId,
)
from tests.support.builders import danger, household, shelter, unit

FAR = 10**30
NOWHERE = Place(0.0, 0.0)


def _broken_place() -> Place:
    place = Place(1.0, 1.0)
    object.__setattr__(place, "lat", float("nan"))
    return place


HOUSEHOLDS: dict[str, Callable[[], dict[str, Any]]] = {
    "ends when time ends": lambda: {"planned_until": date.max, "permit_until": date.max},
    "begins when time ends": lambda: {"needed_from": date.max},
    "began with time": lambda: {"waiting_since": datetime.min.replace(tzinfo=UTC)},
    "is safe for ever": lambda: {"safe_until": datetime.max.replace(tzinfo=UTC)},
    "fears a place that is none": lambda: {"danger": (danger(_broken_place()),)},
    "fears the whole world": lambda: {"danger": (danger(NOWHERE, reported_radius_km=1e300),)},
    "is nowhere": lambda: {"where_now": _broken_place()},
    "needs it within ages": lambda: {
        "needs": (Need(service=ServiceType.GP, criticality=Criticality.IMPORTANT, max_minutes=FAR),)
    },
    "stayed for ages": lambda: {"nights_used": (NightsUsed(ShelterId("s0"), FAR),)},
    "has no members": lambda: {"members": ()},
    "has words for members": lambda: {"members": ("somebody",)},
    "has no threat": lambda: {"threat": None},
    "has a number for wishes": lambda: {"wishes": 7},
}
SHELTERS: dict[str, Callable[[], dict[str, Any]]] = {
    "has ages of beds": lambda: {"units": (unit("", beds=FAR),)},
    "has no policy": lambda: {"acceptance": None},
    "has no rule of stay": lambda: {"stay": None},
    "has words for services": lambda: {"services": ("all",)},
    "has no features": lambda: {"features": None},
}


def spoiled(value: Any, changes: dict[str, Any]) -> Any:
    """A copy with fields that no check has seen, as if written by a fault."""
    made = replace(value)
    for name, changed in changes.items():
        object.__setattr__(made, name, changed)
    return made


def poisoned(
    rng: Random, world: Situation, number: int
) -> tuple[Situation, frozenset[HouseholdId], frozenset[ShelterId]]:
    """The world with so many hostile records among its own, and which they are.

    None of them could be placed, or take anybody, if it could be read: whatever changes for anybody
    else is the fault of whoever reads it.
    """
    households: list[Household] = []
    shelters: list[Shelter] = []
    for n in range(number):
        if rng.random() < 0.8:
            how = HOUSEHOLDS[rng.choice(sorted(HOUSEHOLDS))]
            plain = household(f"poison-{n}", search_consent=SearchConsent.REFUSED)
            households.append(spoiled(plain, how()))
        else:
            how = SHELTERS[rng.choice(sorted(SHELTERS))]
            shut = {"zone": rng.choice(world.zones).id, "status": ShelterStatus.PAUSED}
            own = shelter(f"poison-{n}", units=(unit(UnitId(f"poison-{n}-u")),), **shut)
            changes = how()
            if "units" in changes:
                changes["units"] = (replace(*changes["units"], id=UnitId(f"poison-{n}-u")),)
            shelters.append(spoiled(own, changes))
    mixed_h, mixed_s = list(world.households), list(world.shelters)
    for one in households:
        mixed_h.insert(rng.randrange(len(mixed_h) + 1), one)
    for house in shelters:
        mixed_s.insert(rng.randrange(len(mixed_s) + 1), house)
    return (
        spoiled(world, {"households": tuple(mixed_h), "shelters": tuple(mixed_s)}),
        frozenset(h.id for h in households),
        frozenset(s.id for s in shelters),
    )
