"""The rows of the joint plan: what no household can decide for itself.

Units of each group and caps of a house, night by night; separated households; and that a later
segment is in another house. Columns are numbered firsts first, then seconds.
Source: docs/domain.md 9.1, 10.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.apart import Apart
from matching.bundle_columns import ALONE
from matching.candidates import SEGMENTED, Candidates, Numbers
from matching.columns import Bools, Columns, Ints
from matching.later import Seconds, no_seconds, seconds
from matching.model import Problem, Rows, no_rows
from matching.nights import Nights, Uses, laid_together, nights_of
from matching.places import Places, laid_beside, nobody
from matching.pools import CAPS, Pools
from matching.standing import Standing
from matching.vocabulary import ThreatLevel


@dataclass(frozen=True, slots=True)
class Table:
    """Candidates by column number, with the problem made of them."""

    found: Candidates
    numbers: Numbers
    """For each first column its number among the candidates."""
    seconds: Seconds
    places: Places
    apart: Apart
    problem: Problem


@dataclass(frozen=True, slots=True)
class After:
    """What an earlier table settled, told for the firsts that are left of it."""

    must: Bools
    """Households that every plan places."""
    rows: Rows
    """Its explicit rows."""
    resource: Numbers
    night: Numbers
    """Its night rows that firsts alone fill in every plan."""


def table(
    found: Candidates,
    numbers: Numbers,
    standing: Standing,
    *,
    later: bool,
    taken: Places | None = None,
    after: After | None = None,
    few: int | None = None,
) -> Table:
    """The problem of these firsts, with every later segment or with none, beside what is taken.

    ``numbers``: ascending. ``few``: no more later segments than so many for one household and night.
    ``after``: what was settled on a table of which these firsts are left.
    """
    firsts, homes = found.firsts, len(found.homes)
    begin = np.array([home.start for home in found.homes], dtype=np.int32)
    home = firsts.home[numbers]
    start = begin[home]
    first = Places(
        home,
        firsts.shelter[numbers],
        firsts.group[numbers],
        firsts.second[numbers],
        start,
        start + firsts.nights[numbers],
    )
    link = np.full(len(numbers), -1, dtype=np.int32)
    more, second, links = no_seconds(), nobody(), 0
    if later:
        ends = np.flatnonzero(firsts.mode[numbers] == SEGMENTED)
        pairs, which = np.unique(
            np.stack([home[ends], first.end[ends]], axis=1), axis=0, return_inverse=True
        )
        link[ends], links = which.ravel(), len(pairs)
        more = seconds([(int(h), int(n)) for h, n in pairs], found, standing, few)
        since = pairs[more.link, 1] if len(more) else np.zeros(0, dtype=np.int32)
        whose = pairs[more.link, 0] if len(more) else np.zeros(0, dtype=np.int32)
        second = Places(whose, more.shelter, more.group, more.second, since, since + more.nights)
    places = laid_beside(first, second)
    apart = Apart(found, places, len(numbers), standing, taken)
    rows = _elsewhere(first, link, more, len(numbers))
    if after is not None:
        rows = after.rows.and_also(rows)
    written = apart.few
    if written:
        rows = rows.plus(*apart.among(np.arange(len(places))))
    problem = Problem(
        households=homes,
        first_of=home,
        first_link=link,
        second_of=second.home,
        second_link=more.link,
        links=links,
        rows=rows,
        nights=_nights(places, taken or nobody(), found, standing, after),
        must=np.zeros(homes, dtype=bool) if after is None else after.must,
        follows=np.zeros(links, dtype=bool),
        apart=apart,
        written=written,
        double=np.flatnonzero(places.second != ALONE).astype(np.int32),
    )
    return Table(found, numbers, more, places, apart, problem)


def _nights(
    places: Places, taken: Places, found: Candidates, standing: Standing, after: After | None
) -> Nights:
    """H01, H15 and H16: units of each group, units that are not kept for others, persons under each
    cap, on nights that can bind.

    From one start to the next stays only end and units only come free, so no other night can be
    the first to be overfull; columns that run into a later block were never made.
    """
    columns = found.columns
    bundles = columns.bundles
    groups, houses = len(bundles.groups), len(columns.ids)
    caps = _caps(places, taken, found, standing, groups)
    main = Uses(
        np.arange(len(places), dtype=np.int32),
        places.group,
        places.start,
        places.end,
        np.ones(len(places), dtype=np.int16),
    )
    pools = Pools(columns)
    gone = laid_together(
        _units(taken, both=True), pools.drawn(taken, found), *(cap.taken for cap in caps)
    )
    more = laid_together(
        _units(places, both=False), pools.drawn(places, found), *(cap.uses for cap in caps)
    )
    none = np.zeros(0, dtype=np.int32)
    always = (none, none) if after is None else (after.resource, after.night)
    starts = np.unique(np.concatenate([main.start, more.start, gone.start, always[1]]))
    free = np.zeros((pools.first + len(pools.free), len(starts)), dtype=np.int64)
    change = np.zeros((groups, len(starts) + 1), dtype=np.int64)
    np.add.at(change, (bundles.unit_group, np.searchsorted(starts, bundles.unit_opens)), 1)
    free[:groups] = np.cumsum(change, axis=1)[:, :-1]
    free[:groups] *= starts < bundles.closes[:, None]
    for number, cap in enumerate(CAPS):
        first = groups + number * houses
        free[first : first + houses] = columns.numbers[cap][:, None]
    free[pools.first :] = np.maximum(0, pools.free)[:, None]
    return nights_of(main, more, free, starts, gone, always)


def _units(places: Places, *, both: bool) -> Uses:
    """Second units of these columns, or all units."""
    pairs = np.flatnonzero(places.second != ALONE).astype(np.int32)
    parts = [(pairs, places.second[pairs])]
    if both:
        parts.append((np.arange(len(places), dtype=np.int32), places.group))
    column = np.concatenate([own for own, _ in parts])
    return Uses(
        column,
        np.concatenate([group for _, group in parts]),
        places.start[column],
        places.end[column],
        np.ones(len(column), dtype=np.int16),
    )


Persons = NDArray[np.int16]
Stood = dict[int, list[tuple[int, int]]]
"""Nights on which each household of a house is counted already: apart, by their first night."""


@dataclass(frozen=True, slots=True)
class _Cap:
    uses: Uses
    taken: Uses


def _caps(
    places: Places, taken: Places, found: Candidates, standing: Standing, groups: int
) -> list[_Cap]:
    """H16: persons at T4, and persons on a long stay, in each house with a cap.

    A household whose plan is long counts as a long stay in each of its segments (9.6). Residents
    above the cap bar newcomers, they are not evicted. Who has a stay there already counts once: on
    its nights it is counted whatever is planned, so the plan adds her on the others.
    """
    columns, stays = found.columns, found.columns.stays
    persons = np.array([len(h.household.members) for h in found.homes], dtype=np.int16)
    number_of = np.array([stays.numbers.get(h.household.id, -1) for h in found.homes], dtype=int)
    long = standing.rules.long_stay_nights
    counted = {
        "cap_t4": np.array([h.t_eff is ThreatLevel.T4 for h in found.homes], dtype=bool),
        "cap_long": np.array([h.span.nights > long for h in found.homes], dtype=bool),
    }
    resident = {"cap_t4": stays.t4, "cap_long": stays.long}
    caps: list[_Cap] = []
    for name, who in counted.items():
        rows, since = stays.once(np.flatnonzero(resident[name]))
        for shelter, mine, theirs in _by_house(columns, name, places, taken, who):
            number = groups + CAPS.index(name) * len(columns.ids) + shelter
            at = stays.shelter[rows] == shelter
            there, start = rows[at], np.maximum(0, since[at])
            end = np.maximum(0, stays.end[there])
            stood: Stood = {}
            for whose, *nights in np.stack([stays.household[there], start, end], axis=1).tolist():
                stood.setdefault(whose, []).append((nights[0], nights[1]))
            own = _beside(mine, places, number_of, stood, number, persons)
            gone = laid_together(
                _beside(theirs, taken, number_of, stood, number, persons),
                Uses(
                    there.astype(np.int32),
                    np.full(len(there), number, dtype=np.int32),
                    start.astype(np.int32),
                    end.astype(np.int32),
                    stays.number_of[there].astype(np.int16),
                ),
            )
            caps.append(_Cap(own, gone))
    return caps


def _beside(
    some: Numbers, places: Places, number_of: Ints, stood: Stood, number: int, persons: Persons
) -> Uses:
    """What these columns add under a cap: their nights without those of the household's own stays."""
    there = np.isin(number_of[places.home[some]], list(stood))
    pieces = [
        (one, begin, end)
        for one in some[there].tolist()
        for begin, end in _outside(
            int(places.start[one]),
            int(places.end[one]),
            stood[int(number_of[places.home[one]])],
        )
    ]
    plain, cut = some[~there], np.array(pieces, dtype=np.int32).reshape(-1, 3)
    column = np.concatenate([plain, cut[:, 0]])
    return Uses(
        column,
        np.full(len(column), number, dtype=np.int32),
        np.concatenate([places.start[plain], cut[:, 1]]),
        np.concatenate([places.end[plain], cut[:, 2]]),
        persons[places.home[column]],
    )


