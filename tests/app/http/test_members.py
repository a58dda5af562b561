"""A case is open to those who stand on it, shut to whoever is on its list, and nobody waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.store import members
from app.store.refusals import WrongState
from models.words import Role
from tests.support.acts import acts_on
from tests.support.houses import call, house
from tests.support.served import Caller, Served

OF_WHO_STANDS = {"safe_until", "danger_places_known", "police_involved"}


def test_v8_2_3_a_coordinator_who_does_not_stand_on_a_case_reads_less_of_it(
    served: Served, on_call: Caller
) -> None:
    case, coordinator = call(served, on_call), served.caller(Role.COORDINATOR)
    path = f"/referrals/{case['id']}"
    before = coordinator.ok("GET", path)
    assert not OF_WHO_STANDS & before.keys()
    random = coordinator("GET", f"/referrals/{uuid4()}/actors")
    for part in ("actors", "areas", "members", "readers"):
        got = coordinator("GET", f"{path}/{part}")
        assert (got.status_code, got.content) == (404, random.content), part
    coordinator.ok("POST", f"{path}/take-over", {"purpose": "ABSENCE"})
    assert OF_WHO_STANDS <= coordinator.ok("GET", path).keys()
    assert coordinator.ok("GET", f"{path}/actors")["actors"]
    assert {m["scope"] for m in coordinator.ok("GET", f"{path}/members")["members"]} == {"ASSIGNED"}
    assert ("MEMBER_ADDED", {"how": "ABSENCE"}) in acts_on(served, case["id"])


def test_a_coordinator_who_acts_on_a_case_stands_on_it_and_nobody_waits(
    served: Served, on_call: Caller
) -> None:
    case, coordinator = call(served, on_call), served.caller(Role.COORDINATOR)
    path = f"/referrals/{case['id']}"
    coordinator.ok("PATCH", path, {"pets": "NO"}, version=1)
    assert coordinator.ok("GET", f"{path}/areas")["areas"]
    assert ("MEMBER_ADDED", {"how": "ACT"}) in acts_on(served, case["id"])
    coordinator.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    added = [act for act, _ in acts_on(served, case["id"]) if act == "MEMBER_ADDED"]
    assert len(added) == 1


def test_who_lives_where_is_told_to_who_stands_on_the_case(served: Served, on_call: Caller) -> None:
    boss = served.caller(Role.COORDINATOR)
    home = house(served, boss, f"MEM-{uuid4().hex[:4].upper()}", "Tromsø")
    case = call(served, on_call)
    found = on_call.ok("POST", f"/referrals/{case['id']}/options", key=None)
    option = next(o for o in found["options"] if o["shelter"] == home["id"])
    held = on_call.ok("POST", f"/offers/{option['offer']}/hold", version=1)
    yes = home["staff"].ok(
        "POST", f"/offers/{held['id']}/answer", {"yes": True}, version=held["version"]
    )
    took = on_call.ok("POST", f"/offers/{held['id']}/accept", version=yes["version"])
    path = f"/placements/{took['placement']}"
    hers = on_call.ok("GET", path)
    assert hers["state"] == "ACCEPTED" and not {"shelter", "code_name", "units"} & hers.keys()
    stranger = served.caller(Role.COORDINATOR)
    assert not {"shelter", "code_name", "units"} & stranger.ok("GET", path).keys()
    listed = stranger.every("/placements", "placements")
    assert not {"shelter", "units"} & next(p for p in listed if p["id"] == took["placement"]).keys()
    stranger.ok("POST", f"/referrals/{case['id']}/take-over", {"purpose": "REVIEW"})
    assert stranger.ok("GET", path)["shelter"] == home["id"]
    # Whoever is kept away finds neither the case nor anything that hangs on it.
    boss.ok("POST", f"/referrals/{case['id']}/take-over", {"purpose": "SHIFT"})
    boss.ok("POST", f"/referrals/{case['id']}/readers", {"handle": served.handle(stranger)})
    random = stranger("GET", f"/referrals/{uuid4()}")
    for method, at, body in (
        ("GET", f"/referrals/{case['id']}", None),
        ("PATCH", f"/referrals/{case['id']}", {"pets": "NO"}),
        ("POST", f"/referrals/{case['id']}/take-over", {"purpose": "ACUTE"}),
        ("POST", f"/referrals/{case['id']}/options", None),
        ("GET", path, None),
        ("POST", f"{path}/arrive", None),
        ("GET", f"/offers/{held['id']}", None),
        ("POST", f"/offers/{held['id']}/release", None),
    ):
        got = stranger(method, at, body, version=1)
        assert (got.status_code, got.content) == (404, random.content), (method, at)
    for nouns in ("referrals", "placements", "offers"):
        told = str(stranger.every(f"/{nouns}", nouns))
        assert case["id"] not in told and took["placement"] not in told
    # A person of the house who knows somebody in her network is kept away as well.
    staff = home["staff"]
    assert staff("GET", path).status_code == 200
    boss.ok("POST", f"/referrals/{case['id']}/readers", {"handle": served.handle(staff)})
    assert staff("GET", path).status_code == 404
    reader = boss.ok("GET", f"/referrals/{case['id']}/readers")["readers"]
    assert {r["listing"] for r in reader} == {"DENIED"} and len(reader) == 2
    lifted = next(r for r in reader if r["handle"] == served.handle(staff))
    boss.ok("POST", f"/referrals/{case['id']}/readers/{lifted['id']}/lift", {})
    assert staff("GET", path).status_code == 200


def test_v8_4_1_a_case_with_named_readers_is_not_there_for_anybody_else(
    served: Served, on_call: Caller
) -> None:
    case = call(served, on_call)
    one, two, other = (served.caller(Role.COORDINATOR) for _ in range(3))
    path, referral = f"/referrals/{case['id']}", UUID(case["id"])
    now = served.clock()
    with served.service.store.transaction() as tx:
        members.allow_only(tx, referral, [one.account, two.account], by=one.account, now=now)
    random = other("GET", f"/referrals/{uuid4()}")
    for who in (other, on_call):
        got = who("GET", path)
        assert (got.status_code, got.content) == (404, random.content)
        assert case["id"] not in str(who.every("/referrals", "referrals"))
    for who in (one, two):
        who.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
        assert OF_WHO_STANDS <= who.ok("GET", path).keys()
    for named in ([], [one.account] * 2, [c.account for c in (one, two, other, on_call)]):
        with pytest.raises(WrongState), served.service.store.transaction() as tx:
            members.allow_only(tx, referral, named, by=one.account, now=now)
    with served.service.store.transaction() as tx:
        members.open_to_all(tx, referral, by=one.account, now=now)
    assert other("GET", path).status_code == 200


def test_a_shift_is_handed_over_and_the_one_who_goes_reads_nothing_on_the_next_request(
    served: Served,
) -> None:
    goes, comes = served.caller(Role.ON_CALL), served.caller(Role.ON_CALL)
    cases = [call(served, goes)["id"] for _ in range(2)]
    assert comes("GET", f"/referrals/{cases[0]}").status_code == 404
    assert goes.ok("POST", "/shift/hand-over", {"handle": served.handle(comes)}) == {"cases": 2}
    for case in cases:
        assert goes("GET", f"/referrals/{case}").status_code == 404
        assert comes("GET", f"/referrals/{case}").status_code == 200
    wrong = goes("POST", "/shift/hand-over", {"handle": served.handle(goes)})
    assert (wrong.status_code, wrong.json()["wrong"][0]["rule"]) == (422, "not_known")


def test_somebody_of_another_scope_needs_a_consent_for_it_that_holds(
    served: Served, on_call: Caller
) -> None:
    case, boss = call(served, on_call), served.caller(Role.COORDINATOR)
    path, lawyer = f"/referrals/{case['id']}", served.handle(served.caller(Role.LAWYER))
    boss.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})

    def consent(purpose: str, answer: str = "GIVEN") -> str:
        sent = {"purpose": purpose, "answer": answer}
        if answer == "GIVEN":
            sent["form"] = "WRITTEN"
        version = boss.ok("GET", path)["version"]
        return str(boss.ok("POST", f"{path}/consents", sent, version=version)["id"])

    refused = consent("FOLLOW_UP_MEMBER", "REFUSED")
    other = consent("POLICE_CONTACT")
    for wrong in (None, str(uuid4()), refused, other):
        got = boss("POST", f"{path}/members", {"handle": lawyer, "consent": wrong})
        assert (got.status_code, got.json()["wrong"][0]["rule"]) == (422, "must_hold"), wrong
    given = consent("FOLLOW_UP_MEMBER")
    made = boss.ok("POST", f"{path}/members", {"handle": lawyer, "consent": given})["id"]
    assert made
    boss.ok("POST", f"{path}/members/{made}/end", {})
    assert boss("POST", f"{path}/members/{made}/end", {}).status_code == 404
    colleague = served.handle(served.caller(Role.COORDINATOR))
    got = boss("POST", f"{path}/members", {"handle": colleague, "consent": given})
    assert got.json()["wrong"][0]["rule"] == "not_needed"
    admin = served.handle(served.caller(Role.ADMIN))
    got = boss("POST", f"{path}/members", {"handle": admin})
    assert got.json()["wrong"][0]["rule"] == "not_known"


def test_who_is_added_or_taken_off_stands_in_the_chain_once(
    served: Served, on_call: Caller
) -> None:
    case, boss, colleague = call(served, on_call), *(served.caller(Role.COORDINATOR) for _ in "ab")
    path = f"/referrals/{case['id']}"
    boss.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    sent = {"handle": served.handle(colleague)}
    made = boss.ok("POST", f"{path}/members", sent)["id"]
    assert boss.ok("POST", f"{path}/members", sent)["id"] is None
    assert OF_WHO_STANDS <= colleague.ok("GET", path).keys()
    boss.ok("POST", f"{path}/members/{made}/end", {})
    assert not OF_WHO_STANDS & colleague.ok("GET", path).keys()
    told = [(act, detail) for act, detail in acts_on(served, case["id"]) if "MEMBER" in act]
    assert told[-2:] == [
        ("MEMBER_ADDED", {"scope": "ASSIGNED", "account": str(colleague.account)}),
        ("MEMBER_ENDED", {"member": made}),
    ]
    assert len(told) == 3  # and that the first one took it over
    boss.ok("POST", f"{path}/readers", sent)
    assert boss("POST", f"{path}/members", sent).status_code == 409
    assert boss("POST", f"{path}/members/{uuid4()}/end", {}).status_code == 404


def test_a_shift_goes_to_who_takes_calls_and_without_what_a_list_keeps_from_her(
    served: Served,
) -> None:
    goes, comes, boss = (
        served.caller(role) for role in (Role.ON_CALL, Role.ON_CALL, Role.COORDINATOR)
    )
    kept, given = sorted(call(served, goes)["id"] for _ in range(2))
    boss.ok("POST", f"/referrals/{kept}/take-over", {"purpose": "SHIFT"})
    boss.ok("POST", f"/referrals/{kept}/readers", {"handle": served.handle(comes)})
    for nobody in ("nobody-at-all", served.handle(served.caller(Role.LAWYER))):
        wrong = goes("POST", "/shift/hand-over", {"handle": nobody})
        assert wrong.json()["wrong"] == [{"at": "/handle", "rule": "not_known"}]
    assert goes.ok("POST", "/shift/hand-over", {"handle": served.handle(comes)}) == {"cases": 1}
    assert goes("GET", f"/referrals/{kept}").status_code == 200
    assert comes("GET", f"/referrals/{kept}").status_code == 404
    told = [one for one in acts_on(served, given) if "MEMBER" in one[0]]
    assert told[-2:] == [
        ("MEMBER_ADDED", {"how": "SHIFT", "account": str(comes.account)}),
        ("MEMBER_ENDED", {"how": "SHIFT"}),
    ]


def test_a_denial_stands_in_the_chain_once_and_ends_what_she_stood_on(
    served: Served, on_call: Caller
) -> None:
    case, boss, colleague = call(served, on_call), *(served.caller(Role.COORDINATOR) for _ in "ab")
    path = f"/referrals/{case['id']}"
    for who in (boss, colleague):
        who.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    sent = {"handle": served.handle(colleague)}
    denial = boss.ok("POST", f"{path}/readers", sent)["id"]
    assert boss.ok("POST", f"{path}/readers", sent)["id"] is None
    (reader,) = boss.ok("GET", f"{path}/readers")["readers"]
    assert (reader["id"], reader["handle"]) == (denial, sent["handle"])
    boss.ok("POST", f"{path}/readers/{denial}/lift", {})
    assert boss("POST", f"{path}/readers/{denial}/lift", {}).status_code == 404
    assert boss("POST", f"{path}/readers/{uuid4()}/lift", {}).status_code == 404
    assert not OF_WHO_STANDS & colleague.ok("GET", path).keys()
    assert [one for one in acts_on(served, case["id"]) if one[0] == "READER_LISTED"] == [
        ("READER_LISTED", {"listing": "DENIED", "account": str(colleague.account)}),
        ("READER_LISTED", {"listing": "LIFTED", "reader": denial}),
    ]
    wrong = boss("POST", f"{path}/readers", {"handle": "nobody-at-all"})
    assert wrong.json()["wrong"] == [{"at": "/handle", "rule": "not_known"}]


def test_who_stands_by_a_consent_stands_until_it_ends_to_the_second(
    served: Served, on_call: Caller
) -> None:
    case, boss = call(served, on_call), served.caller(Role.COORDINATOR)
    path, lawyer = f"/referrals/{case['id']}", served.caller(Role.LAWYER)
    boss.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    with served.clock.standing():
        sent = {"purpose": "FOLLOW_UP_MEMBER", "answer": "GIVEN", "form": "WRITTEN", "days": 1}
        version = boss.ok("GET", path)["version"]
        given = boss.ok("POST", f"{path}/consents", sent, version=version)["id"]
        boss.ok("POST", f"{path}/members", {"handle": served.handle(lawyer), "consent": given})
        members_ = boss.ok("GET", f"{path}/members")["members"]
        (hers,) = [one for one in members_ if one["scope"] == "LEGAL"]
        (line,) = lawyer.ok("GET", "/own-cases")["cases"]
        until = datetime.fromisoformat(hers["until"])
        for before, status in ((1, 200), (0, 404)):
            ahead = until - served.clock() - timedelta(seconds=before)
            served.clock.forward(seconds=ahead.total_seconds())
            assert lawyer("GET", f"/own-cases/{line['id']}").status_code == status
            served.clock.forward(seconds=-ahead.total_seconds())


def test_who_does_not_stand_on_a_case_says_nothing_of_who_may(
    served: Served, on_call: Caller
) -> None:
    case, boss, stranger, other = (
        call(served, on_call),
        *(served.caller(Role.COORDINATOR) for _ in "abc"),
    )
    path = f"/referrals/{case['id']}"
    boss.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    sent = {"handle": served.handle(other)}
    member = boss.ok("POST", f"{path}/members", sent)["id"]
    denied = {"handle": served.handle(served.caller(Role.ON_CALL))}
    reader = boss.ok("POST", f"{path}/readers", denied)["id"]
    random = stranger("GET", f"/referrals/{uuid4()}")
    before = acts_on(served, case["id"])
    for at, body in (
        ("members", sent),
        (f"members/{member}/end", {}),
        ("readers", sent),
        (f"readers/{reader}/lift", {}),
    ):
        got = stranger("POST", f"{path}/{at}", body)
        assert (got.status_code, got.content) == (404, random.content), at
    assert acts_on(served, case["id"]) == before
    assert OF_WHO_STANDS <= other.ok("GET", path).keys()
