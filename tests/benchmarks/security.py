"""What must not leak and what must not break, at the numbers of docs/security.md 4 and 6.

    ./dev bench security [--pairs 1000] [--positions 20] [--tampered 1000] [--workers 2]

Two worlds: pairs of databases that differ in one secret, every route, every role. Then one sweep of
canaries with seeded leaks, tampered audit chains, and the programs that look for a house. A number
is measured or it is not in the last line.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from sqlalchemy import create_engine

from app.access import OPEN, ROLES
from app.postgres import ephemeral
from app.postgres_cluster import ADMIN
from models.words import Role
from tests.security.ciphertext_trials import trials
from tests.security.matrix_figures import figures as matrix
from tests.support.attacks import HUNTERS, ORACLES, Hunting, exact_points, within
from tests.support.database import fresh, make_template
from tests.support.in_process import InProcess, Moment, chance_of_our_own, without_threads
from tests.support.seeded_leaks import seed_and_find
from tests.support.stage import START
from tests.support.sweeping import cage
from tests.support.tampering import Tampering
from tests.support.two_worlds import Tally, World, silent, theatre

QUESTIONS = 40
CHAIN = 60
MOST_APART_MS = 5.0
"""How far the medians of two worlds may be apart (security 4)."""
ROOT = Path(__file__).resolve().parents[2]
ROWS, CUTS = 20, 50
"""Rows of each sealed column, and cuts and flips of each value, in the trials of ciphertexts."""


@dataclass
class Share:
    """What one worker has found in its share of the pairs."""

    pairs: int = 0
    requests: int = 0
    met: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    apart_ms: dict[str, float] = field(default_factory=dict)
    """By kind, how far the medians of both worlds are apart."""


def worlds(numbers: Sequence[int]) -> Share:
    """Play these pairs whole: each role meets each route of whose answer it may not learn."""
    share, tally = Share(), Tally()
    every = [(role, where) for role in Role for where in sorted(set(ROLES) | OPEN)]
    with ephemeral() as cluster, theatre(cluster, make_template(cluster)) as played:
        for number in numbers:
            secret = played.secret(number)
            blind = [(role, where) for role, where in every if not secret.knows(role, *where)]
            played.play(number, secret, blind, tally, timed=True)
    share.pairs, share.requests = tally.pairs, tally.requests
    share.met = Counter({(r.value, " ".join(w)): n for (r, w), n in tally.met.items()})
    share.differences = [str(found) for found in tally.differences]
    for kind, (one, other) in tally.seconds.items():
        if len(one) >= 200:
            share.apart_ms[kind] = 1000 * abs(median(one) - median(other))
    return share


def all_worlds(pairs: int, workers: int) -> dict[str, Any]:
    """The pairs, shared among processes with a server each."""
    shares = [range(part, pairs, workers) for part in range(workers)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(worlds, shares))
    met = sum((share.met for share in found), Counter())
    every = [(r.value, " ".join(w)) for r in Role for w in set(ROLES) | OPEN]
    for difference in [d for share in found for d in share.differences][:20]:
        print("DIFFERENCE", difference)
    apart = [ms for share in found for ms in share.apart_ms.values()]
    figures: dict[str, Any] = {
        "world_pairs": sum(share.pairs for share in found),
        "world_requests": sum(share.requests for share in found),
        "differences": sum(len(share.differences) for share in found),
        "role_route_min": min(met[meeting] for meeting in every),
    }
    return figures | ({"timing": round(max(apart), 3)} if apart else {})


def canaries() -> dict[str, Any]:
    """One sweep after every route was driven, and one with leaks in it."""
    with ephemeral() as cluster, cage(cluster, make_template(cluster)) as caged:
        columns = caged.seal_all()
        caged.drive()
        hits = caged.sweep()
        named = caged.secrets_in(caged.needles())
        answers = len(caged.said.statuses)
        seeded = seed_and_find(caged)
    for hit in sorted(map(str, hits))[:20]:
        print("CANARY", hit)
    return {
        "sealed_columns": columns,
        "answers_swept": answers,
        "canary_hits": len(hits) + len(named),
        "seeded_leaks": len(seeded),
        "seeded_leaks_found": sum(one.found for one in seeded),
    }


def tampered(trials: int) -> dict[str, Any]:
    """Chains that somebody has had in hand."""
    with ephemeral() as cluster, fresh(cluster, template=make_template(cluster)) as database:
        engine = create_engine(cluster.url(ADMIN, database.name))
        with cluster.connect(database.name) as direct:
            hands = Tampering(engine, direct, acts=CHAIN)
            done = [hands.trial(number) for number in range(trials)]
        engine.dispose()
    return {"tampered": len(done), "tampered_found": sum(trial.found for trial in done)}


def hunted(positions: int) -> dict[str, Any]:
    """Every program against two places that may not be told apart, and once against the control."""
    differ = asked = 0
    errors: dict[str, list[float]] = {oracle: [] for oracle in ORACLES}
    with ExitStack() as stack:
        cluster = stack.enter_context(ephemeral())
        chance = stack.enter_context(chance_of_our_own())
        stack.enter_context(without_threads())
        stack.enter_context(silent())
        database = stack.enter_context(fresh(cluster, template=make_template(cluster)))
        loop, clock = InProcess(), Moment(START)
        stack.callback(loop.close)
        world = World(cluster, database, clock)
        stack.callback(world.close)
        hunting = Hunting(world, loop, chance, clock)
        for position in range(positions):
            rng = Random(f"positions {position}")
            for role in HUNTERS:
                for oracle in ORACLES:
                    digests = set()
                    for _ in range(2):
                        anywhere = role is Role.REFERRER
                        zone = rng.choice(sorted(hunting.zones)) if anywhere else None
                        hunting.move(within(hunting.zone, rng), zone=zone)
                        hunt = hunting.hunt(oracle, role, most=QUESTIONS)
                        digests.add(hunt.digest)
                        asked += hunt.questions
                    differ += len(digests) - 1
            truth = within(hunting.zone, rng)
            for oracle in ORACLES:
                hunting.move(truth)
                with exact_points(hunting, truth):
                    found = hunting.hunt(oracle, Role.COORDINATOR, most=QUESTIONS)
                errors[oracle].append(found.error_km(truth))
    return {
        "transcripts": positions * len(HUNTERS) * len(ORACLES),
        "transcripts_differ": differ,
        "questions": asked,
        "control_error_km": {name: round(median(km), 1) for name, km in errors.items() if km},
    }


def ciphertexts() -> dict[str, Any]:
    """Sealed values in other places, cut, changed and replayed."""
    found = trials(rows=ROWS, cuts=CUTS)
    return {"ciphertexts": found.tried, "ciphertexts_refused": found.refused}


def disclosures() -> dict[str, Any]:
    """A hundred disclosures whose audit row cannot be written; the test counts them itself."""
    path = ROOT / "tests" / "security" / "test_disclosure.py"
    asked = [sys.executable, "-P", "-m", "pytest", "-q", str(path), "-k", "100_of_100"]
    refused = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode == 0
    return {"disclosures_failing": 100, "disclosures_refused": 100 if refused else 0}


def run(argv: list[str]) -> int:
    """Measure, print a table and, as the last line, one JSON object; 1 when anything leaks."""
    words = argparse.ArgumentParser(prog="./dev bench security")
    words.add_argument("--pairs", type=int, default=1000)
    words.add_argument("--positions", type=int, default=20)
    words.add_argument("--tampered", type=int, default=1000)
    words.add_argument("--workers", type=int, default=2)
    said = words.parse_args(argv)
    figures: dict[str, Any] = {}
    for name, part in (
        ("canaries", canaries),
        ("tampered chains", lambda: tampered(said.tampered)),
        ("looking for a house", lambda: hunted(said.positions)),
        ("the matrix", matrix),
        ("ciphertexts", ciphertexts),
        ("disclosures", disclosures),
        ("two worlds", lambda: all_worlds(said.pairs, said.workers)),
    ):
        began = time.perf_counter()
        found = part()
        figures |= found
        print(f"{name:<22}{time.perf_counter() - began:>9.1f} s")
        for key, value in found.items():
            print(f"  {key:<22}{value}")
    print(json.dumps(figures))
    return int(bool(_leaks(figures)))


def _leaks(figures: dict[str, Any]) -> list[str]:
    """What is not as it must be."""
    zero = ("differences", "canary_hits", "transcripts_differ", "matrix_leaks")
    equal = (
        ("seeded_leaks", "seeded_leaks_found"),
        ("tampered", "tampered_found"),
        ("ciphertexts", "ciphertexts_refused"),
        ("disclosures_failing", "disclosures_refused"),
    )
    found = [name for name in zero if figures[name]]
    found += [one for one, other in equal if not figures[one] == figures[other] > 0]
    return found + (["timing"] if figures.get("timing", MOST_APART_MS) >= MOST_APART_MS else [])
