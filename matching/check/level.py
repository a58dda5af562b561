"""Threat level and security level, told again from domain 3.2, 3.3, 9.2 and 11.

Nothing here is shared with the rules: one wrong rule must not pass both.
"""

from __future__ import annotations

from datetime import date, timedelta

from matching.ruleset import RuleSet
from matching.situation import Household, Shelter, ThreatAssessment
from matching.vocabulary import (
    Answer,
    FeatureCode,
    InstrumentBand,
    SecurityLevel,
    ThreatLevel,
)

SEARCHED_LATELY_DAYS = 14
LOWERING_DAYS = 30
ENOUGH_ANSWERS = 5

BAND_LEVEL = {
    InstrumentBand.LOW: 1,
    InstrumentBand.MODERATE: 2,
    InstrumentBand.HIGH: 3,
    InstrumentBand.EXTREME: 4,
}

REGULATION = {
    FeatureCode.INTERCOM,
    FeatureCode.CCTV_ENTRANCE,
    FeatureCode.SECURE_DOORS,
    FeatureCode.SECURE_WINDOWS,
    FeatureCode.INTRUDER_ALARM,
    FeatureCode.VISION_SCREEN,
}
REINFORCED = {
    FeatureCode.SHIELDED_ADDRESS,
    FeatureCode.ACCESS_CONTROL,
    FeatureCode.STAFFED_24_7,
    FeatureCode.POLICE_LIAISON,
}
HIGH = {
    FeatureCode.AIRLOCK,
    FeatureCode.POLICE_ALARM,
    FeatureCode.TOUGH_GLASS,
    FeatureCode.ESCORT,
}


def floor_of(threat: ThreatAssessment, today: date) -> int:
    """The level below which facts let nobody go alone.

    Source: domain 3.2, 3.3; "nationwide" sets Q06 (11.2). Unknown: no effect on the floor.
    """
    told = _said_yes(threat)
    effects = [1, *(BAND_LEVEL[band] for band in threat.instruments)]
    if threat.q01_self_fear is not None and threat.q01_self_fear >= 2:
        effects.append(int(threat.q01_self_fear))
    if told & {"Q02", "Q03", "Q04", "Q05", "Q06", "Q07", "Q12"}:
        effects.append(3)
    if "Q08" in told:
        effects.append(3 if "Q06" in told else 2)
    if "Q09" in told:
        effects.append(2)
    level = max(effects)
    if "Q11" in told and level < 3:
        level += 1
    deadly = threat.q01_self_fear == 3 or bool(told & {"Q02", "Q03"})
    return 4 if deadly and _active(threat, told, today) else level


def effective_level(household: Household, rules: RuleSet, today: date) -> ThreatLevel:
    """T_eff of a household.

    Source: domain 3.2, 3.3, 11.1, 11.2 item 4.
    Unknown: no level, fewer than five answers or no danger place known is at least T3; an overdue
    or missing review lifts T1 and T2 by one.
    """
    threat = household.threat
    level = floor_of(threat, today)
    low = threat.lowering
    if low is not None and low.to < level:
        two, begun, ended = (
            len(low.by) >= 2,
            low.decided_on <= today,
            low.expires_on <= today,
        )
        short = (low.expires_on - low.decided_on).days <= LOWERING_DAYS
        if two and begun and not ended and short:
            level = int(low.to)
    if threat.level_human is not None:
        level = max(level, int(threat.level_human))
    vague = threat.level_human is None or _answers(threat) < ENOUGH_ANSWERS
    if vague or not household.danger:
        level = max(level, 3)
    if level < 3 and _overdue(threat, level, rules, today):
        level += 1
    return ThreatLevel(level)


def features_that_count(shelter: Shelter, today: date) -> set[FeatureCode]:
    """Features present and not expired today; a contradicted one is not present (9.2)."""
    counted, denied = set(), set()
    for feature in shelter.features:
        lasts = feature.expires_on is not None and today < feature.expires_on
        if feature.present is Answer.YES and lasts:
            counted.add(feature.code)
        if feature.present is Answer.NO:
            denied.add(feature.code)
    return counted - denied


def security_level(shelter: Shelter, today: date) -> SecurityLevel:
    """S of a shelter as its features stand today (9.2)."""
    have = features_that_count(shelter, today)
    near = shelter.police_within_15_min is Answer.YES
    level = SecurityLevel.S1
    if have >= REGULATION:
        level = SecurityLevel.S2
    if have >= REGULATION | REINFORCED:
        level = SecurityLevel.S3
    if have >= REGULATION | REINFORCED | HIGH and near:
        level = SecurityLevel.S4
    return level


def _said_yes(threat: ThreatAssessment) -> set[str]:
    asked = {
        "Q02": threat.q02_threat_to_kill,
        "Q03": threat.q03_serious_violence,
        "Q04": threat.q04_searching,
        "Q05": threat.q05_knows_location,
        "Q06": Answer.YES if threat.nationwide else threat.q06_organised,
        "Q07": threat.q07_witness,
        "Q08": threat.q08_hostage,
        "Q09": threat.q09_reach,
        "Q11": threat.q11_escalation,
        "Q12": threat.q12_returned_before,
    }
    return {question for question, answer in asked.items() if answer is Answer.YES}


def _answers(threat: ThreatAssessment) -> int:
    """How many of Q01-Q07 have an answer."""
    answers = (
        threat.q02_threat_to_kill,
        threat.q03_serious_violence,
        threat.q04_searching,
        threat.q05_knows_location,
        Answer.YES if threat.nationwide else threat.q06_organised,
        threat.q07_witness,
    )
    given = sum(1 for answer in answers if answer is not Answer.UNKNOWN)
    return given + (threat.q01_self_fear is not None)


def _active(threat: ThreatAssessment, told: set[str], today: date) -> bool:
    if "Q05" in told:
        return True
    if "Q04" not in told:
        return False
    last = threat.q04_last_on
    return last is None or today - last <= timedelta(days=SEARCHED_LATELY_DAYS)


def _overdue(threat: ThreatAssessment, level: int, rules: RuleSet, today: date) -> bool:
    if threat.assessed_on is None:
        return True
    return (today - threat.assessed_on).days > rules.review_days[level - 1]
