"""From chosen columns to concrete units, first fit by start of the stay.

Source: docs/domain.md 10.4. It cannot fail where the counts hold: whenever a stay starts, fewer
units of its group are busy than the group has, and a unit that is free stays free (groups.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from matching.coupling import Column
from matching.groups import Group, night_number
from matching.vocabulary import UnitId


class NoUnitLeft(AssertionError):
    """The counts said a unit is free and none is: a fault in the rows, never a normal answer."""


def assign(chosen: Iterable[Column], tonight: date) -> dict[int, tuple[UnitId, ...]]:
    """For each chosen column the units it gets, in the order of its groups."""
    wanted: dict[int, list[tuple[Column, Group]]] = defaultdict(list)
    for column in chosen:
        for group in column.groups:
            wanted[id(group)].append((column, group))
    given: dict[int, dict[int, list[UnitId]]] = defaultdict(lambda: defaultdict(list))
    for stays in wanted.values():
        group = stays[0][1]
        free_from = list(group.opens)
        for column, _ in sorted(stays, key=lambda stay: (stay[0].span.start, stay[0].number)):
            start = night_number(column.span.start, tonight)
            end = night_number(column.span.end, tonight)
            ready = [n for n, opens in enumerate(free_from) if opens <= start]
            if not ready or end > group.closes:
                raise NoUnitLeft("a group was overfull")
            # The unit that became free last leaves the long-free ones for long stays to come.
            unit = max(ready, key=lambda n: (free_from[n], -n))
            free_from[unit] = end
            given[column.number][id(group)].append(group.units[unit])
    return {
        column.number: tuple(given[column.number][id(group)].pop(0) for group in column.groups)
        for column in chosen
    }
