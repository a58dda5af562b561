"""What is dealt out before households are drawn, so that shares come out exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.worlds.generate.chance import Chance, dealt
from app.worlds.generate.figures import (
    CHILDREN,
    DEMAND,
    MEN,
    TRAFFICKING,
    Size,
    referrers,
)
from matching.vocabulary import (
    HouseholdId,
    NetworkId,
    SecurityLevel,
    TargetGroup,
    ThreatLevel,
)


class Roof(StrEnum):
    """Where a household is tonight."""

    NONE = "NONE"
    HELD = "HELD"
    """No bed yet, but a unit is held for her."""
    KNOWN = "KNOWN"
    """In a shelter that he is known to know: P1 (domain 10.1)."""
    ENDING = "ENDING"
    """In a shelter, and the stay ends within a week."""
    STAYING = "STAYING"
    """In a shelter for longer; she wishes to move."""
    ELSEWHERE = "ELSEWHERE"
    """Safe elsewhere tonight."""


URGENT = {Roof.NONE: 68.0, Roof.HELD: 1.0, Roof.KNOWN: 1.0}
_ROOFS = {**URGENT, Roof.ENDING: 10.0, Roof.ELSEWHERE: 12.0, Roof.STAYING: 8.0}
"""Percent of households; about 70 without a safe bed, 16 P3 and 14 P4 [D]."""
MILD = {ThreatLevel.T1: 35.0, ThreatLevel.T2: 65.0}
LARGE = 0.013
MINORS_ALONE = 0.006
_SHAPES = {"large": LARGE, "minor": MINORS_ALONE, "": 1 - LARGE - MINORS_ALONE}

_GROUPS = {
    TargetGroup.TRAFFICKING: TRAFFICKING,
    TargetGroup.PARTNER_VIOLENCE: 0.72 * (1 - TRAFFICKING),
    TargetGroup.FAMILY_VIOLENCE: 0.20 * (1 - TRAFFICKING),
    TargetGroup.UNKNOWN: 0.08 * (1 - TRAFFICKING),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What is dealt out before a household is drawn, so that shares come out exactly."""

    id: HouseholdId
    level: ThreatLevel
    roof: Roof
    group: TargetGroup
    referrer: str
    man: bool
    children: bool
    shape: str
    network: NetworkId | None


def levels(size: Size, free: Mapping[SecurityLevel, int], chance: Chance) -> list[ThreatLevel]:
    """Levels such that S3, and S4, is needed by half as many again as it has free units.

    Raises
    ------
    ValueError
        When the world has too few households for that.
    """
    high = round(DEMAND * free[SecurityLevel.S3])
    extreme = round(DEMAND * free[SecurityLevel.S4])
    rest = size.households - high - extreme
    if rest < 0:
        raise ValueError("the world has too few households for its free units")
    mild = dealt(chance, rest, MILD)
    return chance.shuffled([ThreatLevel.T3] * high + [ThreatLevel.T4] * extreme + mild)


def drafts(
    size: Size,
    free: Mapping[SecurityLevel, int],
    networks: Sequence[NetworkId | None],
    chance: Chance,
) -> list[Draft]:
    count = size.households
    drawn = levels(size, free, chance)
    roofs = dealt(chance, count, _ROOFS)
    groups = dealt(chance, count, _GROUPS)
    agencies = dealt(chance, count, referrers())
    men = dealt(chance, count, {True: MEN, False: 1 - MEN})
    shapes = dealt(chance, count, _SHAPES)
    children = _with_children(shapes, chance)
    labels = iter(networks)
    width = len(str(count))
    drafts = []
    for n in range(count):
        plain = shapes[n] == ""
        roof = roofs[n] if plain else Roof.NONE
        if roof is Roof.KNOWN and drawn[n] < ThreatLevel.T3:
            roof = Roof.STAYING
        trafficking = groups[n] is TargetGroup.TRAFFICKING
        drafts.append(
            Draft(
                id=HouseholdId(f"H-{n + 1:0{width}d}"),
                level=drawn[n],
                roof=roof,
                group=groups[n],
                referrer=agencies[n],
                man=men[n] and plain,
                children=children[n],
                shape=shapes[n],
                network=next(labels, None) if trafficking else None,
            )
        )
    return drafts


def _with_children(shapes: Sequence[str], chance: Chance) -> list[bool]:
    """Four of ten have children, those with many and minors alone among them."""
    plain = [n for n, shape in enumerate(shapes) if not shape]
    wanted = round(CHILDREN * len(shapes)) - (len(shapes) - len(plain))
    chosen = set(chance.some_of(plain, wanted))
    return [bool(shape) or n in chosen for n, shape in enumerate(shapes)]
