"""Costs of tiers 2-6 for one household in many bundles at once, equal to the scalar costs.

What is the same for every household was read from each shelter when the columns were made; the rest
is added up here for the rows that are asked for, and only for them. Source: docs/domain.md 10.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.bundles import beds_needed
from matching.columns import NOWHERE, Bools, Columns, Ints
from matching.continuity_columns import broken, costs_by_zone
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
from matching.geography import Place, great_circle_km
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
    mode, nights = np.empty((2, len(rows)), dtype=np.int64)
    mode[: len(whole)], mode[len(whole) :] = bed.exempt[shelter[: len(whole)]], 2
    nights[: len(whole)], nights[len(whole) :] = screen.asked.planned, bed.nights[part]
    asked = _Asked(household, columns, standing, screen, shelter, rows, columns.zone[shelter])
    by_mode = _mode_cost(asked, mode, nights)
    calm = by_mode + _house_stability(asked)
    calm[len(whole) :] += stability.OPEN_END
    return FirmCosts(
        rows=rows,
        shelter=shelter,
        mode=mode,
        nights=nights,
        mode_cost=by_mode,
        risk=_risk(asked),
        changes=_changes(asked),
        wishes=_wishes(asked),
        stability=calm,
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
    zone: Ints

    def number(self, name: str) -> Ints:
        return self.columns.numbers[name][self.shelter]

    def flag(self, name: str) -> Bools:
        return self.columns.flags[name][self.shelter]

    def zeros(self) -> Ints:
        return np.zeros(len(self.shelter), dtype=np.int64)

    def own(self) -> Ints:
        """Ways into a house in which she has a stay of her own: she is no company of hers."""
        hers = self.columns.stays.of.get(self.household.id)
        if not hers:
            return NOWHERE
        return np.flatnonzero(np.isin(self.shelter, list(hers)))


# --- tier 2 ---


def _risk(asked: _Asked) -> Ints:
    bands: Ints = asked.screen.asked.reach.bands[asked.zone]
    if asked.household.stands_out_in:
        regions = list(Region)
        shown = np.zeros(len(regions), dtype=np.int64)
        shown[[regions.index(region) for region in asked.household.stands_out_in]] = 1
        bands += shown[asked.number("region")]
    bands *= asked.standing.rules.weight(asked.screen.asked.level)
    return bands


def _changes(asked: _Asked) -> Ints:
    proposed = asked.standing.proposed(asked.household.id)
    if proposed is None:
        return asked.zeros()
    changed = asked.zeros()
    changed[asked.shelter != asked.columns.number.get(proposed, -1)] = 1
    return changed


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
            km = asked.screen.asked.away.km_from([wish.place], [wishes.AWAY_KM])[0]
            away: Bools = np.append(km >= wishes.AWAY_KM, False)
            return away[asked.zone]
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
    columns, night = asked.columns, asked.screen.asked.start
    hers = asked.household.target_group
    if wish.kind is WishKind.LANGUAGE_PEERS:
        found = columns.stays.speaking(asked.household.languages, night)
    else:
        found = columns.kept((wish.kind, hers, night), lambda: _peers(columns, wish, hers, night))
    answer = found[asked.shelter]
    first = asked.screen.asked.span.start
    for way in asked.own():
        shelter = asked.columns.shelters[asked.shelter[way]]
        answer[way] = wishes.has_company(wish, asked.household, shelter, first, asked.standing)
    return answer


def _peers(columns: Columns, wish: Wish, hers: TargetGroup, night: int) -> Bools:
    """Houses whose residents of a night meet a wish for or against peers of this group."""
    stays, known = columns.stays, hers is not TargetGroup.UNKNOWN
    peers = (stays.group == _group(hers)) & known
    if wish.kind is WishKind.WITH_PEERS:
        return stays.somebody(peers & stays.there(night))
    maybe = peers | (stays.group == _group(TargetGroup.UNKNOWN)) | (not known)
    return ~stays.somebody(maybe & stays.there(night))


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
    km = asked.screen.asked.away.km_from([where], [0.0])[0]
    return np.append(km == 0.0, False)[asked.zone]


# --- tier 4 ---


def _mode_cost(asked: _Asked, mode: Ints, nights: Ints) -> Ints:
    planned, cost = asked.screen.asked.planned, asked.zeros()
    part, exempt = np.flatnonzero(mode == 2), np.flatnonzero(mode == 1)
    if len(part):
        expected = -(-planned // np.maximum(nights[part], 1)) - 1
        price = stability.move_price(asked.household)
        cost[part] = np.minimum(stability.MOVES_CAP, expected * price)
    if len(exempt):
        shelter, full = asked.shelter[exempt], stability.COVER_FULL_NIGHTS
        beyond = np.clip(planned - asked.screen.asked.left[shelter], 0, full)
        halves = _cover_halves(asked)[exempt]
        cost[exempt] = (2 * stability.COVER * beyond * halves + 2 * full) // (4 * full)
    return cost


def _cover_halves(asked: _Asked) -> Ints:
    beside = asked.columns.stays.long_stayers(asked.screen.asked.start)[asked.shelter]
    first = asked.screen.asked.span.start
    for way in asked.own():
        shelter = asked.columns.shelters[asked.shelter[way]]
        beside[way] = stability.has_long_stayer(asked.household, shelter, first, asked.standing)
    return np.where(beside, asked.number("cover_halves_beside"), asked.number("cover_halves"))


def _house_stability(asked: _Asked) -> Ints:
    planned, columns = asked.screen.asked.planned, asked.columns
    long = asked.standing.rules.long_stay_nights
    kind = planned > long, planned == 1, planned > stability.TURNOVER_NIGHTS
    house = columns.kept(("stability", *kind), lambda: _by_length(columns, *kind))
    return house[asked.shelter] + _continuity(asked)


def _by_length(columns: Columns, long: bool, single: bool, passing: bool) -> Ints:
    """What the length of a plan costs in each house, whoever comes."""
    flags, cost = columns.flags, np.zeros(len(columns), dtype=np.int64)
    if long:
        cost += flags["acute_only"] * stability.WRONG_PHASE
    if single:
        for_long = flags["long_house"] & ~flags["acute_only"] if long else flags["long_house"]
        cost += for_long * stability.LONG_HOUSE_FOR_ONE_NIGHT
    if passing:
        cost += columns.numbers["turnover"]
    return cost


def _continuity(asked: _Asked) -> Ints | int:
    household = asked.household
    if not household.continuity:
        return 0
    tonight, first = asked.standing.situation.tonight, asked.screen.asked.span.start
    costs = costs_by_zone(household, asked.columns.zones)
    return broken(household, costs, first, tonight)[asked.zone]


# --- tier 5 ---


def _services(asked: _Asked) -> Ints:
    columns, household = asked.columns, asked.household
    tongues = household.languages
    cost = columns.kept(("house", tongues), lambda: _house(columns, tongues))[asked.shelter]
    far = [n.service for n in household.needs if n.criticality is Criticality.IMPORTANT]
    if far:
        total = columns.services.excess[far[0]][asked.shelter]
        for service in far[1:]:
            total = total + columns.services.excess[service][asked.shelter]
        cost += (2 * total + PER_POINT * len(far)) // (2 * PER_POINT * len(far))
    return cost


def _house(columns: Columns, tongues: frozenset[str]) -> Ints:
    """What every house costs in tier 5 for who speaks these languages, whatever she needs."""
    language = columns.numbers["interpreter"].copy()
    for tongue in tongues:
        language[columns.speaks.get(tongue, NOWHERE)] = 0
    return columns.numbers["house_services"] + language


# --- tier 6 ---


def _stewardship(asked: _Asked) -> Ints:
    columns, household = asked.columns, asked.household
    required = int(asked.standing.rules.required(asked.screen.asked.level))
    cost = columns.kept(("level", required), lambda: _levels(columns, required))[asked.shelter]
    unused = asked.screen.bedding.fitting.beds[asked.rows]
    unused -= beds_needed(household) + 1
    np.maximum(unused, 0, out=unused)
    unused *= UNUSED_BED
    cost += unused
    if household.where_now is not None:
        cost += _travel(asked, household.where_now)[asked.zone]
    return np.minimum(STEWARDSHIP_CAP, cost, out=cost)


def _levels(columns: Columns, required: int) -> Ints:
    """What security above this level costs in each house."""
    level = columns.numbers["level"]
    above = np.maximum(0, level - required)
    price: Ints = np.where(columns.scarce[level], SCARCE_PRICE, PLAIN_PRICE)
    return above * price


def _travel(asked: _Asked, place: Place) -> Ints:
    """What the way to each zone costs; the last one is no zone."""
    zones, price = asked.columns.zones, asked.standing.rules.travel_nok_per_km
    points = asked.screen.asked.away.arc_km(place) * (price / 1000)
    points += 0.5
    cost = np.full(zones.nowhere + 1, NOK_CAP, dtype=np.int64)
    np.minimum(points, NOK_CAP, out=cost[:-1], casting="unsafe")
    near = np.abs(points - np.rint(points)) < TIGHT_POINTS
    for number in np.flatnonzero(near) if near.any() else ():
        cost[number] = travel_cost(great_circle_km(zones.zones[number].centre, place), price)
    return cost
