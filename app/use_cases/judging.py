"""What the core says of one household now: her level, its floor, when it is due, her class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.places.gazetteer import Gazetteer
from app.store import picture
from app.use_cases.acting import Acting
from matching import threat
from matching.standing import Standing
from matching.vocabulary import HouseholdId, Priority, ThreatLevel


@dataclass(frozen=True, slots=True, repr=False)
class Judged:
    """Computed at this moment, never typed."""

    level: ThreatLevel
    floor: ThreatLevel
    review_due: date | None
    priority: Priority


def judge(a: Acting, household: UUID, places: Gazetteer) -> Judged:
    """The household as every rule would read it now (domain 3, 10.1, 11.1)."""
    seen = picture.around(a.tx, household, None, now=a.now, map_=places, tie_key="")
    standing = Standing(seen.situation)
    her = standing.households[HouseholdId(str(household))]
    level = standing.t_eff(her)
    return Judged(
        level=level,
        floor=threat.floor(her.threat, a.tonight),
        review_due=threat.review_due(her.threat, level, standing.rules),
        priority=standing.priority(her),
    )
