"""What must not leak and what must not break, at the numbers of docs/security.md 4 and 6.

    ./dev bench security [--pairs 1000] [--positions 20] [--tampered 1000] [--workers 2]
                         [--only PART]... [--first 0] [--minutes M]

Two worlds: pairs of databases that differ in one secret, every route, every role. Then one sweep of
canaries with seeded leaks, tampered audit chains, and the programs that look for a house. A number
is measured or it is not in the last line; pairs may be stopped (SIGINT, SIGTERM, ``--minutes``) and
those that were played are told.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from queue import Empty
from random import Random
from statistics import median
from typing import Any

from sqlalchemy import create_engine

from app.access import OPEN, ROLES
from app.postgres import ephemeral
from app.postgres_cluster import ADMIN
from models.words import Role
from tests.security.ciphertext_trials import trials
from tests.security.matrix_figures import figures
from tests.support.attacks import HUNTERS, ORACLES, Hunting, exact_points, within
from tests.support.database import fresh, make_template
from tests.support.in_process import InProcess, Moment, chance_of_our_own, without_threads
from tests.support.seeded_leaks import seed_and_find
from tests.support.stage import START
from tests.support.sweeping import cage
from tests.support.tampering import Tampering
from tests.support.two_worlds import Tally, Theatre, World, silent, theatre
from tests.support.worlds_apart import KINDS

QUESTIONS = 40
CHAIN = 60
MOST_APART_MS = 5.0
"""How far the medians of two worlds may be apart (security 4)."""
CALLS = 200
"""So many calls at least make a median."""
TOLD_EVERY = 5
STOPPED_BY = (signal.SIGINT, signal.SIGTERM)
EVERY = [(role, where) for role in Role for where in sorted(set(ROLES) | OPEN)]
ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "canaries",
    "tampered",
    "hunted",
    "matrix",
    "ciphertexts",
    "disclosures",
    "timed",
    "worlds",
)
OPTIONS = ("POST", "/referrals/{referral}/options")
LOOK_FOR_A_PLACE = (Role.ON_CALL, Role.COORDINATOR)
WARM = 10
"""Calls before those that are timed: the first picture is taken by them."""
ROWS, CUTS = 20, 50
"""Rows of each sealed column, and cuts and flips of each value, in the trials of ciphertexts."""


@dataclass
class Share:
    """What was found in some of the pairs."""

    pairs: int = 0
    requests: int = 0
    met: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    seconds: dict[str, tuple[list[float], list[float]]] = field(default_factory=dict)
    """By kind of secret, how long each world took for each request."""

    def add(self, other: Share) -> None:
        """This one holds the other too."""
        self.pairs += other.pairs
        self.requests += other.requests
        self.met += other.met
        self.differences += other.differences
        for kind, took in other.seconds.items():
            own = self.seconds.setdefault(kind, ([], []))
            for side, more in zip(own, took, strict=True):
                side += more

    def told(self) -> dict[str, Any]:
        """The figures; how far the medians of both worlds are apart is in ms, of the worst kind."""
        figures: dict[str, Any] = {
            "world_pairs": self.pairs,
            "world_requests": self.requests,
            "differences": len(self.differences),
            "role_route_min": min(self.met[role.value, " ".join(where)] for role, where in EVERY),
        }
        apart = [
            abs(median(one) - median(other))
            for one, other in self.seconds.values()
            if len(one) >= CALLS
        ]
        return figures | ({"timing": round(1000 * max(apart), 3)} if apart else {})


def whole(played: Theatre, number: int) -> Share:
    """One pair: each role meets each route of whose answer it may not learn."""
    tally, secret = Tally(), played.secret(number)
    blind = [(role, where) for role, where in EVERY if not secret.knows(role, *where)]
    played.play(number, secret, blind, tally, timed=True)
    return Share(
        tally.pairs,
        tally.requests,
        Counter({(r.value, " ".join(w)): n for (r, w), n in tally.met.items()}),
        [f"{number}: {found}" for found in tally.differences],
        tally.seconds,
    )


def worlds(numbers: Sequence[int], said: Queue[Share | None], stop: Event) -> None:
    """Play these pairs on a server of this process and tell of each; None says that it is done."""
    for asked in STOPPED_BY:
        signal.signal(asked, signal.SIG_IGN)  # the parent says when
    with ephemeral() as cluster, theatre(cluster, make_template(cluster)) as played:
        for number in numbers:
            if stop.is_set():
                break
            said.put(whole(played, number))
    said.put(None)


def all_worlds(pairs: range, workers: int, minutes: float) -> dict[str, Any]:
    """The pairs, shared among processes with a server each.

    After ``minutes``, or when somebody says stop, each ends the pair that it plays: what is told is
    what was played until then.
    """
    spawn = get_context("spawn")
    said: Queue[Share | None] = spawn.Queue()
    stop, found = spawn.Event(), Share()
    shares = [pairs[part::workers] for part in range(workers)]
    players = [spawn.Process(target=worlds, args=(share, said, stop)) for share in shares]
    before = {one: signal.signal(one, lambda *_: stop.set()) for one in STOPPED_BY}
    until, playing = time.monotonic() + 60 * minutes, len(players)
    for player in players:
        player.start()
    try:
        while playing:
            if time.monotonic() > until:
                stop.set()
            try:
                share = said.get(timeout=1)
            except Empty:
                if any(player.exitcode for player in players):
                    raise AssertionError("a player broke down") from None
                continue
            if share is None:
                playing -= 1
                continue
            found.add(share)
            for difference in share.differences:
                print("DIFFERENCE", difference, flush=True)
            if found.pairs % TOLD_EVERY == 0:
                print(_so_far(found), flush=True)
    finally:
        stop.set()
        for player in players:
            player.join()
        for one, handler in before.items():
            signal.signal(one, handler)
    asked = {} if found.pairs == len(pairs) else {"world_pairs_asked": len(pairs)}
    return found.told() | asked


def _so_far(found: Share) -> str:
    at = time.strftime("%H:%M:%S")
    return f"{at} {found.pairs} pairs, {found.requests} requests, {len(found.differences)} differ"


def timed() -> dict[str, Any]:
    """How long the options for her take in each of two worlds, by turns, for each kind of secret.

    That is where a restricted reason hides; the worlds of ``worlds`` time all routes together.
    """
    apart: dict[str, float] = {}
    with ephemeral() as cluster, theatre(cluster, make_template(cluster)) as played:
        hers = str(played.stage.cases["hers"].referral)
        for number, kind in enumerate(KINDS):
            secret = played.secret(number)
            for role in LOOK_FOR_A_PLACE:
                if secret.knows(role, *OPTIONS):
                    continue
                played.set_apart(number, secret)
                took: tuple[list[float], list[float]] = ([], [])
                for call in range(WARM + CALLS):
                    request = played.request(
                        role, played.examples[OPTIONS], (hers,), secret, Random(call)
                    )
                    # Who is asked first is by turns, so that neither always finds warm caches.
                    for side in (0, 1) if call % 2 else (1, 0):
                        began = time.perf_counter()
                        answer = played.send(played.worlds[side], request)
                        took[side].append(time.perf_counter() - began)
                        assert answer.status == 200, f"{role} {kind}: {answer.status}"
                one, other = (median(side[WARM:]) for side in took)
                apart[f"{kind} {role}"] = 1000 * abs(one - other)
    worst = max(apart, key=lambda name: apart[name])
    return {
        "timed_secrets": len(apart),
        "timed_calls": 2 * CALLS * len(apart),
        "options_apart_ms": round(apart[worst], 3),
        "options_most_apart": worst,
    }


def canaries() -> dict[str, Any]:
    """One sweep after every route was driven, and one with leaks in it."""
    with ephemeral() as cluster, cage(cluster, make_template(cluster)) as caged:
        columns = caged.seal_all()
        caged.drive()
        exported = len(caged.export())
        hits = caged.sweep()
        named = caged.secrets_in(caged.needles())
        answers = len(caged.said.statuses)
        seeded = seed_and_find(caged)
    for hit in sorted(map(str, hits))[:20]:
        print("CANARY", hit)
    return {
        "sealed_columns": columns,
        "answers_swept": answers,
        "files_exported": exported,
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


def matrix() -> dict[str, int]:
    """Role x route x field by models, and role x route by requests about rows that are another's."""
    with ephemeral() as cluster:
        return figures(cluster, make_template(cluster))


