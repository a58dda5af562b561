"""Each word of the checker: one plan that draws it, beside a good plan that draws none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from matching.check import Violation, Wrong, violations
from matching.geography import Place, Zone
from matching.plan import Costs, Placed, Plan, Segment, Source, TierValue, Unplaced, Why
from matching.situation import (
    AcceptancePolicy,
    Compromise,
    DangerArea,
    Household,
    IntakeWindow,
    Link,
    Need,
    Person,
    SecurityFeature,
    Shelter,
    Situation,
    Stay,
    StayPolicy,
    StayState,
    ThreatAssessment,
    Unit,
    Waiver,
)
from matching.vocabulary import (
    AddressBlock,
    AgeBand,
    Answer,
    AreaKind,
    CaseByCase,
    CompromiseLevel,
    CompromiseScope,
    Criticality,
    Exemption,
    Fear,
    FeatureCode,
    Firmness,
    Gender,
    HouseholdId,
    LinkKind,
    MemberRole,
    NetworkId,
    NightSpan,
    PersonId,
    Phase,
    PlanMode,
    Precision,
    Priority,
    Region,
    ResidentsGender,
    Rule,
    SearchConsent,
    ServiceType,
    ShelterId,
    ShelterKind,
    ShelterStatus,
    SubstanceRule,
    TargetGroup,
    ThreatLevel,
    Tier,
    Together,
    Trigger,
    UnitId,
    UnitKind,
    UnitSide,
    ZoneId,
)
from tests.support.plan_mutants import MUTANTS, honest

TONIGHT = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 14, tzinfo=UTC)
ANNA, BODIL, CARLA = (HouseholdId(name) for name in ("anna", "bodil", "carla"))
YES, NO = Answer.YES, Answer.NO


def night(number: int) -> date:
    return TONIGHT + timedelta(days=number)


def nights(first: int, end: int) -> NightSpan:
    return NightSpan(night(first), night(end))


def house(number: int, stay: StayPolicy) -> Shelter:
    """A house at S4 that takes everybody, with two adjoining rooms and a third."""
    welcome = AcceptancePolicy(
        boys_max_age=17,
        girls_max_age=17,
        max_children=4,
        trafficking_residents=CaseByCase.YES,
        partner_violence=CaseByCase.YES,
        family_violence=CaseByCase.YES,
        substance_use=SubstanceRule.ACCEPT,
        acute_psychosis=YES,
        wheelchair=YES,
        pets=YES,
        adult_men_in_household=YES,
    )
    rooms = ((2, "a", YES), (2, "a", YES), (2, None, NO), (5, None, YES))
    return Shelter(
        id=ShelterId(f"s{number}"),
        kind=ShelterKind.CRISIS_CENTRE,
        phases=frozenset({Phase.ACUTE, Phase.STABILISATION}),
        zone=ZoneId(f"z{number}"),
        region=Region.EAST,
        status=ShelterStatus.OPEN,
        features=tuple(
            SecurityFeature(code=code, present=YES, expires_on=night(300)) for code in FeatureCode
        ),
        police_within_15_min=YES,
        residents_gender=ResidentsGender.WOMEN,
        acceptance=welcome,
        stay=stay,
        intake_hours_known=True,
        intake_hours=tuple(IntakeWindow(day, 0, 1440) for day in range(7)),
        vacancy_confirmed_at=NOW - timedelta(hours=1),
        ties_asked=YES,
        units=tuple(
            Unit(
                id=UnitId(f"u{number}{letter}"),
                kind=UnitKind.ROOM,
                beds=beds,
                cot_possible=cots,
                wing=wing,
                wheelchair=YES if letter != "c" else NO,
            )
            for letter, (beds, wing, cots) in zip("abcd", rooms, strict=True)
        ),
    )


def woman(name: HouseholdId, **told: object) -> Household:
    person = Person(
        id=PersonId(f"{name}-1"),
        role=MemberRole.ADULT,
        age_band=AgeBand.A25_39,
        gender=Gender.WOMAN,
    )
    far_away = DangerArea(
        actor=None,
        place=Place(45.0, 10.0),
        kind=AreaKind.HOME,
        precision=Precision.EXACT,
        last_confirmed=TONIGHT,
    )
    plain: dict[str, object] = {
        "members": (person,),
        "waiting_since": NOW,
        "tonight": YES,
        "needed_from": TONIGHT,
        "planned_until": night(100),
        "search_consent": SearchConsent.GIVEN,
        "danger": (far_away,),
        "women_only": YES,
        "target_group": TargetGroup.TRAFFICKING,
        "wheelchair": NO,
        "address_block": AddressBlock.NONE,
    }
    return Household(id=name, **(plain | told))  # type: ignore[arg-type]


def good() -> tuple[Situation, Plan]:
    """Anna in two segments from tonight, Bodil with an infant in three days, Carla unplaced."""
    infant = Person(id=PersonId("bodil-2"), role=MemberRole.CHILD, age_band=AgeBand.A0_2)
    bodil = woman(BODIL, tonight=NO, needed_from=night(3), planned_until=night(33))
    bodil = replace(bodil, members=(*bodil.members, infant))
    situation = Situation(
        now=NOW,
        clock_offset_minutes=60,
        tonight=TONIGHT,
        trigger=Trigger.NIGHT,
        zones=tuple(Zone(ZoneId(f"z{n}"), Place(58.0 + 4 * n, 10.0), 12.5) for n in range(3)),
        shelters=(
            house(0, StayPolicy(limit_known=True, max_nights=42)),
            house(1, StayPolicy(limit_known=True, max_nights=None)),
            house(
                2,
                StayPolicy(
                    limit_known=True,
                    max_nights=42,
                    exemption=Exemption.POSSIBLE,
                    exempt_max_nights=58,
                ),
            ),
        ),
        households=(woman(ANNA), bodil, woman(CARLA)),
    )
    free = Costs(0, 0, 0, 0, 0, 0)
    anna = Placed(
        ANNA,
        Priority.P1,
        ThreatLevel.T3,
        PlanMode.SEGMENTED,
        (
            Segment(ShelterId("s0"), (UnitId("u0a"),), nights(0, 42), Firmness.FIRM),
            Segment(ShelterId("s1"), (UnitId("u1a"),), nights(42, 100), Firmness.INTENDED),
        ),
        free,
    )
    line = Placed(
        BODIL,
        Priority.P3,
        ThreatLevel.T3,
        PlanMode.WITHIN_LIMIT,
        (Segment(ShelterId("s0"), (UnitId("u0b"),), nights(3, 33), Firmness.FIRM),),
        free,
    )
    plan = Plan(
        tonight=TONIGHT,
        ruleset_version=situation.rules.version,
        source=Source.OPTIMISED,
        proven=True,
        tiers=tuple(TierValue(tier, 0, 0, True) for tier in Tier),
        waiting=TierValue(None, 0, 0, True),
        placed=(anna, line),
        unplaced=(Unplaced(CARLA, Priority.P1, ThreatLevel.T3, Why.TAKEN_BY_OTHERS, ()),),
    )
    return situation, honest(situation, plan)


def told_of(situation: Situation, plan: Plan) -> set[tuple[Wrong, Rule | None]]:
    return {(v.wrong, v.rule) for v in violations(situation, plan)}


def household(situation: Situation, name: HouseholdId, **told: object) -> Situation:
    households = tuple(
        replace(h, **told) if h.id == name else h  # type: ignore[arg-type]
        for h in situation.households
    )
    return replace(situation, households=households)


def shelter(situation: Situation, number: int, **told: object) -> Situation:
    shelters = tuple(
        replace(s, **told) if s.id == f"s{number}" else s  # type: ignore[arg-type]
        for s in situation.shelters
    )
    return replace(situation, shelters=shelters)


def acceptance(situation: Situation, number: int, **told: object) -> Situation:
    policy = replace(situation.shelters[number].acceptance, **told)  # type: ignore[arg-type]
    return shelter(situation, number, acceptance=policy)


def segment(plan: Plan, line: int, at: int, **told: object) -> Plan:
    one = plan.placed[line]
    segments = list(one.segments)
    segments[at] = replace(segments[at], **told)  # type: ignore[arg-type]
    placed = list(plan.placed)
    placed[line] = replace(one, segments=tuple(segments))
    return replace(plan, placed=tuple(placed))


def mode(plan: Plan, line: int, told: PlanMode, parts: int = 1) -> Plan:
    one = replace(plan.placed[line], mode=told)
    placed = list(plan.placed)
    placed[line] = replace(one, segments=one.segments[:parts])
    return replace(plan, placed=tuple(placed))


def without(*codes: FeatureCode) -> tuple[SecurityFeature, ...]:
    return tuple(
        SecurityFeature(code=code, present=YES, expires_on=night(300))
        for code in FeatureCode
        if code not in codes
    )


def stay(name: HouseholdId, unit: str, span: NightSpan, **told: object) -> Stay:
    plain: dict[str, object] = {
        "state": StayState.ACCEPTED,
        "t_eff": ThreatLevel.T3,
        "persons": 1,
    }
    return Stay(household=name, unit=UnitId(unit), span=span, **(plain | told))  # type: ignore[arg-type]


OTHER = HouseholdId("other")
World = Callable[[Situation], Situation]

BARRED: dict[Rule, World] = {
    Rule.H02: lambda s: shelter(s, 0, features=without(FeatureCode.STAFFED_24_7)),
    Rule.H03: lambda s: household(
        s, ANNA, danger=(replace(s.households[0].danger[0], place=s.zones[0].centre),)
    ),
    Rule.H04: lambda s: household(s, ANNA, found_at=frozenset({ShelterId("s0")})),
    Rule.H07: lambda s: shelter(s, 0, residents_gender=ResidentsGender.MEN),
    Rule.H08: lambda s: acceptance(s, 0, trafficking_residents=CaseByCase.NO),
    Rule.H10: lambda s: household(
        s,
        ANNA,
        needs=(Need(service=ServiceType.DIALYSIS, criticality=Criticality.SAFETY_CRITICAL),),
    ),
    Rule.H11: lambda s: household(s, ANNA, declined=frozenset({ShelterId("s0")})),
    Rule.H12: lambda s: household(s, ANNA, search_consent=SearchConsent.REFUSED),
    Rule.H13: lambda s: shelter(s, 0, intake_hours_known=False),
    Rule.H14: lambda s: shelter(s, 0, vacancy_confirmed_at=NOW - timedelta(hours=72, minutes=1)),
    Rule.H16: lambda s: shelter(s, 0, status=ShelterStatus.PAUSED),
    Rule.H17: lambda s: household(
        s, ANNA, members=(replace(s.households[0].members[0], apparent_minor=True),)
    ),
    Rule.H20: lambda s: shelter(
        household(s, ANNA, networks=frozenset({NetworkId("n")})),
        0,
        staff_ties=frozenset({NetworkId("n")}),
    ),
    Rule.H21: lambda s: shelter(
        household(s, ANNA, address_block=AddressBlock.KODE6),
        0,
        features=without(FeatureCode.MAIL_PROXY),
    ),
}

WORLDS: dict[tuple[Wrong, Rule | None], World] = {
    (Wrong.TAKEN, Rule.H01): lambda s: replace(s, stays=(stay(OTHER, "u0a", nights(41, 50)),)),
    (Wrong.OUT_OF_SERVICE, Rule.H01): lambda s: shelter(
        s,
        0,
        units=tuple(replace(u, out_of_service=(nights(0, 1),)) for u in s.shelters[0].units),
    ),
    (Wrong.COTS, Rule.H01): lambda s: shelter(
        s, 0, units=tuple(replace(u, cot_possible=Answer.UNKNOWN) for u in s.shelters[0].units)
    ),
    (Wrong.SIDE, Rule.H01): lambda s: shelter(
        s,
        0,
        residents_gender=ResidentsGender.SEPARATED,
        separate_entrance=YES,
        units=tuple(replace(u, side=UnitSide.MEN) for u in s.shelters[0].units),
    ),
    (Wrong.WHEELCHAIR, Rule.H01): lambda s: household(
        shelter(s, 0, units=tuple(replace(u, wheelchair=NO) for u in s.shelters[0].units)),
        ANNA,
        wheelchair=YES,
    ),
    (Wrong.BEDS, Rule.H01): lambda s: household(
        s,
        ANNA,
        members=tuple(
            replace(s.households[0].members[0], id=PersonId(f"anna-{n}")) for n in range(3)
        ),
    ),
    (Wrong.SAME_HOUSE, Rule.H05): lambda s: replace(
        s, links=(Link(BODIL, ANNA, LinkKind.MUST_SEPARATE),)
    ),
    (Wrong.SAME_MUNICIPALITY, Rule.H05): lambda s: replace(
        s,
        zones=(s.zones[0], s.zones[1], Zone(ZoneId("z2"), Place(58.2, 10.0), 12.5)),
        links=(Link(ANNA, OTHER, LinkKind.MUST_SEPARATE),),
        stays=(stay(OTHER, "u2a", nights(0, 5)),),
    ),
    (Wrong.LIMIT, Rule.H09): lambda s: shelter(
        s, 0, stay=StayPolicy(limit_known=True, max_nights=41)
    ),
    (Wrong.KEPT_FOR_OTHERS, Rule.H15): lambda s: replace(
        shelter(s, 2, features=without(FeatureCode.AIRLOCK)),
        rules=replace(s.rules, reserve_units_s4=8),
    ),
    (Wrong.T4_LOAD, Rule.H16): lambda s: replace(
        shelter(
            household(
                s,
                ANNA,
                threat=ThreatAssessment(
                    q01_self_fear=Fear.FOR_MY_LIFE, q05_knows_location=Answer.YES
                ),
            ),
            0,
            max_concurrent_t4=1,
        ),
        stays=(stay(OTHER, "u0c", nights(-5, 1), t_eff=ThreatLevel.T4),),
    ),
    (Wrong.LONG_STAY_LOAD, Rule.H16): lambda s: replace(
        shelter(s, 0, max_concurrent_long_stay=1),
        stays=(stay(OTHER, "u0c", nights(-90, 1)),),
    ),
    (Wrong.STANDS, Rule.H19): lambda s: replace(
        s, stays=(stay(BODIL, "u2a", nights(-5, 8), state=StayState.ARRIVED),)
    ),
    (Wrong.LEVEL, None): lambda s: household(
        s,
        ANNA,
        threat=ThreatAssessment(q01_self_fear=Fear.FOR_MY_LIFE, q05_knows_location=Answer.YES),
    ),
    (Wrong.PRIORITY, None): lambda s: household(s, CARLA, tonight=NO, needed_from=night(8)),
    (Wrong.START, None): lambda s: household(s, ANNA, tonight=NO, needed_from=night(1)),
    (Wrong.BEYOND_PLAN, None): lambda s: household(s, ANNA, planned_until=night(99)),
    (Wrong.NOT_WHOLE_SPAN, None): lambda s: household(s, BODIL, planned_until=night(34)),
    (Wrong.PHASE, None): lambda s: shelter(s, 1, phases=frozenset({Phase.ACUTE})),
    (Wrong.MISSING, None): lambda s: replace(
        s, households=(*s.households, woman(HouseholdId("dora")))
    ),
}

PLANS: dict[tuple[Wrong, Rule | None], Callable[[Plan], Plan]] = {
    (Wrong.SHARED, Rule.H01): lambda p: segment(p, 1, 0, units=(UnitId("u0a"),)),
    (Wrong.SPREAD, Rule.H06): lambda p: segment(p, 0, 0, units=(UnitId("u0a"), UnitId("u0c"))),
    (Wrong.NO_EXEMPTION, Rule.H09): lambda p: mode(
        segment(p, 0, 0, span=nights(0, 100)), 0, PlanMode.EXEMPTED
    ),
    (Wrong.TOO_SHORT, Rule.H09): lambda p: mode(
        segment(p, 1, 0, span=nights(3, 16)), 1, PlanMode.SEGMENTED
    ),
    (Wrong.MODE, None): lambda p: mode(p, 0, PlanMode.WITHIN_LIMIT, 2),
    (Wrong.FIRMNESS, None): lambda p: segment(p, 0, 1, firmness=Firmness.FIRM),
    (Wrong.GAP, None): lambda p: segment(p, 0, 1, span=nights(43, 100)),
    (Wrong.SAME_SHELTER, None): lambda p: segment(
        p, 0, 1, shelter=ShelterId("s0"), units=(UnitId("u0a"),)
    ),
    (Wrong.SEGMENTS, None): lambda p: mode(p, 0, PlanMode.SEGMENTED, 0),
    (Wrong.UNITS, None): lambda p: segment(p, 0, 0, units=()),
    (Wrong.NO_SUCH_UNIT, None): lambda p: segment(p, 0, 0, units=(UnitId("u1a"),)),
    (Wrong.NO_SUCH_SHELTER, None): lambda p: segment(p, 0, 0, shelter=ShelterId("s9")),
    (Wrong.COSTS, None): lambda p: replace(
        p, placed=(replace(p.placed[0], costs=Costs(0, 0, -1, 0, 0, 0)), p.placed[1])
    ),
    (Wrong.NOT_OPEN, None): lambda p: replace(
        p, unplaced=(*p.unplaced, replace(p.unplaced[0], household=OTHER))
    ),
    (Wrong.TWICE, None): lambda p: replace(p, placed=(*p.placed, p.placed[0])),
    (Wrong.OTHER_NIGHT, None): lambda p: replace(p, tonight=night(1)),
    (Wrong.OTHER_RULESET, None): lambda p: replace(p, ruleset_version="else"),
    (Wrong.STAGES, None): lambda p: replace(p, tiers=p.tiers[1:]),
    (Wrong.STAGE_VALUE, None): lambda p: replace(
        p, tiers=(replace(p.tiers[0], value=2, bound=2), *p.tiers[1:])
    ),
    (Wrong.STAGE_BOUND, None): lambda p: replace(
        p, tiers=(replace(p.tiers[0], bound=2, proven=False), *p.tiers[1:]), proven=False
    ),
    (Wrong.STAGE_PROOF, None): lambda p: replace(
        p, tiers=(replace(p.tiers[0], proven=False), *p.tiers[1:]), proven=False
    ),
    (Wrong.PLAN_PROOF, None): lambda p: replace(p, proven=False),
}

FINE: dict[str, tuple[World, Callable[[Plan], Plan]]] = {
    "nothing changed": (lambda s: s, lambda p: p),
    "a stay ends on the night she comes": (
        lambda s: replace(s, stays=(stay(OTHER, "u0a", nights(-9, 0)),)),
        lambda p: p,
    ),
    "her own hold": (
        lambda s: replace(s, stays=(stay(ANNA, "u0a", nights(0, 42), state=StayState.HELD),)),
        lambda p: p,
    ),
    "a feature that lapses the day after": (
        lambda s: shelter(
            s, 0, features=tuple(replace(f, expires_on=night(4)) for f in s.shelters[0].features)
        ),
        lambda p: p,
    ),
    "an exemption that is just long enough": (
        lambda s: s,
        lambda p: mode(
            segment(p, 0, 0, shelter=ShelterId("s2"), units=(UnitId("u2a"),), span=nights(0, 100)),
            0,
            PlanMode.EXEMPTED,
        ),
    ),
    "the shortest first segment that is worth a move": (
        lambda s: s,
        lambda p: mode(segment(p, 1, 0, span=nights(3, 17)), 1, PlanMode.SEGMENTED),
    ),
    "a resident whose stay ends within seven days": (
        lambda s: replace(s, stays=(stay(BODIL, "u2a", nights(-5, 7), state=StayState.ARRIVED),)),
        lambda p: p,
    ),
    "a unit of those that are kept, and no other house for her": (
        lambda s: replace(s, rules=replace(s.rules, reserve_units_s4=12)),
        lambda p: p,
    ),
    "a unit beyond those that are kept": (
        lambda s: replace(
            shelter(s, 2, features=without(FeatureCode.AIRLOCK)),
            rules=replace(s.rules, reserve_units_s4=7),
        ),
        lambda p: p,
    ),
    "a load that is just full": (
        lambda s: replace(
            shelter(s, 0, max_concurrent_long_stay=2), stays=(stay(OTHER, "u0c", nights(-90, 1)),)
        ),
        lambda p: p,
    ),
    "a load that a household in two units just fills": (
        lambda s: replace(
            shelter(s, 0, max_concurrent_long_stay=3),
            stays=(
                replace(stay(OTHER, "u0b", nights(-90, 1)), persons=2),
                replace(stay(OTHER, "u0c", nights(-95, 4)), persons=2),
            ),
        ),
        lambda p: p,
    ),
    "a vacancy confirmed exactly as long ago as allowed": (
        lambda s: shelter(s, 0, vacancy_confirmed_at=NOW - timedelta(hours=72)),
        lambda p: p,
    ),
    "a suspected house, waived by two": (
        lambda s: replace(
            s,
            compromises=(
                Compromise(
                    shelter=ShelterId("s0"),
                    scope=CompromiseScope.GENERAL,
                    level=CompromiseLevel.SUSPECTED,
                ),
            ),
            waivers=tuple(
                Waiver(
                    rule=Rule.H04,
                    household=name,
                    shelter=ShelterId("s0"),
                    by=frozenset({"one", "two"}),
                    decided_on=TONIGHT,
                    expires_on=night(14),
                )
                for name in (ANNA, BODIL)
            ),
        ),
        lambda p: p,
    ),
}


@pytest.mark.parametrize("rule", BARRED, ids=str)
def test_a_shelter_that_a_rule_bars_is_told(rule: Rule) -> None:
    situation, plan = good()
    changed = BARRED[rule](situation)
    assert Violation(Wrong.BARRED, ANNA, rule) in violations(changed, honest(changed, plan))
    assert {told for told in told_of(changed, honest(changed, plan)) if told[1] is not rule} <= {
        (Wrong.PRIORITY, None),
        (Wrong.BARRED, Rule.H04),
    }


@pytest.mark.parametrize("wrong", WORLDS, ids=lambda key: key[0])
def test_a_plan_of_another_world_is_told(wrong: tuple[Wrong, Rule | None]) -> None:
    situation, plan = good()
    changed = WORLDS[wrong](situation)
    assert wrong in told_of(changed, honest(changed, plan))


@pytest.mark.parametrize("wrong", PLANS, ids=lambda key: key[0])
def test_a_spoiled_plan_is_told(wrong: tuple[Wrong, Rule | None]) -> None:
    situation, plan = good()
    assert wrong in told_of(situation, PLANS[wrong](plan))


@pytest.mark.parametrize("name", FINE)
def test_a_plan_just_within_the_rules_is_good(name: str) -> None:
    situation, plan = good()
    world, change = FINE[name]
    changed = world(situation)
    assert violations(changed, honest(changed, change(plan))) == ()


def test_a_waiver_of_one_person_lifts_nothing() -> None:
    situation, plan = good()
    world, _ = FINE["a suspected house, waived by two"]
    changed = world(situation)
    alone = tuple(replace(w, by=frozenset({"one"})) for w in changed.waivers)
    told = told_of(replace(changed, waivers=alone), plan)
    assert told == {(Wrong.BARRED, Rule.H04)}
    late = tuple(replace(w, expires_on=night(15)) for w in changed.waivers)
    assert (Wrong.BARRED, Rule.H04) in told_of(replace(changed, waivers=late), plan)


def test_every_word_and_every_rule_of_the_checker_is_drawn() -> None:
    drawn = {wrong for wrong, _ in (*WORLDS, *PLANS)} | {Wrong.BARRED}
    assert drawn == set(Wrong)
    assert len(MUTANTS) >= 20


def test_adjoining_units_are_good_only_when_no_single_one_would_do() -> None:
    """H06: three persons, no room for three: two rooms of one wing, together MUST."""
    situation, plan = good()
    three = tuple(replace(situation.households[0].members[0], id=PersonId(f"a{n}")) for n in "123")
    small = situation.shelters[0].units[:3]
    world = household(situation, ANNA, members=three, together=Together.MUST)
    world = shelter(shelter(world, 0, units=small), 1, units=(world.shelters[1].units[3],))
    two = segment(plan, 0, 0, units=(UnitId("u0a"), UnitId("u0b")))
    two = segment(two, 0, 1, units=(UnitId("u1d"),))
    two = segment(two, 1, 0, units=(UnitId("u0c"),))
    assert told_of(world, two) == {(Wrong.COTS, Rule.H01)}  # Bodil's, in the room without cots
    spread = segment(two, 0, 0, units=(UnitId("u0a"), UnitId("u0c")))
    spread = segment(spread, 1, 0, units=(UnitId("u0b"),))
    assert told_of(world, spread) == {(Wrong.SPREAD, Rule.H06)}


def test_a_short_stay_in_another_unit_does_not_hide_a_long_one() -> None:
    situation, plan = good()
    short, long = stay(OTHER, "u0b", nights(0, 40)), stay(OTHER, "u0c", nights(-95, 10))
    crowded = replace(shelter(situation, 0, max_concurrent_long_stay=1), stays=(short, long))
    told = violations(crowded, honest(crowded, plan))
    assert Violation(Wrong.LONG_STAY_LOAD, ANNA, Rule.H16) in told


def test_a_label_that_stands_on_her_own_stay_alone_keeps_her_apart() -> None:
    situation, plan = good()
    n = frozenset({NetworkId("n")})
    hers = replace(stay(ANNA, "u0a", nights(0, 42), state=StayState.HELD), networks=n)
    other = replace(stay(OTHER, "u0c", nights(0, 5)), networks=n)
    told = violations(replace(situation, stays=(hers, other)), plan)
    assert Violation(Wrong.SAME_HOUSE, ANNA, Rule.H05) in told
    assert violations(replace(situation, stays=(hers,)), plan) == ()
