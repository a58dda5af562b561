"""Runs the steps: one runner at a time, one transaction for each step, never a long wait.

The address of the database comes from the caller (``config.attributes["url"]``), else from
``DATABASE_OWNER_URL``, else from ``DATABASE_URL``. It must name the owner role.
"""

from __future__ import annotations

import os
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, create_engine, pool, text

import models
from migrations.walls import raise_walls
from models.types import Nights, Sealed, Word, Words

ONE_RUNNER = 4_711_008_001
"""Key of the advisory lock that a runner holds from its first step to its last."""


def _plain_type(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:  # noqa: ANN401
    """Write our own column types as what they are in the database: steps outlive the records."""
    if kind != "type":
        return False
    if isinstance(item, Word):
        return "sa.Text()"
    if isinstance(item, Sealed):
        return "sa.LargeBinary()"
    if isinstance(item, Words | Nights):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return (
            "postgresql.DATERANGE()"
            if isinstance(item, Nights)
            else ("postgresql.ARRAY(sa.Text())")
        )
    return False


def _url() -> str:
    given = context.config.attributes.get("url")
    url = given or os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    if not url:
        raise SystemExit("set DATABASE_OWNER_URL or DATABASE_URL to the database's owner")
    return str(url)


def _run_in(connection: Connection) -> None:
    """All steps and the walls in the transaction of the caller, who commits or takes it all back."""
    for setting in ("statement_timeout = '10min'", "timezone = 'UTC'"):
        connection.execute(text(f"SET LOCAL {setting}"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_RUNNER})
    connection.execute(text("SET LOCAL lock_timeout = '5s'"))
    say = context.config.attributes["each_step"]

    def each(ctx: Any, step: Any, heads: Any, run_args: Any) -> None:  # noqa: ANN401 - as called
        # What a step left to be checked at the end would keep the next one from changing a table.
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        say(step.up_revision_id)

    context.configure(
        connection=connection,
        target_metadata=models.metadata,
        on_version_apply=each,
    )
    context.run_migrations()
    raise_walls(connection)


def _run(connection: Connection) -> None:
    connection.execute(text("SET statement_timeout = '5min'"))
    connection.execute(text("SET timezone = 'UTC'"))
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ONE_RUNNER})
    # Only now: another runner may take longer than any table may be waited for.
    connection.execute(text("SET lock_timeout = '5s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=models.metadata,
        transaction_per_migration=True,
        render_item=_plain_type,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if context.get_context().get_current_heads() == tuple(context.script.get_heads()):
        connection.commit()
        with connection.begin():
            raise_walls(connection)


def main() -> None:
    """Run what Alembic was asked for, on the caller's connection or on one of its own."""
    if context.is_offline_mode():
        raise SystemExit("steps read the database they change; there is no offline mode")
    connection = context.config.attributes.get("connection")
    if connection is not None:
        (_run_in if "each_step" in context.config.attributes else _run)(connection)
        return
    engine = create_engine(_url(), poolclass=pool.NullPool, hide_parameters=True)
    with engine.connect() as own:
        _run(own)
    engine.dispose()


main()
