"""Every hard rule against every shelter at once: one bit per rule, all rules asked.

Each function below repeats one scalar rule of :mod:`matching.rules` on arrays; tests hold the two
together on every drawn pair, and whatever is offered is read again by the rulebook. A bit in
``bars`` says that the rule bars the shelter, the same bit in ``facts`` that a fact and not merely
something untold is the reason. Source: docs/domain.md 9.1, 11.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from matching import rules as rulebook
from matching.bundle_columns import Fitting
from matching.columns import NO_LIMIT, NOWHERE, UNTOLD, Bools, Columns, Ints, code, microseconds
from matching.geography import Place
from matching.groups import night_number
from matching.intake_columns import WEEK, minute_of_week
from matching.people import adults, boys, children, girls, oldest, youngest
from matching.plan import Because, Block
from matching.reach import Reach, reach
from matching.rules.capacity import NOON, arrives_by_plan
from matching.rules.company import house_can_carry_them
from matching.rules.suitability import wants_women_only
from matching.situation import Household
from matching.standing import Standing, feared, networks_of
from matching.stay import shortest_first_segment
from matching.vocabulary import (
    AddressBlock,
    Answer,
    CaseByCase,
    Criticality,
    Gender,
    ResidentsGender,
    Rule,
    ShelterId,
    SubstanceRule,
    SubstanceUse,
    TargetGroup,
    ThreatLevel,
)

TIGHT_MINUTES = 1e-4
"""Closer to a whole minute than this an arrival is computed again by the scalar distance."""

Bits = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Bedding:
    """Her ways into the bundles that fit her; one value per row of ``fitting``."""

    fitting: Fitting
    real: Bools
    """Whether it may be offered at all, as far as beds and nights go (H06, H09)."""
    whole: Bools
    """Whether her whole plan fits: within the limit, or by exemption."""
    exempt: Bools
    """Whether the whole plan needs an exemption."""
    part: Bools
    """Whether a first segment fits."""
    nights: Ints
    """Nights of that first segment."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the filter found out about one household and all shelters."""

    bars: Bits
    facts: Bits
    reach: Reach
    left: Ints
    """Nights left under each house's limit; ``NO_LIMIT`` is none."""
    bedding: Bedding
    start: int
    """Her first night."""
    planned: int
    """Nights of her plan."""


@dataclass(frozen=True, slots=True)
class _Asked:
    household: Household
    columns: Columns
    standing: Standing
    level: ThreatLevel
    start: int
    planned: int
    reach: Reach
    left: Ints

    def number(self, name: str) -> Ints:
        return self.columns.numbers[name]

    def flag(self, name: str) -> Bools:
        return self.columns.flags[name]

    def none(self) -> Bools:
        return np.zeros(len(self.columns), dtype=bool)

    def all(self) -> Bools:
        return np.ones(len(self.columns), dtype=bool)


Found = tuple[Bools, Bools | bool] | None
"""Where a rule bars and where by a fact; None bars nowhere."""


def screen(
    household: Household, columns: Columns, standing: Standing, *, every_unit: bool = False
) -> Screen:
    """Every rule's word on every shelter, waivers taken off.

    ``every_unit`` keeps each bundle that fits; without it only those that could be best for one
    household are kept, since units alike but for more beds only cost more.

    Unit: one bit per rule, ``bit(rule)``. Source: domain 9.1. Unknown: as each rule says.
    """
    asked = _asked(household, columns, standing)
    bedding, found = _beds(asked, every_unit)
    found[Rule.H02] = _secure_enough(asked)
    found[Rule.H03] = asked.reach.barred[columns.zone], True
    found[Rule.H04] = _unknown_to_those_she_fears(asked)
    found[Rule.H05] = _apart(asked)
    found[Rule.H07] = _admitted(asked)
    found[Rule.H08] = _accepted(asked)
    found[Rule.H10] = _critical_services(asked)
    found[Rule.H11] = _not_against_her_word(asked)
    found[Rule.H13] = _she_can_arrive(asked)
    found[Rule.H14] = _vacancy_is_fresh(asked)
    found[Rule.H16] = _house_can_carry(asked)
    found[Rule.H20] = _no_tie(asked)
    found[Rule.H21] = _address_circle(asked)
    for rule in OF_HER_ALONE:
        found[rule] = _the_same_everywhere(asked, rule)
    bars, facts = _bits(found, len(columns))
    for number in columns.waived.get(household.id, ()):
        bars[number], facts[number] = as_bits(
            rulebook.blocks(household, columns.shelters[number], standing)
        )
    return Screen(bars, facts, asked.reach, asked.left, bedding, asked.start, asked.planned)


