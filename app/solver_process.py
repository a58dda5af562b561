"""The planner in a process of its own: limited in time and memory, and never trusted (F14).

The parent sends a picture as JSON to the standard input and reads a plan from the standard output.
A child that is killed, hangs or answers nonsense costs no plan: a second child, which loads no
solver and has limits of its own, makes the scarcest-first one.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

from app.behind import step_back
from app.culprits import Culprits, culprits
from matching.gap import Gaps, gaps
from matching.plan import Plan
from matching.replay import Past, Replayed, replay
from matching.ruleset import RuleSet
from matching.shadow_prices import UnitPrice
from matching.single_changes import TRIED_AGAIN, Ranking, most_helpful
from matching.situation import Situation

CULPRITS = TypeAdapter(Culprits)
SITUATION = TypeAdapter(Situation)
PLAN = TypeAdapter(Plan)
RANKING = TypeAdapter(Ranking)
ANEW = TypeAdapter(tuple[Past, RuleSet])
REPLAYED = TypeAdapter(Replayed)
PAST = TypeAdapter(Past)
GAPS = TypeAdapter(Gaps)

NICE = 5
"""Whoever takes a call comes first on the same machine; somebody may be waiting for this plan too."""
GRACE_SECONDS = 20.0
"""For start, imports, pricing and writing the answer, beyond the time to think."""
STOPPED = "STOPPED"
"""The word for a child that the service itself has ended."""


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


SCARCEST_FIRST_LIMITS = Limits(60.0, 2048)
"""Not those of the solver: what it lacked, this child must not lack too."""


SCREEN_SECONDS = 2.0
"""How long one try of a screening may think: it shall break, not be good."""


class How(StrEnum):
    """What a child does with a situation."""

    OPTIMISED = "OPTIMISED"
    SCARCEST_FIRST = "SCARCEST_FIRST"
    SCREEN = "SCREEN"
    """It says whose records break the planner."""
    RANK = "RANK"
    """It says which single change would give most households a bed."""
    REPLAY = "REPLAY"
    """It plans past nights under two rule sets."""
    GAP = "GAP"
    """It plans past nights with one more unit of each kind in each region."""


class Child:
    """The process that thinks for one runner, one at a time; any thread may stop it for good."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def ask(self, command: list[str], sent: bytes, seconds: float) -> bytes:
        """What this command answers on its standard output.

        Raises
        ------
        SolverLost
            When it took longer, died, could not be started, or was stopped.
        """
        with self._start(command) as process:
            try:
                answer, _ = process.communicate(sent, timeout=seconds)
            except subprocess.TimeoutExpired:
                raise SolverLost("TIMEOUT") from None
            except OSError:
                raise SolverLost("DIED") from None
            finally:
                process.kill()  # does nothing to one that has ended
        if self._stopped:
            raise SolverLost(STOPPED)
        if process.returncode != 0:
            raise SolverLost("DIED")
        return answer

    def stop(self) -> None:
        """The process is killed, and no other one starts."""
        with self._gate:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self._gate:
            if self._stopped:
                raise SolverLost(STOPPED)
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own module, numbers for arguments
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            except OSError:
                raise SolverLost("DIED") from None
            return self._process


@dataclass(frozen=True, slots=True)
class Priced:
    """A plan, and what one more unit of each group would have been worth to it."""

    plan: Plan
    prices: tuple[UnitPrice, ...] = ()


PRICED = TypeAdapter(Priced)


def priced_apart(situation: Situation, limits: Limits, child: Child) -> Priced:
    """The plan for this picture with the prices of its units, made in a child process.

    Raises
    ------
    SolverLost
        When the child took too long, died, was stopped, or answered something else than a plan.
    """
    try:
        return PRICED.validate_json(_asked(situation, limits, child, How.OPTIMISED))
    except ValidationError:
        raise SolverLost("NO_PLAN") from None


def scarcest_first_apart(situation: Situation, limits: Limits, child: Child) -> Plan:
    """The scarcest-first plan for this picture, made in a child that loads no solver.

    Raises
    ------
    SolverLost
        As for ``priced_apart``.
    """
    try:
        return PLAN.validate_json(_asked(situation, limits, child, How.SCARCEST_FIRST))
    except ValidationError:
        raise SolverLost("NO_PLAN") from None


def screened_apart(situation: Situation, limits: Limits, child: Child) -> Culprits:
    """Whose records break the planner, found in a child by trying parts of the situation.

    Raises
    ------
    SolverLost
        As for ``priced_apart``: a record that kills a process cannot be found by it.
    """
    try:
        return CULPRITS.validate_json(_asked(situation, limits, child, How.SCREEN))
    except ValidationError:
        raise SolverLost("NO_PLAN") from None


