"""A bad line to the service, or from it to its database: slow, late, cut at random from a seed, silent.

Bytes go through a proxy of our own on the loopback. Each direction carries so many bytes a second and
delivers them half a round trip later; a new connection costs a round trip more; some are cut. A line
that is silent takes everything in, new connections as well, and delivers nothing, for good.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import make_url

from tests.support.database import Database

CHUNK = 256
_Side = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_RESET = struct.pack("ii", 1, 0)


@dataclass
class BadLine:
    """A proxy that runs; what it does may be changed at any moment."""

    target: tuple[str, int] | Path
    """Where whoever answers listens: a host and a port, or a socket in a folder."""
    bytes_s: float = 25_000.0
    round_trip_s: float = 0.2
    cut_share: float = 0.0
    cut_within: int = 2000
    """A connection that is cut is cut within so many of its first bytes, in either direction."""
    chunk: int = CHUNK
    down: bool = False
    silent: bool = False
    seed: int = 0
    up: int = 0
    back: int = 0
    connections: int = 0
    cuts: int = 0
    port: int = 0
    _random: random.Random = field(init=False)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop | None = None

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    @property
    def url(self) -> str:
        """Where the telephone finds the service."""
        return f"http://127.0.0.1:{self.port}"

    def again(self, seed: int) -> None:
        """The same line with another seed; nothing was counted yet and every connection is new."""
        self._random, self.up, self.back, self.connections, self.cuts = (
            random.Random(seed), 0, 0, 0, 0,
        )  # fmt: skip
        self.hang_up()

    def hang_up(self) -> None:
        """Whatever is connected is cut now."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._cut_all)

    def _cut_all(self) -> None:
        for writer in list(self._open):
            _reset(writer)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until one side ends it or it is cut."""
        self.connections += 1
        self._open.add(writer)
        left = (
            self._random.randrange(self.cut_within)
            if self._random.random() < self.cut_share
            else None
        )
        if self.down:
            _reset(writer)
            self._open.discard(writer)
            return
        try:
            await asyncio.sleep(self.round_trip_s)
            with suppress(OSError):
                there_reader, there = await self._reached()
                try:
                    await self._both_ways((reader, writer), (there_reader, there), left)
                finally:
                    _reset(there)
        except asyncio.CancelledError:
            return  # the line itself ends
        finally:
            _reset(writer)
            self._open.discard(writer)

    async def _reached(self) -> _Side:
        if isinstance(self.target, Path):
            return await asyncio.open_unix_connection(str(self.target))
        return await asyncio.open_connection(*self.target)

    async def _both_ways(self, here: _Side, there: _Side, left: int | None) -> None:
        budget = [left]
        ways = [
            asyncio.create_task(self._carry(here[0], there[1], "up", budget)),
            asyncio.create_task(self._carry(there[0], here[1], "back", budget)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        if budget[0] is not None and budget[0] <= 0:
            self.cuts += 1

    async def _carry(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        way: str,
        budget: list[int | None],
    ) -> None:
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        async def deliver() -> None:
            while True:
                at, chunk = await queue.get()
                await asyncio.sleep(max(0.0, at - loop.time()))
                if self.silent:
                    continue
                sink.write(chunk)
                with suppress(ConnectionError):
                    await sink.drain()

        delivering, free_at = asyncio.create_task(deliver()), 0.0
        try:
            while chunk := await source.read(max(1, min(self.chunk, int(self.bytes_s)))):
                setattr(self, way, getattr(self, way) + len(chunk))
                if budget[0] is not None:
                    budget[0] -= len(chunk)
                    if budget[0] <= 0:
                        return
                free_at = max(free_at, loop.time()) + len(chunk) / self.bytes_s
                queue.put_nowait((free_at + self.round_trip_s / 2, chunk))
            await asyncio.sleep(self.round_trip_s)  # what is on its way arrives
        except ConnectionError:
            return
        finally:
            delivering.cancel()


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()


@contextmanager
def bad_line(host: str, port: int, **how: float) -> Iterator[BadLine]:
    """The line to that port, for as long as the block lasts."""
    with _running(BadLine((host, port), **how)) as line:  # type: ignore[arg-type]
        yield line


@contextmanager
def line_to_database(database: Database) -> Iterator[tuple[BadLine, Database]]:
    """A line to a database on a socket, at first without a fault, and the database as found through it."""
    at = make_url(database.service_url)
    socket_ = Path(str(at.query["host"]), f".s.PGSQL.{at.query['port']}")
    with _running(BadLine(socket_, bytes_s=1e9, round_trip_s=0.0, chunk=65_536)) as line:
        through = at.set(host="127.0.0.1", port=line.port, query={})
        yield line, replace(database, service_url=through.render_as_string(hide_password=False))


@contextmanager
def _running(line: BadLine) -> Iterator[BadLine]:
    started, ended = threading.Event(), threading.Event()

    async def main() -> None:
        line._loop = asyncio.get_running_loop()
        server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
        line.port = server.sockets[0].getsockname()[1]
        started.set()
        await asyncio.to_thread(ended.wait)
        server.close()
        line._cut_all()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    started.wait()
    try:
        yield line
    finally:
        ended.set()
        thread.join(timeout=10)
