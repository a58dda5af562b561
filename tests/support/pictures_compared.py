"""Wherever a test's service brings its picture up to date, it is compared with one read anew.

So every test that books, moves or changes anything over HTTP is one of the kept picture as well
(decision 0241): what a shorter reading overlooked shows in the act that it overlooked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from uuid import UUID

from app.pictures import Pictures
from app.places.gazetteer import Gazetteer
from app.store import her_word, picture_kept
from app.store.her_word import AsOf, Word
from app.store.picture_kept import Known
from app.store.transactions import Tx
from matching.situation import Situation

_brought_up = picture_kept.brought_up
_words = Pictures._words


class Overlooked(AssertionError):
    """What was taken over from an older picture is not what stands in the records."""


def _compared(tx: Tx, before: Known, *, now: datetime, map_: Gazetteer) -> Known | None:
    made = _brought_up(tx, before, now=now, map_=map_)
    if made is not None:
        there = picture_kept.anew(tx, now=now, map_=map_, tie_key=before.situation.tie_key)
        if replace(made, read_at=now) != there:
            raise Overlooked(_where(made, there))
    return made


def _where(made: Known, there: Known) -> str:
    parts = [
        name
        for name in (one.name for one in fields(Situation))
        if getattr(made.situation, name) != getattr(there.situation, name)
    ]
    return f"situation: {parts}; people: {made.people == there.people}"


def _words_compared(
    self: Pictures,
    tx: Tx,
    wanted: Mapping[UUID, AsOf],
    now: datetime,
    people: Mapping[UUID, Word],
) -> dict[UUID, Word]:
    found = _words(self, tx, wanted, now, people)
    if found != her_word.of_callers(tx, wanted, now=now, map_=self.places):
        raise Overlooked("a caller")
    return found


def compare() -> None:
    """From now on, in this process."""
    picture_kept.brought_up = _compared
    Pictures._words = _words_compared  # type: ignore[method-assign]
