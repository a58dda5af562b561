"""Of which case an alarm is: it is told to nobody from whom a list keeps that case (domain O34)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, or_, select

from app.store import members
from models.alarm import AlarmRecord as Alarm
from models.approval import ApprovalRecord as Approval
from models.complaint import ComplaintRecord as Complaint
from models.glass import GlassBreakRecord as GlassBreak
from models.household import HouseholdRecord as Household
from models.offer import OfferRecord as Offer
from models.task import TaskRecord as Task
from models.words import Role


def case_of() -> Any:  # noqa: ANN401 - a column
    """The referral that an alarm is about, by what it names; null is no case."""
    h, o = Household, Offer
    of_offer = select(h.referral_id).join(o, o.household_id == h.id)
    of_task = select(Task.referral_id).where(Task.id == Alarm.subject_id)
    of_approval = select(Approval.referral_id).where(Approval.id == Alarm.subject_id)
    of_complaint = select(Complaint.referral_id).where(Complaint.id == Alarm.subject_id)
    of_glass = select(GlassBreak.referral_id).where(GlassBreak.id == Alarm.subject_id)
    return case(
        (Alarm.subject_kind == "referral", Alarm.subject_id),
        (
            Alarm.subject_kind == "offer",
            of_offer.where(o.id == Alarm.subject_id).correlate(Alarm).scalar_subquery(),
        ),
        (Alarm.subject_kind == "task", of_task.correlate(Alarm).scalar_subquery()),
        (Alarm.subject_kind == "approval", of_approval.correlate(Alarm).scalar_subquery()),
        (Alarm.subject_kind == "complaint", of_complaint.correlate(Alarm).scalar_subquery()),
        (Alarm.subject_kind == "glass", of_glass.correlate(Alarm).scalar_subquery()),
    )


def open_to(account: UUID, role: Role) -> ColumnElement[bool]:
    """Whether no list keeps the case of the alarm from this account."""
    of = case_of()
    return or_(of.is_(None), members.may_be_asked(of, account, role))
