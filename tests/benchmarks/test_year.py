"""The replay behind ``./dev bench year``, on small countries and few days."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from app.worlds.generate.figures import SIZES, scaled
from matching.check import violations
from matching.options import options
from matching.situation import Shelter, Stay
from matching.standing import Standing, networks_of
from matching.vocabulary import (
    Answer,
    NetworkId,
    NightSpan,
    PlanMode,
    Rule,
    ThreatLevel,
    Tier,
    Trigger,
)
from tests.benchmarks.year import scaled_radii
from tests.support.year.country import Country, Told
from tests.support.year.dates import DAY, night_of
from tests.support.year.draws import Year, draw
from tests.support.year.figures import Traffic
from tests.support.year.hindsight import limit_of, most_housed, reach_of
from tests.support.year.measures import equal_groups, measured
from tests.support.year.policies import NAMES, Offer, one_line, policy, take
from tests.support.year.replay import replay

SMALL = scaled(SIZES["norway"], 0.2)
CROWDED = Traffic(households=1_800, trafficking=0.1, nights=30.0, taken=0.6)
"""More than 91 units can hold, so that policies differ and every path is walked."""
DAYS = 16


def small_year(seed: int = 1, days: int = DAYS) -> Year:
    return draw(SMALL, CROWDED, seed, days)


@pytest.fixture(scope="module")
def year() -> Year:
    return small_year()


def units_by_night(country: Country) -> Counter[tuple[str, int]]:
    """Each unit on each night, once for every household that has it."""
    return Counter(
        (unit, night)
        for one in (*country.past, *country.lodgings)
        for unit in one.units
        for night in range(one.since, one.until)
    )


def stays(country: Country, before: int) -> list[tuple[str, str, tuple[str, ...], int]]:
    """Who began to stay where on the nights before one."""
    return sorted(
        (one.household, one.shelter, one.units, one.since)
        for one in (*country.past, *country.lodgings)
        if one.case is not None and one.since < before
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_year(name: str) -> None:
    first, second = (replay(small_year(days=12), policy(name)) for _ in range(2))
    assert first.told == second.told
    assert stays(first, DAYS) == stays(second, DAYS)


def test_another_seed_gives_another_year() -> None:
    calls = [[c.minute for c in small_year(seed, 3).cases] for seed in (1, 2)]
    assert calls[0] != calls[1]


@pytest.mark.parametrize("name", NAMES)
def test_no_unit_has_two_households_and_no_policy_passes_the_limit(name: str, year: Year) -> None:
    used = policy(name)
    country = replay(year, used)
    assert max(units_by_night(country).values()) == 1
    assert country.violations == 0
    assert country.checked > 0
    limit = limit_of(year, reach_of(year))
    found = measured(year, country, limit, looks_everywhere=used.looks_everywhere)
    assert (found.no_safe_bed_share is None) == (name == "today")
    assert (found.no_safe_bed_by_rule is None) == (name == "today")
    assert 0 < found.safe_nights_p1 <= limit.p1
    assert 0 < found.safe_nights_p2 <= limit.p2
    assert found.safe_nights_p1 + found.safe_nights_p2 <= limit.together


def test_these_years_are_crowded_enough_for_policies_to_differ(year: Year) -> None:
    safe = {
        tuple((told.safe, told.moves) for told in replay(year, policy(name)).told)
        for name in ("today", "plain")
    }
    assert len(safe) == 2


@pytest.mark.parametrize("name", NAMES)
def test_what_comes_later_changes_nothing_that_was_decided_before(name: str, year: Year) -> None:
    night = DAYS // 2
    until = night * DAY
    known = tuple(
        replace(case, nights=min(case.nights, night - case.night + 1), found_on=None)
        for case in year.cases
        if case.minute < until
    )
    found_before = {c.id for c in year.cases if c.found_on is not None and c.found_on < night}
    known = tuple(
        replace(case, found_on=old.found_on) if case.id in found_before else case
        for case, old in zip(known, year.cases, strict=False)
    )
    closures = tuple(one for one in year.closures if one.since < night)
    other = replace(year, cases=known, closures=closures, days=night)
    assert stays(replay(other, policy(name)), night) == stays(replay(year, policy(name)), night)
    assert len(known) < len(year.cases)


def test_every_policy_hears_the_same_answers(year: Year) -> None:
    houses = [shelter.id for shelter in year.shelters]
    said = [year.declines(case.id, house) for case in year.cases for house in houses]
    assert 0.28 < sum(said) / len(said) < 0.39
    again = [year.declines(case.id, house) for case in year.cases for house in reversed(houses)]
    assert sum(again) == sum(said)


def test_60_to_75_percent_of_contacts_want_no_place() -> None:
    for seed in range(5):
        year = small_year(seed, 20)
        assert 0.59 < 1 - len(year.cases) / year.contacts < 0.76


def test_a_unit_that_somebody_has_is_never_taken_twice(year: Year) -> None:
    country = Country(replace(year, residents=()))
    one, other = (country.call(case) for case in year.cases[:2])
    her, unit = country.her_word(one, 0), year.shelters[0].units[0]
    span = country.picture()[0].plan_span(her)
    country.book(one, year.shelters[0].id, (unit.id,), span)
    with pytest.raises(AssertionError):
        country.book(other, year.shelters[0].id, (unit.id,), span)


def test_what_the_checker_rejects_is_not_booked_and_is_counted(year: Year) -> None:
    country = Country(replace(year, residents=()))
    case = year.cases[0]
    waiting = country.call(case)
    standing, columns = country.picture()
    her = country.her_word(waiting, 0)
    barred = next(r.shelter for r in options(her, columns, standing).refused)
    unit = standing.shelters[barred].units[0].id
    offer = Offer(barred, (unit,), standing.plan_span(her), PlanMode.WITHIN_LIMIT, 10)
    assert not take(country, waiting, offer, 0)
    assert country.violations > 0
    assert case.id in country.waiting


@pytest.mark.parametrize("trigger", [Trigger.NIGHT, Trigger.PHONE])
def test_a_line_of_a_plan_that_the_core_bars_by_now_was_late(year: Year, trigger: Trigger) -> None:
    """It is refused as well, and nothing was wrong with it when it was made.

    A plan of the afternoon is told at once; but one of its lines is booked after the other.
    """
    country = Country(replace(year, residents=()))
    waiting = country.call(year.cases[0])
    standing, columns = country.picture()
    her = country.her_word(waiting, 0)
    barred = next(r.shelter for r in options(her, columns, standing).refused)
    unit = standing.shelters[barred].units[0].id
    offer = Offer(barred, (unit,), standing.plan_span(her), PlanMode.WITHIN_LIMIT, 10)
    assert not take(country, waiting, offer, 0, trigger, planned=True)
    assert country.violations == 0
    assert country.late, "which rule it was is counted"
    assert waiting.case.id in country.waiting


def test_the_stays_that_are_left_out_for_one_household_change_no_judgement(year: Year) -> None:
    country = Country(replace(year, residents=_of_one_network(year)))
    for case in year.cases[:6]:
        country.call(
            replace(case, household=replace(case.household, networks=frozenset({NETWORK})))
        )
    # One of no network has a bed for months, by which her class and her own nights are judged.
    alone = next(case for case in year.cases[6:] if not networks_of(case.household))
    stays, house = country.call(alone), year.shelters[0]
    span = NightSpan(night_of(0), night_of(60))
    country.book(stays, house.id, (house.units[0].id,), span)
    country.call(replace(stays.case, household=replace(stays.household, tonight=Answer.NO)))
    whole = country.situation(Trigger.PHONE)
    whole = replace(whole, shelters=tuple(_nearly_full(s) for s in whole.shelters))
    found: set[Rule | None] = set()
    left_out = set()
    for waiting in country.waiting.values():
        her = country.her_word(waiting, country.tonight)
        everything = replace(whole, households=(her,))
        for shelter in year.shelters:
            near = country.situation_of(her, shelter.id, Trigger.PHONE, country.tonight)
            near = replace(near, shelters=whole.shelters)
            left_out.add(len(everything.stays) - len(near.stays))
            span = Standing(near).plan_span(her)
            for unit in shelter.units:
                plan = one_line(
                    near, Offer(shelter.id, (unit.id,), span, PlanMode.WITHIN_LIMIT, 10)
                )
                wrong = violations(near, plan)
                assert wrong == violations(everything, plan)
                found.update(one.rule for one in wrong)
    assert {Rule.H01, Rule.H03, Rule.H05, Rule.H16} <= found
    assert min(left_out) > 0


NETWORK = NetworkId("N-01")


def _of_one_network(year: Year) -> tuple[Stay, ...]:
    """Residents but for one unit's: every tenth belongs to it and is threatened to death."""
    return tuple(
        replace(
            stay,
            networks=frozenset() if number % 10 else stay.networks | {NETWORK},
            t_eff=stay.t_eff if number % 10 else ThreatLevel.T4,
        )
        for number, stay in enumerate(year.residents)
        if stay.unit != year.shelters[0].units[0].id
    )