OF_HER_ALONE = (Rule.H12, Rule.H17, Rule.H19)
"""Rules that read nothing of the shelter."""


def bit(rule: Rule) -> int:
    """The rule's bit in a mask: H01 is the lowest."""
    return 1 << (int(rule.value[1:]) - 1)


def rules_of(mask: int) -> tuple[Rule, ...]:
    """The rules of a mask, in the rulebook's order."""
    return tuple(rule for rule in Rule if mask & bit(rule))


def as_bits(found: Iterable[Block]) -> tuple[int, int]:
    """Typed blocks as the two masks."""
    bars = facts = 0
    for block in found:
        bars |= bit(block.rule)
        facts |= bit(block.rule) if block.because is Because.FACT else 0
    return bars, facts


def _asked(household: Household, columns: Columns, standing: Standing) -> _Asked:
    planned = standing.plan_span(household)
    left = columns.numbers["limit"]
    used = [u for u in household.nights_used if u.shelter in columns.number]
    if used:
        left = left.copy()
        for nights in used:
            number = columns.number[nights.shelter]
            if left[number] < NO_LIMIT:
                left[number] -= nights.nights
        np.maximum(left, 0, out=left)
    return _Asked(
        household=household,
        columns=columns,
        standing=standing,
        level=standing.t_eff(household),
        start=night_number(planned.start, columns.tonight),
        planned=planned.nights,
        reach=reach(household, columns.zones, standing),
        left=left,
    )


def _bits(found: dict[Rule, Found], count: int) -> tuple[Bits, Bits]:
    bars, facts = np.zeros(count, dtype=np.uint32), np.zeros(count, dtype=np.uint32)
    for rule, answer in found.items():
        if answer is None:
            continue
        barred, by_fact = answer
        number = np.uint32(bit(rule))
        bits = barred * number
        bars |= bits
        if by_fact is True:
            facts |= bits
        elif by_fact is not False:
            facts |= (by_fact & barred) * number
    return bars, facts


# --- beds and nights: H01, H06, H09 ---


def _beds(asked: _Asked, every_unit: bool) -> tuple[Bedding, dict[Rule, Found]]:
    """Rows that hold her, her ways into them, and what H01, H06 and H09 say."""
    columns, household = asked.columns, asked.household
    shortest = shortest_first_segment(household, asked.standing.rules)
    within = asked.planned <= asked.left
    exemption = asked.number("exemption")
    by_exemption = ~within & (exemption >= 0) & (asked.planned <= asked.left + exemption)
    way = within | by_exemption | (asked.left >= shortest)
    fitting = columns.bundles.fitting(household, asked.start, every=every_unit)
    # Where H09 leaves no way, the whole plan shows whether a unit would be free at all.
    endless = np.where(way, asked.left, NO_LIMIT)
    # Where only an untold limit leaves no way, a call may open the house for the whole plan.
    offered = way | ~asked.flag("limit_told")
    for number in columns.waived.get(household.id, ()):
        offered[number] = True
    bedding = _bedding(asked, fitting, endless, by_exemption, offered, shortest)
    free = asked.none()
    free[fitting.shelter[bedding.whole | bedding.part]] = True
    return bedding, {
        Rule.H01: (~free, True),
        Rule.H06: (fitting.houses_anyhow & ~fitting.houses_together, True),
        Rule.H09: (~way, asked.flag("limit_told")),
    }


