"""O28 Child welfare: nobody alone under 18, or who may be, is ever matched; the hand-over is a task."""

from __future__ import annotations

import pytest

from tests.app.http.test_not_matched import search, tasks
from tests.support.houses import call

ALONE = {
    "a girl of 13 to 17": {"adults": 0, "children": ["13-17"]},
    "a small child": {"adults": 0, "children": ["3-6"]},
    "somebody who looks like a child": {"adults": 1, "apparent_minor": "YES"},
}


@pytest.mark.parametrize("who", ALONE)
def test_a_child_alone_is_never_matched_and_child_welfare_has_the_task(
    served, on_call, houses, who
):
    case = call(served, on_call, people={"women_only": "YES", **ALONE[who]})["id"]
    assert "CHILD_WELFARE" in tasks(on_call, case)
    found = search(on_call, case)
    assert (found["result"], found["options"], found["call_first"]) == ("HAND_OVER", [], [])
