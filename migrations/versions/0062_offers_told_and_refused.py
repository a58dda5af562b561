"""What she was told of an offer, in which language and how; a house's no has its time and its review.

Why: a house's no was recorded and meant nothing to the next search; what she was told of an offer was
in no place; of an offer nobody could see whether the next house was looked for.
Live database: safe; four columns that may be empty, which rewrites no row, three CHECKs that hold for
every row, and one new table.
Previous release: keeps working; it writes none of them, so a no of that time keeps no house out.
Undo: drops them; what she was told and the reviews are lost.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0062"
down_revision = "0081"
branch_labels = None
depends_on = None

COLUMNS: dict[str, Any] = {
    "said": ARRAY(sa.Text()),
    "shown_language": sa.Text(),
    "shown_way": sa.Text(),
    "passed_on_at": sa.DateTime(timezone=True),
}
CHECKS = {
    "shown_language_iso": "shown_language ~ '^[a-z]{3}$'",
    "shown_somehow": "(shown_language IS NULL) = (shown_way IS NULL)",
    "shown_way_words": "shown_way IN ('SPOKEN', 'AUDIO', 'TEXT', 'PICTOGRAM')",
}
REFUSAL_CHECKS = {
    "bars_for_a_while": "bars_until > refused_at",
    "reviewed_at_some_time": "(review IS NULL) = (reviewed_at IS NULL)",
    "reviewed_by_somebody": "(review IS NULL) = (reviewed_by IS NULL)",
    "review_words": "review IN ('STANDS', 'LIFTED')",
}
PARENTS = {
    "offer_id": "offers",
    "household_id": "households",
    "shelter_id": "shelters",
    "reviewed_by": "accounts",
}


def upgrade() -> None:
    """Go one step up."""
    for name, kind in COLUMNS.items():
        op.add_column("offers", sa.Column(name, kind, nullable=True))
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_offers_{name}"), "offers", rule)
    op.create_table(
        "refusals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bars_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        *(
            sa.CheckConstraint(rule, op.f(f"ck_refusals_{name}"))
            for name, rule in REFUSAL_CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_refusals_{name}"))
            for name, table in PARENTS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusals")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_refusals_offer_id")),
    )
    op.create_index(op.f("ix_refusals_household_id"), "refusals", ["household_id"])
    op.execute("GRANT SELECT, INSERT, UPDATE ON refusals TO havn_service")
    op.execute("GRANT SELECT ON refusals TO havn_planner")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("refusals")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_offers_{name}"), "offers")
    for name in COLUMNS:
        op.drop_column("offers", name)
