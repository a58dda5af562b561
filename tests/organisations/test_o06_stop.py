"""O06 STOP-gruppa: a link that it sets keeps two women out of one house, and nobody else can read it."""

from __future__ import annotations

from models.words import Role
from tests.app.http.test_outside import put_on
from tests.app.http.test_transfers import lives
from tests.support.houses import call


def test_a_link_of_the_police_bars_the_house_and_reads_as_a_restricted_word(
    served, coordinator, on_call, houses
):
    lived = lives(served, on_call, houses)
    waits = call(served, on_call)
    stop = served.caller(Role.POLICE)
    for case in ({"id": lived["case"]}, waits):
        put_on(served, coordinator, case, stop, Role.POLICE)
    cases = {one["code_name"]: one["id"] for one in stop.ok("GET", "/own-cases")["cases"]}
    hers = cases.pop(waits["code_name"])
    (other,) = cases.values()
    before = coordinator.ok("POST", f"/referrals/{waits['id']}/options", key=None)
    assert lived["house"] not in [h for group in before["barred"] for h in group["shelters"]]
    sent = {"other": other, "kind": "MUST_SEPARATE"}
    stop.ok("POST", f"/own-cases/{hers}/links", sent)
    after = coordinator.ok("POST", f"/referrals/{waits['id']}/options", key=None)
    assert lived["house"] not in [one["shelter"] for one in after["options"]]
    (reasons,) = [b["reasons"] for b in after["barred"] if lived["house"] in b["shelters"]]
    assert reasons == ["BLOCKED_RESTRICTED"]
    mine = {waits["id"], lived["case"]}

    def seen() -> list[str]:
        links = coordinator.every("/links", "links")
        return [one["kind"] for one in links if {one["a"], one["b"]} == mine]

    assert seen() == []
    own = {"a": waits["id"], "b": lived["case"], "kind": "PREFER_SEPARATE"}
    coordinator.ok("POST", "/links", own)
    assert seen() == ["PREFER_SEPARATE"], "an own one is told"
    (told,) = stop.ok("GET", f"/own-cases/{hers}/links")["links"]
    assert told["kind"] == "MUST_SEPARATE"
