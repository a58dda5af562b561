"""What the core says of one household now: her level, its floor, when it is due, her class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.pictures import Pictures
from app.places.gazetteer import Gazetteer
from app.store import her_word, home, rule_sets
from app.store.her_word import AsOf, Word
from app.store.home import Bed
from app.use_cases.acting import Acting
from matching import threat
from matching.priority import needed_on, priority
from matching.standing import known_to_those_she_fears
from matching.vocabulary import CompromiseLevel, Priority, ThreatLevel


@dataclass(frozen=True, slots=True, repr=False)
class Judged:
    """Computed at this moment, never typed."""

    level: ThreatLevel
    floor: ThreatLevel
    review_due: date | None
    priority: Priority


def judge(a: Acting, household: UUID, places: Gazetteer) -> Judged:
    """The household as every rule would read it now (domain 3, 10.1, 11.1)."""
    beds = home.agreed_from(a.tx, household, a.tonight)
    # Read for this answer alone: no version is asked.
    as_of = AsOf(0, home.until(beds, a.tonight), a.tonight)
    words = her_word.of_callers(a.tx, {household: as_of}, now=a.now, map_=places)
    return _judged(a, words[household], beds)


def judge_known(a: Acting, household: UUID, version: int, pictures: Pictures) -> Judged:
    """The same of a case of this version, whose word may be known already."""
    beds = home.agreed_from(a.tx, household, a.tonight)
    as_of = AsOf(version, home.until(beds, a.tonight), a.tonight)
    return _judged(a, pictures.word(a.tx, household, as_of, a.now), beds)


def _judged(a: Acting, word: Word, beds: tuple[Bed, ...]) -> Judged:
    her, rules = her_word.certain(word), rule_sets.in_force(a.tx)
    level = threat.of_household(her, a.tonight, rules)
    known = {bed: known_to_those_she_fears(her, bed.shelter, bed.compromises) for bed in beds}
    tonight = home.of_night(beds, a.tonight)
    unknown_to_them = (bed.span for bed in beds if not known[bed])
    return Judged(
        level=level,
        floor=threat.floor(her.threat, a.tonight),
        review_due=threat.review_due(her.threat, level, rules),
        priority=priority(
            her,
            level,
            needed_on(her, tonight is not None, unknown_to_them, a.tonight),
            tonight is not None and CompromiseLevel.CONFIRMED in known[tonight],
            a.tonight,
            rules,
        ),
    )
