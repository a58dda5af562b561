"""What one more unit would have placed on past nights, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.solver_process import Child, Limits, gaps_apart
from matching.gap import Gaps, gaps, one_more
from matching.plan import Plan
from matching.replay import Past, PastNight
from matching.situation import Situation
from matching.solve import Night, scarcest_first
from matching.vocabulary import (
    Answer,
    HouseholdId,
    Region,
    ShelterId,
    ShelterStatus,
    UnitId,
    UnitKind,
)
from matching.what_if import NEW_HOUSE
from tests.support.builders import NOW, TONIGHT, features, household, shelter, situation

WAITING = frozenset(HouseholdId(f"h{n}") for n in (1, 2, 3))


def quick(some: Situation) -> Plan:
    return Night(some).greedy(scarcest_first)


def past(base: Situation, waiting: tuple[frozenset[HouseholdId], ...]) -> Past:
    return Past(
        base,
        tuple(
            PastNight(
                tonight=TONIGHT - timedelta(days=len(waiting) - n),
                now=NOW - timedelta(days=len(waiting) - n),
                waiting=who,
                stays=(),
                clock_offset_minutes=base.clock_offset_minutes,
            )
            for n, who in enumerate(waiting)
        ),
    )


def three_for_one_room() -> Situation:
    """Three households, and one house with one room."""
    households = tuple(household(f"h{n}") for n in (1, 2, 3))
    return situation(households, (shelter("s1", features=features(2)),))


def test_one_more_room_houses_one_more_each_night_and_a_household_is_counted_once() -> None:
    base = three_for_one_room()
    found = gaps(past(base, (WAITING, WAITING, WAITING)), quick)
    # each night one of three has the room; with another room one more, and the third still waits
    assert (found.nights, len(found.without)) == (3, 2)
    (row,) = found.rows
    assert (row.kind, row.nights, len(row.placed)) == (base.shelters[0].units[0].kind, 3, 1)
    assert row.placed < found.without


def test_a_night_on_which_everybody_has_a_bed_has_no_gap() -> None:
    one = frozenset({HouseholdId("h1")})
    found = gaps(past(three_for_one_room(), (one,)), quick)
    assert found.without == frozenset()
    assert [(row.placed, row.nights) for row in found.rows] == [(frozenset(), 0)]


def test_a_night_on_which_nobody_was_there_is_no_night_that_was_recorded() -> None:
    one = frozenset({HouseholdId("h1")})
    found = gaps(past(three_for_one_room(), (frozenset(), one, frozenset())), quick)
    assert found.nights == 1
    assert gaps(past(three_for_one_room(), (frozenset(),)), quick).nights == 0


def test_a_room_in_a_house_that_bars_her_would_have_placed_nobody() -> None:
    base = three_for_one_room()
    weak = replace(base, shelters=(shelter("s1", features=features(1)),))
    found = gaps(past(weak, (WAITING,)), quick)
    assert len(found.without) == 3
    assert [row.placed for row in found.rows] == [frozenset()]


def test_one_more_stands_once_for_each_kind_of_each_region_and_in_open_houses_alone() -> None:
    base = three_for_one_room()
    closed = replace(shelter("s2", features=features(2)), status=ShelterStatus.CLOSED)
    flat = replace(base.shelters[0].units[0], id=UnitId("s1-flat"), kind=UnitKind.FLAT)
    both = replace(base.shelters[0], units=(*base.shelters[0].units, flat))
    made = dict(one_more(replace(base, shelters=(both, closed))))
    assert {kind for _, kind in made} == {base.shelters[0].units[0].kind, UnitKind.FLAT}
    for (_, kind), changed in made.items():
        (more,) = (s for s in changed.shelters if s.id == "s1")
        assert [u.kind for u in more.units].count(kind) == 2
        assert len(more.units) == 3


def test_a_region_without_the_kind_gets_a_house_of_its_own_where_its_securest_stands() -> None:
    base = three_for_one_room()
    (room,) = base.shelters[0].units
    has = replace(
        shelter("s1", features=features(2), zone="Oslo"),
        region=Region.EAST,
        units=(room, replace(room, id=UnitId("s1-flat"), kind=UnitKind.FLAT)),
    )
    weak = replace(shelter("s2", features=features(1), zone="Oslo"), region=Region.NORTH)
    best = replace(
        shelter("s3", features=features(2), zone="Bergen"),
        region=Region.NORTH,
        police_within_15_min=Answer.NO,
    )
    shut = replace(
        shelter("s4", features=features(2), zone="Bergen"),
        region=Region.WEST,
        status=ShelterStatus.CLOSED,
    )
    made = dict(one_more(replace(base, shelters=(has, weak, best, shut))))
    assert set(made) == {
        (region, kind)
        for region in (Region.EAST, Region.NORTH)
        for kind in (room.kind, UnitKind.FLAT)
    }
    new = made[Region.NORTH, UnitKind.FLAT].shelters[-1]
    assert new.id == NEW_HOUSE
    assert [unit.kind for unit in new.units] == [UnitKind.FLAT]
    assert (new.zone, new.region, new.police_within_15_min) == (best.zone, best.region, Answer.NO)
    assert new.features == has.features
    # where the region has the kind, its securest house is the larger for it
    assert [len(s.units) for s in made[Region.NORTH, room.kind].shelters] == [2, 1, 2, 1]


def test_what_a_house_of_a_missing_kind_would_have_placed_is_counted() -> None:
    base = three_for_one_room()
    (house,) = base.shelters
    flat = replace(
        house,
        id=ShelterId("s9"),
        units=(replace(house.units[0], id=UnitId("f"), kind=UnitKind.FLAT),),
    )
    elsewhere = replace(house, region=next(r for r in Region if r is not house.region))
    found = gaps(past(replace(base, shelters=(elsewhere, flat)), (WAITING,)), quick)
    rows = {(row.region, row.kind): len(row.placed) for row in found.rows}
    # two rooms for three: whichever unit is added, wherever, houses the third
    assert rows == {
        (region, kind): 1
        for region in (house.region, elsewhere.region)
        for kind in (house.units[0].kind, UnitKind.FLAT)
    }


def test_a_child_finds_the_same() -> None:
    told = past(three_for_one_room(), (WAITING, WAITING))
    found = gaps_apart(told, Limits(60.0, 2048), Child())
    assert isinstance(found, Gaps) and found == gaps(told, quick)
