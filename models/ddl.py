"""What the tables need besides columns: the range over uuid, and the guards of states and of the audit chain."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, event, text

from models import lifecycle_sql, wall_sql
from models.audit import AuditEventRecord
from models.base import Base
from models.honey import HONEY_HEARD, HONEY_TRIGGER, NO_HONEY

UUID_RANGE = "CREATE TYPE uuidrange AS RANGE (subtype = uuid)"
NO_UUID_RANGE = "DROP TYPE uuidrange"

AUDIT_GUARD = """
CREATE FUNCTION audit_events_append_only() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the audit chain is append-only' USING ERRCODE = 'HV001';
END
$$
"""
AUDIT_TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION audit_events_append_only()
"""
AUDIT_TRIGGER_ALWAYS = "ALTER TABLE audit_events ENABLE ALWAYS TRIGGER append_only"
"""Also when a session switches ordinary triggers off."""
AUDIT_HEAD = """
CREATE FUNCTION audit_events_head() RETURNS TABLE (seq bigint, link bytea)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(4711008002);
    RETURN QUERY SELECT e.seq, e.link FROM audit_events e ORDER BY e.seq DESC LIMIT 1;
END
$$
"""
"""Locks the chain, then reads its newest link in a snapshot taken after the wait."""
NO_AUDIT_HEAD = "DROP FUNCTION audit_events_head()"
NO_AUDIT_GUARD = "DROP FUNCTION audit_events_append_only()"


def _also(target: Any, moment: str, *statements: str) -> None:  # noqa: ANN401 - table or metadata
    """Run the statements whenever that moment of ``create_all`` or ``drop_all`` comes."""

    def run(_: Any, connection: Connection, **__: Any) -> None:  # noqa: ANN401 - as called
        for statement in statements:
            connection.execute(text(statement))

    event.listen(target, moment, run)


def _raise_walls(_: Any, connection: Connection, **__: Any) -> None:  # noqa: ANN401 - as called
    # One message for thousands of statements, and no sign in them stands for a value.
    whole = ";\n".join(wall_sql.all_statements())
    connection.exec_driver_sql(whole, execution_options={"no_parameters": True})


def attach() -> None:
    """Make ``create_all`` create the same as the migrations do."""
    chain = AuditEventRecord.__table__
    _also(Base.metadata, "before_create", UUID_RANGE)
    _also(Base.metadata, "after_drop", NO_UUID_RANGE)
    _also(chain, "after_create", AUDIT_GUARD, AUDIT_TRIGGER, AUDIT_TRIGGER_ALWAYS)
    _also(chain, "after_create", AUDIT_HEAD)
    _also(chain, "after_drop", NO_AUDIT_HEAD, NO_AUDIT_GUARD)
    _also(Base.metadata, "after_create", lifecycle_sql.GUARD, lifecycle_sql.NOT_FOR_ALL)
    _also(Base.metadata, "after_create", *lifecycle_sql.TRIGGERS)
    _also(Base.metadata, "after_drop", lifecycle_sql.NO_GUARD)
    _also(Base.metadata, "after_create", HONEY_HEARD, HONEY_TRIGGER)
    _also(Base.metadata, "after_drop", NO_HONEY)
    event.listen(Base.metadata, "after_create", _raise_walls)
    _also(Base.metadata, "after_drop", "DROP SCHEMA walls CASCADE")
