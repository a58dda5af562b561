"""When a round of upkeep last came to its end, and backups found without reading the whole chain.

Why: a round that hangs kept its lock and said nothing, and every watch went on saying that all is well; and the
watch asked the chain, which grows for ten years, within two seconds (decision 0227).
Live database: one new table; the index is built in one go and lets nobody write an act meanwhile: stop the service,
as ``havn upgrade`` does.
Previous release: keeps working; it never names either.
Undo: drops both; nothing else is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0150"
down_revision = "0141"
branch_labels = None
depends_on = None

INDEX = "ix_audit_events_act_at"


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "rounds",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("what IN ('UPKEEP', 'CHAIN')", name=op.f("ck_rounds_what_words")),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_rounds")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON rounds TO havn_service")
    op.create_index(
        op.f(INDEX),
        "audit_events",
        ["act", "at"],
        postgresql_where=sa.text(
            "act IN ('BACKUP_MADE', 'BACKUP_WRITTEN', 'HOST_EXAMINED', 'KEY_ERASED')"
        ),
    )


def downgrade() -> None:
    """Go one step down."""
    op.drop_index(op.f(INDEX), "audit_events")
    op.drop_table("rounds")
