"""Every id that a world file names must stand in it, and no unit may be taken twice.

A mistyped id can make a bar vanish: a shelter where she was found before, a place of somebody who
is not in the list. So a name that points nowhere is an error here, never a thing to pass over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import pairwise

from app.worlds.faults import BadFile, Location, path_of
from matching.situation import Household, Situation
from matching.vocabulary import value

Named = tuple[Location, str]
NOWHERE = "names something that is not in this file"


@value(kw_only=True)
class Unconnected(Situation):
    """A situation whose parts are valid and need not fit each other; only ever looked through."""

    def __post_init__(self) -> None:
        """Leave the looking to ``check_references``, which tells where."""


def check_references(situation: Situation) -> None:
    """Refuse the first id that stands twice or points nowhere, with the path to it.

    Raises
    ------
    BadFile
        With the path to the field.
    """
    for at, instant in _instants(situation):
        if instant is not None and instant.utcoffset() is None:
            raise _wrong(at, "must be an instant with its zone, such as 2027-01-15T01:00:00Z")
    for lists in (_zones(situation), _shelters(situation), _units(situation), _homes(situation)):
        _once(lists)
    zones = {name for _, name in _zones(situation)}
    shelters = {name for _, name in _shelters(situation)}
    units = {name for _, name in _units(situation)}
    homes = {name for _, name in _homes(situation)}
    people = homes | {stay.household for stay in situation.stays}
    _known(_zones_named(situation), zones)
    _known(_shelters_named(situation), shelters)
    _known(((("stays", n, "unit"), s.unit) for n, s in enumerate(situation.stays)), units)
    _known(_homes_named(situation), homes)
    _known(_people_named(situation), people)
    for n, household in enumerate(situation.households):
        actors = {actor.id for actor in household.actors}
        _known(_actors_named(n, household), actors)
        _once(
            (("households", n, "members", m, "id"), p.id) for m, p in enumerate(household.members)
        )
    _one_household_each(situation)


def _instants(situation: Situation) -> Iterator[tuple[Location, datetime | None]]:
    yield ("now",), situation.now
    for n, household in enumerate(situation.households):
        yield ("households", n, "waiting_since"), household.waiting_since
        yield ("households", n, "safe_until"), household.safe_until
    for n, shelter in enumerate(situation.shelters):
        yield ("shelters", n, "vacancy_confirmed_at"), shelter.vacancy_confirmed_at


def _once(named: Iterator[Named]) -> None:
    seen: set[str] = set()
    for at, name in named:
        if name in seen:
            raise _wrong(at, "stands twice")
        seen.add(name)


def _known(named: Iterator[Named], known: AbstractSet[str]) -> None:
    for at, name in named:
        if name not in known:
            raise _wrong(at, NOWHERE)


def _wrong(at: Location, text: str) -> BadFile:
    return BadFile(path_of(("situation", *at)), text)


def _zones(situation: Situation) -> Iterator[Named]:
    for n, zone in enumerate(situation.zones):
        yield ("zones", n, "id"), zone.id


def _shelters(situation: Situation) -> Iterator[Named]:
    for n, shelter in enumerate(situation.shelters):
        yield ("shelters", n, "id"), shelter.id


def _units(situation: Situation) -> Iterator[Named]:
    for n, shelter in enumerate(situation.shelters):
        for u, unit in enumerate(shelter.units):
            yield ("shelters", n, "units", u, "id"), unit.id


def _homes(situation: Situation) -> Iterator[Named]:
    for n, household in enumerate(situation.households):
        yield ("households", n, "id"), household.id


def _zones_named(situation: Situation) -> Iterator[Named]:
    for n, shelter in enumerate(situation.shelters):
        if shelter.zone is not None:
            yield ("shelters", n, "zone"), shelter.zone
    for n, household in enumerate(situation.households):
        for c, running in enumerate(household.continuity):
            for zone in sorted(running.zones):
                yield ("households", n, "continuity", c, "zones"), zone


def _shelters_named(situation: Situation) -> Iterator[Named]:
    for n, compromise in enumerate(situation.compromises):
        yield ("compromises", n, "shelter"), compromise.shelter
    for n, household in enumerate(situation.households):
        for shelter in sorted(household.declined):
            yield ("households", n, "declined"), shelter
        for shelter in sorted(household.found_at):
            yield ("households", n, "found_at"), shelter
        for u, used in enumerate(household.nights_used):
            yield ("households", n, "nights_used", u, "shelter"), used.shelter
    for n, proposal in enumerate(situation.proposals):
        yield ("proposals", n, "shelter"), proposal.shelter
    for n, waiver in enumerate(situation.waivers):
        yield ("waivers", n, "shelter"), waiver.shelter


def _homes_named(situation: Situation) -> Iterator[Named]:
    for n, proposal in enumerate(situation.proposals):
        yield ("proposals", n, "household"), proposal.household
    for n, waiver in enumerate(situation.waivers):
        yield ("waivers", n, "household"), waiver.household


def _people_named(situation: Situation) -> Iterator[Named]:
    for n, link in enumerate(situation.links):
        yield ("links", n, "a"), link.a
        yield ("links", n, "b"), link.b


def _actors_named(n: int, household: Household) -> Iterator[Named]:
    for d, area in enumerate(household.danger):
        if area.actor is not None:
            yield ("households", n, "danger", d, "actor"), area.actor
    for r, route in enumerate(household.routes):
        if route.actor is not None:
            yield ("households", n, "routes", r, "actor"), route.actor


def _one_household_each(situation: Situation) -> None:
    """No unit has two stays on one night (domain 8.5, invariant 1)."""
    at_unit: dict[str, list[int]] = defaultdict(list)
    for n, stay in enumerate(situation.stays):
        at_unit[stay.unit].append(n)
    for numbers in at_unit.values():
        in_order = sorted(numbers, key=lambda n: situation.stays[n].span.start)
        for one, other in pairwise(in_order):
            if situation.stays[one].span.meets(situation.stays[other].span):
                at = ("stays", max(one, other), "span")
                raise _wrong(at, "takes a unit on a night that another stay has")
