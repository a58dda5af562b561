"""Decoys among the cases, and a trigger that raises an alarm for whoever acts on one.

Why: a coerced or curious insider opens what she has no reason to open (security 2, AT02, AT04).
Live database: one new table, one function, one trigger on audit_events; no row is read or written.
Previous release: keeps working; acts on ordinary cases pass the trigger unchanged.
Undo: drops them; which cases were decoys is lost, so they look like any other closed case.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0025"
branch_labels = None
depends_on = None

HEARD = """
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
TRIGGER = """
CREATE TRIGGER honey_heard AFTER INSERT ON audit_events
FOR EACH ROW WHEN (NEW.subject_id IS NOT NULL AND NEW.actor_id IS NOT NULL)
EXECUTE FUNCTION honey_heard()
"""


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "honey_records",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("planted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_honey_records")),
    )
    op.execute("GRANT INSERT ON honey_records TO havn_service")
    op.execute(HEARD)
    op.execute(TRIGGER)


def downgrade() -> None:
    """Go one step down."""
    op.execute("DROP TRIGGER honey_heard ON audit_events")
    op.execute("DROP FUNCTION honey_heard()")
    op.drop_table("honey_records")
