"""Tier 4 and 2b: moves, cover story, phase, continuity, turnover, continuation (10.3; V8, V9)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching import costs
from matching.costs.stability import (
    changes,
    continuation,
    continuity,
    cover_story,
    moves,
    phase,
    turnover,
)
from matching.options import Fitted, fitted
from matching.situation import Continuity, Household, Proposal, Shelter, StayPolicy
from matching.standing import Standing
from matching.stay import Way
from matching.vocabulary import (
    AgeBand,
    Answer,
    ContinuityKind,
    Exemption,
    Phase,
    PlanMode,
    ShelterId,
    ZoneId,
)
from tests.support import builders
from tests.support.drawn import drawn


def _limited(max_nights: int | None = 90, **changed: object) -> Shelter:
    policy = StayPolicy(
        limit_known=True,
        max_nights=max_nights,
        exemption=Exemption.POSSIBLE,
        exempt_max_nights=90,
        separate_long_stay_wing=Answer.NO,
        other_residents_limited=Answer.YES,
    )
    return builders.shelter(stay=replace(policy, **changed))  # type: ignore[arg-type]


def _only(who: Household, where: Shelter) -> Fitted:
    standing = Standing(builders.situation((who,), (where,)))
    (found,) = fitted(who, where, standing)
    return found


LONG = builders.household(planned_until=builders.day(180))


def test_v8_without_a_wing_staying_and_moving_cost_the_same_and_she_is_asked() -> None:
    found = _only(LONG, _limited())
    assert found.mode_tied and found.way.mode is PlanMode.EXEMPTED
    assert found.costs.stability == 4 + 4 + 2  # cover, ACUTE only, turnover not told


def test_v8_with_a_wing_the_exemption_is_chosen() -> None:
    found = _only(LONG, _limited(separate_long_stay_wing=Answer.YES))
    assert (found.mode_tied, found.way.mode) == (False, PlanMode.EXEMPTED)
    assert found.costs.stability == 2 + 4 + 2


def test_v9_without_a_limit_only_the_phase_is_wrong() -> None:
    house = replace(_limited(None), turnover_per_year=0)
    assert _only(LONG, house).costs.stability == 4
    fitting = replace(house, phases=frozenset({Phase.ACUTE, Phase.LONG_STAY}))
    assert _only(LONG, fitting).costs.stability == 0


def test_a_segment_that_leaves_nights_open_pays_moves_and_an_open_end() -> None:
    house = replace(_limited(exemption=Exemption.NONE), turnover_per_year=0)
    found = _only(LONG, house)
    assert found.way.mode is PlanMode.SEGMENTED
    assert found.costs.stability == 4 + 4 + 3


@pytest.mark.parametrize(
    ("planned", "first", "school", "cost"),
    [
        (180, 90, False, 4),
        (181, 90, False, 8),
        (180, 90, True, 6),
        (180, 30, False, 18),
        (180, 42, True, 18),
        (90, 90, True, 0),
        (91, 90, False, 4),
    ],
)
def test_moves_are_four_each_six_with_a_school_child_and_at_most_eighteen(
    planned: int, first: int, school: bool, cost: int
) -> None:
    band = AgeBand.A7_12 if school else AgeBand.A3_6
    who = builders.household(members=(builders.woman(), builders.child(band=band)))
    assert moves(who, builders.nights(0, planned), first) == cost


def test_a_child_of_unknown_age_goes_to_school() -> None:
    who = builders.household(members=(builders.woman(), builders.child(band=AgeBand.UNKNOWN)))
    assert moves(who, builders.nights(0, 180), 90) == 6


@pytest.mark.parametrize(
    ("nights", "halves", "cost"),
    [
        (90, 2, 4),
        (91, 2, 4),
        (45, 2, 2),
        (11, 2, 0),
        (12, 2, 1),
        (90, 1, 2),
        (22, 1, 0),
        (23, 1, 1),
        (90, 0, 0),
        (0, 2, 0),
    ],
)
def test_the_cover_story_is_rounded_half_up(nights: int, halves: int, cost: int) -> None:
    assert cover_story(nights, halves) == cost


def test_another_long_stayer_on_her_first_night_halves_the_cover_story() -> None:
    house = _limited()
    units = (*house.units, builders.unit("other"))
    house = replace(house, units=units)
    for end, cost in ((87, 2), (86, 4)):  # 5 nights gone by: 92 and 91 nights against "> 90"
        other = builders.stay("r", "other", -4, end)
        standing = Standing(builders.situation((LONG,), (house,), stays=(other,)))
        way = Way(PlanMode.EXEMPTED, builders.nights(0, 180), builders.nights(0, 180), 90)
        assert costs.mode_cost(LONG, house, way, standing) == cost


def test_phase_and_turnover_are_read_for_the_whole_plan() -> None:
    rules = builders.EXACT_RULES

    def way(nights: int) -> Way:
        span = builders.nights(0, nights)
        return Way(PlanMode.WITHIN_LIMIT, span, span, None)

    acute = builders.shelter(phases=frozenset({Phase.ACUTE}))
    lasting = builders.shelter(phases=frozenset({Phase.LONG_STAY}))
    untold = builders.shelter(phases=frozenset())
    assert [phase(acute, way(n), rules) for n in (1, 90, 91)] == [0, 0, 4]
    assert [phase(lasting, way(n), rules) for n in (1, 2, 91)] == [2, 0, 0]
    assert [phase(untold, way(n), rules) for n in (1, 2, 91)] == [2, 0, 4]
    for persons, cost in ((200, 0), (201, 1), (500, 1), (501, 2), (None, 2)):
        house = builders.shelter(turnover_per_year=persons)
        assert (turnover(house, way(61)), turnover(house, way(60))) == (cost, 0)


def test_broken_things_count_once_they_run_and_at_most_thirteen() -> None:
    elsewhere = frozenset({ZoneId("Bergen")})
    span = builders.nights(0, 20)
    way = Way(PlanMode.WITHIN_LIMIT, span, span, None)

    def cost(*running: Continuity) -> int:
        who = builders.household(continuity=running)
        standing = Standing(builders.situation((who,), (builders.shelter(),)))
        return continuity(who, builders.shelter(), way, standing)

    def thing(kind: ContinuityKind, until: int | None = None) -> Continuity:
        return Continuity(
            kind=kind, zones=elsewhere, until=None if until is None else builders.day(until)
        )

    kinds = ContinuityKind
    assert [cost(thing(kind)) for kind in kinds] == [4, 4, 3, 2]
    assert [cost(thing(kinds.COURT, day)) for day in (-1, 0, 30, 31)] == [0, 4, 4, 0]
    assert [cost(thing(kinds.TRAINING, day)) for day in (-1, 0, 400)] == [0, 2, 2]
    assert cost(*(thing(kind) for kind in kinds), thing(kinds.COURT)) == 13
    here = Continuity(kind=kinds.COURT, zones=frozenset({ZoneId("Oslo")}))
    assert cost(here) == 0


def test_continuation_follows_the_margin_band_and_a_part_costs_at_least_two() -> None:
    planned, later = builders.nights(0, 180), builders.nights(90, 180)
    feared = builders.household(
        danger=(builders.danger(builders.OSLO),),
    )
    told = {}
    for zone in ("Fredrikstad", "Hamar", "Stavanger", "Tromso"):
        house = builders.shelter(zone=zone)
        standing = Standing(builders.situation((feared,), (house,)))
        told[zone] = continuation(feared, house, planned, later, standing)
        part = builders.nights(90, 170)
        assert continuation(feared, house, planned, part, standing) == 2
    # T2: 30 km. Margins 48, 69, 272 and 1117 km: bands 3, 3, 0, 0.
    assert told == {"Fredrikstad": 1, "Hamar": 1, "Stavanger": 0, "Tromso": 0}
    drammen = builders.shelter(zone="Drammen")
    standing = Standing(builders.situation((feared,), (drammen,)))
    assert continuation(feared, drammen, planned, later, standing) == 2


def test_first_and_second_are_separate_and_their_sum_is_the_tier() -> None:
    """Known moves for expected ones, a bed for an open end; the same for every first."""
    first = replace(_limited(exemption=Exemption.NONE), turnover_per_year=0)
    second = builders.shelter("s2", zone="Bergen", stay=StayPolicy(limit_known=True))
    standing = Standing(builders.situation((LONG,), (first, second)))
    planned, before = builders.nights(0, 180), builders.nights(0, 90)
    way = Way(PlanMode.SEGMENTED, before, planned, 90)
    alone = costs.first_stability(LONG, first, way, standing)
    added = costs.second_stability(LONG, second, planned, builders.nights(90, 180), standing)
    assert (alone, added, alone + added) == (4 + 4 + 3, -3, 4 + 4)


def _added(first_nights: int, *running: Continuity) -> int:
    """What a bed in Bergen adds for whom the first house, in Oslo, keeps for so many nights of 180."""
    who = replace(LONG, continuity=running)
    second = builders.shelter("s2", zone="Bergen", stay=StayPolicy(limit_known=True))
    standing = Standing(builders.situation((who,), (_limited(first_nights), second)))
    later = builders.nights(first_nights, 180)
    return costs.second_stability(who, second, builders.nights(0, 180), later, standing)


def _thing(kind: ContinuityKind, until: int | None, *zones: str) -> Continuity:
    ends = None if until is None else builders.day(until)
    return Continuity(kind=kind, zones=frozenset(map(ZoneId, zones)), until=ends)


@pytest.mark.parametrize(
    ("kind", "until", "zones", "added"),
    [
        (ContinuityKind.TRAINING, 29, (), -17),  # over before she moves on night 30
        (ContinuityKind.TRAINING, 30, (), -15),
        (ContinuityKind.SCHOOL_TERM, 120, ("Oslo",), -14),
        (ContinuityKind.SCHOOL_TERM, 120, ("Oslo", "Bergen"), -17),  # it goes on from there
        (ContinuityKind.TREATMENT, None, (), -13),  # nobody knows how long: it still runs
        (ContinuityKind.COURT, None, (), -13),
        (ContinuityKind.COURT, 30, (), -13),
        (ContinuityKind.COURT, 60, (), -13),  # within 30 days of the move, and 60 from tonight
        (ContinuityKind.COURT, 61, (), -17),
    ],
)
def test_a_second_segment_pays_for_what_still_runs_when_she_moves(kind, until, zones, added):
    """A first of 30 nights: one move of 4 for five expected ones at 18, a bed for an open end of 3."""
    assert _added(30) == 4 - 18 - 3
    assert _added(30, _thing(kind, until, *zones)) == added


def test_a_second_segment_never_costs_more_than_the_gap_and_breaks_at_most_thirteen():
    everything = [_thing(kind, None) for kind in ContinuityKind]
    assert _added(30, *everything, *everything) == -17 + 13
    assert [_added(90, thing) for thing in everything] == [-1, -1, -1, -1]
    assert _added(90, *everything) == -1


def test_changes_counts_only_another_house_than_the_proposed_one() -> None:
    who, where = builders.household(), builders.shelter()
    for shelter, cost in (("s1", 0), ("s2", 1)):
        line = Proposal(who.id, ShelterId(shelter))
        standing = Standing(
            builders.situation((who,), (where, builders.shelter("s2")), proposals=(line,))
        )
        assert changes(who, where, standing) == cost
    assert changes(who, where, Standing(builders.situation((who,), (where,)))) == 0


def test_every_cost_stays_in_the_range_of_its_tier() -> None:
    most = (88, 1, 10, 40, 30, 30)
    for seed in range(60):
        world = drawn(700 + seed)
        standing = Standing(world)
        for household in world.households:
            for shelter in world.shelters:
                for one in fitted(household, shelter, standing):
                    c = one.costs
                    told = (c.risk, c.changes, c.wishes, c.stability, c.services, c.stewardship)
                    assert all(0 <= cost <= top for cost, top in zip(told, most, strict=True))
