"""Who decides what in each policy. What is allowed, ranked and planned is havn's own code.

``today``      one house after the other is rung, the nearest first; the first that says yes
``scarcest``   havn's options by telephone, the night's list by scarcest first
``plain``      havn's options and joint plan
``priced``     the same, with the prices of the last night in the last tier of the options
``expected``   prices as if who called in the last days called again tonight, beside those who wait
``steered``    the same; ten options are named and the one that others need least is asked first
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from matching.check import violations
from matching.filter import rules_of, screen
from matching.geography import great_circle_km
from matching.groups import night_number
from matching.options import Ranked, fitted, ranked, read_again, units_of, would_free
from matching.plan import Costs, Option, Placed, Plan, Segment, Source, TierValue
from matching.price_columns import PriceColumns
from matching.rules import blocks
from matching.shadow_prices import UnitPrice
from matching.situation import Household, Shelter, Situation
from matching.solve import Night, scarcest_first
from matching.standing import Standing
from matching.verdicts import bit
from matching.vocabulary import (
    Firmness,
    HouseholdId,
    NightSpan,
    PlanMode,
    Rule,
    ShelterId,
    Tier,
    Trigger,
    UnitId,
)
from tests.support.year import figures
from tests.support.year.country import Country, Waiting
from tests.support.year.dates import called, night_of

NIGHT_SECONDS = 10.0
"""Limit of one night's plan (issue: nightly limit 10 s)."""
EXPECTED_NIGHTS = 7
MOST_OPTIONS = 10
"""As many as a rule set may name."""
SEARCHES = 4
"""Times that one call is answered anew after everybody said no."""
NOTHING = Costs(risk=0, changes=0, wishes=0, stability=0, services=0, stewardship=0)


@dataclass(frozen=True, slots=True)
class Offer:
    """A concrete place, once the minutes that finding it took are over."""

    shelter: ShelterId
    units: tuple[UnitId, ...]
    span: NightSpan
    mode: PlanMode
    minutes: int
    """Since the search began."""
    call_first: tuple[Rule, ...] = ()
    """Rules that wait for the house's yes by telephone."""


@dataclass(slots=True)
class Policy:
    """One way to answer: what is searched by telephone, and what the night's batch makes."""

    name: str
    search: Callable[[Policy, Country, Waiting], Iterator[Offer]]
    make: Callable[[Policy, Night], Plan] | None = None
    """The plan of all who wait; None has no list and asks one after the other."""
    priced: bool = False
    expects: int = 0
    """Nights whose callers stand for those to come when the night prices units; 0 is nobody."""
    options: int | None = None
    """Houses that one answer names, where it is not the rule set's number."""
    steers: bool = False
    """Whether the options are asked in the order of their prices."""
    prices: tuple[UnitPrice, ...] = ()
    """As the last night left them."""
    slowest: float = 0.0
    """Seconds of the slowest plan."""

    @property
    def looks_everywhere(self) -> bool:
        """Whether it looks at every house for a caller."""
        return self.search is by_options

    def seek(self, country: Country, waiting: Waiting) -> None:
        """Offers for one household until she takes one or has heard enough for today."""
        began = country.minute
        told = country.told[waiting.case.number]
        for offer in self.search(self, country, waiting):
            if waiting.offers >= figures.OFFERS_A_DAY:
                return
            if offer.call_first and not _rung(country, waiting, offer):
                continue
            waiting.offers += 1
            if told.first_offer is None:
                told.first_offer = began + offer.minutes
            if country.year.declines(waiting.case.id, offer.shelter):
                country.declined(waiting, offer.shelter)
                continue
            if take(country, waiting, offer, country.tonight):
                if told.bed == country.minute:
                    told.bed = began + offer.minutes
                return

    def plan(self, country: Country, trigger: Trigger, night: int) -> Plan | None:
        """The plan of everybody who waits, judged by the independent checker."""
        if self.make is None:
            return None
        if self.expects and trigger is Trigger.NIGHT:
            self._look_ahead(country, night)
        if not country.waiting:
            return None
        situation = country.situation(trigger, night)
        began = time.perf_counter()
        plan = self.make(self, Night(situation))
        self.slowest = max(self.slowest, time.perf_counter() - began)
        country.checked += 1
        country.judged(violations(situation, plan), f"{self.name}, plan of night {night}")
        return plan

    def _look_ahead(self, country: Country, night: int) -> None:
        """The prices of a night on which the callers of the last nights call again."""
        situation = country.situation(Trigger.NIGHT, night)
        again = tuple(
            replace(
                called(case.first_night, night, country.minute),
                id=HouseholdId(f"again-{case.id}"),
                needed_from=night_of(night),
                planned_until=night_of(night + case.planned),
                permit_until=None,
            )
            for case in country.called
            if case.night > night - 1 - self.expects
        )
        alike = replace(situation, households=(*situation.households, *again))
        began = time.perf_counter()
        told = Night(alike).optimised_with_prices(
            lambda: NIGHT_SECONDS - (time.perf_counter() - began)
        )
        self.slowest = max(self.slowest, time.perf_counter() - began)
        self.prices = told.prices


