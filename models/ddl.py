"""What the tables need besides columns: the range over uuid, and the guard of the audit chain."""

from __future__ import annotations

from sqlalchemy import DDL, event

from models.audit import AuditEventRecord
from models.base import Base

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
NO_AUDIT_GUARD = "DROP FUNCTION audit_events_append_only()"


def attach() -> None:
    """Make ``create_all`` create the same as the migrations do."""
    chain = AuditEventRecord.__table__
    event.listen(Base.metadata, "before_create", DDL(UUID_RANGE))
    event.listen(Base.metadata, "after_drop", DDL(NO_UUID_RANGE))
    for statement in (AUDIT_GUARD, AUDIT_TRIGGER, AUDIT_TRIGGER_ALWAYS):
        event.listen(chain, "after_create", DDL(statement.replace("%", "%%")))
    event.listen(chain, "after_drop", DDL(NO_AUDIT_GUARD))
