"""Who stands on a case by a consent reads of it, once it was merged, how it goes on, and nothing of the merge."""

from __future__ import annotations

from typing import Any

import pytest

from models.words import Role
from tests.app.http.test_outside import OUTSIDE, put_on
from tests.support.houses import call
from tests.support.served import Caller, Served


def seen(who: Caller) -> tuple[list[Any], list[Any]]:
    """All that is read of own cases: the list, and each of them."""
    lines = who.ok("GET", "/own-cases")["cases"]
    return lines, [who.ok("GET", f"/own-cases/{line['id']}") for line in lines]


def act(boss: Caller, case: str, part: str, body: Any = None) -> None:
    version = boss.ok("GET", f"/referrals/{case}")["version"]
    boss.ok("POST", f"/referrals/{case}/{part}", body, version=version)


@pytest.mark.parametrize("role", OUTSIDE)
def test_a_merged_case_is_read_as_one_that_goes_on_until_the_last_one_is_closed(
    served: Served, on_call: Caller, role: Role
) -> None:
    boss, who = served.caller(Role.COORDINATOR), served.caller(role)
    first, second, last = (call(served, on_call) for _ in range(3))
    put_on(served, boss, first, who, role)
    before = seen(who)
    for one, into in ((first, second), (second, last)):
        act(boss, one["id"], "merge", {"into": into["id"]})
        assert seen(who) == before
    for part, word in (("options", "IN_PROGRESS"), ("withdraw", "CLOSED")):
        if part == "options":
            boss.ok("POST", f"/referrals/{last['id']}/options", key=None)
        else:
            act(boss, last["id"], part)
        if role is Role.POLICE:  # they read each state of an own case, the others three words
            word = boss.ok("GET", f"/referrals/{last['id']}")["state"]
            assert word in ("OPTIONS_READY", "NO_SAFE_BED", "WITHDRAWN")
        (line,), (told,) = seen(who)
        assert (line.pop("state"), told.pop("state")) == (word, word)
        (old_line,), (old_told,) = before
        assert line == {name: old_line[name] for name in line}
        assert told == {name: old_told[name] for name in told}
