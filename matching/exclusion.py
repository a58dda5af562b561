"""How far a zone lies from the places that are dangerous to her.

Source: docs/domain.md 9.3, 11.2. Distances run from the zone's nearest point, so that no house in
the zone can be unsafe. Nothing in here is ever told to anybody: a margin gives a house away.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from math import asin, cos, radians, sin

from matching.geography import EARTH_RADIUS_KM, Place, Zone, great_circle_km
from matching.ruleset import RuleSet
from matching.situation import Actor, ActorRoute, DangerArea, Household
from matching.vocabulary import ActorId, ActorStatus, Answer, AreaKind, Precision, ThreatLevel

CLEARING_PERSONS = 2
WHERE_SHE_IS_KM = 25.0
"""Reach of the town where she is now, while no danger place is known (11.2 item 4)."""
PARALLEL = 1e-12
"""Length of a normal below which two places are one point, or opposite ends of the Earth."""


def live_areas(household: Household, tonight: date) -> tuple[DangerArea, ...]:
    """Every danger place that counts for her, stops of routes included.

    Source: domain 9.3 (live), 11.2 (stops; nothing known). Two persons clear a place; age never
    does. Custody, abroad or death help only when nobody else of them is at large.
    Unknown: when no place at all was named, the town where she is now stands for them, as an
    area of 25 km confirmed today.
    """
    if not household.danger and household.where_now is not None:
        named: tuple[DangerArea, ...] = (_where_she_is(household.where_now, tonight),)
    else:
        named = household.danger
    stops = (stop for route in household.routes for stop in _stops(route))
    harmless = _harmless(household.actors)
    return tuple(
        area
        for area in (*named, *stops)
        if area.cleared_by < CLEARING_PERSONS and area.actor not in harmless
    )


def reach_km(area: DangerArea, level: ThreatLevel, tonight: date, rules: RuleSet) -> float:
    """How far from its point a danger place reaches: the r of domain 9.3, in km.

    A gazetteer entry stands for a whole place: its own extent is added to an EXACT report, while
    a vaguer report reaches at least as far as the entry does.
    Unknown: a place without a date has grown to the cap.
    """
    base = rules.base(level)
    if area.kind is AreaKind.STOP_ON_ROUTE:
        base = max(rules.stop_min_km, base * rules.stop_factor)
    reported = area.reported_radius_km
    if reported is None:
        reported = rules.vagueness(area.precision)
    if area.precision is Precision.EXACT:
        reported += area.extent_km
    return base + max(reported, area.extent_km) + _growth_km(area.last_confirmed, tonight, rules)


def margin_of(
    area: DangerArea, zone: Zone, level: ThreatLevel, tonight: date, rules: RuleSet
) -> float:
    """Km by which the zone's nearest point lies outside one danger place; below 0 is inside."""
    return zone.km_from(area.place, rules.distance_factor) - reach_km(area, level, tonight, rules)


def margin_km(
    household: Household, zone: Zone, level: ThreatLevel, tonight: date, rules: RuleSet
) -> float | None:
    """The smallest margin over all live areas, in km; None when there is none (domain 9.3)."""
    return min(
        (margin_of(area, zone, level, tonight, rules) for area in live_areas(household, tonight)),
        default=None,
    )


def margin_of_named_km(
    household: Household, zone: Zone, level: ThreatLevel, tonight: date, rules: RuleSet
) -> float | None:
    """The smallest margin over all that she or others named, in km; None when nothing was named.

    For words alone: a place that was cleared, whose actor cannot come, or where she will not go stays
    a place that she named (domain 14).
    """
    stops = (stop for route in household.routes for stop in _stops(route))
    margins = [margin_of(one, zone, level, tonight, rules) for one in (*household.danger, *stops)]
    for avoided in household.no_go:
        margins.append(zone.km_from(avoided.place, rules.distance_factor) - avoided.radius_km)
    return min(margins, default=None)


def leg_is_near(household: Household, zone: Zone, rules: RuleSet) -> bool:
    """Whether the zone lies within the width of a live leg: one residual band (10.3)."""
    return any(
        _leg_km(a, b, zone, rules) < leg_width(route, rules) for route, a, b in live_legs(household)
    )


