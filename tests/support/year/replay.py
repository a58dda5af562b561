"""The loop over a year: noon, the afternoon's second look, calls by the minute, the night's batch.

A night begins at noon. ``noon`` first counts the night that is over; at 13:00 whoever still waits is
looked after again, since beds came free; calls come at their minute; the batch of 01:00 UTC plans the
coming night, and at 08:00 its lines are told, each to be taken or not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby

from matching.plan import Plan
from matching.vocabulary import Trigger
from tests.support.year import figures
from tests.support.year.country import Country, Waiting
from tests.support.year.dates import DAY
from tests.support.year.draws import Case, Year
from tests.support.year.policies import Offer, Policy, take

AFTERNOON = 60
BATCH = 14 * 60
"""02:00 by the wall clock in winter: 01:00 UTC."""
MORNING = 20 * 60
"""08:00, when the coordinators ring."""


def replay(
    year: Year,
    policy: Policy,
    each_night: Callable[[Country], None] | None = None,
    country: Country | None = None,
) -> Country:
    """The whole year under one policy; ``each_night`` sees the country before each noon.

    ``country`` is its first state, unless it is as the year says.
    """
    if policy.options is not None:
        year = year.with_rules(replace(year.rules, options=policy.options))
    country = Country(year) if country is None else country
    calls = {night: list(cases) for night, cases in groupby(year.cases, key=lambda c: c.night)}
    for night in range(year.days):
        country.tonight, country.minute = night, night * DAY
        country.noon()
        country.minute += AFTERNOON
        _second_look(country, policy)
        today = calls.get(night, [])
        _answer([c for c in today if c.minute % DAY < BATCH], country, policy)
        country.minute = night * DAY + BATCH
        plan = policy.plan(country, Trigger.NIGHT, night + 1)
        _answer([c for c in today if BATCH <= c.minute % DAY < MORNING], country, policy)
        country.minute = night * DAY + MORNING
        if plan is not None:
            _tell(plan, country, night + 1, Trigger.NIGHT)
        _answer([c for c in today if c.minute % DAY >= MORNING], country, policy)
        country.count_night()
        if each_night is not None:
            each_night(country)
    return country


def _answer(cases: list[Case], country: Country, policy: Policy) -> None:
    for case in cases:
        country.minute = case.minute
        policy.seek(country, country.call(case))


def _second_look(country: Country, policy: Policy) -> None:
    """Who still waits: by a plan where the policy makes one, then one after the other."""
    if not country.waiting:
        return
    plan = policy.plan(country, Trigger.EVENT, country.tonight)
    if plan is not None:
        _tell(plan, country, country.tonight, Trigger.PHONE)
    for waiting in sorted(country.waiting.values(), key=_turn):
        policy.seek(country, waiting)


def _turn(waiting: Waiting) -> tuple[int, int]:
    """As they called; the telephone today knows no classes."""
    return waiting.case.minute, waiting.case.number


def _tell(plan: Plan, country: Country, night: int, trigger: Trigger) -> None:
    """Each line of a plan is told to her, and is booked if she takes it."""
    for line in plan.placed:
        waiting = country.waiting.get(line.household)
        if waiting is None or waiting.offers >= figures.OFFERS_A_DAY:
            continue
        first = line.segments[0]
        offer = Offer(first.shelter, first.units, first.span, line.mode, figures.HOUSE_MINUTES)
        if country.taken_between(first.units, first.span):
            continue
        waiting.offers += 1
        told = country.told[waiting.case.number]
        if told.first_offer is None:
            told.first_offer = country.minute
        if country.year.declines(line.household, first.shelter):
            country.declined(waiting, first.shelter)
        else:
            take(country, waiting, offer, night, trigger, planned=True)