def take(
    country: Country,
    waiting: Waiting,
    offer: Offer,
    night: int,
    trigger: Trigger = Trigger.PHONE,
    *,
    planned: bool = False,
) -> bool:
    """Book what she took, if nobody has it by now and both tellings of the rules agree.

    ``trigger``: a line of the night's plan is judged as one on which she arrives by plan (H13).
    ``planned``: it is a line of a plan; what the core bars by now is told as late and is no violation.
    """
    if country.taken_between(offer.units, offer.span):
        return False
    country.checked += 1
    her = country.her_word(waiting, night)
    alone = country.situation_of(her, offer.shelter, trigger, night)
    found = [v for v in violations(alone, one_line(alone, offer)) if v.household is not None]
    if found:
        barred = _barred_by_now(alone, her, offer) if planned else []
        country.late.update(barred)
        if not barred:
            country.judged(found, f"booking of minute {country.minute}")
        return False
    country.book(waiting, offer.shelter, offer.units, offer.span)
    return True


def _barred_by_now(alone: Situation, her: Household, offer: Offer) -> list[str]:
    """The rules by which the core too bars the house to her, when a line of a plan is to be booked.

    The service refuses it then (409). An option was asked of the core a moment ago, so there is no such
    excuse for it.
    """
    standing = Standing(alone)
    return [one.rule.value for one in blocks(her, standing.shelters[offer.shelter], standing)]


def _rung(country: Country, waiting: Waiting, offer: Offer) -> bool:
    """The house is rung; where it says yes and a coordinator may lift the rule, it is lifted.

    A house that said no, or for which a coordinator's word is not enough, is not rung again.
    """
    if country.year.says_yes(waiting.case.id, offer.shelter):
        country.waive(waiting, offer.shelter, offer.call_first)
        standing, columns = country.picture()
        found = screen(country.her_word(waiting, country.tonight), columns, standing)
        if not found.bars[columns.number[offer.shelter]]:
            return True
    country.declined(waiting, offer.shelter)
    return False


# --- the telephone as it is today ---


def nearest_first(policy: Policy, country: Country, waiting: Waiting) -> Iterator[Offer]:
    """Houses in the order of the way there; each that her facts do not rule out is rung."""
    standing, columns = country.picture()
    her = country.her_word(waiting, country.tonight)
    found = screen(her, columns, standing)
    full, minutes = bit(Rule.H01), figures.ANSWERS_MINUTES
    for shelter in sorted(columns.shelters, key=lambda s: (_km(s, standing, waiting), s.id)):
        number = columns.number[shelter.id]
        bars, facts = int(found.bars[number]), int(found.facts[number])
        if facts & ~full:
            continue
        if facts:
            minutes += figures.RING_MINUTES
            continue
        minutes += figures.HOUSE_MINUTES
        way = next(fitted(her, shelter, standing), None)
        if way is not None:
            yield Offer(
                shelter.id,
                units_of(way.bundle),
                way.way.span,
                way.way.mode,
                minutes,
                rules_of(bars),
            )


def _km(shelter: Shelter, standing: Standing, waiting: Waiting) -> float:
    zone, where = standing.zone(shelter), waiting.household.where_now
    return 0.0 if zone is None or where is None else great_circle_km(zone.centre, where)


# --- havn's options ---


