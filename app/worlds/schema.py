"""The JSON Schema of both kinds of file, made from the types."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from app.worlds.format import PlanFile, WorldFile
from app.worlds.writing import readable

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def world_schema() -> bytes:
    """The schema of ``havn-world/1`` as it belongs in world.schema.json."""
    return _schema(WorldFile.model_json_schema())


def plan_schema() -> bytes:
    """The schema of ``havn-plan/1`` as it belongs in plan.schema.json."""
    return _schema(PlanFile.model_json_schema())


def shipped(name: str) -> bytes:
    """A schema or example as it stands in the package."""
    return files("app.worlds").joinpath(*name.split("/")).read_bytes()


def _schema(made: dict[str, Any]) -> bytes:
    return readable({"$schema": DRAFT, **made})
