"""From chosen columns to concrete units, first fit by start of the stay.

Source: docs/domain.md 10.4. It cannot fail where the counts hold: whenever a stay starts, fewer
units of its group are busy than the group has, and a unit that is free stays free (groups.py).
"""

from __future__ import annotations

from collections import defaultdict

from matching.columns import Columns
from matching.places import Places
from matching.vocabulary import UnitId


class NoUnitLeft(AssertionError):
    """The counts said a unit is free and none is: a fault in the rows, never a normal answer."""


def assign(places: Places, columns: Columns) -> list[tuple[UnitId, ...]]:
    """For each chosen column the units it gets, in the order of its groups."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for number in range(len(places)):
        for which in places.groups(number):
            wanted[which].append(number)
    given: dict[tuple[int, int], list[UnitId]] = defaultdict(list)
    for which, stays in wanted.items():
        group = columns.bundles.groups[which]
        free_from = list(group.opens)
        for stay in sorted(stays, key=lambda one: (places.start[one], one)):
            start, end = int(places.start[stay]), int(places.end[stay])
            ready = [n for n, opens in enumerate(free_from) if opens <= start]
            if not ready or end > group.closes:
                raise NoUnitLeft("a group was overfull")
            # The unit that became free last leaves the long-free ones for long stays to come.
            unit = max(ready, key=lambda n: (free_from[n], -n))
            free_from[unit] = end
            given[stay, which].append(group.units[unit])
    return [
        tuple(given[number, which].pop(0) for which in places.groups(number))
        for number in range(len(places))
    ]
