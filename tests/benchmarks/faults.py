"""``./dev bench faults``: every fault of docs/security.md section 6, one line each.

``--only F3,F4`` does these alone; ``--scale 0.01`` a hundredth of each count, at least one;
``--cases 100000`` that count itself. F20 and F21 are ``./dev bench load``. What
another measurement or a test does already is asked of that one; the last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from app.postgres_cluster import ADMIN, Cluster
from tests.support.database import ROOT, Database, durable_server, fresh, make_template

Figures = dict[str, Any]
KILLS_OF_500 = 200
"""Of the devices, while 500 referrals wait."""
MET_AT_LEAST = 0.9
"""Of the kills that were asked for, so many met a program that still ran."""

BEYOND_AT_LEAST = 0.25
"""Of the requests drawn from the schema, so many are not refused at the door already."""
STALE = "409 plan-stale"
STALE_AT_LEAST = 0.1
"""Of the lines that are approved, so many rest on what has changed."""
TAKEN_AT_LEAST = 0.5
"""Of the lines that rest on nothing that has changed, so many are taken."""


@dataclass(frozen=True)
class Came:
    """What came of it: how often it was tried, in words, and whether the promise was kept."""

    count: int
    result: str
    ok: bool


@dataclass(frozen=True)
class Fault:
    """One row of the promises: what is tried, how often, and by whom."""

    what: str
    count: int
    tried: Callable[[int], Came]


def _bench(name: str, *argv: object) -> tuple[Figures, bool]:
    """The figures of another measurement, and whether it was content."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.benchmarks", name, *map(str, argv)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    last = (done.stdout.strip().splitlines() or [""])[-1]
    if not last.startswith("{"):
        raise RuntimeError(f"{name} told nothing: {done.stdout[-500:]}{done.stderr[-1500:]}")
    return json.loads(last), done.returncode == 0


def _tests(*paths: str, told: str) -> Came:
    """What these tests say; the count is of those that passed and cannot be asked for."""
    argv = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    last = (done.stdout.strip().splitlines() or ["nothing was told"])[-1]
    passed = re.search(r"(\d+) passed", last)
    ran = int(passed[1]) if passed else 0
    kept = done.returncode == 0 and ran > 0 and "skipped" not in last
    return Came(ran, f"{told}: {last}", kept)


@contextmanager
def _database() -> Iterator[tuple[Cluster, str, Database]]:
    """A server of its own whose commits reach the disk, a template, and a migrated database."""
    with durable_server() as cluster:
        template = make_template(cluster)
        with fresh(cluster, template=template) as database:
            yield cluster, template, database


