"""What changed, told as it happens: server-sent events that name nouns and nothing else.

The one route that goes on answering, and so the one that is asynchronous. Between two looks it
holds no thread and no connection of the database. Source: decision 0200.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from app import access
from app.contract import changes as told
from app.errors import NotSignedIn, Refusal, TooMany
from app.http.guard import GuardedRoute, who_asks
from app.http.problems import may_refuse
from app.service import Service
from app.use_cases import changes
from app.use_cases.acting import Acting
from app.use_cases.changes import Marks

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["changes"])

STREAM = "text/event-stream"
READ = may_refuse(401, 404, 503)
MOST_OF_ONE = 4
"""Streams of one session or token: a page has one, and somebody may have it open a few times."""
MOST = 400
"""Streams of this process."""
QUIET_LOOKS = 7
"""After so many looks without a change a sign of life is sent, so that no proxy hangs up."""


class Seats:
    """How many streams are open, by whom; counted in the one thread of the event loop."""

    def __init__(self) -> None:
        self._taken: Counter[object] = Counter()

    @contextmanager
    def taken(self, by: object) -> Iterator[None]:
        """One of them is this caller's while the block lasts.

        Raises
        ------
        TooMany
            When she has enough of them, or everybody together has.
        """
        if self._taken[by] >= MOST_OF_ONE or self._taken.total() >= MOST:
            raise TooMany(30.0)
        self._taken[by] += 1
        try:
            yield
        finally:
            self._taken[by] -= 1
            if not self._taken[by]:
                del self._taken[by]


class Stream(StreamingResponse):
    """An answer that takes a seat when it begins and gives it back however it ends."""

    def __init__(self, events: AsyncIterator[str], seats: Seats, by: object) -> None:
        super().__init__(events, media_type=STREAM, headers={"X-Accel-Buffering": "no"})
        self._seats, self._by = seats, by

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._seats.taken(self._by):
            await super().__call__(scope, receive, send)


@router.get(
    "/changes",
    responses={200: {"content": {STREAM: {}}}, **READ},
    response_model=told.Changes,
)
async def get_changes(request: Request) -> Stream:
    """Which lists are worth reading again, from now on; until the session ends or is ended.

    Each event ``changed`` names nouns of which something changed that the reader may see. The first
    event, ``ready``, comes when looking has begun: what changed before it is in no event. Whoever
    does not say that she takes a stream gets that one alone.
    """
    service: Service = request.app.state.service
    actor = request.state.actor

    def look() -> Marks:
        asks = who_asks(service, request, using=False)
        with service.store.transaction(asks) as tx:
            return changes.marks(Acting(tx, asks, service.now()))

    goes_on = STREAM in request.headers.get("accept", "")
    leaving = request.app.state.leaving
    events = _events(look, service.settings.live_seconds, lambda: not goes_on or leaving())
    return Stream(events, request.app.state.seats, actor.session or actor.account)


async def _events(
    look: Callable[[], Marks], every_s: float, leaving: Callable[[], bool]
) -> AsyncIterator[str]:
    before: Marks | None = None
    quiet = 0
    while True:
        try:
            found: Marks | None = await run_in_threadpool(look)
        except NotSignedIn:
            return
        except Refusal:
            found = before  # the database is busy or away: the next look tells
        if found is not None and before is None:
            yield "retry: 2000\nevent: ready\ndata: {}\n\n"
        elif found is not None and before is not None and found != before:
            body = told.Changes(changed=changes.changed(before, found)).model_dump_json()
            yield f"event: changed\ndata: {body}\n\n"
            quiet = 0
        elif (quiet := quiet + 1) >= QUIET_LOOKS:
            yield ": \n\n"
            quiet = 0
        before = found
        if leaving():
            return
        await asyncio.sleep(every_s)
