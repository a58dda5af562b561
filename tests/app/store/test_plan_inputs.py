"""The hash of what a line rests on: the same in every process, another for every change."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from app.store.plan_inputs import changed, digest, inputs, whole
from matching.ruleset import RuleSet
from matching.situation import Compromise
from matching.vocabulary import CompromiseLevel, CompromiseScope, NightSpan, ShelterId
from tests.support.builders import NOW, TONIGHT, household, shelter, situation, unit

PRINTED = """
from app.store.plan_inputs import digest
print(digest(frozenset(f"n{n}" for n in range(50))).hex())
"""


def parts(**changes):
    """The parts of one line in a world with these changes."""
    hers = changes.pop("household", household("h1"))
    house = changes.pop("shelter", shelter("s1"))
    later = changes.pop("later", shelter("s2"))
    world = situation((hers,), (house, later), **changes)
    return inputs(world, hers.id, house.id, (later.id,))


def test_it_is_the_same_in_every_process():
    told = {
        subprocess.run(
            [sys.executable, "-c", PRINTED],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert told == {digest(frozenset(f"n{n}" for n in range(50))).hex() + "\n"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"household": household("h1", languages=frozenset({"fas"}))}, ["HOUSEHOLD_CHANGED"]),
        ({"shelter": shelter("s1", max_concurrent_t4=1)}, ["SHELTER_CHANGED"]),
        ({"later": shelter("s2", max_concurrent_t4=1)}, ["LATER_SHELTER_CHANGED"]),
        ({"rules": replace(RuleSet(), distance_factor=0.9)}, ["RULES_CHANGED"]),
        (
            {
                "compromises": (
                    Compromise(
                        shelter=ShelterId("s1"),
                        scope=CompromiseScope.GENERAL,
                        level=CompromiseLevel.SUSPECTED,
                    ),
                )
            },
            ["CHANGED_SINCE"],
        ),
    ],
)
def test_another_part_is_told_in_closed_words(change, words):
    assert changed(parts(), parts(**change)) == words
    assert whole(parts()) != whole(parts(**change))


def test_a_line_from_before_the_hash_cannot_be_approved():
    assert changed({}, parts()) != []


def test_what_a_booking_asks_anew_makes_no_line_stale():
    shut = unit("s1-u1", out_of_service=(NightSpan(TONIGHT, TONIGHT + timedelta(days=1)),))
    open_ = unit("s1-u1")
    before = parts(shelter=shelter("s1", units=(open_,), vacancy_confirmed_at=NOW))
    after = parts(
        shelter=shelter("s1", units=(shut,), vacancy_confirmed_at=NOW - timedelta(hours=1))
    )
    assert changed(before, after) == []
