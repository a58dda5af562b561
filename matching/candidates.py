"""Every allowed way to place each open household, with its integer costs, as arrays.

A pair of household and shelter that any hard rule bars has no candidate: rules are bars, never
weights. The filter and the costs are those of one caller (:mod:`matching.filter`,
:mod:`matching.firm_costs`), asked for every household and laid one after the other.
Source: docs/domain.md 9, 10.3, 10.4.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching import costs
from matching.columns import Columns
from matching.filter import Screen, screen
from matching.firm_costs import MODES, FirmCosts, firm_costs
from matching.groups import night_number
from matching.plan import Costs
from matching.reserve_filter import Drawn
from matching.rules.company import her_barred_house
from matching.situation import Household
from matching.standing import Standing
from matching.vocabulary import NightSpan, PlanMode, Priority, ThreatLevel

Numbers = NDArray[np.int32]
Small = NDArray[np.int16]
Points = NDArray[np.uint8]

TIERS = ("risk", "changes", "wishes", "stability", "services", "stewardship")
"""Costs of a first in the order of domain 10.2; each fits one byte."""
BEGIN = 2**16
"""Rows for which there is room before anything grows."""
SEGMENTED = MODES.index(PlanMode.SEGMENTED)


@dataclass(frozen=True, slots=True)
class Home:
    """One open household with all that the stages ask of it."""

    household: Household
    t_eff: ThreatLevel
    priority: Priority
    span: NightSpan
    """Her whole plan."""
    start: int
    """Its first night; 0 is tonight."""
    firsts: slice
    """Her rows of the firsts."""
    shelters: int
    """In how many shelters they lie."""
    keeps_proposal: bool
    """Whether what the last plan proposed to her is among them."""
    drawn: Drawn
    """Where her units are among those of which H15 keeps some for others."""
    present: Costs | None = None
    """P4: the costs of the bed she has."""
    forced: bool = False
    """P4: whether a rule moves her, since it bars the house she lives in by now."""


@dataclass(frozen=True, slots=True)
class Firsts:
    """Households in bundles of one shelter for their FIRM segment, household by household."""

    home: Numbers
    shelter: Numbers
    group: Numbers
    """Number of the group in :class:`matching.bundle_columns.BundleColumns`."""
    second: Numbers
    """Of the second unit's group, or :data:`matching.bundle_columns.ALONE`."""
    mode: Points
    """Place in :data:`matching.firm_costs.MODES`."""
    nights: Small
    costs: dict[str, Points]

    def __len__(self) -> int:
        return len(self.home)

    def price(self, number: int) -> Costs:
        """The costs of one first as a value."""
        return Costs(**{name: int(self.costs[name][number]) for name in TIERS})

    def keys(self, numbers: Numbers | slice) -> NDArray[np.int64]:
        """All tiers as one number that orders like them (domain 10.2)."""
        key = np.zeros(len(self.home[numbers]), dtype=np.int64)
        for name in TIERS:
            key <<= 8
            key |= self.costs[name][numbers]
        return key


@dataclass(frozen=True, slots=True)
class Candidates:
    """All open households in keyed order (no id order shows), P4 last, with every first."""

    homes: tuple[Home, ...]
    firsts: Firsts
    columns: Columns
    needing: int
    """How many firsts are of households that need a bed; those of P4 come after them."""

    def shelters_of(self, home: Home) -> NDArray[np.int64]:
        """Numbers of the shelters that no rule bars to her, ascending."""
        return np.unique(self.firsts.shelter[home.firsts]).astype(np.int64)


