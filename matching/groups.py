"""Identical units of one shelter as one group, whose free units can be counted night by night.

Counting is exact only where every unit of the group is busy for a first stretch and free ever
after: then the stays that stand all share the last night before the plan, an interval graph gives
them different units, and as many stays fit as units are free (interval graphs are perfect). A unit
with a gap before a later block is a group of its own. Source: docs/domain.md 9.1 H01, 10.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from matching.situation import Shelter, Unit
from matching.vocabulary import (
    Answer,
    HouseholdId,
    NightSpan,
    ResidentsGender,
    ShelterId,
    UnitId,
    UnitKind,
    UnitSide,
    value,
)

FOREVER = 10_000
"""Nights; longer than any plan."""


@value
class Held:
    """Nights for which a unit is held; free for its household, busy for everybody else."""

    household: HouseholdId
    since: int
    until: int


@value(kw_only=True)
class Group:
    """Units of one shelter which are alike in everything that a rule or cost reads.

    Nights are counted from the night being planned: night 0 is tonight.
    """

    shelter: ShelterId
    kind: UnitKind
    beds: int
    cots: int
    cot_possible: bool
    wheelchair: bool
    wing: str | None
    side: UnitSide | None
    """Whom it can hold; None in a house where the side is not read."""
    units: tuple[UnitId, ...]
    opens: tuple[int, ...]
    """For each unit in order the first night from which it is free; ascending."""
    closes: int
    """First night of a later block; ``FOREVER`` for all groups of more than one unit."""
    held: tuple[Held, ...] = ()
    """Holds on its unit; a group of more than one unit has none."""

    def free(self, night: int) -> int:
        """Units free in this night, before anything is planned."""
        return 0 if night >= self.closes else sum(1 for opens in self.opens if opens <= night)

    def nights_for(self, household: HouseholdId, night: int, wanted: int = 1) -> int:
        """Nights from ``night`` on for which ``wanted`` units are free for her without a break.

        Somebody else's hold closes the unit at its start, as a later stay does (9.4).
        """
        if self.free(night) < wanted:
            return 0
        holds = (h for h in self.held if h.household != household and h.until > night)
        closes = min((held.since for held in holds), default=self.closes)
        return max(0, min(self.closes, closes) - night)


def groups_of(
    shelter: Shelter,
    tonight: date,
    taken: Mapping[UnitId, Sequence[NightSpan]],
    held: Mapping[UnitId, Sequence[Held]],
) -> tuple[Group, ...]:
    """All groups of a shelter; a unit with two separate free stretches yields two groups."""
    sided = shelter.residents_gender is ResidentsGender.SEPARATED
    alike: dict[tuple[UnitSide | None, *tuple[object, ...]], list[tuple[int, Unit]]] = {}
    made: list[Group] = []
    for unit in shelter.units:
        stretches = free_stretches((*taken.get(unit.id, ()), *unit.out_of_service), tonight)
        side = unit.side if sided else None
        holds = tuple(held.get(unit.id, ()))
        if not holds and len(stretches) == 1:
            alike.setdefault((side, *_likeness(unit)), []).append((stretches[0][0], unit))
        else:
            made += [
                _group(shelter.id, side, [(opens, unit)], closes, holds)
                for opens, closes in stretches
            ]
    for (side, *_), members in alike.items():
        made.append(_group(shelter.id, side, sorted(members, key=lambda m: m[0]), FOREVER, ()))
    return tuple(made)


def free_stretches(blocks: Iterable[NightSpan], tonight: date) -> list[tuple[int, int]]:
    """Free nights from tonight on as half-open pairs of night numbers; the last is endless."""
    stretches, free_from = [], 0
    for block in sorted(blocks, key=lambda b: b.start):
        start, end = (block.start - tonight).days, (block.end - tonight).days
        if start > free_from:
            stretches.append((free_from, start))
        free_from = max(free_from, end)
    stretches.append((free_from, FOREVER))
    return stretches


def night_number(night: date, tonight: date) -> int:
    """Which night of the plan a date is; tonight is 0."""
    return (night - tonight).days


def _likeness(unit: Unit) -> tuple[object, ...]:
    return (unit.kind, unit.beds, unit.cots, unit.cot_possible, unit.wheelchair, unit.wing)


def _group(
    shelter: ShelterId,
    side: UnitSide | None,
    members: Sequence[tuple[int, Unit]],
    closes: int,
    held: tuple[Held, ...],
) -> Group:
    one = members[0][1]
    return Group(
        shelter=shelter,
        kind=one.kind,
        beds=one.beds,
        cots=one.cots,
        cot_possible=one.cot_possible is Answer.YES,
        wheelchair=one.wheelchair is Answer.YES,
        wing=one.wing,
        side=side,
        units=tuple(unit.id for _, unit in members),
        opens=tuple(opens for opens, _ in members),
        closes=closes,
        held=held,
    )
