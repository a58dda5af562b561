"""The schemas in the package are those of the types, and say what the reader says."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest

from app.worlds.format import plan_bytes, world_of
from app.worlds.generate.figures import SIZES, scaled
from app.worlds.generate.world import make_world
from app.worlds.schema import plan_schema, shipped, world_schema
from matching.check import violations
from matching.solve import plan_night
from matching.vocabulary import PlanMode

EXAMPLE: dict[str, Any] = json.loads(shipped("examples/five_shelters.json"))


def valid(tree: object, schema: bytes) -> None:
    jsonschema.Draft202012Validator(json.loads(schema)).validate(tree)


def test_the_schemas_are_fresh() -> None:
    again = "run: ./dev world --schema world (or plan) and put the output in app/worlds"
    assert shipped("world.schema.json") == world_schema(), again
    assert shipped("plan.schema.json") == plan_schema(), again


@pytest.mark.parametrize("schema", [world_schema(), plan_schema()])
def test_the_schemas_are_schemas(schema: bytes) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema))


def test_the_example_and_a_generated_world_are_valid() -> None:
    valid(EXAMPLE, world_schema())
    valid(json.loads(make_world(scaled(SIZES["uk"], 0.05), 3).content()), world_schema())


@pytest.mark.parametrize("at", ["situation", "about_is_free", "shelter"])
def test_an_unknown_field_is_invalid_but_in_about(at: str) -> None:
    tree = copy.deepcopy(EXAMPLE)
    if at == "about_is_free":
        tree["about"]["anything"] = [1]
        return valid(tree, world_schema())
    (tree["situation"] if at == "situation" else tree["situation"]["shelters"][0])["adress"] = "x"
    with pytest.raises(jsonschema.ValidationError):
        valid(tree, world_schema())
    return None


def test_the_plan_of_the_example_shows_what_the_example_promises() -> None:
    world = world_of(shipped("examples/five_shelters.json"))
    assert (len(world.situation.shelters), len(world.situation.households)) == (5, 4)
    plan = plan_night(world.situation)
    assert violations(world.situation, plan) == ()
    valid(json.loads(plan_bytes(plan, world.sha256)), plan_schema())
    assert {p.household: p.mode for p in plan.placed} == {
        "H-1": PlanMode.WITHIN_LIMIT,
        "H-2": PlanMode.SEGMENTED,
        "H-4": PlanMode.WITHIN_LIMIT,
    }
    assert [(u.household, u.why.value) for u in plan.unplaced] == [("H-3", "NO_SAFE_BED")]
