"""Somebody hears of a night that nobody planned, also when no scheduler ever started the run."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from app.nightly.slots import last_due, night_due
from app.service import Service
from app.store import alarms, plan_runs
from models.words import AlarmKind

GRACE = timedelta(hours=1)
"""The scheduler tries from 01:00 UTC on; an hour later the morning is still far enough away."""
_NIGHTS = UUID("6f1d2c84-3a52-5c0e-9c41-7a4b7f0a9d11")


def late_night(service: Service, now: datetime) -> date | None:
    """The night whose plan is an hour late; None when none is.

    A night for which nobody waited needs none, and a demonstration has no scheduler.
    """
    due = last_due(now)
    if service.settings.demo or now < due + GRACE:
        return None
    night = night_due(now)
    with service.store.transaction() as tx:
        if plan_runs.has_plan(tx, night) or not plan_runs.was_waited_for(tx, due):
            return None
    return night


def look_for_the_plan(service: Service, now: datetime) -> None:
    """A plan that is an hour late is an alarm, once for each night."""
    night = late_night(service, now)
    if night is None:
        return
    with service.store.transaction() as tx:
        subject = plan_runs.of_night(tx, night) or _nobody_started(night)
        if not alarms.was_raised(tx, AlarmKind.NIGHT_NOT_PLANNED, subject):
            alarms.raise_(
                tx,
                AlarmKind.NIGHT_NOT_PLANNED,
                now=now,
                subject_kind="plan_run",
                subject=subject,
            )


def _nobody_started(night: date) -> UUID:
    """The run that is not there, so that one alarm is raised for it."""
    return uuid5(_NIGHTS, night.isoformat())
