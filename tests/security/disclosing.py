"""A case with an offer on its way to a house with a sealed address, and people who stand on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import create_engine, or_, select
from sqlalchemy.orm import Session

from app.contract.disclosures import NewDisclosure, Shown
from app.service import Service
from app.store import approvals
from app.store.tokens import Actor
from app.use_cases import two_persons
from app.use_cases.acting import Acting
from app.use_cases.disclosure import asking, showing
from matching.vocabulary import AgeBand, Gender, MemberRole, NightSpan, PlanMode
from models.account import AccountRecord
from models.audit import AuditEventRecord
from models.base import Base
from models.consent import ConsentRecord
from models.disclosure import DisclosureRecord
from models.household import ContactSafetyRecord, PersonRecord
from models.member import CaseMemberRecord
from models.offer import OfferRecord
from models.placement import PlacementRecord
from models.session import SessionRecord
from models.words import (
    AccountStatus,
    ConsentAnswer,
    ConsentForm,
    ContactChannel,
    DisclosurePurpose,
    KeySubject,
    MemberScope,
    OfferState,
    PlacementState,
    Purpose,
    ReferralState,
    Role,
    SealedGroup,
    SignedInBy,
)
from tests.support import records
from tests.support.database import Database
from tests.support.sealed_rows import data_key, fill, text_of

NOW = records.NOON
NIGHTS = NightSpan(NOW.date(), NOW.date() + timedelta(days=7))
WHY = DisclosurePurpose.ARRIVAL


@dataclass
class Case:
    """One case and its ids."""

    referral: UUID
    household: UUID
    shelter: UUID
    offer: UUID
    person: UUID
    contact: UUID
    coordinator: Actor = field(repr=False)
    staff: Actor = field(repr=False)

    def wants(self, group: SealedGroup, recipient: UUID | None = None) -> NewDisclosure:
        """The disclosure of that group by way of the offer she took."""
        row = {SealedGroup.IDENTITY: self.person, SealedGroup.CONTACT: self.contact}.get(group)
        return NewDisclosure(
            group=group, purpose=WHY, offer=self.offer, row=row, recipient=recipient
        )

    def own(self, group: SealedGroup) -> NewDisclosure:
        """The same as somebody reads it who stands on the case."""
        row = {SealedGroup.IDENTITY: self.person, SealedGroup.CONTACT: self.contact}[group]
        return NewDisclosure(group=group, purpose=WHY, referral=self.referral, row=row)

    def text(self, group: SealedGroup) -> str:
        """What is sealed there."""
        table, column, row = {
            SealedGroup.ADDRESS: ("shelters_sealed", "street_address", self.shelter),
            SealedGroup.IDENTITY: ("persons_sealed", "name", self.person),
            SealedGroup.CONTACT: ("contacts_sealed", "value", self.contact),
        }[group]
        return text_of(table, column, row)


class World:
    """A running service's records and the cases in them."""

    def __init__(self, service: Service, database: Database) -> None:
        self.service = service
        self._owner = create_engine(database.owner_url)
        self._rows = records.load(self._owner, households=0)
        self._numbers = 0
        with service.store.transaction() as tx:
            key = data_key(tx, service.master, KeySubject.SHELTER, self.shelter)
            fill(tx, key, "shelters_sealed", self.shelter)

    def close(self) -> None:
        """Nobody is in the records any more."""
        self._owner.dispose()

    @property
    def shelter(self) -> UUID:
        """The one house."""
        return self._rows.shelters[0]

    def another_shelter(self) -> UUID:
        """A house to which nobody of these cases ever went."""
        self._numbers += 1
        made = records.shelter(self._numbers)
        made.id = made.id or uuid4()
        with self.owner() as session:
            session.add(made)
            session.flush()
            return made.id

    @contextmanager
    def owner(self) -> Iterator[Session]:
        """A session of the owner of the tables."""
        with Session(self._owner) as session, session.begin():
            yield session

    def person(self, role: Role, shelter: UUID | None = None) -> Actor:
        """A new account of that role which has just shown who it is."""
        self._numbers += 1
        account, signed_in, until = uuid4(), uuid4(), NOW + timedelta(days=900)
        with self.owner() as session:
            session.add(
                AccountRecord(
                    id=account,
                    handle=f"{role.lower()}-d{self._numbers}",
                    role=role,
                    shelter_id=shelter,
                    status=AccountStatus.ACTIVE,
                    created_at=NOW,
                )
            )
            session.flush()
            session.add(
                SessionRecord(
                    id=signed_in,
                    account_id=account,
                    token_sha256=signed_in.bytes * 2,
                    role=role,
                    shelter_id=shelter,
                    signed_in_by=SignedInBy.PASSKEY,
                    began_at=NOW,
                    last_used_at=NOW,
                    ends_at=until,
                    stepped_up_until=until,
                )
            )
        return Actor(
            account,
            role,
            shelter,
            frozenset({"read", "write"}),
            session=signed_in,
            stepped_up_until=until,
        )

    def stand_on(self, case: Case, actor: Actor) -> UUID:
        """The account stands on the case."""
        made = uuid4()
        with self.owner() as session:
            session.add(
                CaseMemberRecord(
                    id=made,
                    referral_id=case.referral,
                    account_id=actor.account,
                    scope=MemberScope.ASSIGNED,
                    added_at=NOW,
                    added_by=self._rows.account,
                )
            )
        return made

    def case(
        self,
        *,
        offer: OfferState = OfferState.TAKEN,
        referral: ReferralState = ReferralState.ACCEPTED,
        placement: PlacementState | None = PlacementState.ACCEPTED,
        consent: bool = True,
    ) -> Case:
        """A new case in that state, with everything sealed, its coordinator and the house's staff."""
        self._numbers += 1
        case = Case(
            referral=uuid4(),
            household=uuid4(),
            shelter=self.shelter,
            offer=uuid4(),
            person=uuid4(),
            contact=uuid4(),
            coordinator=self.person(Role.COORDINATOR),
            staff=self.person(Role.SHELTER, self.shelter),
        )
        call = records.referral(self._numbers)
        call.id, call.code_name, call.state = case.referral, f"D-{self._numbers}", referral
        call.closed_at = NOW if referral is ReferralState.CLOSED else None
        family = records.household(case.referral, self._numbers)
        family.id, family.code_name = case.household, f"DH-{self._numbers}"
        steps: list[list[Base]] = [[call], [family], _members(case), [_offer(case, offer)]]
        if placement is not None:
            steps.append([_placement(case, placement)])
        if consent:
            steps.append([_consent(case)])
        with self.owner() as session:
            for step in steps:
                session.add_all(step)
                session.flush()
        with self.service.store.transaction() as tx:
            key = data_key(tx, self.service.master, KeySubject.CASE, case.referral)
            fill(tx, key, "persons_sealed", case.person)
            fill(tx, key, "contacts_sealed", case.contact)
        self.stand_on(case, case.coordinator)
        return case

    def ask(
        self, actor: Actor, sent: NewDisclosure, now: datetime = NOW, *, second: Actor | None = None
    ) -> UUID:
        """Asked for, and agreed to by that person."""
        with self.service.store.transaction(actor) as tx:
            made = asking.ask(Acting(tx, actor, now), sent)
        if second is not None:
            with self.service.store.transaction() as tx:
                waiting = approvals.open_about(tx, asking.KIND[sent.group], made)
                assert waiting is not None, "it waits for a second person"
                two_persons.agree(Acting(tx, second, now), waiting.id)
        return made

    def open(self, actor: Actor, disclosure: UUID, now: datetime = NOW) -> Shown:
        """Opened as the service does: the seal only after the act of it is committed."""
        with self.service.store.transaction(actor) as tx:
            shown = showing.show(Acting(tx, actor, now), disclosure, self.service.master)
        return shown()


