"""The week of twelve cases told again by clicks alone, each person at a page of her own.

Beside the browser go only what was there before the week, the clock with what the service does by
itself each minute, and reading to compare.
"""

from __future__ import annotations

import faulthandler
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser_week.desk import PLACED
from tests.support.browser_week.nine import Says
from tests.support.browser_week.week import Week, week_of
from tests.support.database import Database
from tests.support.every_step import every_state_and_every_reason_was_met
from tests.support.houses import load_all_zones
from tests.support.served import Clock, serving

pytestmark = pytest.mark.slow

PRESSES_TO_ARRIVAL = 45
"""From a new referral to a resident, by everybody together: no more than this."""

PATIENCE_S, PATIENCE_MS, USUAL_MS = 1500, 20_000, 5_000
"""How long the whole week may take, and each thing in it before somebody gives up."""


@pytest.fixture(autouse=True)
def no_longer_than_patience(terminal: IO[str]) -> Iterator[None]:
    """A week is longer than what other tests of a browser do."""
    faulthandler.dump_traceback_later(PATIENCE_S, exit=True, file=terminal)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture
def week(database: Database, browser: Browser) -> Iterator[Week]:
    expect.set_options(timeout=PATIENCE_MS)
    with serving(database, Clock(stopped=True), with_page=True) as running, ExitStack() as stack:
        load_all_zones(running.service)
        yield week_of(running, browser, stack)
    expect.set_options(timeout=USUAL_MS)


def test_a_week_of_twelve_cases_by_clicks_alone(week: Week) -> None:
    monday(week)
    tuesday(week)
    wednesday(week)
    thursday(week)
    friday(week)
    sunday(week)
    every_case_ends_where_it_ends_in_the_scenario(week)
    every_state_and_every_reason_was_met(week.steps())
    week.everybody_is_unharmed()


def monday(week: Week) -> None:
    # Anna is afraid for her life. She is held a room, told of it, says yes, and takes the train.
    siri, before = week.siri, week.presses()
    anna = week.calls("Anna", siri)
    first = siri.desk.options()[0]
    siri.desk.holds(first)
    week.at[first].says_yes()
    siri.desk.opens(anna)
    siri.desk.tells(first)
    siri.desk.accepts(first)
    assert week.state("Anna") == "ACCEPTED"
    siri.desk.plans_the_way(first)
    assert week.state("Anna") == "TRAVEL"
    week.later(hours=4)
    week.at[first].receives()
    assert week.state("Anna") == "ARRIVED"
    week.house_of["Anna"] = first
    assert week.presses() - before <= PRESSES_TO_ARRIVAL

    # Berit may choose: three houses are asked at once. One is too far, one she takes; the third
    # is free again in the same moment.
    berit = week.calls("Berit", siri)
    far, near, third = siri.desk.options()
    for one in (far, near, third):
        siri.desk.holds(one)
    siri.desk.declines(far, "too far")
    week.at[near].says_yes()
    siri.desk.opens(berit)
    siri.desk.tells(near)
    siri.desk.accepts(near)
    siri.desk.opens(berit, PLACED)
    siri.desk.sees_over(f"{third}: released")
    week.at[near].receives()
    week.house_of["Berit"] = near

    # Carla is a child of twelve, alone: no house is looked for, child welfare has her.
    week.calls("Carla", siri, Says(adults=0, child="7-12"))
    assert siri.desk.options() == []

    # Dina needs a hospital where she sleeps, and no house has one: nothing is safe tonight.
    week.calls("Dina", siri, Says(must="Hospital"))
    assert siri.desk.options() == []
    siri.apart.reads_the_ladder()
    assert week.state("Dina") == "NO_SAFE_BED"


def tuesday(week: Week) -> None:
    week.later(hours=12)
    week.morning()
    # From here on Siri is ill. Nobody waits for her: Kari takes over what she had.
    kari = week.kari
    for who in ("Anna", "Berit"):
        week.kari.stays.opens(week.names[who], "A colleague is away")
    for who in ("Carla", "Dina"):
        kari.apart.takes_over(week.names[who], "A colleague is away")
    kari.apart.hands_over(week.names["Carla"])
    assert week.state("Carla") == "HANDED_OVER"

    # A doctor sees Dina first: nobody climbs a ladder for her bed meanwhile.
    dina = week.names["Dina"]
    kari.apart.stops_looking(dina, "a hospital first")
    assert week.state("Dina") == "NEEDS_INFO"
    week.later(hours=5)
    kari.apart.looks_again(dina)
    kari.apart.needs_nothing_more(dina)

    # She says yes, and does not come: there was no train. So she is looked for again, and comes.
    week.says_yes(kari, "Dina")
    week.kari.stays.calls_off(dina, "No transport")
    assert week.state("Dina") == "SEARCHING"
    week.lives(kari, "Dina")

    # Elin wants to talk, and no bed.
    elin = week.calls("Elin", week.on_call)
    week.on_call.apart.stops_looking(elin, "she wants support without a bed")
    assert week.state("Elin") == "SUPPORT_WITHOUT_BED"


