"""All chance of a year, drawn before any policy acts: the same for each of them.

What a household would say, when she leaves and how long she waits hangs on the seed and on her id
alone; so do houses that become known. Nothing here asks what anybody decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from app.worlds.generate import bonds
from app.worlds.generate.chance import Chance
from app.worlds.generate.country import ShelterFacts, shelter_facts
from app.worlds.generate.figures import DEMAND, SIZES, Size
from app.worlds.generate.households import households
from app.worlds.generate.maps import CountryMap, country_map
from app.worlds.generate.residents import residents
from app.worlds.generate.roofs import Roofs
from matching import threat
from matching.geography import Zone
from matching.ruleset import RuleSet
from matching.situation import Household, Shelter, Stay
from matching.vocabulary import (
    Answer,
    HouseholdId,
    Priority,
    SecurityLevel,
    ShelterId,
    TargetGroup,
    ThreatLevel,
)
from tests.support.year import figures
from tests.support.year.dates import DAY, FIRST, Houses, called, night_of, number_of
from tests.support.year.figures import Traffic

POOL = 1.5
"""Households made for each that calls, so that there are enough of each target group."""


@dataclass(frozen=True, slots=True)
class Case:
    """A household that calls in need of a bed tonight, and what she will do."""

    household: Household
    """As she calls."""
    first_night: Household
    """As she would have called on the first night."""
    planned: int
    """Nights that she says she will need."""
    number: int
    minute: int
    """Of the call, after noon of the first night."""
    nights: int
    """From the night of the call until she leaves."""
    patience: int
    """Minutes without a bed after which she gives up."""
    found_on: int | None
    """The night of the year on which an actor of hers finds the house she is in then."""
    priority: Priority
    """P1 or P2 as she calls; she is counted there for good."""

    @property
    def id(self) -> HouseholdId:
        """Her id."""
        return self.household.id

    @property
    def night(self) -> int:
        """The night of the call: from noon to noon."""
        return self.minute // DAY

    @property
    def leaves(self) -> int:
        """The first night on which she is not there any more."""
        return self.night + self.nights

    @property
    def counted_to(self) -> int:
        """The first night that no longer counts."""
        return min(self.leaves, self.night + figures.COUNTED_NIGHTS)


@dataclass(frozen=True, slots=True)
class Closure:
    """A house about which there is a general report from one night to another."""

    shelter: ShelterId
    since: int
    until: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Year:
    """One country and all that will happen in it, whatever is decided."""

    name: str
    seed: int
    days: int
    rules: RuleSet
    zones: tuple[Zone, ...]
    shelters: tuple[Shelter, ...]
    """As on the first night."""
    houses: Houses
    """The same on any night."""
    residents: tuple[Stay, ...]
    """Who is there before the first call; they leave when they planned to."""
    cases: tuple[Case, ...]
    """In the order of their calls."""
    closures: tuple[Closure, ...]
    contacts: int
    """Those who called, with all who wanted no place in the end."""

    def declines(self, household: HouseholdId, shelter: ShelterId) -> bool:
        """Whether she says no to a place in this house; the same whenever she is asked."""
        return self._share("declines", household, shelter) < figures.DECLINED_OFFERS

    def says_yes(self, household: HouseholdId, shelter: ShelterId) -> bool:
        """Whether a house that asks to be called first says yes to her."""
        return self._share("says yes", household, shelter) < figures.SAID_YES

    def closed(self, shelter: ShelterId, night: int) -> bool:
        """Whether everybody may know where the house is on that night."""
        return any(
            c.confirmed and c.shelter == shelter and c.since <= night < c.until
            for c in self.closures
        )

    def with_rules(self, rules: RuleSet) -> Year:
        """The same year under other numbers."""
        return replace(self, rules=rules)

    def _share(self, *words: str) -> float:
        text = "/".join((self.name, str(self.seed), *words)).encode()
        return int.from_bytes(blake2b(text, digest_size=8).digest()) / 2**64


def draw_year(name: str, seed: int, days: int = 365, *, load: float = 1.0) -> Year:
    """The year of this size and seed; ``load`` multiplies how many call."""
    return draw(SIZES[name], figures.TRAFFIC[name], seed, days, load=load)


def draw(size: Size, traffic: Traffic, seed: int, days: int, *, load: float = 1.0) -> Year:
    """A year in a country of this size with this traffic."""
    country = country_map(size, seed)
    facts = shelter_facts(size, seed, country, FIRST)
    chance = Chance("year", size.name, seed)
    calls = round(load * traffic.households * days / 365)
    shelters = tuple(one.shelter for one in facts)
    cases = _cases(size, traffic, seed, days, calls, country, facts)
    declined = chance.between(*figures.DECLINED_CONTACTS)
    return Year(
        name=size.name,
        seed=seed,
        days=days,
        rules=RuleSet(),
        zones=country.zones,
        shelters=shelters,
        houses=Houses(shelters),
        residents=_residents(size, traffic, seed, facts),
        cases=cases,
        closures=_closures(size, seed, days, facts),
        contacts=round(calls / (1 - declined)),
    )


def _residents(
    size: Size, traffic: Traffic, seed: int, facts: Sequence[ShelterFacts]
) -> tuple[Stay, ...]:
    """Tonight's residents of the world, thinned out to the share of units that is published."""
    chance = Chance("year residents", size.name, seed)
    beds = residents(size, seed, facts, bonds.labels(size)).beds
    units = sum(len(one.shelter.units) for one in facts)
    share = 1.0 if traffic.taken is None else traffic.taken * units / max(1, len(beds))
    return tuple(bed.stay for bed in beds if chance.happens(share))


