"""Notes from one shift of a house to the next.

Why: what the next shift must know stood on paper by the door, and paper outlives everything (issue 6).
Live database: safe; one new table.
Previous release: keeps working; it does not know it, and nobody deletes notes that expire.
Undo: drops it; the notes of the last three days are lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0114"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "shift_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(said) BETWEEN 1 AND 200", name=op.f("ck_shift_notes_said_short")
        ),
        sa.CheckConstraint(
            "expires_at > said_at AND expires_at <= said_at + interval '3 days'",
            name=op.f("ck_shift_notes_expires_in_three_days"),
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_shift_notes_shelter_id")
        ),
        sa.ForeignKeyConstraint(["said_by"], ["accounts.id"], name=op.f("fk_shift_notes_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_notes")),
    )
    op.create_index(
        op.f("ix_shift_notes_shelter_id_said_at"), "shift_notes", ["shelter_id", "said_at"]
    )
    op.create_index(op.f("ix_shift_notes_expires_at"), "shift_notes", ["expires_at"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON shift_notes TO havn_service")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("shift_notes")
