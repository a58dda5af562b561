"""The feed of a service account: gathered through its own wall, told again only through it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.errors import BadCursor, EventsForgotten, NotFound
from app.store import feeds
from app.store.feeds import Line
from app.use_cases.acting import Acting
from app.use_cases.event_kinds import SOURCES, known, thing_of

PORTION = 500
"""Acts that are looked at in one go."""
ROUNDS = 4
"""Portions of one request; whoever was away for long comes again."""


def gather(a: Acting) -> int:
    """What happened since the last time, and this account may know of, is in its feed; its last number.

    Raises
    ------
    NotFound
        When it has none.
    """
    at = feeds.position(a.tx, a.actor.account)
    sources = SOURCES.get(a.actor.role, ())
    if at is None or not sources:
        raise NotFound
    kinds = {(source.act, source.on): source.kind for source in sources}
    acts = {source.act for source in sources}
    for _ in range(ROUNDS):
        rows, read_to = feeds.acts(a.tx, after=at.read_to, among=acts, at_most=PORTION)
        met = [
            (kinds[row.act, row.subject_kind], row.subject_kind, row.subject_id)
            for row in rows
            if (row.act, row.subject_kind) in kinds
        ]
        may = _known(a, ((on, subject) for _, on, subject in met))
        events = [(kind, may[on, subject]) for kind, on, subject in met if (on, subject) in may]
        at = feeds.append(a.tx, a.actor.account, at, events, read_to=read_to, now=a.now)
        if len(rows) < PORTION:
            break
    return at.told


@dataclass(frozen=True, slots=True)
class Told:
    """Events that it may still know of, the number to go on after, and whether there is more."""

    lines: tuple[Line, ...]
    next: int
    more: bool


def told(a: Acting, *, after: int, at_most: int) -> Told:
    """What this account is told after that number.

    Raises
    ------
    BadCursor
        When it was never told so much: the records were restored from before, say.
    EventsForgotten
        When some of what came after it is kept no more.
    NotFound
        When it has no feed.
    """
    last = gather(a)
    if after > last:
        raise BadCursor
    first = feeds.first_kept(a.tx, a.actor.account)
    gone = last if first is None else first - 1
    if 0 < after < gone:
        raise EventsForgotten
    lines = feeds.lines(a.tx, a.actor.account, after=after, at_most=at_most)
    about = {line: thing_of(a.actor.role, line.kind) for line in lines}
    may = _known(a, ((on, line.subject) for line, on in about.items() if on is not None))
    shown = [line for line, on in about.items() if (on, line.subject) in may]
    go_on = lines[-1].number if lines else max(after, gone)
    return Told(tuple(shown), go_on, go_on < last)


def _known(a: Acting, things: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], UUID]:
    """Those of them that this account may know of at this moment, each with the id it knows."""
    by_kind: dict[str, set[UUID]] = {}
    for on, subject in things:
        by_kind.setdefault(on, set()).add(subject)
    found: dict[tuple[str, UUID], UUID] = {}
    for on, ids in by_kind.items():
        seen = known(a.actor.role, on)(a.tx, a.actor.account, sorted(ids))
        found |= {(on, subject): known_as for subject, known_as in seen.items()}
    return found
