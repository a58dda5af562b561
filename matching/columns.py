"""Shelters, zones and unit bundles of one picture as numpy arrays, made once and read many times.

Nothing is decided here: a column is what a rule or a cost reads of one shelter, so that a filter
over all shelters and the rulebook on one cannot drift apart. Nights are numbers, 0 is tonight.
Source: docs/domain.md 8, 9, 10.3.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2b
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matching import security
from matching.bundle_columns import BundleColumns
from matching.costs import stability
from matching.costs.services import house, interpreter
from matching.costs.stewardship import scarce_levels
from matching.groups import night_number
from matching.intake_columns import IntakeColumns
from matching.rules import reserve
from matching.rules.safety import ADDRESS_CIRCLE
from matching.service_columns import ServiceColumns
from matching.situation import Compromise, Shelter
from matching.standing import Standing
from matching.stay_columns import StayColumns
from matching.verdicts import Kept
from matching.vocabulary import (
    ActorId,
    Answer,
    CompromiseLevel,
    CompromiseScope,
    Exemption,
    FeatureCode,
    HouseholdId,
    NetworkId,
    Phase,
    SecurityLevel,
    ShelterId,
    ShelterKind,
    ShelterStatus,
)
from matching.zone_columns import ZoneColumns

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Ties = NDArray[np.uint64]

K = TypeVar("K", bound=Hashable)

NOWHERE: Ints = np.zeros(0, dtype=np.int64)
"""No shelter at all."""
UNTOLD = -1
"""A number that a shelter has not told."""
NO_LIMIT = 10**9
"""Nights; more than any plan."""
LAPSED = -(10**9)
"""The day until which a feature counts that does not count at all."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LEVELS = (security.REGULATION_MINIMUM, security.REINFORCED, security.HIGH)
"""Features that S2, S3 and S4 ask for."""


@cache
def _codes(words: type) -> dict[Hashable, int]:
    return {word: number for number, word in enumerate(words)}  # type: ignore[var-annotated, arg-type]


def code(word: Hashable, words: type) -> int:
    """The place of a word in its closed list."""
    return _codes(words)[word]


def lasts_until(shelter: Shelter, needed: frozenset[FeatureCode], standing: Standing) -> int:
    """First night on which not all of these features count any more; ``LAPSED`` if never."""
    tonight, yes = standing.situation.tonight, Answer.YES
    ends = dict.fromkeys(needed, LAPSED)
    for feature in shelter.features:
        known = ends.get(feature.code)
        if known is not None and feature.present is yes and feature.expires_on is not None:
            ends[feature.code] = max(known, night_number(feature.expires_on, tonight))
    return min(ends.values())


def level_until(shelter: Shelter, level: int, standing: Standing) -> int:
    """First night on which the shelter is below S2, S3 or S4 (``level`` 2..4)."""
    if level == 4 and shelter.police_within_15_min is not Answer.YES:
        return LAPSED
    return lasts_until(shelter, LEVELS[level - 2], standing)


def limit(shelter: Shelter, standing: Standing) -> int:
    """Nights of the house's limit; ``NO_LIMIT`` is none."""
    nights = (
        shelter.stay.max_nights if shelter.stay.limit_known else standing.rules.unknown_limit_nights
    )
    return NO_LIMIT if nights is None else nights


def beyond_reserve(shelter: Shelter, standing: Standing) -> int:
    """Free units of its region and level above what is kept there; ``NO_LIMIT`` is nothing kept."""
    above = reserve.above_kept(shelter, standing)
    return NO_LIMIT if above is None else above


def exemption(shelter: Shelter) -> int:
    """Nights that an exemption may add; ``UNTOLD`` where none can be had."""
    policy = shelter.stay
    possible = policy.exemption in (Exemption.POSSIBLE, Exemption.STANDARD)
    return policy.exempt_max_nights if possible else UNTOLD


