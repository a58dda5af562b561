"""The published description holds for the code; what is to go says so; breaks are written down."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from app import access
from app.cli import app
from app.described import deprecations
from app.described.breaks import breaks
from app.described.commands import described, written
from app.described.deprecations import AT_LEAST, Deprecation
from app.described.schema import describe
from app.main import ROUTERS, create_app
from models.words import Role
from tests.support.served import serving

API = Path(__file__).resolve().parents[3] / "docs" / "api"
RELEASED = API / "openapi.json"
ROUTE = ("GET", "/tasks")


@pytest.fixture(scope="module")
def now():
    return described()


@pytest.fixture(scope="module")
def served(module_database):
    with serving(module_database) as made:
        yield made


def admitted():
    """The breaks that the changelog names under what is not released yet."""
    text = (API / "CHANGELOG.md").read_text(encoding="utf-8")
    unreleased = re.split(r"^## ", text, flags=re.MULTILINE)[1]
    assert unreleased.startswith("Unreleased\n")
    return re.findall(r"^- BREAK `([^`]+)`: \S", unreleased, flags=re.MULTILINE)


def test_nothing_breaks_who_uses_the_last_release_unless_the_changelog_says_so(now):
    old = json.loads(RELEASED.read_text(encoding="utf-8"))
    found = [str(one) for one in breaks(old, now, today=datetime.now(UTC).date())]
    assert sorted(found) == sorted(admitted())


def test_the_released_description_is_written_as_the_command_writes_and_stands_in_the_changelog():
    old = json.loads(RELEASED.read_text(encoding="utf-8"))
    assert RELEASED.read_text(encoding="utf-8") == written(old)
    assert f"\n## {old['info']['version']}, " in (API / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_role_or_a_scope_that_is_taken_from_a_route_breaks_who_uses_it(now, monkeypatch):
    where = ("POST", "/shelters/{shelter}/vacancy")
    fewer = {**access.ROLES, where: access.ROLES[where] - {Role.SHELTER}}
    opened = {**access.AUDIENCES, "capacity": access.AUDIENCES["capacity"] - {where}}
    monkeypatch.setattr(access, "ROLES", fewer)
    monkeypatch.setattr(access, "AUDIENCES", opened)
    at = "POST /api/v1/shelters/{shelter}/vacancy"
    later = describe([route for router in ROUTERS for route in router.routes])
    assert [str(one) for one in breaks(now, later, today=date(2026, 11, 26))] == [
        f"{at} SHELTER: this role may not call it any more",
        f"{at} capacity: this scope does not open it any more",
    ]


def test_every_reference_of_the_description_leads_somewhere_and_each_schema_is_one(now):
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(now)))
    schemas = now["components"]["schemas"]
    assert names <= schemas.keys()
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_the_running_service_tells_the_same_description(served):
    assert served.client.get("/api/v1/openapi.json").json() == json.loads(json.dumps(described()))


@pytest.fixture
def going(monkeypatch):
    goes = Deprecation(date(2026, 11, 26), date(2027, 6, 1))
    monkeypatch.setitem(deprecations.DEPRECATED, ROUTE, goes)
    return goes


def test_a_route_that_is_to_go_says_so_with_each_answer_and_in_the_description(served, going):
    coordinator = served.caller(Role.COORDINATOR)
    answer = coordinator("GET", "/tasks")
    assert answer.status_code == 200
    assert answer.headers["deprecation"] == "@1795651200"
    assert parsedate_to_datetime(answer.headers["sunset"]) == datetime(2027, 6, 1, tzinfo=UTC)
    other = coordinator("GET", "/referrals")
    assert "sunset" not in other.headers and "deprecation" not in other.headers
    told = create_app(served.service.settings, service=served.service).openapi()
    assert told["paths"]["/api/v1/tasks"]["get"]["deprecated"] is True
    assert told["paths"]["/api/v1/tasks"]["get"]["x-sunset"] == "2027-06-01"
    assert "deprecated" not in told["paths"]["/api/v1/referrals"]["get"]


def test_nobody_is_given_less_than_half_a_year():
    since = date(2026, 11, 26)
    assert Deprecation(since, since + AT_LEAST)
    with pytest.raises(ValueError, match="180 days"):
        Deprecation(since, since + AT_LEAST - timedelta(days=1))


def test_the_command_says_what_breaks_and_does_not_write_over_it(tmp_path, now):
    typed = CliRunner()
    path = tmp_path / "openapi.json"
    more = json.loads(json.dumps(now))
    more["paths"]["/api/v1/gone"] = {"get": {"responses": {"200": {}}}}
    path.write_text(written(more), encoding="utf-8")
    line = "GET /api/v1/gone: the route is gone\n"
    done = typed.invoke(app, ["api", "breaks", str(path)])
    assert (done.exit_code, done.stdout) == (1, line)
    assert typed.invoke(app, ["api", "describe", "--out", str(path)]).exit_code == 1
    assert path.read_text(encoding="utf-8") == written(more)
    assert typed.invoke(app, ["api", "describe", "--out", str(path), "--breaking"]).exit_code == 0
    assert path.read_text(encoding="utf-8") == written(now)
    assert typed.invoke(app, ["api", "breaks", str(path), str(path)]).exit_code == 0
    path.write_text("[]", encoding="utf-8")
    assert typed.invoke(app, ["api", "breaks", str(path), str(RELEASED)]).exit_code == 2
