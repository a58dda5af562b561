"""NO and BE: what differs from one country to the next is said once, and BE's map has room for T4."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from app.contract.cases import Period
from app.countries.profile import SETTING, UnknownCountry, profile, read, this_country
from app.places.entry import PlaceKind
from app.places.gazetteer import load_gazetteer
from app.use_cases.clocks import clocks
from app.use_cases.wishes import next_step_words
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


def test_the_profile_says_why_it_changes_them() -> None:
    changes = profile("BE").rule_set
    assert profile("NO").rule_set.numbers == {}
    assert set(changes.numbers) == {"base_km", "precision_km", "age_cap_km"}
    assert "T4" in changes.because and "zone" in changes.because
