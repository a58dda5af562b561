"""Requests that come at fixed instants, whether those before were answered or not.

A caller who waits for one answer before she sends the next leaves out exactly the requests that would
have waited; here each is due at its own instant, and its time runs from that instant to its last byte.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

MOST_LINES = 256
PATIENCE_S = 30.0
DONE = frozenset({200, 201, 202, 204})


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, and what it may be answered; ``heard`` is told its status and its body."""

    kind: str
    method: str
    path: str
    headers: dict[str, str]
    body: Any = None
    heard: Callable[[int, bytes], None] = lambda status, body: None
    well: frozenset[int] = DONE
    raced: frozenset[int] = frozenset()
    """Refusals of whom somebody else was faster than; any other is a fault."""

    def bytes(self, host: str) -> bytes:
        """As it goes over the line."""
        sent = b"" if self.body is None else json.dumps(self.body).encode()
        head = {"Host": host, **self.headers}
        if self.method != "GET":
            head["Content-Length"] = str(len(sent))
        if sent:
            head["Content-Type"] = "application/json"
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{k}: {v}" for k, v in head.items())]
        return "\r\n".join([*lines, "", ""]).encode() + sent


@dataclass
class Times:
    """How long each answer took, by kind, and what was answered."""

    ms: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    well: Counter[str] = field(default_factory=Counter)
    """How many of each kind were answered as they should be."""
    raced: Counter[str] = field(default_factory=Counter)
    """How many of each kind somebody else was faster than."""
    faults: int = 0
    """Answers that are neither, and none."""
    asked: int = 0
    """Requests that were due."""
    in_time: int = 0
    """Of them, those that were on a line before the time was over."""
    late_start_ms: float = 0.0
    """By how much a request was sent later than it was due, at most: the sender's own fault."""

    @property
    def sent_percent(self) -> float:
        """Of the rate that was asked for, what was achieved."""
        return 100 * self.in_time / self.asked if self.asked else 0.0

    @property
    def all(self) -> list[float]:
        """Of every kind, in order."""
        return sorted(one for some in self.ms.values() for one in some)


def share(ordered: list[float], percent: float) -> float:
    """The time within which so many of a hundred came."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0


async def send(port: int, next_ask: Callable[[], Ask], *, rate: float, seconds: float) -> Times:
    """So many requests a second for so long, evenly; returns when each has its answer."""
    times, free = Times(), list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]()
    lines = asyncio.Semaphore(MOST_LINES)
    times.asked = int(rate * seconds)
    began = time.perf_counter()
    under_way: set[asyncio.Task[None]] = set()
    for number in range(times.asked):
        due = began + number / rate
        wait = due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        times.late_start_ms = max(times.late_start_ms, 1000 * (time.perf_counter() - due))
        task = asyncio.create_task(_one(port, next_ask(), due, began + seconds, times, free, lines))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    if under_way:
        await asyncio.wait(under_way)
    for _, writer in free:
        writer.close()
    return times


async def _one(
    port: int,
    ask: Ask,
    due: float,
    over: float,
    times: Times,
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]],
    lines: asyncio.Semaphore,
) -> None:
    async with lines:
        times.in_time += time.perf_counter() < over
        try:
            async with asyncio.timeout(PATIENCE_S):
                status, body = await _answer(port, ask, free)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as none:
            status, body = 0, type(none).__name__.encode()
    times.ms.setdefault(ask.kind, []).append(1000 * (time.perf_counter() - due))
    times.statuses[f"{ask.kind} {status}"] += 1
    times.well[ask.kind] += status in ask.well
    times.raced[ask.kind] += status in ask.raced
    times.faults += status not in ask.well | ask.raced
    ask.heard(status, body)


async def _answer(
    port: int, ask: Ask, free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
) -> tuple[int, bytes]:
    sent = ask.bytes(f"127.0.0.1:{port}")
    if free:
        reader, writer = free.pop()
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            # The service may have closed it a moment ago; only then is it sent again.
            return await _over(reader, writer, sent, free)
    return await _over(*await asyncio.open_connection("127.0.0.1", port), sent, free)


async def _over(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    sent: bytes,
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]],
) -> tuple[int, bytes]:
    try:
        writer.write(sent)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next(
            (int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:")), 0
        )
        body = await reader.readexactly(length)
    except BaseException:
        writer.close()
        raise
    if "connection: close" in head:
        writer.close()
    else:
        free.append((reader, writer))
    return int(head.split(" ", 2)[1]), body
