"""What one more answer would change is told to those on the case, in closed words."""

from __future__ import annotations

from models.words import Role
from tests.support.houses import call, house
from tests.support.served import Served


def test_what_an_answer_would_change_is_told_and_proposes_nothing(served: Served) -> None:
    author, worker = served.caller(Role.COORDINATOR), served.caller(Role.ON_CALL)
    house(served, author, "ASK-1", "Tromsø", residents_gender="WOMEN")
    case = call(served, worker, consent={"search": "NOT_ANSWERED"})
    path = f"/referrals/{case['id']}"
    before = worker.ok("POST", f"{path}/options", key=None)
    told = worker.ok("POST", f"{path}/open-questions", key=None)["questions"]
    effects = {one["about"]["code"]: (one["reassuring"], one["alarming"]) for one in told}
    assert effects["CONSENT"] == ("NOTHING", "FEWER_HOUSES")
    assert effects["PHONE_TRACKED"] == ("NOTHING", "NOTHING")
    assert set(effects) <= {one["code"] for one in before["assumed"]}
    offers = {one["offer"] for one in before["options"]}
    listed = worker.every(f"{path}/offers", "offers")
    assert {one["id"] for one in listed if one["state"] == "PROPOSED"} >= offers
    stranger = served.caller(Role.ON_CALL)
    refused = stranger("POST", f"{path}/open-questions", key=None)
    unknown = stranger("POST", f"/referrals/{author.account}/open-questions", key=None)
    assert (refused.status_code, refused.content) == (404, unknown.content)