def by_options(policy: Policy, country: Country, waiting: Waiting) -> Iterator[Offer]:
    """The options of ``matching.options``, then the houses that are to be called first, then the next.

    Without its list of refusals, which nobody reads here. Who was told no by a house, or said no,
    is answered again without it.
    """
    minutes = figures.ANSWERS_MINUTES
    for search in range(SEARCHES):
        standing, columns = country.picture()
        her = country.her_word(waiting, country.tonight)
        # As the service does: she may have said no to a house since the picture was taken.
        told = standing.situation
        standing = standing.at(told.now, told.clock_offset_minutes, her)
        prices = PriceColumns(columns.bundles.groups, policy.prices, standing.situation.tonight)
        found = ranked(her, columns, standing, prices)
        if search == 0:
            _note(country, waiting, found)
        shown = (
            _least_needed_first(found, prices, her, standing) if policy.steers else found.options
        )
        if not shown and not found.call_first:
            return
        for ways in (shown, found.call_first):
            for option in read_again(ways, found, her, columns, standing):
                minutes += figures.HOUSE_MINUTES
                yield _offered(option, minutes)


def _least_needed_first(
    found: Ranked, prices: PriceColumns, her: Household, standing: Standing
) -> tuple[int, ...]:
    """The same options, asked in the order of the last tier with the prices in it."""
    priced, fitting = found.priced, found.screen.bedding.fitting
    start = night_number(standing.plan_span(her).start, standing.situation.tonight)
    ways = np.array(found.options, dtype=np.int64)
    rows = priced.rows[ways]
    points = prices.of(fitting.first[rows], fitting.second[rows], start, priced.nights[ways])
    order = np.argsort(priced.stewardship[ways] + points, kind="stable")
    return tuple(ways[order].tolist())


def _note(country: Country, waiting: Waiting, found: Ranked) -> None:
    """What the first answer to a caller said, for the price of the rules."""
    told = country.told[waiting.case.number]
    if country.minute == waiting.case.minute and not found.options:
        freed = would_free(found.screen)
        told.no_bed = True
        told.barred_by = freed[0].rule if freed else None


def _offered(option: Option, minutes: int) -> Offer:
    return Offer(option.shelter, option.units, option.span, option.mode, minutes, option.call_first)


# --- the night's list ---


def in_turn(policy: Policy, night: Night) -> Plan:
    """Scarcest first."""
    return night.greedy(scarcest_first)


def jointly(policy: Policy, night: Night) -> Plan:
    """The joint plan; its prices are kept where the policy uses them."""
    began = time.perf_counter()
    told = night.optimised_with_prices(lambda: NIGHT_SECONDS - (time.perf_counter() - began))
    if policy.priced and not policy.expects:
        policy.prices = told.prices
    return told.plan


def policy(name: str) -> Policy:
    """A new policy of this name."""
    match name:
        case "today":
            return Policy(name, nearest_first)
        case "scarcest":
            return Policy(name, by_options, in_turn)
        case "plain":
            return Policy(name, by_options, jointly)
        case "priced":
            return Policy(name, by_options, jointly, priced=True)
        case "expected":
            return Policy(name, by_options, jointly, priced=True, expects=EXPECTED_NIGHTS)
        case "steered":
            return Policy(
                name,
                by_options,
                jointly,
                priced=True,
                expects=EXPECTED_NIGHTS,
                options=MOST_OPTIONS,
                steers=True,
            )
        case _:
            raise ValueError("no policy has this name")


USUAL = ("today", "scarcest", "plain", "priced")
NAMES = (*USUAL, "expected", "steered")


def one_line(situation: Situation, offer: Offer) -> Plan:
    """The plan in which the only household that waits has this offer."""
    standing = Standing(situation)
    (her,) = situation.households
    segment = Segment(offer.shelter, offer.units, offer.span, Firmness.FIRM)
    line = Placed(
        her.id, standing.priority(her), standing.t_eff(her), offer.mode, (segment,), NOTHING
    )
    return Plan(
        tonight=situation.tonight,
        ruleset_version=situation.rules.version,
        source=Source.GREEDY,
        proven=False,
        tiers=tuple(TierValue(tier, 0, 0, True) for tier in Tier),
        waiting=TierValue(None, 0, 0, True),
        placed=(line,),
    )
