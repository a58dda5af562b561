"""What is counted of one replay, and whether two equal groups were answered alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

import numpy as np
from numpy.typing import NDArray

from app.worlds.generate.chance import Chance
from matching.vocabulary import HouseholdId, Priority
from tests.support.year.country import Country, Told
from tests.support.year.draws import Case, Year
from tests.support.year.hindsight import Limit, Reach

RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Measured:
    """One policy's year in numbers; nights are household-nights in a bed that is safe for her."""

    safe_nights_p1: int
    safe_nights_p2: int
    share_of_hindsight: float
    share_of_hindsight_p1: float
    """Of what P1 could have if nobody else came."""
    share_of_hindsight_p2: float
    moves_per_person_year: float
    """Moves between houses for each year spent in a bed of ours."""
    hours_to_bed: float
    """From the call, on average of those who had a bed."""
    hours_to_bed_median: float
    hours_to_bed_p1: float
    hours_to_bed_p2: float
    p1_same_night_share: float
    p2_same_night_share: float
    no_safe_bed_share: float | None
    """Of the calls: not one bed could be offered that passes every rule at that minute; None where
    nobody looked at all houses."""
    no_safe_bed_by_rule: dict[str, float] | None
    """The same by the rule whose removal would free most houses, as the answer names it."""
    gave_up: int
    checked: int
    violations: int
    late_lines: dict[str, int]
    """Lines of plans that were barred by the time they were told, by rule; one may stand under several."""


def measured(year: Year, country: Country, limit: Limit, *, looks_everywhere: bool) -> Measured:
    """Everything counted for one policy.

    ``looks_everywhere``: whether it looks at every house for a caller, so that there being no safe
    bed is something that it finds; the telephone of today asks until somebody says yes.
    """
    pairs = [(case, country.told[case.number]) for case in year.cases]
    one = [(c, t) for c, t in pairs if c.priority is Priority.P1]
    two = [(c, t) for c, t in pairs if c.priority is Priority.P2]
    safe_one, safe_two = (sum(t.safe for _, t in some) for some in (one, two))
    nights = sum(t.nights for _, t in pairs)
    barred = Counter(t.barred_by.value if t.barred_by else "none" for _, t in pairs if t.no_bed)
    hours = _hours(pairs)
    return Measured(
        safe_nights_p1=safe_one,
        safe_nights_p2=safe_two,
        share_of_hindsight=(safe_one + safe_two) / max(1, limit.together),
        share_of_hindsight_p1=safe_one / max(1, limit.p1),
        share_of_hindsight_p2=safe_two / max(1, limit.p2),
        moves_per_person_year=365 * sum(t.moves for _, t in pairs) / max(1, nights),
        hours_to_bed=fmean(hours) if hours else 0.0,
        hours_to_bed_median=median(hours) if hours else 0.0,
        hours_to_bed_p1=fmean(_hours(one) or [0.0]),
        hours_to_bed_p2=fmean(_hours(two) or [0.0]),
        p1_same_night_share=sum(t.same_night for _, t in one) / max(1, len(one)),
        p2_same_night_share=sum(t.same_night for _, t in two) / max(1, len(two)),
        no_safe_bed_share=(
            sum(t.no_bed for _, t in pairs) / max(1, len(pairs)) if looks_everywhere else None
        ),
        no_safe_bed_by_rule=(
            {rule: count / len(pairs) for rule, count in sorted(barred.items(), key=_most_first)}
            if looks_everywhere
            else None
        ),
        gave_up=sum(t.gave_up for _, t in pairs),
        checked=country.checked,
        violations=country.violations,
        late_lines=dict(sorted(country.late.items())),
    )


def _most_first(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]


def _hours(pairs: Sequence[tuple[Case, Told]]) -> list[float]:
    return [(told.bed - case.minute) / 60 for case, told in pairs if told.bed is not None]


@dataclass(frozen=True, slots=True)
class Fair:
    """Hours to the first concrete offer in two equal groups of one class."""

    households: int
    mean_hours: float
    difference: float
    """Of the two means, as a share of the mean of both."""
    interval: tuple[float, float]
    """95 percent of resamples lie in it."""
    without_offer: tuple[int, int]
    """Households of each group that never heard of a place."""


def equal_groups(year: Year, reach: Reach) -> dict[HouseholdId, bool]:
    """Two groups dealt out in pairs of one class that could be held by as many houses."""
    chance = Chance("year groups", year.name, year.seed)
    ranked = sorted(year.cases, key=lambda c: (c.priority, reach.houses[c.id], c.nights, c.id))
    found: dict[HouseholdId, bool] = {}
    for number in range(0, len(ranked), 2):
        first = chance.happens(0.5)
        for case, group in zip(ranked[number : number + 2], (first, not first), strict=False):
            found[case.id] = group
    return found


def fair(year: Year, country: Country, groups: dict[HouseholdId, bool], priority: Priority) -> Fair:
    """The difference between the groups within one class, with its interval by resampling."""
    hours: dict[bool, list[float]] = {True: [], False: []}
    without = {True: 0, False: 0}
    for case in year.cases:
        if case.priority is priority:
            group, offer = groups[case.id], country.told[case.number].first_offer
            if offer is None:
                without[group] += 1
            else:
                hours[group].append((offer - case.minute) / 60)
    one, two = np.array(hours[True]), np.array(hours[False])
    if not len(one) or not len(two):
        return Fair(len(one) + len(two), 0.0, 0.0, (0.0, 0.0), (without[True], without[False]))
    rng = np.random.default_rng(year.seed)
    again = [
        _difference(rng.choice(one, len(one)), rng.choice(two, len(two))) for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(again, [2.5, 97.5])
    return Fair(
        households=len(one) + len(two),
        mean_hours=float(np.concatenate([one, two]).mean()),
        difference=_difference(one, two),
        interval=(float(low), float(high)),
        without_offer=(without[True], without[False]),
    )


def _difference(one: NDArray[np.float64], two: NDArray[np.float64]) -> float:
    both = (one.sum() + two.sum()) / (len(one) + len(two))
    return float((one.mean() - two.mean()) / both) if both else 0.0
