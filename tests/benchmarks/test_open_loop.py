"""The sender of ``./dev bench load`` waits for no answer before the next request, and counts every one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from tests.benchmarks import load
from tests.support.open_loop import Ask, Times, send

TOGETHER = 20
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


ONE = Ask("one", "GET", "/", {})


async def sent_to(answer: bytes, ask: Ask | Callable[[], Ask] = ONE) -> Times:
    """What the sender saw of a server that answers nobody before all have asked."""
    all_there, asked = asyncio.Event(), [0]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked[0] += 1
        if asked[0] == TOGETHER:
            all_there.set()
        await all_there.wait()
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        next_ask = (lambda: ask) if isinstance(ask, Ask) else ask
        return await send(port, next_ask, rate=200, seconds=0.1)


def test_requests_are_due_at_their_instants_whether_those_before_were_answered_or_not() -> None:
    times = asyncio.run(sent_to(ANSWER))
    assert times.statuses == {"one 200": TOGETHER}
    assert len(times.all) == TOGETHER
    assert times.faults == 0


def test_no_answer_and_one_that_nobody_expects_are_faults() -> None:
    assert asyncio.run(sent_to(b"")).faults == TOGETHER
    for status in (b"503 Busy", b"401 Who", b"409 Taken", b"429 Often"):
        assert asyncio.run(sent_to(ANSWER.replace(b"200 OK", status))).faults == TOGETHER


def test_who_was_not_the_fastest_is_told_apart_and_is_no_fault() -> None:
    hold = Ask("one", "GET", "/", {}, raced=frozenset({409}))
    times = asyncio.run(sent_to(ANSWER.replace(b"200 OK", b"409 Taken"), hold))
    assert (times.faults, times.raced["one"], times.well["one"]) == (0, TOGETHER, 0)


def test_a_stranger_who_is_let_in_is_a_fault() -> None:
    stranger = Ask("one", "GET", "/", {}, well=frozenset({401}))
    assert asyncio.run(sent_to(ANSWER, stranger)).faults == TOGETHER


def test_a_sender_that_is_too_slow_does_not_say_that_it_sent_what_was_asked_for() -> None:
    assert asyncio.run(sent_to(ANSWER)).sent_percent == 100

    def slow() -> Ask:
        time.sleep(0.01)
        return ONE

    assert asyncio.run(sent_to(ANSWER, slow)).sent_percent < 60


EVENING = {
    "sent_percent": 100, "requests": 900, "plans": 3, "p99_ms": 150, "errors": 0, "never_well": 0,
    "plans_failed": 0, "evening_lost": 0,
}  # fmt: skip
FLOOD = {
    "flood_sent_percent": 100, "flood_intake_sent_percent": 100, "flood_calls": 40,
    "flood_intake_p99_ms": 90, "flood_errors": 0, "lost": 0,
}  # fmt: skip
GROWTH = {
    "growth_sent_percent": 100, "growth_percent": 2.0, "growth_errors": 0, "growth_never_well": 0,
}  # fmt: skip


def test_each_part_is_kept_or_says_why_not_and_what_was_not_tried_is_not_kept() -> None:
    asked = load.arguments(["--rps", "30"])
    told = {**EVENING, **FLOOD, **GROWTH}
    assert set(load.judged(told, asked).values()) == {load.KEPT}
    for name in told:
        missing = {key: value for key, value in told.items() if key != name}
        (wrong,) = set(load.judged(missing, asked).values()) - {load.KEPT}
        assert wrong == f"BROKEN: {name}"
    without = load.arguments(["--rps", "30", "--growth-minutes", "0"])
    assert load.judged({**EVENING, **FLOOD}, without)["growth (F21)"] == load.NOT_TRIED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sent_percent", 98.9), ("plans", 0), ("p99_ms", 201), ("errors", 1), ("never_well", 1),
        ("evening_lost", 1), ("flood_sent_percent", 90), ("flood_errors", 1), ("growth_percent", 6),
    ],
)  # fmt: skip
def test_a_figure_beyond_its_limit_breaks_its_part(name: str, value: float) -> None:
    told = {**EVENING, **FLOOD, **GROWTH, name: value}
    assert f"BROKEN: {name}" in load.judged(told, load.arguments(["--rps", "30"])).values()


def test_a_busy_evening_may_take_longer_than_a_quiet_one() -> None:
    told = {**EVENING, **FLOOD, **GROWTH, "p99_ms": 400}
    assert set(load.judged(told, load.arguments([])).values()) == {load.KEPT}
