"""``./dev bench lifecycle``: lives against a model, retries over a cut line, kills while it books.

The tests do a part of each. Without a difference, a duplicate, a loss and anything half done, and
when everything that was asked for was tried, the exit code is 0.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from app.postgres import ephemeral
from app.postgres_cluster import Cluster
from tests.support.cut_line import retry
from tests.support.database import fresh, make_template
from tests.support.killed import book_and_kill
from tests.support.lives.by_store import hands_on
from tests.support.lives.machine import live


def _arguments(argv: list[str]) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="./dev bench lifecycle")
    asked.add_argument("--steps", type=int, default=125_000)
    asked.add_argument("--retries", type=int, default=10_000)
    asked.add_argument("--bookings", type=int, default=200)
    asked.add_argument("--kills", type=int, default=10)
    asked.add_argument("--seed", type=int, default=1)
    return asked.parse_args(argv)


def _lives(postgres: Cluster, template: str, steps: int, seed: int) -> tuple[int, int]:
    """Steps that were taken, and 1 when one of them made a difference."""
    with fresh(postgres, template=template) as database, hands_on(database) as hands:
        try:
            done = live(hands, steps, first_seed=1_000 * seed)
        except AssertionError as difference:
            print(difference)
            return steps, 1
    for act, often in sorted(done.items()):
        print(f"{act:<24}{often:>8}")
    return done.total(), 0


def run(argv: list[str]) -> int:
    """All three parts, one after another; 0 when nothing was wrong."""
    asked = _arguments(argv)
    told = dict.fromkeys(
        (
            "steps", "differences", "retries", "at_once", "changed", "changed_taken", "duplicates",
            "bookings", "kills", "cut", "fallen", "lost", "half_done", "short",
        ),
        0,
    )  # fmt: skip
    with ephemeral() as postgres:
        template = make_template(postgres)
        if asked.steps:
            told["steps"], told["differences"] = _lives(postgres, template, asked.steps, asked.seed)
        if asked.retries:
            with fresh(postgres, template=template) as database:
                sent = retry(database, asked.retries, seed=asked.seed)
            print(sent)
            told["retries"], told["at_once"] = sent.retries, sent.at_once
            told["changed"], told["changed_taken"] = sent.changed, sent.changed_taken
            told["short"] += not (sent.cuts and sent.at_once and sent.changed)
            told["duplicates"] += sent.duplicates
            told["lost"] += sent.missing
        if asked.bookings:
            with (
                fresh(postgres, template=template) as database,
                tempfile.TemporaryDirectory() as folder,
            ):
                killed = book_and_kill(
                    database, Path(folder), asked.bookings, asked.kills, seed=asked.seed
                )
            print(
                f"bookings {killed.bookings}, requests cut by a kill {killed.cut}", *killed.fallen
            )
            told["kills"], told["bookings"] = killed.kills, killed.bookings
            told["cut"], told["fallen"] = killed.cut, len(killed.fallen)
            told["short"] += killed.kills < asked.kills or killed.bookings < asked.bookings
            told["duplicates"] += killed.duplicates
            told["lost"] += killed.lost
            told["half_done"] = killed.half_done + bool(killed.chain_broken_at)
    print(json.dumps(told))
    # "short": less was tried, or met by a kill or a cut, than was asked for.
    wrong = (
        "differences", "duplicates", "changed_taken", "lost", "half_done", "fallen", "short",
    )  # fmt: skip
    return 1 if any(told[word] for word in wrong) else 0
