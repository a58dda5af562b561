"""Nobody finds a house by asking: five programs, no quota in their way, and the same bytes throughout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from random import Random

import pytest

from app.postgres_cluster import Cluster
from models.words import Role
from tests.support.attacks import HUNTERS, ORACLES, Hunt, Hunting, exact_points, within
from tests.support.database import fresh
from tests.support.in_process import InProcess, Moment, chance_of_our_own, without_threads
from tests.support.stage import START
from tests.support.two_worlds import World, silent

MOST = 24
"""Questions of one program here; the benchmark asks more."""
CONTROL = 40
"""Questions after which it has found a house that is matched by its own point."""


@pytest.fixture(scope="module")
def hunting(postgres: Cluster, template: str) -> Iterator[Hunting]:
    """A country in which a house is sought."""
    with ExitStack() as stack:
        chance = stack.enter_context(chance_of_our_own())
        stack.enter_context(without_threads())
        stack.enter_context(silent())
        database = stack.enter_context(fresh(postgres, template=template))
        loop, clock = InProcess(), Moment(START)
        stack.callback(loop.close)
        world = World(postgres, database, clock)
        stack.callback(world.close)
        yield Hunting(world, loop, chance, clock)


def hunts(hunting: Hunting, role: Role, oracle: str, seed: int) -> list[Hunt]:
    """The same program against the house in two places that it may not tell apart."""
    rng, found = Random(f"positions {seed}"), []
    for _ in range(2):
        zone = rng.choice(sorted(hunting.zones)) if role is Role.REFERRER else None
        hunting.move(within(hunting.zone, rng), zone=zone)
        found.append(hunting.hunt(oracle, role, most=MOST))
    return found


@pytest.mark.parametrize("oracle", ORACLES)
@pytest.mark.parametrize("role", HUNTERS)
def test_two_places_give_one_transcript(hunting: Hunting, role: Role, oracle: str) -> None:
    """Anywhere in the zone for those who see options; anywhere in the country for an agency."""
    one, other = hunts(hunting, role, oracle, seed=1)
    assert one.questions == other.questions > 1
    assert one.digest == other.digest


@pytest.mark.parametrize("oracle", ORACLES)
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ON_CALL])
def test_the_same_program_finds_a_house_whose_own_point_is_matched(
    hunting: Hunting, role: Role, oracle: str
) -> None:
    truth = within(hunting.zone, Random("control"))
    hunting.move(truth)
    with exact_points(hunting, truth):
        found = hunting.hunt(oracle, role, most=CONTROL)
    assert found.area_km2 < 0.1 * hunting.area_km2, found.area_km2
    assert found.error_km(truth) < 25
