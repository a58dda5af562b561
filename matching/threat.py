"""How dangerous it is for her: a floor from facts, a level from people, and what is unknown.

Source: docs/domain.md 3.2, 3.3, 11.1, 11.2. No score is added up: answers only raise a floor.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from matching.ruleset import RuleSet
from matching.situation import Household, Lowering, ThreatAssessment
from matching.vocabulary import Answer, Fear, InstrumentBand, ThreatLevel

RECENT_DAYS = 14
"""A search this many days ago or less is ACTIVE (3.2, Q04)."""
ANSWERS_NEEDED = 5
"""Of Q01-Q07; with fewer the picture is too thin to say less than T3 (11.1)."""
LOWERING_DAYS = 30
LOWERING_PERSONS = 2

_BAND_FLOOR = {
    InstrumentBand.LOW: ThreatLevel.T1,
    InstrumentBand.MODERATE: ThreatLevel.T2,
    InstrumentBand.HIGH: ThreatLevel.T3,
    InstrumentBand.EXTREME: ThreatLevel.T4,
}


def active(threat: ThreatAssessment, tonight: date) -> bool:
    """Whether he may know where she is, or was searching within the last 14 days.

    Unit: days, 14 is still recent. Source: domain 3.2, Q04 and Q05.
    Unknown: a search without a date counts as now; a question not answered has no effect here.
    """
    if threat.q05_knows_location is Answer.YES:
        return True
    if threat.q04_searching is not Answer.YES:
        return False
    last = threat.q04_last_on
    return last is None or (tonight - last).days <= RECENT_DAYS


def floor(threat: ThreatAssessment, tonight: date) -> ThreatLevel:
    """The level below which only two named persons may go.

    Source: domain 3.2 (effects), 3.3 (outside instruments), 11.2 (nationwide sets Q06).
    Unknown: no effect on the floor; ``t_eff`` answers for what was not asked.
    """
    raised = max(_effects(threat), default=ThreatLevel.T1)
    if threat.q11_escalation is Answer.YES and raised < ThreatLevel.T3:
        raised = ThreatLevel(raised + 1)
    deadly = (
        threat.q01_self_fear is Fear.FOR_MY_LIFE
        or threat.q02_threat_to_kill is Answer.YES
        or threat.q03_serious_violence is Answer.YES
    )
    return ThreatLevel.T4 if deadly and active(threat, tonight) else raised


def answered(threat: ThreatAssessment) -> int:
    """How many of Q01-Q07 were answered with something other than UNKNOWN."""
    words = (
        threat.q02_threat_to_kill,
        threat.q03_serious_violence,
        threat.q04_searching,
        threat.q05_knows_location,
        Answer.YES if threat.nationwide else threat.q06_organised,
        threat.q07_witness,
    )
    known = sum(1 for word in words if word is not Answer.UNKNOWN)
    return known + (threat.q01_self_fear is not None)


def review_due(threat: ThreatAssessment, level: ThreatLevel, rules: RuleSet) -> date | None:
    """The last day on which the assessment is still in time; None when it has no date."""
    if threat.assessed_on is None:
        return None
    return threat.assessed_on + timedelta(days=rules.review_days[level - 1])


def overdue(threat: ThreatAssessment, level: ThreatLevel, tonight: date, rules: RuleSet) -> bool:
    """Whether the review of this level is late; an assessment without a date is."""
    due = review_due(threat, level, rules)
    return due is None or tonight > due


def level_unknown(threat: ThreatAssessment) -> bool:
    """Whether nobody judged the level, or too few of Q01-Q07 were answered (11.1)."""
    return threat.level_human is None or answered(threat) < ANSWERS_NEEDED


def t_eff(threat: ThreatAssessment, tonight: date, rules: RuleSet) -> ThreatLevel:
    """The level that every rule reads: the higher of what people say and what facts demand.

    Source: domain 3.3, 11.1. A lowering by two persons takes the floor's place; it never takes
    that of a person's own level nor of T3 for a picture that is too thin.
    Unknown: a level not known, or fewer than five answers, is at least T3. An overdue review
    counts T1 as T2 and T2 as T3.
    """
    said = threat.level_human or ThreatLevel.T1
    if level_unknown(threat):
        said = max(said, ThreatLevel.T3)
    level = max(said, _lowered(floor(threat, tonight), threat.lowering, tonight))
    if level < ThreatLevel.T3 and overdue(threat, level, tonight, rules):
        return ThreatLevel(level + 1)
    return level


def of_household(household: Household, tonight: date, rules: RuleSet) -> ThreatLevel:
    """Her level, which is at least T3 while nobody has named any place of danger (11.2 item 4)."""
    level = t_eff(household.threat, tonight, rules)
    return level if household.danger else max(level, ThreatLevel.T3)


def _effects(threat: ThreatAssessment) -> Iterator[ThreatLevel]:
    match threat.q01_self_fear:
        case Fear.FOR_MY_LIFE:
            yield ThreatLevel.T3
        case Fear.VERY:
            yield ThreatLevel.T2
        case Fear.NOT | Fear.LITTLE | None:
            pass
    high = (
        threat.q02_threat_to_kill,
        threat.q03_serious_violence,
        threat.q04_searching,
        threat.q05_knows_location,
        threat.q06_organised,
        threat.q07_witness,
        threat.q12_returned_before,
    )
    if Answer.YES in high or threat.nationwide:
        yield ThreatLevel.T3
    # Q08 with Q06 asks for T3, which Q06 alone already does.
    if Answer.YES in (threat.q08_hostage, threat.q09_reach):
        yield ThreatLevel.T2
    for band in threat.instruments:
        yield _BAND_FLOOR[band]


def _lowered(facts: ThreatLevel, lowering: Lowering | None, tonight: date) -> ThreatLevel:
    """The floor, or what two distinct persons set instead for at most 30 days."""
    if lowering is None or len(lowering.by) < LOWERING_PERSONS:
        return facts
    if (lowering.expires_on - lowering.decided_on).days > LOWERING_DAYS:
        return facts
    if not lowering.decided_on <= tonight < lowering.expires_on:
        return facts
    return min(facts, lowering.to)
