"""The single facts of a household that are drawn one by one; shares are [D] unless said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.worlds.generate.chance import Chance
from app.worlds.generate.country import ShelterFacts
from app.worlds.generate.drafts import URGENT, Draft, Roof
from app.worlds.generate.figures import (
    MEAN_STAY,
    TRAFFICKING_NIGHTS,
)
from app.worlds.generate.maps import CountryMap
from app.worlds.generate.night import hours_ago
from app.worlds.generate.spot import Spot
from matching.situation import (
    NightsUsed,
)
from matching.vocabulary import (
    AddressBlock,
    Answer,
    SearchConsent,
    ShelterId,
    SubstanceUse,
    TargetGroup,
)


def plan_nights(group: TargetGroup, chance: Chance) -> int:
    """How long she plans to stay: months to years after trafficking, else 28 nights on average."""
    if group is TargetGroup.TRAFFICKING:
        return chance.weighted(TRAFFICKING_NIGHTS)
    return chance.spell(MEAN_STAY - 0.5, 2, 179)


def waiting_since(urgent: bool, chance: Chance) -> datetime:
    hours = chance.spell(20, 1, 240) if urgent else chance.spell(120, 2, 900)
    return hours_ago(hours - chance.between(0, 1))


def tonight_need(roof: Roof, chance: Chance) -> Answer:
    if roof not in URGENT:
        return Answer.NO
    return Answer.UNKNOWN if chance.happens(0.1) else Answer.YES


def consent(chance: Chance) -> SearchConsent:
    return chance.weighted(
        {
            SearchConsent.GIVEN: 90.0,
            SearchConsent.NOT_ANSWERED: 9.0,
            SearchConsent.REFUSED: 1.0,
        }
    )


def women_only(chance: Chance) -> Answer:
    return chance.weighted({Answer.YES: 40.0, Answer.NO: 48.0, Answer.UNKNOWN: 12.0})


def substance(chance: Chance) -> SubstanceUse:
    return chance.weighted(
        {
            SubstanceUse.NONE: 87.0,
            SubstanceUse.STABLE: 4.0,
            SubstanceUse.ACTIVE: 3.0,
            SubstanceUse.UNKNOWN: 6.0,
        }
    )


def rarely(share: float, chance: Chance) -> Answer:
    return chance.weighted({Answer.YES: share, Answer.NO: 0.94 - share, Answer.UNKNOWN: 0.06})


def address_block(chance: Chance) -> AddressBlock:
    return chance.weighted(
        {
            AddressBlock.NONE: 82.0,
            AddressBlock.KODE7: 4.0,
            AddressBlock.KODE6: 3.0,
            AddressBlock.UNKNOWN: 11.0,
        }
    )


def some_shelters(
    shelters: Sequence[ShelterFacts], share: float, most: int, chance: Chance
) -> frozenset[ShelterId]:
    if not chance.happens(share):
        return frozenset()
    return frozenset(chance.one_of(shelters).shelter.id for _ in range(chance.whole(1, most)))


def nights_used(shelters: Sequence[ShelterFacts], chance: Chance) -> tuple[NightsUsed, ...]:
    """NO 2021: 19 percent stayed an earlier year; within the last 365 days fewer [D]."""
    if not chance.happens(0.08):
        return ()
    return (NightsUsed(chance.one_of(shelters).shelter.id, chance.spell(MEAN_STAY, 1, 120)),)


def where_she_is(draft: Draft, origin: Spot, country: CountryMap, chance: Chance) -> Spot:
    """The police refer from the three largest towns (evaluation 3.2); others from near home."""
    if draft.referrer == "POLICE":
        return country.city(chance)
    return origin if chance.happens(0.5) else country.near(origin, chance)