def _nearly_full(shelter: Shelter) -> Shelter:
    return replace(shelter, max_concurrent_t4=1, max_concurrent_long_stay=2)


@pytest.mark.parametrize(("name", "uses"), [("plain", False), ("priced", True), ("steered", True)])
def test_only_policies_with_prices_keep_what_a_night_leaves(
    name: str, uses: bool, year: Year
) -> None:
    used = policy(name)
    told: set[Tier] = set()
    replay(year, used, lambda _: told.update(one.tier for one in used.prices))
    assert bool(told & {Tier.P1, Tier.P2}) is uses


# --- the limit ---


def test_a_maximum_flow_is_what_trying_every_way_finds() -> None:
    rng = np.random.default_rng(3)
    for _ in range(60):
        free = rng.integers(0, 3, size=3)
        wanted = [np.flatnonzero(rng.random(3) < 0.5) for _ in range(4)]
        best = 0
        for choice in product(*[[None, *groups.tolist()] for groups in wanted]):
            taken = Counter(group for group in choice if group is not None)
            if all(taken[group] <= free[group] for group in taken):
                best = max(best, sum(taken.values()))
        assert most_housed(wanted, free) == best


def test_the_limit_of_a_tiny_year_is_the_best_of_every_night() -> None:
    year = small_year(days=4)
    tiny = replace(year, cases=year.cases[:5], closures=())
    reach = reach_of(tiny)
    few = replace(reach, free=np.minimum(reach.free, 1))
    total = 0
    for night in range(tiny.days):
        there = [c for c in tiny.cases if c.night <= night < min(c.counted_to, tiny.days)]
        ways = [[None, *reach.groups[c.id][:6].tolist()] for c in there]
        narrow = max(
            (
                sum(g is not None for g in choice)
                for choice in product(*ways)
                if _fits(choice, few.free[:, night])
            ),
            default=0,
        )
        total += narrow
    cut = replace(few, groups={c.id: reach.groups[c.id][:6] for c in tiny.cases})
    assert limit_of(tiny, cut).together == total
    assert limit_of(tiny, reach).together >= total > 0


