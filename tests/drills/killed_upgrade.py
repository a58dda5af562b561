"""An upgrade with data that is killed (SIGKILL) on its way: it is as it was, and the next one ends it.

``./dev drill killed-upgrade``: at a phase that is drawn. ``./dev drill killed-upgrade all 3``: three times
at every phase, at a drawn moment within it.
"""

from __future__ import annotations

import secrets
import time
from contextlib import ExitStack
from enum import StrEnum
from functools import partial

from app.migrate import newest_step
from app.postgres_roles import OWNER
from app.store.inspection import others_inside
from tests.drills.upgrade import Before, release_before
from tests.support.operator import Killed, havn, killed_at, until_met
from tests.support.previous_release import content, steps

MOST_S = 1.0
"""A kill comes at most so long after a phase began."""
PATIENCE_S = 60.0


class State(StrEnum):
    """How a database stands after a kill."""

    AS_BEFORE = "as it was"
    ENDED = "at the new release"
    NEITHER = "NEITHER"


class Drill:
    """Kills, each on a database of the release before: one whose upgrade ended is made anew."""

    def __init__(self, machines: ExitStack) -> None:
        self._machines = machines
        self.before = machines.enter_context(release_before())
        self.states: list[State] = []

    def kill(self, after_s: float, phase: str) -> Killed:
        """One kill, and how it left the database."""
        if self.states and self.states[-1] is not State.AS_BEFORE:  # nobody would be met there
            self._machines.close()
            self.before = self._machines.enter_context(release_before())
        drawn_s = secrets.randbelow(1000) / 1000 * after_s
        told = killed_at(phase, *self.before.words, env=self.before.env, after_s=drawn_s)
        self.states.append(state(self.before))
        print(f"killed at {phase}: {self.states[-1]}", flush=True)
        return told


def run(argv: list[str]) -> int:
    """Kill, compare, and at last let it end."""
    with ExitStack() as machines:
        drill = Drill(machines)
        every = phases(drill.before)
        drawn = every * int(argv[1]) if argv[:1] == ["all"] else [secrets.choice(every)]
        met = [until_met(one, partial(drill.kill, phase=one), most_s=MOST_S) for one in drawn]
        wrong = drill.states.count(State.NEITHER)
        done = havn(*drill.before.words, env=drill.before.env)
        after = content(drill.before.owner_url)
        good = done.returncode == 0 and after.step == newest_step() and all(met) and not wrong
        print(f"then: exit {done.returncode}, step {after.step}, {after.rows} rows and keys")
        print(f"{sum(met)} of {len(met)} kills met their step, neither old nor new {wrong} times")
        print("good" if good else "NOT GOOD")
        return 0 if good else 1


def phases(before: Before) -> list[str]:
    """Everything that an upgrade says on its way from there."""
    known = steps()
    taken = known[known.index(before.content.step) + 1 :]
    return ["look", "backup", "steps", *(f"step {one}" for one in taken), "verify", "commit"]


def state(before: Before) -> State:
    """Whether the old release is as it was, or the new one whole."""
    until = time.monotonic() + PATIENCE_S
    while others_inside(before.owner_url, OWNER) and time.monotonic() < until:
        time.sleep(0.1)  # the server takes a moment to see that nobody is there any more
    found = content(before.owner_url)
    if found == before.content:
        return State.AS_BEFORE
    ended = found.step == newest_step() and found.rows >= before.content.rows
    return State.ENDED if ended else State.NEITHER
