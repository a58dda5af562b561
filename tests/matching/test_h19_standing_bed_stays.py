"""H19: a bed that stands is opened only by her, by a rule it breaks, or by its end; V10."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.check.facts import facts_of
from matching.check.need import opened
from matching.plan import Block
from matching.rules.company import standing_bed_stays
from matching.situation import (
    AcceptancePolicy,
    Actor,
    Compromise,
    Link,
    Need,
    SecurityFeature,
    ServiceOffer,
    StayState,
    Waiver,
)
from matching.standing import Standing
from matching.vocabulary import (
    ActorId,
    AddressBlock,
    Answer,
    CaseByCase,
    CompromiseLevel,
    CompromiseScope,
    Criticality,
    FeatureCode,
    HouseholdId,
    LinkKind,
    NetworkId,
    Priority,
    ResidentsGender,
    Rule,
    ServiceType,
    ShelterId,
    ThreatLevel,
    WaivedBy,
)
from tests.support.builders import (
    OSLO,
    TONIGHT,
    asked,
    blocked,
    child,
    danger,
    day,
    features,
    household,
    shelter,
    situation,
    stay,
    threat,
    unit,
)

STANDS = Block(Rule.H19, WaivedBy.NOBODY)
HOME, OTHER = shelter("home"), shelter("s1", "Bergen")
HERS = stay("h1", "home-u1")


def resident(**changes):
    return household(**({"tonight": Answer.NO} | changes))


def said(who, home=HOME, own=HERS, **changes):
    """What the rule says, and the checker with it."""
    stays = (own, *changes.pop("stays", ()))
    world = situation((who,), (OTHER, home), stays=stays, **changes)
    block = standing_bed_stays(who, OTHER, Standing(world))
    assert opened(facts_of(world), who) is (block is None)
    return block


def test_a_resident_whose_house_is_right_stays():
    assert said(resident()) == STANDS
    assert asked(standing_bed_stays, resident(), OTHER) is None


@pytest.mark.parametrize(
    "change", [{"wants_move": True}, {"tonight": Answer.YES}, {"tonight": Answer.UNKNOWN}]
)
def test_she_opens_it(change):
    assert said(resident(**change)) is None


@pytest.mark.parametrize(("end", "opened"), [(7, True), (8, False), (0, True)])
def test_its_end_within_seven_days_opens_it(end, opened):
    assert said(resident(), own=stay("h1", "home-u1", end=end)) == (None if opened else STANDS)


def test_a_hold_stands_for_nothing_and_a_later_accepted_place_does():
    assert said(resident(), own=replace(HERS, state=StayState.HELD)) is None
    later = replace(HERS, state=StayState.ACCEPTED, span=stay("x", "y", 3, 60).span)
    assert said(resident(), own=later) == STANDS


OPENING = {
    "H02": ({"threat": threat(ThreatLevel.T3)}, {"features": features(2)}, {}),
    "H03": ({"danger": (danger(OSLO),)}, {}, {}),
    "H04": ({"found_at": frozenset({ShelterId("home")})}, {}, {}),
    "H07": (
        {"women_only": Answer.YES},
        {"residents_gender": ResidentsGender.MIXED},
        {},
    ),
    "H08": ({"pets": Answer.YES}, {"acceptance": AcceptancePolicy(pets=Answer.NO)}, {}),
    "H10": (
        {"needs": (Need(service=ServiceType.GP, criticality=Criticality.SAFETY_CRITICAL),)},
        {"services": (ServiceOffer(type=ServiceType.GP, on_site=Answer.NO),)},
        {},
    ),
    "H11": ({"declined": frozenset({ShelterId("home")})}, {}, {}),
    "H17": ({"members": (child(),)}, {}, {}),
    "H20": (
        {"networks": frozenset({NetworkId("N")})},
        {"staff_ties": frozenset({NetworkId("N")})},
        {},
    ),
    "H21": ({"address_block": AddressBlock.KODE6}, {}, {}),
    "H05": (
        {},
        {"units": (unit("home-u1"), unit("home-u2"))},
        {
            "stays": (stay("h2", "home-u2"),),
            "links": (Link(HouseholdId("h1"), HouseholdId("h2"), LinkKind.MUST_SEPARATE),),
        },
    ),
}


@pytest.mark.parametrize("rule", sorted(OPENING))
def test_a_rule_that_the_house_breaks_by_now_opens_it(rule):
    who, house, world = OPENING[rule]
    assert said(resident(**who), home=replace(HOME, **house), **dict(world)) is None


def test_what_is_merely_unknown_moves_nobody():
    unsure = replace(
        HOME.acceptance, trafficking_residents=CaseByCase.CASE_BY_CASE, pets=Answer.UNKNOWN
    )
    home = replace(HOME, acceptance=unsure, ties_asked=Answer.UNKNOWN)
    feared = threat(ThreatLevel.T2, q09_reach=Answer.YES)
    assert said(resident(threat=feared), home=home) == STANDS


def test_a_feature_that_nobody_told_moves_nobody_and_one_that_lapsed_does():
    unsure = tuple(
        replace(feature, present=Answer.UNKNOWN)
        if feature.code is FeatureCode.INTERCOM
        else feature
        for feature in features(4)
    )
    feared = resident(threat=threat(ThreatLevel.T4))
    assert said(feared, home=replace(HOME, features=unsure)) == STANDS
    assert said(feared, home=replace(HOME, police_within_15_min=Answer.UNKNOWN)) == STANDS
    assert said(feared, home=replace(HOME, police_within_15_min=Answer.NO)) is None
    lapsed = tuple(replace(feature, expires_on=TONIGHT) for feature in unsure)
    assert said(feared, home=replace(HOME, features=lapsed)) is None
    proxy = SecurityFeature(code=FeatureCode.MAIL_PROXY, present=Answer.UNKNOWN, expires_on=day(90))
    hidden = resident(address_block=AddressBlock.KODE6)
    assert said(hidden, home=replace(HOME, features=(*features(4), proxy))) == STANDS


ON_SITE = ServiceOffer(
    type=ServiceType.DIALYSIS, on_site=Answer.YES, capacity_now=Answer.YES, verified_on=TONIGHT
)
FAR = replace(ON_SITE, on_site=Answer.NO, minutes=31)


@pytest.mark.parametrize(
    ("services", "stands"),
    [
        ((), True),
        ((replace(ON_SITE, type=ServiceType.GP),), True),
        ((ON_SITE,), True),
        ((replace(ON_SITE, capacity_now=Answer.UNKNOWN),), True),
        ((replace(ON_SITE, verified_on=None),), True),
        ((replace(ON_SITE, verified_on=day(-181)),), True),
        ((replace(FAR, minutes=None),), True),
        ((replace(FAR, on_site=Answer.UNKNOWN),), True),
        ((replace(FAR, verified_on=None), replace(ON_SITE, verified_on=None)), True),
        ((FAR,), False),
        ((replace(FAR, verified_on=None),), False),
        ((replace(ON_SITE, capacity_now=Answer.NO),), False),
        ((replace(ON_SITE, capacity_now=Answer.NO), FAR), False),
    ],
)
def test_a_service_that_a_house_only_has_not_told_of_moves_nobody(services, stands):
    need = Need(
        service=ServiceType.DIALYSIS, criticality=Criticality.SAFETY_CRITICAL, max_minutes=30
    )
    found = said(resident(needs=(need,)), home=replace(HOME, services=services))
    assert found == (STANDS if stands else None)


def test_a_check_that_lapses_later_does_not_open_tonights_bed():
    home = replace(HOME, features=features(4, expires_on=day(3)))
    later = resident(needed_from=day(5), planned_until=day(40))
    assert said(later, home=home) == STANDS


def test_a_waived_rule_opens_nothing():
    waiver = Waiver(
        rule=Rule.H02,
        household=HouseholdId("h1"),
        shelter=ShelterId("home"),
        by=frozenset({"a", "b"}),
        decided_on=TONIGHT,
        expires_on=day(7),
    )
    home = replace(HOME, features=features(3))
    who = resident(threat=threat(ThreatLevel.T4))
    assert said(who, home=home) is None
    assert said(who, home=home, waivers=(waiver,)) == STANDS


def test_every_stay_that_stands_must_be_open():
    second = replace(HOME, id=ShelterId("two"), units=(unit("two-u1"),))
    world = situation(
        (resident(),),
        (OTHER, HOME, second),
        stays=(stay("h1", "two-u1", end=3), stay("h1", "home-u1", 3, 60)),
    )
    assert standing_bed_stays(world.households[0], OTHER, Standing(world)) == STANDS


def test_v10_he_knows_the_address_so_she_is_p1_and_may_be_proposed_another_house():
    """ "Lisa": the police confirm that he knows the house where she lives."""
    him = ActorId("A")
    lisa = resident(actors=(Actor(id=him),), threat=threat(ThreatLevel.T3))
    known = Compromise(
        shelter=ShelterId("home"),
        scope=CompromiseScope.ACTOR,
        actor=him,
        level=CompromiseLevel.CONFIRMED,
    )
    before = situation((lisa,), (OTHER, HOME), stays=(HERS,))
    assert Standing(before).priority(lisa) is Priority.P4
    assert set(blocked(lisa, OTHER, HOME, stays=(HERS,))) == {"H19"}
    after = situation((lisa,), (OTHER, HOME), stays=(HERS,), compromises=(known,))
    assert Standing(after).priority(lisa) is Priority.P1
    assert blocked(lisa, OTHER, HOME, stays=(HERS,), compromises=(known,)) == {}
    at_home = blocked(lisa, HOME, OTHER, stays=(HERS,), compromises=(known,))
    assert at_home["H04"] == Block(Rule.H04, WaivedBy.NOBODY, restricted=True)
