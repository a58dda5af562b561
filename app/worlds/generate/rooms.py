"""Units of every house: how many, for whom, and how many beds. Sums are exact where published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp

from app.worlds.generate.chance import Chance, shared_out
from app.worlds.generate.figures import Size
from matching.situation import Unit
from matching.vocabulary import Answer, ResidentsGender, UnitId, UnitKind, UnitSide

FEWEST = 3
"""Units of the smallest house [D]."""
IN_A_WING = 5
"""Units of one wing that adjoin [D]."""
MEN_HOUSE_UNITS = 6
"""Units of a house for men alone [D]; the rest of the men's rooms are a part of other houses."""
_BEDS = {1: 22.0, 2: 33.0, 3: 24.0, 4: 13.0, 5: 5.0, 6: 3.0}
"""About 2.57 beds to a room (NO beds_per_room_women 2020); the sum is made exact."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """Units of each house by number: for women and families, and for men; all beds in order."""

    womens: tuple[int, ...]
    mens: tuple[int, ...]
    _beds: tuple[int, ...]
    _genders: tuple[ResidentsGender, ...]
    _counted: bool
    """Whether the country counts rooms for women and for men; then there are no others."""

    def of(self, number: int, name: str, chance: Chance) -> tuple[Unit, ...]:
        """The units of one house; men's rooms of a shared house are wings of their own, B1 and so on."""
        before = sum(self.womens[:number]) + sum(self.mens[:number])
        count = self.womens[number] + self.mens[number]
        return tuple(
            self._sided(
                _unit(name, n, self._beds[before + n], n >= self.womens[number], chance),
                self._genders[number],
                for_men=n >= self.womens[number],
            )
            for n in range(count)
        )

    def _sided(self, unit: Unit, gender: ResidentsGender, *, for_men: bool) -> Unit:
        """The unit on the side of its part; a flat of a separated house has its own entrance [D].

        Where rooms are counted, such a flat is one of the women's rooms that are published.
        """
        side = UnitSide.MEN if for_men else UnitSide.WOMEN
        flat = unit.kind is UnitKind.FLAT and not (for_men and self._counted)
        if not self._counted and gender is ResidentsGender.MIXED:
            side = UnitSide.UNKNOWN
        elif gender is ResidentsGender.SEPARATED and flat:
            side = UnitSide.EITHER
        return replace(unit, side=side)


def rooms(
    size: Size, genders: Sequence[ResidentsGender], people: Sequence[int], chance: Chance
) -> Rooms:
    """Units by the size of the town, with luck; small houses keep at least three."""
    mens = _mens(size, genders)
    left = size.units - sum(mens)
    others = [n for n, gender in enumerate(genders) if gender is not ResidentsGender.MEN]
    weights = {n: exp(0.5 * chance.bell()) * (1 + people[n]) ** 0.25 for n in others}
    fewest = min(FEWEST, left // max(1, len(others)))
    more = shared_out(left - fewest * len(others), weights)
    womens = tuple(fewest + more[n] if n in more else 0 for n in range(len(genders)))
    counted = size.mens_units is not None
    return Rooms(womens, tuple(mens), tuple(_beds(size, chance)), tuple(genders), counted)


def _mens(size: Size, genders: Sequence[ResidentsGender]) -> list[int]:
    alone = [n for n, gender in enumerate(genders) if gender is ResidentsGender.MEN]
    mens = [0] * len(genders)
    average = size.units / size.shelters
    for n in alone:
        mens[n] = (
            MEN_HOUSE_UNITS if size.mens_units is not None else max(FEWEST, round(average / 2))
        )
    if size.mens_units is None:
        return mens
    shared = {
        n: 1.0
        for n, gender in enumerate(genders)
        if gender in (ResidentsGender.SEPARATED, ResidentsGender.MIXED)
    }
    rest = size.mens_units - sum(mens)
    if rest < 0 or not shared:
        raise ValueError("there are fewer rooms for men than houses for men need")
    for n, count in shared_out(rest, shared).items():
        mens[n] += count
    return mens


def _beds(size: Size, chance: Chance) -> list[int]:
    """Beds of every unit; where the sum is published, single beds are moved until it is met."""
    beds = [chance.weighted(_BEDS) for _ in range(size.units)]
    if size.beds is None:
        return beds
    while (missing := size.beds - sum(beds)) != 0:
        n = chance.whole(0, len(beds) - 1)
        if missing > 0 and beds[n] < max(_BEDS):
            beds[n] += 1
        elif missing < 0 and beds[n] > 1:
            beds[n] -= 1
    return beds


def _unit(name: str, n: int, beds: int, for_men: bool, chance: Chance) -> Unit:
    kind = UnitKind.FLAT if chance.happens(0.15) else UnitKind.ROOM
    if beds >= 4:
        kind = UnitKind.FAMILY if chance.happens(0.7) else UnitKind.FLAT
    elif n == 0:
        kind = UnitKind.ACUTE_ROOM
    letter = "B" if for_men else "A"
    return Unit(
        id=UnitId(f"{name}/{n + 1:02d}"),
        kind=kind,
        beds=beds,
        cots=chance.weighted({0: 55.0, 1: 35.0, 2: 10.0}),
        cot_possible=chance.weighted({Answer.YES: 65.0, Answer.NO: 20.0, Answer.UNKNOWN: 15.0}),
        wheelchair=chance.weighted({Answer.YES: 20.0, Answer.NO: 70.0, Answer.UNKNOWN: 10.0}),
        wing=None if chance.happens(0.1) else f"{letter}{n // IN_A_WING + 1}",
    )
