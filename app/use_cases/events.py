"""The feed of a service account: gathered through its own wall, told again only through it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.errors import BadCursor, EventsForgotten, NotFound
from app.store import feeds
from app.store.feeds import Line
from app.store.known_as import Thing
from app.use_cases.acting import Acting
from app.use_cases.event_kinds import SOURCES

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
    sources = {(source.act, source.on): source for source in SOURCES.get(a.actor.role, ())}
    if at is None or not sources:
        raise NotFound
    acts = {act for act, _ in sources}
    for _ in range(ROUNDS):
        rows, read_to = feeds.acts(a.tx, after=at.read_to, among=acts, at_most=PORTION)
        met = [
            (source, row.subject_id)
            for row in rows
            if (source := sources.get((row.act, row.subject_kind))) is not None
        ]
        may = {
            thing: thing.met(a.tx, a.actor.account, ids)
            for thing, ids in _by_thing((source.thing, one) for source, one in met).items()
        }
        events = [
            (source.kind, known_as)
            for source, subject in met
            for known_as in may[source.thing].get(subject, ())
        ]
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


def told(a: Acting, *, after: int | None, at_most: int) -> Told:
    """What this account is told after that number; None: from the oldest that is kept.

    Whoever goes on after 0 has everything before her, as after any number, and is told of a gap.

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
    if after is not None and after > last:
        raise BadCursor
    first = feeds.first_kept(a.tx, a.actor.account)
    gone = last if first is None else first - 1
    if after is None:
        after = gone
    if after < gone:
        raise EventsForgotten
    lines = feeds.lines(a.tx, a.actor.account, after=after, at_most=at_most)
    things = {source.kind: source.thing for source in SOURCES[a.actor.role]}
    about = [(things[line.kind], line.subject) for line in lines if line.kind in things]
    may = {
        thing: thing.still(a.tx, a.actor.account, ids) for thing, ids in _by_thing(about).items()
    }
    shown = [
        line for line in lines if line.kind in things and line.subject in may[things[line.kind]]
    ]
    go_on = lines[-1].number if lines else after
    return Told(tuple(shown), go_on, go_on < last)


def _by_thing(met: Iterable[tuple[Thing, UUID]]) -> dict[Thing, list[UUID]]:
    """The ids to be asked for of each thing, each once."""
    found: dict[Thing, set[UUID]] = {}
    for thing, subject in met:
        found.setdefault(thing, set()).add(subject)
    return {thing: sorted(ids) for thing, ids in found.items()}
