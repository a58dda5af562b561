"""How many cases of a quarter were invented, so that no number counts them.

Why: a decoy is a case like any other, and was a contact in every report (decision 0283). Which case is one,
nothing tells; decoys that were planted before are counted as they were.
Live database: safe; one CHECK of a small table is made anew.
Previous release: keeps working; it plants decoys that are counted.
Undo: decoys are counted again.
"""

from __future__ import annotations

from alembic import op

revision = "0283"
down_revision = "0285"
branch_labels = None
depends_on = None

NAME = "ck_{}_subject_words"
BEFORE = (
    "'CASES', 'STATE', 'CHANNEL', 'REFERRER', 'AGE', 'GENDER', 'THREAT', 'DEPARTURE', 'OUTCOME', "
    "'COMPLAINT', 'EXCLUSION', 'STEP', 'FIRST_OPTION', 'FIRST_BED', 'DECLINE', 'REFUSAL', 'NIGHTS', "
    "'MOVES', 'LEFT', 'EXPENSE_CASES', 'EXPENSE_PAID', 'GAP'"
)


def upgrade() -> None:
    """Go one step up."""
    _subjects(f"{BEFORE}, 'DECOY'")


def _subjects(words: str) -> None:
    for table in ("case_counts", "told_counts"):
        name = op.f(NAME.format(table))
        op.drop_constraint(name, table)
        op.create_check_constraint(name, table, f"subject IN ({words})")


def downgrade() -> None:
    """Go one step down."""
    op.execute("DELETE FROM case_counts WHERE subject = 'DECOY'")
    _subjects(BEFORE)
