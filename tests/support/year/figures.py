"""The numbers of a year, each with its source; [D] marks our own assumption.

Rows "NO" are indicators of app/worlds/data/norway_crisis_centre_stats.csv, "other" those of
app/worlds/data/other_countries_shelters.csv, with the year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DECLINED_CONTACTS = (0.60, 0.75)
"""Share of contacts that want no place in the end: acceptance 25 to 40 percent
(rosa_outcomes.csv 2005 and 2007; ROSA evaluation 2008)."""
DECLINED_OFFERS = 1 / 3
"""Share of concrete offers she says no to; other, England 2022-23:
unsuccessful_because_woman_declined_percent 35.4."""
LEAVES_EARLY = 0.17
"""NO share_stays_ending_in_return_to_abuser 2024; on a night of her plan that is anywhere in it [D]."""
COUNTED_NIGHTS = 180
"""Nights from the call that count, at most; domain 9.4 default horizon."""
PATIENCE_NIGHTS = 7.0
"""Nights on average for which she goes on waiting without a bed [D]; other, England 2024:
could_not_secure_refuge_percent 23.7, some of whom slept rough."""
SAID_YES = 0.5
"""Share of houses that say yes by telephone where their profile asks to call first [D]."""
FOUND = 0.02
"""Share of households whom an actor of theirs finds in a house, on a night anywhere in their need [D]."""
CONFIRMED = (0.10, 36)
"""Times a year that a house becomes known to everybody, and nights until it is safe again:
one house in a hundred at any time, as in app/worlds/generate/bonds.py [D]."""
SUSPECTED = (0.50, 14)
"""The same for a suspicion: two in a hundred [D]."""
HOURS: Mapping[range, float] = {range(8): 15.0, range(8, 16): 45.0, range(16, 24): 40.0}
"""Percent of calls by local hour of the day [D]."""
LEVELS: Mapping[int, float] = {1: 19.0, 2: 35.0, 3: 34.0, 4: 12.0}
"""Percent of households by threat level, as the worlds of ``app.worlds.generate`` come out [D]."""

OFFERS_A_DAY = 3
"""Concrete offers one household hears on one day; RuleSet.options."""
ANSWERS_MINUTES = 10
"""From the call to the first search: nine answers (domain 6.4) [D]."""
HOUSE_MINUTES = 15
"""Until a house has answered; domain 13, timers, tonight."""
RING_MINUTES = 10
"""Until a house that is rung and has no room for her has said so [D]."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """How many come to the houses of a country, and for how long."""

    households: int
    """A year, of those who would take a place."""
    trafficking: float
    """Share of these."""
    nights: float
    """On average between the call and the day she leaves, but for trafficking cases."""
    taken: float | None
    """Share of units with a resident on the first night; None keeps every resident of the world."""


TRAFFIC: Mapping[str, Traffic] = {
    "norway": Traffic(
        households=2_715,  # NO adult_stays 2024
        trafficking=40 / 2_715,  # rosa_outcomes.csv: 35 to 45 accepted a year, 2015-2018
        nights=28.0,  # NO mean_stay 2024
        taken=207.7 / 455,  # NO implied_adults_present_per_night 2024; rooms_women + rooms_men 2020
    ),
    "uk": Traffic(
        # other, England 2022-23: 10,824 accepted, and of 16,930 not accepted 40 % for capacity.
        households=10_824 + round(0.40 * 16_930),
        # England and Wales: 3,533 potential victims 2022-23, of whom about a fifth in a safe house
        # (2018-03: 400 beside 1,583 on outreach).
        trafficking=0.04,
        nights=120.0,  # 3,557 women in refuge on one day of 2017 by 10,824 a year
        taken=None,  # as the world: 80 to 85 percent; 3,557 of 4,385
    ),
}
