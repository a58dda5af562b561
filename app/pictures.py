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
from app.store.nights import offset_minutes
from app.store.picture import Picture
from app.store.picture_kept import Known
from app.store.transactions import Store, Tx
from app.store.unit_prices import PricesState
from app.store.walls import PLANNER
from matching.columns import Columns
from matching.price_columns import PriceColumns
from matching.replay import Past
from matching.resident import needs_the_next
from matching.situation import Household
from matching.standing import Standing

MOST_WORDS = 20_000
"""Words that are kept of those without a bed: of everybody who waits, since lists ask for all of them."""
ANEW_AFTER = timedelta(minutes=15)
"""After so long all of it is read again in a quiet moment, whatever the chain says."""
ANEW_AT_LAST = 2 * ANEW_AFTER
"""After so long a caller waits for that, if no quiet moment came."""


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


@dataclass(frozen=True, slots=True, repr=False)
class Good:
    """A picture, and the newest act up to which it was found to hold."""

    kept: Kept
    through: int


class Pictures:
    """The last picture of this process."""

    def __init__(self, store: Store, places: Gazetteer, tie_key: str) -> None:
        self.places = places
        self.tie_key = tie_key
        self._store = store
        self._lock = Lock()
        self._last: Good | None = None
        self._callers: dict[UUID, Word] = {}

    def last(self, now: datetime, *, moved_by: int = 0) -> Kept:
        """The last picture that is in time and knows the act ``moved_by``; taken now if there is none.

        Call it outside of a transaction: taking one needs a connection of its own.
        """
        kept = self._in_time(now, moved_by)
        if kept is None:
            with self._lock:
                # Somebody else may have taken it while this one waited.
                kept = self._in_time(now, moved_by) or self._take(now)
        return replace(kept, after_asking=True) if moved_by else kept

    def renew(self, now: datetime) -> None:
        """Take one that holds, so that whoever calls first after a quiet hour does not wait for it."""
        last = self._last
        if last is not None and now - last.kept.known.read_at >= ANEW_AFTER:
            with self._lock:
                self._take(now, anew=True)
        kept = self.last(now)
        try:
            with self._store.transaction(PLANNER) as tx:
                self.must_hold(tx, kept)
        except PictureMoved as moved:
            self.last(now, moved_by=moved.act)

    def _in_time(self, now: datetime, moved_by: int) -> Kept | None:
        last = self._last
        if last is None or last.through < moved_by or not last.kept.known.in_time(now):
            return None
        return last.kept

    def _take(self, now: datetime, *, anew: bool = False) -> Kept:
        """Read it, out of the one before where that is enough, and lay it by."""
        before = None if self._last is None else self._last.kept
        if before is not None and (anew or now - before.known.read_at >= ANEW_AT_LAST):
            before = None
        known = None
        with self._store.transaction(PLANNER) as tx:
            picture.consistent(tx)
            if before is not None:
                known = picture_kept.brought_up(tx, before.known, now=now, map_=self.places)
            if known is None:
                known = picture_kept.anew(tx, now=now, map_=self.places, tie_key=self.tie_key)
                self._callers.clear()  # nothing of a case that was erased stays behind
        standing = Standing(known.situation)
        if before is not None:
            standing.take_over(before.standing)
        columns = Columns(standing)
        columns.prepare(standing)
        prices = PriceColumns(columns.bundles.groups, known.told.units, known.situation.tonight)
        kept = Kept(known, standing, columns, prices)
        self._last = Good(kept, known.seq)
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
        last = self._last
        through = kept.known.seq
        if last is not None and last.kept is kept:
            through = last.through
        since = picture_acts.since(tx, through)
        if since.changed_by:
            raise PictureMoved(since.changed_by)
        if last is not None and last.kept is kept and self._last is last:
            self._last = Good(kept, since.newest)

    def caller(
        self,
        tx: Tx,
        household: UUID,
        version: int,
        now: datetime,
        kept: Kept,
        *,
        written: bool = False,
    ) -> Household:
        """Her word as it is now; kept by its version, which every write on a case raises.

        ``written``: this transaction has changed the case. Then its version is not yet anybody's
        else, and may never be: the word is read, and neither kept nor taken from what is.

        Raises
        ------
        Unreadable
            When her case cannot be read.
        """
        if not written:
            word = self.callers(tx, {household: version}, now, kept)[household]
            return _told(word, kept, now)
        as_of = AsOf(version, kept.known.housed.get(household), kept.known.situation.tonight)
        words = her_word.of_callers(tx, {household: as_of}, now=now, map_=self.places)
        return _told(words[household], kept, now)

    def callers(
        self, tx: Tx, versions: Mapping[UUID, int], now: datetime, kept: Kept
    ) -> dict[UUID, Word]:
        """The words of several, read in one go however many of them are not known.

        Whether somebody has a bed is the picture's to say, so that what is answered fits together.
        """
        night, housed = kept.known.situation.tonight, kept.known.housed
        wanted = {one: AsOf(version, housed.get(one), night) for one, version in versions.items()}
        return self._words(tx, wanted, now, kept.known.people)

    def word(self, tx: Tx, household: UUID, as_of: AsOf, now: datetime) -> Word:
        """One word for whoever needs no picture, and has asked herself whether she has a bed."""
        last = self._last
        people = {} if last is None else last.kept.known.people
        return self._words(tx, {household: as_of}, now, people)[household]

    def _words(
        self, tx: Tx, wanted: Mapping[UUID, AsOf], now: datetime, people: Mapping[UUID, Word]
    ) -> dict[UUID, Word]:
        found, missing = her_word.sorted_out(wanted, people, now)
        waiting, missing = her_word.sorted_out(missing, self._callers, now)
        found.update(waiting)
        if missing:
            read = her_word.of_callers(tx, missing, now=now, map_=self.places)
            if len(self._callers) + len(read) > MOST_WORDS:
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


def _told(word: Word, kept: Kept, now: datetime) -> Household:
    """Her word in this picture: from when she needs a bed depends on the house she lives in too."""
    her = her_word.certain(word)
    return needs_the_next(her, kept.standing.at(now, offset_minutes(now), her), word.at_home)
