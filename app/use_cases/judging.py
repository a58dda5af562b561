"""What the core says of one household now: her level, its floor, when it is due, her class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.pictures import Pictures
from app.places.gazetteer import Gazetteer
from app.store import her_word, picture, rule_sets
from app.store import home as home_
from app.store.her_word import AsOf, Word
from app.store.home import Home
from app.use_cases.acting import Acting
from matching import threat
from matching.priority import priority
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
    home = home_.tonight_of(a.tx, household, a.tonight)
    as_of = AsOf(0, home_.until(home), a.tonight)  # read for this answer alone: no version is asked
    words = her_word.of_callers(a.tx, {household: as_of}, now=a.now, map_=places)
    return _judged(a, words[household], home)


def judge_known(a: Acting, household: UUID, version: int, pictures: Pictures) -> Judged:
    """The same of a case of this version, whose word may be known already."""
    home = home_.tonight_of(a.tx, household, a.tonight)
    as_of = AsOf(version, home_.until(home), a.tonight)
    return _judged(a, pictures.word(a.tx, household, as_of, a.now), home)


def _judged(a: Acting, word: Word, home: Home | None) -> Judged:
    her, rules = her_word.certain(word), rule_sets.in_force(a.tx)
    level = threat.of_household(her, a.tonight, rules)
    stay, known = None, frozenset[CompromiseLevel]()
    if home is not None:
        stay = picture.stay_told(home.bed, her, word.unread, a.tonight, rules)
        known = known_to_those_she_fears(her, home.shelter, home.compromises)
    return Judged(
        level=level,
        floor=threat.floor(her.threat, a.tonight),
        review_due=threat.review_due(her.threat, level, rules),
        priority=priority(
            her,
            level,
            stay,
            CompromiseLevel.CONFIRMED in known,
            a.tonight,
            rules,
            compromised_suspected=CompromiseLevel.SUSPECTED in known,
        ),
    )
