"""Where she must not be: danger areas, routes and compromised houses (domain 9.3, 11.2, H04)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import asin, cos, radians, sin, sqrt

from matching.check.facts import Facts, networks_of
from matching.geography import EARTH_RADIUS_KM, Place, Zone, great_circle_km
from matching.ruleset import RuleSet
from matching.situation import ActorRoute, Compromise, DangerArea, Household, Shelter
from matching.vocabulary import (
    ActorId,
    ActorStatus,
    Answer,
    AreaKind,
    CompromiseLevel,
    CompromiseScope,
    Precision,
    ShelterStatus,
    ThreatLevel,
    WaivedBy,
)

Vector = tuple[float, float, float]

GONE = {ActorStatus.CUSTODY, ActorStatus.ABROAD, ActorStatus.DEAD}
CURRENT_PLACE_KM = 25.0
"""Reach of where she is now when nobody knows where the danger is (11.2 item 4)."""


def exclusion(facts: Facts, household: Household, shelter: Shelter) -> WaivedBy | None:
    """Who may waive H03 for this pair, or None when it does not bar.

    Unknown: no zone bars; an unknown age is fully grown; an unknown actor is at large.
    """
    zone, level, rules = (
        facts.zone(shelter),
        facts.t_eff(household),
        facts.situation.rules,
    )
    if zone is None:
        return WaivedBy.NOBODY
    barred = [
        area
        for area in live_areas(household, facts.today)
        if zone.km_from(area.place, rules.distance_factor) < radius_km(facts, area, level)
    ]
    if any(area.precision is Precision.EXACT for area in barred):
        return WaivedBy.NOBODY
    if barred or (level is ThreatLevel.T4 and _on_a_leg(household, zone, rules)):
        return WaivedBy.TWO_WITH_POLICE
    return None


def live_areas(household: Household, today: date) -> Iterator[DangerArea]:
    """Danger areas that count: told, stops of routes, or where she is if nothing was told."""
    for area in household.danger:
        if area.cleared_by < 2 and not _harmless(household, area.actor):
            yield area
    for route in _live_routes(household):
        for stop in route.stops:
            yield DangerArea(
                actor=route.actor,
                place=stop,
                kind=AreaKind.STOP_ON_ROUTE,
                precision=Precision.LOCALITY,
                reported_radius_km=0.0,
                last_confirmed=route.last_confirmed,
            )
    if not household.danger and household.where_now is not None:
        yield DangerArea(
            actor=None,
            place=household.where_now,
            kind=AreaKind.HER_KNOWN_PLACE,
            precision=Precision.MUNICIPALITY,
            reported_radius_km=CURRENT_PLACE_KM,
            last_confirmed=today,
        )


def radius_km(facts: Facts, area: DangerArea, level: ThreatLevel) -> float:
    """r(z, T) of domain 9.3; km."""
    rules = facts.situation.rules
    base = rules.base_km[level - 1]
    if area.kind is AreaKind.STOP_ON_ROUTE:
        base = max(rules.stop_min_km, base * rules.stop_factor)
    by_precision = dict(zip(Precision, rules.precision_km, strict=True))
    reach = area.reported_radius_km
    if reach is None:
        reach = by_precision[area.precision]
    if area.precision is Precision.EXACT:
        reach += area.extent_km
    else:
        reach = max(reach, area.extent_km)
    return base + reach + _growth_km(facts, area)


def met_by(
    household: Household, compromise: Compromise, level: ThreatLevel
) -> CompromiseLevel | None:
    """How surely this house is known to those she flees, or None when it is not towards her.

    A report of a network or person without a name counts towards everybody.
    """
    match compromise.scope:
        case CompromiseScope.GENERAL:
            towards = compromise.level is CompromiseLevel.CONFIRMED or level >= ThreatLevel.T3
        case CompromiseScope.NETWORK:
            towards = compromise.network is None or compromise.network in networks_of(household)
        case CompromiseScope.ACTOR:
            towards = compromise.actor is None or compromise.actor in _feared(household)
    return compromise.level if towards else None


def compromised(facts: Facts, household: Household, shelter: Shelter) -> WaivedBy | None:
    """Who may waive H04 for this pair, or None when it does not bar."""
    level = facts.t_eff(household)
    found = {met_by(household, c, level) for c in facts.compromises.get(shelter.id, ())}
    if shelter.status is ShelterStatus.COMPROMISED:
        return WaivedBy.NOBODY
    if shelter.id in household.found_at or CompromiseLevel.CONFIRMED in found:
        return WaivedBy.NOBODY
    return WaivedBy.TWO if CompromiseLevel.SUSPECTED in found else None


def km_to_leg(point: Place, start: Place, end: Place) -> float:
    """Km from a point to the great-circle leg between two stops."""
    p, a, b = _vector(point), _vector(start), _vector(end)
    pole = _cross(a, b)
    length = sqrt(_dot(pole, pole))
    nearest_end = min(great_circle_km(point, start), great_circle_km(point, end))
    if length < 1e-12:
        return nearest_end
    beside = _dot(_cross(pole, a), p) >= 0 and _dot(_cross(b, pole), p) >= 0
    if not beside:
        return nearest_end
    return EARTH_RADIUS_KM * abs(asin(max(-1.0, min(1.0, _dot(pole, p) / length))))


def _on_a_leg(household: Household, zone: Zone, rules: RuleSet) -> bool:
    """Whether the zone lies on a leg of a live route; asked for T4 only (9.3)."""
    quarter = rules.base_km[ThreatLevel.T4 - 1] / 4
    for route in _live_routes(household):
        width = rules.leg_width_km if route.width_km is None else route.width_km
        for start, end in zip(route.stops, route.stops[1:], strict=False):
            km = rules.distance_factor * km_to_leg(zone.centre, start, end) - zone.radius_km
            if max(0.0, km) < width + quarter:
                return True
    return False


def _live_routes(household: Household) -> list[ActorRoute]:
    return [
        route
        for route in household.routes
        if route.cleared_by < 2 and not _harmless(household, route.actor)
    ]


def _harmless(household: Household, actor: ActorId | None) -> bool:
    """Whether he is away and it was said that nobody else of his is at large.

    Who is not listed may come, and so may who is listed again with another word (9.3).
    """
    listed = [known for known in household.actors if known.id == actor]
    return bool(listed) and all(
        known.status in GONE and known.others_at_large is Answer.NO for known in listed
    )


def _growth_km(facts: Facts, area: DangerArea) -> float:
    rules = facts.situation.rules
    if area.last_confirmed is None:
        return rules.age_cap_km
    days = (facts.today - area.last_confirmed).days - rules.age_start_days
    return min(rules.age_cap_km, rules.age_km_per_day * max(0, days))


def _feared(household: Household) -> set[ActorId]:
    ids = {actor.id for actor in household.actors}
    ids |= {area.actor for area in household.danger if area.actor is not None}
    return ids | {route.actor for route in household.routes if route.actor is not None}


def _vector(place: Place) -> Vector:
    lat, lon = radians(place.lat), radians(place.lon)
    return (cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat))


def _cross(a: Vector, b: Vector) -> Vector:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
