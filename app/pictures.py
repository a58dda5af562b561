"""The last picture, kept in memory for callers who wait; each request asks whether it still holds.

One SELECT of the audit chain tells whether anything happened since that could change it (0062); then it
is brought up to date (0241). A hold never rests on this: it reads what it needs again, after its locks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from threading import Lock
from uuid import UUID

from app.places.gazetteer import Gazetteer
from app.store import her_word, picture, picture_acts, picture_kept, picture_past
from app.store.her_word import AsOf, Word
from app.store.picture import Picture
from app.store.picture_kept import Known
from app.store.transactions import Store, Tx
from app.store.unit_prices import PricesState
from app.store.walls import PLANNER
from matching.columns import Columns
from matching.price_columns import PriceColumns
from matching.replay import Past
from matching.situation import Household
from matching.standing import Standing

MOST_CALLERS = 5_000
"""Callers whose word is kept; a night has dozens."""
ANEW_AFTER = timedelta(minutes=15)
"""After so long all of it is read again in a quiet moment, whatever the chain says."""


class PictureMoved(Exception):
    """Something happened since the picture was taken; the next one must know of that act."""

    def __init__(self, act: int) -> None:
        super().__init__()
        self.act = act


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """One picture with its indices and arrays, made once and read many times."""

    known: Known
    standing: Standing
    columns: Columns
    prices: PriceColumns
    after_asking: bool = False
    """Whether it was taken after the question came: what happened meanwhile came later than that."""

    @property
    def prices_state(self) -> PricesState:
        """Whether prices were there to be used."""
        return self.known.told.state


class Pictures:
    """The last picture of this process."""

    def __init__(self, store: Store, places: Gazetteer, tie_key: str) -> None:
        self.places = places
        self.tie_key = tie_key
        self._store = store
        self._lock = Lock()
        self._kept: Kept | None = None
        self._callers: dict[UUID, Word] = {}
        self._seq = 0
        """The newest act up to which the kept picture was found good."""

    def last(self, now: datetime, *, moved_by: int = 0) -> Kept:
        """The last picture that is in time and knows the act ``moved_by``; taken now if there is none.

        Call it outside of a transaction: taking one needs a connection of its own.
        """
        kept = self._good(now, moved_by)
        if kept is None:
            with self._lock:
                # Somebody else may have taken it while this one waited.
                kept = self._good(now, moved_by) or self._take(now, self._kept)
        return replace(kept, after_asking=True) if moved_by else kept

    def renew(self, now: datetime) -> None:
        """Take one that holds, so that whoever calls first after a quiet hour does not wait for it."""
        kept = self._kept
        if kept is not None and now - kept.known.read_at >= ANEW_AFTER:
            with self._lock:
                self._take(now, None)
        kept = self.last(now)
        try:
            with self._store.transaction(PLANNER) as tx:
                self.must_hold(tx, kept)
        except PictureMoved as moved:
            self.last(now, moved_by=moved.act)

    def _good(self, now: datetime, moved_by: int) -> Kept | None:
        kept = self._kept
        if kept is None or not kept.known.in_time(now):
            return None
        return kept if max(kept.known.seq, self._seq) >= moved_by else None

    def _take(self, now: datetime, before: Kept | None) -> Kept:
        """Read it, and lay it by; ``before`` is what it may be made of."""
        with self._store.transaction(PLANNER) as tx:
            picture.consistent(tx)
            known = None
            if before is not None:
                known = picture_kept.brought_up(tx, before.known, now=now, map_=self.places)
            if known is None:
                known = picture_kept.anew(tx, now=now, map_=self.places, tie_key=self.tie_key)
        standing = Standing(known.situation)
        if before is not None:
            standing.take_over(before.standing)
        columns = Columns(standing)
        columns.prepare(standing)
        prices = PriceColumns(columns.bundles.groups, known.told.units, known.situation.tonight)
        kept = Kept(known, standing, columns, prices)
        self._kept, self._seq = kept, known.seq
        return kept

    def must_hold(self, tx: Tx, kept: Kept) -> None:
        """Do nothing when this transaction sees no act that changes the picture.

        Raises
        ------
        PictureMoved
            When it does, and the picture was there before the question.
        """
        if kept.after_asking:
            return
        own = self._kept is not None and kept.known is self._kept.known
        since = picture_acts.since(tx, max(kept.known.seq, self._seq if own else 0))
        if since.changed_by:
            raise PictureMoved(since.changed_by)
        if own:
            self._seq = max(self._seq, since.newest)

    def caller(self, tx: Tx, household: UUID, version: int, now: datetime, kept: Kept) -> Household:
        """Her word as it is now; kept by its version, which every write on a case raises.

        Raises
        ------
        Unreadable
            When her case cannot be read.
        """
        return her_word.certain(self.callers(tx, {household: version}, now, kept)[household])

    def callers(
        self, tx: Tx, versions: Mapping[UUID, int], now: datetime, kept: Kept
    ) -> dict[UUID, Word]:
        """The words of several, read in one go however many of them are not known.

        Whether somebody has a bed is the picture's to say, so that what is answered fits together.
        """
        night, housed = kept.known.situation.tonight, kept.known.housed
        wanted = {one: AsOf(version, one in housed, night) for one, version in versions.items()}
        return self._words(tx, wanted, now, kept.known.people)

    def word(self, tx: Tx, household: UUID, as_of: AsOf, now: datetime) -> Word:
        """One word for whoever needs no picture, and has asked herself whether she has a bed."""
        people = {} if self._kept is None else self._kept.known.people
        return self._words(tx, {household: as_of}, now, people)[household]

    def _words(
        self, tx: Tx, wanted: Mapping[UUID, AsOf], now: datetime, people: Mapping[UUID, Word]
    ) -> dict[UUID, Word]:
        found, missing = dict[UUID, Word](), dict[UUID, AsOf]()
        for one, as_of in wanted.items():
            word = people.get(one)
            if word is None or not word.holds(as_of, now):
                word = self._callers.get(one)
            if word is not None and word.holds(as_of, now):
                found[one] = word
            else:
                missing[one] = as_of
        if missing:
            read = her_word.of_callers(tx, missing, now=now, map_=self.places)
            if len(self._callers) + len(read) > MOST_CALLERS:
                self._callers.clear()
            self._callers.update(read)
            found.update(read)
        return found

    def fresh(self, tx: Tx, now: datetime, night: date | None = None) -> Picture:
        """A picture read in this transaction, which must have read nothing before.

        ``night``: the coming one, which the night run plans; None is tonight.
        """
        picture.consistent(tx)
        return picture.whole(tx, now=now, map_=self.places, tie_key=self.tie_key, night=night)

    def past(self, tx: Tx, now: datetime) -> Past:
        """The last nights, read in this transaction, which must have read nothing before."""
        picture.consistent(tx)
        return picture_past.of_last_nights(tx, now=now, map_=self.places, tie_key=self.tie_key)
