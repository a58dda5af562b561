"""O32 Shelters in Serbia and Moldova: each stage has its next step in plain words (D05)."""

from __future__ import annotations

from tests.app.http.test_cards import cards
from tests.app.http.test_transfers import keep
from tests.support.houses import call


def test_each_stage_tells_her_the_next_step(served, on_call, houses):
    case = call(served, on_call)["id"]
    met = [set(cards(on_call, case))]
    held = keep(on_call, case, houses)
    met.append(set(cards(on_call, case)))
    took = on_call.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    met.append(set(cards(on_call, case)))
    path = f"/placements/{took['placement']}"
    on_call.ok("POST", f"{path}/arrive", version=on_call.ok("GET", path)["version"])
    met.append(set(cards(on_call, case)))
    assert all(met)
    assert len({frozenset(one) for one in met}) == len(met), "each stage has words of its own"
    assert "RIGHTS" in met[-1], "her rights come with her arrival"
