"""A PostgreSQL server as a new administrator has it: a superuser, and nothing of havn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.postgres import ephemeral
from app.postgres_cluster import ADMIN, DATABASE, THROW_AWAY, Cluster
from app.postgres_roles import KEEPER, READERS, ROLES


@contextmanager
def bare_server() -> Iterator[Cluster]:
    """A throw-away server without any role or database of ours; ``admin_url`` leads to its superuser."""
    with ephemeral() as cluster:
        make_bare(cluster)
        yield cluster


def make_bare(cluster: Cluster) -> None:
    """No database and no role of ours is left there."""
    cluster.drop_database(DATABASE)
    with cluster.connect() as admin:
        for role in (*ROLES, KEEPER, *READERS):
            admin.execute(f"DROP ROLE IF EXISTS {role}".encode())


def admin_url(cluster: Cluster) -> str:
    """The address of its superuser, as DATABASE_ADMIN_URL has it."""
    return cluster.url(ADMIN, "postgres").replace("postgresql+psycopg://", "postgresql://", 1)


def make_durable(cluster: Cluster) -> None:
    """What is acknowledged is on disk, as on a server that is no test."""
    with cluster.connect() as admin:
        for name in THROW_AWAY:
            admin.execute(f"ALTER SYSTEM SET {name} = on".encode())
        admin.execute("SELECT pg_reload_conf()")
