"""Complaints and exclusions of erased cases stay counted.

Why: a complaint went with its case, and nobody could say how many there had been (SG4).
Live database: safe; the closed words of case_counts take two more.
Previous release: keeps working; it counts none.
Undo: drops what was counted of them.
"""

from __future__ import annotations

from alembic import op

revision = "0084"
down_revision = "0101"
branch_labels = None
depends_on = None

BEFORE = (
    "'CASES', 'STATE', 'CHANNEL', 'REFERRER', 'AGE', 'GENDER', 'THREAT', 'DEPARTURE', 'OUTCOME'"
)


def upgrade() -> None:
    """Go one step up."""
    _subjects(f"{BEFORE}, 'COMPLAINT', 'EXCLUSION'")


def _subjects(words: str) -> None:
    name = op.f("ck_case_counts_subject_words")
    op.drop_constraint(name, "case_counts")
    op.create_check_constraint(name, "case_counts", f"subject IN ({words})")


def downgrade() -> None:
    """Go one step down."""
    op.execute("DELETE FROM case_counts WHERE subject IN ('COMPLAINT', 'EXCLUSION')")
    _subjects(BEFORE)
