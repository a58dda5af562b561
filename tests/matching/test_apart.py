"""The rows of households that have to be apart, against the sentence that says what is too close."""

from __future__ import annotations

import numpy as np
import pytest

from matching.geography import Zone
from matching.separation import too_close
from matching.situation import Link
from matching.solve import Night
from matching.vocabulary import HouseholdId, LinkKind, ThreatLevel, ZoneId
from tests.support.builders import OSLO, TOWNS, household, shelter, situation, threat

HOUSES = (
    shelter("s1"),
    shelter("s2"),
    shelter("s3", "Drammen"),
    shelter("s4", "Bergen"),
    shelter("s5", None),
)
ZONES = (
    Zone(ZoneId("Oslo"), OSLO, 18.0),
    Zone(ZoneId("Drammen"), TOWNS["Drammen"], 18.1),
    Zone(ZoneId("Bergen"), TOWNS["Bergen"], 18.0),
)


@pytest.mark.parametrize("highest", [ThreatLevel.T2, ThreatLevel.T3, ThreatLevel.T4])
def test_what_is_kept_by_zones_is_what_each_two_houses_are(highest: ThreatLevel) -> None:
    who = (household("h1", threat=threat(highest)), household("h2"))
    links = (Link(HouseholdId("h2"), HouseholdId("h1"), LinkKind.MUST_SEPARATE),)
    night = Night(situation(who, HOUSES, zones=ZONES, links=links))
    apart, shelters = night.whole_table().apart, night.found.columns.shelters
    (pair,) = apart._highest
    for number, here in enumerate(shelters):
        said = [too_close(here, there, highest, night.standing) for there in shelters]
        assert apart._near_to(number, pair).tolist() == said
    near = int(apart._near_to(0, pair).sum())
    assert (near == 1) == (highest is ThreatLevel.T2)


@pytest.mark.parametrize("highest", [ThreatLevel.T2, ThreatLevel.T3, ThreatLevel.T4])
@pytest.mark.parametrize("many", [2, 3, 4])
def test_of_each_row_only_one_could_ever_be_chosen(highest: ThreatLevel, many: int) -> None:
    """A row that held two who are far enough would bar plans that nothing else bars."""
    names = [HouseholdId(f"h{number}") for number in range(many)]
    who = tuple(household(name, threat=threat(highest)) for name in names)
    links = tuple(Link(a, b, LinkKind.MUST_SEPARATE) for a in names for b in names if a < b)
    of = Night(situation(who, HOUSES, zones=ZONES, links=links)).whole_table()
    apart, homes = of.apart, of.places.home
    row, column = apart.among(np.arange(len(of.places)))
    held: dict[int, list[int]] = {}
    for number, one in zip(row.tolist(), column.tolist(), strict=True):
        held.setdefault(number, []).append(one)
    largest = 0
    for together in held.values():
        for a in together:
            for b in together:
                if homes[a] < homes[b]:
                    assert apart._meet(a, b, apart._partners[int(homes[a])][int(homes[b])])
        largest = max(largest, len({int(homes[one]) for one in together}))
    assert largest == many


@pytest.mark.parametrize("highest", [ThreatLevel.T2, ThreatLevel.T3, ThreatLevel.T4])
def test_whoever_meets_stands_in_a_row_together(highest: ThreatLevel) -> None:
    names = [HouseholdId(f"h{number}") for number in range(3)]
    who = tuple(household(name, threat=threat(highest)) for name in names)
    links = tuple(Link(a, b, LinkKind.MUST_SEPARATE) for a in names for b in names if a < b)
    of = Night(situation(who, HOUSES, zones=ZONES, links=links)).whole_table()
    apart, homes = of.apart, of.places.home
    row, column = apart.among(np.arange(len(of.places)))
    together = {
        (int(a), int(b))
        for number in np.unique(row)
        for a in column[row == number]
        for b in column[row == number]
    }
    met = 0
    for a in range(len(of.places)):
        for b in range(len(of.places)):
            if homes[a] < homes[b] and apart._meet(
                a, b, apart._partners[int(homes[a])][int(homes[b])]
            ):
                assert (a, b) in together
                met += 1
    assert met > 0
