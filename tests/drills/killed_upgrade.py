"""An upgrade with data that is killed (SIGKILL) on its way: it is as it was, and the next one ends it.

``./dev drill killed-upgrade``: at a phase that is drawn. ``./dev drill killed-upgrade all 3``: three times
at every phase, at a drawn moment within it.
"""

from __future__ import annotations

import secrets
import time

from app.migrate import newest_step
from app.postgres_roles import OWNER
from app.store.inspection import others_inside
from tests.drills.upgrade import Before, release_before
from tests.support.operator import havn, killed_at
from tests.support.previous_release import content, steps

MOST_S = 1.0
"""A kill comes at most so long after a phase began."""
PATIENCE_S = 60.0


def run(argv: list[str]) -> int:
    """Kill, compare, and at last let it end."""
    with release_before() as before:
        every = phases(before)
        drawn = every * int(argv[1]) if argv[:1] == ["all"] else [secrets.choice(every)]
        wrong = sum(not killed(before, phase) for phase in drawn)
        done = havn(*before.words, env=before.env)
        after = content(before.owner_url)
        whole = done.returncode == 0 and after.step == newest_step()
        print(f"then: exit {done.returncode}, step {after.step}, {after.rows} rows and keys")
        print(
            f"killed {len(drawn)} times, not as it was {wrong} times; {'good' if whole and not wrong else 'NOT GOOD'}"
        )
        return 0 if whole and not wrong else 1


def phases(before: Before) -> list[str]:
    """Everything that an upgrade says on its way from there."""
    known = steps()
    taken = known[known.index(before.content.step) + 1 :]
    return ["look", "backup", "steps", *(f"step {one}" for one in taken), "verify", "commit"]


def killed(before: Before, phase: str) -> bool:
    """Whether a kill in that phase leaves the old release as it was, or the new one whole."""
    after_s = secrets.randbelow(1000) / 1000 * MOST_S
    told = killed_at(phase, *before.words, env=before.env, after_s=after_s)
    until = time.monotonic() + PATIENCE_S
    while others_inside(before.owner_url, OWNER) and time.monotonic() < until:
        time.sleep(0.1)  # the server takes a moment to see that nobody is there any more
    found = content(before.owner_url)
    as_before = found == before.content
    ended = found.step == newest_step() and found.rows >= before.content.rows
    how = "in the middle" if told.met else "it had ended"
    state = "as it was" if as_before else "at the new release" if ended else "NEITHER"
    print(f"killed at {phase}, {how}: {state}", flush=True)
    return as_before or ended
