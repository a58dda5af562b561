"""The security level of domain 9.2: derived, never typed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.security import level
from matching.situation import SecurityFeature
from matching.vocabulary import Answer, FeatureCode, SecurityLevel
from tests.support.builders import S1_TO_S4, TONIGHT, day, features, shelter


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_features_of_a_level_give_that_level(number):
    assert level(shelter(features=features(number)), TONIGHT) == number


@pytest.mark.parametrize("code", sorted(S1_TO_S4[4]))
def test_each_feature_is_needed_for_the_level_it_belongs_to(code):
    without = tuple(f for f in features(4) if f.code is not code)
    lost_at = min(number for number, codes in S1_TO_S4.items() if code in codes)
    assert level(shelter(features=without), TONIGHT) == lost_at - 1


@pytest.mark.parametrize("answer", [Answer.NO, Answer.UNKNOWN])
def test_a_feature_that_is_not_yes_is_absent(answer):
    changed = tuple(
        replace(f, present=answer) if f.code is FeatureCode.AIRLOCK else f for f in features(4)
    )
    assert level(shelter(features=changed), TONIGHT) is SecurityLevel.S3


def test_a_check_counts_until_the_day_before_it_expires_and_not_without_a_date():
    house = shelter(features=features(4, expires_on=day(1)))
    assert level(house, TONIGHT) is SecurityLevel.S4
    assert level(house, day(1)) is SecurityLevel.S1
    undated = tuple(replace(f, expires_on=None) for f in features(4))
    assert level(shelter(features=undated), TONIGHT) is SecurityLevel.S1


def test_a_second_check_that_denies_a_feature_takes_it_away():
    denied = SecurityFeature(code=FeatureCode.ESCORT, present=Answer.NO, expires_on=None)
    assert level(shelter(features=(*features(4), denied)), TONIGHT) is SecurityLevel.S3


@pytest.mark.parametrize("answer", [Answer.NO, Answer.UNKNOWN])
def test_s4_needs_the_police_within_fifteen_minutes(answer):
    assert level(shelter(police_within_15_min=answer), TONIGHT) is SecurityLevel.S3