def _cases(
    size: Size,
    traffic: Traffic,
    seed: int,
    days: int,
    calls: int,
    country: CountryMap,
    facts: Sequence[ShelterFacts],
) -> tuple[Case, ...]:
    pool = _pool(size, seed, calls, country, facts)
    trafficked = iter([h for h in pool if h.target_group is TargetGroup.TRAFFICKING])
    others = iter([h for h in pool if h.target_group is not TargetGroup.TRAFFICKING])
    chance = Chance("year calls", size.name, seed)
    hours = {hour: share / len(span) for span, share in figures.HOURS.items() for hour in span}
    found = []
    for _ in range(calls):
        night = chance.whole(0, days - 1)
        hour = chance.weighted(hours)
        # A night begins at noon: an hour of the morning is still of the night before.
        minute = night * DAY + (hour - 12) % 24 * 60 + chance.whole(0, 59)
        found.append((minute, next(trafficked if chance.happens(traffic.trafficking) else others)))
    found.sort(key=lambda one: (one[0], one[1].id))
    rules = RuleSet()
    return tuple(
        _case(number, minute, household, traffic, size, seed, rules)
        for number, (minute, household) in enumerate(found)
    )


def _pool(
    size: Size, seed: int, calls: int, country: CountryMap, facts: Sequence[ShelterFacts]
) -> tuple[Household, ...]:
    """Households of the worlds, more than will call, none of them under a roof of ours."""
    of = replace(size, name=f"{size.name} year", households=round(POOL * calls) + 20)
    free = {
        level: round(of.households * figures.LEVELS[int(level)] / 100 / DEMAND)
        for level in (SecurityLevel.S3, SecurityLevel.S4)
    }
    networks = bonds.network_of_each(of, seed)
    nobody = Roofs((), (), Chance("year roofs", of.name, seed))
    return households(of, seed, country, facts, nobody, free, networks).households


def _case(
    number: int,
    minute: int,
    household: Household,
    traffic: Traffic,
    size: Size,
    seed: int,
    rules: RuleSet,
) -> Case:
    chance = Chance("year case", size.name, seed, household.id)
    night = minute // DAY
    planned = _planned(household, traffic, chance)
    at_once = _calls(household, 0, 12 * 60, planned)
    early = chance.happens(figures.LEAVES_EARLY)
    nights = chance.whole(1, planned) if early else planned
    finds = chance.happens(figures.FOUND) and household.actors
    her = _calls(household, night, minute, planned)
    level = threat.of_household(her, night_of(night), rules)
    return Case(
        household=her,
        first_night=at_once,
        planned=planned,
        number=number,
        minute=minute,
        nights=nights,
        patience=DAY + round(DAY * chance.spell(figures.PATIENCE_NIGHTS, 0)),
        found_on=night + chance.whole(1, nights) if finds else None,
        priority=Priority.P1 if level >= ThreatLevel.T3 else Priority.P2,
    )


def _calls(household: Household, night: int, minute: int, planned: int) -> Household:
    """Her word on the night of her call: a bed tonight, for so many nights."""
    return replace(
        called(household, night, minute),
        tonight=Answer.YES,
        needed_from=night_of(night),
        planned_until=night_of(night + planned),
        permit_until=night_of(night + planned) if household.permit_until else None,
        wants_move=False,
        safe_until=None,
    )


def _planned(household: Household, traffic: Traffic, chance: Chance) -> int:
    """Nights she plans; months to years after trafficking, as the world drew it."""
    if household.target_group is TargetGroup.TRAFFICKING:
        until = household.planned_until
        return number_of(until) - number_of(household.needed_from) if until else 180
    # Who leaves early leaves half way on average; the mean that is published is of what happened.
    mean = traffic.nights / (1 - figures.LEAVES_EARLY / 2)
    return chance.spell(mean - 0.5, 2, 3 * 365)


def _closures(
    size: Size, seed: int, days: int, facts: Sequence[ShelterFacts]
) -> tuple[Closure, ...]:
    chance = Chance("year closures", size.name, seed)
    found = []
    for one in facts:
        for (rate, nights), confirmed in ((figures.CONFIRMED, True), (figures.SUSPECTED, False)):
            night = chance.spell(365 / rate)
            while night < days:
                found.append(Closure(one.shelter.id, night, night + nights, confirmed))
                night += nights + chance.spell(365 / rate)
    return tuple(sorted(found, key=lambda c: (c.since, c.shelter, c.confirmed)))
