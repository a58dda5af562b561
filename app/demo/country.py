"""The invented country: fictional houses in real towns, with the numbers of Norway (issue 2, 5).

43 shelters, 357 rooms for women and families and 98 for men, code names of nature, nobody real.
The same seed gives the same houses and the same residents, counted from the night it begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.worlds.generate.bonds import labels
from app.worlds.generate.country import ShelterFacts, shelter_facts
from app.worlds.generate.figures import SIZES
from app.worlds.generate.maps import country_map
from app.worlds.generate.night import TONIGHT
from app.worlds.generate.residents import Residents, residents
from matching.vocabulary import NightSpan

SEED = 1
SIZE = SIZES["norway"]


@dataclass(frozen=True, slots=True)
class DemoCountry:
    """Houses and residents of one seed, as they are on the first night."""

    seed: int
    first_night: date
    houses: tuple[ShelterFacts, ...]
    night: Residents

    def moved(self, span: NightSpan) -> NightSpan:
        """The same nights, counted from the first night of this demonstration."""
        return NightSpan(self.day(span.start), self.day(span.end))

    def day(self, day: date) -> date:
        """The same day, counted from the first night of this demonstration."""
        return day + (self.first_night - TONIGHT)

    @property
    def closed(self) -> list[tuple[str, NightSpan]]:
        """Units out of service: the unit's id, and the nights."""
        return [
            (unit.id, self.moved(span))
            for shelter in self.night.shelters
            for unit in shelter.units
            for span in unit.out_of_service
        ]


def demo_country(seed: int, first_night: date) -> DemoCountry:
    """The country of this seed, whose first night is this date."""
    houses = shelter_facts(SIZE, seed, country_map(SIZE, seed), first_night)
    night = residents(SIZE, seed, houses, labels(SIZE))
    return DemoCountry(seed, first_night, houses, night)


FEATURE_LASTS = timedelta(days=365)
"""How long a look counts; the generator tells its end. Source: domain 8.1."""
