"""What is done with a case besides looking for a place, each by clicks alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, expect

from models.words import Role
from tests.support.browser import PHONE, barriers, no_wider_than_the_window, signed_in_as, visiting
from tests.support.browser_week.hands import Hands
from tests.support.houses import call, house, said_by_a_caller
from tests.support.served import Caller, Served


@contextmanager
def at(browser: Browser, address: str, who: Caller, case: dict[str, Any]) -> Iterator[Hands]:
    """Two hands at the view of that case, in a window as narrow as a telephone; nothing came to harm."""
    with visiting(browser, address, viewport=PHONE) as somebody:
        hands = Hands(signed_in_as(somebody, who))
        hands.go("Referrals")
        hands.press(case["code_name"])
        hands.sees(f"Referral {case['code_name']}")
        yield hands
        somebody.unharmed()


def test_a_colleague_is_let_in_and_goes(served: Served, browser: Browser, address: str) -> None:
    who, other = served.signed_in(Role.COORDINATOR), served.signed_in(Role.COORDINATOR)
    case = call(served, who)
    path = f"/referrals/{case['id']}"
    with at(browser, address, who, case) as hands:
        part = hands.unfold("Who stands on the case")
        hands.press("Add a colleague", part)
        handle = other.ok("GET", "/session")["handle"]
        hands.write("Work name", handle, part)
        hands.press("Add a colleague", part)
        hands.told("That person stands on the case.")
        assert "police_involved" in other.ok("GET", path)
        hands.press(f"Take off the case: {handle}", part)
        hands.told("That person is off the case.")
        members = who.ok("GET", f"{path}/members")["members"]
        assert handle not in {one["handle"] for one in members}


def test_whoever_calls_back_is_known_by_her_word(
    served: Served, browser: Browser, address: str
) -> None:
    who = served.signed_in(Role.ON_CALL)
    said = {"call": str(uuid4()), "revision": 1, "answers": said_by_a_caller(served)}
    told = who.ok("POST", "/calls", {**said, "code_word": "heather"})
    case = {"id": told["referral"], "code_name": told["code_name"]}
    with at(browser, address, who, case) as hands:
        part = hands.unfold("Somebody calls back")
        hands.write("Code word", "bracken", part)
        hands.press("Try the word", part)
        expect(part.get_by_role("status")).to_have_text("It is not the word, or none was agreed.")
        hands.write("Code word", "heather", part)
        hands.press("Try the word", part)
        expect(part.get_by_role("status")).to_have_text("It is the word.")


def test_two_cases_are_kept_apart_and_two_of_one_person_become_one(
    served: Served, browser: Browser, address: str
) -> None:
    who = served.signed_in(Role.COORDINATOR)
    case, other, same = call(served, who), call(served, who), call(served, who)
    with at(browser, address, who, case) as hands:
        part = hands.unfold("Kept apart or together")
        hands.press("Record it", part)
        hands.choose("The other case", other["code_name"], part)
        hands.choose("How they stand to each other", "Must be kept apart", part)
        hands.choose("Basis", "A conflict", part)
        hands.press("Record it", part)
        hands.told("Recorded. It counts from the next search on.")
        part = hands.unfold("One person in two cases")
        hands.press("Merge this one into", part)
        field = part.get_by_label("The other case", exact=True)
        field.select_option(value=same["id"])
        hands.press("Merge this one into", part)
        hands.told("Merged.")
    assert who.ok("GET", f"/referrals/{case['id']}/related")["merged_into"] == same["id"]


def test_a_complaint_is_recorded_and_a_search_rests_and_goes_on(
    served: Served, browser: Browser, address: str
) -> None:
    who = served.signed_in(Role.COORDINATOR)
    case = call(served, who)
    with at(browser, address, who, case) as hands:
        part = hands.unfold("Complaints and exclusion")
        hands.press("Record a complaint", part)
        hands.choose("About", "left waiting", part)
        hands.choose("Whose word it is", "herself", part)
        hands.write("Reason", "Nobody called back for two hours", part)
        hands.press("Record a complaint", part)
        hands.told("Recorded. Somebody independent looks at it.")
        expect(part.get_by_text("Nobody called back for two hours")).to_be_visible()
        part = hands.unfold("Do not look for a place")
        hands.press("Stop looking", part)
        hands.choose("Reason", "she wants support without a bed", part)
        hands.press("Stop looking", part)
        hands.told("Recorded. No place is looked for.")
        sent: list[str] = []
        hands.page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
        part.get_by_role("button", name="Look again").dblclick()  # a hand that shakes
        hands.told("Recorded. A place may be looked for again.")
        assert len(sent) == 1
        assert barriers(hands.page) == []
        no_wider_than_the_window(hands.page)


def test_what_takes_two_waits_for_the_second_and_changes_nothing_before(
    served: Served, browser: Browser, address: str
) -> None:
    who, second = served.signed_in(Role.COORDINATOR), served.signed_in(Role.COORDINATOR)
    taker = served.signed_in(Role.COORDINATOR)
    home = house(served, who, "TWO-1", "Tromsø")
    case = call(served, taker)  # whoever took her call may set no rule aside for it
    path = f"/referrals/{case['id']}"
    taker.ok("POST", f"{path}/members", {"handle": who.ok("GET", "/session")["handle"]})
    until = (served.clock() + timedelta(days=5)).date().isoformat()
    before = who.ok("GET", path)["level"]
    with at(browser, address, who, case) as hands:
        part = hands.unfold("What only two may do")
        hands.press("Ask for a lower level", part)
        hands.choose("Level", "T1 low", part)
        hands.write("Until, at most 30 days", until, part)
        hands.choose("Purpose", "A mistake", part)
        hands.write("Reason", "The answers were of another call", part)
        hands.press("Ask for a lower level", part)
        hands.told("It waits for a second person.")
        hands.press("Ask to set a rule aside", part)
        hands.choose("The rule", "Security is lower than the threat asks for.", part)
        part.get_by_label("Houses", exact=True).select_option(value=home["id"])
        hands.write("Until, at most 14 days", until, part)
        part.get_by_label("The police have stated").check()
        hands.choose("Purpose", "No other place", part)
        hands.write("Reason", "A guard stands there at night", part)
        hands.press("Ask to set a rule aside", part)
        expect(part.get_by_label("The rule", exact=True)).to_have_count(0)
    assert who.ok("GET", path)["level"] == before
    waiting = second.ok("GET", "/approvals")["approvals"]
    assert {one["kind"] for one in waiting} >= {"LOWER_THREAT", "WAIVE_RULE"}
