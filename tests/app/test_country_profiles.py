"""NO and BE: what differs from one country to the next is said once, and BE's map has room for T4."""

from __future__ import annotations

import tomllib
from csv import DictReader
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from app.contract.cases import Period
from app.countries.profile import SETTING, UnknownCountry, profile, read, this_country
from app.places.entry import GazetteerEntry, PlaceKind
from app.places.gazetteer import load_gazetteer
from app.places.zone_checks import validate_zones
from app.places.zone_drawing import draw_zones
from app.places.zones import load_zones, shipped_text
from app.places.zones import written as as_written
from app.use_cases.clocks import clocks
from app.use_cases.wishes import next_step_words
from matching.geography import great_circle_km
from matching.ruleset import RuleSet
from matching.vocabulary import ShelterKind
from models.words import LegalTrack

FIRST = date(2026, 1, 31)


@pytest.fixture
def in_belgium(monkeypatch: pytest.MonkeyPatch) -> None:
    """This installation is in Belgium."""
    monkeypatch.setenv(SETTING, "BE")


def written(code: str) -> dict[str, Any]:
    return tomllib.loads((files("app.countries") / f"{code}.toml").read_text(encoding="utf-8"))


def test_the_reflection_period_is_six_months_in_norway() -> None:
    (clock,) = clocks(Period(track=LegalTrack.REFLECTION, first=FIRST))
    assert (clock.months, clock.days, clock.due) == (6, None, date(2026, 7, 31))
    assert "six months" in next_step_words(LegalTrack.REFLECTION).en


@pytest.mark.usefixtures("in_belgium")
def test_the_reflection_period_is_45_days_in_belgium() -> None:
    (clock,) = clocks(Period(track=LegalTrack.REFLECTION, first=FIRST))
    assert (clock.months, clock.days, clock.due) == (None, 45, FIRST + timedelta(days=45))
    assert clock.due is not None
    assert [(clock.due - day).days for day in clock.remind] == [60, 30, 14, 7]
    assert "45 days" in next_step_words(LegalTrack.REFLECTION).en
    assert "six months" not in next_step_words(LegalTrack.REFLECTION).en
    ends = Period(track=LegalTrack.REFLECTION, first=FIRST, to=FIRST + timedelta(days=10))
    assert clocks(ends)[0].due == FIRST + timedelta(days=10)
    assert clocks(Period(track=LegalTrack.LIMITED_PERMIT, first=FIRST)) == []


def test_kinds_labels_sums_and_teams_are_those_of_the_country() -> None:
    norway, belgium = profile("NO"), profile("BE")
    assert norway.kinds == set(ShelterKind) > belgium.kinds
    assert norway.labels["nob"]["kind"]["CRISIS_CENTRE"] == "krisesenter"
    assert belgium.labels["fra"]["legal_track"]["REFLECTION"] == "période de réflexion"
    assert belgium.labels["nld"]["expense"]["DOCTOR"] == "arts"
    assert (norway.currency, belgium.currency) == ("NOK", "EUR")
    assert [(t.code_name, t.municipality) for t in norway.teams] == [
        ("TOT", "NO-K-4601"),
        ("OSLO-PILOTEN", "NO-K-0301"),
        ("TRONDHEIM", "NO-K-5001"),
    ]
    for team in norway.teams:
        assert load_gazetteer().entry(team.municipality).kind is PlaceKind.MUNICIPALITY


@pytest.mark.parametrize("code", ["no", "be"])
def test_a_profile_that_is_not_whole_stops_the_service(code: str) -> None:
    said = written(code)
    assert read(said).code == code.upper()
    for part in sorted(said):
        with pytest.raises(UnknownCountry):
            read({name: value for name, value in said.items() if name != part})
    language = said["languages"][0]
    labels: dict[str, Any] = {**said["labels"]}
    labels[language] = {**labels[language], "kind": {"CRISIS_CENTRE": "one"}}
    with pytest.raises(UnknownCountry):
        read({**said, "labels": labels})


def test_without_a_word_it_is_norway_and_an_unknown_country_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert this_country().code == "NO"
    monkeypatch.setenv(SETTING, "XX")
    with pytest.raises(UnknownCountry):
        this_country()


@pytest.mark.usefixtures("in_belgium")
def test_the_map_is_belgiums_and_its_zones_are_good() -> None:
    places, zones = load_gazetteer(), load_zones()
    assert {entry.country for entry in places.entries} == {"BE"}
    assert len(zones.zones) > 40
    assert all(zone.code.startswith("BE-Z-") for zone in zones.zones)
    assert validate_zones([dict(row) for row in DictReader(shipped_text().splitlines())]) == []
    assert as_written(draw_zones(places)) == shipped_text()
    (brussels,) = [e for e in places.find("Brussels") if e.kind is PlaceKind.TOWN]
    assert zones.zone_of(brussels.code) is not None


def farthest_kept(rules: RuleSet, town: GazetteerEntry, precision: int, days: int) -> float:
    """The radius of a danger place at T4, by domain 9.3 and 9.6, told again: km."""
    reported = max(rules.precision_km[precision], town.extent_km) if precision else town.extent_km
    aged = rules.age_km_per_day * max(0, days - rules.age_start_days)
    return rules.base_km[3] + reported + min(rules.age_cap_km, aged)


def zones_left(rules: RuleSet, precision: int, days: int) -> dict[str, int]:
    """For each town of Belgium as the one danger place of a T4 case: how many zones are far enough."""
    zones, towns = load_zones().zones, load_gazetteer().entries
    return {
        town.name: sum(
            max(
                0.0,
                rules.distance_factor * great_circle_km(zone.centre, town.place) - zone.radius_km,
            )
            >= farthest_kept(rules, town, precision, days)
            for zone in zones
        )
        for town in towns
        if town.kind is PlaceKind.TOWN
    }


EXACT, LOCALITY, MUNICIPALITY = range(3)
A_YEAR = 365


@pytest.mark.usefixtures("in_belgium")
def test_norways_radii_leave_nothing_in_belgium_so_the_profile_changes_them() -> None:
    none_left = [n for n in zones_left(RuleSet(), EXACT, 0).values() if n == 0]
    assert len(none_left) > 90, "98 of 223 towns, told exactly and today"


@pytest.mark.usefixtures("in_belgium")
@pytest.mark.parametrize("precision", [EXACT, LOCALITY, MUNICIPALITY])
@pytest.mark.parametrize("days", [0, 30, A_YEAR])
def test_belgiums_radii_leave_places_at_t4_wherever_the_danger_is(
    precision: int, days: int
) -> None:
    numbers: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in profile("BE").rule_set.numbers.items()
    }
    left = zones_left(RuleSet(**numbers), precision, days)
    assert len(left) > 200
    assert min(left.values()) >= 1
    assert sorted(left.values())[len(left) // 2] >= 5, "five zones to choose from for half of them"


def test_the_profile_says_why_it_changes_them() -> None:
    changes = profile("BE").rule_set
    assert profile("NO").rule_set.numbers == {}
    assert set(changes.numbers) == {"base_km", "precision_km", "age_cap_km"}
    assert "T4" in changes.because and "zone" in changes.because
