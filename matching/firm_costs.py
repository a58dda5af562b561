"""Costs of tiers 2-6 for one household in many bundles at once, equal to the scalar costs.

What is the same for every household was read from each shelter when the columns were made; the rest
is added up here for the rows that are asked for, and only for them. Source: docs/domain.md 10.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.bundles import beds_needed
from matching.columns import NOWHERE, Bools, Columns, Ints
from matching.costs import stability, wishes
from matching.costs.services import PER_POINT
from matching.costs.stewardship import (
    NOK_CAP,
    PLAIN_PRICE,
    SCARCE_PRICE,
    STEWARDSHIP_CAP,
    UNUSED_BED,
    travel_cost,
)
from matching.filter import Screen
from matching.geography import great_circle_km
from matching.plan import Costs
from matching.situation import Household, Wish
from matching.standing import Standing
from matching.vocabulary import (
    Criticality,
    PlanMode,
    Region,
    TargetGroup,
    WishKind,
)

TIGHT_POINTS = 1e-6
"""Closer to a whole point than this travel is priced again by the scalar cost."""
MODES = (PlanMode.WITHIN_LIMIT, PlanMode.EXEMPTED, PlanMode.SEGMENTED)


@dataclass(frozen=True, slots=True)
class FirmCosts:
    """One value per way into a bundle; costs as in :class:`matching.plan.Costs`."""

    rows: Ints
    """Rows of ``screen.bedding.fitting``; an exemption and a segment in one bundle share it."""
    shelter: Ints
    mode: Ints
    """Place in ``MODES``."""
    nights: Ints
    """Nights of the FIRM segment."""
    mode_cost: Ints
    """Moves or cover story: the smaller decides between two modes."""
    risk: Ints
    changes: Ints
    wishes: Ints
    stability: Ints
    services: Ints
    stewardship: Ints

    def costs(self, number: int) -> Costs:
        """The costs of one way as a value."""
        return Costs(
            risk=int(self.risk[number]),
            changes=int(self.changes[number]),
            wishes=int(self.wishes[number]),
            stability=int(self.stability[number]),
            services=int(self.services[number]),
            stewardship=int(self.stewardship[number]),
        )

    def keys(self) -> Ints:
        """All tiers of each way as one number that orders like the tiers (domain 10.2)."""
        key = self.risk
        for cost, bits in (
            (self.changes, 1),
            (self.wishes, 4),
            (self.stability, 6),
            (self.services, 5),
            (self.stewardship, 5),
        ):
            key = (key << bits) | cost
        return key


def firm_costs(
    household: Household,
    columns: Columns,
    standing: Standing,
    screen: Screen,
    shelters: Bools,
) -> FirmCosts:
    """Costs of every way into every bundle that holds her in the shelters marked.

    Unit: integers. Source: domain 10.2, 10.3; a way is as in :mod:`matching.stay`, cut to the
    nights for which the units are free. An exemption and a first segment in the same units are
    two ways. Unknown: as each scalar cost says.
    """
    bed, fitting = screen.bedding, screen.bedding.fitting
    wanted = bed.real & shelters[fitting.shelter]
    whole, part = np.flatnonzero(wanted & bed.whole), np.flatnonzero(wanted & bed.part)
    rows = np.concatenate([whole, part])
    shelter = fitting.shelter[rows]
    mode = np.concatenate(
        [np.where(bed.exempt[whole], 1, 0), np.full(len(part), 2, dtype=np.int64)]
    )
    nights = np.concatenate([np.full(len(whole), screen.planned), bed.nights[part]])
    asked = _Asked(household, columns, standing, screen, shelter, rows)
    by_mode = _mode_cost(asked, mode, nights)
    return FirmCosts(
        rows=rows,
        shelter=shelter,
        mode=mode,
        nights=nights,
        mode_cost=by_mode,
        risk=_risk(asked),
        changes=_changes(asked),
        wishes=_wishes(asked),
        stability=by_mode + _house_stability(asked) + np.where(mode == 2, stability.OPEN_END, 0),
        services=_services(asked),
        stewardship=_stewardship(asked),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    household: Household
    columns: Columns
    standing: Standing
    screen: Screen
    shelter: Ints
    rows: Ints

    def number(self, name: str) -> Ints:
        return self.columns.numbers[name][self.shelter]

    def flag(self, name: str) -> Bools:
        return self.columns.flags[name][self.shelter]

    def zeros(self) -> Ints:
        return np.zeros(len(self.shelter), dtype=np.int64)

    def own(self) -> Bools:
        """Ways into a house in which she has a stay of her own: she is no company of hers."""
        mine = np.zeros(len(self.columns), dtype=bool)
        mine[list(self.columns.stays.of.get(self.household.id, ()))] = True
        return mine[self.shelter]


# --- tier 2 ---


def _risk(asked: _Asked) -> Ints:
    bands: Ints = asked.screen.reach.bands[asked.columns.zone[asked.shelter]]
    if asked.household.stands_out_in:
        regions = list(Region)
        shown = np.zeros(len(regions), dtype=np.int64)
        shown[[regions.index(region) for region in asked.household.stands_out_in]] = 1
        bands = bands + shown[asked.number("region")]
    return bands * asked.standing.rules.weight(asked.standing.t_eff(asked.household))


def _changes(asked: _Asked) -> Ints:
    proposed = asked.standing.proposed(asked.household.id)
    if proposed is None:
        return asked.zeros()
    other = asked.shelter != asked.columns.number.get(proposed, -1)
    return other.astype(np.int64)


# --- tier 3 ---


def _wishes(asked: _Asked) -> Ints:
    ranked = wishes.counted(asked.household)
    if not ranked:
        return asked.zeros()
    unmet = asked.zeros()
    for weight, wish in ranked:
        unmet += np.where(_met(asked, wish), 0, weight * wishes.FIFTHS[wish.strength])
    most = sum(weight for weight, _ in ranked)
    cost: Ints = (2 * wishes.WHOLE * unmet + 5 * most) // (10 * most)
    return cost


def _met(asked: _Asked, wish: Wish) -> Bools:
    match wish.kind:
        case WishKind.REGION if wish.region is not None:
            return _equal(asked.number("region"), list(Region).index(wish.region))
        case WishKind.AWAY_FROM if wish.place is not None:
            km = asked.columns.zones.km_from([wish.place], [[wishes.AWAY_KM]])[0]
            away: Bools = np.append(km >= wishes.AWAY_KM, False)
            return away[asked.columns.zone[asked.shelter]]
        case WishKind.NEAR_SERVICE if wish.service is not None:
            return _equal(asked.columns.services.excess[wish.service][asked.shelter], 0)
        case WishKind.REGION | WishKind.AWAY_FROM | WishKind.NEAR_SERVICE:
            return np.ones(len(asked.shelter), dtype=bool)
        case WishKind.URBAN:
            return asked.flag("urban")
        case WishKind.RURAL:
            return asked.flag("rural")
        case WishKind.WITH_PEERS | WishKind.WITHOUT_PEERS | WishKind.LANGUAGE_PEERS:
            return _company(asked, wish)
        case WishKind.SINGLE_FLAT:
            return asked.screen.bedding.fitting.all_flats[asked.rows]
        case WishKind.SHARED:
            return asked.screen.bedding.fitting.no_flats[asked.rows]
        case WishKind.STAY_WHERE_I_AM:
            return _where_she_is(asked)


def _company(asked: _Asked, wish: Wish) -> Bools:
    """Wishes about residents; a house with a stay of her own is asked of the scalar cost."""
    stays, night = asked.columns.stays, asked.screen.start
    hers = asked.household.target_group
    known = hers is not TargetGroup.UNKNOWN
    peers = (stays.group == _group(hers)) & known
    if wish.kind is WishKind.WITH_PEERS:
        found = stays.somebody(peers & stays.there(night))
    elif wish.kind is WishKind.WITHOUT_PEERS:
        maybe = peers | (stays.group == _group(TargetGroup.UNKNOWN)) | (not known)
        found = ~stays.somebody(maybe & stays.there(night))
    else:
        found = stays.speaking(asked.household.languages, night)
    answer = found[asked.shelter]
    first = asked.standing.plan_span(asked.household).start
    for way in np.flatnonzero(asked.own()):
        shelter = asked.columns.shelters[asked.shelter[way]]
        answer[way] = wishes.has_company(wish, asked.household, shelter, first, asked.standing)
    return answer


def _equal(numbers: Ints, wanted: int) -> Bools:
    same: Bools = numbers == wanted
    return same


def _group(group: TargetGroup) -> int:
    return list(TargetGroup).index(group)


def _where_she_is(asked: _Asked) -> Bools:
    stay = asked.standing.current_stay(asked.household.id)
    columns = asked.columns
    if stay is not None:
        return _equal(asked.shelter, columns.number[asked.standing.shelter_of[stay.unit]])
    where = asked.household.where_now
    if where is None:
        return np.zeros(len(asked.shelter), dtype=bool)
    km = columns.zones.km_from([where], [[0.0]])[0]
    return np.append(km == 0.0, False)[columns.zone[asked.shelter]]


# --- tier 4 ---


def _mode_cost(asked: _Asked, mode: Ints, nights: Ints) -> Ints:
    planned, price = asked.screen.planned, stability.move_price(asked.household)
    expected = -(-planned // np.maximum(nights, 1)) - 1
    moves = np.minimum(stability.MOVES_CAP, expected * price)
    halves = asked.number("cover_halves")
    if (mode == 1).any():
        stays, night = asked.columns.stays, asked.screen.start
        beside = stays.long_stayers(night)[asked.shelter]
        for way in np.flatnonzero(asked.own()):
            shelter = asked.columns.shelters[asked.shelter[way]]
            first = asked.standing.plan_span(asked.household).start
            beside[way] = stability.has_long_stayer(asked.household, shelter, first, asked.standing)
        halves = np.where(beside, asked.number("cover_halves_beside"), halves)
    full = stability.COVER_FULL_NIGHTS
    beyond = np.clip(planned - asked.screen.left[asked.shelter], 0, full)
    cover = (2 * stability.COVER * beyond * halves + 2 * full) // (4 * full)
    return np.where(mode == 0, 0, np.where(mode == 1, cover, moves))


def _house_stability(asked: _Asked) -> Ints:
    planned, rules = asked.screen.planned, asked.standing.rules
    cost = asked.zeros()
    if planned > rules.long_stay_nights:
        cost += asked.flag("acute_only") * stability.WRONG_PHASE
    if planned == 1:
        single = asked.flag("long_house")
        if rules.long_stay_nights < 1:
            single = single & ~asked.flag("acute_only")
        cost += single * stability.LONG_HOUSE_FOR_ONE_NIGHT
    if planned > stability.TURNOVER_NIGHTS:
        cost += asked.number("turnover")
    return cost + _continuity(asked)


def _continuity(asked: _Asked) -> Ints:
    broken = asked.zeros()
    tonight = asked.standing.situation.tonight
    first = asked.standing.plan_span(asked.household).start
    zones = asked.columns.zones
    for running in asked.household.continuity:
        if not stability.is_running(running, first, tonight):
            continue
        there = np.zeros(zones.nowhere + 1, dtype=bool)
        there[[zones.number[zone] for zone in running.zones if zone in zones.number]] = True
        kept = there[asked.columns.zone[asked.shelter]]
        broken += np.where(kept, 0, stability.BROKEN[running.kind])
    return np.minimum(broken, stability.BROKEN_CAP)


# --- tier 5 ---


def _services(asked: _Asked) -> Ints:
    columns, household = asked.columns, asked.household
    far = [
        columns.services.excess[need.service][asked.shelter]
        for need in household.needs
        if need.criticality is Criticality.IMPORTANT
    ]
    spoken = np.zeros(len(columns), dtype=bool)
    for tongue in household.languages:
        spoken[columns.speaks.get(tongue, NOWHERE)] = True
    language = np.where(spoken[asked.shelter], 0, asked.number("interpreter"))
    cost = asked.number("house_services") + language
    if far:
        total = sum(far[1:], start=far[0])
        cost = cost + (2 * total + PER_POINT * len(far)) // (2 * PER_POINT * len(far))
    return cost


# --- tier 6 ---


def _stewardship(asked: _Asked) -> Ints:
    standing, household = asked.standing, asked.household
    level = asked.number("level")
    above = np.maximum(0, level - int(standing.rules.required(standing.t_eff(household))))
    scarce = asked.columns.scarce[level]
    unused = asked.screen.bedding.fitting.beds[asked.rows] - beds_needed(household) - 1
    cost = above * np.where(scarce, SCARCE_PRICE, PLAIN_PRICE)
    cost = cost + UNUSED_BED * np.maximum(0, unused) + _travel(asked)
    return np.minimum(STEWARDSHIP_CAP, cost)


def _travel(asked: _Asked) -> Ints:
    place, price = asked.household.where_now, asked.standing.rules.travel_nok_per_km
    if place is None:
        return asked.zeros()
    zones = asked.columns.zones
    points = zones.arcs_km([place])[0] * price / 1000 + 0.5
    cost = np.minimum(NOK_CAP, points.astype(np.int64))
    for number in np.flatnonzero(np.abs(points - np.rint(points)) < TIGHT_POINTS):
        cost[number] = travel_cost(great_circle_km(zones.zones[number].centre, place), price)
    return np.append(cost, NOK_CAP)[asked.columns.zone[asked.shelter]]
