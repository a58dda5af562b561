"""Whatever is put anywhere into a file: it is read, or refused in one line that repeats none of it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.worlds.faults import BadFile
from app.worlds.format import world_bytes, world_of
from app.worlds.schema import shipped

EXAMPLE: dict[str, Any] = json.loads(shipped("examples/five_shelters.json"))
SENT = "Storgata-17-hemmelig"

Path = tuple[str | int, ...]


def paths(tree: object, before: Path = ()) -> Iterator[Path]:
    steps: Iterator[tuple[str | int, Any]] = iter(())
    if isinstance(tree, dict):
        steps = iter(tree.items())
    elif isinstance(tree, list):
        steps = iter(enumerate(tree))
    for step, inner in steps:
        yield (*before, step)
        yield from paths(inner, (*before, step))


ALL = list(paths(EXAMPLE))
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.just(SENT)
    | st.sampled_from(["", "YES", "T3", "2027-01-15", "2027-01-15T01:00:00Z", "0000-00-00"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just(SENT), inner, max_size=1),
    max_leaves=4,
)


def spoil(tree: Any, path: Path, value: object) -> None:
    for step in path[:-1]:
        tree = tree[step]
    tree[path[-1]] = value


def read_or_refused(content: bytes) -> bool:
    refused = ""
    try:
        world = world_of(content)
    except BadFile as bad:
        refused = str(bad)
    assert "\n" not in refused
    assert SENT not in refused
    if refused:
        return False
    again = world_of(world_bytes(world.situation, world.about))
    assert again.situation == world.situation
    return True


@given(path=st.sampled_from(ALL), value=ANYTHING)
@settings(max_examples=600)
def test_one_value_is_replaced_by_anything(path: Path, value: object) -> None:
    tree = copy.deepcopy(EXAMPLE)
    spoil(tree, path, value)
    read_or_refused(json.dumps(tree).encode())


@given(at=st.integers(0, len(shipped("examples/five_shelters.json")) - 1), byte=st.integers(0, 255))
@settings(max_examples=300)
def test_one_byte_is_replaced(at: int, byte: int) -> None:
    content = bytearray(shipped("examples/five_shelters.json"))
    content[at] = byte
    read_or_refused(bytes(content))


def test_some_spoiled_files_are_read_and_some_refused() -> None:
    """The tests above would say nothing if every file were refused, or every one read."""
    outcomes = set()
    for path in ALL:
        tree = copy.deepcopy(EXAMPLE)
        spoil(tree, path, None)
        outcomes.add(read_or_refused(json.dumps(tree).encode()))
    assert outcomes == {True, False}
