"""Small worlds drawn at the rim of every rule, where rules go wrong.

A uniform draw seldom falls within half a kilometre, a day or a minute of a rule's number, so each
number is drawn beside it. Everything may be unknown. One generator of chance gives one world.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import strategies as st

from matching.check.level import effective_level
from matching.geography import Zone
from matching.ruleset import RuleSet
from matching.situation import (
    Compromise,
    Household,
    IntakeWindow,
    Link,
    Shelter,
    Situation,
    Stay,
    StayState,
    Waiver,
)
from matching.vocabulary import (
    ActorId,
    CompromiseLevel,
    CompromiseScope,
    HouseholdId,
    LinkKind,
    NetworkId,
    NightSpan,
    Rule,
    ShelterId,
    ThreatLevel,
    Trigger,
    ZoneId,
)
from tests.support.drawn_households import drawn_household
from tests.support.drawn_shelters import TOWNS, drawn_shelter

NETWORKS = tuple(NetworkId(name) for name in ("N1", "N2", "N3"))
ACTORS = tuple(ActorId(name) for name in ("A1", "A2", "A3"))


def drawn_situation(rng: Random, size: int = 3) -> Situation:
    """A world of ``size`` households and one to four shelters more."""
    drawn = _without_a_reserve(rng, size)
    rules = replace(
        drawn.rules, reserve_units_s3=rng.choice([0, 1, 2]), reserve_units_s4=rng.choice([0, 1])
    )
    shelters = drawn.shelters
    if rng.random() < 0.7:
        shelters = tuple(replace(shelter, region=shelters[0].region) for shelter in shelters)
    return replace(drawn, rules=rules, shelters=shelters)


def _without_a_reserve(rng: Random, size: int) -> Situation:
    now, offset, tonight, trigger = _moment(rng)
    rules = RuleSet(distance_factor=rng.choice([0.994, 0.994, 1.0]))
    towns = rng.sample(TOWNS, k=min(len(TOWNS), max(3, size + rng.randint(1, 2))))
    zones = tuple(
        Zone(ZoneId(f"z{n}"), town, rng.choice([0.0, 12.5, 20.0])) for n, town in enumerate(towns)
    )
    shelters = [
        drawn_shelter(rng, number, rng.choice(zones), now, tonight)
        for number in range(len(zones) + rng.randint(0, 2))
    ]
    households = tuple(
        drawn_household(rng, number, tuple(shelters), zones, rules, now, tonight)
        for number in range(size)
    )
    shelters = [_at_the_door(rng, s, households, zones, rules, now, offset) for s in shelters]
    return Situation(
        now=now,
        clock_offset_minutes=offset,
        tonight=tonight,
        trigger=trigger,
        rules=rules,
        zones=zones,
        shelters=tuple(shelters),
        compromises=tuple(_compromise(rng, s) for s in shelters if rng.random() < 0.25),
        households=households,
        stays=_stays(rng, tuple(shelters), households, rules, tonight),
        links=_links(rng, households),
        waivers=_waivers(rng, tuple(shelters), households, tonight),
    )


def drawn_worlds(sizes: tuple[int, int] = (2, 6)) -> st.SearchStrategy[Situation]:
    """Worlds whose draws Hypothesis can steer and shrink."""
    return st.builds(
        drawn_situation,
        st.randoms(use_true_random=False),
        st.integers(sizes[0], sizes[1]),
    )


def _moment(rng: Random) -> tuple[datetime, int, date, Trigger]:
    """Now, local minus UTC, the night that is placed, and what the run is for."""
    offset = rng.choice([60, 120])
    trigger = rng.choice([Trigger.PHONE, Trigger.PHONE, Trigger.NIGHT, Trigger.EVENT])
    day = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=rng.randint(0, 400))
    if trigger is Trigger.NIGHT:
        now = day + timedelta(hours=1)
        return now, offset, (now + timedelta(minutes=offset)).date(), trigger
    now = day + timedelta(minutes=rng.randint(0, 1439))
    return now, offset, (now + timedelta(minutes=offset - 720)).date(), trigger


def _at_the_door(
    rng: Random,
    shelter: Shelter,
    households: tuple[Household, ...],
    zones: tuple[Zone, ...],
    rules: RuleSet,
    now: datetime,
    offset: int,
) -> Shelter:
    """Intake that opens or closes within a minute of somebody's arrival, or is open all day."""
    zone = next((z for z in zones if z.id == shelter.zone), None)
    waiting = [h for h in households if h.where_now is not None]
    if rng.random() < 0.4 or zone is None or not waiting:
        return shelter
    where = rng.choice(waiting).where_now
    assert where is not None
    hours = zone.km_from(where, rules.distance_factor) / rules.travel_kmh
    arrives = now + timedelta(minutes=offset + rules.ready_minutes, hours=hours)
    minute = arrives.hour * 60 + arrives.minute
    opens = min(1439, max(0, minute + rng.choice([-300, -1, 0, 1])))
    closes = min(1440, max(opens + 1, minute + rng.choice([0, 1, 2, 300])))
    weekday = (arrives.weekday() + rng.choice([0, 0, 0, 0, 1])) % 7
    return replace(
        shelter,
        intake_hours_known=True,
        intake_hours=(IntakeWindow(weekday, opens, closes),),
    )


