"""Pictures one after the other, of which only what changed is indexed anew.

The houses of a night differ from call to call in nothing but their last word on vacancies; what is read
of them alone is kept, and what hangs on stays, reports and waivers is made by the core's own classes again. A test
replays the same days with every picture made from nothing.
"""

from __future__ import annotations

from copy import copy

import numpy as np

from matching.bundle_columns import BundleColumns
from matching.columns import NUMBERS, Columns, listed
from matching.costs.stewardship import scarce_levels
from matching.situation import Situation
from matching.standing import Standing
from matching.stay_columns import StayColumns
from matching.verdicts import Kept
from matching.vocabulary import SecurityLevel


class Pictures:
    """The last picture, and from it the next one."""

    def __init__(self, *, afresh: bool = False) -> None:
        self._afresh = afresh
        self._last: tuple[Standing, Columns] | None = None

    def of(self, situation: Situation) -> tuple[Standing, Columns]:
        """The situation indexed for all rules and costs."""
        standing = Standing(situation)
        last = self._last
        if self._afresh or last is None or not _same_houses(last[0].situation, situation):
            columns = Columns(standing)
        else:
            _take_over(last[0], standing)
            columns = _next(last[1], standing)
        self._last = (standing, columns)
        return standing, columns


def _same_houses(before: Situation, after: Situation) -> bool:
    return (
        before.tonight == after.tonight
        and before.rules is after.rules
        and before.zones is after.zones
    )


def _take_over(before: Standing, after: Standing) -> None:
    """Groups of houses in which every stay is the one that was there before."""
    for shelter, groups in before._groups.items():
        if before._stays_in.get(shelter, []) == after._stays_in.get(shelter, []):
            after._groups[shelter] = groups


def _next(before: Columns, standing: Standing) -> Columns:
    columns = copy(before)
    # Of the houses of one night nothing differs but when they confirmed their vacancies.
    columns.shelters = standing.situation.shelters
    read = NUMBERS["confirmed_at"]
    confirmed = np.array([read(shelter, standing) for shelter in columns.shelters], np.int64)
    columns.numbers = {**before.numbers, "confirmed_at": confirmed}
    columns.bundles = BundleColumns([standing.groups_in(s.id) for s in columns.shelters])
    scarce = scarce_levels(standing)
    columns.scarce = np.array([level in scarce for level in (0, *SecurityLevel)])
    caps = {name: columns.numbers[name] for name in ("cap_t4", "cap_long")}
    columns.stays = StayColumns(standing, columns.number, caps)
    columns.kept = Kept()
    columns.reports = columns._reports(standing)
    columns.waived = {
        household: {int(number) for number in numbers}
        for household, numbers in listed(
            (waiver.household, columns.number[waiver.shelter])
            for waiver in standing.situation.waivers
        ).items()
    }
    return columns
