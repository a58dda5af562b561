"""Tier 3: her first three wishes weigh 5, 3, 2; scaled to 10; a WANT counts 0.6 (10.3)."""

from __future__ import annotations

from typing import Any

import pytest

from matching.bundles import Bundle
from matching.costs.wishes import met, unmet_cost, wishes
from matching.situation import ServiceOffer, Shelter, Wish
from matching.standing import Standing
from matching.stay import Way
from matching.vocabulary import (
    Answer,
    PlanMode,
    Region,
    ServiceType,
    TargetGroup,
    UnitKind,
    WishKind,
    WishStrength,
)
from tests.support import builders

STRONG, WANT = WishStrength.STRONG, WishStrength.WANT
SPAN = builders.nights(0, 20)
WAY = Way(PlanMode.WITHIN_LIMIT, SPAN, SPAN, None)


def _wish(rank: int, strength: WishStrength = STRONG, **changes: Any) -> Wish:
    """A wish for a region in which the house is not."""
    plain: dict[str, Any] = {"kind": WishKind.REGION, "region": Region.NORTH}
    return Wish(rank=rank, strength=strength, **(plain | changes))


def _cost(*wished: Wish) -> int:
    who, where = builders.household(wishes=wished), builders.shelter()
    standing = Standing(builders.situation((who,), (where,)))
    bundle = Bundle(standing.groups_in(where.id)[:1])
    return wishes(who, where, bundle, WAY, standing)


@pytest.mark.parametrize(
    ("wished", "cost"),
    [
        ((), 0),
        ((_wish(1),), 10),
        ((_wish(4, WANT),), 6),
        ((_wish(1), _wish(2)), 10),
        ((_wish(1), _wish(2, region=Region.EAST)), 6),  # 5 of 8: 6.25
        ((_wish(1, region=Region.EAST), _wish(2)), 4),  # 3 of 8: 3.75
        ((_wish(1, WANT), _wish(2, WANT)), 6),
        ((_wish(1, WANT), _wish(2, region=Region.EAST)), 4),  # 3 of 8
        ((_wish(1, region=Region.EAST), _wish(2), _wish(3)), 5),
        ((_wish(1), _wish(2), _wish(3), _wish(4), _wish(5)), 10),
        ((_wish(5), *(_wish(r, region=Region.EAST) for r in (1, 2, 3))), 0),
    ],
)
def test_unmet_wishes_weigh_by_rank(wished: tuple[Wish, ...], cost: int) -> None:
    assert _cost(*wished) == cost


def test_half_a_point_is_rounded_up() -> None:
    """A WANT of weight 2 out of 8: 1.5."""
    assert unmet_cost(2 * 3, 8) == 2


def _met(wish: Wish, where: Shelter, **changes: Any) -> bool:
    world = {key: changes.pop(key) for key in ("stays",) if key in changes}
    who = builders.household(wishes=(wish,), **changes)
    standing = Standing(builders.situation((who,), (where,), **world))
    bundle = Bundle(standing.groups_in(where.id)[:1])
    return met(wish, who, where, bundle, WAY, standing)


def test_town_and_country_are_met_only_by_a_house_that_said_so() -> None:
    for kind, answers in ((WishKind.URBAN, (1, 0, 0)), (WishKind.RURAL, (0, 1, 0))):
        wish = _wish(1, kind=kind)
        told = [_met(wish, builders.shelter(urban=answer)) for answer in Answer]
        assert told == [bool(answer) for answer in answers]


def test_kinds_of_units() -> None:
    for kind, flat, room in ((WishKind.SINGLE_FLAT, True, False), (WishKind.SHARED, False, True)):
        in_flat = builders.shelter(units=(builders.unit(kind=UnitKind.FLAT),))
        in_room = builders.shelter(units=(builders.unit(),))
        assert (_met(_wish(1, kind=kind), in_flat), _met(_wish(1, kind=kind), in_room)) == (
            flat,
            room,
        )


def test_a_service_is_near_up_to_twenty_minutes_and_away_from_75_km_on() -> None:
    near = _wish(1, kind=WishKind.NEAR_SERVICE, service=ServiceType.SCHOOL)
    for minutes, answer in ((20, True), (21, False), (None, False)):
        offer = ServiceOffer(
            type=ServiceType.SCHOOL,
            minutes=minutes,
            capacity_now=Answer.YES,
            verified_on=builders.TONIGHT,
        )
        assert _met(near, builders.shelter(services=(offer,))) is answer
    away = _wish(1, kind=WishKind.AWAY_FROM, place=builders.OSLO)
    towns = {town: _met(away, builders.shelter(zone=town)) for town in ("Drammen", "Fredrikstad")}
    assert towns == {"Drammen": False, "Fredrikstad": True}  # 36 and 78 km


@pytest.mark.parametrize(
    ("group", "with_peers", "without"),
    [
        (TargetGroup.TRAFFICKING, True, False),
        (TargetGroup.PARTNER_VIOLENCE, False, True),
        (TargetGroup.UNKNOWN, False, False),
    ],
)
def test_peers_are_residents_of_her_group_on_her_first_night(
    group: TargetGroup, with_peers: bool, without: bool
) -> None:
    house = builders.shelter(units=(builders.unit(), builders.unit("other")))
    there = (builders.stay("r", "other", target_group=group),)
    later = (builders.stay("r", "other", 1, 9, target_group=group),)
    wished = {kind: _wish(1, kind=kind) for kind in (WishKind.WITH_PEERS, WishKind.WITHOUT_PEERS)}
    assert _met(wished[WishKind.WITH_PEERS], house, stays=there) is with_peers
    assert _met(wished[WishKind.WITHOUT_PEERS], house, stays=there) is without
    assert _met(wished[WishKind.WITHOUT_PEERS], house, stays=later)


def test_somebody_who_speaks_her_language() -> None:
    house = builders.shelter(units=(builders.unit(), builders.unit("other")))
    there = (builders.stay("r", "other", languages=frozenset({"som"})),)
    wish = _wish(1, kind=WishKind.LANGUAGE_PEERS)
    assert _met(wish, house, stays=there, languages=frozenset({"som", "eng"}))
    assert not _met(wish, house, stays=there, languages=frozenset({"eng"}))


def test_to_stay_is_her_present_house_or_the_zone_she_is_in() -> None:
    wish = _wish(1, kind=WishKind.STAY_WHERE_I_AM)
    here = builders.shelter(units=(builders.unit(), builders.unit("mine")))
    assert _met(wish, here, stays=(builders.stay("h1", "mine"),))
    assert _met(wish, builders.shelter())
    assert not _met(wish, builders.shelter(zone="Bergen"))
    assert not _met(wish, builders.shelter(), where_now=None)


def test_a_wish_without_the_word_it_needs_cannot_steer() -> None:
    for kind in (WishKind.REGION, WishKind.AWAY_FROM, WishKind.NEAR_SERVICE):
        assert _met(_wish(1, kind=kind, region=None), builders.shelter())
