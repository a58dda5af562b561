"""What is done for a resident: kit and first days on arrival, reviews of her needs on their days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from app.contract import residents as told
from app.store import (
    checklists,
    locks,
    outdoor_plans,
    placements,
    referrals,
    stay_limits,
    stay_reviews,
    tasks,
)
from app.store.holds import LIVED
from app.store.refusals import NotFound, WrongState
from app.store.tasks import About
from app.store.transactions import Tx
from app.use_cases.acting import Acting
from app.use_cases.members import act_on
from models.words import (
    AuditAct,
    Checklist,
    ChecklistItem,
    ReferralState,
    Role,
    TaskKind,
)

I = ChecklistItem  # noqa: E741 - a table of words below
ITEMS: Mapping[Checklist, tuple[ChecklistItem, ...]] = MappingProxyType(
    {
        Checklist.ARRIVAL_KIT: (
            I.BED_READY,
            I.CLOTHES,
            I.FOOD,
            I.SAFE_PHONE,
            I.TOILETRIES,
        ),
        Checklist.FIRST_DAYS: (
            I.CHILDREN,
            I.DOCTOR,
            I.HOUSE_RULES_EXPLAINED,
            I.LAWYER,
            I.MONEY,
            I.NEEDS_ASKED,
            I.OUTDOOR_PLAN,
            I.PRIMARY_CONTACT,
            I.RIGHTS_EXPLAINED,
            I.SAFETY_TALK,
        ),
        Checklist.STAY_TRACK: (
            I.BENEFITS,
            I.HOUSING,
            I.LANGUAGE_COURSE,
            I.MUNICIPALITY_CONTACT,
            I.SAFE_ADDRESS,
        ),
        Checklist.RETURN_TRACK: (
            I.RECEIVED_THERE,
            I.REINTEGRATION,
            I.RETURN_COUNSELLING,
            I.RISK_THERE,
            I.TRAVEL_PAPERS,
        ),
    }
)
WITHIN: Mapping[Checklist, timedelta] = MappingProxyType(
    {Checklist.ARRIVAL_KIT: timedelta(hours=4), Checklist.FIRST_DAYS: timedelta(days=3)}
)
TASK_OF: Mapping[Checklist, TaskKind] = MappingProxyType(
    {
        Checklist.ARRIVAL_KIT: TaskKind.ARRIVAL_KIT,
        Checklist.FIRST_DAYS: TaskKind.FIRST_DAYS,
    }
)
REVIEW_DAYS = (7, 30, 90)
"""Domain 13: needs are reviewed on these days of a stay."""


def begin(a: Acting, placement: UUID, *, referral: UUID, shelter: UUID) -> None:
    """She has come: the house does what is done on arrival, and her reviews are due."""
    for listing, within in WITHIN.items():
        due = a.now + within
        checklists.begin(a.tx, placement, listing, ITEMS[listing], due)
        tasks.set_(
            a.tx,
            TASK_OF[listing],
            now=a.now,
            due_at=due,
            referral=referral,
            shelter=shelter,
            subject=About("placement", placement),
            post=None,
        )
    days = {day: a.now + timedelta(days=day) for day in REVIEW_DAYS}
    for day, review in stay_reviews.begin(a.tx, placement, days).items():
        tasks.set_(
            a.tx,
            TaskKind.NEEDS_REVIEW,
            now=a.now,
            due_at=days[day],
            referral=referral,
            subject=About("stay_review", review),
        )


def settle_in(tx: Tx, household: UUID, *, by: UUID | None, now: datetime) -> None:
    """Who has arrived lives there, once her first days are over."""
    locks.households(tx, [household])
    if referrals.state_of(tx, household) is ReferralState.ARRIVED:
        referrals.set_state(tx, household, ReferralState.IN_STAY, by=by, at=now)


def settle_all_in(tx: Tx, now: datetime) -> None:
    """The first days of everybody are over who came so long ago, whatever was ticked."""
    for household in stay_limits.came_before(tx, now - WITHIN[Checklist.FIRST_DAYS]):
        settle_in(tx, household, by=None, now=now)


def end(a: Acting, placement: UUID, ends: date) -> None:
    """She lives there no more: nothing of it is to be done. ``ends``: as it was planned."""
    warned = stay_limits.warning_of(placement, ends)
    outdoors = outdoor_plans.task_of(placement)
    reviews = [review["id"] for review in stay_reviews.of_placement(a.tx, placement)]
    tasks.drop(a.tx, now=a.now, subjects=[placement, warned, outdoors, *reviews])


def read_checklists(a: Acting, placement: UUID) -> told.Checklists:
    """Everything on her lists.

    Raises
    ------
    NotFound
        When there is no such placement, or it is not of a case on which this person stands.
    """
    own(a, placement, "checklists")
    rows = checklists.of_placement(a.tx, placement)
    return told.Checklists(items=[told.ChecklistItemTold(**row) for row in rows])


def tick(a: Acting, placement: UUID, sent: told.Ticked) -> told.Checklists:
    """Something of a list is done; the last one ends the task.

    Raises
    ------
    NotFound
        When it is on none of her lists.
    WrongState
        When she does not live there any more.
    """
    her = living(a, placement)
    checklists.done(a.tx, placement, sent.listing, sent.item, by=a.actor.account, now=a.now)
    kind = TASK_OF.get(sent.listing)
    if kind is not None and checklists.is_done(a.tx, placement, sent.listing):
        tasks.done_about(a.tx, kind, placement, by=a.actor.account, now=a.now)
        if sent.listing is Checklist.FIRST_DAYS:
            settle_in(a.tx, her["household"], by=a.actor.account, now=a.now)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", her["referral"], part="checklist")
    return read_checklists(a, placement)


def read_reviews(a: Acting, placement: UUID) -> told.Reviews:
    """Her reviews, done and due.

    Raises
    ------
    NotFound
        As for her lists.
    """
    own(a, placement, "reviews")
    rows = stay_reviews.of_placement(a.tx, placement)
    found = [
        told.ReviewTold(**row, overdue=row["done_at"] is None and row["due_at"] < a.now)
        for row in rows
    ]
    return told.Reviews(reviews=found)


def review(a: Acting, placement: UUID, sent: told.Reviewed) -> told.Reviews:
    """What she needs was reviewed; whatever changed is changed where it stands.

    Raises
    ------
    NotFound
        When no review is due on that day of her stay.
    WrongState
        When it was done, or she does not live there any more.
    """
    her = living(a, placement)
    made = stay_reviews.done(a.tx, placement, sent.day, sent.found, by=a.actor.account, now=a.now)
    tasks.done_about(a.tx, TaskKind.NEEDS_REVIEW, made, by=a.actor.account, now=a.now)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", her["referral"], part="needs review")
    return read_reviews(a, placement)


def own(a: Acting, placement: UUID, part: str) -> dict[str, Any]:
    """The placement, for its house and for those who stand on the case, who read this part of it.

    Raises
    ------
    NotFound
        When there is none, or it is somebody else's.
    """
    found = _find(a, placement)
    if not found["own"]:
        raise NotFound
    a.has_read(found["referral"], part)
    return found


def living(a: Acting, placement: UUID) -> dict[str, Any]:
    """The placement in which she lives, or will; a coordinator who acts on it stands on the case.

    Raises
    ------
    NotFound
        When there is none, or it is somebody else's.
    WrongState
        When it is over.
    """
    found = _find(a, placement)
    act_on(a, found["referral"])
    if found["state"] not in LIVED:
        raise WrongState
    return found


def _find(a: Acting, placement: UUID) -> dict[str, Any]:
    if a.actor.role is Role.SHELTER and a.actor.shelter is None:
        raise NotFound
    return placements.find(
        a.tx,
        placement,
        account=a.actor.account,
        role=a.actor.role,
        shelter=a.actor.shelter,
    )
