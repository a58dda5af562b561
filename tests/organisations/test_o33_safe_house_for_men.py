"""O33 Salvation Army Safe House: a man at T2 gets it, a woman never does."""

from __future__ import annotations

from tests.support.houses import call, house


def test_a_man_gets_the_house_of_men_and_a_woman_never(served, coordinator, houses):
    men = {"kind": "MEN_SHELTER", "residents_gender": "MEN"}
    home = house(served, coordinator, "MEN-O33", "Mo i Rana", **men)
    path = f"/shelters/{home['id']}"
    limit = {"limit_known": True, "max_nights": 183, "exemption": "NONE"}
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/stay-policy", limit, version=version)
    man = call(served, coordinator, people={"adults": 1, "gender": "MAN"})
    judged = {
        "level": "T2",
        "answers": [
            {"question": f"Q0{n}", "reply": "NOT" if n == 1 else "NO"} for n in range(1, 8)
        ],
    }
    case = f"/referrals/{man['id']}"
    version = coordinator.ok("GET", case)["version"]
    told = coordinator.ok("POST", f"{case}/threat", judged, version=version)
    assert told["level"] == "T2"
    found = coordinator.ok("POST", f"{case}/options", key=None)
    assert home["id"] in [one["shelter"] for one in found["options"]], found
    woman = call(served, coordinator)
    found = coordinator.ok("POST", f"/referrals/{woman['id']}/options", key=None)
    seen = [one["shelter"] for one in found["options"] + found["call_first"]]
    assert home["id"] not in seen