def microseconds(instant: datetime) -> int:
    """An instant as a whole number."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def told(number: int | None) -> int:
    """A number, or ``UNTOLD``."""
    return UNTOLD if number is None else number


NUMBERS: dict[str, Callable[[Shelter, Standing], int]] = {
    "region": lambda s, _: code(s.region, type(s.region)),
    "residents": lambda s, _: code(s.residents_gender, type(s.residents_gender)),
    "entrance": lambda s, _: code(s.separate_entrance, Answer),
    "boys_max_age": lambda s, _: told(s.acceptance.boys_max_age),
    "girls_max_age": lambda s, _: told(s.acceptance.girls_max_age),
    "max_children": lambda s, _: told(s.acceptance.max_children),
    "min_age": lambda s, _: s.acceptance.min_age,
    "trafficking": lambda s, _: code(
        s.acceptance.trafficking_residents, type(s.acceptance.trafficking_residents)
    ),
    "partner": lambda s, _: code(
        s.acceptance.partner_violence, type(s.acceptance.partner_violence)
    ),
    "family": lambda s, _: code(s.acceptance.family_violence, type(s.acceptance.family_violence)),
    "substances": lambda s, _: code(s.acceptance.substance_use, type(s.acceptance.substance_use)),
    "psychosis": lambda s, _: code(s.acceptance.acute_psychosis, Answer),
    "wheelchair": lambda s, _: code(s.acceptance.wheelchair, Answer),
    "pets": lambda s, _: code(s.acceptance.pets, Answer),
    "men": lambda s, _: code(s.acceptance.adult_men_in_household, Answer),
    "s2_until": lambda s, standing: level_until(s, 2, standing),
    "s3_until": lambda s, standing: level_until(s, 3, standing),
    "s4_until": lambda s, standing: level_until(s, 4, standing),
    "circle_until": lambda s, standing: lasts_until(s, ADDRESS_CIRCLE, standing),
    "level": lambda s, standing: int(security.level(s, standing.situation.tonight)),
    "beyond_reserve": beyond_reserve,
    "limit": limit,
    "exemption": lambda s, _: exemption(s),
    "cover_halves": lambda s, _: stability.cover_halves_of(s, long_stayer=False),
    "cover_halves_beside": lambda s, _: stability.cover_halves_of(s, long_stayer=True),
    "turnover": lambda s, _: stability.turnover_of(s),
    "house_services": lambda s, standing: house(s, standing.situation.tonight, standing.rules),
    "interpreter": lambda s, _: interpreter(s),
    "confirmed_at": lambda s, _: (
        UNTOLD if s.vacancy_confirmed_at is None else microseconds(s.vacancy_confirmed_at)
    ),
    "cap_t4": lambda s, _: told(s.max_concurrent_t4),
    "cap_long": lambda s, _: told(s.max_concurrent_long_stay),
}
"""What is read of each shelter as a whole number, by the column's name."""

FLAGS: dict[str, Callable[[Shelter, Standing], bool]] = {
    "open": lambda s, _: s.status is ShelterStatus.OPEN,
    "compromised": lambda s, _: s.status is ShelterStatus.COMPROMISED,
    "private": lambda s, _: s.kind is ShelterKind.PRIVATE_WITH_SUPPORT,
    "limit_told": lambda s, _: s.stay.limit_known and s.stay.exemption is not Exemption.UNKNOWN,
    "acute_only": lambda s, _: stability.acute_only(s),
    "long_house": lambda s, _: stability.long_house(s),
    "moves_on": lambda s, _: bool(s.phases & {Phase.STABILISATION, Phase.LONG_STAY}),
    "urban": lambda s, _: s.urban is Answer.YES,
    "rural": lambda s, _: s.urban is Answer.NO,
    "has_hours": lambda s, _: s.intake_hours_known and bool(s.intake_hours),
    "after_hours": lambda s, _: s.after_hours is Answer.YES,
    "closed_told": lambda s, _: s.intake_hours_known and s.after_hours is Answer.NO,
    "ties_asked": lambda s, _: s.ties_asked is Answer.YES,
}


@dataclass(frozen=True, slots=True)
class Reports:
    """Open compromises by whom they concern; each array holds shelter numbers."""

    confirmed: Ints
    suspected: Ints
    unnamed: Ints
    """About a network or a person who is not named: they may be hers."""
    of_network: dict[NetworkId, Ints]
    of_actor: dict[ActorId, Ints]


