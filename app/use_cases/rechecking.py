"""Asking every rule again, with the data of this minute, inside a booking (domain 13, security F13).

Twice, by two tellings that share no rule: the rulebook for the reasons, then the independent
checker on a plan of one line, so that a fault in one of them books nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypedDict
from uuid import UUID

from app.errors import Blocked, CallFirst, HoldsFull, OfferStale
from app.pictures import Pictures
from app.places.gazetteer import Gazetteer
from app.store import free_units, locks, picture, plan_lines, shelters, units
from app.store.nights import offered_as_tonight, starts_at
from app.store.refusals import UnitTaken
from app.use_cases.acting import Acting
from matching.check import Wrong, violations
from matching.explain import Reader, tell
from matching.plan import Because, Costs, Placed, Plan, Segment, Source, TierValue
from matching.rules import blocks, reserve
from matching.situation import Household, Shelter, Situation
from matching.standing import Standing
from matching.vocabulary import (
    Firmness,
    HouseholdId,
    NightSpan,
    PlanMode,
    Priority,
    ShelterId,
    Tier,
    UnitId,
)
from models.words import OfferState, Role

TAKEN = (Wrong.TAKEN, Wrong.SHARED, Wrong.OUT_OF_SERVICE)
NOTHING = Costs(risk=0, changes=0, wishes=0, stability=0, services=0, stewardship=0)


@dataclass(frozen=True, slots=True, repr=False)
class Booking:
    """What is about to be booked."""

    household: UUID
    shelter: UUID
    units: list[UUID]
    nights: NightSpan
    """Those that are still to come."""
    mode: PlanMode
    begun: date | None = None
    """Its first night, when that ended at noon while somebody had still to answer."""
    planned_for: date | None = None
    """The night that the night run planned, when she comes by that plan; None is tonight."""
    further: bool = False
    """Whether it is one more, beside what is held for her, so that she can choose (13)."""

    @classmethod
    def of(cls, a: Acting, offer: dict[str, Any]) -> Booking:
        """What is left of this offer at this minute."""
        line, nights = offer["proposal"], offer["nights"]
        held = offer["state"] is not OfferState.PROPOSED
        planned = None if line is None else plan_lines.night_run_of(a.tx, line)
        if planned is not None and starts_at(planned) <= (offer["asked_at"] if held else a.now):
            planned = None
        stands = held or nights.start in offered_as_tonight(a.now)
        begun = stands and nights.start < a.tonight < nights.end
        return cls(
            offer["household"],
            offer["shelter"],
            list(offer["units"]),
            NightSpan(a.tonight, nights.end) if begun else nights,
            offer["mode"],
            nights.start if begun else None,
            None if planned is None else max(planned, a.tonight),
        )


def recheck(
    a: Acting, booking: Booking, pictures: Pictures, *, beside: Collection[UUID] = ()
) -> Standing:
    """Every hard rule allows this booking now; its locks are held until the transaction ends.

    The households from whom she must be kept apart must have been locked before (H05). A house
    with a cap is locked whole, since two bookings of two units could break it together (H16); so is
    what is kept in a region tonight (H15).
    ``beside``: other units that this transaction will change, since all are locked in one order.

    Raises
    ------
    Blocked
        When a rule says no by a fact.
    CallFirst
        When rules say no only because something is not known.
    UnitTaken
        When somebody else has a unit.
    OfferStale
        When the nights or units are not what they would be now, or the nights are over.
    HoldsFull
        When a further hold would take one of the units that a region keeps tonight.
    """
    if booking.nights.end <= a.tonight:
        raise OfferStale
    locks.shelters(a.tx, [booking.shelter])
    capped = shelters.caps(a.tx, booking.shelter)
    here = units.all_of(a.tx, booking.shelter) if capped else booking.units
    locks.units(a.tx, {*here, *beside})
    if units.taken(a.tx, booking.units, booking.nights, but=booking.household, now=a.now):
        raise UnitTaken
    standing = _seen(a, booking, pictures)
    situation = standing.situation
    her, shelter = _pair(booking, standing)
    if booking.further and reserve.takes_kept(her, shelter, standing):
        raise HoldsFull
    found = blocks(her, shelter, standing)
    if found:
        words = [told.words.code for told in tell(found, _reader(a))]
        facts = any(block.because is Because.FACT or block.restricted for block in found)
        raise Blocked(words) if facts else CallFirst(words)
    wrong = [v for v in violations(situation, _one_line(booking, standing)) if v.household]
    if any(v.wrong in TAKEN for v in wrong):
        raise UnitTaken
    if any(v.rule is not None for v in wrong):
        raise Blocked(["NOT_POSSIBLE_NOW"])
    if wrong:
        raise OfferStale
    return standing


def _seen(a: Acting, booking: Booking, pictures: Pictures) -> Standing:
    """The picture that all rules are asked of; what is kept in the region is counted under a lock (H15).

    Whether she has nowhere else to go is asked of all houses, where nothing else hangs on it.
    """
    of: _Of = {
        "now": a.now,
        "map_": pictures.places,
        "tie_key": pictures.tie_key,
        "night": booking.planned_for,
    }

    def around() -> Situation:
        seen = picture.around(a.tx, booking.household, booking.shelter, **of)
        return _as_it_was_planned(booking, seen.situation)

    standing = Standing(around())
    her, shelter = _pair(booking, standing)
    counts = reserve.counts(her, shelter, standing)
    if not counts and not (booking.further and reserve.above_kept(shelter, standing) is not None):
        return standing
    locks.reserve(a.tx, shelter.region)
    again = around()
    told = free_units.elsewhere(
        a.tx,
        shelter.region,
        [UUID(one.id) for one in again.shelters],
        night=again.tonight,
        now=a.now,
    )
    standing = Standing(replace(again, free_elsewhere=told))
    her, shelter = _pair(booking, standing)
    first = standing.priority(her) is Priority.P1
    if not counts or not first or not reserve.too_few(her, shelter, standing):
        return standing
    everywhere = picture.of_all_houses(a.tx, booking.household, **of).situation
    return Standing(_as_it_was_planned(booking, everywhere))


def _pair(booking: Booking, standing: Standing) -> tuple[Household, Shelter]:
    return (
        standing.households[HouseholdId(str(booking.household))],
        standing.shelters[ShelterId(str(booking.shelter))],
    )


class _Of(TypedDict):
    now: datetime
    map_: Gazetteer
    tie_key: str
    night: date | None


def _as_it_was_planned(booking: Booking, situation: Situation) -> Situation:
    """What a night less changes by itself stays: where a plan without an end of its own ends, and that
    a first part which was long enough for a move still is (9.4)."""
    if booking.begun is None:
        return situation
    rules, left = situation.rules, booking.nights.nights
    end = booking.begun + timedelta(days=rules.default_horizon_nights)
    households = (
        replace(one, planned_until=one.planned_until or end)
        if one.id == HouseholdId(str(booking.household))
        else one
        for one in situation.households
    )
    least = min(rules.min_planned_segment_nights, left)
    return replace(
        situation,
        households=tuple(households),
        rules=replace(rules, min_planned_segment_nights=least),
    )


def _one_line(booking: Booking, standing: Standing) -> Plan:
    her = standing.households[HouseholdId(str(booking.household))]
    segment = Segment(
        ShelterId(str(booking.shelter)),
        tuple(UnitId(str(unit)) for unit in booking.units),
        booking.nights,
        Firmness.FIRM,
    )
    line = Placed(
        her.id, standing.priority(her), standing.t_eff(her), booking.mode, (segment,), NOTHING
    )
    return Plan(
        tonight=standing.situation.tonight,
        ruleset_version=standing.rules.version,
        source=Source.GREEDY,
        proven=False,
        tiers=tuple(TierValue(tier, 0, 0, True) for tier in Tier),
        waiting=TierValue(None, 0, 0, True),
        placed=(line,),
    )


def _reader(a: Acting) -> Reader:
    return Reader.COORDINATOR if a.actor.role is Role.COORDINATOR else Reader.SURVIVOR
