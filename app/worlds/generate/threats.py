"""Threat assessments that come out at exactly the level wanted (domain 3.2, 3.3, 11.1)."""

from __future__ import annotations

from datetime import timedelta

from app.worlds.generate.chance import Chance
from app.worlds.generate.night import TONIGHT
from matching.situation import ThreatAssessment
from matching.vocabulary import Answer, Fear, ThreatLevel

PHONE_CALLERS = 0.45
"""Share of T3 households that are T3 only because too little was asked: a phone caller (6.2)."""
NATIONWIDE = 0.03


def assessment(level: ThreatLevel, chance: Chance) -> ThreatAssessment:
    """An assessment in time for review, with enough answers that its level is exact."""
    match level:
        case ThreatLevel.T1:
            return _low(chance)
        case ThreatLevel.T2:
            return _moderate(chance)
        case ThreatLevel.T3:
            return _phoned(chance) if chance.happens(PHONE_CALLERS) else _high(chance)
        case ThreatLevel.T4:
            return _extreme(chance)


def _low(chance: Chance) -> ThreatAssessment:
    return ThreatAssessment(
        q01_self_fear=chance.one_of((Fear.NOT, Fear.LITTLE)),
        q02_threat_to_kill=Answer.NO,
        q03_serious_violence=Answer.NO,
        q04_searching=Answer.NO,
        q05_knows_location=Answer.NO,
        q06_organised=_no_or_unknown(chance),
        q07_witness=_no_or_unknown(chance),
        q08_hostage=Answer.NO,
        q09_reach=_no_or_unknown(chance),
        level_human=ThreatLevel.T1,
        assessed_on=TONIGHT - timedelta(days=chance.whole(0, 60)),
    )


def _moderate(chance: Chance) -> ThreatAssessment:
    return ThreatAssessment(
        q01_self_fear=chance.one_of((Fear.LITTLE, Fear.VERY)),
        q02_threat_to_kill=Answer.NO,
        q03_serious_violence=Answer.NO,
        q04_searching=Answer.NO,
        q05_knows_location=Answer.NO,
        q06_organised=_no_or_unknown(chance),
        q07_witness=_no_or_unknown(chance),
        q08_hostage=chance.one_of((Answer.YES, Answer.NO, Answer.UNKNOWN)),
        q09_reach=chance.one_of((Answer.YES, Answer.NO, Answer.UNKNOWN)),
        q10_tracked=_no_or_unknown(chance),
        level_human=ThreatLevel.T2,
        assessed_on=TONIGHT - timedelta(days=chance.whole(0, 25)),
    )


def _phoned(chance: Chance) -> ThreatAssessment:
    """Only Q01, Q05 and Q06 are among the nine answers of a call, and any may be unknown."""
    return ThreatAssessment(
        q01_self_fear=chance.one_of((Fear.LITTLE, Fear.VERY, Fear.VERY, None)),
        q05_knows_location=_no_or_unknown(chance),
        q06_organised=chance.one_of((Answer.YES, Answer.NO, Answer.UNKNOWN)),
        q10_tracked=chance.one_of((Answer.YES, Answer.NO, Answer.UNKNOWN)),
        nationwide=chance.happens(NATIONWIDE),
    )


def _high(chance: Chance) -> ThreatAssessment:
    """Violence or a search, and no active danger with mortal fear: that would be T4."""
    violent = chance.happens(0.7)
    return ThreatAssessment(
        q01_self_fear=chance.one_of((Fear.VERY, Fear.FOR_MY_LIFE)),
        q02_threat_to_kill=Answer.YES if violent else Answer.NO,
        q03_serious_violence=chance.one_of((Answer.YES, Answer.NO)),
        q04_searching=Answer.YES if violent else Answer.NO,
        q04_last_on=TONIGHT - timedelta(days=chance.whole(20, 90)) if violent else None,
        q05_knows_location=Answer.NO,
        q06_organised=chance.one_of((Answer.YES, Answer.NO, Answer.UNKNOWN)),
        q07_witness=chance.one_of((Answer.YES, Answer.NO)),
        q08_hostage=_no_or_unknown(chance),
        q09_reach=_no_or_unknown(chance),
        q10_tracked=_no_or_unknown(chance),
        level_human=ThreatLevel.T3,
        assessed_on=TONIGHT - timedelta(days=chance.whole(0, 6)),
    )


def _extreme(chance: Chance) -> ThreatAssessment:
    """In fear of her life, and somebody is searching now."""
    return ThreatAssessment(
        q01_self_fear=Fear.FOR_MY_LIFE,
        q02_threat_to_kill=chance.one_of((Answer.YES, Answer.NO)),
        q03_serious_violence=chance.one_of((Answer.YES, Answer.NO)),
        q04_searching=Answer.YES,
        q04_last_on=TONIGHT - timedelta(days=chance.whole(0, 14)),
        q05_knows_location=chance.one_of((Answer.YES, Answer.NO, Answer.UNKNOWN)),
        q06_organised=chance.one_of((Answer.YES, Answer.UNKNOWN)),
        q07_witness=chance.one_of((Answer.YES, Answer.NO)),
        q09_reach=chance.one_of((Answer.YES, Answer.UNKNOWN)),
        q11_escalation=chance.one_of((Answer.YES, Answer.NO)),
        level_human=chance.one_of((ThreatLevel.T3, ThreatLevel.T4)),
        assessed_on=TONIGHT - timedelta(days=chance.whole(0, 1)),
    )


def _no_or_unknown(chance: Chance) -> Answer:
    return Answer.UNKNOWN if chance.happens(0.2) else Answer.NO
