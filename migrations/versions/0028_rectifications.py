"""Rectifications: what was recorded before and what is right by her word, beside the original.

Why: whoever a record is about may have it put right, and the old words stay findable (GDPR 16).
Live database: safe; a new table.
Previous release: keeps working; it does not know the table.
Undo: drops the table; what was put right in the case itself stays, what stood there before is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

PARTS = (
    "'REFERRAL', 'PEOPLE', 'THREAT', 'ACTORS', 'NETWORKS', 'AREAS', 'ROUTES', 'NO_GO', 'NEEDS',"
    " 'WISHES', 'CONTINUITY', 'LEGAL', 'CONSENTS', 'CONTACT', 'IDENTITY', 'STAY'"
)
CHECKS = {
    "recorded_before_short": "length(recorded_before) BETWEEN 1 AND 280",
    "right_by_her_short": "length(right_by_her) BETWEEN 1 AND 280",
    "part_words": f"part IN ({PARTS})",
}


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "rectifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("recorded_before", sa.Text(), nullable=False),
        sa.Column("right_by_her", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.CheckConstraint(said, name=op.f(f"ck_rectifications_{name}"))
            for name, said in CHECKS.items()
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_rectifications_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["accounts.id"], name=op.f("fk_rectifications_written_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectifications")),
    )
    op.create_index(op.f("ix_rectifications_referral_id"), "rectifications", ["referral_id"])
    op.execute("GRANT SELECT, INSERT ON rectifications TO havn_service")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("rectifications")
