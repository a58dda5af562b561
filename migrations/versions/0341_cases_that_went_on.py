"""The cases that went on in one, and those that follow it, are found by its id.

Why: her promises, the words that were agreed with her and whom she fears are asked of every case of hers, from the
one that goes on (decisions 0340 and 0351), and each such question read the whole table of referrals.
Live database: two small indexes, of merged and of following cases alone; each is built in one go and lets nobody
write a referral meanwhile: stop the service, as ``havn upgrade`` does.
Previous release: keeps working; it never names either.
Undo: drops both; nothing else is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0341"
down_revision = "0305"
branch_labels = None
depends_on = None

COLUMNS = ("merged_into_id", "follows_id")


def upgrade() -> None:
    """Go one step up."""
    for column in COLUMNS:
        op.create_index(
            op.f(f"ix_referrals_{column}"),
            "referrals",
            [column],
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )


def downgrade() -> None:
    """Go one step down."""
    for column in COLUMNS:
        op.drop_index(op.f(f"ix_referrals_{column}"), "referrals")
