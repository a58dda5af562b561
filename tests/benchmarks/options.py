"""`./dev bench options`: options for one household among many shelters.

The core is timed from arrays that stand ready to ranked options and a mask of barring rules per
shelter. The rulebook's second reading of every winner is timed too, on top; words and the list of
refusals are made outside. The world is a generated country; each draw asks for another household of
it. Above 2,000 shelters it is that country several times over, each time with the houses' places,
policies and words of the day dealt out anew. Milliseconds are of the wall clock, those marked cpu of
this thread's processor time, which other work on the machine does not lengthen so much.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
from numpy.typing import NDArray

from app.worlds.generate.figures import SIZES, scaled
from app.worlds.generate.world import make_world
from matching.columns import Columns
from matching.options import options, ranked, read_again
from matching.situation import Situation
from matching.standing import Standing
from matching.vocabulary import HouseholdId, ShelterId, Trigger, UnitId

GENERATED = 2000
"""Shelters that are generated; what is above repeats them."""
EVENING = timedelta(hours=18)
"""From the batch's hour of the generated world to an evening on the telephone."""


def run(argv: list[str]) -> int:
    """Measure, print a table and one line of JSON."""
    parser = argparse.ArgumentParser(prog="./dev bench options")
    parser.add_argument("--shelters", type=int, default=2000)
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--core", action="store_true", help="only the core, without server and database"
    )
    asked = parser.parse_args(argv)
    world = country(asked.shelters, asked.seed)
    began = time.perf_counter()
    standing = Standing(world)
    columns = Columns(standing)
    columns.prepare(standing)
    made = time.perf_counter() - began
    found = core(standing, columns, asked.draws)
    http = None if asked.core else http_p99_ms(asked.shelters, asked.draws, asked.seed)
    rows = [
        ("shelters", len(columns)),
        ("units", sum(len(shelter.units) for shelter in world.shelters)),
        ("zones", len(world.zones)),
        ("households asked for", asked.draws),
        ("core p50, ms", found["core_p50_ms"]),
        ("core p90, ms", found["core_p90_ms"]),
        ("core p99, ms", found["core_p99_ms"]),
        ("core slowest, ms", found["core_max_ms"]),
        ("core p50, cpu ms", found["core_cpu_p50_ms"]),
        ("core p90, cpu ms", found["core_cpu_p90_ms"]),
        ("core p99, cpu ms", found["core_cpu_p99_ms"]),
        ("core slowest, cpu ms", found["core_cpu_max_ms"]),
        ("and read again, p50, ms", found["read_again_p50_ms"]),
        ("and read again, p99, ms", found["read_again_p99_ms"]),
        ("answers with options, %", found["with_options_percent"]),
        ("arrays made, once, ms", round(1000 * made, 1)),
        ("http p99, ms", "not measured" if http is None else http),
    ]
    for name, number in rows:
        print(f"{name:28} {number:>16}")
    print(json.dumps({"shelters": len(columns), **found, "http_p99_ms": http}))
    return 0


def country(shelters: int, seed: int) -> Situation:
    """A generated country with so many shelters, on an evening with callers on the line."""
    size = SIZES["us"]
    size = scaled(size, min(shelters, GENERATED) / size.shelters)
    world = make_world(size, seed).situation
    evening = replace(
        world,
        now=world.now + EVENING,
        trigger=Trigger.PHONE,
        shelters=tuple(
            shelter
            if shelter.vacancy_confirmed_at is None
            else replace(shelter, vacancy_confirmed_at=shelter.vacancy_confirmed_at + EVENING)
            for shelter in world.shelters
        ),
    )
    return evening if shelters <= GENERATED else several(evening, shelters, seed)


def several(world: Situation, shelters: int, seed: int) -> Situation:
    """The world's houses and stays again and again; what bars people is dealt out anew each time."""
    chance = Random(seed)
    houses, stays, compromises = list(world.shelters), list(world.stays), list(world.compromises)
    in_house = defaultdict(list)
    home = {unit.id: shelter.id for shelter in world.shelters for unit in shelter.units}
    for stay in world.stays:
        in_house[home[stay.unit]].append(stay)
    for number in range(len(houses), shelters):
        again = f"~{number}"
        house = world.shelters[number % len(world.shelters)]
        placed, strict, today, secure = chance.choices(world.shelters, k=4)
        houses.append(
            replace(
                house,
                id=ShelterId(house.id + again),
                units=tuple(replace(u, id=UnitId(u.id + again)) for u in house.units),
                zone=placed.zone,
                region=placed.region,
                urban=placed.urban,
                services=placed.services,
                acceptance=strict.acceptance,
                stay=strict.stay,
                vacancy_confirmed_at=today.vacancy_confirmed_at,
                status=today.status,
                intake_hours=today.intake_hours,
                intake_hours_known=today.intake_hours_known,
                after_hours=today.after_hours,
                features=secure.features,
                police_within_15_min=secure.police_within_15_min,
            )
        )
        stays += (
            replace(s, unit=UnitId(s.unit + again), household=HouseholdId(s.household + again))
            for s in in_house[house.id]
        )
        compromises += (
            replace(c, shelter=houses[-1].id) for c in world.compromises if c.shelter == house.id
        )
    return replace(
        world, shelters=tuple(houses), stays=tuple(stays), compromises=tuple(compromises)
    )


def core(standing: Standing, columns: Columns, draws: int) -> dict[str, float]:
    """Milliseconds of the core over so many households, each asked for the first time."""
    households = standing.situation.households
    ranked(households[-1], columns, standing)
    options(households[-1], columns, standing)
    gc.collect()
    gc.freeze()
    took, cpu, read = np.empty(draws), np.empty(draws), np.empty(draws)
    placed = 0
    for draw in range(draws):
        household = households[draw % len(households)]
        worked = time.thread_time()
        began = time.perf_counter()
        found = ranked(household, columns, standing)
        ready = time.perf_counter()
        cpu[draw] = time.thread_time() - worked
        shown = read_again(found.options, found, household, columns, standing)
        read_again(found.call_first, found, household, columns, standing)
        took[draw], read[draw] = ready - began, time.perf_counter() - began
        placed += bool(shown)
    return {
        **_shares("core", 1000 * took),
        **_shares("core_cpu", 1000 * cpu),
        **_shares("read_again", 1000 * read),
        "with_options_percent": round(100 * placed / draws, 1),
    }


def _shares(name: str, took: NDArray[np.float64]) -> dict[str, float]:
    shares = {f"{name}_p{p}_ms": round(float(np.percentile(took, p)), 3) for p in (50, 90, 99)}
    return {**shares, f"{name}_max_ms": round(float(took.max()), 3)}


def http_p99_ms(shelters: int, draws: int, seed: int) -> float:
    """The whole request, asked of a real service."""
    from tests.benchmarks import options_http  # it takes its country from this file

    return options_http.http_p99_ms(shelters, draws, seed)
