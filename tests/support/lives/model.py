"""What a referral, its offers, its placements and the beds must be after each act, told simply.

Sets and loops only; nothing of the service is read but its words. Written from docs/domain.md 8.5,
13 and 14, not from the code that it judges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from matching.vocabulary import NightSpan
from models.words import OfferState as F
from models.words import PlacementState as P
from models.words import ReferralState as R
from models.words import StayState as S

ASKED = (F.SHELTER_ASKED, F.SHELTER_YES, F.SHOWN)
TAKES_THE_UNIT = (S.HELD, S.ACCEPTED, S.ARRIVED)
OVER = (R.LEFT, R.CLOSED, R.WITHDRAWN, R.HANDED_OVER)
LOOKING = (R.RECEIVED, R.SEARCHING, R.OPTIONS_READY, R.NEEDS_INFO, R.NO_SAFE_BED)
TONIGHT, PLANNED, BESIDE = timedelta(hours=2), timedelta(hours=24), timedelta(minutes=30)
"""How long a unit is held tonight, otherwise, and while another is held for her already."""


class No(Exception):
    """The service must refuse this act, by this name, and nothing may have changed."""

    def __init__(self, name: str) -> None:
        self.name = name


@dataclass
class Offer:
    """One house offered to one household."""

    household: UUID
    unit: UUID
    nights: NightSpan
    state: F = F.PROPOSED
    until: datetime | None = None


@dataclass
class Stay:
    """One unit in some nights."""

    household: UUID
    unit: UUID
    nights: NightSpan
    offer: UUID
    until: datetime | None
    state: S = S.HELD
    placement: UUID | None = None


@dataclass
class Placement:
    """Where she lives, or is expected."""

    household: UUID
    nights: NightSpan
    state: P = P.ACCEPTED


def share_a_night(one: NightSpan, other: NightSpan) -> bool:
    """Whether some night is in both."""
    return one.start < other.end and other.start < one.end


@dataclass
class Model:
    """Everything, as it must be."""

    now: datetime
    cases: dict[UUID, R] = field(default_factory=dict)
    offers: dict[UUID, Offer] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)
    placements: dict[UUID, Placement] = field(default_factory=dict)
    broken: dict[UUID, list[tuple[NightSpan, bool]]] = field(default_factory=dict)
    """Nights in which a unit cannot be used, and whether it is merely being cleaned."""

    # --- questions

    def lives(self, stay: Stay) -> bool:
        """Whether it keeps others out at this minute: a hold whose time is over does not."""
        if stay.state is S.HELD:
            return stay.until is not None and stay.until > self.now
        return stay.state in TAKES_THE_UNIT

    def stays_of(self, household: UUID) -> list[Stay]:
        """Every stay of hers, also those that are over."""
        return [stay for stay in self.stays if stay.household == household]

    def case_by_beds(self, household: UUID) -> R | None:
        """Where her case stands by the best bed that she has."""
        hers = {stay.state for stay in self.stays_of(household) if self.lives(stay)}
        for bed, state in ((S.ARRIVED, R.ARRIVED), (S.ACCEPTED, R.ACCEPTED), (S.HELD, R.OFFERED)):
            if bed in hers:
                return state
        return None

    def bed(self, unit: UUID, night: date) -> str:
        """What one bed is in one night: computed, never stored."""
        shut = [how for span, how in self.broken.get(unit, []) if span.start <= night < span.end]
        if not all(shut):
            return "OUT_OF_SERVICE"
        here = [s for s in self.stays if s.unit == unit and s.nights.start <= night < s.nights.end]
        taken = [stay for stay in here if self.lives(stay)]
        assert len(taken) <= 1, "two households in one bed"
        if not taken:
            return "TURNAROUND" if shut else "FREE"
        return "HELD" if taken[0].state is S.HELD else "OCCUPIED"

    # --- acts: each says what follows, or No

    def settle(self, household: UUID, otherwise: R) -> None:
        """Her case stands where her beds say; nothing brings back one that is over."""
        wanted = self.case_by_beds(household) or otherwise
        if self.cases[household] in OVER and wanted is not self.cases[household]:
            raise No("WrongState")
        self.cases[household] = wanted

    def search(self, household: UUID, found: dict[UUID, tuple[UUID, NightSpan]]) -> None:
        """These are her options now; what was proposed before is gone."""
        if self.cases[household] in OVER:
            raise No("WrongState")
        for offer in self.offers.values():
            if offer.household == household and offer.state is F.PROPOSED:
                offer.state = F.EXPIRED
        for name, (unit, nights) in found.items():
            self.offers[name] = Offer(household, unit, nights)
        if self.cases[household] in LOOKING:
            self.cases[household] = R.OPTIONS_READY if found else R.NO_SAFE_BED

    def hold(self, name: UUID, tonight: date) -> None:
        """The unit is held and the house asked: three at once tonight, otherwise one."""
        offer = self.offers[name]
        her = offer.household
        if offer.state is not F.PROPOSED or self.cases[her] in OVER:
            raise No("WrongState")
        self.lapse(her)
        beside = [o for o in self.offers.values() if o.household == her and o.state in ASKED]
        is_tonight = offer.nights.start == tonight
        if len(beside) >= (3 if is_tonight else 1):
            raise No("HoldsFull")
        there = [s for s in self.stays if s.unit == offer.unit]
        if any(self.lives(s) and share_a_night(s.nights, offer.nights) for s in there):
            raise No("UnitTaken")
        if any(share_a_night(span, offer.nights) for span, _ in self.broken.get(offer.unit, [])):
            raise No("UnitOutOfService")
        lapsed = [s for s in there if s.state is S.HELD and not self.lives(s)]
        if any(share_a_night(s.nights, offer.nights) for s in lapsed):
            for stay in lapsed:
                stay.state = S.EXPIRED
        length = BESIDE if beside else TONIGHT if is_tonight else PLANNED
        offer.state, offer.until = F.SHELTER_ASKED, self.now + length
        self.stays.append(Stay(her, offer.unit, offer.nights, name, offer.until))
        self.settle(her, R.OFFERED)

    def house_says(self, name: UUID, *, yes: bool) -> None:
        """The house says yes, or no; it may take a yes back until hers."""
        offer = self.offers[name]
        fits = (F.SHELTER_ASKED,) if yes else ASKED
        if offer.state not in fits:
            raise No("WrongState")
        self._in_time(offer)
        if yes:
            offer.state = F.SHELTER_YES
        else:
            self._is_over(name, F.SHELTER_NO)

    def show(self, name: UUID) -> None:
        """She is told of it."""
        offer = self.offers[name]
        if offer.state is not F.SHELTER_YES:
            raise No("WrongState")
        self._in_time(offer)
        offer.state = F.SHOWN

    def accept(self, name: UUID, placement: UUID) -> None:
        """She says yes: one placement, and every other hold of hers is free in the same act."""
        offer = self.offers[name]
        her = offer.household
        if offer.state not in (F.SHELTER_YES, F.SHOWN) or self.cases[her] in OVER:
            raise No("WrongState")
        self._in_time(offer)
        for other in self.placements.values():
            mine = other.household == her and other.state in (P.ACCEPTED, P.ARRIVED)
            if mine and share_a_night(other.nights, offer.nights):
                raise No("AlreadyPlaced")
        for stay in self.stays_of(her):
            if stay.offer == name and stay.state is S.HELD:
                stay.state, stay.until, stay.placement = S.ACCEPTED, None, placement
            elif stay.state is S.HELD:
                stay.state = S.RELEASED
        for other_offer in self.offers.values():
            if other_offer.household == her and other_offer.state in ASKED:
                other_offer.state, other_offer.until = F.RELEASED, None
        offer.state, offer.until = F.TAKEN, None
        self.placements[placement] = Placement(her, offer.nights)
        self.settle(her, R.ACCEPTED)

    def decline(self, name: UUID) -> None:
        """She says no, at any time before her yes."""
        if self.offers[name].state not in (F.PROPOSED, *ASKED):
            raise No("WrongState")
        self._is_over(name, F.DECLINED)

    def release(self, name: UUID) -> None:
        """It is given up without a word of hers."""
        if self.offers[name].state not in ASKED:
            raise No("WrongState")
        self._is_over(name, F.RELEASED)

    def arrive(self, placement: UUID) -> None:
        """She is there."""
        place = self._must_be(placement, P.ACCEPTED)
        self._moves(placement, P.ARRIVED, S.ARRIVED)
        self.cases[place.household] = R.ARRIVED

    def call_off(self, placement: UUID, *, missing: bool) -> None:
        """She does not come; the unit is free from this moment."""
        place = self._must_be(placement, P.ACCEPTED)
        if missing:
            self._moves(placement, P.NOT_ARRIVED, S.NOT_ARRIVED)
        else:
            self._moves(placement, P.CANCELLED, S.CANCELLED)
        self.settle(place.household, R.SEARCHING if missing else R.OPTIONS_READY)

    def leave(self, placement: UUID, away: date) -> None:
        """She left; the nights become what they were, the first at least."""
        place = self._must_be(placement, P.ARRIVED)
        last = min(max(away, place.nights.start + timedelta(days=1)), place.nights.end)
        place.nights = NightSpan(place.nights.start, last)
        self._moves(placement, P.ENDED, S.ENDED)
        for stay in self.stays:
            if stay.placement == placement:
                stay.nights = place.nights
        self.settle(place.household, R.LEFT)

    def end_case(self, household: UUID, state: R) -> None:
        """Her search ends; never while a bed is hers or held for her."""
        hers = self.stays_of(household)
        if self.cases[household] in OVER or any(self.lives(s) for s in hers):
            raise No("WrongState")
        self.cases[household] = state
        for offer in self.offers.values():
            if offer.household == household and offer.state in (F.PROPOSED, F.APPROVED, *ASKED):
                offer.state, offer.until = F.EXPIRED, None

    def time_passes(self) -> None:
        """What the clock brings about by itself: holds that are over end, and their offers."""
        for stay in self.stays:
            if stay.state is S.HELD and not self.lives(stay):
                stay.state = S.EXPIRED
        for household in self.cases:
            if self.lapse(household) and self.cases[household] is R.OFFERED:
                self.settle(household, R.OPTIONS_READY)

    def lapse(self, household: UUID) -> bool:
        """Her offers whose hold is over say so; whether there was one."""
        over = [
            offer
            for offer in self.offers.values()
            if offer.household == household
            and offer.state in ASKED
            and (offer.until is None or offer.until <= self.now)
        ]
        for offer in over:
            offer.state = F.EXPIRED
        return bool(over)

    def _in_time(self, offer: Offer) -> None:
        if offer.until is None or offer.until <= self.now:
            raise No("HoldOver")

    def _is_over(self, name: UUID, state: F) -> None:
        offer = self.offers[name]
        for stay in self.stays:
            if stay.offer == name and stay.state is S.HELD:
                stay.state = S.RELEASED
        offer.state, offer.until = state, None
        self.settle(offer.household, R.OPTIONS_READY)

    def _must_be(self, placement: UUID, state: P) -> Placement:
        place = self.placements[placement]
        if place.state is not state:
            raise No("WrongState")
        return place

    def _moves(self, placement: UUID, state: P, bed: S) -> None:
        self.placements[placement].state = state
        for stay in self.stays:
            if stay.placement == placement:
                stay.state = bed
