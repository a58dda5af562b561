"""The two kinds of file: a world (what a run may know) and a plan (what it answered).

A missing field means what its type says when nothing was said: UNKNOWN, not asked, none.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    JsonValue,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from app.worlds.faults import BadFile, path_of, text_of, worst_of
from app.worlds.references import Unconnected, check_references
from app.worlds.strict_json import parse, read_bytes
from app.worlds.writing import compact, plain, write_private
from matching.plan import Plan
from matching.situation import Situation

WORLD = "havn-world/1"
PLAN = "havn-plan/1"

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class WorldFile(_File):
    """A world: everything that one run of the matching may know, and free words about it."""

    format: Literal["havn-world/1"]
    about: dict[str, JsonValue] = {}
    """Counts and remarks for people; no run reads them."""
    situation: Situation


class PlanFile(_File):
    """A plan and the SHA-256 of the world file from which it was computed."""

    format: Literal["havn-plan/1"]
    world_sha256: Sha256
    plan: Plan


class World:
    """A world file as read: its situation, what it says of itself, and the hash of its bytes."""

    __slots__ = ("about", "sha256", "situation")

    def __init__(self, situation: Situation, about: dict[str, JsonValue], digest: str) -> None:
        self.situation, self.about, self.sha256 = situation, about, digest


def read_world(path: Path) -> Situation:
    """The situation in a world file; raises ``BadFile`` as ``load_world`` does."""
    return load_world(path).situation


def load_world(path: Path) -> World:
    """A world file with its hash.

    Raises
    ------
    BadFile
        When anything in it is not as the format says; with the path to the field.
    """
    return world_of(read_bytes(path, "world file"))


def world_of(content: bytes) -> World:
    """The world in these bytes; raises ``BadFile`` as ``load_world`` does."""
    tree = parse(content, "world file")
    _is_of(tree, WORLD)
    try:
        file = WorldFile.model_validate_json(content)
    except ValidationError as error:
        raise _first(error, tree) from None
    check_references(file.situation)
    return World(file.situation, file.about, sha256(content).hexdigest())


def read_plan(path: Path) -> PlanFile:
    """The plan in a file; raises ``BadFile`` when anything in it is not as the format says."""
    content = read_bytes(path, "plan file")
    tree = parse(content, "plan file")
    _is_of(tree, PLAN)
    try:
        return PlanFile.model_validate_json(content)
    except ValidationError as error:
        raise _first(error, tree) from None


def world_bytes(situation: Situation, about: dict[str, JsonValue]) -> bytes:
    """A world as a file: the same bytes for the same values, whatever ran before."""
    return compact({"format": WORLD, "about": about, "situation": plain(situation)})


def plan_bytes(plan: Plan, world_sha256: str) -> bytes:
    """A plan as a file: the same bytes for the same values."""
    return compact({"format": PLAN, "world_sha256": world_sha256, "plan": plain(plan)})


def write_plan(path: Path, plan: Plan, world_sha256: str) -> None:
    """Write the plan whole or not at all; raises ``BadFile`` when the file cannot be written."""
    write_private(path, plan_bytes(plan, world_sha256))


def _is_of(tree: dict[str, Any], expected: str) -> None:
    if "format" not in tree:
        raise BadFile("format", f'is missing; this needs "{expected}"')
    if tree["format"] != expected:
        raise BadFile("format", f'must be "{expected}"')


def _first(error: ValidationError, tree: dict[str, Any]) -> BadFile:
    """The first thing wrong, as one line.

    A situation whose parts are all valid but do not fit each other is read once more, so that the
    path leads to the part.
    """
    first = worst_of(error.errors(include_url=False, include_input=False))
    if first["loc"] == ("situation",) and first["type"] == "value_error":
        found = _unconnected(tree)
        if found is not None:
            return found
    return BadFile(path_of(first["loc"]), text_of(first))


def _unconnected(tree: dict[str, Any]) -> BadFile | None:
    """What exactly does not fit, told part by part."""
    parts = TypeAdapter(Unconnected).validate_json(json.dumps(tree["situation"]))
    try:
        check_references(parts)
    except BadFile as bad:
        return bad
    return None