def _bedding(
    asked: _Asked,
    fitting: Fitting,
    left: Ints,
    by_exemption: Bools,
    offered: Bools,
    shortest: int,
) -> Bedding:
    planned, shelter = asked.planned, fitting.shelter
    free = asked.columns.bundles.nights_for(asked.household.id, fitting, asked.start)
    limit, exempt = left[shelter], by_exemption[shelter]
    within = planned <= limit
    whole = (within | exempt) & (free >= planned)
    nights = np.minimum(limit, free)
    part = ~(within & whole) & (nights >= shortest)
    real = offered[shelter] & fitting.together
    return Bedding(fitting, real, whole, exempt, part, nights)


# --- safety: H02, H04, H05, H20, H21 ---


def _secure_enough(asked: _Asked) -> Found:
    required = asked.standing.rules.required(asked.level)
    if required == 1:
        return None
    return asked.number(f"s{int(required)}_until") <= asked.start, True


def _unknown_to_those_she_fears(asked: _Asked) -> Found:
    reports, household = asked.columns.reports, asked.household
    barred = asked.flag("compromised").copy()
    barred[reports.confirmed] = True
    barred[reports.unnamed] = True
    if asked.level >= ThreatLevel.T3:
        barred[reports.suspected] = True
    for network in networks_of(household):
        barred[reports.of_network.get(network, NOWHERE)] = True
    for actor in feared(household):
        barred[reports.of_actor.get(actor, NOWHERE)] = True
    _mark(barred, asked, household.found_at)
    return barred, True


def _apart(asked: _Asked) -> Found:
    standing, columns = asked.standing, asked.columns
    apart = standing.separated_from(asked.household)
    if not apart:
        return None
    planned = standing.plan_span(asked.household)
    barred = asked.none()
    for other in apart:
        for stay in standing.stays_of(other):
            if not stay.span.meets(planned):
                continue
            number = columns.number[standing.shelter_of[stay.unit]]
            barred[number] = True
            if max(asked.level, stay.t_eff) < ThreatLevel.T3:
                continue
            zone = standing.zone(columns.shelters[number])
            if zone is None:
                return asked.all(), True
            near = np.append(columns.zones.meets(zone), True)
            barred |= near[columns.zone]
    return barred, True


def _no_tie(asked: _Asked) -> Found:
    household = asked.household
    tied = asked.none()
    for network in networks_of(household):
        tied[asked.columns.tied_to.get(network, NOWHERE)] = True
    if household.threat.q09_reach is not Answer.YES:
        return tied, True
    return tied | ~asked.flag("ties_asked"), tied


def _address_circle(asked: _Asked) -> Found:
    block = asked.household.address_block
    unanswered = block is AddressBlock.UNKNOWN and asked.household.police_involved
    if block is not AddressBlock.KODE6 and not unanswered:
        return None
    return asked.number("circle_until") <= asked.start, True


# --- the house suits them: H07, H08, H10 ---


def _admitted(asked: _Asked) -> Found:
    residents, household = asked.number("residents"), asked.household
    barred = asked.none()
    fact = asked.none()
    unknown_house = residents == _house(ResidentsGender.UNKNOWN)
    for gender in {adult.gender for adult in adults(household)}:
        admits = residents == _house(ResidentsGender.SEPARATED)
        if gender is Gender.WOMAN:
            admits |= residents == _house(ResidentsGender.WOMEN)
        if gender is Gender.MAN:
            admits |= residents == _house(ResidentsGender.MEN)
        if gender in (Gender.WOMAN, Gender.MAN):
            admits |= residents == _house(ResidentsGender.MIXED)
        barred |= ~admits
        fact |= ~admits & ~unknown_house
    if wants_women_only(household):
        shared = residents == _house(ResidentsGender.SEPARATED)
        entrance = asked.number("entrance")
        barred |= unknown_house | (shared & (entrance != code(Answer.YES, Answer)))
        mixed = (residents == _house(ResidentsGender.MEN)) | (
            residents == _house(ResidentsGender.MIXED)
        )
        never = mixed | (shared & (entrance == code(Answer.NO, Answer)))
        barred |= never
        fact |= never
    young_men = boys(household)
    if young_men:
        limit = asked.number("boys_max_age")
        too_old = limit < max(oldest(boy) for boy in young_men)
        barred |= too_old
        fact |= too_old & (limit != UNTOLD)
    return barred, fact


