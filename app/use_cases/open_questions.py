"""What one more answer of hers would change, while she is on the line (11.1)."""

from __future__ import annotations

from uuid import UUID

from app.contract import open_questions as told
from app.contract.words import Words
from app.pictures import Kept, Pictures
from app.store.nights import offset_minutes
from app.use_cases.acting import Acting
from app.use_cases.referrals import open_case
from matching.explain import tell_assumed
from matching.one_answer import one_answers
from matching.situation import Household
from matching.standing import Standing
from models.words import AuditAct


def open_questions(a: Acting, referral: UUID, pictures: Pictures, kept: Kept) -> told.OpenQuestions:
    """Of each thing that was assumed about her, what an answer would change; nothing is proposed.

    Raises
    ------
    PictureMoved
        When something happened since the picture was taken.
    NotFound
        When there is no such case for this person.
    WrongState
        When the case is closed.
    """
    case = open_case(a, referral)
    pictures.must_hold(a.tx, kept)
    her = pictures.caller(a.tx, case.household, case.version, a.now, kept)

    def seen_as(other: Household) -> Standing:
        return kept.standing.at(a.now, offset_minutes(a.now), other)

    found = one_answers(her, kept.columns, seen_as(her), seen_as, kept.prices)
    a.record(AuditAct.CASE_READ, "referral", referral, part="open questions")
    words = tell_assumed(tuple(one.about for one in found))
    return told.OpenQuestions(
        questions=[
            told.OpenQuestion(
                about=Words(code=word.code, en=word.en, no=word.no),
                reassuring=one.reassuring,
                alarming=one.alarming,
            )
            for one, word in zip(found, words, strict=True)
        ]
    )
