"""O26 Husbanken: what one more unit would have placed, by region and kind, is told suppressed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.errors import Malformed
from app.reports.periods import Quarter
from app.use_cases import reports
from matching.gap import Gap, Gaps
from matching.vocabulary import HouseholdId, Region, UnitKind
from models.words import Role
from tests.support.counted_year import YEAR, by_hand

OF = Quarter(YEAR + 1, 1)
NOW = datetime(YEAR + 1, 3, 2, 12, tzinfo=UTC)


def test_the_gap_is_told_from_eleven_households_on_and_counts_nobody_who_is_in_no_count(a_year):
    ledger = by_hand(a_year)
    counted = [h for h, case in ledger.case_of.items() if case not in ledger.out]
    never = [h for h, case in ledger.case_of.items() if case in ledger.out]

    def gap(kind: UnitKind, number: int) -> Gap:
        placed = frozenset(HouseholdId(str(h)) for h in (*counted[:number], *never[:9]))
        return Gap(region=Region.MID, kind=kind, placed=placed, nights=3)

    rows = (gap(UnitKind.FAMILY, 23), gap(UnitKind.ROOM, 10), gap(UnitKind.FLAT, 0))
    with a_year.service.store.transaction() as tx:
        reports.tell_gap(tx, OF, Gaps(30, frozenset(), rows), now=NOW)
    told = a_year.caller(Role.STATISTICS).ok(
        "GET", f"/reports/gap/figures?year={OF.year}&quarter={OF.number}"
    )
    (table,) = told["tables"]
    assert [(row["word"], row["numbers"]) for row in table["rows"]] == [
        ("MID FAMILY", [25]),
        ("OTHERWISE", [None]),
    ]
    assert "do not add up" in table["definition"]


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (Gaps(0, frozenset(), ()), reports.NO_NIGHTS),
        (Gaps(30, frozenset({HouseholdId("h")}), ()), reports.NO_HOUSE),
    ],
)
def test_what_is_not_known_is_not_told_as_no_gap(a_year, found, why):
    with a_year.service.store.transaction() as tx, pytest.raises(Malformed) as refused:
        reports.tell_gap(tx, Quarter(YEAR + 2, 1), found, now=NOW + timedelta(days=365))
    assert refused.value.wrong[0]["rule"] == why
    with a_year.service.store.transaction() as tx:
        assert reports.known_gap(tx, Quarter(YEAR + 2, 1)) is None