def _compromise(rng: Random, shelter: Shelter) -> Compromise:
    scope = rng.choice(list(CompromiseScope))
    return Compromise(
        shelter=shelter.id,
        scope=scope,
        level=rng.choice(list(CompromiseLevel)),
        network=rng.choice([*NETWORKS, None]) if scope is CompromiseScope.NETWORK else None,
        actor=rng.choice([*ACTORS, None]) if scope is CompromiseScope.ACTOR else None,
        cleared_by=rng.choice([0, 1, 2]),
    )


def _stays(
    rng: Random,
    shelters: tuple[Shelter, ...],
    households: tuple[Household, ...],
    rules: RuleSet,
    tonight: date,
) -> tuple[Stay, ...]:
    """Some units are taken; some households stand somewhere already or have a hold."""
    stays: list[Stay] = []
    movers = list(households)
    home: ShelterId | None = None
    rng.shuffle(movers)
    for shelter, unit in ((s, u) for s in shelters for u in s.units):
        if rng.random() < 0.6:
            continue
        hers = movers.pop() if movers and rng.random() < 0.45 else None
        start = tonight + timedelta(days=rng.choice([-100, -30, -1, 0, 1, 7]))
        nights = rng.choice([1, 6, 7, 8, 20, 37, 38, 90, 91, 107, 108])
        level = rng.choice(list(ThreatLevel))
        one = Stay(
            household=hers.id if hers else HouseholdId(f"other-{unit.id}"),
            unit=unit.id,
            span=NightSpan(start, start + timedelta(days=nights)),
            state=rng.choice(list(StayState)),
            t_eff=effective_level(hers, rules, tonight) if hers else level,
            persons=len(hers.members) if hers else rng.randint(1, 4),
            networks=hers.networks if hers else frozenset(rng.sample(NETWORKS, k=_few(rng))),
        )
        if home == shelter.id and hers is None and rng.random() < 0.4:
            # The residents of the unit before have this one too, not always on the same nights.
            one = replace(stays[-1], unit=unit.id, span=one.span)
        home = shelter.id if hers is None else None
        stays.append(one)
    return tuple(stays)


def _few(rng: Random) -> int:
    return rng.choice([0, 0, 0, 1])


def _links(rng: Random, households: tuple[Household, ...]) -> tuple[Link, ...]:
    return tuple(
        Link(a.id, b.id, rng.choice(list(LinkKind)))
        for a in households
        for b in households
        if a.id < b.id and rng.random() < 0.3
    )


def _waivers(
    rng: Random,
    shelters: tuple[Shelter, ...],
    households: tuple[Household, ...],
    tonight: date,
) -> tuple[Waiver, ...]:
    made = []
    for household in households:
        if rng.random() < 0.5:
            continue
        decided = tonight - timedelta(days=rng.choice([0, 1, 13, 14]))
        made.append(
            Waiver(
                rule=rng.choice(list(Rule)),
                household=household.id,
                shelter=rng.choice(shelters).id,
                by=frozenset(rng.sample(["w1", "w2", "w3"], k=rng.choice([1, 2, 2]))),
                by_coordinator=rng.random() < 0.7,
                police_statement=rng.random() < 0.7,
                health_professional=rng.random() < 0.7,
                wished_by_both=rng.random() < 0.7,
                decided_on=decided,
                expires_on=decided + timedelta(days=rng.choice([1, 13, 14, 15])),
            )
        )
    return tuple(made)