def _outside(begin: int, end: int, counted: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The nights from ``begin`` to ``end`` that none of these spans holds, piece by piece."""
    for first, over in counted:
        if begin < min(first, end):
            yield begin, min(first, end)
        begin = max(begin, over)
    if begin < end:
        yield begin, end


def _by_house(
    columns: Columns, name: str, places: Places, taken: Places, who: Bools
) -> list[tuple[int, Numbers, Numbers]]:
    """For each capped house that somebody counted could come to: columns and taken ones."""
    capped = columns.numbers[name] >= 0
    mine = np.flatnonzero(capped[places.shelter] & who[places.home]).astype(np.int32)
    if not len(mine):
        return []
    mine = mine[np.argsort(places.shelter[mine], kind="stable")]
    houses, first = np.unique(places.shelter[mine], return_index=True)
    found = []
    for house, columns_there in zip(houses, np.split(mine, first[1:]), strict=True):
        theirs = np.flatnonzero((taken.shelter == house) & who[taken.home]).astype(np.int32)
        found.append((int(house), np.sort(columns_there), theirs))
    return found


def _elsewhere(first: Places, link: Numbers, more: Seconds, firsts: int) -> Rows:
    """A second segment in the house of the first would be no move: it is not proposed."""
    if not len(more):
        return no_rows()
    width = int(max(first.shelter.max(initial=0), more.shelter.max(initial=0))) + 1
    ending = np.where(link >= 0, link.astype(np.int64) * width + first.shelter, -1)
    starting = more.link.astype(np.int64) * width + more.shelter
    both = np.intersect1d(ending, starting)
    own, later = np.flatnonzero(np.isin(ending, both)), np.flatnonzero(np.isin(starting, both))
    row = np.searchsorted(both, np.concatenate([ending[own], starting[later]]))
    column = np.concatenate([own, firsts + later])
    order = np.argsort(column, kind="stable")
    return Rows(row[order], column[order], np.ones(len(column)), np.ones(len(both)))