def wednesday(week: Week) -> None:
    week.later(hours=20)
    week.morning()
    # Frida's house says nothing until her hold is over; the next one is full; the third has room.
    on_call = week.on_call
    frida = week.calls("Frida", on_call)
    silent = on_call.desk.options()[0]
    on_call.desk.holds(silent)
    week.later(hours=3)
    on_call.desk.opens(frida)
    on_call.desk.sees_over(f"{silent}: time ran out")
    week.morning()
    on_call.desk.lets_go(frida)
    full = on_call.desk.looks(frida)[0]
    on_call.desk.holds(full)
    week.at[full].says_no("Full")
    on_call.desk.lets_go(frida)
    week.lives(on_call, "Frida")

    # Gry goes back to a friend, and says so.
    gry = week.calls("Gry", on_call)
    on_call.apart.withdraws(gry)
    assert week.state("Gry") == "WITHDRAWN"

    # Hanne's place is called off before she sets out, and another one is found the same day.
    hanne = week.calls("Hanne", on_call)
    week.says_yes(on_call, "Hanne")
    week.on_call.stays.calls_off(hanne)
    assert week.state("Hanne") == "OPTIONS_READY"
    week.lives(on_call, "Hanne")

    # Four more call on a quiet evening.
    for who in ("Ingrid", "Jorunn", "Kjersti", "Liv"):
        week.calls(who, on_call)
        week.lives(on_call, who)


def thursday(week: Week) -> None:
    week.later(hours=20)
    week.morning()
    # He stood before Frida's house: the police of both places look at it, and she goes today.
    frida = week.names["Frida"]
    week.kari.stays.puts_on_the_case(frida, week.police.handle, "Contact with the police")
    week.kari.stays.moves_her(frida, "The house may be known")
    week.police.looks_at_the_move(frida)
    week.moves_in("Frida")
    # Hanne's brother is out of prison.
    week.kari.stays.moves_her(week.names["Hanne"], "The threat is greater")
    week.kari.stays.asks_the_police()
    week.moves_in("Hanne")
    # Kjersti is to move nearer to her doctor, changes her mind, and a week later does go.
    kjersti = week.names["Kjersti"]
    week.kari.stays.moves_her(kjersti, "Health")
    assert week.state("Kjersti") == "TRANSFER"
    week.kari.stays.calls_the_move_off(kjersti)
    assert week.state("Kjersti") == "IN_STAY"
    week.moves("Kjersti", "Health")


def friday(week: Week) -> None:
    week.later(hours=22)
    week.morning()
    for who, because in (
        ("Anna", "A conflict in the house"),
        ("Berit", "Her own wish"),
        ("Ingrid", "The stay limit"),
        ("Jorunn", "Court"),
        ("Liv", "Capacity"),
        ("Dina", "Moving on"),
    ):
        before = week.house_of[who]
        week.moves(who, because)
        assert week.house_of[who] != before


def sunday(week: Week) -> None:
    week.later(hours=46)
    # Anna has a flat of her own. Her case is closed when nothing is left to do.
    week.leaves("Anna", "A home of her own")
    assert week.state("Anna") == "LEFT"
    week.kari.apart.closes(week.names["Anna"], week.house_of["Anna"])
    # Liv is back with friends; her case stays open for who calls her on Monday.
    week.leaves("Liv", "With friends")


def every_case_ends_where_it_ends_in_the_scenario(week: Week) -> None:
    ends = {who: week.state(who) for who in week.names}
    sleeps = {who: state for who, state in ends.items() if state in ("ARRIVED", "IN_STAY")}
    assert sleeps.keys() == {"Berit", "Dina", "Frida", "Hanne", "Ingrid", "Jorunn", "Kjersti"}
    assert {who: ends[who] for who in ends.keys() - sleeps.keys()} == {
        "Anna": "CLOSED",
        "Carla": "HANDED_OVER",
        "Elin": "SUPPORT_WITHOUT_BED",
        "Gry": "WITHDRAWN",
        "Liv": "LEFT",
    }
