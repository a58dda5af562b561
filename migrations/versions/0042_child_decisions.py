"""Decisions on the address of a child are recorded with their end, and warned of.

Why: a child-welfare address decision lasts a year, and nobody noticed its end (security 5.4). The other
parent is let in by none that does not say so, and by no end of one.
Live database: one new table.
Previous release: keeps working; it does not write it, and warns of nothing.
Undo: drops the table; the decisions are lost and must be asked for anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

TABLE = "child_decisions"
BANDS = "'0-2', '3-6', '7-12', '13-17', '18-24', '25-39', '40-64', '65+', 'UNKNOWN'"
ANSWERS = "'YES', 'NO', 'UNKNOWN'"
LIVE = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("age_band", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("other_parent", sa.Text(), nullable=False),
        sa.Column("told_days", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "ends_on > decided_on", op.f("ck_child_decisions_ends_after_it_was_made")
        ),
        sa.CheckConstraint(
            "told_days IN (60, 30, 7, 0)", op.f("ck_child_decisions_told_at_its_days")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)",
            op.f("ck_child_decisions_ended_by_somebody"),
        ),
        sa.CheckConstraint(f"age_band IN ({BANDS})", op.f("ck_child_decisions_age_band_words")),
        sa.CheckConstraint(
            f"other_parent IN ({ANSWERS})", op.f("ck_child_decisions_other_parent_words")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_child_decisions_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["accounts.id"], name=op.f("fk_child_decisions_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["accounts.id"], name=op.f("fk_child_decisions_ended_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_decisions")),
    )
    op.create_index(
        "uq_child_decisions_live",
        TABLE,
        ["referral_id", "child_id"],
        unique=True,
        postgresql_where=LIVE,
    )
    op.create_index("ix_child_decisions_ends", TABLE, ["ends_on"], postgresql_where=LIVE)
    op.execute("GRANT SELECT, INSERT, UPDATE ON child_decisions TO havn_service")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table(TABLE)