def candidates(standing: Standing) -> Candidates:
    """Every first of every open household."""
    households = sorted(
        standing.situation.households,
        key=lambda h: (standing.priority(h) is Priority.P4, tie_hash(standing, h.id)),
    )
    columns = Columns(standing)
    homes: list[Home] = []
    rows = _Rows()
    for number, household in enumerate(households):
        found, priced = screened(household, columns, standing)
        priority = standing.priority(household)
        present = costs.present(household, standing) if priority is Priority.P4 else None
        barred = None if present is None else her_barred_house(household, standing)
        kept = np.arange(len(priced.rows))
        if priority is Priority.P4:
            elsewhere = priced.shelter != (-1 if barred is None else columns.number[barred])
            kept = np.flatnonzero(_is_better(priced, present) & elsewhere)
        firsts = rows.add(_part(number, found, priced, kept))
        where = priced.shelter[kept]
        proposed = standing.proposed(household.id)
        homes.append(
            Home(
                household=household,
                t_eff=standing.t_eff(household),
                priority=priority,
                span=found.asked.span,
                start=night_number(found.asked.span.start, columns.tonight),
                firsts=firsts,
                shelters=len(np.unique(where)),
                keeps_proposal=proposed is not None
                and bool((where == columns.number.get(proposed, -1)).any()),
                drawn=found.drawn,
                present=present,
                forced=barred is not None,
            )
        )
    needing = sum(
        home.firsts.stop - home.firsts.start for home in homes if home.priority is not Priority.P4
    )
    return Candidates(tuple(homes), rows.told(), columns, needing)


def screened(
    household: Household, columns: Columns, standing: Standing
) -> tuple[Screen, FirmCosts]:
    """What every rule says of her, and the price of each way that none bars."""
    found = screen(household, columns, standing, every_unit=True)
    return found, firm_costs(household, columns, standing, found, found.bars == 0)


def tie_hash(standing: Standing, *words: str) -> int:
    """A number that orders alike for a key, and tells nothing about order of arrival or ids."""
    key = standing.situation.tie_key.encode()
    digest = hmac.digest(key, "|".join(words).encode(), "sha256")
    return int.from_bytes(digest[:6], "big")


def _part(
    number: int, found: Screen, priced: FirmCosts, kept: NDArray[np.int64]
) -> tuple[NDArray[Any], ...]:
    """Her rows in the order of :class:`Firsts`."""
    fitting, rows = found.bedding.fitting, priced.rows[kept]
    return (
        np.full(len(kept), number),
        priced.shelter[kept],
        fitting.first[rows],
        fitting.second[rows],
        priced.mode[kept],
        priced.nights[kept],
        *(getattr(priced, name)[kept] for name in TIERS),
    )


class _Rows:
    """The arrays of :class:`Firsts` while they grow.

    Written into their place at once: small arrays of each household that are laid together in the end
    leave holes that are not given back to the system, a fifth of the memory of the largest country.
    What is not yet written of a large array takes no memory.
    """

    def __init__(self) -> None:
        kinds = (np.int32,) * 4 + (np.uint8, np.int16) + (np.uint8,) * len(TIERS)
        self._arrays: list[NDArray[Any]] = [np.empty(BEGIN, dtype=kind) for kind in kinds]
        self._count = 0

    def add(self, part: tuple[NDArray[Any], ...]) -> slice:
        """Lay one household's rows behind the others; where they lie."""
        place = slice(self._count, self._count + len(part[0]))
        if place.stop > len(self._arrays[0]):
            self._arrays = [self._larger(array, 2 * place.stop) for array in self._arrays]
        for array, own in zip(self._arrays, part, strict=True):
            array[place] = own
        self._count = place.stop
        return place

    def _larger(self, array: NDArray[Any], size: int) -> NDArray[Any]:
        larger = np.empty(size, dtype=array.dtype)
        larger[: self._count] = array[: self._count]
        return larger

    def told(self) -> Firsts:
        """All rows."""
        home, shelter, group, second, mode, nights, *points = (
            array[: self._count] for array in self._arrays
        )
        tiers = dict(zip(TIERS, points, strict=True))
        return Firsts(home, shelter, group, second, mode, nights, tiers)


def _is_better(there: FirmCosts, here: Costs | None) -> NDArray[np.bool_]:
    """P4 moves only where her own tiers 2-5 improve, and waits while she has no bed of ours.

    Beside a house that a rule bars to her by now every house that is open to her is better.
    """
    if here is None:
        return np.zeros(len(there.rows), dtype=bool)
    mine, hers = np.zeros(len(there.rows), dtype=np.int64), 0
    for name in ("risk", "wishes", "stability", "services"):
        mine = (mine << 8) | getattr(there, name)
        hers = (hers << 8) | getattr(here, name)
    better: NDArray[np.bool_] = mine < hers
    return better
