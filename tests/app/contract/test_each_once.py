"""A list in which each stands once is refused when one stands twice, as its schema says."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

import app.contract
from app.contract.base import Sent


def sent() -> Iterator[tuple[type[Sent], str]]:
    """Every field of what is sent whose schema says that each of its items stands once."""
    for found in iter_modules(app.contract.__path__):
        module = import_module(f"app.contract.{found.name}")
        for model in vars(module).values():
            if (
                isinstance(model, type)
                and issubclass(model, Sent)
                and model.__module__ == module.__name__
            ):
                for name, field in model.model_json_schema().get("properties", {}).items():
                    if "uniqueItems" in str(field):
                        yield model, name


FIELDS = sorted(sent(), key=str)


def test_there_are_such_lists() -> None:
    assert len(FIELDS) >= 8


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=lambda one: getattr(one, "__name__", one))
def test_twice_is_refused_and_not_forgotten(model: type[Sent], name: str) -> None:
    field: Any = model.model_fields[name]
    adapter: TypeAdapter[Any] = TypeAdapter(field.rebuild_annotation(), config=model.model_config)
    with pytest.raises(ValidationError) as told:
        adapter.validate_python(["one", "one"])
    assert {error["msg"] for error in told.value.errors()} == {"Value error, each_once"}
