"""Two devices with wrong clocks, killed while they queue and while they send (security.md 6, F6)."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from signal import SIGKILL
from typing import IO
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select

from app.phone import device, waiting
from app.store.walls import StepOut
from models.phone_call import PhoneCallRecord
from models.referral import ReferralRecord
from tests.support.bad_line import BadLine, bad_line
from tests.support.phone import ROOT, enrolled
from tests.support.queue_device import CANARY, call_of
from tests.support.served import Served

AHEAD_H = (-24.0, 24.0)
"""How many hours the clocks of the two devices are ahead."""
OF_PUTTING = 4
"""One kill in so many meets a device that queues; the others one that sends."""
PUT_WITHIN_S = 0.02
"""A kill comes within so long after a program said that one waits."""
SEND_S = 0.04
"""About how long one is sent; kills come so soon that what waits lasts for all of them."""
ROUNDS_AT_MOST = 2_000
ENDS_WITHIN_S = 120


@dataclass
class Emptied:
    """What was queued, what the kills met, and what the service has."""

    queued: int = 0
    """Referrals of which a device said that they wait."""
    stored: int = 0
    twice: int = 0
    """Referrals more than calls."""
    unasked: int = 0
    """Stored, and never begun on a device."""
    kills_putting: int = 0
    kills_sending: int = 0
    cuts: int = 0
    late_by_clock: int = 0
    """Whose time of receipt is not the service's, or whose call back is off by a device's wrong clock."""
    readable: int = 0
    """Files of the devices in which the canary could be read."""

    @property
    def whole(self) -> bool:
        """Whether every promise of F6 was kept."""
        return self.stored == self.queued and not (
            self.twice or self.unasked or self.late_by_clock or self.readable
        )


def empty(served: Served, folder: Path, queued: int, kills: int, *, seed: int = 1) -> Emptied:
    """So many referrals on two devices that enrol in that folder, over a bad line; so many kills.

    The kills that are left when nothing waits any more did not come; they are not counted.
    """
    at = urlsplit(str(served.client.base_url))
    assert at.hostname is not None and at.port is not None
    homes = folder / "one", folder / "other"
    with bad_line(at.hostname, at.port, round_trip_s=0.01, bytes_s=200_000.0) as line:
        for home in homes:
            enrolled(served, home, service=line.url)
        return _emptied(served, homes, line, queued, kills, seed)


def _emptied(
    served: Served, homes: tuple[Path, Path], line: BadLine, queued: int, kills: int, seed: int
) -> Emptied:
    told, chance = Emptied(), random.Random(seed)
    half = (queued + 1) // 2
    shares = (range(half), range(half, queued))
    killed_putting = kills // OF_PUTTING
    of_each = (killed_putting + 1) // 2, killed_putting // 2
    for number, (home, share) in enumerate(zip(homes, shares, strict=True)):
        _queue(home, AHEAD_H[number], share, of_each[number], told, chance)
    told.readable += _readable(homes)
    line.again(seed)
    line.cut_share, line.cut_within = 0.5, 20_000
    known, began = _referrals(served), datetime.now(UTC)
    left = kills - told.kills_putting
    for _ in range(ROUNDS_AT_MOST):
        here = [one for one in (0, 1) if waiting.count(device.read(homes[one]))]
        if not here:
            break
        # Both at once, as two workers do; the one that is killed leaves the other alone.
        with _sending(homes, here) as programs:
            for program in programs:
                _said(program)
                if left:
                    waits = sum(waiting.count(device.read(homes[one])) for one in here)
                    _kill_within(program, SEND_S * waits / left, chance)
                    if _ended(program) < 0:
                        told.kills_sending += 1
                        left -= 1
            assert all(_ended(one) in (0, -SIGKILL) for one in programs), "it could not send"
    else:
        raise AssertionError("the queues were never empty")
    told.cuts = line.cuts
    told.readable += _readable(homes)
    _judge(served, queued, known, began, told)
    return told


def _program(what: str, home: Path, ahead_h: float, *numbers: int) -> subprocess.Popen[str]:
    module = "tests.support.queue_device"
    argv = [sys.executable, "-P", "-m", module, what, str(home), str(ahead_h), *map(str, numbers)]
    return subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _out(program: subprocess.Popen[str]) -> IO[str]:
    assert program.stdout is not None
    return program.stdout


def _said(program: subprocess.Popen[str]) -> str:
    """The next line of it; empty when it has ended."""
    return _out(program).readline()


def _kill_within(program: subprocess.Popen[str], seconds: float, chance: random.Random) -> None:
    time.sleep(chance.random() * seconds)
    if program.poll() is None:
        program.kill()


def _queue(
    home: Path, ahead_h: float, share: range, kills: int, told: Emptied, chance: random.Random
) -> None:
    """Each of them waits; what was begun and not said is begun again, as a worker would."""
    at, left = share.start, kills
    while at < share.stop:
        # A kill needs something left to meet; what is behind the last one comes in one go.
        until = min(share.stop, at + max(1, len(share) // (kills + 1))) if left else share.stop
        program = _program("put", home, ahead_h, at, share.stop)
        try:
            while at < until and (line := _said(program)):
                assert int(line) == at
                at += 1
            if left:
                _kill_within(program, PUT_WITHIN_S, chance)
                for line in _out(program):
                    assert int(line) == at
                    at += 1
                if _ended(program) < 0:
                    told.kills_putting += 1
                left -= 1
            else:
                assert _ended(program) == 0, "it could not queue"
        finally:
            _end(program)
    told.queued += len(share)


@contextmanager
def _sending(homes: tuple[Path, Path], here: list[int]) -> Iterator[list[subprocess.Popen[str]]]:
    programs = [_program("send", homes[one], AHEAD_H[one]) for one in here]
    try:
        yield programs
    finally:
        for program in programs:
            _end(program)


def _ended(program: subprocess.Popen[str]) -> int:
    """How it ended: 0, or the signal that killed it as a negative number."""
    return program.wait(ENDS_WITHIN_S)


def _end(program: subprocess.Popen[str]) -> None:
    if program.poll() is None:
        program.kill()
    program.wait()
    _out(program).close()


def _readable(homes: tuple[Path, Path]) -> int:
    return sum(
        CANARY.encode() in file.read_bytes()
        for home in homes
        for file in home.rglob("*")
        if file.is_file()
    )


def _referrals(served: Served) -> set[UUID]:
    with served.service.store.transaction() as tx, tx.as_service(StepOut.COUNTS):
        return set(tx.execute(select(ReferralRecord.id)).scalars())


def _judge(served: Served, queued: int, known: set[UUID], began: datetime, told: Emptied) -> None:
    c, r = PhoneCallRecord, ReferralRecord
    asked = {call_of(number) for number in range(queued)}
    with served.service.store.transaction() as tx, tx.as_service(StepOut.COUNTS):
        rows = tx.execute(
            select(c.id, r.received_at, c.call_back_at)
            .join(r, r.id == c.referral_id)
            .where(r.id.not_in(known))
        ).all()
    calls = {row.id for row in rows}
    told.stored, told.unasked = len(calls & asked), len(calls - asked)
    told.twice = len(_referrals(served) - known) - len(calls)
    now, tomorrow = datetime.now(UTC), timedelta(days=1)
    told.late_by_clock = sum(
        not began <= row.received_at <= now
        or row.call_back_at is None
        or not began - timedelta(hours=1) <= row.call_back_at - tomorrow <= now
        for row in rows
    )