def ciphertexts() -> dict[str, Any]:
    """Sealed values in other places, cut, changed and replayed."""
    found = trials(rows=ROWS, cuts=CUTS)
    return {"ciphertexts": found.tried, "ciphertexts_refused": found.refused}


def disclosures() -> dict[str, Any]:
    """A hundred disclosures whose audit row cannot be written; the test counts them itself."""
    path = ROOT / "tests" / "security" / "test_disclosure_failing.py"
    asked = [sys.executable, "-P", "-m", "pytest", "-q", str(path), "-k", "100_of_100"]
    refused = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode == 0
    return {"disclosures_failing": 100, "disclosures_refused": 100 if refused else 0}


def run(argv: list[str]) -> int:
    """Measure, print a table and, as the last line, one JSON object; 1 when anything leaks."""
    words = argparse.ArgumentParser(prog="./dev bench security")
    words.add_argument("--pairs", type=int, default=1000)
    words.add_argument("--first", type=int, default=0, help="the number of the first pair")
    words.add_argument("--minutes", type=float, default=24 * 60.0, help="for the pairs, at most")
    words.add_argument("--positions", type=int, default=20)
    words.add_argument("--tampered", type=int, default=1000)
    words.add_argument("--workers", type=int, default=2)
    words.add_argument("--only", choices=PARTS, action="append", help="this part; may be repeated")
    said = words.parse_args(argv)
    # No flood is measured here; what asks too often would not be answered.
    os.environ.setdefault("HAVN_NETWORK_RATE", "1000000")
    os.environ.setdefault("HAVN_ACCOUNT_RATE", "1000000")
    pairs = range(said.first, said.first + said.pairs)
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "canaries": canaries,
        "tampered": lambda: tampered(said.tampered),
        "hunted": lambda: hunted(said.positions),
        "matrix": matrix,
        "ciphertexts": ciphertexts,
        "disclosures": disclosures,
        "timed": timed,
        "worlds": lambda: all_worlds(pairs, said.workers, said.minutes),
    }
    assert tuple(parts) == PARTS
    measured: dict[str, Any] = {}
    for name in said.only or PARTS:
        began = time.perf_counter()
        found = parts[name]()
        measured |= found
        print(f"{name:<22}{time.perf_counter() - began:>9.1f} s")
        for key, value in found.items():
            print(f"  {key:<22}{value}", flush=True)
    print(json.dumps(measured))
    return int(bool(_leaks(measured)))


def _leaks(figures: dict[str, Any]) -> list[str]:
    """What is not as it must be."""
    zero = ("differences", "canary_hits", "transcripts_differ", "matrix_leaks")
    equal = (
        ("seeded_leaks", "seeded_leaks_found"),
        ("tampered", "tampered_found"),
        ("ciphertexts", "ciphertexts_refused"),
        ("disclosures_failing", "disclosures_refused"),
    )
    found = [name for name in zero if figures.get(name)]
    found += [one for one, other in equal if one in figures and _fewer(figures, one, other)]
    timings = ("timing", "options_apart_ms")
    return found + [name for name in timings if figures.get(name, 0.0) >= MOST_APART_MS]


def _fewer(figures: dict[str, Any], all_of: str, found: str) -> bool:
    return not figures[all_of] == figures[found] > 0