def acts(world: World, disclosure: UUID) -> list[tuple[str, str | None]]:
    """What the chain says of a disclosure."""
    e = AuditEventRecord
    with world.owner() as session:
        rows = session.execute(
            select(e.act, e.purpose)
            .where(
                or_(e.subject_id == disclosure, e.detail["disclosure"].astext == str(disclosure))
            )
            .order_by(e.seq)
        )
        return [(row.act.value, row.purpose) for row in rows]


def opened_at(world: World, disclosure: UUID) -> datetime | None:
    """When it was opened; None as long as it was not."""
    with world.owner() as session:
        return session.get_one(DisclosureRecord, disclosure).opened_at


def _members(case: Case) -> list[Base]:
    return [
        PersonRecord(
            id=case.person,
            household_id=case.household,
            role=MemberRole.ADULT,
            age_band=AgeBand.UNKNOWN,
            gender=Gender.WOMAN,
        ),
        ContactSafetyRecord(
            id=case.contact, household_id=case.household, channel=ContactChannel.SHE_CALLS_BACK
        ),
    ]


def _offer(case: Case, state: OfferState) -> OfferRecord:
    return OfferRecord(
        id=case.offer,
        household_id=case.household,
        shelter_id=case.shelter,
        nights=NIGHTS,
        mode=PlanMode.WITHIN_LIMIT,
        state=state,
        explanation=[],
        rule_set="1",
        created_at=NOW,
    )


def _placement(case: Case, state: PlacementState) -> PlacementRecord:
    return PlacementRecord(
        household_id=case.household,
        shelter_id=case.shelter,
        offer_id=case.offer,
        nights=NIGHTS,
        actual_to=NIGHTS.end if state is PlacementState.ENDED else None,
        mode=PlanMode.WITHIN_LIMIT,
        state=state,
        rule_set="1",
        created_at=NOW,
    )


def _consent(case: Case) -> ConsentRecord:
    return ConsentRecord(
        household_id=case.household,
        purpose=Purpose.TELL_SHELTER,
        answer=ConsentAnswer.GIVEN,
        form=ConsentForm.VERBAL,
        given_at=NOW,
        expires_at=NOW + timedelta(days=30),
    )
