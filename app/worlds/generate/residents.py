"""Who stays where tonight, when each stay ends, and which units stand out of service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.worlds.generate.chance import Chance
from app.worlds.generate.country import ShelterFacts
from app.worlds.generate.figures import LONG_RESIDENTS, MEAN_STAY, OCCUPIED, Size
from app.worlds.generate.night import in_nights
from app.worlds.generate.policies import LANGUAGES, SPOKEN_BY_ALL
from matching.situation import Shelter, Stay, StayState, Unit
from matching.vocabulary import (
    HouseholdId,
    NetworkId,
    NightSpan,
    SecurityLevel,
    ShelterStatus,
    TargetGroup,
    ThreatLevel,
)

OUT_OF_SERVICE = 0.02
"""Share of all units that nobody can use tonight [D]."""
ARRIVING = 0.03
"""Share of tonight's stays that begin tonight."""
BOOKED_LATER = 0.05
"""Share of free units with a stay that begins within three weeks [D]."""
BOOKED_NEXT = 0.04
"""Share of taken units with another stay after the present one [D]."""
TWO_UNITS = 0.01
"""Share of taken units whose household has the next unit of the wing too."""
IN_A_NETWORK = 0.03
"""Share of residents known to belong with a network of traffickers [D]."""
LONG_MEAN = 300
"""Nights that a long resident still stays; months to years (sizing.json length_of_stay_days)."""


@dataclass(frozen=True, slots=True)
class Bed:
    """A unit that is taken tonight, with the house it is in."""

    facts: ShelterFacts
    unit: Unit
    stay: Stay


@dataclass(frozen=True, slots=True)
class Residents:
    """Tonight's taken units, stays that begin later, and the houses with their blocked units."""

    beds: tuple[Bed, ...]
    later: tuple[Stay, ...]
    shelters: tuple[Shelter, ...]
    free: dict[SecurityLevel, int]
    """Units without a stay tonight that are in service, by the level of their house."""
    free_units: tuple[tuple[ShelterFacts, Unit], ...]
    """Those units one by one."""


def residents(
    size: Size, seed: int, country: Sequence[ShelterFacts], labels: Sequence[NetworkId]
) -> Residents:
    """A night in which 80 to 85 percent of all units are taken."""
    chance = Chance("residents", size.name, seed)
    every = [(facts, unit) for facts in country for unit in facts.shelter.units]
    taken_count = round(len(every) * chance.between(*OCCUPIED))
    order = chance.shuffled(range(len(every)))
    taken = sorted(order[:taken_count])
    spare = sorted(order[taken_count:])
    beds = [_bed(*every[n], number, labels, chance) for number, n in enumerate(taken, start=1)]
    beds = _with_two_units(beds, chance)
    closed = _closed([every[n] for n in spare], len(every), chance)
    free = [every[n] for n in spare if every[n][1].id not in closed]
    later = [*_after(beds, chance), *_in_free(free, len(beds), chance)]
    counts = dict.fromkeys((SecurityLevel.S2, SecurityLevel.S3, SecurityLevel.S4), 0)
    for facts, _ in free:
        counts[facts.level] += 1
    shelters = tuple(_with_closed(facts.shelter, closed) for facts in country)
    return Residents(tuple(beds), tuple(later), shelters, counts, tuple(free))


def _bed(
    facts: ShelterFacts, unit: Unit, number: int, labels: Sequence[NetworkId], chance: Chance
) -> Bed:
    trafficking = chance.happens(LONG_RESIDENTS)
    ahead = chance.spell(LONG_MEAN if trafficking else MEAN_STAY, 1, 900)
    behind = chance.spell(LONG_MEAN if trafficking else MEAN_STAY, 0, 900)
    policy = facts.shelter.stay
    if not trafficking and policy.limit_known and policy.max_nights is not None:
        # Only a trafficking case is let off the limit (evaluation 3.1).
        ahead = min(ahead, policy.max_nights)
        behind = min(behind, policy.max_nights - ahead)
    arriving = chance.happens(ARRIVING)
    return Bed(
        facts,
        unit,
        _stay(
            f"R-{number:05d}",
            unit,
            NightSpan(in_nights(0 if arriving else -behind), in_nights(ahead)),
            StayState.ACCEPTED if arriving else StayState.ARRIVED,
            facts.level,
            _network(labels, chance) if trafficking else frozenset(),
            trafficking,
            chance,
        ),
    )


