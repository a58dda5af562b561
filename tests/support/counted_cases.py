"""Cases of one year as chance makes them: some offered, some placed, some moved, some left, some in no count."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from matching.vocabulary import (
    AddressBlock,
    AgeBand,
    Answer,
    Gender,
    MemberRole,
    NightSpan,
    PlanMode,
    Priority,
    Together,
)
from models.account import OrganisationRecord
from models.base import Base
from models.consent import ConsentRecord
from models.expense import ExpenseRecord
from models.household import HouseholdRecord, PersonRecord
from models.member import CaseReaderRecord
from models.offer import OfferRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.words import (
    Channel,
    ConsentAnswer,
    DeclineReason,
    Departure,
    ExpenseKind,
    ExpenseState,
    OfferState,
    Payer,
    PlacementState,
    Purpose,
    ReaderListing,
    ReferralState,
    ReferrerKind,
    RefusalReason,
)
from tests.support.records import Rows

RULES = "NO-TEST"


@dataclass(frozen=True)
class Year:
    """How many cases of which year, and from which seed."""

    year: int = 2025
    cases: int = 240
    seed: int = 8
    kinds: tuple[ReferrerKind, ...] = (
        ReferrerKind.POLICE,
        ReferrerKind.POLICE,
        ReferrerKind.HEALTH,
        ReferrerKind.SELF,
        ReferrerKind.NAV,
    )


def fill(engine: Engine, rows: Rows, of: Year) -> list[UUID]:
    """Their referrals, in the records; what each was is read there."""
    chance = random.Random(of.seed)
    payers = [
        OrganisationRecord(
            id=uuid4(),
            code_name=f"KOMMUNE-{name}",
            kind=ReferrerKind.OTHER,
        )
        for name in "AB"
    ]
    steps: list[list[Base]] = [list(payers), [], [], [], []]
    made = []
    for number in range(of.cases):
        records = _case(chance, rows, of, number, payers)
        made.append(records[0][0].id)  # type: ignore[attr-defined]
        for step, some in zip(steps[1:], records, strict=True):
            step.extend(some)
    with Session(engine) as session, session.begin():
        for step in steps:
            session.add_all(step)
            session.flush()
        _relate(session, random.Random(f"{of.seed} related"))
    return made


def _relate(session: Session, chance: random.Random) -> None:
    """Some that came to no place went into another one of the same person, some follow one that is over."""
    cases = session.query(ReferralRecord).order_by(ReferralRecord.received_at).all()
    lived = select(HouseholdRecord.referral_id).join(
        PlacementRecord, PlacementRecord.household_id == HouseholdRecord.id
    )
    placed = set(session.execute(lived).scalars())
    for index, case in enumerate(cases[1:], start=1):
        earlier = chance.choice(cases[max(0, index - 30) : index])
        if case.id not in placed and chance.random() < 0.2:
            case.merged_into_id, case.state = earlier.id, ReferralState.CLOSED
            case.closed_at = case.received_at + timedelta(hours=5)
        elif earlier.closed_at is not None and chance.random() < 0.3:
            case.follows_id = earlier.id


def _case(
    chance: random.Random, rows: Rows, of: Year, number: int, payers: list[OrganisationRecord]
) -> tuple[list[Base], list[Base], list[Base], list[Base]]:
    start = datetime(of.year, 1, 1, tzinfo=UTC)
    at = start + timedelta(minutes=chance.randrange(365 * 24 * 60))
    case = ReferralRecord(
        id=uuid4(),
        code_name=f"C{of.year}-{number:04}",
        received_at=at,
        channel=Channel.PHONE,
        referrer_kind=chance.choice((*of.kinds, None)),
        priority=chance.choice((Priority.P1, Priority.P1, Priority.P2, Priority.P3, None)),
        state=ReferralState.SEARCHING,
    )
    hers = HouseholdRecord(
        id=uuid4(),
        referral_id=case.id,
        code_name=f"H{of.year}-{number:04}",
        together=Together.MUST,
        police_involved=chance.choice((None, Answer.YES)) if number % 20 == 0 else None,
    )
    blocks = (AddressBlock.UNKNOWN, AddressBlock.KODE6, None)
    person = PersonRecord(
        id=uuid4(),
        household_id=hers.id,
        role=next(iter(MemberRole)),
        age_band=next(iter(AgeBand)),
        gender=next(iter(Gender)),
        address_block=chance.choice(blocks) if number % 20 == 0 else AddressBlock.NONE,
    )
    below: list[Base] = [] if number % 20 == 3 else [person]
    if number % 20 == 1:
        below.append(
            ConsentRecord(
                household_id=hers.id,
                purpose=Purpose.STATISTICS,
                answer=ConsentAnswer.REFUSED,
                given_at=at,
            )
        )
    elif number % 20 == 2:
        below.append(
            CaseReaderRecord(
                id=uuid4(),
                referral_id=case.id,
                account_id=rows.account,
                listing=ReaderListing.ALLOWED,
                seat=1,
                listed_at=at,
                listed_by=rows.account,
            )
        )
    below += _expenses(chance, case, rows, payers, of)
    placements: list[Base] = []
    aside = random.Random(of.seed * 100_003 + number)  # what came later changes no older draw
    found = at
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        found += timedelta(minutes=chance.choice((5, 59, 60, 300, 3000)))
        below.append(_offer(chance, aside, hers.id, rows, found))
    if chance.random() < 0.6:
        placements = _placements(chance, aside, hers.id, rows, found)
        _end(aside, case, placements)
    return [case], [hers], below, placements


def _end(aside: random.Random, case: ReferralRecord, placements: list[Base]) -> None:
    """Where the case stands by its places: who left the last one has left, on the day it was typed.

    Where the next place fell through she is looked for again, or has enough of it.
    """
    last = placements[-1]
    assert isinstance(last, PlacementRecord)
    if last.state is PlacementState.ENDED:
        case.state = ReferralState.LEFT
    elif last.state is PlacementState.ARRIVED:
        case.state = ReferralState.IN_STAY
    elif last.state is PlacementState.ACCEPTED:
        case.state = ReferralState.ACCEPTED
    elif aside.random() < 0.5:
        case.state = ReferralState.WITHDRAWN
    if case.state in (ReferralState.LEFT, ReferralState.WITHDRAWN):
        typed = last.nights.end + timedelta(days=aside.choice((0, 0, 5, 40)))
        case.closed_at = datetime(typed.year, typed.month, typed.day, 12, tzinfo=UTC)


def _expenses(
    chance: random.Random,
    case: ReferralRecord,
    rows: Rows,
    payers: list[OrganisationRecord],
    of: Year,
) -> list[Base]:
    aside = random.Random(f"{of.seed} {case.code_name}")
    found: list[Base] = []
    for _ in range(chance.choice((0, 0, 1, 2))):
        state = chance.choice(tuple(ExpenseState))
        amount = chance.randrange(10_000, 500_000)
        payer = chance.choice(payers).id
        told = state is not ExpenseState.PAID or amount % 2
        later = timedelta(days=aside.choice((0, 20, 90, 200)))
        was_paid = state in (ExpenseState.PAID, ExpenseState.REFUNDED) and aside.random() < 0.9
        decided = None if state is ExpenseState.REQUESTED else case.received_at
        found.append(
            ExpenseRecord(
                id=uuid4(),
                referral_id=case.id,
                kind=ExpenseKind.OTHER,
                amount_ore=amount,
                payer=Payer.ROSA if told else Payer.MUNICIPALITY,
                organisation_id=payer if told else None,
                dual=False,
                state=state,
                requested_at=case.received_at,
                requested_by=rows.account,
                decided_at=decided,
                decided_by=None if decided is None else rows.account,
                changed_at=case.received_at + later,
                paid_at=case.received_at + later if was_paid else None,
            )
        )
    return found


def _offer(
    chance: random.Random, aside: random.Random, household: UUID, rows: Rows, at: datetime
) -> OfferRecord:
    state = chance.choice(
        (
            OfferState.PROPOSED,
            OfferState.SHELTER_NO,
            OfferState.SHOWN,
            OfferState.DECLINED,
            OfferState.EXPIRED,
        )
    )
    seen = state in (OfferState.SHOWN, OfferState.DECLINED) or chance.random() < 0.1
    call_first = aside.random() < 0.4
    told_no = state is OfferState.DECLINED and aside.random() < 0.5  # she said no before the call
    asked = state is not OfferState.PROPOSED and not told_no
    asked_at = at + timedelta(minutes=aside.choice((2, 58, 200))) if asked else None
    seen = seen and (asked or told_no)
    over = state in (OfferState.SHELTER_NO, OfferState.DECLINED)
    closed_at = at + timedelta(minutes=aside.choice((201, 500, 4000))) if over else None
    return OfferRecord(
        id=uuid4(),
        household_id=household,
        shelter_id=rows.shelters[0],
        nights=NightSpan(at.date(), at.date() + timedelta(days=7)),
        mode=next(iter(PlanMode)),
        state=state,
        explanation=["H14"] if call_first else [],
        rule_set=RULES,
        created_at=at,
        asked_at=asked_at,
        closed_at=closed_at,
        shown_at=at if seen else None,
        refusal_reason=chance.choice((*RefusalReason, None))
        if state is OfferState.SHELTER_NO
        else None,
        decline_reason=chance.choice((*DeclineReason, None))
        if state is OfferState.DECLINED
        else None,
    )


def _placements(
    chance: random.Random, aside: random.Random, household: UUID, rows: Rows, at: datetime
) -> list[Base]:
    found: list[Base] = []
    first = at.date()
    count = chance.choice((1, 1, 2, 3, 5))
    for index in range(count):
        last = index == count - 1
        state = (
            chance.choice(
                (
                    PlacementState.ENDED,
                    PlacementState.ENDED,
                    PlacementState.ARRIVED,
                    PlacementState.ACCEPTED,
                    PlacementState.CANCELLED,
                    PlacementState.NOT_ARRIVED,
                )
            )
            if last
            else PlacementState.ENDED
        )
        to = first + timedelta(days=chance.choice((1, 7, 8, 40, 120)))
        found.append(_placement(chance, aside, household, rows, first, to, state, at))
        first = to
    return found


def _placement(
    chance: random.Random,
    aside: random.Random,
    household: UUID,
    rows: Rows,
    first: date,
    to: date,
    state: PlacementState,
    at: datetime,
) -> PlacementRecord:
    ended = state is PlacementState.ENDED
    came = datetime(first.year, first.month, first.day, aside.choice((2, 11, 15, 23)), tzinfo=UTC)
    came += timedelta(days=aside.choice((0, 0, 1, 2)))
    return PlacementRecord(
        id=uuid4(),
        household_id=household,
        shelter_id=chance.choice(rows.shelters),
        nights=NightSpan(first, to),
        actual_to=to if ended else None,
        mode=next(iter(PlanMode)),
        state=state,
        rule_set=RULES,
        departure=chance.choice((*Departure, None)) if ended else None,
        created_at=at + timedelta(days=(first - at.date()).days),
        arrived_at=came if state in (PlacementState.ENDED, PlacementState.ARRIVED) else None,
    )
