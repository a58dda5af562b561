"""A search is a POST: what is looked for stands in no address (ASVS 14.2.1)."""

from __future__ import annotations

from app.main import create_app
from tests.support.served import Caller, Served

OF_A_PAGE = {"limit", "cursor"}
NUMBERS = {
    ("/api/v1/statistics", "year"),
    ("/api/v1/statistics", "quarter"),
    ("/api/v1/reports/{report}/figures", "year"),
    ("/api/v1/reports/{report}/figures", "quarter"),
    ("/api/v1/reports/{report}/files/{form}", "year"),
    ("/api/v1/reports/{report}/files/{form}", "quarter"),
    ("/api/v1/audit-events", "after"),
    ("/api/v1/occupancy", "nights"),
}
A_RANDOM_ID = {("/api/v1/audit-events", "subject"), ("/api/v1/tasks", "referral")}
A_YES_OR_NO = {("/api/v1/tasks", "overdue"), ("/api/v1/tasks", "mine")}
A_DAY = {("/api/v1/shelters/{shelter}/beds", "night"), ("/api/v1/occupancy", "from")}


def test_v14_2_1_a_place_is_searched_by_post(on_call: Caller) -> None:
    found = on_call.ok("POST", "/places/search", {"name": "Trom"}, key=None)["places"]
    assert "Tromsø" in [place["name"] for place in found]
    assert on_call("GET", "/places?name=Trom").status_code == 404


def test_v14_2_1_no_route_takes_a_word_in_its_query(served: Served) -> None:
    """A query holds how long a page is and where it begins; beside that a number, a day, a yes
    or no, or a random id."""
    schema = create_app(served.service.settings, service=served.service).openapi()
    asked = {
        (path, one["name"])
        for path, operations in schema["paths"].items()
        for operation in operations.values()
        for one in operation.get("parameters", ())
        if one["in"] == "query" and one["name"] not in OF_A_PAGE
    }
    assert asked == NUMBERS | A_RANDOM_ID | A_YES_OR_NO | A_DAY