def _house(word: ResidentsGender) -> int:
    return code(word, ResidentsGender)


YES, NO, NOT_TOLD = (code(word, Answer) for word in (Answer.YES, Answer.NO, Answer.UNKNOWN))
WORD = np.array(
    [{CaseByCase.YES: YES, CaseByCase.NO: NO}.get(word, NOT_TOLD) for word in CaseByCase]
)
"""What a house's word on a group of residents means, by its code."""
GROUPS = {
    TargetGroup.TRAFFICKING: "trafficking",
    TargetGroup.PARTNER_VIOLENCE: "partner",
    TargetGroup.FAMILY_VIOLENCE: "family",
}


def _accepted(asked: _Asked) -> Found:
    no, unknown = asked.flag("private").copy(), asked.none()
    for answer in _conditions(asked):
        no |= answer == NO
        unknown |= answer == NOT_TOLD
    return no | unknown, no


def _conditions(asked: _Asked) -> Iterator[Ints]:
    """One array of answers per condition of the house's policy that she touches."""
    household = asked.household
    grown, young = adults(household), girls(household)
    if grown:
        least = asked.number("min_age")
        refuses = min(oldest(adult) for adult in grown) < least
        certain = min(youngest(adult) for adult in grown) >= least
        yield np.where(refuses, NO, np.where(certain, YES, NOT_TOLD))
    genders = {adult.gender for adult in grown}
    if Gender.MAN in genders and len(genders) > 1:
        yield asked.number("men")
    if young:
        yield _at_least(asked.number("girls_max_age"), max(oldest(girl) for girl in young))
    if children(household):
        yield _at_least(asked.number("max_children"), len(children(household)))
    yield _target_group(asked)
    if household.substance_use in (SubstanceUse.STABLE, SubstanceUse.ACTIVE):
        yield _substances(household.substance_use)[asked.number("substances")]
    if household.acute_psychosis is Answer.YES:
        yield asked.number("psychosis")
    if household.wheelchair is Answer.YES:
        yield asked.number("wheelchair")
    if household.pets is Answer.YES:
        yield asked.number("pets")


def _at_least(limit: Ints, needed: int) -> Ints:
    return np.where(limit == UNTOLD, NOT_TOLD, np.where(limit >= needed, YES, NO))


def _target_group(asked: _Asked) -> Ints:
    group = asked.household.target_group
    if group is not TargetGroup.UNKNOWN:
        return WORD[asked.number(GROUPS[group])]
    first, *others = (WORD[asked.number(name)] for name in GROUPS.values())
    same = (first == others[0]) & (first == others[1])
    return np.where(same, first, NOT_TOLD)


def _substances(use: SubstanceUse) -> Ints:
    stable = YES if use is SubstanceUse.STABLE else NO
    words = {
        SubstanceRule.ACCEPT: YES,
        SubstanceRule.STABLE: stable,
        SubstanceRule.NO: NO,
        SubstanceRule.UNKNOWN: NOT_TOLD,
    }
    return np.array([words[word] for word in SubstanceRule])


def _critical_services(asked: _Asked) -> Found:
    barred, fact = asked.none(), asked.none()
    for need in asked.household.needs:
        if need.criticality is Criticality.SAFETY_CRITICAL:
            met, untold = asked.columns.services.meets(need)
            barred |= ~met
            fact |= ~met & ~untold
    return barred, fact


# --- her word, arrival, freshness, load: H11, H13, H14, H16 ---


def _not_against_her_word(asked: _Asked) -> Found:
    household, zones = asked.household, asked.columns.zones
    barred = asked.none()
    if household.no_go:
        radii = [area.radius_km for area in household.no_go]
        km = zones.km_from([area.place for area in household.no_go], [[r] for r in radii])
        inside = (km <= np.array(radii)[:, None]).any(axis=0)
        barred |= np.append(inside, True)[asked.columns.zone]
    _mark(barred, asked, household.declined)
    return barred, True


