"""One world from a size and a seed: the map, the houses, the night and all who are waiting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import JsonValue

from app.worlds.format import world_bytes
from app.worlds.generate import bonds
from app.worlds.generate.about import about
from app.worlds.generate.chance import Chance
from app.worlds.generate.country import ShelterFacts, shelter_facts
from app.worlds.generate.figures import SIZES, Size
from app.worlds.generate.households import households
from app.worlds.generate.maps import CountryMap, country_map
from app.worlds.generate.night import NOW, OFFSET_MINUTES, TONIGHT, hours_ago
from app.worlds.generate.residents import residents
from app.worlds.generate.roofs import Roofs
from matching.ruleset import RuleSet
from matching.situation import Shelter, Situation
from matching.threat import of_household
from matching.vocabulary import NetworkId, Trigger

CONFIRMED = {"fresh": 78.0, "hours": 15.0, "old": 4.0, "never": 3.0}
"""How recently houses confirmed their vacancies [D]; within 6 hours, 72 hours, longer ago, never."""
STAFF_TIES = 0.02
"""Share of houses where somebody declared a tie to a network (H20) [D]."""


@dataclass(frozen=True, slots=True)
class Made:
    """A generated world, with what a world file holds and what only a demo needs."""

    situation: Situation
    about: dict[str, JsonValue]
    country: tuple[ShelterFacts, ...]
    referrers: Mapping[str, str]
    """Who referred each household, by the agencies of rosa_referrals_2007.csv."""

    def content(self) -> bytes:
        """The world file."""
        return world_bytes(self.situation, self.about)


def make_world(size: Size | str, seed: int) -> Made:
    """The world of this size and seed; the same for everybody and every process."""
    of = SIZES[size] if isinstance(size, str) else size
    country = country_map(of, seed)
    facts = shelter_facts(of, seed, country, TONIGHT)
    night = residents(of, seed, facts, bonds.labels(of))
    roofs = Roofs(night.beds, night.later, Chance("roofs", of.name, seed))
    waiting = households(
        of, seed, country, facts, roofs, night.free, bonds.network_of_each(of, seed)
    )
    taken = roofs.stays()
    stays = (*taken, *night.later)
    chance = Chance("vacancies", of.name, seed)
    shelters = tuple(_tonight(s, bonds.labels(of), chance) for s in night.shelters)
    ids = {household.id for household in waiting.households}
    lived_in = frozenset(stay.unit.split("/")[0] for stay in taken if stay.household in ids)
    rules = RuleSet()
    levels = {h.id: of_household(h, TONIGHT, rules) for h in waiting.households}
    zones = {zone.id: zone for zone in country.zones}
    situation = Situation(
        now=NOW,
        clock_offset_minutes=OFFSET_MINUTES,
        tonight=TONIGHT,
        trigger=Trigger.NIGHT,
        rules=rules,
        tie_key=f"havn-{of.name}-{seed}",
        zones=country.zones,
        shelters=shelters,
        compromises=(
            *waiting.compromises,
            *bonds.compromises(of, seed, facts, waiting.households, lived_in),
        ),
        households=waiting.households,
        stays=stays,
        links=bonds.links(of, seed, waiting.households, stays),
        proposals=bonds.proposals(of, seed, facts, waiting.households, levels, zones),
        waivers=bonds.waivers(of, seed, facts, waiting.households),
    )
    told = about(of, seed, situation, waiting.referrers, _people(country))
    return Made(situation, told, facts, waiting.referrers)


def _tonight(shelter: Shelter, networks: tuple[NetworkId, ...], chance: Chance) -> Shelter:
    """The house as of this night: when it confirmed its vacancies, and ties of its staff."""
    hours = {
        "fresh": chance.between(0.2, 6.0),
        "hours": chance.between(6.0, 70.0),
        "old": chance.between(74.0, 400.0),
    }
    when = chance.weighted(CONFIRMED)
    tied = chance.happens(STAFF_TIES)
    return replace(
        shelter,
        vacancy_confirmed_at=hours_ago(hours[when]) if when in hours else None,
        staff_ties=frozenset({chance.one_of(networks)}) if tied else frozenset(),
    )


def _people(country: CountryMap) -> int:
    return sum(town.people for town in country.towns)
