"""What the code of the service may not do at all: evaluate, call a shell, hash by broken means, write by GET."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from app.main import create_app, routes_of
from app.service import open_service
from app.settings import Settings
from app.vault.keys import FileMasterKey
from app.vault.passkeys import Party, to_create

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    p for part in ("app", "matching", "models", "migrations") for p in (ROOT / part).rglob("*.py")
]
HASHES = {"sha256"}
WITH_HMAC = {("app/vault/one_time_codes.py", "SHA1")}
"""HMAC-SHA-1 is what generators of codes know (RFC 6238); it is approved as HMAC."""
SHELLS = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
EVALUATES = {"eval", "exec", "compile", "__import__"}
APPROVED = {-8, -7, -35, -36, -37, -38, -39, -257, -258, -259}
"""Numbers of COSE: EdDSA, ECDSA and RSA with SHA-256 or longer."""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_v1_2_5_no_command_goes_through_a_shell() -> None:
    met = 0
    for path in SOURCES:
        for name, call in calls(ast.parse(path.read_text(encoding="utf-8"))):
            assert name not in SHELLS, path
            if name.startswith("subprocess."):
                met += 1
                named = {one.arg: one.value for one in call.keywords}
                assert "shell" not in named, path
                assert not isinstance(call.args[0], ast.Constant | ast.JoinedStr), path
    assert met > 3


def test_v1_3_2_nothing_is_evaluated() -> None:
    for path in SOURCES:
        for name, _ in calls(ast.parse(path.read_text(encoding="utf-8"))):
            assert name not in EVALUATES, path
            assert name.split(".")[0] not in ("pickle", "marshal", "yaml"), path


def test_v11_4_1_only_approved_hashes_are_used() -> None:
    found = set()
    for path in SOURCES:
        where = path.relative_to(ROOT).as_posix()
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("hashlib", "hashes"):
                found.add(node.attr.lower())
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("hashes"):
                for one in node.names:
                    assert (where, one.name) in WITH_HMAC or one.name == "SHA256", path
    assert found == HASHES


def test_v11_6_1_passkeys_sign_by_approved_means_alone() -> None:
    party = Party("localhost", "http://localhost:8000")
    asked = to_create(party, b"c" * 32, account=uuid4(), handle="worker-1", known=[])
    means = {one["alg"] for one in asked["pubKeyCredParams"]}
    assert means and means <= APPROVED


@pytest.fixture(scope="module")
def routes() -> list[tuple[str, str, str]]:
    """Method, path and source of every route."""
    settings = Settings(database_url=SecretStr("postgresql+psycopg://nobody@localhost/none"))
    app = create_app(settings, service=open_service(settings, master=FileMasterKey(bytes(32))))
    assert len(routes_of(app)) > 150
    return [
        (method, route.path, inspect.getsource(route.endpoint))  # type: ignore[attr-defined]
        for route in app.routes
        for method in getattr(route, "methods", None) or ()
    ]


def test_v3_5_3_no_reading_method_reaches_an_act(routes: list[tuple[str, str, str]]) -> None:
    reading = [one for one in routes if one[0] in ("GET", "HEAD", "OPTIONS")]
    assert len(reading) > 50
    for _, path, source in reading:
        assert "call.write(" not in source and "call.show(" not in source, path


def test_v1_2_10_no_route_answers_with_a_table_of_cells(routes: list[tuple[str, str, str]]) -> None:
    for _, path, source in routes:
        assert "text/csv" not in source and "spreadsheet" not in source, path
