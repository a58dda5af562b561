"""H02: the level of the house is at least the one that her level asks for."""

from __future__ import annotations

import pytest

from matching.plan import Block
from matching.rules.safety import secure_enough
from matching.vocabulary import Answer, Rule, ThreatLevel, WaivedBy
from tests.support.builders import asked, blocked, day, features, household, shelter, threat


@pytest.mark.parametrize("level", list(ThreatLevel))
@pytest.mark.parametrize("security", [1, 2, 3, 4])
def test_each_level_asks_for_its_own_security(level, security):
    said = asked(
        secure_enough,
        household(threat=threat(level)),
        shelter(features=features(security)),
    )
    if security >= level:
        assert said is None
    else:
        never = level is ThreatLevel.T4 and security < 3
        assert said == Block(Rule.H02, WaivedBy.NOBODY if never else WaivedBy.TWO)


def test_a_level_nobody_knows_asks_for_s3():
    unknown = household(threat=threat(None))
    assert asked(secure_enough, unknown, shelter(features=features(3))) is None
    assert asked(secure_enough, unknown, shelter(features=features(2))) is not None


def test_a_check_that_lapses_before_her_first_night_does_not_count():
    house = shelter(features=features(2, expires_on=day(5)))
    for first, barred in ((4, False), (5, True)):
        who = household(tonight=Answer.NO, needed_from=day(first), planned_until=day(40))
        assert (asked(secure_enough, who, house) is not None) is barred
    assert asked(secure_enough, household(), house) is None


def test_she_fled_with_a_child_and_the_only_room_left_is_at_a_house_with_no_night_staff():
    known_to_be_searched = household(threat=threat(ThreatLevel.T1, q04_searching=Answer.YES))
    assert "H02" in blocked(known_to_be_searched, shelter(features=features(2)))
