"""A week of ROSA: twelve women call, one of the two coordinators is away, and nobody is lost.

Through the HTTP interface only; beside it the clock moves, and the service does by itself what it
does each minute. Every state of the table of steps and every reason to move is met on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from models.words import Role
from tests.support.database import Database
from tests.support.every_step import every_state_and_every_reason_was_met
from tests.support.houses import load_all_zones
from tests.support.rosa_week import Week, week_of
from tests.support.served import Caller, Clock, serving


@pytest.fixture
def week(database: Database) -> Iterator[Week]:
    with serving(database, Clock(stopped=True)) as running:
        load_all_zones(running.service)
        yield week_of(running)


def test_a_week_of_twelve_cases_with_one_coordinator_absent(week: Week) -> None:
    siri, kari = (week.served.caller(Role.COORDINATOR) for _ in range(2))
    office = week.served.caller(Role.ADMIN)
    until = {"ends_at": (week.served.clock() + timedelta(days=7)).isoformat()}
    shift = {"account": str(siri.account), "post": "COORDINATOR", **until}
    shift["starts_at"] = (week.served.clock() - timedelta(hours=1)).isoformat()
    entered = office.ok("POST", "/duty-spans", shift)
    monday(week, siri)
    # From here on Siri is ill. Nobody waits for her: Kari takes over what she had.
    office.ok("DELETE", f"/duty-spans/{entered['id']}")
    had = to_do(siri)
    assert had, "all that Monday left to do is hers"
    for who in ("Anna", "Berit", "Carla", "Dina"):
        kari.ok("POST", f"{week.path(who)}/take-over", {"purpose": "ABSENCE"})
    assert to_do(siri) == set()
    assert had <= to_do(kari)
    tuesday(week, kari)
    wednesday(week, kari)
    thursday(week, kari)
    friday(week, kari)
    sunday(week, kari)
    assert len(week.cases) == 12
    assert to_do(siri) == set(), "nothing waits for who is not there"
    every_state_and_every_reason_was_met(week.steps(kari))


def to_do(who: Caller) -> set[str]:
    """Open tasks that are hers, by their ids."""
    return {str(one["id"]) for one in who.every("/tasks", "tasks") if one["mine"]}


def monday(week: Week, siri: Caller) -> None:
    # Anna is afraid for her life. She is held a room, told of it, says yes, and takes the train.
    week.calls("Anna", siri)
    assert week.state("Anna", siri) == "RECEIVED"
    week.says_yes(siri, "Anna")
    assert week.state("Anna", siri) == "ACCEPTED"
    week.travels(siri, "Anna")
    assert week.state("Anna", siri) == "TRAVEL"
    week.later(hours=4)
    week.arrives("Anna")
    assert week.state("Anna", siri) == "ARRIVED"

    # Berit may choose: three houses are asked at once. One is too far, one she takes; the third
    # is free again in the same moment.
    week.calls("Berit", siri)
    first, second, third = (week.hold(siri, one) for one in week.options(siri, "Berit"))
    week.offer(siri, first, "decline", {"reason": "TOO_FAR"})
    week.says_yes(siri, "Berit", second)
    assert siri.ok("GET", f"/offers/{third['id']}")["state"] == "RELEASED"
    week.arrives("Berit")

    # Carla is a child of twelve, alone: no house is looked for, child welfare has her.
    week.calls("Carla", siri, people={"adults": 0, "children": ["7-12"], "women_only": "YES"})
    assert week.options(siri, "Carla") == []

    # Dina needs a hospital where she sleeps, and no house has one: nothing is safe tonight.
    needs = {"known": "YES", "services": ["HOSPITAL"]}
    week.calls("Dina", siri, must_have=needs)
    assert week.options(siri, "Dina") == []
    assert week.state("Dina", siri) == "NO_SAFE_BED"
    ladder = siri.ok("GET", f"{week.path('Dina')}/ladder")
    assert ladder["say"], "the page is never empty"


def tuesday(week: Week, kari: Caller) -> None:
    week.later(hours=12)
    week.morning()
    week.act(kari, "Carla", "hand-over")
    assert week.state("Carla", kari) == "HANDED_OVER"

    # A doctor sees Dina first: nobody climbs a ladder for her bed meanwhile.
    aside = week.act(kari, "Dina", "not-matched", {"why": "HOSPITAL_FIRST"})
    assert week.state("Dina", kari) == "NEEDS_INFO"
    week.later(hours=5)
    week.act(kari, "Dina", f"not-matched/{aside['id']}/end")
    version = kari.ok("GET", week.path("Dina"))["version"]
    kari.ok("PUT", f"{week.path('Dina')}/needs", {"needs": []}, version=version)

    # She says yes, and does not come: there was no train. So she is looked for again, and comes.
    week.says_yes(kari, "Dina")
    week.does_not_come(kari, "Dina", "NOT_ARRIVED", "NO_TRANSPORT")
    assert week.state("Dina", kari) == "SEARCHING"
    week.lives(kari, "Dina")

    # Elin wants to talk, and no bed.
    week.calls("Elin")
    week.act(kari, "Elin", "not-matched", {"why": "OWN_WISH"})
    assert week.state("Elin") == "SUPPORT_WITHOUT_BED"


def wednesday(week: Week, kari: Caller) -> None:
    week.later(hours=20)
    week.morning()
    # Frida's house says nothing until her hold is over; the next one is full; the third has room.
    week.calls("Frida")
    silent = week.hold(week.on_call, week.options(week.on_call, "Frida")[0])
    week.later(hours=3)
    assert week.on_call.ok("GET", f"/offers/{silent['id']}")["state"] == "EXPIRED"
    week.morning()
    for held in held_now(week, "Frida"):
        week.offer(week.on_call, held, "release")
    full = week.hold(week.on_call, week.options(week.on_call, "Frida")[0])
    week.answers(full, "FULL")
    for held in held_now(week, "Frida"):
        week.offer(week.on_call, held, "release")
    week.lives(week.on_call, "Frida")

    # Gry goes back to a friend, and says so.
    week.calls("Gry")
    week.act(week.on_call, "Gry", "withdraw")
    assert week.state("Gry", kari) == "WITHDRAWN"

    # Hanne's place is called off before she sets out, and another one is found the same day.
    week.calls("Hanne")
    week.says_yes(week.on_call, "Hanne")
    week.does_not_come(week.on_call, "Hanne", "CANCELLED")
    assert week.state("Hanne") == "OPTIONS_READY"
    week.lives(week.on_call, "Hanne")

    # Four more call on a quiet evening.
    for who in ("Ingrid", "Jorunn", "Kjersti", "Liv"):
        week.calls(who)
        week.lives(week.on_call, who)


def thursday(week: Week, kari: Caller) -> None:
    week.later(hours=20)
    week.morning()
    # He stood before Frida's house: the police of both places are asked, and she goes today.
    week.moves(kari, "Frida", "COMPROMISE", police=True)
    # Hanne's brother is out of prison.
    week.moves(kari, "Hanne", "THREAT_UP", police=True)
    # Kjersti is to move nearer to her doctor, changes her mind, and a week later does go.
    move = week.agreed(kari, week.proposed(kari, "Kjersti", "HEALTH"))
    assert week.state("Kjersti", kari) == "TRANSFER"
    version = kari.ok("GET", f"/transfers/{move['id']}")["version"]
    kari.ok("POST", f"/transfers/{move['id']}/cancel", {}, version=version)
    assert week.state("Kjersti", kari) == "IN_STAY"
    week.moves(kari, "Kjersti", "HEALTH")


def friday(week: Week, kari: Caller) -> None:
    week.later(hours=22)
    week.morning()
    for who, reason in (
        ("Anna", "CONFLICT"),
        ("Berit", "OWN_WISH"),
        ("Ingrid", "STAY_LIMIT"),
        ("Jorunn", "COURT"),
        ("Liv", "CAPACITY"),
        ("Dina", "MOVE_ON"),
    ):
        before = week.house_of[who]
        week.moves(kari, who, reason)
        assert week.house_of[who] != before


def sunday(week: Week, kari: Caller) -> None:
    week.later(hours=46)
    # Anna has a flat of her own. Her case is closed when nothing is left to do.
    week.leaves("Anna", "OWN_HOME")
    assert week.state("Anna", kari) == "LEFT"
    week.act(kari, "Anna", "close")
    assert week.state("Anna", kari) == "CLOSED"
    # Liv is back with friends; her case stays open for who calls her on Monday.
    week.leaves("Liv", "WITH_FRIENDS")
    # All others sleep where they are.
    for who in ("Berit", "Dina", "Frida", "Hanne", "Ingrid", "Jorunn", "Kjersti"):
        assert week.state(who, kari) in ("ARRIVED", "IN_STAY")
        assert kari.ok("GET", f"/placements/{week.stay_of[who]}")["state"] == "ARRIVED"


def held_now(week: Week, who: str) -> list[dict[str, str]]:
    """What the service itself asked for her when a house said nothing, or no."""
    found = week.on_call.every("/offers", "offers")
    asked = ("SHELTER_ASKED", "SHELTER_YES", "SHOWN")
    return [o for o in found if o["referral"] == week.cases[who] and o["state"] in asked]
