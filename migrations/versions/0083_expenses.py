"""Expenses: how much, who pays, where the claim stands, and who said yes.

Why: what was paid for her was in letters, a large sum could be asked for and approved by one person, and
nobody knew what a municipality had to refund (K01-K06).
Live database: safe; one new table.
Previous release: keeps working; it writes none.
Undo: drops it; what is not refunded yet is lost to the service.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "expenses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_ore", sa.Integer(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("dual", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'REQUESTED') = (decided_at IS NULL) AND (decided_at IS NULL) "
            "= (decided_by IS NULL)",
            name=op.f("ck_expenses_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "NOT dual OR decided_by <> requested_by", name=op.f("ck_expenses_dual_control")
        ),
        sa.CheckConstraint(
            "kind IN ('COURSE', 'DOCTOR', 'DENTIST', 'PSYCHOLOGIST', 'CLOTHES', "
            "'TRAVEL', 'GYM', 'BRIDGING', 'ESCORT', 'OTHER')",
            name=op.f("ck_expenses_kind_words"),
        ),
        sa.CheckConstraint(
            "payer IN ('ROSA', 'MUNICIPALITY', 'UDI', 'POLICE', 'NAV', 'CENTRE', 'OTHER')",
            name=op.f("ck_expenses_payer_words"),
        ),
        sa.CheckConstraint(
            "state <> 'REFUNDED' OR organisation_id IS NOT NULL",
            name=op.f("ck_expenses_refunded_by_one"),
        ),
        sa.CheckConstraint(
            "amount_ore BETWEEN 1 AND 100000000", name=op.f("ck_expenses_some_money")
        ),
        sa.CheckConstraint(
            "state IN ('REQUESTED', 'APPROVED', 'PAID', 'REFUNDED', 'REFUSED')",
            name=op.f("ck_expenses_state_words"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_expenses_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_expenses_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_expenses_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["accounts.id"], name=op.f("fk_expenses_requested_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expenses")),
    )
    op.create_index(op.f("ix_expenses_organisation_id"), "expenses", ["organisation_id"])
    op.create_index(op.f("ix_expenses_referral_id"), "expenses", ["referral_id"])
    op.execute("GRANT SELECT, INSERT, UPDATE ON expenses TO havn_service")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("expenses")
