"""The planner in a process of its own: limited in time and memory, and never trusted (F14).

The parent sends a picture as JSON to the standard input and reads a plan from the standard output.
A child that is killed, hangs or answers nonsense costs a plan run and nothing else.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from matching.plan import Plan
from matching.situation import Situation

SITUATION = TypeAdapter(Situation)
PLAN = TypeAdapter(Plan)

GRACE_SECONDS = 20.0
"""For start, imports, pricing and writing the answer, beyond the time to think."""


class SolverLost(Exception):
    """The child gave no plan; the word says why."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may take."""

    seconds: float
    megabytes: int


def plan_apart(situation: Situation, limits: Limits) -> Plan:
    """The plan for this picture, made in a child process.

    Raises
    ------
    SolverLost
        When the child took too long, died, or answered something else than a plan.
    """
    command = [sys.executable, "-m", "app.solver_process"]
    command += [str(limits.seconds), str(limits.megabytes)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, numbers for arguments
            command,
            input=SITUATION.dump_json(situation),
            capture_output=True,
            timeout=limits.seconds + GRACE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SolverLost("TIMEOUT") from None
    if done.returncode != 0:
        raise SolverLost("DIED")
    try:
        return PLAN.validate_json(done.stdout)
    except ValidationError:
        raise SolverLost("NO_PLAN") from None


def _child(seconds: float, megabytes: int) -> None:
    """Read, plan, write; run in the child alone."""
    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    end = time.monotonic() + seconds
    situation = SITUATION.validate_json(sys.stdin.buffer.read())
    from matching.solve import plan_night  # only the child pays for the solver

    plan = plan_night(situation, lambda: max(0.0, end - time.monotonic()))
    sys.stdout.buffer.write(PLAN.dump_json(plan))


if __name__ == "__main__":
    _child(float(sys.argv[1]), int(sys.argv[2]))