def _race(count: int) -> Came:
    found, kept = _bench("race", "--attempts", count, "--control-attempts", max(500, count // 10))
    words = ("booked", "overlaps", "deadlocks", "lost", "control_overlaps")
    return Came(count, _said(found, *words), kept)


def _hot_bed(count: int) -> Came:
    found, kept = _bench("race", "--attempts", count, "--control-attempts", 500)
    words = ("booked", "p99_ms", "deadlocks", "overlaps")
    return Came(count, _said(found, *words), kept and found["p99_ms"] <= 500)


def _service_killed(count: int) -> Came:
    found, kept = _bench(
        "lifecycle", "--steps", 0, "--retries", 0, "--kills", count, "--bookings", 3 * count + 10
    )
    words = ("bookings", "cut", "fallen", "lost", "half_done", "duplicates")
    return Came(found["kills"], _said(found, *words), kept)


def _retries(count: int) -> Came:
    found, kept = _bench("lifecycle", "--steps", 0, "--bookings", 0, "--retries", count)
    words = ("at_once", "changed", "changed_taken", "duplicates", "lost")
    return Came(found["retries"], _said(found, *words), kept)


def _lives(count: int) -> Came:
    found, kept = _bench("lifecycle", "--retries", 0, "--bookings", 0, "--steps", count)
    return Came(found["steps"], _said(found, "differences"), kept)


def _database_killed(count: int) -> Came:
    from tests.support.database_faults import BACK_WITHIN_S, kill_server

    with _database() as (cluster, _, database):
        told = kill_server(cluster, database, count)
    kept = told.heard.whole and max(told.back_s) <= BACK_WITHIN_S
    return Came(told.met, str(told), kept and told.met >= MET_AT_LEAST * count)


def _queue(count: int) -> Came:
    from tests.support.houses import load_all_zones
    from tests.support.killed_queue import empty
    from tests.support.served import serving

    kills = max(2, count * KILLS_OF_500 // 500)
    with (
        _database() as (_, __, database),
        serving(database) as served,
        tempfile.TemporaryDirectory() as folder,
    ):
        load_all_zones(served.service)
        told = empty(served, Path(folder), count, kills)
    words = (
        f"{told.stored} stored, {told.twice} twice, {told.late_by_clock} by the device's clock, "
        f"{told.readable} readable; killed {told.kills_putting} times while queueing and "
        f"{told.kills_sending} while sending, {told.cuts} cuts"
    )
    met = told.kills_putting + told.kills_sending
    return Came(count, words, told.whole and met >= MET_AT_LEAST * kills)


def _steps(count: int) -> Came:
    from tests.support.killed_steps import kill_steps

    with durable_server() as cluster:
        told = kill_steps(cluster, count)
    tests = _tests(
        "tests/migrations/test_steps.py", "tests/migrations/test_steps_with_rows.py",
        told=f"{told.rows} rows before them, another schema {told.another}, other rows "
        f"{told.other_rows}; every step with rows up and down",
    )  # fmt: skip
    kept = tests.ok and told.rows > 0 and not told.another and not told.other_rows
    return Came(told.kills, tests.result, kept and told.kills >= count)


def _database_away(count: int, longest_s: float = 600.0) -> Came:
    from tests.support.database_faults import BACK_WITHIN_S, REFUSED_WITHIN_S, stop_server

    with _database() as (cluster, _, database):
        told = stop_server(cluster, database, count, longest_s if count > 10 else 3.0)
    # The slowest of all: a share of them is made small by callers who are refused at once.
    kept = told.heard.whole and told.heard.refused_s <= REFUSED_WITHIN_S
    kept = kept and told.met >= MET_AT_LEAST * count
    return Came(told.met, str(told), kept and max(told.back_s) <= BACK_WITHIN_S)


def _disk_full(count: int) -> Came:
    from tests.support.database_faults import fill_disk
    from tests.support.small_disk import NoDisk

    with _database() as (cluster, template, _):
        try:
            told = fill_disk(cluster, template, count)
        except NoDisk as why:
            return Came(0, f"not tried: {why}", ok=False)
    kept = told.heard_of.heard.whole and not told.reads_refused and not told.told_unrecorded
    return Came(told.heard_of.times, str(told), kept)


def _line_bad(count: int) -> Came:
    from tests.support.database_faults import ANSWERED_WITHIN_S, BACK_WITHIN_S, bend_line

    with _database() as (_, __, database):
        # More readers than connections: whoever calls still finds one of those kept for her.
        told = bend_line(database, count, readers=14)
    kept = told.heard.whole and told.heard.p99_s <= ANSWERED_WITHIN_S
    # That callers are never told "busy" says something only while the readers are.
    kept = kept and not told.heard.busy and told.readers_busy > 0
    # A line that is late by little refuses nobody; one that is cut, silent or slow does.
    kept = kept and told.met >= count // 2
    return Came(told.times, str(told), kept and max(told.back_s) <= BACK_WITHIN_S)


def _stale_plans(count: int) -> Came:
    from tests.support.approvals import interleave

    with _database() as (_, __, database):
        told = interleave(database, count)
    words = (
        f"{told.accepted} accepted, {told.stale} stale lines tried, {told.on_changed} on what had changed, {told.twice} twice, "
        f"{told.in_part} in part, {told.needlessly} needlessly refused; {dict(told.refused)}"
    )
    kept = not (told.on_changed or told.twice or told.in_part)
    # Both kinds were tried often: what was good is taken, and what was not is refused for that.
    good = told.interleavings - told.stale
    kept = kept and told.accepted >= TAKEN_AT_LEAST * good > 0
    kept = kept and told.stale >= STALE_AT_LEAST * told.interleavings
    kept = kept and told.refused[STALE] >= told.stale > 0
    return Came(told.interleavings, words, kept)


def _solver_lost(count: int) -> Came:
    from tests.matching.test_check_mutants import WORLDS, spoiled

    found, kept = _bench(
        "night-job", "--starts", 5, "--nights", 1, "--batches", 0, "--faults", count
    )
    rejected = spoiled(5 * count, WORLDS).total()
    words = _said(
        found,
        "faults_planned",
        "faults_failed",
        "last_lost",
        "killed",
        "starved",
        "late",
        "overrun_ms",
    )
    return Came(
        count,
        f"{words}, spoiled plans {rejected} of {5 * count} rejected",
        kept and rejected == 5 * count,
    )


def _poison(count: int) -> Came:
    found, kept = _bench(
        "night-job", "--starts", 5, "--nights", 1, "--batches", count, "--faults", 0
    )
    words = ("poison", "breaking", "set_aside", "missed", "blamed_wrongly", "batches_that_differ")
    return Came(found["batches"], _said(found, *words), kept)


def _once_a_night(count: int) -> Came:
    nights = min(5, count)
    found, kept = _bench(
        "night-job", "--starts", count, "--nights", nights, "--batches", 0, "--faults", 0
    )
    tests = _tests("tests/app/nightly/test_exactly_once.py", told="crashes, changed clocks")
    words = _said(found, "nights", "plans", "refused", "lines_missing")
    return Came(found["starts"], f"{words}; {tests.result}", kept and tests.ok)


def _schema(count: int) -> Came:
    from tests.support.schema_cases import draw_cases

    with _database() as (_, __, database):
        told = draw_cases(database, count)
    faults = sum(n for status, n in told.statuses.items() if status >= 500)
    words = (
        f"{told.operations} operations ({told.never_drawn} never drawn, {len(told.beyond)} beyond the "
        f"door), {told.beyond_share:.0%} of the requests beyond it, {told.probes} probes, "
        f"{told.unfit} sound ones answered 422, {faults} of 5xx, "
        f"{len(told.wrong)} not as the schema says"
    )
    words += f", not beyond it: {', '.join(told.without)}" if told.without else ""
    for name in sorted(told.not_drawn):
        print(f"    not drawn: {name}", file=sys.stderr)
    for said, why in sorted(told.wrong.items()):
        print(f"    {said}: {why}", file=sys.stderr)
    kept = not faults and not told.wrong and not told.never_drawn and told.probes > 0
    kept = kept and told.beyond_share >= BEYOND_AT_LEAST and not told.without
    return Came(told.cases, words, kept)


def _histories(count: int) -> Came:
    from tests.support.history import histories

    acts = 5_000 if count >= 20 else 1_000
    with _database() as (_, __, database):
        told = histories(database, count, acts)
    words = (
        f"{told.acts} acts, {told.held} holds, {told.taken} refused, {told.impossible} impossible"
    )
    return Came(told.histories, words, not told.impossible)


def _tampering(count: int) -> Came:
    from tests.support.tampering import Tampering

    with _database() as (cluster, _, database):
        engine = create_engine(cluster.url(ADMIN, database.name))
        with cluster.connect(database.name) as direct:
            hands = Tampering(engine, direct, acts=40)
            found = sum(hands.trial(number).found for number in range(count))
        engine.dispose()
    return Came(count, f"{found} found and the first harmed act named", found == count)


def _mutants(count: int) -> Came:
    """So many minutes for each area; rights and access must be whole, the others at 85 %."""
    tried, said, kept = 0, list[str](), True
    for area in ("rights", "access", "seals", "proofs", "booking"):
        found, _ = _bench("mutants", "--area", area, "--minutes", count)
        judged = found["mutants"] - found["equal"]
        share = found["killed"] / judged if judged else 0.0
        tried += found["mutants"]
        asked = found.get("mutants_asked", found["mutants"])
        said.append(f"{area} {found['killed']} of {judged} (tried {found['mutants']} of {asked})")
        # What was not tried before the minutes were over may be what would live.
        kept = (
            kept
            and found["mutants"] == asked
            and share >= (1.0 if area in ("rights", "access") else 0.85)
        )
    return Came(tried, ", ".join(said), kept)


def _said(found: Figures, *names: str) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {found[name]}" for name in names)


FAULTS = {
    "F1": Fault("64 writers, no unit twice", 100_000, _race),
    "F2": Fault("64 writers for the last bed", 6_400, _hot_bed),
    "F3": Fault("the service killed while it books", 200, _service_killed),
    "F4": Fault("the database server killed under load", 25, _database_killed),
    "F5": Fault("retries over a line that is cut", 10_000, _retries),
    "F6": Fault("sealed queues of two devices, killed", 500, _queue),
    "F7": Fault(
        "nights from 2020 to 2040, clocks changed 42 times",
        1,
        lambda _: _tests("tests/app/nightly/test_slots.py", told="7,671 nights, each once"),
    ),
    "F8": Fault("migrations killed and run again", 50, _steps),
    "F9": Fault(
        "restored elsewhere with its keys, cut at every hundredth",
        1,
        lambda _: _tests("tests/app/keeping/test_backup.py", told="100 cuts, all opens"),
    ),
    "F10": Fault("the database away, 1 s to 10 min", 50, _database_away),
    "F11": Fault("a full disk, then enlarged", 5, _disk_full),
    "F12": Fault("the line to the database late, cut, silent, slow", 40, _line_bad),
    "F13": Fault("approvals while what a plan rests on changes", 10_000, _stale_plans),
    "F14": Fault("the solver lost, plans spoiled", 200, _solver_lost),
    "F15": Fault("hostile records in a batch", 1_000, _poison),
    "F16": Fault("night runs started at once", 500, _once_a_night),
    "F17": Fault("requests drawn from the schema, by every role", 100_000, _schema),
    "F18": Fault("lives against a simple model, in steps", 125_000, _lives),
    "F19": Fault("histories of units that many use at once", 20, _histories),
    "F22": Fault("hands on the audit chain", 1_000, _tampering),
    "F23": Fault("changed code that the tests must notice, minutes an area", 60, _mutants),
}


def run(argv: list[str]) -> int:
    """Each fault in turn; 0 when every promise was kept."""
    parser = argparse.ArgumentParser(prog="./dev bench faults")
    parser.add_argument("--only", default="", help="for instance F3,F4")
    parser.add_argument("--scale", type=float, default=1.0, help="share of each count")
    parser.add_argument("--cases", type=int, help="the count itself, for whatever is tried")
    asked = parser.parse_args(argv)
    names = [name.strip().upper() for name in asked.only.split(",") if name.strip()] or list(FAULTS)
    if unknown := [name for name in names if name not in FAULTS]:
        parser.error(f"no such fault: {', '.join(unknown)}")
    told: dict[str, Figures] = {}
    for name in names:
        fault = FAULTS[name]
        began = time.perf_counter()
        try:
            # What the service says while it is tried is no line of ours.
            with open(os.devnull, "w", encoding="utf-8") as log, redirect_stdout(log):
                came = fault.tried(asked.cases or max(1, round(fault.count * asked.scale)))
        except Exception as failed:  # noqa: BLE001 - the others are still tried
            came = Came(0, f"{type(failed).__name__}: {failed}", ok=False)
        seconds = round(time.perf_counter() - began, 1)
        word = "kept  " if came.ok else "BROKEN"
        print(
            f"{name:<4}{word} {came.count:>7}  {fault.what}: {came.result}  ({seconds} s)",
            flush=True,
        )
        told[name] = {"count": came.count, "result": came.result, "seconds": seconds, "ok": came.ok}
    print(json.dumps(told))
    return 0 if all(one["ok"] for one in told.values()) else 1
