"""Of an option that was chosen it is known beside how many others it stood, and why it was.

Why: nobody could tell how often the first option is taken only because it is the first (SG12).
Live database: safe; two new columns are empty, which says that nobody was asked.
Previous release: keeps working; it names none of them.
Undo: drops them; how often the first one was taken is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0112"
down_revision = "0118"
branch_labels = None
depends_on = None

WORDS = (
    "'HER_WISH', 'SAFER', 'SERVICES', 'CHILDREN', 'LANGUAGE', 'LONGER_STAY', 'QUICKER', "
    "'ONLY_ONE', 'NO_DIFFERENCE', 'OTHER'"
)
CHECKS = {
    "choice_reason_words": f"choice_reason IN ({WORDS})",
    "shown_beside_possible": "shown_beside BETWEEN 1 AND 10",
    "chosen_when_asked": "choice_reason IS NULL OR asked_at IS NOT NULL",
}


def upgrade() -> None:
    """Go one step up."""
    op.add_column("offers", sa.Column("shown_beside", sa.Integer(), nullable=True))
    op.add_column("offers", sa.Column("choice_reason", sa.Text(), nullable=True))
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_offers_{name}"), "offers", rule)


def downgrade() -> None:
    """Go one step down."""
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_offers_{name}"), "offers")
    op.drop_column("offers", "choice_reason")
    op.drop_column("offers", "shown_beside")