def _fits(choice: tuple[int | None, ...], free: np.ndarray) -> bool:
    taken = Counter(group for group in choice if group is not None)
    return all(count <= free[group] for group, count in taken.items())


def test_smaller_radii_bar_no_more_and_larger_ones_no_less(year: Year) -> None:
    houses = []
    for by in (0.5, 1.0, 1.5):
        reach = reach_of(year.with_rules(scaled_radii(year.rules, by)))
        houses.append([reach.houses[case.id] for case in year.cases])
    assert all(near >= usual >= far for near, usual, far in zip(*houses, strict=True))
    assert houses[0] != houses[2]


# --- what is counted ---


def test_equal_groups_are_of_one_class_and_of_as_many_houses(year: Year) -> None:
    reach = reach_of(year)
    groups = equal_groups(year, reach)
    assert set(groups) == {case.id for case in year.cases}
    assert abs(sum(groups.values()) - len(groups) / 2) <= 1
    means = [
        np.mean([reach.houses[c.id] for c in year.cases if groups[c.id] is group])
        for group in (True, False)
    ]
    assert means[0] == pytest.approx(means[1], rel=0.1)


def test_only_nights_from_the_call_to_her_leaving_count(year: Year) -> None:
    country = replay(year, policy("plain"))
    for case in year.cases:
        told: Told = country.told[case.number]
        assert told.safe <= min(case.counted_to, year.days) - case.night
        assert told.safe <= told.nights
        assert told.bed is not None or told.nights == 0
