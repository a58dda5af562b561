"""Databases for tests: a real server, migrated once, copied for each test that asks for one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from alembic import command
from alembic.config import Config

from app.postgres import ephemeral
from app.postgres_cluster import OWNER, PLANNER, SERVICE, Cluster

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = "havn_migrated"

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Database:
    """One database and how each role gets there. The texts hold passwords: no repr."""

    name: str
    owner_url: str = field(repr=False)
    service_url: str = field(repr=False)
    planner_url: str = field(repr=False)


def migrate(owner_url: str, revision: str = "head") -> None:
    """Take the database to that step, as the command line would."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = owner_url
    command.upgrade(config, revision)


def make_template(cluster: Cluster) -> str:
    """The name of a database at the newest step, which nobody is in."""
    cluster.create_database(TEMPLATE)
    migrate(cluster.url(OWNER, TEMPLATE))
    return TEMPLATE


@contextmanager
def durable_server() -> Iterator[Cluster]:
    """A throw-away server whose commits nevertheless reach the disk, as the real one's do."""
    with ephemeral() as cluster:
        durable = replace(cluster, throw_away=False)
        durable.stop()
        durable.start()
        yield durable


@contextmanager
def fresh(cluster: Cluster, *, template: str = "template0") -> Iterator[Database]:
    """A copy of the template under a name of its own; dropped afterwards, whoever is in it."""
    name = f"test_{next(_numbers)}"
    cluster.create_database(name, template=template)
    try:
        yield Database(name, *(cluster.url(role, name) for role in (OWNER, SERVICE, PLANNER)))
    finally:
        cluster.drop_database(name)
