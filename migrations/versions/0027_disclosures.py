"""Disclosures: one sealed group for one named person, agreed to by a second one, opened once.

Why: an address, a name or a number leaves the seal only by the rule of security 5.1; the database
itself refuses one that nobody agreed to, or that its asker or its recipient agreed to.
Live database: safe; a new table.
Previous release: keeps working; it does not know the table.
Undo: drops the table; what was disclosed still stands in the audit chain.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

PURPOSES = (
    "'TRANSPORT', 'ARRIVAL', 'MEDICAL', 'POLICE_HELP', 'COURT', 'CHILD_WELFARE', 'MAINTENANCE',"
    " 'HER_REQUEST'"
)
CHECKS = {
    "agreed_by_a_second": "agreed_by <> asked_by AND agreed_by <> recipient_id",
    "agreed_by_somebody": "(agreed_by IS NULL) = (agreed_at IS NULL)",
    "opened_when_agreed": "opened_at IS NULL OR agreed_at IS NOT NULL OR NOT needs_second",
    "an_address_needs_a_second_person": "needs_second OR by_glass OR sealed_group <> 'ADDRESS'",
    "opened_in_a_day": "opened_at IS NULL OR opened_at < asked_at + interval '24 hours'",
    "in_order": "agreed_at >= asked_at AND opened_at >= asked_at",
    "sealed_group_words": "sealed_group IN ('ADDRESS', 'IDENTITY', 'CONTACT')",
    "purpose_words": f"purpose IN ({PURPOSES})",
}
KEYS = {
    "referral_id": "referrals",
    "offer_id": "offers",
    "recipient_id": "accounts",
    "asked_by": "accounts",
    "agreed_by": "accounts",
}


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "disclosures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sealed_group", sa.Text(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("by_glass", sa.Boolean(), nullable=False),
        sa.Column("agreed_by", sa.Uuid(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.CheckConstraint(said, name=op.f(f"ck_disclosures_{name}"))
            for name, said in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_disclosures_{column}")
            )
            for column, table in KEYS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
    )
    op.create_index(
        op.f("ix_disclosures_recipient_id_asked_at"), "disclosures", ["recipient_id", "asked_at"]
    )
    op.create_index(op.f("ix_disclosures_referral_id"), "disclosures", ["referral_id"])
    op.execute("GRANT SELECT, INSERT, UPDATE ON disclosures TO havn_service")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("disclosures")
