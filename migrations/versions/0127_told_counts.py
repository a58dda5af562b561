"""What was told of a quarter or a year is kept as it was told.

Why: a number that is counted anew at each question changes when a case changes, and the difference tells of
one woman (issue 8, decision 0235).
Live database: safe; one new table, and the closed words of case_counts take more.
Previous release: keeps working; it counts every time, as before.
Undo: drops what was told, and what erased cases would have added to the new words.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0127"
down_revision = "0115"
branch_labels = None
depends_on = None

BEFORE = (
    "'CASES', 'STATE', 'CHANNEL', 'REFERRER', 'AGE', 'GENDER', 'THREAT', 'DEPARTURE', 'OUTCOME', "
    "'COMPLAINT', 'EXCLUSION'"
)
NEW = (
    "'STEP', 'FIRST_OPTION', 'FIRST_BED', 'DECLINE', 'REFUSAL', 'NIGHTS', 'MOVES', 'LEFT', "
    "'EXPENSE_CASES', 'EXPENSE_PAID', 'GAP'"
)


def upgrade() -> None:
    """Go one step up."""
    _subjects(f"{BEFORE}, {NEW}")
    op.create_table(
        "told_counts",
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_told_counts_number_from_nought")),
        sa.CheckConstraint("months IN (3, 12)", name=op.f("ck_told_counts_a_quarter_or_a_year")),
        sa.CheckConstraint(
            "extract(day from first_day) = 1"
            " AND (extract(month from first_day)::integer - 1) % months = 0",
            name=op.f("ck_told_counts_begins_it"),
        ),
        sa.CheckConstraint("length(word) BETWEEN 1 AND 40", name=op.f("ck_told_counts_word_short")),
        sa.CheckConstraint(
            f"subject IN ({BEFORE}, {NEW})", name=op.f("ck_told_counts_subject_words")
        ),
        sa.PrimaryKeyConstraint(
            "first_day", "months", "subject", "word", name=op.f("pk_told_counts")
        ),
    )
    op.execute("GRANT SELECT, INSERT ON told_counts TO havn_service")


def _subjects(words: str) -> None:
    name = op.f("ck_case_counts_subject_words")
    op.drop_constraint(name, "case_counts")
    op.create_check_constraint(name, "case_counts", f"subject IN ({words})")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("told_counts")
    op.execute(f"DELETE FROM case_counts WHERE subject IN ({NEW})")
    _subjects(BEFORE)
