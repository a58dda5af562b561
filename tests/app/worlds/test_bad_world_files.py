"""A file that cannot be used is refused with one line: where, what, and nothing of what was sent."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.worlds.faults import BadFile, path_of
from app.worlds.format import load_world, read_plan, world_of
from app.worlds.schema import shipped

SENT = "Storgata-17-hemmelig"
EXAMPLE: dict[str, Any] = json.loads(shipped("examples/five_shelters.json"))

Change = Callable[[dict[str, Any]], object]


def refusal(content: bytes) -> str:
    with pytest.raises(BadFile) as caught:
        world_of(content)
    told = str(caught.value)
    assert "\n" not in told
    assert SENT not in told
    return told


def refusal_of(change: Change) -> str:
    tree = copy.deepcopy(EXAMPLE)
    change(tree["situation"])
    return refusal(json.dumps(tree).encode())


def put(value: object, *path: str | int) -> Change:
    def change(situation: dict[str, Any]) -> None:
        at: Any = situation
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value

    return change


def drop(*path: str | int) -> Change:
    def change(situation: dict[str, Any]) -> None:
        at: Any = situation
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]

    return change


UNIT = ("shelters", 3, "units", 0)


def test_a_misspelt_field_is_told_and_not_the_one_that_is_missing_for_it() -> None:
    def misspell(tree: Any) -> None:
        drop(*UNIT, "beds")(tree)
        put(3, *UNIT, "bedz")(tree)

    assert (
        refusal_of(misspell) == "situation.shelters[3].units[0].bedz: is not a field of this format"
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (put(SENT, *UNIT, "beds"), "shelters[3].units[0].beds: must be a whole number"),
        (put(True, *UNIT, "beds"), "shelters[3].units[0].beds: must be a whole number"),
        (put(1.0, *UNIT, "beds"), "shelters[3].units[0].beds: must be a whole number"),
        (
            put(0, *UNIT, "beds"),
            "shelters[3].units[0]: a unit has at least one bed and no negative cots",
        ),
        (
            put(-1, "shelters", 1, "acceptance", "boys_max_age"),
            "shelters[1].acceptance: an age or a number of children is never below 0",
        ),
        (drop(*UNIT, "beds"), "shelters[3].units[0].beds: is missing"),
        (put(SENT, *UNIT, "adress"), "shelters[3].units[0].adress: is not a field of this format"),
        (put(1, *UNIT, f"{SENT} {SENT}"), "shelters[3].units[0].?: is not a field of this format"),
        (put({}, "shelters"), "shelters: must be a list"),
        (put([], "shelters", 1), "shelters[1]: must be an object"),
        (put(7, "shelters", 1, "id"), "shelters[1].id: must be text"),
        (
            put(SENT, "shelters", 1, "status"),
            "shelters[1].status: must be one of OPEN, PAUSED, CLOSED, COMPROMISED",
        ),
        (
            put(5, "households", 0, "threat", "q01_self_fear"),
            "households[0].threat.q01_self_fear: must be one of 0, 1, 2, 3",
        ),
        (
            put("yes", "households", 0, "wants_move"),
            "households[0].wants_move: must be true or false",
        ),
        (put("far", "zones", 0, "radius_km"), "zones[0].radius_km: must be a number"),
        (
            put(91, "zones", 0, "centre", "lat"),
            "zones[0].centre: a place has a latitude and a longitude on Earth",
        ),
        (put(SENT, "tonight"), "tonight: must be a date such as 2027-01-15"),
        (put("9999-12-31", "tonight"), "tonight: must be a date from the year 1900 to 2999"),
        (
            put(SENT, "now"),
            "now: must be an instant with its zone, such as 2027-01-15T01:00:00Z",
        ),
        (
            put("2027-01-15T20:00:00", "now"),
            "now: must be an instant with its zone, such as 2027-01-15T01:00:00Z",
        ),
        (
            put("2027-01-15T20:00:00", "shelters", 2, "vacancy_confirmed_at"),
            (
                "shelters[2].vacancy_confirmed_at: "
                "must be an instant with its zone, such as 2027-01-15T01:00:00Z"
            ),
        ),
        (
            put("2026-01-01", "stays", 0, "span", "end"),
            "stays[0].span: a span of nights ends after it starts",
        ),
        (put([], "households", 2, "members"), "households[2]: a household has at least one member"),
        (put({"base_km": [1, 2, 3]}, "rules"), "rules.base_km[3]: is missing"),
        (put({"base_km": [1, 2, 3, 4, 5]}, "rules"), "rules.base_km: has too many entries"),
        (
            put({"base_km": [60, 30, 60, 120]}, "rules"),
            "rules: more threat or less knowledge never asks for less safety",
        ),
        (
            put(10**10, *UNIT, "beds"),
            "shelters[3].units[0].beds: must be a number of everyday size",
        ),
        (put("x" * 2001, "tie_key"), "tie_key: is longer than 2,000 characters"),
        (put("\ud800", "tie_key"), "tie_key: must be readable text"),
    ],
)
def test_a_wrong_field_is_told_by_its_path(change: Change, told: str) -> None:
    assert refusal_of(change) == f"situation.{told}"


NOWHERE = "names something that is not in this file"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (put("NO-Z-001", "shelters", 1, "zone"), f"shelters[1].zone: {NOWHERE}"),
        (put(SENT, "stays", 1, "unit"), f"stays[1].unit: {NOWHERE}"),
        (put([SENT], "households", 1, "found_at"), f"households[1].found_at: {NOWHERE}"),
        (put([SENT], "households", 1, "declined"), f"households[1].declined: {NOWHERE}"),
        (
            put([{"shelter": SENT, "nights": 3}], "households", 1, "nights_used"),
            f"households[1].nights_used[0].shelter: {NOWHERE}",
        ),
        (
            put([{"kind": "COURT", "zones": [SENT]}], "households", 1, "continuity"),
            f"households[1].continuity[0].zones: {NOWHERE}",
        ),
        (
            put(SENT, "households", 0, "danger", 0, "actor"),
            f"households[0].danger[0].actor: {NOWHERE}",
        ),
        (
            put([{"actor": SENT, "stops": []}], "households", 0, "routes"),
            f"households[0].routes[0].actor: {NOWHERE}",
        ),
        (
            put([{"shelter": SENT, "scope": "GENERAL", "level": "CONFIRMED"}], "compromises"),
            f"compromises[0].shelter: {NOWHERE}",
        ),
        (
            put([{"a": "H-1", "b": SENT, "kind": "MUST_SEPARATE"}], "links"),
            f"links[0].b: {NOWHERE}",
        ),
        (
            put([{"household": "R-1", "shelter": "ELV-05"}], "proposals"),
            f"proposals[0].household: {NOWHERE}",
        ),
        (put("NO-Z-068", "zones", 1, "id"), "zones[1].id: stands twice"),
        (put("FJORD-07", "shelters", 1, "id"), "shelters[1].id: stands twice"),
        (put("FJORD-07/01", *UNIT, "id"), "shelters[3].units[0].id: stands twice"),
        (put("H-1", "households", 3, "id"), "households[3].id: stands twice"),
        (
            put("H-1-1", "households", 0, "members", 1, "id"),
            "households[0].members[1].id: stands twice",
        ),
        (
            put("FJORD-07/02", "stays", 1, "unit"),
            "stays[0].span: takes a unit on a night that another stay has",
        ),
    ],
)
def test_parts_that_do_not_fit_each_other_are_told_by_their_path(change: Change, told: str) -> None:
    if "another stay" in told:
        # The later stay of the two is the one that is told, wherever it stands in the list.
        assert refusal_of(change).startswith("situation.stays[")
        assert refusal_of(change).endswith(told.split(": ")[1])
    else:
        assert refusal_of(change) == f"situation.{told}"


def test_a_link_may_name_a_resident() -> None:
    tree = copy.deepcopy(EXAMPLE)
    tree["situation"]["links"] = [{"a": "H-1", "b": "R-1", "kind": "MUST_SEPARATE"}]
    assert len(world_of(json.dumps(tree).encode()).situation.links) == 1


def test_stays_that_only_touch_are_no_fault() -> None:
    tree = copy.deepcopy(EXAMPLE)
    first = tree["situation"]["stays"][0]
    after = {
        **first,
        "household": "R-9",
        "span": {"start": first["span"]["end"], "end": "2027-03-01"},
    }
    tree["situation"]["stays"].append(after)
    assert len(world_of(json.dumps(tree).encode()).situation.stays) == 3


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "world file: is not JSON (line 1, column 1)"),
        (b'{"format":', "world file: is not JSON (line 1, column 11)"),
        (b"\xff\xfe", "world file: is not UTF-8 text"),
        (b"\xef\xbb\xbf{}", "world file: is not JSON (line 1, column 1)"),
        (b"[]", "world file: must be an object"),
        (b"{}", 'format: is missing; this needs "havn-world/1"'),
        (b'{"format":"havn-world/2","situation":{}}', 'format: must be "havn-world/1"'),
        (b'{"format":"havn-world/1"}', "situation: is missing"),
        (b'{"format":"havn-world/1","format":"havn-world/1"}', "format: stands twice"),
        (
            b'{"situation":{"shelters":[{"id":"a","id":"b"}]}}',
            "situation.shelters[0].id: stands twice",
        ),
        (b'{"situation":{"now":NaN}}', "situation.now: must be a number of everyday size"),
        (b'{"situation":{"now":-Infinity}}', "situation.now: must be a number of everyday size"),
        (b'{"situation":{"now":1e999}}', "situation.now: must be a number of everyday size"),
        (b"[" * 200_000, "world file: is nested too deeply"),
        (b'{"a":' * 300 + b"1" + b"}" * 300, "world file: is nested too deeply"),
        (b'{"a":' + b"9" * 5000 + b"}", "world file: holds a number that is too long"),
    ],
)
def test_a_file_that_is_no_world_at_all(content: bytes, told: str) -> None:
    assert refusal(content) == told


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"^world file: there is no such file$"):
        load_world(tmp_path / "none.json")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"^world file: cannot be read$"):
        load_world(tmp_path)


def test_a_world_is_no_plan(tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    path.write_bytes(shipped("examples/five_shelters.json"))
    with pytest.raises(BadFile, match=r'^format: must be "havn-plan/1"$'):
        read_plan(path)


def test_a_plan_needs_the_hash_of_its_world(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(f'{{"format":"havn-plan/1","world_sha256":"{SENT}","plan":{{}}}}')
    with pytest.raises(BadFile) as caught:
        read_plan(path)
    assert str(caught.value).startswith("world_sha256: does not have the form")
    assert SENT not in str(caught.value)


def test_a_path_holds_names_of_the_format_only() -> None:
    assert (
        path_of(("situation", "shelters", 3, "units", 0, "beds"))
        == "situation.shelters[3].units[0].beds"
    )
    assert path_of(("situation", "Storgata 17")) == "situation.?"
