"""A generated world has the counts and shares that its task asks for, counted here once more."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from app.worlds.format import world_of
from app.worlds.generate.figures import DEMAND, SIZES, scaled
from app.worlds.generate.world import Made, make_world
from matching.security import level
from matching.situation import StayState
from matching.standing import Standing
from matching.vocabulary import (
    Answer,
    Gender,
    LinkKind,
    MemberRole,
    Priority,
    ResidentsGender,
    SecurityLevel,
    ThreatLevel,
    UnitSide,
)

WORLDS = [
    ("norway", 1.0, 1),
    ("norway", 1.0, 2),
    ("norway", 1.0, 3),
    ("uk", 0.2, 1),
    ("us", 0.03, 1),
    pytest.param("uk", 1.0, 1, marks=pytest.mark.slow),
    pytest.param("us", 1.0, 1, marks=pytest.mark.nightly),
]
FULL = {
    "norway": (43, 455, 150),
    "uk": (271, 4_385, 1_500),
    "us": (1_894, 40_000, 8_000),
}


@cache
def world(size: str, share: float, seed: int) -> Made:
    return make_world(SIZES[size] if share == 1.0 else scaled(SIZES[size], share), seed)


def free_units(made: Made) -> Counter[SecurityLevel]:
    situation = made.situation
    tonight = situation.tonight
    taken = {s.unit for s in situation.stays if s.span.start <= tonight < s.span.end}
    return Counter(
        level(shelter, tonight)
        for shelter in situation.shelters
        for unit in shelter.units
        if unit.id not in taken
        if not any(b.start <= tonight < b.end for b in unit.out_of_service)
    )


@pytest.mark.parametrize(("size", "share", "seed"), WORLDS)
class TestCounts:
    def test_shelters_units_and_households(self, size: str, share: float, seed: int) -> None:
        situation = world(size, share, seed).situation
        counted = (
            len(situation.shelters),
            sum(len(s.units) for s in situation.shelters),
            len(situation.households),
        )
        assert counted == tuple(round(n * share) for n in FULL[size])

    def test_every_unit_of_a_separated_house_says_for_whom_it_is(
        self, size: str, share: float, seed: int
    ) -> None:
        situation = world(size, share, seed).situation
        sides = {ResidentsGender.WOMEN: {UnitSide.WOMEN}, ResidentsGender.MEN: {UnitSide.MEN}}
        for shelter in situation.shelters:
            found = {unit.side for unit in shelter.units}
            if shelter.residents_gender is ResidentsGender.SEPARATED:
                assert UnitSide.WOMEN in found
                assert UnitSide.UNKNOWN not in found
            elif shelter.residents_gender is not ResidentsGender.MIXED:
                assert found == sides[shelter.residents_gender]
        if size == "norway":
            counts = Counter(u.side for s in situation.shelters for u in s.units)
            mens = round(98 * share)
            assert counts[UnitSide.MEN] == mens
            assert counts[UnitSide.WOMEN] + counts[UnitSide.EITHER] == round(455 * share) - mens
            assert 0 < counts[UnitSide.EITHER] < counts[UnitSide.WOMEN] / 3
            assert not counts[UnitSide.UNKNOWN]

    def test_no_wing_and_no_stay_of_two_units_lies_on_both_sides(
        self, size: str, share: float, seed: int
    ) -> None:
        """A flat for anybody belongs to the part it stands in."""
        situation = world(size, share, seed).situation
        apart = {UnitSide.WOMEN, UnitSide.MEN}
        sides = {unit.id: unit.side for s in situation.shelters for unit in s.units}
        for shelter in situation.shelters:
            for wing in {unit.wing for unit in shelter.units} - {None}:
                assert not apart <= {u.side for u in shelter.units if u.wing == wing}
        stays: dict[str, set[UnitSide]] = {}
        for stay in situation.stays:
            stays.setdefault(stay.household, set()).add(sides[stay.unit])
        assert not any(apart <= found for found in stays.values())

    def test_80_to_85_percent_are_taken_tonight(self, size: str, share: float, seed: int) -> None:
        situation = world(size, share, seed).situation
        taken = {s.unit for s in situation.stays if situation.tonight in s.span}
        units = sum(len(s.units) for s in situation.shelters)
        assert 0.80 <= len(taken) / units <= 0.85

    def test_half_as_many_again_need_s3_and_s4(self, size: str, share: float, seed: int) -> None:
        made = world(size, share, seed)
        standing, free = Standing(made.situation), free_units(made)
        levels = Counter(standing.t_eff(h) for h in made.situation.households)
        assert free[SecurityLevel.S3] > 0
        assert free[SecurityLevel.S4] > 0
        assert levels[ThreatLevel.T3] == DEMAND * free[SecurityLevel.S3]
        assert levels[ThreatLevel.T4] == DEMAND * free[SecurityLevel.S4]

    def test_45_42_and_13_percent_of_shelters(self, size: str, share: float, seed: int) -> None:
        situation = world(size, share, seed).situation
        levels = Counter(level(s, situation.tonight) for s in situation.shelters)
        count = len(situation.shelters)
        for of, percent in ((SecurityLevel.S2, 45), (SecurityLevel.S3, 42), (SecurityLevel.S4, 13)):
            assert abs(levels[of] - count * percent / 100) < 1

    def test_children_in_four_of_ten_and_men_in_nine_of_a_hundred(
        self, size: str, share: float, seed: int
    ) -> None:
        households = world(size, share, seed).situation.households
        children = sum(any(p.role is MemberRole.CHILD for p in h.members) for h in households)
        men = sum(
            any(p.role is MemberRole.ADULT and p.gender is Gender.MAN for p in h.members)
            for h in households
        )
        assert children == round(0.4 * len(households))
        assert 0.07 <= men / len(households) <= 0.095

    def test_every_class_occurs(self, size: str, share: float, seed: int) -> None:
        situation = world(size, share, seed).situation
        standing = Standing(situation)
        classes = Counter(standing.priority(h) for h in situation.households)
        assert all(classes[of] >= 0.08 * len(situation.households) for of in Priority)

    def test_the_file_tells_what_it_holds(self, size: str, share: float, seed: int) -> None:
        made = world(size, share, seed)
        standing = Standing(made.situation)
        households = made.situation.households
        assert made.about["households_by_class"] == Counter(
            standing.priority(h).name for h in households
        )
        assert made.about["households_by_level"] == Counter(
            standing.t_eff(h).name for h in households
        )
        assert made.about["free_units_by_level"] == {
            of.name: n for of, n in free_units(made).items()
        }
        assert all(h.planned_until is not None for h in households)

    def test_the_codec_finds_no_fault(self, size: str, share: float, seed: int) -> None:
        made = world(size, share, seed)
        assert world_of(made.content()).situation == made.situation


@pytest.mark.parametrize(("size", "share", "seed"), WORLDS[:5])
class TestFlavour:
    def test_a_little_of_every_unknown(self, size: str, share: float, seed: int) -> None:
        households = world(size, share, seed).situation.households
        assert any(h.threat.level_human is None for h in households)
        assert any(not h.danger for h in households)
        assert any(a.last_confirmed is None for h in households for a in h.danger)
        assert any(h.tonight is Answer.UNKNOWN for h in households)
        assert any(h.women_only is Answer.UNKNOWN for h in households)
        assert any(not h.languages for h in households)

    def test_stays_of_every_state_and_some_that_end_within_days(
        self, size: str, share: float, seed: int
    ) -> None:
        situation = world(size, share, seed).situation
        assert {s.state for s in situation.stays} == set(StayState)
        tonight = [s for s in situation.stays if situation.tonight in s.span]
        assert any((s.span.end - situation.tonight).days <= 3 for s in tonight)
        assert any((s.span.end - situation.tonight).days > 180 for s in tonight)
        assert any(s.span.start > situation.tonight for s in situation.stays)

    def test_networks_of_two_to_five_and_pairs_to_separate(
        self, size: str, share: float, seed: int
    ) -> None:
        situation = world(size, share, seed).situation
        labels = Counter(label for h in situation.households for label in h.networks)
        assert labels
        assert set(labels.values()) <= {2, 3, 4, 5}
        assert any(link.kind is LinkKind.MUST_SEPARATE for link in situation.links)

    def test_a_household_too_large_for_any_single_unit(
        self, size: str, share: float, seed: int
    ) -> None:
        situation = world(size, share, seed).situation
        largest = max(u.beds for s in situation.shelters for u in s.units)
        assert any(len(h.members) > largest for h in situation.households)


@pytest.mark.parametrize("seed", [1, 2, 3])
class TestNorway:
    def test_455_units_with_1130_beds(self, seed: int) -> None:
        units = [u for s in world("norway", 1.0, seed).situation.shelters for u in s.units]
        assert (len(units), sum(u.beds for u in units)) == (357 + 98, 918 + 212)

    def test_42_of_43_houses_take_men(self, seed: int) -> None:
        shelters = world("norway", 1.0, seed).situation.shelters
        assert sum(s.residents_gender is not ResidentsGender.WOMEN for s in shelters) == 42

    def test_no_two_seeds_have_the_same_houses_in_the_same_zones(self, seed: int) -> None:
        here = {(s.id, s.zone) for s in world("norway", 1.0, seed).situation.shelters}
        other = {(s.id, s.zone) for s in world("norway", 1.0, seed % 3 + 1).situation.shelters}
        assert here != other

    def test_the_police_refer_a_third(self, seed: int) -> None:
        # 13 of 38 in 2007 (rosa_referrals_2007.csv): 51 of 150.
        referrers = Counter(world("norway", 1.0, seed).referrers.values())
        assert referrers["POLICE"] == round(150 * 13 / 38)


def test_a_world_without_enough_households_is_refused() -> None:
    with pytest.raises(ValueError, match="too few households"):
        make_world(replace(SIZES["norway"], households=10), 1)
