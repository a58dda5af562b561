"""Every route has an example request, so that every proof that drives routes meets it."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, FastAPI
from pydantic import SecretStr

import app.main
from app import access
from app.contract.base import Day, Sent
from app.http.guard import GuardedRoute
from app.main import create_app
from app.service import open_service
from app.settings import Settings
from app.vault.keys import FileMasterKey
from models import metadata
from tests.support.examples import BODIES, NoExample, examples_of

SETTINGS = Settings(database_url=SecretStr("postgresql+psycopg://nobody@localhost/none"))


def built() -> FastAPI:
    return create_app(SETTINGS, service=open_service(SETTINGS, master=FileMasterKey(bytes(32))))


def test_every_route_has_a_valid_example() -> None:
    found = examples_of(built())
    assert set(found) == set(access.ROLES) | access.OPEN
    named = {table for example in found.values() for table in example.tables}
    assert named <= set(metadata.tables), "tests/support/examples.TABLES names the table of an id"


def test_no_example_is_left_of_a_route_that_is_gone() -> None:
    assert set(BODIES) <= set(access.ROLES) | access.OPEN


class Odd(Sent):
    """A body that nobody can make up."""

    day: Day
    code: str

    def model_post_init(self, _: object) -> None:
        if self.code != "the one word":
            raise ValueError("code")


def test_a_route_without_an_example_fails_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    router = APIRouter(prefix=access.BASE, route_class=GuardedRoute)

    def post_odd(sent: Odd) -> None:
        """Take it."""

    router.add_api_route("/odd", post_odd, methods=["POST"])
    monkeypatch.setattr(app.main, "ROUTERS", (*app.main.ROUTERS, router))
    monkeypatch.setattr(access, "ROLES", {**access.ROLES, ("POST", "/odd"): frozenset()})
    with pytest.raises(NoExample, match="POST /odd"):
        examples_of(built())
