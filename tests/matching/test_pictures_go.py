"""A picture that is replaced goes at once: nine a second may be, on a busy evening (0241)."""

from __future__ import annotations

import gc
import weakref
from random import Random

from matching.columns import Columns
from matching.options import ranked
from matching.price_columns import PriceColumns
from matching.standing import Standing
from tests.support.crowded import crowded_situation


def test_a_picture_that_nobody_holds_is_gone_without_a_collection() -> None:
    situation = crowded_situation(Random(1), 12, 6)
    gc.disable()
    try:
        standing = Standing(situation)
        columns = Columns(standing)
        columns.prepare(standing)
        her = situation.households[0]
        for_her = standing.at(situation.now, situation.clock_offset_minutes, her)
        ranked(her, columns, for_her, PriceColumns(columns.bundles.groups, (), situation.tonight))
        left: list[weakref.ref[object]] = [
            weakref.ref(standing),
            weakref.ref(for_her),
            weakref.ref(columns),
        ]
        del standing, columns, for_her
        assert [one() for one in left] == [None, None, None]
    finally:
        gc.enable()
