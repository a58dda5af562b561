"""H01: a unit that can hold them is free on every night of a segment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.plan import Because, Block
from matching.rules.capacity import a_unit_is_free
from matching.situation import NightsUsed, StayPolicy, StayState
from matching.standing import Standing
from matching.vocabulary import (
    AgeBand,
    Answer,
    Gender,
    HouseholdId,
    ResidentsGender,
    Rule,
    ShelterId,
    Together,
    UnitSide,
    WaivedBy,
)
from tests.support.builders import (
    asked,
    child,
    day,
    household,
    nights,
    shelter,
    situation,
    stay,
    unit,
    woman,
)

FULL = Block(Rule.H01, WaivedBy.NOBODY, Because.FACT)


def test_a_free_room_takes_her_and_a_taken_one_does_not():
    assert asked(a_unit_is_free, household(), shelter()) is None
    assert asked(a_unit_is_free, household(), shelter(), stays=(stay("h2", "s1-u1"),)) == FULL


def test_the_night_on_which_another_leaves_is_free():
    until_tonight = stay("h2", "s1-u1", end=0)
    assert asked(a_unit_is_free, household(), shelter(), stays=(until_tonight,)) is None
    one_more = stay("h2", "s1-u1", end=1)
    assert asked(a_unit_is_free, household(), shelter(), stays=(one_more,)) == FULL


def test_one_night_is_enough_for_a_need_tonight_and_fourteen_for_a_move():
    house = shelter(units=(unit("u1", out_of_service=(nights(1, 40),)),))
    assert asked(a_unit_is_free, household(), house) is None
    by_plan = household(tonight=Answer.NO, planned_until=day(60))
    for free, barred in ((13, True), (14, False)):
        house = shelter(units=(unit("u1", out_of_service=(nights(free, 90),)),))
        assert (asked(a_unit_is_free, by_plan, house) == FULL) is barred


def test_a_hold_for_her_is_free_for_her_and_for_nobody_else():
    held = replace(stay("h1", "s1-u1"), span=nights(0, 5), state=StayState.HELD)
    assert asked(a_unit_is_free, household("h1"), shelter(), stays=(held,)) is None
    assert asked(a_unit_is_free, household("h2"), shelter(), stays=(held,)) == FULL


@pytest.mark.parametrize(("beds", "fits"), [(1, False), (2, True)])
def test_everybody_over_two_years_needs_a_bed(beds, fits):
    family = household(members=(woman(), child(band=AgeBand.A3_6)))
    house = shelter(units=(unit("u1", beds=beds),))
    assert (asked(a_unit_is_free, family, house) is None) is fits


@pytest.mark.parametrize(
    ("cots", "possible", "fits"),
    [
        (0, Answer.NO, False),
        (0, Answer.UNKNOWN, False),
        (0, Answer.YES, True),
        (1, Answer.NO, True),
    ],
)
def test_an_infant_needs_a_cot_and_no_bed(cots, possible, fits):
    family = household(members=(woman(), child(band=AgeBand.A0_2)))
    house = shelter(units=(unit("u1", beds=1, cots=cots, cot_possible=possible),))
    assert (asked(a_unit_is_free, family, house) is None) is fits


def test_a_child_of_unknown_age_needs_a_bed_and_a_cot():
    family = household(members=(woman(), child(band=AgeBand.UNKNOWN)))
    bed_and_cot = shelter(units=(unit("u1", beds=2, cots=1),))
    assert asked(a_unit_is_free, family, bed_and_cot) is None
    for short in (unit("u1", beds=1, cots=1), unit("u1", beds=2, cots=0)):
        assert asked(a_unit_is_free, family, shelter(units=(short,))) == FULL


@pytest.mark.parametrize("answer", list(Answer))
def test_a_wheelchair_needs_a_unit_that_is_known_to_take_it(answer):
    house = shelter(units=(unit("u1", wheelchair=answer),))
    said = asked(a_unit_is_free, household(wheelchair=Answer.YES), house)
    assert (said is None) is (answer is Answer.YES)
    assert asked(a_unit_is_free, household(), house) is None


def test_a_household_that_would_be_split_is_a_matter_of_h06():
    family = household(members=(woman(), child("a"), child("b")), together=Together.MUST)
    apart = shelter(units=(unit("u1", wing="north"), unit("u2", wing="south")))
    assert asked(a_unit_is_free, family, apart) is None
    taken = stay("h9", "u2")
    assert asked(a_unit_is_free, family, apart, stays=(taken,)) == FULL


def test_a_limit_that_leaves_no_night_does_not_say_that_the_house_is_full():
    house = shelter(stay=StayPolicy(limit_known=True, max_nights=10))
    used = household(nights_used=(NightsUsed(ShelterId("s1"), 10),))
    assert asked(a_unit_is_free, used, house) is None
    assert asked(a_unit_is_free, used, house, stays=(stay("h2", "s1-u1"),)) == FULL


@pytest.mark.parametrize("state", [StayState.HELD, StayState.ACCEPTED])
def test_what_is_booked_for_later_nights_closes_no_night_before(state):
    """9.4: the first segment ends where the next booking starts; a hold is one."""
    for start, said in ((7, None), (1, None), (0, FULL)):
        later = replace(stay("h2", "s1-u1"), span=nights(start, 40), state=state)
        assert asked(a_unit_is_free, household(), shelter(), stays=(later,)) == said
    moved = household(tonight=Answer.NO, planned_until=day(60))
    for start, said in ((14, None), (13, FULL)):
        later = replace(stay("h2", "s1-u1"), span=nights(start, 40), state=state)
        assert asked(a_unit_is_free, moved, shelter(), stays=(later,)) == said


def test_after_the_end_of_a_hold_the_unit_is_free_again():
    held = replace(stay("h2", "s1-u1"), span=nights(0, 5), state=StayState.HELD)
    for first, said in ((5, None), (4, FULL)):
        who = household(tonight=Answer.NO, needed_from=day(first), planned_until=day(60))
        assert asked(a_unit_is_free, who, shelter(), stays=(held,)) == said


def test_a_unit_held_for_two_on_other_nights_is_free_for_each_on_her_own():
    first = replace(stay("h1", "s1-u1"), span=nights(0, 3), state=StayState.HELD)
    second = replace(stay("h2", "s1-u1"), span=nights(3, 9), state=StayState.HELD)
    held = Standing(
        situation((household("h1"), household("h2")), (shelter(),), stays=(first, second))
    )
    (group,) = held.groups_in(ShelterId("s1"))
    assert [group.nights_for(HouseholdId("h1"), night) for night in (0, 2, 3, 8)] == [3, 1, 0, 0]
    assert [group.nights_for(HouseholdId("h2"), night) for night in (0, 2)] == [0, 0]
    assert group.nights_for(HouseholdId("h2"), 3) > 9
    assert [group.nights_for(HouseholdId("h3"), night) for night in (0, 3, 8)] == [0, 0, 0]
    assert group.nights_for(HouseholdId("h3"), 9) > 9


G, S = Gender, UnitSide
ADMITTED: dict[UnitSide, set[tuple[Gender, ...]]] = {
    S.WOMEN: {(G.WOMAN,), (G.WOMAN, G.WOMAN)},
    S.MEN: {(G.MAN,)},
    S.EITHER: {
        (G.WOMAN,), (G.WOMAN, G.WOMAN), (G.MAN,), (G.WOMAN, G.MAN),
        (G.UNDISCLOSED,), (G.OTHER,), (G.WOMAN, G.OTHER),
    },
    S.UNKNOWN: set(),
}  # fmt: skip


@pytest.mark.parametrize("side", list(UnitSide))
@pytest.mark.parametrize("genders", sorted(ADMITTED[S.EITHER]))
def test_a_unit_of_a_separated_house_is_on_the_side_of_every_adult(side, genders):
    """Her boy does not count; in a house that is not SEPARATED nobody asks for the side."""
    grown = tuple(woman(f"p{n}", gender=gender) for n, gender in enumerate(genders))
    who = household(members=(*grown, child(gender=Gender.MAN)))
    room = unit("u1", beds=3, side=side)
    parted = shelter(residents_gender=ResidentsGender.SEPARATED, units=(room,))
    assert (asked(a_unit_is_free, who, parted) is None) is (genders in ADMITTED[side])
    for house in set(ResidentsGender) - {ResidentsGender.SEPARATED}:
        assert asked(a_unit_is_free, who, shelter(residents_gender=house, units=(room,))) is None


def test_of_two_rooms_together_each_is_on_her_side():
    family = household(members=(woman(), child("a"), child("b")))
    for side, said in ((UnitSide.WOMEN, None), (UnitSide.MEN, FULL)):
        rooms = (unit("u1", wing="n", side=UnitSide.WOMEN), unit("u2", wing="n", side=side))
        parted = shelter(residents_gender=ResidentsGender.SEPARATED, units=rooms)
        assert asked(a_unit_is_free, family, parted) == said


def test_a_large_room_on_the_other_side_does_not_keep_her_from_two_on_hers():
    family = household(members=(woman(), child("a"), child("b")))
    rooms = tuple(unit(f"u{n}", wing="n", side=UnitSide.WOMEN) for n in (1, 2))
    large = unit("u3", beds=5, side=UnitSide.MEN)
    parted = shelter(residents_gender=ResidentsGender.SEPARATED, units=(*rooms, large))
    assert asked(a_unit_is_free, family, parted) is None


def test_of_two_adjoining_rooms_none_may_be_held_for_somebody_else():
    family = household(members=(woman(), child("a"), child("b")))
    house = shelter(units=(unit("u1", wing="north"), unit("u2", wing="north")))
    held = replace(stay("h2", "u2"), span=nights(0, 5), state=StayState.HELD)
    assert asked(a_unit_is_free, family, house) is None
    assert asked(a_unit_is_free, family, house, stays=(held,)) == FULL
