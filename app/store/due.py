"""What is tried again later: when the time of the next try has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute


def due(
    next_at: InstrumentedAttribute[datetime], now: datetime, longest: timedelta
) -> ColumnElement[bool]:
    """Its time has come, or lies further ahead than the longest wait: a clock that was ahead once wrote that."""
    return or_(next_at <= now, next_at > now + longest)
