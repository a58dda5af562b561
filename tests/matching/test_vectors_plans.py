"""Golden vectors of domain 12 which need more than one household, more than one night, or a plan.

V16 and V17 stand in test_plans.py, the vectors of single rules in test_vectors_rules.py.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from matching.check import violations
from matching.columns import Columns
from matching.groups import free_stretches
from matching.options import options
from matching.plan import Costs, Options, Plan, Why
from matching.rules import blocks
from matching.situation import (
    Actor,
    Compromise,
    Household,
    Proposal,
    Shelter,
    Situation,
    Stay,
    StayPolicy,
    StayState,
    Waiver,
    Wish,
)
from matching.solve import MOVE_TIERS, Night, plan_night, scarcest_first
from matching.standing import Standing
from matching.vocabulary import (
    ActorId,
    ActorStatus,
    Answer,
    CompromiseLevel,
    CompromiseScope,
    Exemption,
    Firmness,
    NetworkId,
    NightSpan,
    Phase,
    PlanMode,
    Priority,
    Region,
    Rule,
    ShelterId,
    ThreatLevel,
    WishKind,
    WishStrength,
)
from matching.why import Verdict, why_not
from tests.support.builders import (
    TONIGHT,
    TOWNS,
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
from tests.support.naive import naive_blocks
from tests.support.worlds import drawn_situation


def checked(world: Situation) -> Plan:
    """The plan of a world, passed by the checker and proven."""
    plan = plan_night(world)
    assert violations(world, plan) == ()
    assert plan.proven
    return plan


def lisa(level: ThreatLevel, tonight: Answer = Answer.NO) -> Household:
    """V10: she lives in the house "home", and needs a place for 120 nights."""
    return household(
        "lisa",
        tonight=tonight,
        planned_until=day(120),
        threat=threat(level),
        actors=(Actor(id=ActorId("him"), status=ActorStatus.AT_LARGE),),
    )


HE_KNOWS = Compromise(
    shelter=ShelterId("home"),
    scope=CompromiseScope.ACTOR,
    level=CompromiseLevel.CONFIRMED,
    actor=ActorId("him"),
)
HER_BED = stay("lisa", "home-u1", start=-23, end=120)
FOR_13_NIGHTS = (
    (shelter("far"), (stay("other", "far-u1", start=13, end=60),)),
    (
        shelter("far", stay=StayPolicy(limit_known=True, max_nights=13, exemption=Exemption.NONE)),
        (),
    ),
)


@pytest.mark.parametrize(("far", "others"), FOR_13_NIGHTS)
@pytest.mark.parametrize("level", [ThreatLevel.T2, ThreatLevel.T4])
def test_v10b_she_leaves_a_known_house_for_fewer_nights_than_she_would_leave_a_safe_bed_for(
    far: Shelter, others: tuple[Stay, ...], level: ThreatLevel
) -> None:
    her = lisa(level)
    world = situation(
        (her,), (shelter("home"), far), stays=(HER_BED, *others), compromises=(HE_KNOWS,)
    )
    (line,) = checked(world).placed
    assert line.priority is (Priority.P1 if level is ThreatLevel.T4 else Priority.P2)
    assert (line.mode, line.segments[0].shelter) == (PlanMode.SEGMENTED, "far")
    assert line.segments[0].span == NightSpan(TONIGHT, day(13))
    # The rulebook, its retelling and the arrays of one caller say the same.
    standing = Standing(world)
    assert blocks(her, far, standing) == ()
    assert naive_blocks(world, her, far) == set()
    (option,) = options(her, Columns(standing), standing).options
    assert (option.shelter, option.span) == ("far", line.segments[0].span)


@pytest.mark.parametrize(("far", "others"), FOR_13_NIGHTS)
def test_nobody_leaves_a_house_that_is_merely_suspected_or_nearly_over_for_so_few_nights(
    far: Shelter, others: tuple[Stay, ...]
) -> None:
    """P3 needs a bed within days and has one tonight: 9.4 keeps her there (V10b the other way)."""
    her = lisa(ThreatLevel.T4)
    suspected = replace(HE_KNOWS, level=CompromiseLevel.SUSPECTED)
    world = situation(
        (her,), (shelter("home"), far), stays=(HER_BED, *others), compromises=(suspected,)
    )
    (line,) = checked(world).unplaced
    assert line.priority is Priority.P3
    assert {b.rule for b in blocks(her, far, Standing(world))} <= {Rule.H01, Rule.H09}
    assert naive_blocks(world, her, far) == {b.rule for b in blocks(her, far, Standing(world))}


def test_v11_of_two_women_of_one_network_one_is_placed_and_the_other_waits() -> None:
    network = frozenset([NetworkId("n")])
    women = [
        household(name, threat=threat(ThreatLevel.T4), networks=network) for name in ("a", "b")
    ]
    house = shelter("s", units=tuple(unit(f"u{n}") for n in range(3)))
    plan = checked(situation(tuple(women), (house,)))
    assert len(plan.placed) == 1
    assert plan.unplaced[0].why is Why.TAKEN_BY_OTHERS
    # And once the first lives there, H05 alone says no to the second, told only in closed words.
    placed = plan.placed[0]
    first = next(w for w in women if w.id == placed.household)
    other = next(w for w in women if w.id != placed.household)
    resident = stay(first.id, placed.segments[0].units[0], networks=network)
    later = situation((other,), (house,), stays=(resident,))
    (block,) = blocks(other, house, Standing(later))
    assert block.rule is Rule.H05
    assert block.restricted
    assert checked(later).unplaced[0].why is Why.NO_SAFE_BED


def test_v13_t4_without_a_free_s4_unit_has_no_safe_bed_and_the_engine_waives_nothing() -> None:
    no_airlock = shelter("s")
    no_airlock = replace(
        no_airlock,
        features=tuple(f for f in no_airlock.features if f.code != "AIRLOCK"),
    )
    plan = checked(situation((household(threat=threat(ThreatLevel.T4)),), (no_airlock,)))
    (line,) = plan.unplaced
    assert line.why is Why.NO_SAFE_BED
    assert [(b.rule, b.alone) for b in line.blocked_by] == [(Rule.H02, 1)]


@pytest.mark.parametrize("seed", range(150))
def test_v18_a_higher_threat_level_opens_only_what_is_kept_for_it(seed: int) -> None:
    world = drawn_situation(Random(seed), 3)
    for number, woman in enumerate(world.households):
        feasible, without_reserve = [], []
        for level in ThreatLevel:
            raised = replace(woman, threat=replace(woman.threat, level_human=level))
            everybody = (
                *world.households[:number],
                raised,
                *world.households[number + 1 :],
            )
            standing = Standing(replace(world, households=everybody))
            # What the higher level bars in the house she is in may open her stay there (H19).
            barred = {
                s.id: {b.rule for b in blocks(raised, s, standing)} - {Rule.H19}
                for s in world.shelters
            }
            feasible.append({house for house, rules in barred.items() if not rules})
            without_reserve.append(
                {house for house, rules in barred.items() if rules <= {Rule.H15}}
            )
        for lower, higher in pairwise(without_reserve):
            assert higher <= lower
        for (lower, higher), beside in zip(pairwise(feasible), without_reserve, strict=False):
            assert higher - lower <= beside, "only what H15 alone kept from her before"


def test_v20_the_nights_of_a_clock_change_count_once_each() -> None:
    for change in (date(2026, 3, 28), date(2026, 10, 24)):
        span = NightSpan(change, change + timedelta(days=2))
        assert span.nights == 2
        assert list(span) == [change, change + timedelta(days=1)]
        assert free_stretches([span], change)[0][0] == 2


def test_a_plan_longer_than_the_limit_gets_a_later_part_elsewhere_that_holds_nothing() -> None:
    acute = shelter(
        "acute",
        phases=frozenset([Phase.ACUTE]),
        stay=StayPolicy(limit_known=True, max_nights=30, exemption=Exemption.NONE),
    )
    later = shelter(
        "later",
        phases=frozenset([Phase.LONG_STAY]),
        units=(unit("l1", out_of_service=(NightSpan(TONIGHT, day(10)),)),),
    )
    plan = checked(
        situation(
            (household(planned_until=day(80)),),
            (
                acute,
                later,
            ),
        )
    )
    first, second = plan.placed[0].segments
    assert plan.placed[0].mode is PlanMode.SEGMENTED
    assert (first.shelter, first.span, first.firmness) == (
        "acute",
        NightSpan(TONIGHT, day(30)),
        Firmness.FIRM,
    )
    assert (second.shelter, second.span, second.firmness) == (
        "later",
        NightSpan(day(30), day(80)),
        Firmness.INTENDED,
    )


def test_two_later_parts_never_share_a_unit_and_the_one_left_out_keeps_her_bed_tonight() -> None:
    acute = shelter(
        "acute",
        stay=StayPolicy(limit_known=True, max_nights=30, exemption=Exemption.NONE),
        units=(unit("a1"), unit("a2")),
    )
    later = shelter(
        "later",
        phases=frozenset([Phase.LONG_STAY]),
        units=(unit("l1", out_of_service=(NightSpan(TONIGHT, day(10)),)),),
    )
    women = [household(name, planned_until=day(80)) for name in ("a", "b")]
    plan = checked(situation(tuple(women), (acute, later)))
    assert len(plan.placed) == 2
    assert sorted(len(line.segments) for line in plan.placed) == [1, 2]


def test_a_proposal_that_still_holds_is_kept_against_wishes_but_not_against_safety() -> None:
    """Tier 2b: nights are calm, yet placement class and safety may change a proposal."""
    house, other = shelter("s1"), shelter("s2")
    world = situation(
        (household(),),
        (
            house,
            other,
        ),
    )
    chosen = checked(world).placed[0].segments[0].shelter
    left = next(s.id for s in (house, other) if s.id != chosen)
    calm = replace(world, proposals=(Proposal(world.households[0].id, ShelterId(left)),))
    kept = checked(calm).placed[0]
    assert kept.segments[0].shelter == left
    assert kept.costs.changes == 0


def test_a_move_for_a_better_bed_comes_last_and_only_when_it_is_better() -> None:
    """Decision 0015: P4 never takes the only bed from somebody who has none."""
    here, there = (
        shelter("here", units=(unit("h1"),)),
        shelter("there", units=(unit("t1"),)),
    )
    unhappy = household(
        "moves",
        tonight=Answer.NO,
        wants_move=True,
        needed_from=TONIGHT,
        planned_until=day(60),
    )
    there = replace(there, region=Region.NORTH)
    here = replace(here, region=Region.EAST)
    unhappy = replace(
        unhappy,
        wishes=(
            Wish(
                rank=1,
                kind=WishKind.REGION,
                strength=WishStrength.STRONG,
                region=Region.NORTH,
            ),
        ),
    )
    hers = stay("moves", "h1", start=-20)
    alone = checked(
        situation(
            (unhappy,),
            (
                here,
                there,
            ),
            stays=(hers,),
        )
    )
    assert alone.placed[0].priority is Priority.P4
    assert alone.placed[0].segments[0].shelter == "there"
    assert all(tier.value == 0 for tier in alone.tiers)
    assert any(tier.value < 0 for tier in alone.move_tiers)

    newcomer = household("new")
    both = checked(
        situation(
            (
                unhappy,
                newcomer,
            ),
            (
                here,
                there,
            ),
            stays=(hers,),
        )
    )
    assert [line.household for line in both.placed] == ["new"]
    assert both.unplaced[0].why is Why.NO_BETTER_BED

    content = replace(unhappy, wishes=())
    contented = checked(
        situation(
            (content,),
            (
                here,
                there,
            ),
            stays=(hers,),
        )
    )
    assert contented.placed == ()


def test_costs_of_a_plan_are_whole_numbers_within_the_ranges_of_10_2() -> None:
    tops = Costs(88, 1, 10, 40, 30, 30)
    for seed in range(40):
        for line in plan_night(drawn_situation(Random(seed), 8)).placed:
            for name, top in asdict(tops).items():
                assert 0 <= getattr(line.costs, name) <= top


def test_who_moves_later_gets_a_unit_that_is_not_still_in_use_by_somebody_placed_before_her() -> (
    None
):
    """Two alike units: one is let again when she comes, the other is not; the count tells no which."""
    here = shelter("here", units=(unit("h1"),), region=Region.EAST)
    there = shelter("there", units=(unit("t1"), unit("t2")), region=Region.NORTH)
    north = Wish(rank=1, kind=WishKind.REGION, strength=WishStrength.STRONG, region=Region.NORTH)
    short = household("short", planned_until=day(5))
    long = household("long", tonight=Answer.NO, needed_from=day(3), planned_until=day(60))
    moves = household(
        "moves",
        tonight=Answer.NO,
        wants_move=True,
        needed_from=day(8),
        planned_until=day(60),
        wishes=(north,),
    )
    stays = (stay("moves", "h1", start=-20), stay("resident", "t2", start=-20, end=3))

    plan = checked(situation((short, long, moves), (here, there), stays=stays))

    assert {line.household: line.segments[0].units for line in plan.placed} == {
        "short": ("t1",),
        "long": ("t2",),
        "moves": ("t1",),
    }


# --- who lives in a house that a rule bars to her by now (domain 10.2, H19) ---

LAPSED = features(3)
"""T4 needs S4: a house with these is barred by H02 as a fact."""


def resident(name: str, level: ThreatLevel, **changes: Any) -> Household:
    """She has a bed for 70 nights more and did not ask to move."""
    plain = household(name, tonight=Answer.NO, planned_until=day(70), threat=threat(level))
    return replace(plain, **changes)


def in_home(name: str, level: ThreatLevel) -> Stay:
    return stay(name, f"{name}-home-u1", start=-20, end=70, t_eff=level)


def home(name: str, **changes: Any) -> Shelter:
    return shelter(f"{name}-home", turnover_per_year=10, **changes)


def dearer(name: str, **changes: Any) -> Shelter:
    """Open to everybody here, and in tier 4 worse than where they live."""
    return shelter(name, turnover_per_year=600, **changes)


def told(world: Situation, her: Household, where: Shelter) -> tuple[Options, Verdict]:
    """What a caller would hear of her, and what the plan says of one house."""
    night = Night(world)
    line = next((one for one in checked(world).placed if one.household == her.id), None)
    said = why_not(her, line, night.found.columns, night.standing)
    (there,) = (one for one in said if one.shelter == where.id)
    return options(her, night.found.columns, night.standing), there.verdict


@pytest.mark.parametrize("wants_move", [False, True])
def test_a_rule_moves_her_also_where_no_tier_of_hers_improves(wants_move: bool) -> None:
    her = resident("a", ThreatLevel.T4, wants_move=wants_move)
    there = dearer("there")
    world = situation(
        (her,),
        (home("a", features=LAPSED), there),
        stays=(in_home("a", ThreatLevel.T4),),
    )
    (line,) = checked(world).placed
    assert (line.priority, line.segments[0].shelter) == (Priority.P4, "there")
    answer, verdict = told(world, her, there)
    assert [one.shelter for one in answer.options] == ["there"]
    assert not answer.keeps_her_bed
    assert verdict is Verdict.CHOSEN


def test_two_persons_waived_that_rule_so_she_keeps_her_bed_unless_a_better_one_is_free() -> None:
    her = resident("a", ThreatLevel.T4, wants_move=True)
    there = dearer("there")
    waived = Waiver(
        rule=Rule.H02,
        household=her.id,
        shelter=ShelterId("a-home"),
        by=frozenset({"x", "y"}),
        decided_on=TONIGHT,
        expires_on=day(14),
    )
    world = situation(
        (her,),
        (home("a", features=LAPSED), there),
        stays=(in_home("a", ThreatLevel.T4),),
        waivers=(waived,),
    )
    (line,) = checked(world).unplaced
    assert line.why is Why.NO_BETTER_BED
    assert told(world, her, there)[1] is Verdict.DEARER


def test_who_must_leave_and_has_nowhere_to_go_is_not_told_that_her_bed_is_as_good() -> None:
    her = resident("a", ThreatLevel.T4)
    barred, full = shelter("there", features=LAPSED), dearer("there")
    where = home("a", features=LAPSED)
    stays = (in_home("a", ThreatLevel.T4),)
    (line,) = checked(situation((her,), (where, barred), stays=stays)).unplaced
    assert (line.priority, line.why) == (Priority.P4, Why.NO_SAFE_BED)
    answer, verdict = told(situation((her,), (where, barred), stays=stays), her, barred)
    assert answer.no_safe_bed and not answer.keeps_her_bed
    assert {one.rule for one in answer.would_free} == {Rule.H02}
    assert verdict is Verdict.BARRED
    # P1 to P3 come first, also before her whom a rule moves (domain 10.2).
    world = situation((her, household("new")), (where, full), stays=stays)
    (line,) = checked(world).unplaced
    assert (line.household, line.why) == (her.id, Why.TAKEN_BY_OTHERS)
    assert told(world, her, full)[1] is Verdict.NEEDED_BY_OTHERS


def test_whom_a_rule_moves_comes_before_who_would_only_be_better_off() -> None:
    """However much: T4 beside his town would win the whole residual of three households at T2."""
    there, hamar = dearer("there", zone="Bergen"), danger(TOWNS["Hamar"])
    must = resident("must", ThreatLevel.T2)
    would = resident("would", ThreatLevel.T4, wants_move=True, danger=(hamar,))
    world = situation(
        (would, must),
        (home("must", features=features(1)), home("would", zone="Drammen"), there),
        stays=(in_home("must", ThreatLevel.T2), in_home("would", ThreatLevel.T4)),
    )
    alone = checked(replace(world, households=(would,)))
    assert alone.move_tiers[0].value == -72 < -3 * 11 * 2
    for plan in (checked(world), Night(world).greedy(scarcest_first)):
        assert [line.household for line in plan.placed] == ["must"]


def test_of_two_whom_a_rule_moves_the_one_bed_is_for_whom_it_is_the_more_dangerous_to_stay() -> (
    None
):
    """What is left of danger there is more for T4, and less of what she would stay with."""
    there = dearer("there", zone="Bergen")
    calm = resident("calm", ThreatLevel.T2, danger=(danger(TOWNS["Stavanger"]),))
    grave = resident("grave", ThreatLevel.T4, danger=(danger(TOWNS["Stavanger"]),))
    world = situation(
        (calm, grave),
        (home("calm", features=features(1)), home("grave", features=LAPSED), there),
        stays=(in_home("calm", ThreatLevel.T2), in_home("grave", ThreatLevel.T4)),
    )
    plan = checked(world)
    assert [line.household for line in plan.placed] == ["grave"]
    assert plan.placed[0].costs.risk > 0


def test_what_is_not_proven_of_whom_a_rule_moves_is_told_with_the_tier_after_it() -> None:
    her = resident("a", ThreatLevel.T4)
    world = situation(
        (her,),
        (home("a", features=LAPSED), dearer("there")),
        stays=(in_home("a", ThreatLevel.T4),),
    )
    plan = plan_night(world, lambda: -1.0)
    assert violations(world, plan) == ()
    assert [tier.name for tier in plan.move_tiers] == list(MOVE_TIERS)
    assert plan.placed or not plan.proven


# --- a bed that is agreed from a later night on (domain 10.1, H19) ---


def agreed_later(level: ThreatLevel, first: int = 3, **changes: Any) -> tuple[Household, Stay]:
    """She needs a bed in three days, unless told otherwise, and has accepted one from then on."""
    her = resident("a", level, needed_from=day(first), **changes)
    bed = stay("a", "a-home-u1", start=first, end=70, state=StayState.ACCEPTED, t_eff=level)
    return her, bed


def test_whose_bed_is_agreed_for_the_night_she_needs_it_is_not_without_one() -> None:
    her, bed = agreed_later(ThreatLevel.T3)
    there = dearer("there")
    world = situation((her,), (home("a"), there), stays=(bed,))
    plan = checked(world)
    (line,) = plan.unplaced
    assert (line.priority, line.why) == (Priority.P4, Why.NO_BETTER_BED)
    assert all(tier.value == 0 for tier in plan.tiers)
    answer, _ = told(world, her, there)
    assert answer.keeps_her_bed and not answer.no_safe_bed


def test_a_rule_that_bars_the_bed_she_has_accepted_moves_her_before_she_is_there() -> None:
    there = dearer("there")
    for first, of in ((3, Priority.P3), (8, Priority.P4)):
        her, bed = agreed_later(ThreatLevel.T4, first)
        world = situation((her,), (home("a", features=LAPSED), there), stays=(bed,))
        (line,) = checked(world).placed
        assert (line.priority, line.segments[0].shelter) == (of, "there")
        assert line.segments[0].span == NightSpan(day(first), day(70))
    # So does a house that he knows by now.
    him = Actor(id=ActorId("him"))
    knows = replace(HE_KNOWS, shelter=ShelterId("a-home"))
    her, bed = agreed_later(ThreatLevel.T4, actors=(him,))
    world = situation((her,), (home("a"), there), stays=(bed,), compromises=(knows,))
    (line,) = checked(world).placed
    assert (line.priority, line.segments[0].shelter) == (Priority.P3, "there")


def test_who_wishes_for_another_place_than_she_accepted_gets_a_better_one_only() -> None:
    her, bed = agreed_later(ThreatLevel.T2, wants_move=True)
    worse, better = dearer("worse"), shelter("better", region=Region.NORTH, turnover_per_year=10)
    world = situation((her,), (home("a"), worse), stays=(bed,))
    assert checked(world).unplaced[0].why is Why.NO_BETTER_BED
    north = Wish(rank=1, kind=WishKind.REGION, strength=WishStrength.STRONG, region=Region.NORTH)
    world = situation((replace(her, wishes=(north,)),), (home("a"), worse, better), stays=(bed,))
    (line,) = checked(world).placed
    assert line.segments[0].shelter == "better"
