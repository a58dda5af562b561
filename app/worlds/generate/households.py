"""The households that are open for matching: who, how threatened, how urgent, for how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.worlds.generate import people as persons
from app.worlds.generate.chance import Chance
from app.worlds.generate.circumstances import (
    address_block,
    consent,
    nights_used,
    plan_nights,
    rarely,
    some_shelters,
    substance,
    tonight_need,
    waiting_since,
    where_she_is,
    women_only,
)
from app.worlds.generate.country import ShelterFacts
from app.worlds.generate.dangers import Dangers, dangers
from app.worlds.generate.drafts import URGENT, Draft, Roof, drafts
from app.worlds.generate.figures import (
    Size,
)
from app.worlds.generate.maps import CountryMap
from app.worlds.generate.night import NOW, TONIGHT, in_nights
from app.worlds.generate.roofs import Roofs
from app.worlds.generate.threats import assessment
from matching.situation import (
    Compromise,
    Household,
    Person,
    StayState,
)
from matching.vocabulary import (
    Answer,
    CompromiseLevel,
    CompromiseScope,
    NetworkId,
    NightSpan,
    Region,
    SecurityLevel,
    Together,
)

SOON = 0.5
"""Share of those safe elsewhere who need the bed within a week (P3)."""


@dataclass(frozen=True, slots=True)
class Open:
    """All open households, who referred each, and shelters known to an actor."""

    households: tuple[Household, ...]
    referrers: Mapping[str, str]
    compromises: tuple[Compromise, ...]


def households(
    size: Size,
    seed: int,
    country: CountryMap,
    shelters: Sequence[ShelterFacts],
    roofs: Roofs,
    free: Mapping[SecurityLevel, int],
    networks: Sequence[NetworkId | None],
) -> Open:
    """All open households of a world; ``roofs`` is told which taken units are theirs."""
    chance = Chance("households", size.name, seed)
    made: list[Household] = []
    compromises: list[Compromise] = []
    by: dict[str, str] = {}
    for draft in drafts(size, free, networks, chance):
        household, known = _household(draft, size, country, shelters, roofs, chance)
        made.append(household)
        by[draft.id] = draft.referrer
        compromises += known
    return Open(tuple(made), by, tuple(compromises))


def _household(
    draft: Draft,
    size: Size,
    country: CountryMap,
    shelters: Sequence[ShelterFacts],
    roofs: Roofs,
    chance: Chance,
) -> tuple[Household, list[Compromise]]:
    origin = country.anywhere(chance)
    people = _people(draft, chance)
    feared = dangers(draft.id, draft.level, origin, draft.network, country, chance)
    while draft.roof is Roof.KNOWN and not feared.actors:
        feared = dangers(draft.id, draft.level, origin, draft.network, country, chance)
    roof, start, known = _under_a_roof(draft, people, feared, roofs, chance)
    nights = plan_nights(draft.group, chance)
    housed = roof in (Roof.ENDING, Roof.STAYING, Roof.KNOWN)
    urgent = roof in URGENT
    household = Household(
        id=draft.id,
        members=people,
        together=Together.PREFER if chance.happens(0.04) else Together.MUST,
        waiting_since=waiting_since(urgent, chance),
        tonight=tonight_need(roof, chance),
        needed_from=start,
        planned_until=start + timedelta(days=nights),
        permit_until=start + timedelta(days=nights) if nights == 180 else None,
        wants_move=roof is Roof.STAYING,
        search_consent=consent(chance),
        third_party_without_her=draft.referrer == "OTHER" and chance.happens(0.04),
        threat=assessment(draft.level, chance),
        actors=feared.actors,
        danger=feared.areas,
        routes=feared.routes,
        networks=frozenset({draft.network}) if draft.network else frozenset(),
        no_go=feared.no_go,
        declined=some_shelters(shelters, 0.15, 2, chance),
        found_at=some_shelters(shelters, 0.02, 1, chance),
        women_only=Answer.NO if draft.man else women_only(chance),
        target_group=draft.group,
        substance_use=substance(chance),
        acute_psychosis=rarely(0.01, chance),
        wheelchair=rarely(0.02, chance),
        pets=rarely(0.03, chance),
        languages=persons.languages(size, chance),
        needs=persons.needs(people, chance),
        wishes=persons.wishes(origin, country, housed, chance),
        continuity=persons.continuity(origin, draft.children, country, chance),
        stands_out_in=frozenset({chance.one_of(tuple(Region))})
        if chance.happens(0.03)
        else frozenset(),
        nights_used=nights_used(shelters, chance),
        address_block=address_block(chance),
        police_involved=draft.referrer == "POLICE" or chance.happens(0.2),
        where_now=None
        if housed
        else where_she_is(draft, origin, country, chance).place
        if not chance.happens(0.04)
        else None,
        safe_until=NOW + timedelta(hours=chance.whole(10, 40))
        if urgent and chance.happens(0.2)
        else None,
    )
    return household, known


def _people(draft: Draft, chance: Chance) -> tuple[Person, ...]:
    if draft.shape == "large":
        return persons.large(draft.id, chance)
    if draft.shape == "minor":
        return persons.minor_alone(draft.id, chance)
    return persons.members(draft.id, draft.man, draft.children, chance)


def _under_a_roof(
    draft: Draft,
    people: tuple[Person, ...],
    feared: Dangers,
    roofs: Roofs,
    chance: Chance,
) -> tuple[Roof, date, list[Compromise]]:
    """Where she is, her first night, and the compromise if he knows where."""
    roof = draft.roof
    if roof not in (Roof.NONE, Roof.ELSEWHERE):
        number = roofs.take(people, draft.level, draft.man, chance)
        if number is not None:
            return _in_unit(roof, number, draft, len(people), feared, roofs, chance)
        roof = Roof.NONE if roof in URGENT else Roof.ELSEWHERE
    if roof is Roof.NONE:
        return roof, TONIGHT, []
    return roof, in_nights(chance.whole(1, 7) if chance.happens(SOON) else chance.whole(8, 45)), []


def _in_unit(
    roof: Roof,
    number: int,
    draft: Draft,
    people: int,
    feared: Dangers,
    roofs: Roofs,
    chance: Chance,
) -> tuple[Roof, date, list[Compromise]]:
    before = roofs.since(number).span.start
    shelter = roofs.shelter_of(number).facts.shelter.id
    start, end, state = {
        Roof.HELD: (TONIGHT, in_nights(chance.whole(1, 60)), StayState.HELD),
        Roof.KNOWN: (before, in_nights(chance.whole(8, 90)), StayState.ARRIVED),
        Roof.ENDING: (before, in_nights(chance.whole(1, 7)), StayState.ARRIVED),
        Roof.STAYING: (before, in_nights(chance.whole(15, 120)), StayState.ARRIVED),
    }[roof]
    start = min(start, TONIGHT)
    roofs.give(number, draft.id, people, draft.level, NightSpan(start, end), state)
    if roof is Roof.ENDING:
        return roof, end, []
    if roof is Roof.STAYING:
        return roof, in_nights(chance.whole(1, 10)), []
    if roof is Roof.HELD:
        return roof, TONIGHT, []
    knows = Compromise(
        shelter=shelter,
        scope=CompromiseScope.ACTOR,
        level=CompromiseLevel.CONFIRMED,
        actor=feared.actors[0].id,
    )
    return roof, TONIGHT, [knows]
