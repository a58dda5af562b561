"""The numbers in the generator are those of the copied data files, row by row."""

from __future__ import annotations

from csv import DictReader
from importlib.resources import files
from io import StringIO
from json import loads

import pytest

from app.worlds.generate import figures


def rows(name: str) -> list[dict[str, str]]:
    text = files("app.worlds").joinpath("data", name).read_text("utf-8")
    return list(DictReader(StringIO(text)))


def norwegian(indicator: str, year: str) -> float:
    found = [
        row["value"]
        for row in rows("norway_crisis_centre_stats.csv")
        if (row["indicator"], row["year"]) == (indicator, year)
    ]
    assert len(found) == 1
    return float(found[0])


@pytest.mark.parametrize(
    ("ours", "indicator", "year"),
    [
        (figures.SIZES["norway"].shelters, "centres", "2024"),
        (figures.SIZES["norway"].mens_units, "rooms_men", "2020"),
        (figures.MEAN_STAY, "mean_stay", "2024"),
        (100 * figures.CHILDREN, "share_residents_with_children", "2024"),
        (100 * figures.IMMIGRANT, "share_residents_immigrant_background", "2019"),
        (46 * (1 - figures.STEP_FREE), "centres_not_taking_disabled_residents", "2019"),
        (43 * figures.PLAYROOM, "centres_with_playroom_women", "2020"),
    ],
)
def test_a_norwegian_figure_is_the_published_one(ours: float, indicator: str, year: str) -> None:
    assert ours == pytest.approx(norwegian(indicator, year))


def test_norwegian_sums() -> None:
    size = figures.SIZES["norway"]
    assert size.units == norwegian("rooms_women", "2020") + norwegian("rooms_men", "2020")
    assert size.beds == norwegian("beds_women", "2020") + norwegian("beds_men", "2020")
    men = norwegian("adult_residents_men", "2024") / norwegian("adult_residents", "2024")
    assert men == pytest.approx(figures.MEN, abs=0.005)


def test_other_countries_have_the_published_sizes() -> None:
    scales = loads(files("app.worlds").joinpath("data", "sizing.json").read_text("utf-8"))["scales"]
    assert figures.SIZES["uk"].shelters == scales["england"]["services"]
    assert figures.SIZES["uk"].units == scales["england"]["bed_spaces"]
    assert figures.SIZES["us"].shelters == scales["usa"]["programs"]
    assert figures.SIZES["us"].units == round(scales["usa"]["housed_one_day"], -3)


def test_referrers_are_the_38_of_2007() -> None:
    assert sum(figures.referrers().values()) == 38
    assert figures.referrers()["POLICE"] == 13
