"""`./dev bench night`: the joint plan of one night, measured and checked.

``wall_s`` runs from the world in memory to the checked plan: pricing, all stages, assignment of
units, the independent checker. It leaves out interpreter start, imports, reading and making the
world, and the baselines. ``peak_mb`` is the largest resident memory of the solving process.
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
from pathlib import Path
from typing import Any

from matching.vocabulary import Priority

CLASSES = [Priority.P1, Priority.P2, Priority.P3]


def run(argv: list[str]) -> int:
    """Solve seeded worlds in processes of their own; print a table and one line of JSON."""
    parser = argparse.ArgumentParser(prog="./dev bench night")
    parser.add_argument("--size", choices=("norway", "uk", "us"), default="norway")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=3, help="worlds, from --seed upwards")
    parser.add_argument("--seconds", type=float, default=600.0, help="limit of one plan")
    asked = parser.parse_args(argv)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(asked.seed, asked.seed + asked.seeds):
            world = _world(asked.size, seed, Path(folder))
            results.append(_in_process("solve", world, asked.seconds))
            results[-1]["greedy_unplaced"] = _in_process("baselines", world, asked.seconds)
            results[-1]["seed"] = seed
            _show(results[-1])
    walls = [result["wall_s"] for result in results]
    middle = sorted(results, key=lambda result: result["wall_s"])[len(results) // 2]
    summary = {
        "size": asked.size,
        "wall_s": round(statistics.median(walls), 3),
        "wall_s_max": round(max(walls), 3),
        "peak_mb": max(result["peak_mb"] for result in results),
        "seeds": [result["seed"] for result in results],
        "tiers": middle["tiers"],
        "waiting": middle["waiting"],
        "move_tiers": middle["move_tiers"],
        "all_proven": all(result["proven"] for result in results),
        "unplaced": middle["unplaced"],
        "greedy_unplaced": middle["greedy_unplaced"],
        "violations": sum(result["violations"] for result in results),
        "source": sorted({result["source"] for result in results}),
    }
    print(json.dumps(summary))
    good = summary["all_proven"] and summary["violations"] == 0
    return 0 if good else 1


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
        f"seed {result['seed']}: {result['wall_s']:.2f} s, {result['peak_mb']} MB, "
        f"{result['source']}, violations {result['violations']}"
    )
    print(f"  {'tier':<13}{'value':>8}{'bound':>8}  proven")
    for tier in (*result["tiers"], result["waiting"]):
        name = tier["name"] or "(waiting)"
        print(
            f"  {name:<13}{tier['value']:>8}{tier['bound']:>8}  {'yes' if tier['proven'] else 'NO'}"
        )
    print(f"  {'unplaced':<18}" + "".join(f"{c.name:>6}" for c in CLASSES))
    rows = {"joint plan": result["unplaced"], **result["greedy_unplaced"]}
    for name, counts in rows.items():
        print(f"  {name:<18}" + "".join(f"{counts[c.name]:>6}" for c in CLASSES))


def _solve(world: Path, seconds: float) -> dict[str, Any]:
    from app.worlds.format import read_world
    from matching.check import violations
    from matching.solve import Night

    situation = read_world(world)
    import ortools.math_opt.python.mathopt  # noqa: F401

    import matching.solver  # noqa: F401 - its solver is imported before the clock starts

    started = time.perf_counter()
    plan = Night(situation).optimised(lambda: seconds - (time.perf_counter() - started))
    found = violations(situation, plan)
    wall = time.perf_counter() - started
    tiers = [
        {"name": t.name, "value": t.value, "bound": t.bound, "proven": t.proven}
        for t in (*plan.tiers, plan.waiting, *plan.move_tiers)
    ]
    count = len(plan.tiers)
    return {
        "wall_s": round(wall, 3),
        "peak_mb": round(
            max(
                resource.getrusage(who).ru_maxrss
                for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
            )
            / 1024
        ),
        "tiers": tiers[:count],
        "waiting": tiers[count],
        "move_tiers": tiers[count + 1 :],
        "proven": plan.proven,
        "source": plan.source,
        "unplaced": _by_class(Counter(u.priority for u in plan.unplaced)),
        "violations": len(found),
    }


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
    print(json.dumps(_solve(path, limit) if part == "solve" else _baselines(path)))
