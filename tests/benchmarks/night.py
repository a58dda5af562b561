"""`./dev bench night`: the joint plan of one night, measured and checked.

``wall_s`` runs from the world in memory to the checked plan: pricing, all stages, assignment of
units, the independent checker. It leaves out interpreter start, imports, reading and making the
world, and the baselines. ``cpu_s`` is the same in CPU seconds: a shared machine stretches the wall.
``peak_mb`` is the largest resident memory of the solving process.

``bound_over`` and ``plan_over`` tell what bounds and plans were made of. Every bound is over all options.
A plan is ``pruned`` where more were left before ``stability`` than can be asked at once, or time was up:
its last tiers were chosen among a part. Their bounds are still over all options, given the values of the
tiers before (``matching/ahead.py``); where time was up each is told as if alone.

Re-planning: the same night with every placed household's proposal still open and 5 % new households,
each with the needs of one drawn from those there. ``replan_changed`` counts proposals of which the shelter
changed or was lost. ``left_out_placeable`` counts who of P1 is left out beyond the optimum with P2-P4
removed, and who of P2 beyond the optimum with P3 and P4 removed; each is a solve of its own.

``mutated_rejected``: the plan of each world, spoiled in every way of ``tests/support/plan_mutants.py`` in turn;
how many of how many the checker rejects. ``--beside`` solves the same worlds on the same cores with a plain
CP-SAT model, a plain HiGHS model without groups and scarcest first (``_beside.py``), and with Timefold where
it is installed (``_timefold.py``): it stands in no lock file and wants Java 17 and, in the environment of this
clone, ``pip install --pre timefold``. ``--worlds`` keeps the generated worlds in a folder for the next run.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from matching.plan import Plan
from matching.situation import Situation
from matching.vocabulary import HouseholdId, Priority

CLASSES = [Priority.P1, Priority.P2, Priority.P3]
MUTANTS_OF = {"norway": 1000, "uk": 100, "us": 20}
"""Spoiled plans in all: the checker reads a whole country for each."""


def run(argv: list[str]) -> int:
    """Solve seeded worlds in processes of their own; print a table and one line of JSON."""
    parser = argparse.ArgumentParser(prog="./dev bench night")
    parser.add_argument("--size", choices=("norway", "uk", "us"), default="norway")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=3, help="worlds, from --seed upwards")
    parser.add_argument("--seconds", type=float, default=600.0, help="limit of one plan")
    parser.add_argument("--no-replan", action="store_true", help="leave the second night out")
    parser.add_argument("--beside", action="store_true", help="other ways on the same worlds")
    parser.add_argument("--mutants", type=int, help="spoiled plans in all; 1,000 of norway")
    parser.add_argument("--worlds", type=Path, help="folder in which worlds are kept")
    asked = parser.parse_args(argv)
    part = "solve" if asked.no_replan else "solve-twice"
    mutants = MUTANTS_OF[asked.size] if asked.mutants is None else asked.mutants
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(range(asked.seed, asked.seed + asked.seeds)):
            world = _world(asked.size, seed, asked.worlds or Path(folder))
            share = (mutants * (number + 1)) // asked.seeds - (mutants * number) // asked.seeds
            results.append(_in_process(part, world, asked.seconds, share))
            if asked.beside:
                results[-1]["beside"] = _in_process("beside", world, asked.seconds)
            results[-1]["greedy_unplaced"] = _in_process("baselines", world, asked.seconds)
            results[-1]["seed"] = seed
            _show(results[-1])
    walls = [result["wall_s"] for result in results]
    middle = sorted(results, key=lambda result: result["wall_s"])[len(results) // 2]
    summary = {
        "size": asked.size,
        "wall_s": round(statistics.median(walls), 3),
        "wall_s_max": round(max(walls), 3),
        "cpu_s": round(statistics.median(result["cpu_s"] for result in results), 3),
        "peak_mb": max(result["peak_mb"] for result in results),
        "seeds": [result["seed"] for result in results],
        "tiers": middle["tiers"],
        "waiting": middle["waiting"],
        "move_tiers": middle["move_tiers"],
        "bound_over": "all",
        "plan_over": "pruned" if any(result["pruned"] for result in results) else "all",
        "left_out_placeable": max(result["left_out_placeable"] for result in results),
        "mutated": sum(result["mutated"] for result in results),
        "mutated_rejected": sum(result["mutated_rejected"] for result in results),
        "replan_s": _median(results, "replan_s"),
        "replan_cpu_s": _median(results, "replan_cpu_s"),
        "replan_changed": _median(results, "replan_changed"),
        "all_proven": all(result["proven"] for result in results),
        "unplaced": middle["unplaced"],
        "greedy_unplaced": middle["greedy_unplaced"],
        "violations": sum(result["violations"] for result in results),
        "source": sorted({result["source"] for result in results}),
    }
    if asked.beside:
        summary["beside"] = middle["beside"]
    print(json.dumps(summary))
    good = summary["all_proven"] and summary["violations"] == 0
    good &= summary["mutated_rejected"] == summary["mutated"]
    return 0 if good else 1


def _median(results: list[dict[str, Any]], name: str) -> float | None:
    """Of the worlds where it was measured."""
    found = [result[name] for result in results if result[name] is not None]
    return round(statistics.median(found), 4) if found else None


def _world(size: str, seed: int, folder: Path) -> Path:
    path = folder / f"{size}-{seed}.json"
    if path.exists():
        return path
    command = [sys.executable, "-m", "app.cli", "world"]
    subprocess.run(
        [*command, "--size", size, "--seed", str(seed), "--out", str(path)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return path


def _in_process(part: str, world: Path, seconds: float, mutants: int = 0) -> dict[str, Any]:
    limits = (str(seconds), str(mutants))
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.night", part, str(world), *limits],
        check=True,
        capture_output=True,
        text=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _show(result: dict[str, Any]) -> None:
    print(
        f"seed {result['seed']}: {result['wall_s']:.2f} s ({result['cpu_s']:.2f} CPU s), "
        f"{result['peak_mb']} MB, {result['source']}, violations {result['violations']}"
    )
    if result["replan_s"] is not None:
        print(
            f"  re-plan with 5 % new: {result['replan_s']:.2f} s "
            f"({result['replan_cpu_s']:.2f} CPU s), {result['replan_changed']:.1%} changed"
        )
    print(f"  {'tier':<13}{'value':>8}{'bound':>8}{'gap':>8}  proven")
    for tier in (*result["tiers"], result["waiting"]):
        name = tier["name"] or "(waiting)"
        print(
            f"  {name:<13}{tier['value']:>8}{tier['bound']:>8}{tier['gap']:>8.2%}  "
            f"{'yes' if tier['proven'] else 'NO'}"
        )
    print(f"  {'unplaced':<18}" + "".join(f"{c.name:>6}" for c in CLASSES))
    rows = {"joint plan": result["unplaced"], **result["greedy_unplaced"]}
    for name, counts in rows.items():
        print(f"  {name:<18}" + "".join(f"{counts[c.name]:>6}" for c in CLASSES))
    print(
        f"  left out though placeable: {result['left_out_placeable']}; spoiled plans rejected: "
        f"{result['mutated_rejected']} of {result['mutated']}"
    )
    for name, told in result.get("beside", {}).items():
        values = ", ".join(f"{tier} {told[tier]}" for tier in ("p1", "p2", "p3", "risk_sum"))
        print(
            f"  beside: {name:<22}{told['note'] or values}; {told['proven']} of 4 proven, "
            f"{told['wall_s']:.1f} s ({told['cpu_s']:.1f} CPU s)"
        )
    print(
        "  bounds over all options, the plan over "
        + ("a part of them from stability on" if result["pruned"] else "all")
    )


def _solve(world: Path, seconds: float, mutants: int, *, again: bool) -> dict[str, Any]:
    from app.worlds.format import read_world
    from matching.check import violations
    from matching.solve import Night
    from tests.benchmarks._beside import placeable_left_out

    situation = read_world(world)
    # The solvers are imported before the clock starts.
    import highspy  # noqa: F401
    import ortools.math_opt.python.mathopt  # noqa: F401

    import matching.solver  # noqa: F401

    started, busy = time.perf_counter(), time.process_time()
    night = Night(situation)
    told = night.optimised_with_prices(lambda: seconds - (time.perf_counter() - started))
    plan = told.plan
    found = violations(situation, plan)
    wall, cpu = time.perf_counter() - started, time.process_time() - busy
    peak = _peak_mb()
    unplaced = Counter(u.priority for u in plan.unplaced)
    placeable = placeable_left_out(night, unplaced, seconds)
    del night
    second = _replan(situation, plan, seconds) if again else dict.fromkeys(REPLAN)
    tried, rejected = _spoiled(situation, plan, mutants)
    tiers = [
        {
            "name": t.name,
            "value": t.value,
            "bound": t.bound,
            "proven": t.proven,
            "gap": round((t.value - t.bound) / max(1, abs(t.bound)), 5),
        }
        for t in (*plan.tiers, plan.waiting, *plan.move_tiers)
    ]
    count = len(plan.tiers)
    return {
        "wall_s": round(wall, 3),
        "cpu_s": round(cpu, 3),
        "peak_mb": peak,
        "left_out_placeable": placeable,
        "mutated": tried,
        "mutated_rejected": rejected,
        **second,
        "tiers": tiers[:count],
        "waiting": tiers[count],
        "move_tiers": tiers[count + 1 :],
        "pruned": told.pruned,
        "proven": plan.proven,
        "source": plan.source,
        "unplaced": _by_class(unplaced),
        "violations": len(found),
    }


def _spoiled(situation: Situation, plan: Plan, count: int) -> tuple[int, int]:
    """How many spoiled plans were made, and how many of them the checker rejects."""
    from matching.check import violations
    from tests.support.plan_mutants import MUTANTS

    rng, tried, rejected = Random(situation.tie_key), 0, 0
    for turn in range(3 * count):
        mutant = list(MUTANTS.values())[turn % len(MUTANTS)](rng, situation, plan)
        if mutant is not None and tried < count:
            tried += 1
            rejected += bool(violations(situation, mutant))
    return tried, rejected


REPLAN = ("replan_s", "replan_cpu_s", "replan_changed")


def _replan(situation: Situation, plan: Plan, seconds: float) -> dict[str, Any]:
    """The night after: proposals stand, nobody has answered, and one in twenty is new."""
    from matching.check import violations
    from matching.situation import Proposal
    from matching.solve import Night

    rng = Random(situation.tie_key)
    before = situation.households
    new = [
        replace(one, id=HouseholdId(f"new-{number}"), waiting_since=situation.now)
        for number, one in enumerate(rng.sample(before, k=max(1, len(before) // 20)))
    ]
    known = {line.household: line.segments[0].shelter for line in plan.placed}
    later = replace(
        situation,
        households=(*before, *new),
        proposals=tuple(Proposal(who, where) for who, where in known.items()),
    )
    started, busy = time.perf_counter(), time.process_time()
    again = Night(later).optimised(lambda: seconds - (time.perf_counter() - started))
    wall, cpu = time.perf_counter() - started, time.process_time() - busy
    if violations(later, again):
        raise AssertionError("the checker rejects the second plan")
    after = {line.household: line.segments[0].shelter for line in again.placed}
    changed = sum(after.get(who) != where for who, where in known.items())
    return dict(
        zip(REPLAN, (round(wall, 3), round(cpu, 3), changed / max(1, len(known))), strict=True)
    )


def _peak_mb() -> int:
    usage = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return round(max(resource.getrusage(who).ru_maxrss for who in usage) / 1024)


def _baselines(world: Path) -> dict[str, Any]:
    from app.worlds.format import read_world
    from matching.solve import Night, first_come, scarcest_first

    night = Night(read_world(world))
    return {
        name: _by_class(Counter(u.priority for u in night.greedy(order).unplaced))
        for name, order in (("first come", first_come), ("scarcest first", scarcest_first))
    }


def _by_class(counts: Counter[Priority]) -> dict[str, int]:
    return {c.name: counts[c] for c in CLASSES}


def _part(name: str, world: Path, seconds: float, mutants: int) -> dict[str, Any]:
    match name:
        case "baselines":
            return _baselines(world)
        case "beside":
            from tests.benchmarks._beside import beside

            return beside(world, seconds)
        case _:
            return _solve(world, seconds, mutants, again=name != "solve")


if __name__ == "__main__":
    asked_for, path, limit, spoiled = sys.argv[1:]
    print(json.dumps(_part(asked_for, Path(path), float(limit), int(spoiled))))