def _network(labels: Sequence[NetworkId], chance: Chance) -> frozenset[NetworkId]:
    tied = chance.happens(IN_A_NETWORK / LONG_RESIDENTS)
    return frozenset({chance.one_of(labels)}) if tied else frozenset()


def _stay(
    household: str,
    unit: Unit,
    span: NightSpan,
    state: StayState,
    level: SecurityLevel,
    networks: frozenset[NetworkId],
    trafficking: bool,
    chance: Chance,
) -> Stay:
    highest = {SecurityLevel.S4: 4, SecurityLevel.S3: 3}.get(level, 2)
    threat = ThreatLevel(chance.weighted(dict.fromkeys(range(1, highest + 1), 1.0)))
    known = chance.happens(0.95)
    group = chance.weighted({TargetGroup.PARTNER_VIOLENCE: 75.0, TargetGroup.FAMILY_VIOLENCE: 25.0})
    return Stay(
        household=HouseholdId(household),
        unit=unit.id,
        span=span,
        state=state,
        t_eff=threat,
        persons=chance.whole(1, unit.beds),
        networks=networks,
        languages=frozenset({chance.one_of((*LANGUAGES, SPOKEN_BY_ALL))})
        if chance.happens(0.8)
        else frozenset(),
        target_group=(TargetGroup.TRAFFICKING if trafficking else group)
        if known
        else TargetGroup.UNKNOWN,
    )


def _with_two_units(beds: list[Bed], chance: Chance) -> list[Bed]:
    """A few households have two units of a wing: the second stay is theirs, night for night."""
    made = list(beds)
    for n in range(len(made) - 1):
        one, other = made[n], made[n + 1]
        same_wing = one.unit.wing is not None and one.unit.wing == other.unit.wing
        if one.facts is not other.facts or not same_wing or not chance.happens(TWO_UNITS):
            continue
        shared = replace(one.stay, persons=one.unit.beds + other.stay.persons)
        made[n] = replace(one, stay=shared)
        made[n + 1] = replace(other, stay=replace(shared, unit=other.unit.id))
    return made


def _closed(
    spare: list[tuple[ShelterFacts, Unit]], units: int, chance: Chance
) -> dict[str, NightSpan]:
    """Units out of service tonight: a few anywhere, and all that a paused house has left."""
    some = chance.some_of(range(len(spare)), round(OUT_OF_SERVICE * units))
    numbers = set(some)
    for n, (facts, _) in enumerate(spare):
        if facts.shelter.status is ShelterStatus.PAUSED:
            numbers.add(n)
    for level in (SecurityLevel.S3, SecurityLevel.S4):
        left = [n for n, (f, _) in enumerate(spare) if f.level is level and n not in numbers]
        # Half as many again as an even number is a whole number of households.
        numbers.update(left[: len(left) % 2])
    return {
        spare[n][1].id: NightSpan(in_nights(-chance.whole(0, 20)), in_nights(chance.spell(20, 2)))
        for n in sorted(numbers)
    }


def _with_closed(shelter: Shelter, closed: dict[str, NightSpan]) -> Shelter:
    units = tuple(
        replace(unit, out_of_service=(closed[unit.id],)) if unit.id in closed else unit
        for unit in shelter.units
    )
    return replace(shelter, units=units)


def _after(beds: list[Bed], chance: Chance) -> list[Stay]:
    found = []
    for number, bed in enumerate(beds, start=1):
        if chance.happens(BOOKED_NEXT) and bed.stay.span.end < in_nights(120):
            start = (bed.stay.span.end - in_nights(0)).days + chance.whole(0, 4)
            found.append(_booking(f"N-{number:05d}", bed.facts, bed.unit, start, chance))
    return found


def _in_free(free: list[tuple[ShelterFacts, Unit]], after: int, chance: Chance) -> list[Stay]:
    return [
        _booking(f"N-{after + number:05d}", facts, unit, chance.whole(2, 21), chance)
        for number, (facts, unit) in enumerate(free, start=1)
        if chance.happens(BOOKED_LATER)
    ]


def _booking(household: str, facts: ShelterFacts, unit: Unit, start: int, chance: Chance) -> Stay:
    span = NightSpan(in_nights(start), in_nights(start + chance.spell(MEAN_STAY)))
    return _stay(household, unit, span, StayState.ACCEPTED, facts.level, frozenset(), False, chance)
