"""``./dev bench night-job``: the promises F14-F16 of the night run at their numbers.

500 starts, as many at once as there are processes, a few nights: one plan for each. 1,000 batches with
1-20 % hostile records: everybody else is planned as if they were not there. 200 faults of the solver's
process: a plan stands or the last good one does. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing import get_context
from random import Random
from signal import SIGKILL, SIGSTOP, Signals
from threading import Thread
from time import perf_counter, sleep

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import solver_process
from app.culprits import Culprits, culprits, without
from app.nightly.night import Outcome
from app.postgres import ephemeral
from app.solver_process import Child, Limits, Priced, SolverLost, priced_apart
from matching.check import violations
from matching.plan import Plan
from matching.situation import Situation
from matching.solve import Night, scarcest_first
from matching.vocabulary import HouseholdId, ShelterId, Trigger
from models.plan_run import PlanProposalRecord, PlanRunRecord
from models.words import ProposalState, RunState
from tests.support.crowded import crowded_situation
from tests.support.database import Database, fresh, make_template
from tests.support.night_world import NightWorld, a_night_world, in_this_process, start
from tests.support.poison import poisoned

HOUSEHOLDS, SHELTERS = 12, 6
MOST_POISON = 4
"""Of 22 records: 18 %."""
REAL_EVERY = 4
LOST_AS = {"killed": "DIED", "starved": "DIED", "late": "TIMEOUT"}
"""What can befall the solver's own process, and the word of the loss."""
LATE_S = 1.0
TOO_FEW_MB = 24
"""Less than the solver alone takes: its process ends by its own limit."""
MOST_OVERRUN_MS = 100
WITH_PLAN = (RunState.PROVEN, RunState.NOT_PROVEN, RunState.GREEDY)


@dataclass(frozen=True)
class Batch:
    """What became of one batch."""

    poison: int
    breaking: int
    """Hostile records that alone break the planner; the others do no harm."""
    blamed: int
    missed: int
    """Of those that break it, the ones that are not told."""
    blamed_wrongly: int
    same: bool
    """Whether everybody else has the line that she has without the poison."""


def breaks(some: Situation) -> bool:
    """As the child of a screening has it, with the planner that needs no solver."""
    try:
        plan = Night(some).greedy(scarcest_first)
        return bool(violations(some, plan))
    except Exception:  # noqa: BLE001 - whatever it is, it broke
        return True


def batch(seed: int) -> Batch:
    """One world, its poison, and the two plans."""
    rng = Random(seed)
    clean = crowded_situation(rng, HOUSEHOLDS, SHELTERS)
    number = rng.randint(1, MOST_POISON)
    dirty, households, shelters = poisoned(rng, clean, number)
    found = culprits(dirty, breaks)
    blamed = {*found.households, *found.shelters}
    wrong = {*found.households} - households | {*found.shelters} - shelters
    breaking = {
        one for one in households | shelters if breaks(_but(dirty, households, shelters, one))
    }
    same, rest = False, without(dirty, found)
    if not breaks(rest):
        with_it = Night(rest).greedy(scarcest_first)
        without_it = Night(clean).greedy(scarcest_first)
        ours = {h.id for h in clean.households}
        same = _lines(with_it, ours) == _lines(without_it, ours)
    return Batch(number, len(breaking), len(blamed), len(breaking - blamed), len(wrong), same)


def _but(
    dirty: Situation, households: Iterable[HouseholdId], shelters: Iterable[ShelterId], one: str
) -> Situation:
    """The situation with this hostile record and no other."""
    others = Culprits(
        tuple(h for h in households if h != one), tuple(s for s in shelters if s != one)
    )
    return without(dirty, others)


def _lines(plan: Plan, of: set[HouseholdId]) -> dict[str, object]:
    """Each household's place, or that she has none and why; bars of hostile houses are no line."""
    told: dict[str, object] = {p.household: p for p in plan.placed if p.household in of}
    return told | {u.household: u.why for u in plan.unplaced if u.household in of}


def _starts(database: Database, moments: list[datetime]) -> Counter[Outcome]:
    return Counter(start(database, now) for now in moments)


def starts(world: NightWorld, number: int, processes: int, nights: int) -> dict[str, int]:
    """So many starts over a few nights, in several processes at once."""
    moments = [world.start + timedelta(days=1 + n % nights) for n in range(number)]
    ended: Counter[Outcome] = Counter()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        parts = [moments[n::processes] for n in range(processes)]
        for told in pool.map(_starts, [world.database] * processes, parts):
            ended += told
    with Session(world.owner) as session:
        plans = session.execute(
            select(func.count()).where(
                PlanRunRecord.trigger == Trigger.NIGHT, PlanRunRecord.state.in_(WITH_PLAN)
            )
        ).scalar_one()
        lines = session.execute(
            select(func.count(), func.count(func.distinct(PlanProposalRecord.run_id)))
            .join(PlanRunRecord, PlanRunRecord.id == PlanProposalRecord.run_id)
            .where(PlanRunRecord.trigger == Trigger.NIGHT)
        ).one()
    return {
        "starts": number,
        "nights": nights,
        "plans": plans,
        "planned": ended[Outcome.PLANNED],
        "refused": number - ended[Outcome.PLANNED] - ended[Outcome.PLANNED_ALREADY],
        "lines_missing": nights * len(world.households) - lines[0],
    }


