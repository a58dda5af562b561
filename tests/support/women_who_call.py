"""Women of whom some call more than once, each call by hand: who, by whom, when, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from matching.vocabulary import NightSpan, PlanMode, Together
from models.account import OrganisationRecord
from models.expense import ExpenseRecord
from models.household import HouseholdRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.words import (
    Channel,
    Departure,
    ExpenseKind,
    ExpenseState,
    Payer,
    PlacementState,
    ReferralState,
    ReferrerKind,
)
from tests.support.records import Rows


@dataclass(frozen=True)
class Call:
    """One call of one woman; ``went``: she lived in a house for three nights, and then went there."""

    woman: str
    by: ReferrerKind
    day: int
    """Of the year, from nought."""
    went: Departure | None = None
    payer: str | None = None
    """The organisation that paid something for it."""


def calls(
    of: str,
    by: ReferrerKind,
    women: int,
    *,
    each: int = 1,
    from_day: int = 5,
    went: Departure | None = None,
    payer: str | None = None,
) -> list[Call]:
    """So many women call so often each, five days after one another."""
    return [
        Call(f"{of}-{woman}", by, from_day + 5 * again, went, payer)
        for woman in range(women)
        for again in range(each)
    ]


def record(session: Session, rows: Rows, year: int, told: Iterable[Call]) -> dict[str, list[UUID]]:
    """Their cases in the records, by woman: each but her first follows the one before it."""
    payers: dict[str, UUID] = {}
    hers: dict[str, list[UUID]] = {}
    for call in sorted(told, key=lambda one: one.day):
        if call.payer is not None and call.payer not in payers:
            payers[call.payer] = uuid4()
            kind = ReferrerKind.OTHER
            named = OrganisationRecord(id=payers[call.payer], code_name=call.payer, kind=kind)
            session.add(named)
            session.flush()
        before = hers.setdefault(call.woman, [])
        case = _case(session, rows, year, call, before[-1] if before else None)
        if call.payer is not None:
            session.add(_paid(rows, case, payers[call.payer]))
        before.append(case.id)
    session.flush()
    return hers


def _case(
    session: Session, rows: Rows, year: int, call: Call, before: UUID | None
) -> ReferralRecord:
    at = datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=call.day)
    gone = at + timedelta(days=3)
    case = ReferralRecord(
        id=uuid4(),
        code_name=f"C-{uuid4().hex[:12]}",
        received_at=at,
        channel=Channel.PHONE,
        referrer_kind=call.by,
        state=ReferralState.CLOSED if call.went is None else ReferralState.LEFT,
        closed_at=gone,
        follows_id=before,
    )
    household = HouseholdRecord(
        id=uuid4(), referral_id=case.id, code_name=f"H-{uuid4().hex[:12]}", together=Together.MUST
    )
    session.add(case)
    session.flush()
    session.add(household)
    session.flush()
    if call.went is not None:
        session.add(
            PlacementRecord(
                id=uuid4(),
                household_id=household.id,
                shelter_id=rows.shelters[0],
                nights=NightSpan(at.date(), gone.date()),
                actual_to=gone.date(),
                mode=next(iter(PlanMode)),
                state=PlacementState.ENDED,
                rule_set="NO-TEST",
                departure=call.went,
                created_at=at,
                arrived_at=at,
            )
        )
    return case


def _paid(rows: Rows, case: ReferralRecord, payer: UUID) -> ExpenseRecord:
    return ExpenseRecord(
        id=uuid4(),
        referral_id=case.id,
        kind=ExpenseKind.OTHER,
        amount_ore=50_000,
        payer=Payer.ROSA,
        organisation_id=payer,
        dual=False,
        state=ExpenseState.PAID,
        requested_at=case.received_at,
        requested_by=rows.account,
        decided_at=case.received_at,
        decided_by=rows.account,
        changed_at=case.received_at,
        paid_at=case.received_at,
    )
