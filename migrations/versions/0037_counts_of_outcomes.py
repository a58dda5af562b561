"""Of an erased case it is counted whether she came to a place.

Why: statistics of a quarter must be the same before and after its cases are erased (domain 13, security
AT12); until now an erased case was counted by the row that stays of it, of which nobody knows any more
that it was kode 6, or that she said no to being counted.
Live database: one CHECK takes one word more; cases that were erased before are counted once by the rows
that stay of them, hundreds.
Previous release: keeps working; it does not write the word.
Undo: drops the numbers of that word, then the word.
"""

from __future__ import annotations

from alembic import op

revision = "0037"
down_revision = "0028"
branch_labels = None
depends_on = None

BEFORE = "'CASES', 'STATE', 'CHANNEL', 'REFERRER', 'AGE', 'GENDER', 'THREAT', 'DEPARTURE'"
ERASED_BEFORE = """
INSERT INTO case_counts (quarter, subject, word, number)
SELECT CAST(date_trunc('quarter', r.received_at) AS date), 'OUTCOME',
    CASE WHEN EXISTS (
        SELECT FROM placements p JOIN households h ON h.id = p.household_id
        WHERE h.referral_id = r.id AND p.state IN ('ARRIVED', 'ENDED')
    ) THEN 'PLACED' ELSE 'NOT_PLACED' END AS outcome, count(*)
FROM referrals r WHERE r.erased_at IS NOT NULL
GROUP BY 1, outcome
"""


def upgrade() -> None:
    """Go one step up."""
    _subjects(f"{BEFORE}, 'OUTCOME'")
    op.execute(ERASED_BEFORE)


def _subjects(words: str) -> None:
    name = op.f("ck_case_counts_subject_words")
    op.drop_constraint(name, "case_counts")
    op.create_check_constraint(name, "case_counts", f"subject IN ({words})")


def downgrade() -> None:
    """Go one step down."""
    op.execute("DELETE FROM case_counts WHERE subject = 'OUTCOME'")
    _subjects(BEFORE)
