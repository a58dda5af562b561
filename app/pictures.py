"""The last picture, kept in memory for callers who wait; its version is checked in each request.

Every act of every process stands in the audit chain, written in the act's own transaction. So one
SELECT tells whether anything happened since that could change the picture (decision 0062). A hold
never rests on this: it reads what it needs again, after its locks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Lock
from uuid import UUID

from app.places.gazetteer import Gazetteer
from app.store import picture, picture_past, unit_prices
from app.store.nights import tonight
from app.store.picture import Picture
from app.store.transactions import Store, Tx
from app.store.unit_prices import PricesState
from app.store.walls import PLANNER
from matching.columns import Columns
from matching.price_columns import PriceColumns
from matching.replay import Past
from matching.situation import Household
from matching.standing import Standing
from matching.vocabulary import HouseholdId

MOST_CALLERS = 5_000
"""Callers whose word is kept; a night has dozens."""


class PictureMoved(Exception):
    """Something happened since the picture was taken; it must be taken again."""


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """One picture with its indices and arrays, made once and read many times."""

    picture: Picture
    standing: Standing
    columns: Columns
    prices: PriceColumns
    prices_state: PricesState = PricesState.NONE


class Pictures:
    """The last picture of this process."""

    def __init__(self, store: Store, places: Gazetteer, tie_key: str) -> None:
        self.places = places
        self.tie_key = tie_key
        self._store = store
        self._lock = Lock()
        self._kept: Kept | None = None
        self._callers: dict[UUID, tuple[tuple[int, bool, date], datetime | None, Household]] = {}
        self._seq = 0
        """The newest act up to which the kept picture was found good."""

    def last(self, now: datetime, but: Kept | None = None) -> Kept:
        """The last picture, taken now when there is none, its time is over, or it is ``but``.

        Call it outside of a transaction: taking one needs a connection of its own.
        """
        kept = self._kept
        if kept is not None and kept is not but and _in_time(kept.picture, now):
            return kept
        with self._lock:
            kept = self._kept
            # Somebody else may have taken it while this one waited.
            if kept is None or kept is but or not _in_time(kept.picture, now):
                with self._store.transaction(PLANNER) as tx:
                    read = self.fresh(tx, now)
                    told = unit_prices.last(tx, now)
                if told.until is not None and (
                    read.good_until is None or told.until < read.good_until
                ):
                    read = replace(read, good_until=told.until)
                standing = Standing(read.situation)
                columns = Columns(standing)
                columns.prepare(standing)
                prices = PriceColumns(columns.bundles.groups, told.units, read.situation.tonight)
                kept = Kept(read, standing, columns, prices, told.state)
                self._kept, self._seq = kept, read.seq
            return kept

    def renew(self, now: datetime) -> None:
        """Take one that holds, so that whoever calls first after a quiet hour does not wait for it."""
        kept = self.last(now)
        try:
            with self._store.transaction(PLANNER) as tx:
                self.must_hold(tx, kept)
        except PictureMoved:
            self.last(now, but=kept)

    def must_hold(self, tx: Tx, kept: Kept) -> None:
        """Do nothing when this transaction sees no act that changes the picture.

        Raises
        ------
        PictureMoved
            When it does.
        """
        since = max(kept.picture.seq, self._seq if kept is self._kept else 0)
        newest = picture.unchanged_since(tx, since)
        if newest is None:
            raise PictureMoved
        if kept is self._kept:
            self._seq = max(self._seq, newest)

    def caller(self, tx: Tx, household: UUID, version: int, now: datetime, kept: Kept) -> Household:
        """Her word as it is now; kept by its version, which every write on a case raises.

        ``kept`` must have been found to hold: then it knows whether she has a bed tonight.
        """
        her = kept.standing.households.get(HouseholdId(str(household)))
        read = kept.picture
        if her is not None and read.household_versions.get(household) == version:
            ends = read.consents_end.get(household)
            if ends is None or now < ends:
                return her
        housed, night = picture.has_bed_tonight(tx, household, now), tonight(now)
        known = self._callers.get(household)
        same = known is not None and known[0] == (version, housed, night)
        if known is not None and same and (known[1] is None or now < known[1]):
            return known[2]
        word, ends = picture.of_caller(tx, household, housed=housed, now=now, map_=self.places)
        if len(self._callers) >= MOST_CALLERS:
            self._callers.clear()
        self._callers[household] = ((version, housed, night), ends, word)
        return word

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


def _in_time(read: Picture, now: datetime) -> bool:
    over = read.good_until is not None and now >= read.good_until
    return not over and read.situation.tonight == tonight(now)