def leg_bars(
    household: Household, zone: Zone, level: ThreatLevel, rules: RuleSet, growth: float = 1.0
) -> bool:
    """Whether a live leg bars the zone: only at T4, nearer than its width plus base/4 (9.3).

    ``growth``: how many times as far it reaches, for the sensitivity of 11.2 (9).
    """
    if level is not ThreatLevel.T4:
        return False
    extra = rules.base(level) / 4
    return any(
        _leg_km(a, b, zone, rules) < growth * (leg_width(route, rules) + extra)
        for route, a, b in live_legs(household)
    )


def km_to_leg(place: Place, a: Place, b: Place) -> float:
    """Km from a place to the great circle leg between two others.

    Between opposite ends of the Earth every way is a leg, so the distance is 0.
    """
    p, start, end = _vector(place), _vector(a), _vector(b)
    normal = _cross(start, end)
    length = _dot(normal, normal) ** 0.5
    if length < PARALLEL:
        return 0.0 if _dot(start, end) < 0 else great_circle_km(place, a)
    beside_start = _dot(_cross(normal, start), p)
    beside_end = _dot(_cross(end, normal), p)
    if beside_start >= 0 and beside_end >= 0:
        off = max(-1.0, min(1.0, _dot(p, normal) / length))
        return EARTH_RADIUS_KM * abs(asin(off))
    return min(great_circle_km(place, a), great_circle_km(place, b))


def _where_she_is(place: Place, tonight: date) -> DangerArea:
    return DangerArea(
        actor=None,
        place=place,
        kind=AreaKind.HER_KNOWN_PLACE,
        precision=Precision.MUNICIPALITY,
        reported_radius_km=WHERE_SHE_IS_KM,
        last_confirmed=tonight,
    )


def _stops(route: ActorRoute) -> Iterator[DangerArea]:
    """Stops as areas; a stop is where somebody passed, so police may speak for it (LOCALITY)."""
    for place in route.stops:
        yield DangerArea(
            actor=route.actor,
            place=place,
            kind=AreaKind.STOP_ON_ROUTE,
            precision=Precision.LOCALITY,
            reported_radius_km=0.0,
            last_confirmed=route.last_confirmed,
            cleared_by=route.cleared_by,
        )


def _harmless(actors: tuple[Actor, ...]) -> frozenset[ActorId]:
    """Actors who cannot come, and behind whom nobody else is at large."""
    free = {actor.id for actor in actors if not _cannot_come(actor)}
    return frozenset({actor.id for actor in actors} - free)


def _cannot_come(actor: Actor) -> bool:
    away = actor.status in (ActorStatus.CUSTODY, ActorStatus.ABROAD, ActorStatus.DEAD)
    return away and actor.others_at_large is Answer.NO


def _growth_km(last_confirmed: date | None, tonight: date, rules: RuleSet) -> float:
    if last_confirmed is None:
        return rules.age_cap_km
    days = max(0, (tonight - last_confirmed).days - rules.age_start_days)
    return min(rules.age_cap_km, rules.age_km_per_day * days)


def live_legs(household: Household) -> Iterator[tuple[ActorRoute, Place, Place]]:
    """Every leg of a live route with its two ends (9.3)."""
    harmless = _harmless(household.actors)
    for route in household.routes:
        if route.cleared_by < CLEARING_PERSONS and route.actor not in harmless:
            for a, b in pairwise(route.stops):
                yield route, a, b


def _leg_km(a: Place, b: Place, zone: Zone, rules: RuleSet) -> float:
    straight = rules.distance_factor * km_to_leg(zone.centre, a, b)
    return max(0.0, straight - zone.radius_km)


def leg_width(route: ActorRoute, rules: RuleSet) -> float:
    """Km on either side of a leg; a width not told takes the rule set's."""
    return rules.leg_width_km if route.width_km is None else route.width_km


Vector = tuple[float, float, float]


def _vector(place: Place) -> Vector:
    lat, lon = radians(place.lat), radians(place.lon)
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def _cross(u: Vector, v: Vector) -> Vector:
    return (
        u[1] * v[2] - u[2] * v[1],
        u[2] * v[0] - u[0] * v[2],
        u[0] * v[1] - u[1] * v[0],
    )


def _dot(u: Vector, v: Vector) -> float:
    return u[0] * v[0] + u[1] * v[1] + u[2] * v[2]
