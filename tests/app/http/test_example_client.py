"""The example of another client: generated from the service's own description, and it takes a call."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.support.houses import house, place
from tests.support.served import Caller, Served

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "docs" / "examples" / "intake_client.py"


@pytest.fixture(scope="module")
def generated(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("client")
    described = served.client.get("/api/v1/openapi.json").json()
    (where / "openapi.json").write_text(json.dumps(described), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-P", "-m", "app.example_client", where / "openapi.json", where / "c.py"],
        cwd=ROOT,
        check=True,
    )
    return where / "c.py"


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("intake_client", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["intake_client"] = module
    spec.loader.exec_module(module)
    return module


def test_the_example_is_what_the_description_gives(generated: Path):
    assert EXAMPLE.read_text(encoding="utf-8") == generated.read_text(encoding="utf-8")


def test_it_takes_a_call_and_finds_options(
    served: Served, coordinator: Caller, on_call: Caller
) -> None:
    house(served, coordinator, "FJORD-01", "Tromsø")
    module: Any = loaded(EXAMPLE)
    client = module.Client(str(served.client.base_url), on_call.token)
    oslo = place(served, "Oslo")
    nine = {
        "danger_now": "NO",
        "safe_contact": {"she_calls_back": "YES"},
        "people": {"adults": 1, "gender": "WOMAN"},
        "where_now": oslo,
        "places_to_avoid": {"known": "YES", "his": [oslo]},
        "fear": {"self_fear": "VERY"},
        "must_have": {"known": "YES", "wheelchair": "NO"},
        "language": {"languages": ["eng"]},
        "consent": {"search": "GIVEN"},
    }
    taken = client.post_phone(nine, key="call-0001")
    assert client.post_phone(nine, key="call-0001") == taken
    found = on_call.ok("POST", f"/referrals/{taken['id']}/options", key=None)
    assert [one["code_name"] for one in found["options"]] == ["FJORD-01"]
