"""A case can be erased: when it was decided, when it was done, and what is counted of it.

Why: 90 days after a case was closed, 30 for KODE6, everything of her goes (domain 13); people may
decide it earlier (security 10, article 17). Numbers for statistics stay.
Live database: safe; two nullable columns without a default and a new table.
Previous release: keeps working; it names none of them.
Undo: drops the columns and the table; the numbers are lost, what was erased stays erased.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0012"
branch_labels = None
depends_on = None

COUNTED = "'CASES', 'STATE', 'CHANNEL', 'REFERRER', 'AGE', 'GENDER', 'THREAT', 'DEPARTURE'"


def upgrade() -> None:
    """Go one step up."""
    for name in ("erase_decided_at", "erased_at"):
        op.add_column("referrals", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "case_counts",
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_case_counts_number_from_one")),
        sa.CheckConstraint("extract(day from quarter) = 1", name=op.f("ck_case_counts_a_quarter")),
        sa.CheckConstraint("length(word) BETWEEN 1 AND 40", name=op.f("ck_case_counts_word_short")),
        sa.CheckConstraint(f"subject IN ({COUNTED})", name=op.f("ck_case_counts_subject_words")),
        sa.PrimaryKeyConstraint("quarter", "subject", "word", name=op.f("pk_case_counts")),
    )
    op.execute("GRANT SELECT, INSERT ON case_counts TO havn_service")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("case_counts")
    for name in ("erased_at", "erase_decided_at"):
        op.drop_column("referrals", name)
