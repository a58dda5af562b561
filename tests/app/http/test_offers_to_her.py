"""What she is offered and told, houses that say nothing or no, and her own no (domain 13, 8.5, 14)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.holds_over import end_holds, end_offers
from app.houses_asked import ask_next_houses, call_back
from models.words import Role
from tests.support.database import Database
from tests.support.houses import call, house, load_all_zones
from tests.support.served import Caller, Clock, Served, serving

TOWNS = ("Tromsø", "Bodø", "Alta", "Harstad")


@pytest.fixture
def served(database: Database) -> Iterator[Served]:
    with serving(database, Clock(stopped=True)) as running:
        load_all_zones(running.service)
        yield running


@pytest.fixture
def boss(served: Served) -> Caller:
    return served.caller(Role.COORDINATOR)


@pytest.fixture
def on_call(served: Served) -> Caller:
    return served.caller(Role.ON_CALL)


@pytest.fixture
def homes(served: Served, boss: Caller) -> dict[str, dict[str, Any]]:
    """Four houses by their ids."""
    made = [
        house(
            served, boss, f"FJORD-{n}", town, units=2, house_duties="Everybody cooks once a week."
        )
        for n, town in enumerate(TOWNS)
    ]
    return {one["id"]: one for one in made}


def search(who: Caller, case: str) -> dict[str, Any]:
    found: dict[str, Any] = who.ok("POST", f"/referrals/{case}/options", key=None)
    return found


def hold(who: Caller, option: dict[str, Any]) -> dict[str, Any]:
    held: dict[str, Any] = who.ok("POST", f"/offers/{option['offer']}/hold", version=1)
    return held


def answer(homes: dict[str, Any], held: dict[str, Any], **said: Any) -> dict[str, Any]:
    staff = homes[held["shelter"]]["staff"]
    got: dict[str, Any] = staff.ok(
        "POST", f"/offers/{held['id']}/answer", said, version=held["version"]
    )
    return got


def later(served: Served, minutes: int) -> None:
    """A round of upkeep each minute."""
    for _ in range(minutes):
        served.clock.forward(minutes=1)
        now = served.clock()
        end_holds(served.service.store, now)
        end_offers(served.service.store, now)
        ask_next_houses(served.service, now)
        call_back(served.service, now)


def asked(who: Caller, case: str) -> list[dict[str, Any]]:
    """Open offers of the case for which a house is held, as the coordinator reads them."""
    found = who.every("/offers", "offers")
    live = ("SHELTER_ASKED", "SHELTER_YES", "SHOWN")
    return [o for o in found if o["referral"] == case and o["state"] in live]


def tasks_of(who: Caller, kind: str) -> list[dict[str, Any]]:
    return [task for task in who.ok("GET", "/tasks")["tasks"] if task["kind"] == kind]


def test_an_option_is_told_in_plain_words_with_duties_and_without_a_place(
    served: Served, on_call: Caller, homes: dict[str, Any]
) -> None:
    (first, *_) = search(on_call, call(served, on_call)["id"])["options"]
    codes = [one["code"] for one in first["to_say"]]
    assert codes[0] == "KIND_HOUSE_WITH_STAFF"
    assert {"OWN_ROOM", "STAY_MONTHS", "SHIELDED", "FAR_FROM_NAMED"} <= set(codes)
    assert codes[-1] == "YOU_DECIDE"
    assert first["duties"] == "Everybody cooks once a week."
    said = str(first["to_say"]) + first["duties"]
    for town in (*TOWNS, "Bergen"):
        assert town not in said


def test_duties_that_name_a_place_are_not_told(
    served: Served, boss: Caller, on_call: Caller
) -> None:
    house(served, boss, "FJORD-7", "Tromsø", house_duties="We shop in Mo i Rana on Fridays.")
    (first,) = search(on_call, call(served, on_call)["id"])["options"]
    assert first["duties"] is None


def test_tonight_three_houses_are_asked_and_the_taken_one_frees_the_others_at_once(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    options = search(on_call, case)["options"]
    held = [hold(on_call, option) for option in options]
    assert len(held) == 3
    ends = [datetime.fromisoformat(one["hold_until"]) - served.clock() for one in held[1:]]
    assert ends == [timedelta(minutes=30)] * 2
    # The others hold units that are locked before and after hers.
    held.sort(key=lambda one: str(boss.ok("GET", f"/offers/{one['id']}")["units"]))
    yes = [answer(homes, one, yes=True) for one in held]
    on_call.ok("POST", f"/offers/{held[1]['id']}/accept", version=yes[1]["version"])
    states = [boss.ok("GET", f"/offers/{one['id']}")["state"] for one in held]
    assert states == ["RELEASED", "TAKEN", "RELEASED"]
    again = search(on_call, call(served, on_call)["id"])["options"]
    assert len(again) == 3


def test_she_is_not_told_of_a_house_that_has_not_said_yes(
    served: Served, on_call: Caller, homes: dict[str, Any]
) -> None:
    held = hold(on_call, search(on_call, call(served, on_call)["id"])["options"][0])
    path = f"/offers/{held['id']}/show"
    assert on_call("POST", path, {}, version=held["version"]).status_code == 422
    said = {"language": "tir", "way": "SPOKEN"}
    assert on_call("POST", path, said, version=held["version"]).status_code == 409
    yes = answer(homes, held, yes=True)
    on_call.ok("POST", path, said, version=yes["version"])
    shown = on_call.ok("GET", f"/offers/{held['id']}")
    assert (shown["shown_language"], shown["shown_way"]) == ("tir", "SPOKEN")
    assert shown["said"][-1] == "YOU_DECIDE"
    seen_by_house = homes[held["shelter"]]["staff"].ok("GET", f"/offers/{held['id']}")
    assert not {"said", "shown_language", "next_offer"} & seen_by_house.keys()


def test_no_answer_in_a_quarter_of_an_hour_asks_the_next_house_and_keeps_the_first(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    options = search(on_call, case)["options"]
    first = hold(on_call, options[0])
    later(served, 14)
    assert [o["id"] for o in asked(boss, case)] == [first["id"]]
    later(served, 2)
    assert {o["id"] for o in asked(boss, case)} == {first["id"], options[1]["offer"]}
    staff = homes[options[1]["shelter"]]["staff"]
    assert staff.ok("GET", f"/offers/{options[1]['offer']}")["brief"] is not None
    later(served, 3)
    assert len(asked(boss, case)) == 2
    steps = on_call.ok("GET", f"/referrals/{case}/steps")["steps"]
    assert [s["subject"] for s in steps if s["after"] == "SHELTER_ASKED"] == [
        first["id"],
        options[1]["offer"],
    ]


def test_four_processes_at_once_ask_one_next_house(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    options = search(on_call, case)["options"]
    hold(on_call, options[0])
    served.clock.forward(minutes=16)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: ask_next_houses(served.service, served.clock()), range(4)))
    assert {o["id"] for o in asked(boss, case)} == {o["offer"] for o in options[:2]}


def test_nothing_more_is_asked_for_who_has_a_yes_to_think_about(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    options = search(on_call, case)["options"]
    first, second = (hold(on_call, option) for option in options[:2])
    answer(homes, second, yes=True)
    later(served, 20)
    assert {o["id"] for o in asked(boss, case)} == {first["id"], second["id"]}


def test_a_no_asks_the_next_house_at_once_and_with_none_left_a_person_must_search(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    options = search(on_call, case)["options"]
    refused = answer(homes, hold(on_call, options[0]), yes=False, reason="FULL")
    assert (refused["state"], "next_offer" in refused) == ("SHELTER_NO", False)
    for place in (1, 2):
        later(served, 1)
        (now_asked,) = asked(boss, case)
        assert now_asked["id"] == options[place]["offer"]
        answer(homes, now_asked, yes=False, reason="STAFFING")
    assert tasks_of(boss, "ASK_NEXT_HOUSE") == []
    later(served, 1)
    (task,) = tasks_of(on_call, "ASK_NEXT_HOUSE")
    assert (task["mine"], task["referral"]) == (True, case)


def decline(who: Caller, offer: dict[str, Any]) -> None:
    path = f"/offers/{offer['id']}"
    who.ok("POST", f"{path}/decline", {"reason": "TOO_FAR"}, version=version_of(who, path))


def test_a_house_that_is_silent_while_another_said_yes_is_passed_on_when_that_yes_is_gone(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    options = search(on_call, case)["options"]
    first, second = (hold(on_call, option) for option in options[:2])
    answer(homes, second, yes=True)
    later(served, 16)
    decline(on_call, second)
    later(served, 1)
    assert {o["id"] for o in asked(boss, case)} == {first["id"], options[2]["offer"]}


def test_a_silent_house_that_says_no_is_passed_on_again_when_what_was_asked_for_it_is_gone(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    options = search(on_call, case)["options"]
    first = hold(on_call, options[0])
    later(served, 16)
    (second,) = (o for o in asked(boss, case) if o["id"] != first["id"])
    answer(homes, second, yes=True)
    decline(on_call, second)
    answer(homes, first, yes=False, reason="FULL")
    later(served, 1)
    assert [o["id"] for o in asked(boss, case)] == [options[2]["offer"]]


def test_a_silent_house_that_says_no_asks_no_third_while_the_second_has_still_to_answer(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    options = search(on_call, case)["options"]
    first = hold(on_call, options[0])
    later(served, 16)
    answer(homes, first, yes=False, reason="FULL")
    later(served, 1)
    assert [o["id"] for o in asked(boss, case)] == [options[1]["offer"]]


def test_the_hold_of_a_house_that_says_yes_after_a_person_had_to_search_is_passed_on_when_it_ends(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    options = search(on_call, case)["options"]
    first = hold(on_call, options[0])
    later(served, 16)
    for _ in (1, 2):
        (now_asked,) = (o for o in asked(boss, case) if o["id"] != first["id"])
        answer(homes, now_asked, yes=False, reason="STAFFING")
        later(served, 1)
    (task,) = tasks_of(on_call, "ASK_NEXT_HOUSE")
    yes = answer(homes, first, yes=True)
    on_call.ok("POST", f"/tasks/{task['id']}/done", {"outcome": "DONE"})
    minutes = (datetime.fromisoformat(yes["hold_until"]) - served.clock()).seconds // 60
    later(served, minutes - 1)
    assert tasks_of(on_call, "ASK_NEXT_HOUSE") == []
    later(served, 2)
    assert len(tasks_of(on_call, "ASK_NEXT_HOUSE")) == 1


def took_a_house_that_is_known(
    on_call: Caller, boss: Caller, homes: dict[str, Any], case: str
) -> dict[str, Any]:
    """She accepted a place, and then whom she fears came to know that house; what she may have instead."""
    held = hold(on_call, search(on_call, case)["options"][0])
    yes = answer(homes, held, yes=True)
    on_call.ok("POST", f"/offers/{yes['id']}/accept", version=yes["version"])
    boss.ok("POST", f"/referrals/{case}/take-over", {"purpose": "SHIFT"})
    (actor, *_) = boss.ok("GET", f"/referrals/{case}/actors")["actors"]
    report = {"scope": "ACTOR", "level": "CONFIRMED", "actor": actor["id"]}
    boss.ok("POST", "/compromises", {"shelter": held["shelter"], **report})
    return search(on_call, case)


def test_what_was_asked_for_beside_an_accepted_place_is_a_persons_when_the_last_of_it_ends(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    options = took_a_house_that_is_known(on_call, boss, homes, case)["options"]
    first, second = (hold(on_call, option) for option in options[:2])
    answer(homes, first, yes=False, reason="FULL")
    later(served, 1)
    assert tasks_of(on_call, "ASK_NEXT_HOUSE") == []
    answer(homes, second, yes=False, reason="FULL")
    later(served, 1)
    assert asked(boss, case) == []
    (task,) = tasks_of(on_call, "ASK_NEXT_HOUSE")
    assert task["referral"] == case


def test_a_no_that_came_before_she_accepted_another_place_is_nobodys_to_search_for(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    first, second = (hold(on_call, option) for option in search(on_call, case)["options"][:2])
    yes = answer(homes, second, yes=True)
    answer(homes, first, yes=False, reason="FULL")
    served.clock.forward(seconds=30)
    on_call.ok("POST", f"/offers/{yes['id']}/accept", version=yes["version"])
    later(served, 2)
    assert tasks_of(on_call, "ASK_NEXT_HOUSE") == []


def test_the_end_of_tonights_last_house_is_heard_of_although_one_is_asked_for_another_night(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    made = call(served, on_call)
    case, path = made["id"], f"/referrals/{made['id']}"

    def needs(tonight: str, days: int) -> list[dict[str, Any]]:
        first = (served.clock() + timedelta(days=days)).date().isoformat()
        body = {"tonight_need": tonight, "needed_from": first}
        on_call.ok("PATCH", path, body, version=version_of(on_call, path))
        return list(search(on_call, case)["options"])

    planned = hold(on_call, needs("NO", 7)[0])
    first, *rest = needs("YES", 0)
    tonight = hold(on_call, first)
    for one in rest:
        on_call.ok("POST", f"/offers/{one['offer']}/decline", {}, version=1)
    later(served, 16)
    (task,) = tasks_of(on_call, "ASK_NEXT_HOUSE")
    on_call.ok("POST", f"/tasks/{task['id']}/done", {"outcome": "DONE"})
    minutes = (datetime.fromisoformat(tonight["hold_until"]) - served.clock()).seconds // 60
    later(served, minutes - 1)
    assert tasks_of(on_call, "ASK_NEXT_HOUSE") == []
    later(served, 2)
    assert [one["id"] for one in asked(boss, case)] == [planned["id"]]
    assert len(tasks_of(on_call, "ASK_NEXT_HOUSE")) == 1


def test_the_no_of_one_house_does_not_forget_the_place_that_is_hers_in_another(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    options = took_a_house_that_is_known(on_call, boss, homes, case)["options"]
    beside = hold(on_call, options[0])
    answer(homes, beside, yes=False, reason="FULL")
    assert on_call.ok("GET", f"/referrals/{case}")["state"] == "ACCEPTED"


def test_a_hold_that_runs_out_asks_the_next_house(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    options = search(on_call, case)["options"]
    first = hold(on_call, options[0])
    yes = answer(homes, first, yes=True)
    minutes = (datetime.fromisoformat(yes["hold_until"]) - served.clock()).seconds // 60
    later(served, minutes - 1)
    assert [o["id"] for o in asked(boss, case)] == [first["id"]]
    later(served, 2)
    assert [o["id"] for o in asked(boss, case)] == [options[1]["offer"]]
    assert boss.ok("GET", f"/offers/{first['id']}")["state"] == "EXPIRED"


def test_whoever_speaks_with_her_calls_back_half_an_hour_before_and_ten_minutes_before_all_hear(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    held = hold(on_call, search(on_call, call(served, on_call)["id"])["options"][0])
    yes = answer(homes, held, yes=True)
    minutes = (datetime.fromisoformat(yes["hold_until"]) - served.clock()).seconds // 60
    later(served, minutes - 31)
    assert tasks_of(on_call, "CALL_BACK") == []
    later(served, 1)
    (task,) = tasks_of(on_call, "CALL_BACK")
    assert (task["subject"], task["due_at"]) == (held["id"], yes["hold_until"])
    assert task["mine"] is True
    later(served, 18)
    assert boss.ok("GET", "/alarms")["alarms"] == []
    later(served, 3)
    (alarm,) = boss.ok("GET", "/alarms")["alarms"]
    assert (alarm["kind"], alarm["subject"]) == ("HOLD_ENDING", held["id"])
    on_call.ok("POST", f"/offers/{held['id']}/accept", version=yes["version"])
    assert tasks_of(on_call, "CALL_BACK") == []


def test_her_no_needs_no_reason_moves_no_priority_and_leads_at_once_to_the_next(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    found = search(boss, case)
    first, second = (hold(on_call, option) for option in found["options"][:2])
    yes = answer(homes, first, yes=True)
    before = boss.ok("GET", f"/referrals/{case}")
    got = on_call.ok("POST", f"/offers/{first['id']}/decline", {}, version=yes["version"])
    assert (got["state"], got["next_offer"]) == ("DECLINED", second["id"])
    after = boss.ok("GET", f"/referrals/{case}")
    moved = {name for name in before if before[name] != after[name]}
    assert moved <= {"version", "state"}
    again = search(boss, case)
    assert again["priority"] == found["priority"]
    assert first["shelter"] not in {o["shelter"] for o in again["options"]}


def test_with_nothing_held_the_next_is_a_proposal_that_can_be_held_as_it_is(
    served: Served, on_call: Caller, homes: dict[str, Any]
) -> None:
    options = search(on_call, call(served, on_call)["id"])["options"]
    first = hold(on_call, options[0])
    got = on_call.ok("POST", f"/offers/{first['id']}/decline", {}, version=first["version"])
    assert got["next_offer"] == options[1]["offer"]
    hold(on_call, options[1])


def test_a_house_to_which_she_said_no_comes_back_only_when_she_asks(
    served: Served, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    first = search(on_call, case)["options"][0]
    path, shelter = f"/referrals/{case}", first["shelter"]
    unsafe = {"reason": "NOT_SAFE"}
    on_call.ok("POST", f"/offers/{first['offer']}/decline", unsafe, version=1)

    def offered() -> set[str]:
        return {o["shelter"] for o in search(on_call, case)["options"]}

    def lift() -> int:
        seen = on_call.ok("GET", path)["version"]
        return on_call("POST", f"{path}/declines/{shelter}/lift", version=seen).status_code

    assert shelter not in offered()
    assert lift() == 200
    assert lift() == 404
    assert shelter in offered()


def refused_house(
    served: Served, on_call: Caller, homes: dict[str, Any], reason: str
) -> tuple[str, dict[str, Any]]:
    case = call(served, on_call)["id"]
    held = hold(on_call, search(on_call, case)["options"][0])
    return case, answer(homes, held, yes=False, reason=reason)


def fresh(served: Served, boss: Caller, homes: dict[str, Any]) -> None:
    for home in homes:
        boss.ok("POST", f"/shelters/{home}/vacancy", {"how": "TELEPHONE"})


def test_a_full_house_is_asked_again_after_a_day_and_not_before(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case, no = refused_house(served, on_call, homes, "FULL")
    shelter = boss.ok("GET", f"/offers/{no['id']}")["shelter"]
    others = {o["shelter"] for o in search(on_call, case)["options"]}
    assert (shelter in others, len(others)) == (False, 3)
    assert tasks_of(boss, "REVIEW_REFUSAL") == []
    barred = search(boss, case)["barred"]
    assert [b["reasons"] for b in barred if shelter in b["shelters"]] == [["HER_NO"]]
    served.clock.forward(hours=24, minutes=1)
    fresh(served, boss, homes)
    everywhere = {s for _ in range(2) for s in _shown(on_call, case)}
    assert shelter in everywhere


def _shown(who: Caller, case: str) -> set[str]:
    found = search(who, case)
    return {o["shelter"] for o in found["options"]}


def test_a_house_that_never_takes_her_is_barred_until_a_review_lifts_its_no(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case, no = refused_house(served, on_call, homes, "CHILD_AGE")
    shelter = boss.ok("GET", f"/offers/{no['id']}")["shelter"]
    for home, one in homes.items():
        if home != shelter:
            seen = boss.ok("GET", f"/shelters/{home}")["version"]
            boss.ok("PATCH", f"/shelters/{home}", {"status": "PAUSED"}, version=seen)
            assert one["id"] == home
    served.clock.forward(days=3)
    fresh(served, boss, homes)
    assert _shown(on_call, case) == set()
    (task,) = tasks_of(boss, "REVIEW_REFUSAL")
    assert (task["subject"], task["shelter"]) == (no["id"], shelter)
    path = f"/offers/{no['id']}/refusal-review"
    assert homes[shelter]["staff"]("POST", path, {"found": "LIFTED"}).status_code == 404
    boss.ok("POST", path, {"found": "STANDS"})
    assert tasks_of(boss, "REVIEW_REFUSAL") == []
    assert _shown(on_call, case) == set()
    boss.ok("POST", path, {"found": "LIFTED"})
    assert _shown(on_call, case) == {shelter}


def test_for_who_lives_somewhere_and_agreed_to_move_a_no_is_passed_on_as_well(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    case = call(served, on_call)["id"]
    yes = answer(homes, hold(on_call, search(on_call, case)["options"][0]), yes=True)
    took = on_call.ok("POST", f"/offers/{yes['id']}/accept", version=yes["version"])
    lives = f"/placements/{took['placement']}"
    on_call.ok("POST", f"{lives}/arrive", version=version_of(on_call, lives))
    wish = {"reason": "OWN_WISH"}
    move = on_call.ok("POST", f"{lives}/transfers", wish, version=version_of(on_call, lives))
    on_call.ok("POST", f"/transfers/{move['id']}/agree", version=move["version"])
    options = search(on_call, case)["options"]
    answer(homes, hold(on_call, options[0]), yes=False, reason="FULL")
    later(served, 1)
    passed_on = {o["id"] for o in asked(boss, case)}
    assert passed_on == {options[1]["offer"]}


def test_a_plan_of_later_nights_that_a_house_refuses_is_a_persons_to_search(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    made = call(served, on_call)
    path = f"/referrals/{made['id']}"
    first = (served.clock() + timedelta(days=10)).date().isoformat()
    later_on = {"tonight_need": "NO", "needed_from": first}
    on_call.ok("PATCH", path, later_on, version=made["version"])
    options = search(on_call, made["id"])["options"]
    assert options[0]["nights"]["first"] == first
    answer(homes, hold(on_call, options[0]), yes=False, reason="FULL")
    later(served, 1)
    assert asked(boss, made["id"]) == []
    (task,) = tasks_of(on_call, "ASK_NEXT_HOUSE")
    assert task["referral"] == made["id"]


def test_whose_place_is_agreed_from_the_night_she_needs_it_needs_none_within_days(
    served: Served, boss: Caller, on_call: Caller, homes: dict[str, Any]
) -> None:
    """P3 is a bed that is needed within seven days; what she has accepted is one (domain 10.1)."""
    made = call(served, on_call)
    path = f"/referrals/{made['id']}"
    first = (served.clock() + timedelta(days=3)).date().isoformat()
    later_on = {"tonight_need": "NO", "needed_from": first}
    on_call.ok("PATCH", path, later_on, version=made["version"])
    assert boss.ok("GET", path)["priority"] == "P3"
    yes = answer(homes, hold(on_call, search(on_call, made["id"])["options"][0]), yes=True)
    assert boss.ok("GET", path)["priority"] == "P3", "a hold is no bed yet"
    on_call.ok("POST", f"/offers/{yes['id']}/accept", version=yes["version"])
    assert boss.ok("GET", path)["priority"] == "P4"


def version_of(who: Caller, path: str) -> int:
    return int(who.ok("GET", path)["version"])
