"""The facts of a threat picture, and which of two is the graver: one person never makes one less grave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from app.store.transactions import Tx
from matching.vocabulary import Answer, InstrumentBand
from models.threat import InstrumentResultRecord, ThreatAnswerRecord, ThreatAssessmentRecord
from models.words import Instrument, Question, ThreatReply

_MOVES_NO_FLOOR = Question.Q10
"""That her telephone may be followed asks for a plan of telephones and ends with it (domain 3.2)."""
_RAISES = {ThreatReply.YES: 2, ThreatReply.FOR_MY_LIFE: 2, ThreatReply.VERY: 1}
_BANDS = tuple(InstrumentBand)


@dataclass(frozen=True, slots=True, repr=False)
class Facts:
    """What one judgement rests on: each reply as a row, the gravest band of each instrument."""

    replies: dict[Question, dict[str, Any]] = field(default_factory=dict)
    bands: dict[Instrument, InstrumentBand] = field(default_factory=dict)
    nationwide: Answer | None = None

    def graver_than_reply(self, sent: dict[str, Any]) -> bool:
        """Whether what stands of this question is graver than that reply."""
        stands = self.replies.get(sent["question"])
        return stands is not None and _gravity(stands) > _gravity(sent)

    def graver_than_band(self, instrument: Instrument, band: InstrumentBand) -> bool:
        """Whether what this instrument has found is graver than that band."""
        stands = self.bands.get(instrument)
        return stands is not None and _BANDS.index(stands) > _BANDS.index(band)

    def or_nationwide(self, sent: Answer | None) -> Answer | None:
        """What is said of the whole country, unless it stands that they reach it."""
        return Answer.YES if self.nationwide is Answer.YES else sent


NOTHING = Facts()


def of_assessment(tx: Tx, assessment: UUID) -> Facts:
    """The facts of one judgement."""
    t, a, i = ThreatAssessmentRecord, ThreatAnswerRecord, InstrumentResultRecord
    nationwide = tx.execute(select(t.nationwide).where(t.id == assessment)).scalar_one()
    columns = a.question, a.reply, a.source, a.known_at, a.last_on
    replies = tx.execute(select(*columns).where(a.assessment_id == assessment))
    found = tx.execute(select(i.instrument, i.band).where(i.assessment_id == assessment)).all()
    bands: dict[Instrument, InstrumentBand] = {}
    for row in found:
        bands[row.instrument] = max(row.band, bands.get(row.instrument, row.band), key=_BANDS.index)
    return Facts({row.question: dict(row._mapping) for row in replies}, bands, nationwide)


def before(tx: Tx, household: UUID, *, by: UUID, since: datetime) -> Facts:
    """What stood before this person's own unbroken typing since that moment; nothing in a new case."""
    t = ThreatAssessmentRecord
    others = or_(t.assessed_by.is_distinct_from(by), t.assessed_at <= since)
    last = tx.execute(
        select(t.id)
        .where(t.household_id == household, others)
        .order_by(t.assessed_at.desc(), t.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return NOTHING if last is None else of_assessment(tx, last)


def gravest(stands: Facts, replies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each of these replies the one that stands, where that is graver."""
    return [
        stands.replies[one["question"]] if stands.graver_than_reply(one) else one for one in replies
    ]


def _gravity(row: dict[str, Any]) -> tuple[int, date]:
    """How far a reply raises the floor; a search without a date counts as now (domain 3.2)."""
    if row["question"] == _MOVES_NO_FLOOR or row["reply"] not in _RAISES:
        return 0, date.min
    latest = date.max if row["last_on"] is None else row["last_on"]
    return _RAISES[row["reply"]], latest
