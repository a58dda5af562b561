"""Whom a household fears and where they are: actors, places with precision and age, routes.

Places come from the map's gazetteer and are drawn as people live, round the town she comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.worlds.generate.chance import Chance
from app.worlds.generate.maps import CountryMap
from app.worlds.generate.night import TONIGHT
from app.worlds.generate.spot import Spot
from matching.situation import Actor, ActorRoute, DangerArea, NoGoArea
from matching.vocabulary import (
    ActorId,
    ActorStatus,
    Answer,
    AreaKind,
    NetworkId,
    Precision,
    ThreatLevel,
)

NOTHING_KNOWN = 0.05
"""Share of T3 and T4 households that named no danger place at all: the town where she is stands
for them. Nobody below T3 is among them: not knowing makes it T3 (domain 11.2)."""
ACTORS = {1: 60.0, 2: 24.0, 3: 10.0, 4: 6.0}
PLACES = {1: 62.0, 2: 28.0, 3: 10.0}
"""Places of one actor [D]."""
FAR = 0.15
"""Share of an actor's further places that lie anywhere in the country."""
ROUTES = 0.05
NO_DATE = 0.04
PRECISIONS = {
    Precision.EXACT: 45.0,
    Precision.LOCALITY: 33.0,
    Precision.MUNICIPALITY: 18.0,
    Precision.COUNTY: 4.0,
}
KINDS = {
    AreaKind.WORK: 25.0,
    AreaKind.FAMILY: 25.0,
    AreaKind.LAST_SEEN: 25.0,
    AreaKind.EXPLOITATION: 25.0,
}


@dataclass(frozen=True, slots=True)
class Dangers:
    """All of one household's dangers."""

    actors: tuple[Actor, ...]
    areas: tuple[DangerArea, ...]
    routes: tuple[ActorRoute, ...]
    no_go: tuple[NoGoArea, ...]


def dangers(
    household: str,
    level: ThreatLevel,
    origin: Spot,
    network: NetworkId | None,
    country: CountryMap,
    chance: Chance,
) -> Dangers:
    """One to four actors with their places; some of it unknown, some of it old."""
    if level >= ThreatLevel.T3 and chance.happens(NOTHING_KNOWN):
        return Dangers((), (), (), ())
    actors = tuple(
        _actor(household, letter, network, chance) for letter in "ABCD"[: chance.weighted(ACTORS)]
    )
    areas = [area for actor in actors for area in _areas_of(actor, origin, country, chance)]
    if chance.happens(0.25):
        areas.append(_area(None, AreaKind.HER_KNOWN_PLACE, country.near(origin, chance), chance))
    routes = (_route(actors[0], origin, country, chance),) if chance.happens(ROUTES) else ()
    no_go = (_no_go(origin, country, chance),) if chance.happens(0.12) else ()
    return Dangers(actors, tuple(areas), routes, no_go)


def _actor(household: str, letter: str, network: NetworkId | None, chance: Chance) -> Actor:
    status = chance.weighted(
        {
            ActorStatus.AT_LARGE: 74.0,
            ActorStatus.UNKNOWN: 12.0,
            ActorStatus.CUSTODY: 8.0,
            ActorStatus.ABROAD: 5.0,
            ActorStatus.DEAD: 1.0,
        }
    )
    others = {Answer.YES: 25.0, Answer.NO: 50.0, Answer.UNKNOWN: 25.0}
    return Actor(
        id=ActorId(f"{household}-{letter}"),
        status=status,
        others_at_large=Answer.YES if network else chance.weighted(others),
        network=network,
    )


def _areas_of(actor: Actor, origin: Spot, country: CountryMap, chance: Chance) -> list[DangerArea]:
    home = origin if chance.happens(0.7) else country.near(origin, chance)
    areas = [_area(actor.id, AreaKind.HOME, home, chance)]
    for _ in range(chance.weighted(PLACES) - 1):
        spot = country.anywhere(chance) if chance.happens(FAR) else country.near(home, chance)
        areas.append(_area(actor.id, chance.weighted(KINDS), spot, chance))
    return areas


def _area(actor: ActorId | None, kind: AreaKind, spot: Spot, chance: Chance) -> DangerArea:
    precision = chance.weighted(PRECISIONS)
    vague = precision in (Precision.MUNICIPALITY, Precision.COUNTY)
    place, extent = (
        spot.municipality if vague and spot.municipality else (spot.place, spot.extent_km)
    )
    return DangerArea(
        actor=actor,
        place=place,
        kind=kind,
        precision=precision,
        extent_km=extent,
        last_confirmed=_confirmed(chance),
    )


def _confirmed(chance: Chance) -> date | None:
    """Mostly fresh, some months old, a few without a date."""
    if chance.happens(NO_DATE):
        return None
    return TONIGHT - timedelta(days=chance.spell(18, 0, 200))


def _route(actor: Actor, origin: Spot, country: CountryMap, chance: Chance) -> ActorRoute:
    stops = (origin, country.near(origin, chance), country.anywhere(chance))
    return ActorRoute(
        actor=actor.id,
        stops=tuple(dict.fromkeys(stop.place for stop in stops)),
        last_confirmed=_confirmed(chance),
    )


def _no_go(origin: Spot, country: CountryMap, chance: Chance) -> NoGoArea:
    spot = country.near(origin, chance)
    return NoGoArea(spot.place, round(spot.extent_km + chance.one_of((0.0, 5.0, 15.0)), 1))
