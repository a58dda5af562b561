"""The sender of ``./dev bench load`` waits for no answer before the next request, and counts every one."""

from __future__ import annotations

import asyncio

from tests.support.open_loop import Ask, Times, send

TOGETHER = 20
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


async def sent_to(answer: bytes) -> Times:
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
        return await send(port, lambda: Ask("one", "GET", "/", {}), rate=200, seconds=0.1)


def test_requests_are_due_at_their_instants_whether_those_before_were_answered_or_not() -> None:
    times = asyncio.run(sent_to(ANSWER))
    assert times.statuses == {"one 200": TOGETHER}
    assert len(times.all) == TOGETHER
    assert times.faults == 0


def test_no_answer_and_an_answer_of_500_are_faults() -> None:
    assert asyncio.run(sent_to(b"")).faults == TOGETHER
    refused = ANSWER.replace(b"200 OK", b"503 Busy")
    assert asyncio.run(sent_to(refused)).faults == TOGETHER
