"""The page as it is sent: one address, strict headers, nothing else of the folder."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from app.http.door import HEADERS, PAGE_POLICY, headers_of
from app.http.pages import BELOW, FILES
from app.main import create_app
from app.service import open_service
from app.settings import Settings
from app.vault.keys import FileMasterKey


@pytest.fixture(scope="module")
def built() -> Iterator[FastAPI]:
    told = Settings(database_url=SecretStr("postgresql+psycopg://nobody@localhost/none"), demo=True)
    service = open_service(told, master=FileMasterKey(bytes(32)))
    yield create_app(told, service=service)
    service.close()


def got(built: FastAPI, *paths: str) -> list[httpx.Response]:
    async def all_() -> list[httpx.Response]:
        way = httpx.ASGITransport(app=built, client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=way, base_url="http://localhost") as client:
            return [await client.get(path) for path in paths]

    return asyncio.run(all_())


def test_v3_4_3_the_page_and_each_file_have_the_strict_headers(built: FastAPI) -> None:
    paths = ["/", *(BELOW + name for name in FILES if name != "index.html"), BELOW + "nothing.js"]
    for path, answer in zip(paths, got(built, *paths), strict=True):
        assert answer.status_code == (404 if "nothing" in path else 200), path
        for name, value in headers_of(path):
            assert answer.headers[name.decode()] == value.decode(), path
        assert answer.headers["content-security-policy"] == PAGE_POLICY.decode()
        assert answer.headers["cache-control"] == "no-store"


def test_v3_4_3_the_policy_lets_nothing_foreign_in_and_no_text_become_markup() -> None:
    said = dict(part.strip().split(" ", 1) for part in PAGE_POLICY.decode().split(";"))
    assert said["default-src"] == "'none'"
    assert said["script-src"] == said["style-src"] == said["connect-src"] == "'self'"
    assert said["form-action"] == said["base-uri"] == said["frame-ancestors"] == "'none'"
    assert said["require-trusted-types-for"] == "'script'"
    assert said["trusted-types"] == "'none'"
    assert b"unsafe" not in PAGE_POLICY


def test_v4_1_1_each_file_says_its_type_with_its_character_set_and_a_refusal_says_its_own(
    built: FastAPI,
) -> None:
    paths = ["/", *(BELOW + name for name in FILES if name != "index.html")]
    for path, answer in zip(paths, got(built, *paths), strict=True):
        kind = answer.headers["content-type"]
        assert kind.startswith("text/") and kind.endswith("; charset=utf-8"), path
    for path in ("/api/v1/shelters", "/nothing"):
        (answer,) = got(built, path)
        assert answer.headers["content-type"] == "application/problem+json", path
    (answer,) = got(built, "/healthz")
    assert answer.headers["content-type"] == "application/json"


def test_the_api_has_a_policy_that_loads_nothing() -> None:
    assert headers_of("/api/v1/shelters") == headers_of("/healthz") == HEADERS


@pytest.mark.parametrize(
    "path",
    [
        "vendor/README.md",
        "vendor/LICENSE-htm",
        "vendor/preact.d.mts",
        "jsconfig.json",
        "index.html",
        "../main.py",
        "%2e%2e/main.py",
        "..%2fmain.py",
        "",
        "views/",
        "/etc/passwd",
    ],
)
def test_nothing_else_of_the_folder_is_there(built: FastAPI, path: str) -> None:
    (answer,) = got(built, BELOW + path)
    assert answer.status_code == 404


def test_v14_2_1_the_page_has_one_address(built: FastAPI) -> None:
    found = got(built, "/", "/approvals", "/index.html")
    assert [answer.status_code for answer in found] == [200, 404, 404]
