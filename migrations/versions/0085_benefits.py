"""Benefits applied for her: when, when decided, when the first money came.

Why: how long each office takes was in nobody's numbers, and a wait had to be known by heart (O12).
Live database: safe; one new table.
Previous release: keeps working; it writes none.
Undo: drops it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "benefits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "decided_on >= applied_on", name=op.f("ck_benefits_decided_after_applied")
        ),
        sa.CheckConstraint(
            "(decided_on IS NULL) = (granted IS NULL)", name=op.f("ck_benefits_decided_either_way")
        ),
        sa.CheckConstraint(
            "kind IN ('SOCIAL_ASSISTANCE', 'INTRODUCTION_BENEFIT', "
            "'HOUSING_SUPPORT', 'CHILD_BENEFIT', 'HEALTH_BENEFIT', 'OTHER')",
            name=op.f("ck_benefits_kind_words"),
        ),
        sa.CheckConstraint(
            "paid_on IS NULL OR paid_on >= decided_on AND granted",
            name=op.f("ck_benefits_paid_when_granted"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_benefits_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["accounts.id"], name=op.f("fk_benefits_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_benefits_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefits")),
    )
    op.create_index(op.f("ix_benefits_organisation_id"), "benefits", ["organisation_id"])
    op.create_index(op.f("ix_benefits_referral_id"), "benefits", ["referral_id"])
    op.execute("GRANT SELECT, INSERT, UPDATE ON benefits TO havn_service")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("benefits")
