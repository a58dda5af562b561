"""The numbers behind a generated world, each with its source; [D] marks our own assumption.

Rows "NO" are indicators of data/norway_crisis_centre_stats.csv, with the year.
"""

from __future__ import annotations

from collections.abc import Mapping
from csv import DictReader
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from io import StringIO

from matching.vocabulary import ResidentsGender, SecurityLevel

OCCUPIED = (0.805, 0.845)
"""Share of units with a stay tonight, within 80 to 85 percent [D]."""
DEMAND = 1.5
"""Households that need S3, and S4, for each of its free units."""
LEVELS = {SecurityLevel.S2: 45.0, SecurityLevel.S3: 42.0, SecurityLevel.S4: 13.0}
"""Percent of shelters; domain 12 [D]."""
CHILDREN = 0.40
"""NO share_residents_with_children 2024."""
MEN = 0.09
"""NO: 210 of 2,340 residents 2024 (adult_residents_men)."""
MEAN_STAY = 28
"""Nights; NO mean_stay 2024."""
IMMIGRANT = 0.63
"""NO share_residents_immigrant_background 2019."""
STEP_FREE = 29 / 46
"""Shelters that take disabled residents; NO centres_not_taking_disabled_residents 2019."""
PLAYROOM = 36 / 43
"""NO centres_with_playroom_women 2020."""
TRAFFICKING = 0.30
"""Open households with a trafficking case [D]: fewer nationally, more in a service for them."""
TRAFFICKING_NIGHTS: Mapping[int, float] = {90: 25, 180: 40, 365: 25, 540: 10}
"""Plan lengths: months to years (sizing.json length_of_stay_days); 180 is the reflection period."""
LONG_RESIDENTS = 0.20
"""Units whose resident stays for months or years [D]."""
STAY_LIMITS: Mapping[int | None, float] = {None: 40, 42: 10, 90: 35, 180: 15}
"""Nights; domain 12 (none/42/90/180), sizing.json stay_limits_days; shares [D]."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a world is and what kind of country it stands for."""

    name: str
    shelters: int
    units: int
    households: int
    genders: Mapping[ResidentsGender, float]
    own_entrance: float
    """Share of SEPARATED houses whose parts have entrances of their own for sure."""
    mens_units: int | None
    """Units for men; None: the men's houses alone have them."""
    beds: int | None
    """All beds; None draws beds as in Norway without an exact sum."""
    area_km2: float | None
    """None is the real map of Norway."""
    towns: int
    people: int
    """Inhabitants of an invented country."""
    corner: tuple[float, float]
    """South-west corner of an invented map: open sea, so that no town can be taken for a real one."""
    language: str

    @property
    def nominal_beds_per_unit(self) -> float:
        """Beds of a unit on average; NO beds_women + beds_men over rooms, 2020."""
        return (918 + 212) / (357 + 98)


SIZES: Mapping[str, Size] = {
    "norway": Size(
        name="norway",
        shelters=43,  # NO centres 2024
        units=455,  # NO rooms_women 357 + rooms_men 98, 2020
        households=150,
        # NO 2024: 42 of 43 house men (13 own premises, 24 same building but separated, 2 under one
        # roof, 3 rented). Three of the 13 stand as houses of their own, decision 0051.
        genders={
            ResidentsGender.WOMEN: 1,
            ResidentsGender.MEN: 3,
            ResidentsGender.SEPARATED: 37,
            ResidentsGender.MIXED: 2,
        },
        own_entrance=0.75,
        mens_units=98,
        beds=918 + 212,
        area_km2=None,
        towns=0,
        people=0,
        corner=(0.0, 0.0),
        language="nor",
    ),
    "uk": Size(
        name="uk",
        shelters=271,  # sizing.json england services
        units=4_385,  # sizing.json england bed_spaces: a published bed space counts as a unit
        households=1_500,
        genders={  # [D]: refuges are mostly for women
            ResidentsGender.WOMEN: 82,
            ResidentsGender.MEN: 5,
            ResidentsGender.SEPARATED: 11,
            ResidentsGender.MIXED: 2,
        },
        own_entrance=0.6,
        mens_units=None,
        beds=None,
        area_km2=240_000.0,
        towns=1_200,
        people=60_000_000,
        corner=(44.0, -40.0),
        language="eng",
    ),
    "us": Size(
        name="us",
        shelters=1_894,  # sizing.json usa programs 2015
        units=40_000,  # sizing.json usa housed_one_day 40,302, rounded
        households=8_000,
        genders={  # [D]
            ResidentsGender.WOMEN: 62,
            ResidentsGender.MEN: 4,
            ResidentsGender.SEPARATED: 30,
            ResidentsGender.MIXED: 4,
        },
        own_entrance=0.6,
        mens_units=None,
        beds=None,
        area_km2=8_000_000.0,
        towns=6_000,
        people=320_000_000,
        corner=(-60.0, -135.0),
        language="eng",
    ),
}


def scaled(size: Size, share: float) -> Size:
    """The same kind of country with a share of everything; for tests. Map area shrinks too."""
    return replace(
        size,
        shelters=round(size.shelters * share),
        units=round(size.units * share),
        households=round(size.households * share),
        towns=round(size.towns * share),
        people=round(size.people * share),
        area_km2=None if size.area_km2 is None else size.area_km2 * share,
        mens_units=None if size.mens_units is None else round(size.mens_units * share),
        beds=None if size.beds is None else round(size.beds * share),
    )


@cache
def referrers() -> Mapping[str, int]:
    """Referrals by agency in 2007 (rosa_referrals_2007.csv; evaluation 3.2)."""
    text = files("app.worlds").joinpath("data", "rosa_referrals_2007.csv").read_text("utf-8")
    return {row["agency_code"]: int(row["referrals"]) for row in DictReader(StringIO(text))}
