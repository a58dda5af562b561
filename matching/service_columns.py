"""Service offers as arrays, one table per type of service: H10, remoteness and near-service wishes.

Source: docs/domain.md 9.1 H10, 10.3. The rows repeat what the scalar rule and cost read of an offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.costs.services import FREE_MINUTES, FULL_MINUTES, excess_minutes, in_time
from matching.ruleset import RuleSet
from matching.situation import Need, ServiceOffer, Shelter
from matching.vocabulary import Answer, ServiceType

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Offers:
    """All offers of one service; ``minutes`` below 0 is not told."""

    shelter: Ints
    on_site: Bools
    not_on_site: Bools
    minutes: Ints
    room: Bools
    no_room: Bools
    fresh: Bools


class ServiceColumns:
    """For each service its offers, and for each shelter the minutes above the free ones."""

    def __init__(self, shelters: Sequence[Shelter], tonight: date, rules: RuleSet) -> None:
        self.shelters = len(shelters)
        found: dict[ServiceType, list[tuple[int, ServiceOffer]]] = {s: [] for s in ServiceType}
        for number, shelter in enumerate(shelters):
            for offer in shelter.services:
                found[offer.type].append((number, offer))
        self.offers = {s: _offers(rows, tonight, rules) for s, rows in found.items()}
        nothing = FULL_MINUTES - FREE_MINUTES
        self.excess: dict[ServiceType, Ints] = {}
        for service, rows in found.items():
            minutes = np.full(len(shelters), nothing, dtype=np.int64)
            for number in {n for n, _ in rows}:
                minutes[number] = excess_minutes(shelters[number], service, tonight, rules)
            self.excess[service] = minutes

    def meets(self, need: Need) -> tuple[Bools, Bools]:
        """Where the need is met for sure, and where nobody told enough to say no (H10)."""
        offers = self.offers[need.service]
        if need.max_minutes is None:
            near, far = offers.on_site, offers.not_on_site
        else:
            told = offers.minutes >= 0
            within = told & (offers.minutes <= need.max_minutes)
            near = offers.on_site | within
            far = offers.not_on_site & told & ~within
        no = far | offers.no_room
        yes = ~no & offers.fresh & offers.room & near
        met = np.zeros(self.shelters, dtype=bool)
        met[offers.shelter[yes]] = True
        untold = np.ones(self.shelters, dtype=bool)
        untold[offers.shelter] = False
        untold[offers.shelter[~no & ~yes]] = True
        return met, untold


def _offers(rows: list[tuple[int, ServiceOffer]], tonight: date, rules: RuleSet) -> Offers:
    def flags(values: list[bool]) -> Bools:
        return np.array(values, dtype=bool)

    found = [offer for _, offer in rows]
    return Offers(
        shelter=np.array([number for number, _ in rows], dtype=np.int64),
        on_site=flags([o.on_site is Answer.YES for o in found]),
        not_on_site=flags([o.on_site is Answer.NO for o in found]),
        minutes=np.array([-1 if o.minutes is None else o.minutes for o in found], dtype=np.int64),
        room=flags([o.capacity_now is Answer.YES for o in found]),
        no_room=flags([o.capacity_now is Answer.NO for o in found]),
        fresh=flags([in_time(o, tonight, rules) for o in found]),
    )
