"""Identical units of one shelter as one group, whose free units can be counted night by night.

Counting is exact only where every unit of the group is busy for a first stretch and free ever
after: then the stays that stand all share the last night before the plan, an interval graph gives
them different units, and as many stays fit as units are free (interval graphs are perfect). A unit
with a gap before a later block is a group of its own. Source: docs/domain.md 9.1 H01, 10.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from matching.situation import Shelter, Unit
from matching.vocabulary import Answer, HouseholdId, NightSpan, ShelterId, UnitId, UnitKind, value

FOREVER = 10_000
"""Nights; longer than any plan."""


@value
class Held:
    """A unit that is held for one household; free for her, busy for everybody else."""

    household: HouseholdId
    span: NightSpan


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
    units: tuple[UnitId, ...]
    opens: tuple[int, ...]
    """For each unit in order the first night from which it is free; ascending."""
    closes: int
    """First night of a later block; ``FOREVER`` for all groups of more than one unit."""
    held: Held | None = None

    def free(self, night: int) -> int:
        """Units free in this night, before anything is planned."""
        return 0 if night >= self.closes else sum(1 for opens in self.opens if opens <= night)

    def nights_from(self, night: int, wanted: int = 1) -> int:
        """Nights from ``night`` on for which ``wanted`` units are free without a break."""
        return self.closes - night if self.free(night) >= wanted else 0

    def barred_for(self, household: HouseholdId, span: NightSpan) -> bool:
        """Whether a hold of somebody else meets the span."""
        held = self.held
        return held is not None and held.household != household and held.span.meets(span)


def groups_of(
    shelter: Shelter,
    tonight: date,
    taken: Mapping[UnitId, Sequence[NightSpan]],
    held: Mapping[UnitId, Held],
) -> tuple[Group, ...]:
    """All groups of a shelter; a unit with two separate free stretches yields two groups."""
    alike: dict[tuple[object, ...], list[tuple[int, Unit]]] = {}
    made: list[Group] = []
    for unit in shelter.units:
        stretches = free_stretches((*taken.get(unit.id, ()), *unit.out_of_service), tonight)
        hold = held.get(unit.id)
        if hold is None and len(stretches) == 1 and stretches[0][1] == FOREVER:
            alike.setdefault(_likeness(unit), []).append((stretches[0][0], unit))
        else:
            made += [
                _group(shelter.id, [(opens, unit)], closes, hold) for opens, closes in stretches
            ]
    for members in alike.values():
        made.append(_group(shelter.id, sorted(members, key=lambda m: m[0]), FOREVER, None))
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


def night_date(number: int, tonight: date) -> date:
    """The date of a night of the plan."""
    return tonight + timedelta(days=number)


def _likeness(unit: Unit) -> tuple[object, ...]:
    return (unit.kind, unit.beds, unit.cots, unit.cot_possible, unit.wheelchair, unit.wing)


def _group(
    shelter: ShelterId, members: Sequence[tuple[int, Unit]], closes: int, held: Held | None
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
        units=tuple(unit.id for _, unit in members),
        opens=tuple(opens for opens, _ in members),
        closes=closes,
        held=held,
    )
