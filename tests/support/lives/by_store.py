"""The acts of a life on the real records: every lock, constraint, trigger, step and audit row.

The store does all that decides about states and units; the questions that a booking asks beside
it (who may, which rule bars) have tests of their own. So one
act is a few milliseconds long, and thousands of them are tried in one test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import Engine, bindparam, create_engine, func, select
from sqlalchemy.orm import Session

from app.errors import HoldsFull
from app.holds_over import end_holds, end_offers
from app.store import beds, holds, locks, offers, referrals, units
from app.store.chain import ChainKey
from app.store.engine import make_engine
from app.store.holds import By
from app.store.nights import tonight
from app.store.refusals import HoldOver, WrongState
from app.store.transactions import DrawnTwice, Store, Tx
from matching.vocabulary import NightSpan, PlanMode, Together
from models.household import HouseholdRecord
from models.offer import OfferRecord, OfferUnitRecord
from models.referral import ReferralRecord
from models.words import (
    Channel,
    DeclineReason,
    Departure,
    NonArrival,
    OfferState,
    OutOfServiceReason,
    PlacementState,
    ReferralState,
    RefusalReason,
    Role,
)
from tests.support import records
from tests.support.database import Database
from tests.support.lives.model import ASKED, BESIDE, PLANNED, TONIGHT

UNITS = 3
OVER = (
    ReferralState.LEFT,
    ReferralState.CLOSED,
    ReferralState.WITHDRAWN,
    ReferralState.HANDED_OVER,
)


@dataclass(frozen=True)
class Seen:
    """Every row that the model speaks of, as the owner of the tables reads it."""

    cases: dict[UUID, str]
    offers: dict[UUID, str]
    stays: list[tuple[str, ...]]
    placements: dict[UUID, tuple[str, ...]]


class StoreHands:
    """One coordinator who acts on a real database."""

    def __init__(
        self, store: Store, owner: Engine, eyes: psycopg.Connection[Any], account: UUID
    ) -> None:
        self._store, self._eyes, self._account = store, eyes, account
        self._referrals: dict[UUID, referrals.Case] = {}
        self.shelter, self.units = _a_house(owner, UNITS)

    def by(self, now: datetime) -> By:
        """The coordinator at this moment."""
        return By(self._account, Role.COORDINATOR, now)

    def call(self, now: datetime) -> UUID:
        """Somebody calls; her household."""
        try:
            case = self._new(now)
        except DrawnTwice:
            # One name in hundreds of millions, among thousands: drawn again, as for a call.
            case = self._new(now)
        self._referrals[case.household] = case
        return case.household

    def _new(self, now: datetime) -> referrals.Case:
        with self._store.transaction() as tx:
            return referrals.add(
                tx,
                now=now,
                by=self._account,
                referral={"channel": Channel.PHONE},
                household={"together": Together.MUST},
            )

    def search(
        self, household: UUID, found: dict[UUID, tuple[UUID, NightSpan]], now: datetime
    ) -> None:
        """These become her options."""
        with self._locked(household) as tx:
            state = referrals.state_of(tx, household)
            if state in OVER:
                raise WrongState
            rows = [self._row(household, name, *what, now) for name, what in found.items()]
            offers.propose(tx, household, rows, self.by(now))
            if state in (
                ReferralState.RECEIVED,
                ReferralState.SEARCHING,
                ReferralState.OPTIONS_READY,
                ReferralState.NEEDS_INFO,
                ReferralState.NO_SAFE_BED,
            ):
                ready = ReferralState.OPTIONS_READY if found else ReferralState.NO_SAFE_BED
                referrals.set_state(tx, household, ready, by=self._account, at=now)

    def _row(
        self, household: UUID, name: UUID, unit: UUID, nights: NightSpan, now: datetime
    ) -> dict[str, Any]:
        return {
            "id": name,
            "household_id": household,
            "shelter_id": self.shelter,
            "option_rank": 1,
            "nights": nights,
            "mode": PlanMode.WITHIN_LIMIT,
            "state": OfferState.PROPOSED,
            "explanation": [],
            "rule_set": "NO-1",
            "created_at": now,
            "version": 1,
            "units": [unit],
        }

    def hold(self, offer: UUID, now: datetime) -> None:
        """The unit is held and the house asked."""
        with self._offer(offer, now) as (tx, found, by):
            if found["state"] is not OfferState.PROPOSED or found["case_state"] in OVER:
                raise WrongState
            offers.lapse(tx, found["household"], now)
            beside = offers.held_beside(tx, found["household"], offer, now)
            at_once = found["nights"].start == tonight(now)
            if len(beside) >= (3 if at_once else 1):
                raise HoldsFull
            until = now + (BESIDE if beside else TONIGHT if at_once else PLANNED)
            holds.hold(
                tx,
                household=found["household"],
                units=found["units"],
                nights=found["nights"],
                until=until,
                by=by,
                offer=offer,
            )
            _go(tx, found, OfferState.APPROVED, by)
            _go(tx, found, OfferState.SHELTER_ASKED, by, hold_until=until, asked_at=now)
            self._settle(tx, found, ReferralState.OFFERED, now)

    def house_says(self, offer: UUID, *, yes: bool, now: datetime) -> None:
        """The house answers."""
        with self._offer(offer, now) as (tx, found, by):
            fits = (OfferState.SHELTER_ASKED,) if yes else ASKED
            if found["state"] not in fits:
                raise WrongState
            _in_time(found, now)
            if yes:
                _go(tx, found, OfferState.SHELTER_YES, by, answered_at=now)
            else:
                reason = RefusalReason.FULL
                said = {"reason": reason, "refusal_reason": reason}
                self._ends(tx, found, OfferState.SHELTER_NO, by, **said)

    def show(self, offer: UUID, now: datetime) -> None:
        """She is told of it."""
        with self._offer(offer, now) as (tx, found, by):
            if found["state"] is not OfferState.SHELTER_YES:
                raise WrongState
            _in_time(found, now)
            _go(tx, found, OfferState.SHOWN, by, shown_at=now)

    def accept(self, offer: UUID, now: datetime) -> UUID:
        """She says yes; her placement."""
        with self._offer(offer, now) as (tx, found, by):
            fits = (OfferState.SHELTER_YES, OfferState.SHOWN)
            if found["state"] not in fits or found["case_state"] in OVER:
                raise WrongState
            _in_time(found, now)
            placement = holds.accept(
                tx,
                household=found["household"],
                stays=offers.held_stays(tx, offer),
                mode=found["mode"],
                rule_set="NO-1",
                by=by,
                offer=offer,
            )
            offers.release_others(tx, found["household"], offer, by)
            _go(tx, found, OfferState.TAKEN, by, closed_at=now, hold_until=None)
            self._settle(tx, found, ReferralState.ACCEPTED, now)
        return placement

    def decline(self, offer: UUID, now: datetime) -> None:
        """She says no."""
        with self._offer(offer, now) as (tx, found, by):
            if found["state"] not in (OfferState.PROPOSED, *ASKED):
                raise WrongState
            reason = DeclineReason.TOO_FAR
            said = {"reason": reason, "decline_reason": reason}
            self._ends(tx, found, OfferState.DECLINED, by, **said)

    def release(self, offer: UUID, now: datetime) -> None:
        """It is given up."""
        with self._offer(offer, now) as (tx, found, by):
            if found["state"] not in ASKED:
                raise WrongState
            self._ends(tx, found, OfferState.RELEASED, by)

    def arrive(self, placement: UUID, household: UUID, now: datetime) -> None:
        """She is there."""
        with self._locked(household) as tx:
            holds.arrive(tx, placement, by=self.by(now))
            referrals.set_state(tx, household, ReferralState.ARRIVED, by=self._account, at=now)

    def call_off(self, placement: UUID, household: UUID, *, missing: bool, now: datetime) -> None:
        """She does not come."""
        why = PlacementState.NOT_ARRIVED if missing else PlacementState.CANCELLED
        reason = NonArrival.UNKNOWN if missing else None
        state = ReferralState.SEARCHING if missing else ReferralState.OPTIONS_READY
        with self._locked(household) as tx:
            holds.call_off(tx, placement, why=why, by=self.by(now), reason=reason)
            referrals.settle(tx, household, state, by=self._account, at=now)

    def leave(self, placement: UUID, household: UUID, away: date, now: datetime) -> None:
        """She left."""
        departure = Departure.OWN_HOME
        with self._locked(household) as tx:
            holds.end(tx, placement, last=away, departure=departure, by=self.by(now))
            referrals.settle(
                tx, household, ReferralState.LEFT, by=self._account, at=now, reason=departure
            )

    def end_case(self, household: UUID, state: ReferralState, now: datetime) -> None:
        """Her search ends."""
        with self._locked(household) as tx:
            case = self._referrals[household]
            over = referrals.state_of(tx, household) in OVER
            if over or referrals.has_bed(tx, household, now):
                raise WrongState
            referrals.close(tx, case, state, by=self._account, now=now)
            offers.end_all(tx, household, self.by(now))

    def break_(self, unit: UUID, nights: NightSpan, *, cleaning: bool, now: datetime) -> UUID:
        """The unit cannot be used in these nights; the span."""
        why = OutOfServiceReason.CLEANING if cleaning else OutOfServiceReason.REPAIR
        with self._store.transaction() as tx:
            return units.close(tx, unit, nights, why, now=now)

    def beds(self, night: date, now: datetime) -> dict[UUID, str]:
        """What each unit is in that night, as the house is told."""
        with self._store.transaction() as tx:
            found = beds.of_shelter(tx, self.shelter, night=night, now=now)
        return {one["unit"]: str(one["state"]) for one in found}

    def mend(self, unit: UUID, span: UUID, now: datetime) -> None:
        """It can be used again."""
        with self._store.transaction() as tx:
            units.lift(tx, span, unit, now=now)

    def time_passes(self, now: datetime) -> None:
        """What upkeep does each minute about holds."""
        end_holds(self._store, now)
        end_offers(self._store, now)

    def seen(self) -> Seen:
        """What stands in the records now of this house and these households."""
        rows = self._eyes.execute(_SEEN, {"hers": list(self._referrals)}).fetchall()
        seen = Seen({}, {}, [], {})
        for kind, name, state, more in rows:
            match kind:
                case "R":
                    seen.cases[name] = state
                case "F":
                    seen.offers[name] = state
                case "S":
                    seen.stays.append(tuple(more))
                case _:
                    seen.placements[name] = (state, *more)
        seen.stays.sort()
        return seen

    @contextmanager
    def _locked(self, household: UUID) -> Iterator[Tx]:
        with self._store.transaction() as tx:
            locks.households(tx, [household])
            yield tx

    @contextmanager
    def _offer(self, offer: UUID, now: datetime) -> Iterator[tuple[Tx, dict[str, Any], By]]:
        with self._store.transaction() as tx:
            found = dict(tx.execute(_OFFER, {"offer": offer}).one()._mapping)
            locks.households(tx, [found["household"]])
            yield tx, found, self.by(now)

    def _ends(
        self,
        tx: Tx,
        found: dict[str, Any],
        state: OfferState,
        by: By,
        **said: Any,
    ) -> None:
        stays = offers.held_stays(tx, found["id"])
        if stays:
            holds.release(tx, household=found["household"], stays=stays, by=by)
        _go(tx, found, state, by, closed_at=by.at, hold_until=None, **said)
        self._settle(tx, found, ReferralState.OPTIONS_READY, by.at)

    def _settle(
        self, tx: Tx, found: dict[str, Any], otherwise: ReferralState, now: datetime
    ) -> None:
        referrals.settle(tx, found["household"], otherwise, by=self._account, at=now)


def _go(
    tx: Tx,
    found: dict[str, Any],
    state: OfferState,
    by: By,
    **values: Any,
) -> None:
    offers.change(tx, found["id"], state, by, household=found["household"], **values)


def _in_time(found: dict[str, Any], now: datetime) -> None:
    if found["hold_until"] is None or found["hold_until"] <= now:
        raise HoldOver


def _a_house(owner: Engine, many: int) -> tuple[UUID, tuple[UUID, ...]]:
    """A new house with so many units."""
    house = records.shelter(0)
    house.code_name = f"H-{uuid4().hex[:12]}"
    rooms = [records.unit(house.id, number) for number in range(many)]
    with Session(owner) as session, session.begin():
        session.add(house)
        session.flush()
        session.add_all(rooms)
        session.flush()
        return house.id, tuple(room.id for room in rooms)


_OFFER = (
    select(
        OfferRecord.id,
        OfferRecord.household_id.label("household"),
        OfferRecord.nights,
        OfferRecord.mode,
        OfferRecord.state,
        OfferRecord.hold_until,
        ReferralRecord.state.label("case_state"),
        func.array_agg(OfferUnitRecord.unit_id).label("units"),
    )
    .join(OfferUnitRecord, OfferUnitRecord.offer_id == OfferRecord.id)
    .join(HouseholdRecord, HouseholdRecord.id == OfferRecord.household_id)
    .join(ReferralRecord, ReferralRecord.id == HouseholdRecord.referral_id)
    .where(OfferRecord.id == bindparam("offer"))
    .group_by(OfferRecord.id, ReferralRecord.state)
)
_SEEN = """
    SELECT 'R' AS kind, h.id, r.state::text, ARRAY[]::text[] AS more
      FROM households h JOIN referrals r ON r.id = h.referral_id WHERE h.id = ANY(%(hers)s)
    UNION ALL
    SELECT 'F', id, state::text, ARRAY[]::text[] FROM offers WHERE household_id = ANY(%(hers)s)
    UNION ALL
    SELECT 'S', id, state::text, ARRAY[household_id::text, unit_id::text, lower(nights)::text,
           upper(nights)::text, state::text] FROM stays WHERE household_id = ANY(%(hers)s)
    UNION ALL
    SELECT 'P', id, state::text, ARRAY[lower(nights)::text, upper(nights)::text]
      FROM placements WHERE household_id = ANY(%(hers)s)
"""


@contextmanager
def hands_on(
    database: Database, kind: type[StoreHands] = StoreHands
) -> Iterator[Callable[[], StoreHands]]:
    """New hands, each with a house of its own, on this empty migrated database."""
    owner = create_engine(database.owner_url)
    engine = make_engine(database.service_url, pool_size=2)
    rows = records.load(owner, units=1, households=1)
    store = Store(engine, ChainKey("lives", b"l" * 32))
    address = database.owner_url.replace("postgresql+psycopg://", "postgresql://")
    eyes = psycopg.connect(address, autocommit=True)
    try:
        yield lambda: kind(store, owner, eyes, rows.account)
    finally:
        eyes.close()
        engine.dispose()
        owner.dispose()