class Columns:
    """One picture as arrays; never changed after it is made.

    It holds for the shelters, zones, stays, compromises, waivers, night and rule set of the
    standing it was made of; ``now`` and the households may differ.
    """

    def __init__(self, standing: Standing) -> None:
        situation = standing.situation
        shelters = situation.shelters
        self.ids: tuple[ShelterId, ...] = tuple(s.id for s in shelters)
        self.number: dict[ShelterId, int] = {s.id: n for n, s in enumerate(shelters)}
        self.shelters = shelters
        self.tonight = situation.tonight
        used = {shelter.zone for shelter in shelters}
        self.zones = ZoneColumns(
            [zone for zone in situation.zones if zone.id in used], situation.rules.distance_factor
        )
        self.zone = np.array(
            [self.zones.nowhere if s.zone is None else self.zones.number[s.zone] for s in shelters],
            dtype=np.int64,
        )
        self.without_zone = np.flatnonzero(self.zone == self.zones.nowhere)
        count = len(shelters)
        self.numbers: dict[str, Ints] = {
            name: np.fromiter((read(s, standing) for s in shelters), np.int64, count)
            for name, read in NUMBERS.items()
        }
        self.flags: dict[str, Bools] = {
            name: np.fromiter((read(s, standing) for s in shelters), np.bool_, count)
            for name, read in FLAGS.items()
        }
        self.bundles = BundleColumns([standing.groups_in(s.id) for s in shelters])
        scarce = scarce_levels(standing)
        self.scarce = np.array([level in scarce for level in (0, *SecurityLevel)])
        """By level, 0 first: whether its units are nearly all taken tonight."""
        self.services = ServiceColumns(shelters, situation.tonight, situation.rules)
        self.intake = IntakeColumns(shelters, self.zone)
        self.stays = StayColumns(
            standing, self.number, {name: self.numbers[name] for name in ("cap_t4", "cap_long")}
        )
        self.kept = Kept()
        """What rules and costs say of all shelters, by the answer of hers that they read."""
        self.tie = np.array([tie(s.id, situation.tie_key) for s in shelters], dtype=np.uint64)
        self.speaks: dict[str, Ints] = listed(
            (language, n) for n, s in enumerate(shelters) for language in s.staffing.languages
        )
        self.tied_to: dict[NetworkId, Ints] = listed(
            (network, n) for n, s in enumerate(shelters) for network in s.staff_ties
        )
        self.reports = self._reports(standing)
        self.waived: dict[HouseholdId, set[int]] = {
            household: {int(number) for number in numbers}
            for household, numbers in listed(
                (waiver.household, self.number[waiver.shelter])
                for waiver in situation.waivers
                if waiver.shelter in self.number
            ).items()
        }

    def __len__(self) -> int:
        return len(self.ids)

    def prepare(self, standing: Standing) -> None:
        """What the first callers would wait for is there already; nothing is answered otherwise."""
        standing.prepare()
        self.bundles.prepare()

    def _reports(self, standing: Standing) -> Reports:
        found: list[tuple[int, Compromise]] = [
            (number, report)
            for number, shelter_id in enumerate(self.ids)
            for report in standing.compromises(shelter_id)
        ]
        general = [(n, c) for n, c in found if c.scope is CompromiseScope.GENERAL]
        network = [(n, c) for n, c in found if c.scope is CompromiseScope.NETWORK]
        actor = [(n, c) for n, c in found if c.scope is CompromiseScope.ACTOR]
        unnamed = [n for n, c in network if c.network is None]
        unnamed += [n for n, c in actor if c.actor is None]
        sure = CompromiseLevel.CONFIRMED
        return Reports(
            confirmed=ints(n for n, c in general if c.level is sure),
            suspected=ints(n for n, c in general if c.level is not sure),
            unnamed=ints(unnamed),
            of_network=listed((c.network, n) for n, c in network if c.network is not None),
            of_actor=listed((c.actor, n) for n, c in actor if c.actor is not None),
        )


def tie(shelter: ShelterId, key: str) -> int:
    """A keyed number that orders shelters where all tiers tie, and tells nothing of their ids."""
    digest = blake2b(shelter.encode(), key=key.encode()[:64], digest_size=8).digest()
    return int.from_bytes(digest, "big")


def ints(values: Iterable[int]) -> Ints:
    """Numbers as an array."""
    return np.array(list(values), dtype=np.int64)


def listed(pairs: Iterable[tuple[K, int]]) -> dict[K, Ints]:
    """For each key the numbers that stand beside it."""
    found: dict[K, list[int]] = defaultdict(list)
    for key, number in pairs:
        found[key].append(number)
    return {key: ints(numbers) for key, numbers in found.items()}
