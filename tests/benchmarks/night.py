"""`./dev bench night`: the joint plan of one night, measured and checked.

``wall_s`` runs from the world in memory to the checked plan: pricing, all stages, assignment of
units, the independent checker. It leaves out interpreter start, imports, reading and making the
world, and the baselines. ``cpu_s`` is the same in CPU seconds: a shared machine stretches the wall.
``peak_mb`` is the largest resident memory of the solving process.

``bound_over`` and ``plan_over`` tell what bounds and plans were made of. Every bound is over all options.
A plan is ``pruned`` where more were left before ``stability`` than can be asked at once, or time was up:
its last tiers were chosen among a part, and their bounds, each as if alone, say nothing flattering.

Re-planning: the same night with every placed household's proposal still open and 5 % new households,
each with the needs of one drawn from those there. ``replan_changed`` counts proposals of which the shelter
changed or was lost. ``left_out_placeable`` is no second solve but what the bounds leave open, so at most
as many of P1 and P2 could be placed: the bound of ``p1`` knows nothing of P2-P4, that of ``p2`` only what
P1 needs. 0 is a proof.
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


def run(argv: list[str]) -> int:
    """Solve seeded worlds in processes of their own; print a table and one line of JSON."""
    parser = argparse.ArgumentParser(prog="./dev bench night")
    parser.add_argument("--size", choices=("norway", "uk", "us"), default="norway")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=3, help="worlds, from --seed upwards")
    parser.add_argument("--seconds", type=float, default=600.0, help="limit of one plan")
    parser.add_argument("--no-replan", action="store_true", help="leave the second night out")
    asked = parser.parse_args(argv)
    part = "solve" if asked.no_replan else "solve-twice"
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(asked.seed, asked.seed + asked.seeds):
            world = _world(asked.size, seed, Path(folder))
            results.append(_in_process(part, world, asked.seconds))
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
        "replan_s": _median(results, "replan_s"),
        "replan_cpu_s": _median(results, "replan_cpu_s"),
        "replan_changed": _median(results, "replan_changed"),
        "all_proven": all(result["proven"] for result in results),
        "unplaced": middle["unplaced"],
        "greedy_unplaced": middle["greedy_unplaced"],
        "violations": sum(result["violations"] for result in results),
        "source": sorted({result["source"] for result in results}),
    }
    print(json.dumps(summary))
    good = summary["all_proven"] and summary["violations"] == 0
    return 0 if good else 1


def _median(results: list[dict[str, Any]], name: str) -> float | None:
    """Of the worlds where it was measured."""
    found = [result[name] for result in results if result[name] is not None]
    return round(statistics.median(found), 4) if found else None


def _world(size: str, seed: int, folder: Path) -> Path:
    path = folder / f"{size}-{seed}.json"
    command = [sys.executable, "-m", "app.cli", "world"]
    subprocess.run(
        [*command, "--size", size, "--seed", str(seed), "--out", str(path)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return path


def _in_process(part: str, world: Path, seconds: float) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.night", part, str(world), str(seconds)],
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
        f"  left out though placeable: at most {result['left_out_placeable']} "
        "(values of p1 and p2 minus their bounds)"
    )
    print(
        "  bounds over all options, the plan over "
        + ("a part of them from stability on" if result["pruned"] else "all")
    )


def _solve(world: Path, seconds: float, *, again: bool) -> dict[str, Any]:
    from app.worlds.format import read_world
    from matching.check import violations
    from matching.solve import Night

    situation = read_world(world)
    import ortools.math_opt.python.mathopt  # noqa: F401

    import matching.solver  # noqa: F401 - its solver is imported before the clock starts

    started, busy = time.perf_counter(), time.process_time()
    told = Night(situation).optimised_with_prices(lambda: seconds - (time.perf_counter() - started))
    plan = told.plan
    found = violations(situation, plan)
    wall, cpu = time.perf_counter() - started, time.process_time() - busy
    peak = _peak_mb()
    second = _replan(situation, plan, seconds) if again else dict.fromkeys(REPLAN)
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
        "left_out_placeable": sum(t.value - t.bound for t in plan.tiers[:2]),
        **second,
        "tiers": tiers[:count],
        "waiting": tiers[count],
        "move_tiers": tiers[count + 1 :],
        "pruned": told.pruned,
        "proven": plan.proven,
        "source": plan.source,
        "unplaced": _by_class(Counter(u.priority for u in plan.unplaced)),
        "violations": len(found),
    }


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


if __name__ == "__main__":
    part, path, limit = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    told = _baselines(path) if part == "baselines" else _solve(path, limit, again=part != "solve")
    print(json.dumps(told))
