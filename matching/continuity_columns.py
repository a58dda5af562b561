"""Running things of one household against all zones at once, as ``costs.stability`` says them of one house.

Source: docs/domain.md 10.3 (continuity).
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from matching.columns import Ints
from matching.costs import stability
from matching.situation import Household
from matching.zone_columns import ZoneColumns


def costs_by_zone(household: Household, zones: ZoneColumns) -> Ints:
    """What each running thing (rows) costs in each zone (columns), 0 where it can go on.

    The last column is no zone: from there nothing goes on.
    """
    costs: Ints = np.zeros((len(household.continuity), zones.nowhere + 1), dtype=np.int64)
    for row, running in zip(costs, household.continuity, strict=True):
        row[:] = stability.BROKEN[running.kind]
        row[[zones.number[zone] for zone in running.zones if zone in zones.number]] = 0
    return costs


def broken(household: Household, costs: Ints, night: date, today: date) -> Ints:
    """What cannot go on from that night, for each column of ``costs``. Unit: 0..13."""
    running = np.array(
        [stability.is_running(one, night, today) for one in household.continuity], dtype=bool
    )
    total: Ints = np.minimum(costs[running].sum(axis=0), stability.BROKEN_CAP)
    return total


def broken_by_moves(household: Household, costs: Ints, nights: Ints, tonight: date) -> Ints:
    """What a move on each of these nights (rows, 0 is tonight) breaks, for each column of ``costs``."""
    found: Ints = np.zeros((len(nights), costs.shape[1]), dtype=np.int64)
    if household.continuity:
        for row, night in zip(found, nights.tolist(), strict=True):
            moved = tonight + timedelta(days=night)
            row[:] = broken(household, costs, moved, moved)
    return found
