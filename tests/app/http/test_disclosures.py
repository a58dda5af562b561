"""What is sealed over HTTP: written down, asked for, shown once, and her report beside it."""

from __future__ import annotations

from sqlalchemy import text

from models.words import Role
from tests.support.houses import call
from tests.support.served import Caller, Served


def test_a_number_is_written_down_and_shown_once_to_who_asked_for_it(
    served: Served, on_call: Caller
) -> None:
    case, boss = call(served, on_call), served.signed_in(Role.COORDINATOR)
    path = f"/referrals/{case['id']}"
    boss.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    contact = boss.ok("GET", f"{path}/sealed")["contacts"][0]["row"]
    version = boss.ok("GET", path)["version"]
    changed = boss.ok(
        "PUT", f"{path}/contacts/{contact}/number", {"number": "+4799999999"}, version=version
    )
    assert changed["version"] == boss.ok("GET", path)["version"] == version + 1
    sent = {"group": "CONTACT", "purpose": "ARRIVAL", "referral": case["id"], "row": contact}
    asked = boss.ok("POST", "/disclosures", sent)
    assert (asked["needs_second"], asked["opened_at"], asked["closed"]) == (False, None, False)
    shown = boss.ok("POST", f"/disclosures/{asked['id']}/open", key=None)
    assert (shown["group"], shown["value"]) == ("CONTACT", "+4799999999")
    assert boss("POST", f"/disclosures/{asked['id']}/open", key=None).status_code == 409
    (line,) = boss.ok("GET", "/disclosures")["disclosures"]
    assert line["id"] == asked["id"] and line["opened_at"]


def test_her_report_is_told_to_who_stands_on_her_case(served: Served, on_call: Caller) -> None:
    case, boss = call(served, on_call), served.signed_in(Role.COORDINATOR)
    path = f"/referrals/{case['id']}"
    assert boss("POST", f"{path}/subject-report", key=None).status_code == 404
    boss.ok("POST", f"{path}/take-over", {"purpose": "SHIFT"})
    told = boss.ok("POST", f"{path}/subject-report", key=None)
    lines = told["text"].split("\n")
    assert lines[:2] == ["All that is kept of you. What is sealed is told to you by itself.", ""]
    named = [part["what"].capitalize() for part in told["parts"]]
    assert [line for line in lines[1:] if line and not line.startswith("  ")] == named
    rows = [line for line in lines if line.startswith("  ")]
    assert len(rows) == sum(len(part["rows"]) for part in told["parts"])
    assert "None" not in told["text"]
    assert all(": " in row for row in rows)
    with served.service.store.transaction() as tx:
        acts = tx.execute(text("SELECT detail FROM audit_events WHERE act = 'SUBJECT_REPORT_MADE'"))
        assert list(acts.scalars()) == [{"parts": len(named)}]
