"""Past nights under two rule sets, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from matching.plan import Plan
from matching.replay import Past, PastNight, replay, situations
from matching.situation import Compromise, Situation
from matching.solve import Night, scarcest_first
from matching.vocabulary import (
    CompromiseLevel,
    CompromiseScope,
    HouseholdId,
    Rule,
    SecurityLevel,
    ShelterId,
)
from tests.support.builders import (
    NOW,
    TONIGHT,
    features,
    household,
    shelter,
    situation,
    stay,
    threat,
)

H1, H2 = HouseholdId("h1"), HouseholdId("h2")


def quick(some: Situation) -> Plan:
    return Night(some).greedy(scarcest_first)


def past() -> Past:
    """Two households and one bed: h1 took it on the first night, h2 waited on both."""
    base = situation((household("h1"), household("h2")), (shelter("s1", features=features(2)),))
    (unit,) = base.shelters[0].units
    hers = stay("h1", unit.id, -2, 30)
    first, second = TONIGHT - timedelta(days=2), TONIGHT - timedelta(days=1)
    offset = base.clock_offset_minutes
    return Past(
        base,
        (
            PastNight(
                tonight=first,
                now=NOW - timedelta(days=2),
                waiting=frozenset({H1, H2}),
                stays=(),
                took=((H1, ShelterId("s1")),),
                clock_offset_minutes=offset,
            ),
            PastNight(
                tonight=second,
                now=NOW - timedelta(days=1),
                waiting=frozenset({H2}),
                stays=(hers,),
                clock_offset_minutes=offset,
            ),
        ),
    )


def test_the_same_rules_change_nothing() -> None:
    some = past()
    told = replay(some, some.base.rules, quick)
    assert told.unplaced_before == told.unplaced_after
    assert sum(told.unplaced_before) == 2  # one of the two on the first night, h2 on the second
    assert (told.nights, told.worse_nights, told.other_class, told.took) == (2, 0, 0, 1)
    assert told.barred == {}


def test_a_rule_set_that_bars_more_says_of_what_was_taken_how_much_and_by_which_rule() -> None:
    some = past()
    stricter = replace(some.base.rules, required_security=(SecurityLevel.S4,) * 4)
    told = replay(some, stricter, quick)
    assert sum(told.unplaced_after) == 3  # nobody fits any more: two, then one
    assert told.worse_nights == 1
    assert told.barred == {Rule.H02: 1}


def test_each_night_knows_its_own_time_and_whoever_waited_then() -> None:
    some = past()
    told = [(one.tonight, one.now, {h.id for h in one.households}) for _, one in situations(some)]
    assert told == [
        (TONIGHT - timedelta(days=2), NOW - timedelta(days=2), {"h1", "h2"}),
        (TONIGHT - timedelta(days=1), NOW - timedelta(days=1), {"h2"}),
    ]
    for _, one in situations(some):
        assert all(house.vacancy_confirmed_at == one.now for house in one.shelters)


def test_a_rule_that_may_be_restricted_is_counted_and_never_named() -> None:
    """Reviews that are late sooner make T2 a T3, for whom a house that may be known is barred."""
    some = past()
    long_ago = threat(assessed_on=TONIGHT - timedelta(days=22))
    known = Compromise(
        shelter=ShelterId("s1"), scope=CompromiseScope.GENERAL, level=CompromiseLevel.SUSPECTED
    )
    base = replace(
        some.base,
        shelters=(shelter("s1"),),
        households=tuple(replace(one, threat=long_ago) for one in some.base.households),
        compromises=(known,),
    )
    sooner = replace(base.rules, review_days=(90, 10, 7, 1))
    told = replay(replace(some, base=base), sooner, quick)
    assert (told.took, told.restricted) == (1, 1)
    assert Rule.H04 not in told.barred
