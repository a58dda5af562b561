"""One thing changed and solved again: told who would be where, and which change would help most."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from matching.check import violations
from matching.plan import Plan
from matching.single_changes import Kind, most_helpful
from matching.situation import Situation, StayPolicy, ThreatAssessment
from matching.solve import Night, plan_night, scarcest_first
from matching.standing import Standing
from matching.vocabulary import (
    AddressBlock,
    Answer,
    CaseByCase,
    Exemption,
    Fear,
    FeatureCode,
    Gender,
    HouseholdId,
    Region,
    ShelterId,
    SubstanceRule,
    SubstanceUse,
    ThreatLevel,
    ZoneId,
)
from matching.what_if import (
    NoSuchThing,
    difference,
    house_added,
    house_closed,
    level_changed,
    rules_changed,
)
from tests.support.builders import (
    NOW,
    TONIGHT,
    child,
    features,
    household,
    shelter,
    situation,
    threat,
    unit,
    woman,
)


def quick(some: Situation) -> Plan:
    """A checked plan without the solver."""
    plan = Night(some).greedy(scarcest_first)
    assert violations(some, plan) == ()
    return plan


@pytest.fixture
def full() -> Situation:
    """Two households and one bed."""
    return situation((household("h1"), household("h2")), (shelter("s1"),))


def test_a_closed_house_leaves_those_without_a_bed_whom_it_would_have_taken(full):
    told = difference(quick(full), quick(house_closed(full, "s1")))
    assert (told.unplaced_before, told.unplaced_after) == ((0, 1, 0), (0, 2, 0))
    (moved,) = told.moved
    assert (moved.before, moved.after) == ("s1", None)


def test_a_house_like_one_that_is_there_takes_who_has_none(full):
    more = house_added(full, "s1", units=2)
    told = difference(quick(full), quick(more))
    assert told.gained == (0, 1, 0)
    assert {one.after for one in told.moved} == {"what-if"}
    assert len(more.shelters[-1].units) == 2


def test_another_zone_counts_as_where_the_new_house_stands(full):
    near = house_added(full, "s1", "Tromso")  # where both of them are feared for
    assert difference(quick(full), quick(near)).gained == (0, 0, 0)


def test_other_numbers_and_another_level_are_judged_anew(full):
    far = rules_changed(full, replace(full.rules, base_km=(2000.0,) * 4))
    assert difference(quick(full), quick(far)).unplaced_after == (0, 2, 0)
    for level in ThreatLevel:
        changed = level_changed(full, "h1", level)
        hers = next(h for h in changed.households if h.id == "h1")
        assert Standing(changed).t_eff(hers) is level


@pytest.mark.parametrize(
    "change",
    [
        lambda s: house_closed(s, ShelterId("s9")),
        lambda s: house_added(s, ShelterId("s9")),
        lambda s: house_added(s, ShelterId("s1"), ZoneId("Z-9")),
        lambda s: level_changed(s, HouseholdId("h9"), ThreatLevel.T1),
    ],
)
def test_what_is_not_there_cannot_be_changed(full, change):
    with pytest.raises(NoSuchThing):
        change(full)


def test_the_world_that_is_there_is_never_touched(full):
    kept = replace(full)
    for changed in (house_closed(full, "s1"), house_added(full, "s1")):
        assert changed is not full
    assert full == kept


def one_more(some: Situation) -> dict[Kind, tuple[int, int, int]]:
    return {one.change.kind: one.gained for one in most_helpful(some, plan_night, quick).best}


def test_one_more_unit_is_told_where_only_room_is_missing(full):
    assert one_more(full) == {Kind.ONE_MORE_UNIT: (0, 1, 0)}


def test_a_feature_is_told_where_its_verification_alone_opens_the_house():
    almost = tuple(f for f in features(2) if f.code is not FeatureCode.INTERCOM)
    some = situation((household("h1"),), (shelter("s1", features=almost),))
    (told,) = [
        one for one in most_helpful(some, plan_night, quick).best if one.change.feature is not None
    ]
    assert (told.change.feature, told.gained) == (FeatureCode.INTERCOM, (0, 1, 0))


def test_a_check_that_closes_the_address_circle_is_told_though_it_raises_no_level():
    hidden = household(address_block=AddressBlock.KODE6)
    some = situation((hidden,), (shelter("s1"),))
    told = most_helpful(some, plan_night, quick).best
    assert [(one.change.kind, one.change.feature) for one in told] == [
        (Kind.VERIFIED_FEATURE, FeatureCode.MAIL_PROXY)
    ]
    assert told[0].gained == (0, 1, 0)
    bare = situation((hidden,), (shelter("s1", features=features(2)),))
    assert most_helpful(bare, plan_night, quick).best == (), "one check of two is no circle"


def test_a_call_is_told_where_only_a_stale_vacancy_is_in_the_way():
    stale = shelter("s1", vacancy_confirmed_at=NOW - timedelta(days=30))
    some = situation((household("h1"),), (stale,))
    assert one_more(some)[Kind.CALL_FIRST] == (0, 1, 0)


@pytest.mark.parametrize("known", [True, False])
def test_a_call_is_told_for_hours_nobody_knows_and_not_where_the_house_said_no(known):
    shut = shelter("s1", intake_hours_known=known, intake_hours=(), after_hours=Answer.NO)
    some = situation((household("h1"),), (shut,))
    assert quick(some).placed == ()
    assert (Kind.CALL_FIRST in one_more(some)) is not known


@pytest.mark.parametrize("limit", ["boys_max_age", "girls_max_age"])
def test_a_call_is_told_for_the_age_of_children_that_a_house_has_not_told(limit):
    children = [child(gender=gender) for gender in (Gender.MAN, Gender.WOMAN)]
    plain = shelter("s1", units=(unit(beds=3),))
    asks, refuses = (
        replace(plain, acceptance=replace(plain.acceptance, **{limit: age})) for age in (None, 2)
    )
    her = household("h1", members=(woman(), *children))
    assert quick(situation((her,), (asks,))).placed == ()
    assert one_more(situation((her,), (asks,)))[Kind.CALL_FIRST] == (0, 1, 0)
    assert Kind.CALL_FIRST not in one_more(situation((her,), (refuses,)))


def test_an_exemption_lets_a_resident_stay_on_whom_a_limit_sends_away():
    limited = StayPolicy(limit_known=True, max_nights=7, exemption=Exemption.NONE)
    who = household("h1", tonight=Answer.NO, planned_until=TONIGHT + timedelta(days=60))
    some = situation((who,), (shelter("s1", stay=limited),))
    assert quick(some).placed == ()
    assert one_more(some)[Kind.EXEMPTION] == (0, 0, 1)


def test_where_all_have_a_bed_nothing_is_told():
    some = situation((household("h1"),), (shelter("s1"),))
    assert most_helpful(some, plan_night, quick).best == ()


def test_a_house_takes_on_the_region_and_the_police_of_the_place_where_it_would_stand():
    east = shelter("s1", "Oslo", region=Region.EAST, police_within_15_min=Answer.YES)
    west = shelter("s2", "Bergen", region=Region.WEST, police_within_15_min=Answer.NO)
    some = situation((household("h1"),), (east, west))
    beside = house_added(some, "s1", ZoneId("Bergen")).shelters[-1]
    assert (beside.zone, beside.region, beside.police_within_15_min) == (
        "Bergen",
        Region.WEST,
        Answer.NO,
    )
    alone = house_added(some, "s2", ZoneId("Hamar")).shelters[-1]
    assert (alone.zone, alone.region, alone.police_within_15_min) == (
        "Hamar",
        Region.EAST,
        Answer.UNKNOWN,
    )


@pytest.mark.parametrize(
    "thin",
    [
        ThreatAssessment(),
        threat(ThreatLevel.T2, assessed_on=TONIGHT - timedelta(days=400)),
        threat(ThreatLevel.T1, q01_self_fear=Fear.FOR_MY_LIFE, q02_threat_to_kill=Answer.YES),
    ],
    ids=["nothing asked", "overdue", "a high floor"],
)
@pytest.mark.parametrize("level", list(ThreatLevel))
def test_another_level_is_that_level_whatever_her_answers_say(thin, level):
    some = situation((household("h1", threat=thin),), (shelter("s1"),))
    (hers,) = level_changed(some, HouseholdId("h1"), level).households
    assert Standing(some).t_eff(hers) is level


def test_without_any_place_of_danger_a_low_level_is_refused_and_not_quietly_another():
    nowhere = situation((household("h1", danger=()),), (shelter("s1"),))
    with pytest.raises(NoSuchThing):
        level_changed(nowhere, HouseholdId("h1"), ThreatLevel.T2)
    (hers,) = level_changed(nowhere, HouseholdId("h1"), ThreatLevel.T4).households
    assert Standing(nowhere).t_eff(hers) is ThreatLevel.T4


@pytest.mark.parametrize(
    "policy",
    [
        {"trafficking_residents": CaseByCase.CASE_BY_CASE},
        {"acute_psychosis": Answer.UNKNOWN},
        {"substance_use": SubstanceRule.UNKNOWN},
    ],
)
def test_a_call_is_told_where_the_house_decides_case_by_case_or_has_not_said(policy):
    plain = shelter("s1")
    asks = replace(plain, acceptance=replace(plain.acceptance, **policy))
    hers = {
        "acute_psychosis": Answer.YES if "acute_psychosis" in policy else Answer.NO,
        "substance_use": (SubstanceUse.ACTIVE if "substance_use" in policy else SubstanceUse.NONE),
    }
    some = situation((household("h1", **hers),), (asks,))
    assert one_more(some)[Kind.CALL_FIRST] == (0, 1, 0)
    no = {"trafficking_residents": CaseByCase.NO} | {
        name: Answer.NO if name == "acute_psychosis" else SubstanceRule.NO
        for name in policy
        if name != "trafficking_residents"
    }
    refuses = replace(plain, acceptance=replace(plain.acceptance, **no))
    said = situation((household("h1", **hers),), (refuses,))
    assert Kind.CALL_FIRST not in one_more(said)