def ranked_apart(situation: Situation, limits: Limits, child: Child) -> Ranking:
    """Which single change would give most households a bed, found in a child by solving again.

    Raises
    ------
    SolverLost
        As for ``priced_apart``.
    """
    try:
        return RANKING.validate_json(_asked(situation, limits, child, How.RANK))
    except ValidationError:
        raise SolverLost("NO_PLAN") from None


def replayed_apart(past: Past, rules: RuleSet, limits: Limits, child: Child) -> Replayed:
    """What these rules would have done on past nights, found in a child that loads no solver.

    Raises
    ------
    SolverLost
        As for ``priced_apart``.
    """
    try:
        return REPLAYED.validate_json(
            _sent(ANEW.dump_json((past, rules)), limits, child, How.REPLAY)
        )
    except ValidationError:
        raise SolverLost("NO_PLAN") from None


def gaps_apart(past: Past, limits: Limits, child: Child) -> Gaps:
    """What one more unit would have placed on past nights, found in a child that loads no solver.

    Raises
    ------
    SolverLost
        As for ``priced_apart``.
    """
    try:
        return GAPS.validate_json(_sent(PAST.dump_json(past), limits, child, How.GAP))
    except ValidationError:
        raise SolverLost("NO_PLAN") from None


def _asked(situation: Situation, limits: Limits, child: Child, how: How) -> bytes:
    return _sent(SITUATION.dump_json(situation), limits, child, how)


def _sent(told: bytes, limits: Limits, child: Child, how: How) -> bytes:
    command = [sys.executable, "-m", "app.solver_process"]
    command += [how.value, str(limits.seconds), str(limits.megabytes)]
    return child.ask(command, told, limits.seconds + GRACE_SECONDS)


def _child(how: How, seconds: float, megabytes: int) -> None:
    """Read, plan, write; run in the child alone."""
    step_back(NICE)
    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    end = time.monotonic() + seconds
    told = sys.stdin.buffer.read()
    match how:
        case How.REPLAY:
            answer = _replayed(told)
        case How.GAP:
            answer = _gaps(told)
        case _:
            answer = _thought(how, told, end, seconds)
    sys.stdout.buffer.write(answer)


def _replayed(told: bytes) -> bytes:
    from matching.solve import Night, scarcest_first

    past, rules = ANEW.validate_json(told)
    return REPLAYED.dump_json(replay(past, rules, lambda one: Night(one).greedy(scarcest_first)))


def _gaps(told: bytes) -> bytes:
    from matching.solve import Night, scarcest_first

    found = gaps(PAST.validate_json(told), lambda one: Night(one).greedy(scarcest_first))
    return GAPS.dump_json(found)


def _thought(how: How, told: bytes, end: float, seconds: float) -> bytes:
    situation = SITUATION.validate_json(told)
    from matching.solve import Night, plan_night, scarcest_first  # only the child pays for them
    from matching.solver import SolverFailed

    match how:
        case How.SCARCEST_FIRST:
            return PLAN.dump_json(Night(situation).greedy(scarcest_first))
        case How.OPTIMISED:
            night = Night(situation)
            try:
                made = night.optimised_with_prices(lambda: max(0.0, end - time.monotonic()))
                priced = Priced(made.plan, made.prices)
            except SolverFailed:
                priced = Priced(night.greedy(scarcest_first))
            return PRICED.dump_json(priced)
        case How.RANK:
            each = seconds / (2 * (TRIED_AGAIN + 1))  # the other half is for the quick ones

            def solve(some: Situation) -> Plan:
                until = time.monotonic() + each
                return plan_night(some, lambda: max(0.0, until - time.monotonic()))

            found = most_helpful(situation, solve, lambda some: Night(some).greedy(scarcest_first))
            return RANKING.dump_json(found)
        case How.SCREEN:
            return CULPRITS.dump_json(culprits(situation, _breaks))
        case How.REPLAY | How.GAP:
            raise AssertionError("past nights are no thought about one situation")


def _breaks(situation: Situation) -> bool:
    """Whether no sound plan comes out of this situation, whatever goes wrong."""
    from matching.check import violations
    from matching.solve import plan_night

    end = time.monotonic() + SCREEN_SECONDS
    try:
        plan = plan_night(situation, lambda: max(0.0, end - time.monotonic()))
        return bool(violations(situation, plan))
    except Exception:  # noqa: BLE001 - the edge of a process: what it is does not matter
        return True


if __name__ == "__main__":
    _child(How(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