def _fault(rng: Random) -> object:
    """A planner that fails in one of the ways in which its process can."""
    word = rng.choice(["TIMEOUT", "DIED", "NO_PLAN", "RAISES", "WRONG"])

    def planner(situation: Situation, limits: Limits, child: Child) -> Plan:
        if word == "RAISES":
            raise RuntimeError("a text that may hold anything")
        if word == "WRONG":
            from dataclasses import replace

            plan = in_this_process(situation, limits, child)
            return replace(plan, unplaced=(), placed=(*plan.placed, *plan.placed[:1]))
        raise SolverLost(word)

    return planner


@dataclass
class Befallen:
    """What befell the real process of the solver, and whether it was lost for that."""

    tried: int = 0
    met: Counter[str] = field(default_factory=Counter)
    overrun_s: float = 0.0
    """By how much longer than its limits a late one was waited for, at most."""

    def planner(self, situation: Situation, limits: Limits, child: Child) -> Priced:
        """The solver's own process, which is killed, has too little memory, or hangs, in turn."""
        word = list(LOST_AS)[self.tried % len(LOST_AS)]
        self.tried += 1
        short = Limits(LATE_S, TOO_FEW_MB if word == "starved" else limits.megabytes)
        signals = {"killed": SIGKILL, "late": SIGSTOP}
        with _grace(LATE_S), _signalled(child, signals.get(word)):
            began = perf_counter()
            try:
                return priced_apart(situation, short, child)
            except SolverLost as lost:
                self.met[word] += lost.word == LOST_AS[word]
                if word == "late":
                    self.overrun_s = max(self.overrun_s, perf_counter() - began - 2 * LATE_S)
                raise


@contextmanager
def _grace(seconds: float) -> Iterator[None]:
    """A child is waited for so long beyond its time to think."""
    before = solver_process.GRACE_SECONDS
    solver_process.GRACE_SECONDS = seconds
    try:
        yield
    finally:
        solver_process.GRACE_SECONDS = before


@contextmanager
def _signalled(child: Child, what: Signals | None) -> Iterator[None]:
    """The process of that child gets this signal as soon as it is there."""

    def send() -> None:
        until = perf_counter() + 10
        while child._process is None and perf_counter() < until:
            sleep(0.001)
        if child._process is not None and what is not None:
            child._process.send_signal(what)

    thread = Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def faults(world: NightWorld, number: int, seed: int) -> dict[str, int]:
    """So many nights on which the solver and what stands in for it fail; the last lines stay.

    On every fourth of them it is the solver's own process that is lost.
    """
    befallen = Befallen()
    rng = Random(seed)
    base = world.start + timedelta(days=1_000)
    start(world.database, base)
    lost = failed = planned = 0
    good = _proposed(world)
    for n in range(1, number + 1):
        more = {"planner": befallen.planner if n % REAL_EVERY == 1 else _fault(rng)}
        if rng.random() < 0.5:
            more["without_solver"] = _fault(rng)
        outcome = start(world.database, base + timedelta(days=n), **more)
        failed += outcome is Outcome.FAILED
        planned += outcome is Outcome.PLANNED
        now = _proposed(world)
        lost += outcome is Outcome.FAILED and now != good
        good = now
    return {
        "faults": number,
        "faults_planned": planned,
        "faults_failed": failed,
        "last_lost": lost,
        **{word: befallen.met[word] for word in LOST_AS},
        "not_befallen": befallen.tried - befallen.met.total(),
        "overrun_ms": round(1000 * befallen.overrun_s),
    }


def _proposed(world: NightWorld) -> set[object]:
    with Session(world.owner) as session:
        query = select(PlanProposalRecord.id).where(
            PlanProposalRecord.state.in_((ProposalState.PROPOSED, ProposalState.UNPLACED)),
            PlanProposalRecord.run_id
            == select(PlanRunRecord.id)
            .where(PlanRunRecord.state.in_(WITH_PLAN))
            .order_by(PlanRunRecord.started_at.desc())
            .limit(1)
            .scalar_subquery(),
        )
        return set(session.execute(query).scalars())


def run(argv: list[str]) -> int:
    """Measure and print; 0 when every promise held."""
    asked = argparse.ArgumentParser(prog="./dev bench night-job")
    asked.add_argument("--starts", type=int, default=500)
    asked.add_argument("--nights", type=int, default=5)
    asked.add_argument("--processes", type=int, default=4)
    asked.add_argument("--batches", type=int, default=1000)
    asked.add_argument("--faults", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args(argv)
    warnings.simplefilter("ignore", RuntimeWarning)
    began = perf_counter()
    told: dict[str, int] = {}
    if given.batches:
        made = [batch(given.seed * 100_000 + n) for n in range(given.batches)]
        told |= {
            "batches": len(made),
            "poison": sum(b.poison for b in made),
            "breaking": sum(b.breaking for b in made),
            "set_aside": sum(b.blamed for b in made),
            "missed": sum(b.missed for b in made),
            "blamed_wrongly": sum(b.blamed_wrongly for b in made),
            "batches_that_differ": sum(not b.same for b in made),
        }
    with (
        ephemeral() as cluster,
        fresh(cluster, template=make_template(cluster)) as database,
        a_night_world(database) as world,
    ):
        told |= starts(world, given.starts, given.processes, given.nights)
        told |= faults(world, given.faults, given.seed)
    for name, value in told.items():
        print(f"{name:22} {value}")
    wrong = (
        "blamed_wrongly", "missed", "batches_that_differ", "refused", "lines_missing", "last_lost",
        "not_befallen",
    )  # fmt: skip
    fine = told["plans"] == given.nights and not any(told.get(name) for name in wrong)
    fine = fine and told.get("overrun_ms", 0) <= MOST_OVERRUN_MS
    fine = fine and (not given.batches or told["breaking"] > 0)
    print(json.dumps({**told, "seconds": round(perf_counter() - began), "held": fine}))
    return 0 if fine else 1
