"""What is told as it happens: which lists are worth reading again."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from app.contract.base import Of, Told


class Noun(StrEnum):
    """What a list holds; which line of it changed, and how, is told by the list alone."""

    TASKS = "tasks"
    ALARMS = "alarms"
    APPROVALS = "approvals"
    REFERRALS = "referrals"
    OFFERS = "offers"
    PLACEMENTS = "placements"
    TRANSFERS = "transfers"
    VACANCIES = "vacancies"
    QUESTIONS = "questions"
    PLANS = "plans"


class Changes(Told):
    """The data of one event of the stream."""

    changed: Annotated[list[Noun], Of("border")]
