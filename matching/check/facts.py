"""One situation, laid out once so that a whole plan is judged in about linear time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from matching.check.level import effective_level
from matching.geography import Zone
from matching.situation import (
    Compromise,
    Household,
    Shelter,
    Situation,
    Stay,
    Unit,
    Waiver,
)
from matching.vocabulary import (
    HouseholdId,
    LinkKind,
    NetworkId,
    ShelterId,
    ThreatLevel,
    UnitId,
    ZoneId,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The situation by id, with the levels of domain 9 worked out on the local day."""

    situation: Situation
    today: date
    households: Mapping[HouseholdId, Household]
    shelters: Mapping[ShelterId, Shelter]
    zones: Mapping[ZoneId, Zone]
    units: Mapping[UnitId, tuple[ShelterId, Unit]]
    stays_of: Mapping[HouseholdId, list[Stay]]
    compromises: Mapping[ShelterId, list[Compromise]]
    waivers: Mapping[tuple[HouseholdId, ShelterId], list[Waiver]]
    links: Mapping[frozenset[HouseholdId], set[LinkKind]]
    levels: dict[HouseholdId, ThreatLevel] = field(default_factory=dict)

    def t_eff(self, household: Household) -> ThreatLevel:
        """T_eff, worked out once per household of the situation."""
        if household.id not in self.levels:
            rules = self.situation.rules
            self.levels[household.id] = effective_level(household, rules, self.today)
        return self.levels[household.id]

    def zone(self, shelter: Shelter) -> Zone | None:
        """The shelter's zone, if it has a valid one."""
        return None if shelter.zone is None else self.zones[shelter.zone]

    def shelter_of(self, unit: UnitId) -> ShelterId:
        """Where a unit is."""
        return self.units[unit][0]


def facts_of(situation: Situation) -> Facts:
    """Lay out a situation; one pass over each of its lists."""
    units = {u.id: (s.id, u) for s in situation.shelters for u in s.units}
    stays: dict[HouseholdId, list[Stay]] = defaultdict(list)
    for stay in situation.stays:
        stays[stay.household].append(stay)
    compromises: dict[ShelterId, list[Compromise]] = defaultdict(list)
    for compromise in situation.compromises:
        if compromise.cleared_by < 2:
            compromises[compromise.shelter].append(compromise)
    waivers: dict[tuple[HouseholdId, ShelterId], list[Waiver]] = defaultdict(list)
    for waiver in situation.waivers:
        waivers[waiver.household, waiver.shelter].append(waiver)
    links: dict[frozenset[HouseholdId], set[LinkKind]] = defaultdict(set)
    for link in situation.links:
        links[frozenset((link.a, link.b))].add(link.kind)
    return Facts(
        situation=situation,
        today=situation.tonight,
        households={h.id: h for h in situation.households},
        shelters={s.id: s for s in situation.shelters},
        zones={z.id: z for z in situation.zones},
        units=units,
        stays_of=dict(stays),
        compromises=dict(compromises),
        waivers=dict(waivers),
        links=dict(links),
    )


def networks_of(household: Household) -> set[NetworkId]:
    """Networks of her own links and of those she fears."""
    feared = {actor.network for actor in household.actors if actor.network is not None}
    return feared | household.networks
