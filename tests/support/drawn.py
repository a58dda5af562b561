"""Drawn worlds for options and costs: the worlds at the rim, with everything a cost may read.

One number gives one world. What the rules read comes from ``worlds.drawn_situation``; here wishes,
staffing, intake windows, proposals and long stays are drawn on top, unknown more often than not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from matching.situation import (
    Compromise,
    Continuity,
    Household,
    IntakeWindow,
    MunicipalitySupport,
    Need,
    Proposal,
    ServiceOffer,
    Shelter,
    Situation,
    Staffing,
    Wish,
)
from matching.vocabulary import (
    ActorId,
    Answer,
    CompromiseLevel,
    CompromiseScope,
    ContinuityKind,
    Criticality,
    NetworkId,
    Phase,
    Region,
    ServiceType,
    ShelterKind,
    TargetGroup,
    WishKind,
    WishStrength,
)
from tests.support.worlds import drawn_situation

TONGUES = ("eng", "som", "nob", "fra")


def drawn(seed: int, households: int = 3) -> Situation:
    """The world of this number."""
    rng = Random(seed)
    plain = drawn_situation(rng, households)
    shelters = tuple(_shelter(rng, shelter, plain) for shelter in plain.shelters)
    people = tuple(_household(rng, household, plain) for household in plain.households)
    return replace(
        plain,
        shelters=shelters,
        households=people,
        stays=tuple(
            replace(
                stay,
                languages=_tongues(rng),
                target_group=rng.choice(list(TargetGroup)),
                span=replace(stay.span, end=stay.span.end + timedelta(days=rng.choice([0, 0, 95]))),
            )
            if not any(stay.household == h.id for h in people)
            and sum(other.unit == stay.unit for other in plain.stays) == 1
            else stay
            for stay in plain.stays
        ),
        compromises=(*plain.compromises, *_reports(rng, shelters)),
        proposals=tuple(
            Proposal(household.id, rng.choice(shelters).id)
            for household in people
            if rng.random() < 0.3
        ),
    )


def _reports(rng: Random, shelters: tuple[Shelter, ...]) -> tuple[Compromise, ...]:
    return tuple(
        Compromise(
            shelter=shelter.id,
            scope=rng.choice(list(CompromiseScope)),
            level=rng.choice(list(CompromiseLevel)),
            network=rng.choice([None, NetworkId("N1"), NetworkId("N2")]),
            actor=rng.choice([None, ActorId("A1"), ActorId("A2")]),
            cleared_by=rng.choice([0, 1, 2]),
        )
        for shelter in shelters
        if rng.random() < 0.1
    )


def _tongues(rng: Random) -> frozenset[str]:
    return frozenset(rng.sample(TONGUES, k=rng.choice([0, 1, 1, 2])))


def _shelter(rng: Random, shelter: Shelter, world: Situation) -> Shelter:
    tonight = world.tonight
    return replace(
        shelter,
        kind=ShelterKind.PRIVATE_WITH_SUPPORT if rng.random() < 0.03 else shelter.kind,
        phases=rng.choice([shelter.phases, frozenset(), frozenset({Phase.ACUTE})]),
        services=(*shelter.services, *(_offer(rng, world) for _ in range(rng.randint(0, 6)))),
        staffing=Staffing(
            languages=_tongues(rng),
            phone_interpreter=rng.choice(list(Answer)),
            trafficking_trained_on=rng.choice(
                [None, *(tonight - timedelta(days=d) for d in (1, 730, 731))]
            ),
            trafficking_residents_served=rng.choice([None, 0, 1, 9, 10]),
            fixed_followup_team=rng.choice(list(Answer)),
            volunteers=rng.choice([None, 0, 20, 21]),
        ),
        support=MunicipalitySupport(
            decision_days_median=rng.choice([None, 7, 8, 21, 22]),
            health_without_id=rng.choice(list(Answer)),
        ),
        urban=rng.choice(list(Answer)),
        turnover_per_year=rng.choice([None, 200, 201, 500, 501]),
        intake_hours=_hours(rng) if rng.random() < 0.4 else shelter.intake_hours,
    )


def _hours(rng: Random) -> tuple[IntakeWindow, ...]:
    """Windows that touch, overlap, run to midnight and leave gaps."""
    edges = (0, 1, 480, 720, 960, 1320, 1439, 1440)
    made = []
    for day in range(7):
        for _ in range(rng.randint(0, 3)):
            since, until = sorted(rng.sample(edges, k=2))
            made.append(IntakeWindow(day, since, until))
    return tuple(made)


def _offer(rng: Random, world: Situation) -> ServiceOffer:
    return ServiceOffer(
        type=rng.choice(list(ServiceType)),
        on_site=rng.choice(list(Answer)),
        minutes=rng.choice([None, 0, 19, 20, 21, 25, 60, 119, 120, 121, 300]),
        hours_per_week=rng.choice([None, 0.0, 1.9, 2.0, 5.0, 9.9, 10.0]),
        capacity_now=rng.choice(list(Answer)),
        verified_on=rng.choice([None, *(world.tonight - timedelta(days=d) for d in (0, 180, 181))]),
    )


def _household(rng: Random, household: Household, world: Situation) -> Household:
    return replace(
        household,
        languages=_tongues(rng),
        wishes=_wishes(rng, world),
        needs=(*household.needs, *_important(rng)),
        continuity=tuple(
            Continuity(
                kind=rng.choice(list(ContinuityKind)),
                zones=frozenset(z.id for z in world.zones if rng.random() < 0.5),
                until=rng.choice(
                    [None, *(world.tonight + timedelta(days=d) for d in (-1, 0, 30, 31))]
                ),
            )
            for _ in range(rng.choice([0, 0, 1, 2, 5]))
        ),
        stands_out_in=frozenset(rng.sample(list(Region), k=rng.choice([0, 0, 1, 2]))),
    )


def _important(rng: Random) -> tuple[Need, ...]:
    return tuple(
        Need(
            service=rng.choice(list(ServiceType)),
            criticality=rng.choice([Criticality.IMPORTANT, Criticality.WISH]),
        )
        for _ in range(rng.choice([0, 1, 2, 3]))
    )


def _wishes(rng: Random, world: Situation) -> tuple[Wish, ...]:
    return tuple(
        Wish(
            rank=rank,
            kind=rng.choice(list(WishKind)),
            strength=rng.choice(list(WishStrength)),
            region=rng.choice([None, *Region]),
            place=rng.choice([None, *(zone.centre for zone in world.zones)]),
            service=rng.choice([None, *ServiceType]),
        )
        for rank in rng.sample(range(1, 6), k=rng.choice([0, 0, 1, 2, 3, 4]))
    )
