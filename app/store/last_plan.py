"""Which run made the plan that stands: asked by all that rests on its lines or its prices."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select

from matching.vocabulary import Trigger
from models.plan_run import PlanRunRecord as Run
from models.words import RunState

WITH_PLAN = (RunState.PROVEN, RunState.NOT_PROVEN, RunState.GREEDY)
"""States of a run that has lines."""


def made_a_plan(run: type[Run] = Run) -> ColumnElement[bool]:
    """Whether a run has lines that may be carried out; one that asked what if has none."""
    return and_(run.state.in_(WITH_PLAN), run.trigger != Trigger.WHAT_IF)


def last_plan() -> Select[UUID]:
    """The run that began last of those that made a plan."""
    return select(Run.id).where(made_a_plan()).order_by(Run.started_at.desc()).limit(1)
