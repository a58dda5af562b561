"""What a plan keeps of why: a verdict per house and the smallest set, whose words tell of nobody else."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from app.plan_explained import explained
from app.store.plan_verdicts import FIRST_LETTER, written
from matching.explain_words import MAY_BE_RESTRICTED
from matching.rules import blocks
from matching.situation import Compromise, Link, Situation
from matching.solve import Night, scarcest_first
from matching.standing import Standing
from matching.vocabulary import (
    CompromiseLevel,
    CompromiseScope,
    HouseholdId,
    LinkKind,
    NetworkId,
    Rule,
    ShelterId,
    ShelterStatus,
)
from tests.support import builders
from tests.support.crowded import crowded_situation
from tests.support.worlds import drawn_situation


def kept(situation: Situation) -> dict[HouseholdId, Any]:
    """What is kept of every household."""
    plan = Night(situation).greedy(scarcest_first)
    return {
        her: (written(one.verdicts), one.smallest_bars)
        for her, one in explained(situation, plan).items()
    }


NET = NetworkId("n1")


def barred(*ways: str) -> Situation:
    """One house of two is barred for her by what would tell of somebody else, the other openly, twice."""
    who = builders.household(networks=frozenset({NET}))
    house = builders.shelter("s1", units=(builders.unit("u1"), builders.unit("u2")))
    shut = builders.shelter(
        "s2",
        "Bergen",
        features=frozenset(),
        status=ShelterStatus.PAUSED,
        units=(builders.unit("u3"),),
    )
    stay = builders.stay("h2", "u2", networks=frozenset({NET}) if "label" in ways else frozenset())
    link = Link(who.id, stay.household, LinkKind.MUST_SEPARATE)
    if "tie" in ways:
        house = replace(house, staff_ties=frozenset({NET}))
    return builders.situation(
        (who,),
        (house, shut),
        stays=(stay,),
        links=(link,) if "link" in ways else (),
        compromises=(known_to(house.id),) if "report" in ways else (),
    )


def known_to(house: ShelterId) -> Compromise:
    """The network that she fears may know the house; who said so is not hers to hear."""
    return Compromise(
        shelter=house,
        level=CompromiseLevel.CONFIRMED,
        scope=CompromiseScope.NETWORK,
        network=NET,
        actor=None,
        cleared_by=0,
    )


WAYS = [("link",), ("label",), ("tie",), ("report",), ("link", "tie"), ("label", "tie", "report")]


@pytest.mark.parametrize("ways", WAYS)
def test_what_is_restricted_is_kept_alike_whichever_and_however_many_rules_it_is(
    ways: tuple[str, ...],
) -> None:
    """Nor is it in the records, so that no reader of the table learns of the other one."""
    her = HouseholdId("h1")
    assert Rule.H04 not in rules_on(barred())
    assert rules_on(barred(*ways)) & MAY_BE_RESTRICTED
    found, smallest = kept(barred(*ways))[her]
    assert (found, smallest) == kept(barred("link"))[her]
    assert smallest == (Rule.H05,)
    assert found["say"][0] == ["BARRED", None, ["BLOCKED_RESTRICTED"], False]
    assert kept(barred())[her][1] is None, "or nothing would be hidden"


def rules_on(situation: Situation) -> set[Rule]:
    """What bars the first house for her."""
    (who,), standing = situation.households, Standing(situation)
    return {block.rule for block in blocks(who, situation.shelters[0], standing)}


@pytest.mark.parametrize("seed", range(12))
def test_every_household_of_a_plan_has_a_letter_for_every_house(seed: int) -> None:
    situation = crowded_situation(Random(seed), households=6, shelters=4)
    found = kept(situation)
    assert set(found) == {one.id for one in situation.households}
    for verdicts, _ in found.values():
        assert len(verdicts["of"]) == len(situation.shelters)
        used = {ord(letter) - FIRST_LETTER for letter in verdicts["of"]}
        assert used == set(range(len(verdicts["say"]))), "nothing is said of nobody"


def test_a_set_of_rules_is_told_where_no_house_may_take_her_and_nowhere_else() -> None:
    told = 0
    for seed in range(40):
        situation = drawn_situation(Random(seed), 3)
        standing = Standing(situation)
        for her, (_, smallest) in kept(situation).items():
            who = standing.households[her]
            open_to_her = any(not blocks(who, one, standing) for one in situation.shelters)
            assert (smallest is not None) == (not open_to_her and bool(situation.shelters))
            told += smallest is not None
    assert told > 20
