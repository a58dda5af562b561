"""The rows of households that have to be apart, against the sentence that says what is too close."""

from __future__ import annotations

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
