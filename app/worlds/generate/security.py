"""Verified features of a house so that its derived level is the one wanted.

Some houses were built for more: one feature has expired, or nobody has said whether it is there.
"""

from __future__ import annotations

from datetime import date, timedelta

from app.worlds.generate.chance import Chance
from matching.security import HIGH, REGULATION_MINIMUM, REINFORCED
from matching.situation import SecurityFeature
from matching.vocabulary import Answer, FeatureCode, SecurityLevel

_OF = {
    SecurityLevel.S2: REGULATION_MINIMUM,
    SecurityLevel.S3: REINFORCED,
    SecurityLevel.S4: HIGH,
}
_NEXT = {SecurityLevel.S2: REINFORCED, SecurityLevel.S3: HIGH}
FELL_BACK = 0.25
"""Share of S2 and S3 houses that lack one lapsed or unknown feature of the next level [D]."""
_EXTRA = {
    FeatureCode.MAIL_PROXY: 0.7,
    FeatureCode.ANONYMOUS_PHONE: 0.6,
    FeatureCode.PERSONAL_ALARM: 0.8,
    FeatureCode.LIT_APPROACH: 0.5,
    FeatureCode.SCREENED_OUTDOOR: 0.5,
}


def features(level: SecurityLevel, tonight: date, chance: Chance) -> tuple[SecurityFeature, ...]:
    """Features of a house that has this level tonight, as last verified."""
    has = sorted(_OF[level])  # a set has another order in every process
    found = {code: _verified(code, tonight, chance) for code in has}
    beyond = sorted(_NEXT.get(level, _OF[level]) - _OF[level])
    if beyond:
        found |= _short_of_the_next(beyond, tonight, chance)
    for code, share in _EXTRA.items():
        if chance.happens(share):
            found[code] = _verified(code, tonight, chance)
        elif chance.happens(0.2):
            found[code] = SecurityFeature(code=code, present=Answer.UNKNOWN, expires_on=None)
    return tuple(found[code] for code in FeatureCode if code in found)


def _short_of_the_next(
    beyond: list[FeatureCode], tonight: date, chance: Chance
) -> dict[FeatureCode, SecurityFeature]:
    """Some of what the next level asks for, and never all of it."""
    lacking = chance.one_of(beyond)
    if chance.happens(FELL_BACK):
        found = {code: _verified(code, tonight, chance) for code in beyond}
        found[lacking] = (
            SecurityFeature(code=lacking, present=Answer.UNKNOWN, expires_on=None)
            if chance.happens(0.4)
            else SecurityFeature(
                code=lacking,
                present=Answer.YES,
                expires_on=tonight - timedelta(days=chance.whole(0, 200)),
            )
        )
        return found
    found = {
        code: _verified(code, tonight, chance)
        for code in beyond
        if code is not lacking and chance.happens(0.5)
    }
    found[lacking] = SecurityFeature(
        code=lacking, present=Answer.NO, expires_on=tonight + timedelta(days=chance.whole(1, 365))
    )
    return found


def _verified(code: FeatureCode, tonight: date, chance: Chance) -> SecurityFeature:
    """Verified within the last year: it counts for 365 days (domain 8.1)."""
    left = chance.whole(1, 365)
    return SecurityFeature(code=code, present=Answer.YES, expires_on=tonight + timedelta(days=left))
