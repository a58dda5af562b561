"""How a resident moves about outside: agreed with her, followed by the house, looked at again."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from app.contract import outdoor_plans as told
from app.errors import Malformed
from app.places.gazetteer import Gazetteer
from app.store import checklists, outdoor_plans, tasks
from app.store.nights import OSLO
from app.store.refusals import NotFound
from app.store.tasks import About
from app.store.walls import StepOut
from app.use_cases.acting import Acting
from app.use_cases.judging import judge
from app.use_cases.residents import living, own
from matching.vocabulary import Answer, ThreatLevel
from models.words import AuditAct, Checklist, ChecklistItem, Escort, TaskKind

REVIEW_DAYS = {
    ThreatLevel.T4: 7,
    ThreatLevel.T3: 14,
    ThreatLevel.T2: 30,
    ThreatLevel.T1: 90,
}
"""A plan is looked at again so soon, by how dangerous it is outside."""


def agree(a: Acting, placement: UUID, sent: told.Outdoors, places: Gazetteer) -> told.OutdoorsTold:
    """This plan holds from now on, and is looked at again on its day.

    Raises
    ------
    NotFound
        When there is no such placement for this person.
    WrongState
        When she does not live there any more.
    Malformed
        When it would be looked at again in the past, or she would go alone and with somebody.
    """
    her = living(a, placement)
    if sent.review_on is not None and sent.review_on <= a.today:
        raise Malformed("/review_on", "in_the_future")
    if sent.alone is Answer.YES and sent.escort not in (Escort.NOBODY, Escort.UNKNOWN):
        raise Malformed("/escort", "not_when_alone")
    with a.tx.as_service(StepOut.MATCHING):
        level = judge(a, her["household"], places).level
    again = sent.review_on or a.today + timedelta(days=REVIEW_DAYS[level])
    outdoor_plans.put_plan(
        a.tx,
        placement,
        **sent.model_dump(exclude={"rules", "review_on"}),
        rules=frozenset(sent.rules),
        review_on=again,
        written_at=a.now,
        written_by=a.actor.account,
    )
    _looked_at_again(a, placement, her["referral"], datetime.combine(again, time(12), OSLO))
    a.record(AuditAct.REFERRAL_CHANGED, "referral", her["referral"], part="outdoors")
    return read(a, placement)


def _looked_at_again(a: Acting, placement: UUID, referral: UUID, due: datetime) -> None:
    me = a.actor.account
    subject = outdoor_plans.task_of(placement)
    tasks.done_about(a.tx, TaskKind.OUTDOOR_PLAN, subject, by=me, now=a.now)
    tasks.set_(
        a.tx,
        TaskKind.OUTDOOR_PLAN,
        now=a.now,
        due_at=due,
        referral=referral,
        subject=About("outdoor_plan", subject),
    )
    try:
        first, item = Checklist.FIRST_DAYS, ChecklistItem.OUTDOOR_PLAN
        checklists.done(a.tx, placement, first, item, by=me, now=a.now)
    except NotFound:
        return  # who lived there before lists were kept has none


def read(a: Acting, placement: UUID) -> told.OutdoorsTold:
    """The plan that holds.

    Raises
    ------
    NotFound
        When there is no such placement, no plan, or it is not of a case on which this person stands.
    """
    own(a, placement, "outdoors")
    said = outdoor_plans.find(a.tx, placement)
    how = said["alone"] is Answer.YES or said["escort"] not in (Escort.UNKNOWN, Escort.NOBODY)
    settled = how and said["agreed_with_her"] is Answer.YES
    return told.OutdoorsTold(**{**said, "rules": sorted(said["rules"]), "settled": settled})
