"""Routes that will be gone, and from when on: told with every answer of theirs (RFC 9745, RFC 8594).

docs/api/policy.md says how long whoever uses one has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime

AT_LEAST = timedelta(days=180)
"""Between the day on which it is said and the day from which a route may be gone."""


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when a route is not to be used any more, and from which day on it may be gone."""

    since: date
    sunset: date

    def __post_init__(self) -> None:
        if self.sunset - self.since < AT_LEAST:
            raise ValueError(f"whoever uses a route has {AT_LEAST.days} days to leave it")

    def headers(self) -> dict[str, str]:
        """What every answer of the route says."""
        return {
            "Deprecation": f"@{int(_midnight(self.since).timestamp())}",
            "Sunset": format_datetime(_midnight(self.sunset), usegmt=True),
        }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


DEPRECATED: Mapping[tuple[str, str], Deprecation] = {}
"""By method and template, the base left out; none so far."""
