"""The telephone, measured: start, keystrokes, options over a bad line, a cut line, the sealed queue.

The telephone is a process of its own behind a terminal; the service is a real one; between them is
our own proxy: 200 kbit/s and 200 ms round trip, and for the cut line a fifth of all connections cut.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from sqlalchemy import select

from app.phone import device, waiting
from app.phone.courier import Courier
from app.phone.line import Line
from app.phone.sending import send_all
from app.phone.state import Submission
from app.phone.taking import Asking
from app.postgres import ephemeral
from app.store.walls import StepOut
from models.phone_call import PhoneCallRecord
from models.words import Role
from tests.support.bad_line import BadLine, bad_line
from tests.support.database import fresh, make_template
from tests.support.houses import house, load_all_zones
from tests.support.phone import END, ENTER, PIN, Screen, enrolled, telephone
from tests.support.served import Served, serving

CUT_SHARE = 0.2
TOWNS = ("Tromsø", "Bodø", "Alta", "Narvik", "Harstad", "Hammerfest")
Figures = dict[str, float | int]


def run(argv: list[str]) -> int:
    """Measure everything and print it; the last line is JSON."""
    asked = argparse.ArgumentParser(prog="./dev bench intake")
    asked.add_argument("--runs", type=int, default=200, help="seeded runs over the cut line")
    asked.add_argument("--queued", type=int, default=500, help="sealed referrals")
    asked.add_argument("--searches", type=int, default=25, help="searches over the slow line")
    how = asked.parse_args(argv)
    # The service and the line share this process here; neither shall wait long for the other.
    sys.setswitchinterval(0.0005)
    with ExitStack() as stack:
        postgres = stack.enter_context(ephemeral())
        made = stack.enter_context(fresh(postgres, template=make_template(postgres)))
        served = stack.enter_context(serving(made))
        load_all_zones(served.service)
        coordinator = served.caller(Role.COORDINATOR)
        for number, town in enumerate(TOWNS):
            house(served, coordinator, f"FJORD-{number}", town, units=9)
        at = urlsplit(str(served.client.base_url))
        assert at.hostname is not None and at.port is not None
        line = stack.enter_context(bad_line(at.hostname, at.port))
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        enrolled(served, home, service=line.url)
        figures: Figures = {}
        for part in (
            lambda: _screen(home, line, how.searches),
            lambda: _cut(home, line, how.runs),
            lambda: _queue(served, home, line, how.queued),
        ):
            found = part()
            figures |= found
            print("  ".join(f"{name} {value}" for name, value in found.items()), flush=True)
    print(json.dumps(figures))
    return 0


def _screen(home: Path, line: BadLine, searches: int) -> Figures:
    starts = []
    for _ in range(7):
        began = time.perf_counter()
        with telephone(home) as call:
            call.see("Can you talk safely now?")
            starts.append(1000 * (time.perf_counter() - began))
    with telephone(home) as call:
        call.see("Can you talk safely now?")
        call.press(ENTER + "?" * 7 + "w" + "?" * 16)
        call.see("1 FJORD-", "Has he threatened to kill")
        _settled(call)
        call.press("1")
        call.see("Held until")
        keystrokes = call.strokes
        call.press("x")
        call.see("Safe options")
        call.press(END + "y")
        call.ended()
    times, sizes = _searches(home, line, searches)
    return {
        "start_ms": round(statistics.median(starts)),
        "resume_ms": round(max(_resumed(home) for _ in range(5))),
        "keystrokes": keystrokes,
        "options_ms_p50": round(statistics.median(times)),
        "options_ms_max": round(max(times)),
        "of_which_line_ms": round(
            1000 * (line.round_trip_s + statistics.median(sizes) / line.bytes_s)
        ),
        "bytes_p50": round(statistics.median(sizes)),
        "bytes_max": max(sizes),
    }


def _resumed(home: Path) -> float:
    """Milliseconds from the start of the program after a crash to the open call, by its PIN."""
    with telephone(home) as call:
        call.see("Can you talk safely now?")
        call.press(ENTER)
        call.see("in danger this minute?")
        call.kill()
    began = time.perf_counter()
    with telephone(home) as call:
        call.see("An open call waits")
        call.press(PIN + ENTER)
        call.see("in danger this minute?")
        spent = 1000 * (time.perf_counter() - began)
        call.press(END + "y")
        call.ended()
    return spent


def _searches(home: Path, line: BadLine, searches: int) -> tuple[list[float], list[int]]:
    """Milliseconds from the last answer to its options on the screen, and bytes both ways."""
    times, sizes = [], []
    with telephone(home) as call:
        call.see("Can you talk safely now?")
        call.press(ENTER + "?" * 7 + "w" + "?" * 16)
        call.see("1 FJORD-", "Has he threatened to kill")
        _settled(call)
        for number in range(searches):
            call.press("/8" + ENTER)
            call.see("Does she read?")
            before, seen = line.up + line.back, len(call.out)
            began = time.perf_counter()
            call.press("yn"[number % 2])
            while " ..." not in call.out[seen:]:
                call.read(1)
            _settled(call)
            times.append(1000 * (time.perf_counter() - began))
            sizes.append(line.up + line.back - before)
        call.press(END + "y")
        call.ended()
    return times, sizes


def _settled(call: Screen) -> None:
    """The options on the screen are those of the newest answers."""
    while (
        any(mark in call.text() for mark in (" ...", "Holding"))
        or "Safe options" not in call.text()
    ):
        call.read(1)


def _cut(home: Path, line: BadLine, runs: int) -> Figures:
    """Seconds from the last answer to its options, the worst of all seeds."""
    on, times, cuts = device.read(home), [], 0
    for seed in range(runs):
        line.again(seed)
        line.cut_share = CUT_SHARE
        courier = Courier(lambda: Asking(on))
        one = _referral(seed)
        began = time.perf_counter()
        courier.carry((Submission(f"{one['call']}-1", "SEARCH", "/calls", one),))
        answers: list[Any] = []
        while not answers:
            time.sleep(0.005)
            answers = [a for a in courier.answers() if a.status]
        times.append(time.perf_counter() - began)
        cuts += line.cuts
        courier.end()
    line.cut_share = 0.0
    return {
        "cut_line_runs": runs,
        "cut_connections": cuts,
        "cut_line_s_p50": round(statistics.median(times), 2),
        "cut_line_s_max": round(max(times), 2),
    }


def _queue(served: Served, home: Path, line: BadLine, queued: int) -> Figures:
    """How many of the queued referrals are stored once, after cuts, restarts and a wrong clock."""
    on = device.read(home)
    wrong = datetime.now().astimezone() - timedelta(days=1)
    calls = [_referral(number) for number in range(queued)]
    for one in random.Random(1).sample(calls, len(calls)):
        waiting.put(on, one, wrong)
    line.again(1)
    line.cut_share, line.cut_within = 1.0, 20_000  # no connection lives for long
    line.round_trip_s, line.bytes_s = 0.005, 1_000_000.0
    starts = 0
    while waiting.count(on):
        again = Line(line.url, on.token())
        send_all(device.read(home), again)
        again.close()
        starts += 1
    c = PhoneCallRecord
    with served.service.store.transaction() as tx, tx.as_service(StepOut.COUNTS):
        found = list(
            tx.execute(
                select(c.referral_id).where(c.id.in_([one["call"] for one in calls]))
            ).scalars()
        )
    once = len(set(found)) if len(found) == len(set(found)) else 0
    return {"queued": queued, "stored_once": once, "restarts": starts, "queue_cuts": line.cuts}


def _referral(number: int) -> dict[str, Any]:
    return {
        "call": str(uuid4()),
        "revision": 1,
        "answers": {"people": {"adults": 1 + number % 2, "gender": "WOMAN"}},
    }