def _she_can_arrive(asked: _Asked) -> Found:
    household, standing, intake = asked.household, asked.standing, asked.columns.intake
    situation, rules = standing.situation, standing.rules
    ready = timedelta(minutes=rules.ready_minutes)
    if arrives_by_plan(household, standing):
        open_then = asked.flag("has_hours")
    elif household.safe_until is not None and situation.now + ready > household.safe_until:
        return asked.all(), True
    else:
        leaves = situation.local_now + ready
        noon = datetime.combine(situation.tonight + timedelta(days=1), NOON)
        zone, nowhere = asked.columns.zone, asked.columns.without_zone
        if household.where_now is None or len(nowhere):
            open_then = all_night = intake.open_through(leaves, max(leaves, noon))
        if household.where_now is not None:
            open_then = intake.open_at(_arrivals(asked, leaves, household.where_now)[zone])
            if len(nowhere):
                open_then[nowhere] = all_night[nowhere]
    barred = ~(open_then | asked.flag("after_hours"))
    return barred, asked.flag("hours_told") & asked.flag("no_after_hours")


def _arrivals(asked: _Asked, leaves: datetime, place: Place) -> Ints:
    """The minute of the week in which she would be at each zone; 0 for no zone."""
    zones, speed = asked.columns.zones, asked.standing.rules
    km = zones.km_from([place], [[]])[0]
    seconds = leaves.second + leaves.microsecond / 1e6
    exact = minute_of_week(leaves) + seconds / 60 + km / speed.travel_kmh * 60
    minute = np.floor(exact).astype(np.int64) % WEEK
    for number in np.flatnonzero(np.abs(exact - np.rint(exact)) < TIGHT_MINUTES):
        hours = zones.zones[number].km_from(place, zones.factor) / speed.travel_kmh
        minute[number] = minute_of_week(leaves + timedelta(hours=hours))
    return np.append(minute, 0)


def _vacancy_is_fresh(asked: _Asked) -> Found:
    rules, now = asked.standing.rules, asked.standing.situation.now
    planned = arrives_by_plan(asked.household, asked.standing)
    hours = rules.vacancy_fresh_hours_planned if planned else rules.vacancy_fresh_hours_tonight
    since = microseconds(now - timedelta(hours=hours))
    fresh = asked.flag("confirmed") & (asked.number("confirmed_at") >= since)
    return ~fresh, False


def _house_can_carry(asked: _Asked) -> Found:
    """H16; houses with a cap where the numbers change during her plan are asked one by one."""
    household, stays = asked.household, asked.columns.stays
    barred = ~asked.flag("open")
    persons = len(household.members)
    doubtful = asked.none()
    long = asked.planned > asked.standing.rules.long_stay_nights
    for name, counts in (("cap_t4", asked.level is ThreatLevel.T4), ("cap_long", long)):
        if not counts:
            continue
        cap, end = asked.number(name), asked.start + asked.planned
        capped = cap != UNTOLD
        barred |= capped & (persons + stays.persons(name, asked.start, asked.start + 1) > cap)
        # All who ever meet her plan, as if on one night: only where that is too many is it asked.
        doubtful |= capped & (persons + stays.persons(name, asked.start, end) > cap)
    for own in stays.of.get(household.id, ()):
        # She herself was counted with the others there.
        barred[own], doubtful[own] = ~asked.flag("open")[own], True
    for number in np.flatnonzero(doubtful & ~barred):
        block = house_can_carry_them(household, asked.columns.shelters[number], asked.standing)
        barred[number] = block is not None
    return barred, True


# --- what reads only her ---


def _the_same_everywhere(asked: _Asked, rule: Rule) -> Found:
    """A rule that reads nothing of the shelter, asked once."""
    if not asked.columns.shelters:
        return None
    shelter = asked.columns.shelters[0]
    block = HOLDS[rule](asked.household, shelter, asked.standing)
    return None if block is None else (asked.all(), block.because is Because.FACT)


HOLDS = {entry.rule: entry.holds for entry in rulebook.RULEBOOK if entry.holds is not None}


def _mark(barred: Bools, asked: _Asked, shelters: Iterable[ShelterId]) -> None:
    for shelter in shelters:
        number = asked.columns.number.get(shelter)
        if number is not None:
            barred[number] = True
