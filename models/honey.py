"""Decoys: cases that nobody has a reason to open; whoever acts on one is heard (security AT02, AT04)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field


class HoneyRecord(Base):
    """One decoy. The service plants it and can never read which cases are decoys."""

    __tablename__ = "honey_records"
    kept = Kept.AUDIT
    writes = Writes.APPEND

    subject_id: Mapped[UUID] = field("C", primary_key=True)
    planted_at: Mapped[datetime] = field("C")


HONEY_HEARD = """
CREATE FUNCTION honey_heard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM honey_records WHERE subject_id = NEW.subject_id) THEN
        INSERT INTO alarms (id, kind, raised_at, about_account_id, subject_kind, subject_id)
        SELECT gen_random_uuid(), 'HONEY_TOUCHED', NEW.at, NEW.actor_id, NEW.subject_kind,
            NEW.subject_id
        WHERE NOT EXISTS (
            SELECT FROM alarms WHERE kind = 'HONEY_TOUCHED' AND answered_at IS NULL
            AND subject_id = NEW.subject_id AND about_account_id = NEW.actor_id
        );
    END IF;
    RETURN NULL;
END
$$
"""
"""In the database, so that no path of the service, and no rights of an actor, can go around it."""
HONEY_TRIGGER = """
CREATE TRIGGER honey_heard AFTER INSERT ON audit_events
FOR EACH ROW WHEN (NEW.subject_id IS NOT NULL AND NEW.actor_id IS NOT NULL)
EXECUTE FUNCTION honey_heard()
"""
NO_HONEY = "DROP FUNCTION honey_heard() CASCADE"
