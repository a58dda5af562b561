"""What the police's word is weighed against: what stands in an own case, where she lives, her move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.store import cases, going_on, locks
from app.store.outside import Entry
from app.store.referrals import Case
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.transfers import FOR_SAFETY
from app.store.walls import StepOut
from matching.vocabulary import Answer, InstrumentBand
from models.household import HouseholdRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.threat import InstrumentResultRecord, ThreatAnswerRecord, ThreatAssessmentRecord
from models.transfer import TransferRecord
from models.words import (
    Instrument,
    LevelAnswer,
    PlacementState,
    Question,
    ThreatReply,
    TransferState,
)

LIVES_THERE = (PlacementState.ACCEPTED, PlacementState.ARRIVED)


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """A reply as it stands."""

    reply: ThreatReply
    last_on: date | None


@dataclass(frozen=True, slots=True, repr=False)
class Judgement:
    """The newest judgement of a case, by whoever made it."""

    level: LevelAnswer
    nationwide: Answer | None
    replies: dict[Question, Reply]
    bands: dict[Instrument, InstrumentBand]


@beyond(StepOut.OUTSIDE)
def locked(tx: Tx, entry: Entry) -> list[Case]:
    """The case of that entry and each in which it went on, in that order, as ``going_on.way`` has them.

    Nobody else changes them, nor merges the last of them, until this transaction ends.
    """
    known: list[Case] = []
    while True:
        way = _cases(tx, going_on.way(tx, entry.referral))
        locks.households(tx, [case.household for case in way])
        if [case.household for case in known] == [case.household for case in way]:
            return way
        known = way


def _cases(tx: Tx, way: Sequence[UUID]) -> list[Case]:
    r, h = ReferralRecord, HouseholdRecord
    query = select(r.id, h.id.label("household"), h.version, r.state, r.code_name)
    rows = tx.execute(query.join(h, h.referral_id == r.id).where(r.id.in_(way)))
    found = {
        row.id: Case(row.id, row.household, row.version, row.state, row.code_name) for row in rows
    }
    return [found[one] for one in way]


@beyond(StepOut.OUTSIDE)
def judgement(tx: Tx, household: UUID) -> Judgement:
    """What stands now; nothing at all when nobody judged."""
    last = cases.newest_assessment(tx, household)
    if last is None:
        return Judgement(LevelAnswer.UNKNOWN, None, {}, {})
    t, q, i = ThreatAssessmentRecord, ThreatAnswerRecord, InstrumentResultRecord
    said = tx.execute(select(t.level_human, t.nationwide).where(t.id == last)).one()
    replies = tx.execute(select(q.question, q.reply, q.last_on).where(q.assessment_id == last))
    bands = tx.execute(select(i.instrument, i.band).where(i.assessment_id == last))
    return Judgement(
        said.level_human or LevelAnswer.UNKNOWN,
        said.nationwide,
        {row.question: Reply(row.reply, row.last_on) for row in replies},
        {row.instrument: row.band for row in bands},
    )


@beyond(StepOut.OUTSIDE)
def houses_of(tx: Tx, household: UUID) -> list[UUID]:
    """Where she lives, or is on her way to."""
    p = PlacementRecord
    query = select(p.shelter_id).where(p.household_id == household, p.state.in_(LIVES_THERE))
    return sorted(set(tx.execute(query).scalars()))


@beyond(StepOut.OUTSIDE)
def move_to_judge(tx: Tx, household: UUID) -> UUID | None:
    """The move of hers, for her safety, that is agreed with her and not firm yet (H18)."""
    t, p = TransferRecord, PlacementRecord
    query = select(t.id).join(p, p.id == t.from_placement_id)
    found: UUID | None = tx.execute(
        query.where(
            p.household_id == household,
            t.reason.in_(FOR_SAFETY),
            t.state.in_((TransferState.AGREED, TransferState.POLICE_CONSULTED)),
        )
    ).scalar_one_or_none()
    return found
