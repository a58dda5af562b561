"""Every allowed way to place each open household, with its integer costs.

A pair of household and shelter that any hard rule bars has no candidate: rules are bars, never
weights. Source: docs/domain.md 9, 10.3, 10.4.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from matching import costs
from matching.bundles import Bundle, bundles
from matching.columns import Columns
from matching.filter import bit, screen
from matching.groups import night_number
from matching.plan import Costs
from matching.separation import meets_somebody
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.stay import Way, cut_to, limit_left, ways
from matching.vocabulary import (
    NightSpan,
    Phase,
    PlanMode,
    Priority,
    Rule,
    ThreatLevel,
)

NOT_ASKED_OF_A_LATER_SEGMENT = sum(
    bit(rule) for rule in (Rule.H01, Rule.H09, Rule.H13, Rule.H14, Rule.H19)
)
"""Capacity and stay of a later segment are judged on its own nights; arrival and freshness then."""

MOVE_ON = frozenset({Phase.STABILISATION, Phase.LONG_STAY})


@dataclass(frozen=True, slots=True)
class First:
    """A household in a bundle of one shelter for its FIRM segment."""

    home: int
    shelter: Shelter
    bundle: Bundle
    way: Way
    costs: Costs


@dataclass(frozen=True, slots=True)
class Second:
    """An INTENDED segment that starts where a first of the same household ends."""

    home: int
    shelter: Shelter
    bundle: Bundle
    span: NightSpan
    stability: int
    """What it adds to the first segment's stability cost; below 0, or it is no candidate."""


@dataclass(frozen=True, slots=True)
class Home:
    """One open household with all that the stages ask of it."""

    household: Household
    t_eff: ThreatLevel
    priority: Priority
    firsts: tuple[First, ...]
    seconds: tuple[Second, ...]
    bars: tuple[int, ...]
    """For each shelter the rules that bar her there, as bits of :mod:`matching.filter`."""
    present: Costs | None = None
    """P4: the costs of the bed she has."""


def candidates(standing: Standing) -> tuple[Home, ...]:
    """All open households in keyed order (no id order shows), with every candidate."""
    households = sorted(standing.situation.households, key=lambda h: tie_hash(standing, h.id))
    columns = Columns(standing)
    return tuple(_home(number, h, columns, standing) for number, h in enumerate(households))


def tie_hash(standing: Standing, *words: str) -> int:
    """A number that orders alike for a key, and tells nothing about order of arrival or ids."""
    key = standing.situation.tie_key.encode()
    digest = hmac.digest(key, "|".join(words).encode(), "sha256")
    return int.from_bytes(digest[:6], "big")


def _home(number: int, household: Household, columns: Columns, standing: Standing) -> Home:
    bars = screen(household, columns, standing).bars.tolist()
    firsts: list[First] = []
    later: list[Shelter] = []
    for shelter, mask in zip(columns.shelters, bars, strict=True):
        if not mask:
            firsts += _firsts(number, household, shelter, standing)
        if shelter.phases & MOVE_ON and not mask & ~NOT_ASKED_OF_A_LATER_SEGMENT:
            later.append(shelter)
    priority = standing.priority(household)
    present = costs.present(household, standing) if priority is Priority.P4 else None
    if priority is Priority.P4:
        firsts = [first for first in firsts if _is_better(first.costs, present)]
    links = sorted({f.way.span.end for f in firsts if f.way.mode is PlanMode.SEGMENTED})
    seconds = [
        second
        for shelter in later
        for end in links
        for second in _seconds(number, household, shelter, end, standing)
    ]
    return Home(
        household=household,
        t_eff=standing.t_eff(household),
        priority=priority,
        firsts=tuple(firsts),
        seconds=tuple(seconds),
        bars=tuple(bars),
        present=present,
    )


def _firsts(
    number: int, household: Household, shelter: Shelter, standing: Standing
) -> Iterator[First]:
    rules = standing.rules
    planned = standing.plan_span(household)
    start = night_number(planned.start, standing.situation.tonight)
    for bundle in bundles(household, shelter, standing):
        free = bundle.nights_for(household.id, start)
        spans: set[tuple[PlanMode, NightSpan]] = set()
        for way in ways(household, shelter, planned, rules):
            fitted = cut_to(way, free, household, rules)
            if fitted is None or (fitted.mode, fitted.span) in spans:
                continue
            spans.add((fitted.mode, fitted.span))
            price = costs.costs(household, shelter, bundle, fitted, standing)
            yield First(number, shelter, bundle, fitted, price)


def _seconds(
    number: int, household: Household, shelter: Shelter, start: date, standing: Standing
) -> Iterator[Second]:
    planned = standing.plan_span(household)
    left = limit_left(household, shelter, standing.rules)
    end = planned.end if left is None else min(planned.end, start + timedelta(days=left))
    if end <= start:
        return
    span = NightSpan(start, end)
    if meets_somebody(household, shelter, span, standing):
        return
    added = costs.second_stability(household, shelter, planned, span, standing)
    if added >= 0:
        return
    night = night_number(start, standing.situation.tonight)
    for bundle in bundles(household, shelter, standing):
        if bundle.nights_for(household.id, night) < span.nights:
            continue
        yield Second(number, shelter, bundle, span, added)


def _is_better(there: Costs, here: Costs | None) -> bool:
    """P4 moves only where her own tiers 2-5 improve, and waits while she has no bed of ours."""
    if here is None:
        return False
    return (there.risk, there.wishes, there.stability, there.services) < (
        here.risk,
        here.wishes,
        here.stability,
        here.services,
    )
