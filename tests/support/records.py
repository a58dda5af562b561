"""Rows for tests of the records: one zone, shelters with units, accounts, households."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matching.vocabulary import (
    Answer,
    Phase,
    Region,
    ResidentsGender,
    ShelterKind,
    ShelterStatus,
    Together,
    UnitKind,
)
from models.account import AccountRecord
from models.base import Base
from models.credential import PasskeyRecord
from models.household import HouseholdRecord
from models.referral import ReferralRecord
from models.shelter import ShelterRecord
from models.unit import UnitRecord
from models.words import AccountStatus, Channel, ReferralState, Role
from models.zone import ZoneRecord

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Rows:
    """Ids of what was loaded."""

    shelters: tuple[UUID, ...]
    units: tuple[UUID, ...]
    households: tuple[UUID, ...]
    account: UUID


def zone() -> ZoneRecord:
    """A valid zone."""
    return ZoneRecord(
        id="Z-1",
        lat=60.0,
        lon=10.0,
        radius_km=18.0,
        possible_addresses=9000,
        valid=True,
        zone_set="test",
        validated_at=NOON,
    )


def shelter(number: int) -> ShelterRecord:
    """An open shelter of which little is known."""
    return ShelterRecord(
        id=uuid4(),
        code_name=f"FJORD-{number:02}",
        kind=ShelterKind.CRISIS_CENTRE,
        phases=frozenset({Phase.ACUTE}),
        zone_id="Z-1",
        region=Region.EAST,
        status=ShelterStatus.OPEN,
        residents_gender=ResidentsGender.WOMEN,
        police_within_15_min=Answer.UNKNOWN,
        intake_hours_known=False,
        created_at=NOON,
    )


def unit(of: UUID, number: int) -> UnitRecord:
    """A room of two beds."""
    return UnitRecord(
        id=uuid4(), shelter_id=of, code=f"U{number}", kind=UnitKind.ROOM, beds=2, cots=0
    )


def account(number: int = 1) -> AccountRecord:
    """A coordinator."""
    return AccountRecord(
        id=uuid4(),
        handle=f"coordinator-{number}",
        role=Role.COORDINATOR,
        status=AccountStatus.ACTIVE,
        created_at=NOON,
    )


def referral(number: int) -> ReferralRecord:
    """A call of which nothing is known yet."""
    return ReferralRecord(
        id=uuid4(),
        code_name=f"REF-{number:03}",
        received_at=NOON,
        channel=Channel.PHONE,
        state=ReferralState.RECEIVED,
    )


def household(of: UUID, number: int) -> HouseholdRecord:
    """A household of which nothing is known yet."""
    return HouseholdRecord(
        id=uuid4(), referral_id=of, code_name=f"HERON-{number:03}", together=Together.MUST
    )


def passkey(of: UUID) -> PasskeyRecord:
    """A passkey that nobody can use: its key is none."""
    return PasskeyRecord(
        id=uuid4(),
        account_id=of,
        credential_id=of.bytes,
        public_key=b"none",
        sign_count=0,
        created_at=NOON,
    )


def load(engine: Engine, *, units: int = 3, households: int = 3, shelters: int = 1) -> Rows:
    """Put that many of each into an empty, migrated database; units go round the shelters."""
    houses = [shelter(n) for n in range(shelters)]
    rooms = [unit(houses[n % shelters].id, n) for n in range(units)]
    calls = [referral(n) for n in range(households)]
    families = [household(call.id, n) for n, call in enumerate(calls)]
    person = account()
    steps: Sequence[Sequence[Base]] = (
        [zone()],
        houses,
        rooms,
        [person],
        [passkey(person.id)],
        calls,
        families,
    )
    with Session(engine) as session, session.begin():
        for step in steps:
            session.add_all(step)
            session.flush()
        return Rows(
            shelters=tuple(house.id for house in houses),
            units=tuple(room.id for room in rooms),
            households=tuple(family.id for family in families),
            account=person.id,
        )
