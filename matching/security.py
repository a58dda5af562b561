"""A shelter's security level, derived from verified features and never typed.

Source: docs/domain.md 9.2. A feature that nobody verified, or whose check has expired, is absent.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from matching.situation import Shelter
from matching.vocabulary import Answer, FeatureCode, SecurityLevel

REGULATION_MINIMUM = frozenset(
    {
        FeatureCode.INTERCOM,
        FeatureCode.CCTV_ENTRANCE,
        FeatureCode.SECURE_DOORS,
        FeatureCode.SECURE_WINDOWS,
        FeatureCode.INTRUDER_ALARM,
        FeatureCode.VISION_SCREEN,
    }
)
"""S2."""
REINFORCED = REGULATION_MINIMUM | {
    FeatureCode.SHIELDED_ADDRESS,
    FeatureCode.ACCESS_CONTROL,
    FeatureCode.STAFFED_24_7,
    FeatureCode.POLICE_LIAISON,
}
"""S3."""
HIGH = REINFORCED | {
    FeatureCode.AIRLOCK,
    FeatureCode.POLICE_ALARM,
    FeatureCode.TOUGH_GLASS,
    FeatureCode.ESCORT,
}
"""S4, together with police within 15 minutes."""


def features(shelter: Shelter, on: date) -> frozenset[FeatureCode]:
    """Features that count on this day: YES, not expired, and denied by no other check.

    Unknown: an answer UNKNOWN and a check without an expiry date do not count.
    """
    verified = frozenset(
        feature.code
        for feature in shelter.features
        if feature.present is Answer.YES
        if feature.expires_on is not None and on < feature.expires_on
    )
    return verified - {f.code for f in shelter.features if f.present is Answer.NO}


def level(shelter: Shelter, on: date) -> SecurityLevel:
    """The level that the shelter has on this day.

    Unit: S1..S4. Source: domain 9.2. Unknown: what is not known is absent.
    """
    has = features(shelter, on)
    if not has >= REGULATION_MINIMUM:
        return SecurityLevel.S1
    if not has >= REINFORCED:
        return SecurityLevel.S2
    if not has >= HIGH or shelter.police_within_15_min is not Answer.YES:
        return SecurityLevel.S3
    return SecurityLevel.S4


def at_best(shelter: Shelter) -> Shelter:
    """The house as if what nobody told of its security were so; what it lacks then it lacks as a fact.

    A check that lapsed, or was denied, stays as it is.
    """
    features = tuple(
        replace(feature, present=Answer.YES) if feature.present is Answer.UNKNOWN else feature
        for feature in shelter.features
    )
    near = shelter.police_within_15_min
    return replace(
        shelter,
        features=features,
        police_within_15_min=Answer.YES if near is Answer.UNKNOWN else near,
    )
