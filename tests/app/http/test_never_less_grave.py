"""One person makes a threat picture graver, and never less grave: that takes two (domain 3.3)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from models.words import Role
from tests.support.houses import call, house
from tests.support.served import Caller, Served

GRAVE: dict[str, Any] = {
    "level": "T2",
    "answers": [
        {"question": "Q02", "reply": "YES", "source": "POLICE"},
        {"question": "Q04", "reply": "YES", "source": "POLICE"},
        {"question": "Q10", "reply": "YES", "source": "POLICE"},
    ],
    "nationwide": "YES",
    "instruments": [{"instrument": "DASH", "band": "HIGH"}],
}
LESS_GRAVE: list[dict[str, Any]] = [
    {"answers": [{"question": "Q01", "reply": "LITTLE"}]},
    {"answers": [{"question": "Q02", "reply": "NO"}]},
    {"answers": [{"question": "Q02", "reply": "UNKNOWN"}]},
    {"answers": [{"question": "Q04", "reply": "YES", "last_on": "2020-01-01"}]},
    {"nationwide": "NO"},
    {"nationwide": "UNKNOWN"},
    {"instruments": [{"instrument": "DASH", "band": "MODERATE"}]},
]


def assess(who: Caller, case: dict[str, Any], **sent: Any) -> Any:
    path = f"/referrals/{case['id']}"
    version = who.ok("GET", path)["version"]
    return who("POST", f"{path}/threat", {"level": "T1", **sent}, version=version)


def replies(who: Caller, case: dict[str, Any]) -> dict[str, str]:
    told = who.ok("GET", f"/referrals/{case['id']}/threat")
    return {one["question"]: one["reply"] for one in told["answers"]}


@pytest.fixture
def grave(served: Served, on_call: Caller) -> dict[str, Any]:
    """A case of which somebody has written down what the police said."""
    case = call(served, on_call)
    told = assess(served.caller(Role.COORDINATOR), case, **GRAVE)
    assert told.json()["floor"] == "T4"
    return case


@pytest.mark.parametrize("sent", LESS_GRAVE)
def test_nothing_that_stands_is_made_less_grave_by_one_person(
    served: Served, on_call: Caller, grave: dict[str, Any], sent: dict[str, Any]
) -> None:
    for who in (served.caller(Role.COORDINATOR), on_call):
        got = assess(who, grave, **sent)
        assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:graver-stands")
    told = assess(on_call, grave).json()
    assert (told["floor"], told["level"]) == ("T4", "T4")


def test_a_bare_level_leaves_every_fact_where_it_was(
    on_call: Caller, grave: dict[str, Any]
) -> None:
    before = on_call.ok("GET", f"/referrals/{grave['id']}/threat")
    assert assess(on_call, grave).json()["floor"] == "T4"
    after = on_call.ok("GET", f"/referrals/{grave['id']}/threat")
    assert after["nationwide"] == "YES"
    assert [after[n] for n in ("answers", "instruments")] == [
        before[n] for n in ("answers", "instruments")
    ]


def test_what_was_not_known_is_answered_and_what_is_graver_is_taken(
    on_call: Caller, grave: dict[str, Any]
) -> None:
    fresh = [
        {"question": "Q01", "reply": "FOR_MY_LIFE"},
        {"question": "Q02", "reply": "YES", "source": "REFERRER"},
        {"question": "Q03", "reply": "NO"},
        {"question": "Q07", "reply": "NO"},
        {"question": "Q10", "reply": "NO"},  # her telephone was left behind: no floor hangs on it
    ]
    band = {"instrument": "DASH", "band": "EXTREME"}
    other = {"instrument": "SARA", "band": "LOW"}
    got = assess(on_call, grave, answers=fresh, instruments=[band, other])
    assert got.is_success, got.text
    said = replies(on_call, grave)
    assert {one["question"]: said[one["question"]] for one in fresh} == {
        one["question"]: one["reply"] for one in fresh
    }


def typed(who: Caller, case: dict[str, Any]) -> None:
    assert assess(who, case, **GRAVE).is_success


def put_right(who: Caller, case: dict[str, Any]) -> list[int]:
    return [assess(who, case, **sent).status_code for sent in LESS_GRAVE[1:]]


def test_who_mistyped_puts_it_right_within_the_hour_but_not_what_stood_before(
    served: Served, on_call: Caller
) -> None:
    case, who = call(served, on_call), served.caller(Role.COORDINATOR)
    typed(who, case)
    assert set(put_right(who, case)) == {201}
    got = assess(who, case, answers=[{"question": "Q01", "reply": "NOT"}])
    assert got.json()["type"] == "urn:havn:problem:graver-stands", "she told that in her call"
    typed(who, case)
    served.clock.forward(minutes=61)
    try:
        assert set(put_right(who, case)) == {409}
    finally:
        served.clock.forward(minutes=-61)


def test_who_mistyped_does_not_put_it_right_once_somebody_else_judged_by_it(
    served: Served, on_call: Caller
) -> None:
    case, who = call(served, on_call), served.caller(Role.COORDINATOR)
    typed(who, case)
    assert assess(on_call, case).is_success
    assert set(put_right(who, case)) == {409}


def test_who_mistyped_does_not_put_it_right_once_a_bed_is_held(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    house(served, coordinator, "GRAVE-1", "Tromsø")
    case = call(served, on_call)
    assert assess(on_call, case, answers=[{"question": "Q02", "reply": "YES"}]).is_success
    found = on_call.ok("POST", f"/referrals/{case['id']}/options", key=None)["options"]
    held = on_call.ok("POST", f"/offers/{found[0]['offer']}/hold", version=1)
    no = [{"question": "Q02", "reply": "NO"}]
    assert assess(on_call, case, answers=no).status_code == 409
    on_call.ok("POST", f"/offers/{held['id']}/release", version=held["version"])


def test_a_call_that_goes_on_keeps_what_others_said_and_corrects_its_own(
    served: Served, on_call: Caller
) -> None:
    def says(revision: int, **fear: str) -> Any:
        answers = {"people": {"adults": 1, "gender": "WOMAN"}, "fear": fear}
        sent = {"call": own, "revision": revision, "answers": answers}
        return on_call.ok("POST", "/calls", sent)

    own = str(uuid4())
    case = {"id": says(1, self_fear="FOR_MY_LIFE", knows_location="NO")["referral"]}
    says(2, self_fear="VERY", knows_location="NO")
    assert replies(on_call, case)["Q01"] == "VERY", "the same call, typed wrong"
    known = [{"question": "Q05", "reply": "YES", "source": "POLICE"}]
    assert assess(served.caller(Role.COORDINATOR), case, answers=known, nationwide="YES").is_success
    says(3, self_fear="LITTLE", knows_location="NO", organised="YES")
    said = replies(on_call, case)
    assert (said["Q01"], said["Q05"], said["Q06"]) == ("VERY", "YES", "YES")
    told = on_call.ok("GET", f"/referrals/{case['id']}/threat")
    assert told["nationwide"] == "YES"


def test_another_call_that_is_merged_into_it_takes_nothing_grave_out(
    served: Served, on_call: Caller
) -> None:
    hers, alone = call(served, on_call), served.caller(Role.COORDINATOR)
    said = {**GRAVE, "answers": [{"question": "Q02", "reply": "YES", "source": "POLICE"}]}
    assert assess(on_call, hers, **said).json()["level"] == "T3"
    other = call(served, alone)
    mild = [{"question": f"Q{n:02}", "reply": "NO"} for n in (2, 3, 4, 5, 6, 7)]
    low = [{"instrument": "DASH", "band": "LOW"}]
    sent = {"level": "T4", "answers": mild, "instruments": low, "nationwide": "NO"}
    assert assess(alone, other, **sent).json()["level"] == "T4"
    path = f"/referrals/{other['id']}"
    version = alone.ok("GET", path)["version"]
    alone.ok("POST", f"{path}/merge", {"into": hers["id"]}, version=version)
    told = on_call.ok("GET", f"/referrals/{hers['id']}/threat")
    assert told["judgements"][0]["level"] == "T4", "the graver judgement counts"
    assert told["nationwide"] == "YES"
    assert [one["band"] for one in told["instruments"]] == ["HIGH"]
    assert replies(on_call, hers)["Q02"] == "YES"
    assert assess(alone, hers).json()["floor"] == "T3"


@pytest.mark.parametrize("level", ["T1", "T3"])
def test_whoever_merges_a_case_into_her_own_gets_its_facts_and_cannot_take_them_out(
    served: Served, on_call: Caller, level: str
) -> None:
    """Also where her own case stands as high, or the facts were her own typing of this very hour."""
    alone = served.caller(Role.COORDINATOR)
    grave, own = call(served, on_call), call(served, alone)
    said = {**GRAVE, "level": level}
    said["answers"] = [{"question": "Q02", "reply": "YES", "source": "POLICE"}]
    assert assess(on_call, grave, **said).is_success
    assert assess(alone, own, level=level).is_success
    path = f"/referrals/{grave['id']}"
    alone.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    version = alone.ok("GET", path)["version"]
    alone.ok("POST", f"{path}/merge", {"into": own["id"]}, version=version)
    assert replies(on_call, own)["Q02"] == "YES", "who stood on the one stands on the other"
    told = on_call.ok("GET", f"/referrals/{own['id']}/threat")
    assert [one["band"] for one in told["instruments"]] == ["HIGH"]
    mild = [{"question": "Q02", "reply": "NO"}]
    assert assess(alone, own, answers=mild).status_code == 409
