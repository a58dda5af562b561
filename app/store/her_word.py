"""What was last read of each household, kept by the version that every write on its case raises.

A word also depends on time: on the night, on the bed that she has in it, and on what runs out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.places.gazetteer import Gazetteer
from app.store import rule_sets
from app.store.picture import Unreadable
from app.store.picture_cases import Cases, Unread
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.situation import Household
from matching.vocabulary import HouseholdId


@dataclass(frozen=True, slots=True)
class AsOf:
    """What a word was read by; the same again is the same word until something in it runs out."""

    version: int
    housed_until: date | None
    """When the bed ends that she has on that night; None is none."""
    night: date


@dataclass(frozen=True, slots=True, repr=False)
class Word:
    """One household as the core may know it; None where it cannot be read."""

    as_of: AsOf
    until: datetime | None
    """When the first of what it says runs out."""
    household: Household | None
    unread: Unread
    at_home: Household | None = None
    """The same until her stay ends, where that is about to; by this her present house is judged."""

    def holds(self, as_of: AsOf, now: datetime) -> bool:
        """Whether it would be read the same now."""
        return self.as_of == as_of and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        """Whether something in it has run out."""
        return self.until is not None and now >= self.until


def read(
    tx: Tx, wanted: Mapping[UUID, AsOf], *, now: datetime, map_: Gazetteer
) -> dict[UUID, Word]:
    """Words of these households for one night, read in one go however many they are."""
    if not wanted:
        return {}
    (night,) = {as_of.night for as_of in wanted.values()}
    housed = {one: end for one, as_of in wanted.items() if (end := as_of.housed_until) is not None}
    rules = rule_sets.in_force(tx)
    cases = Cases(tx, list(wanted), now=now, tonight=night, housed=housed, map_=map_, rules=rules)
    found, ends = cases.all(), cases.ends()
    return {
        one: Word(
            as_of,
            ends.get(one),
            found.get(one),
            cases.unread(one),
            cases.at_home.get(HouseholdId(str(one))),
        )
        for one, as_of in wanted.items()
    }


def sorted_out(
    wanted: Mapping[UUID, AsOf], known: Mapping[UUID, Word], now: datetime
) -> tuple[dict[UUID, Word], dict[UUID, AsOf]]:
    """Words that are known as they are now, and whose must be read."""
    found, missing = dict[UUID, Word](), dict[UUID, AsOf]()
    for one, as_of in wanted.items():
        word = known.get(one)
        if word is not None and word.holds(as_of, now):
            found[one] = word
        else:
            missing[one] = as_of
    return found, missing


@beyond(StepOut.MATCHING)
def of_callers(
    tx: Tx, wanted: Mapping[UUID, AsOf], *, now: datetime, map_: Gazetteer
) -> dict[UUID, Word]:
    """The same for whoever asks on their behalf."""
    return read(tx, wanted, now=now, map_=map_)


def certain(word: Word) -> Household:
    """What she said.

    Raises
    ------
    Unreadable
        When it cannot be read.
    """
    if word.household is None:
        raise Unreadable("her case cannot be read")
    return word.household
