"""A number says of how many persons it is.

Why: numbers left from eleven cases on, and eleven calls may be of one woman (decision 0300). Of old rows nobody
knows it, and what is not known is nobody: what stands on them alone is not told, what was told stays told.
Live database: safe; a constant default rewrites no row, and both tables are small.
Previous release: keeps working; it never names the columns, and what it counts is of nobody.
Undo: drops the columns; of how many persons the numbers are is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0300"
down_revision = "0283"
branch_labels = None
depends_on = None

CHECKS = {
    "case_counts": "persons BETWEEN 0 AND number",
    "told_counts": "persons >= 0 AND (persons <= number OR subject = 'EXPENSE_PAID')",
}


def upgrade() -> None:
    """Go one step up."""
    for table, holds in CHECKS.items():
        column = sa.Column("persons", sa.Integer(), server_default="0", nullable=False)
        op.add_column(table, column)
        op.create_check_constraint(op.f(_name(table)), table, holds)
    op.execute("UPDATE case_counts SET persons = number WHERE subject = 'DECOY'")


def _name(table: str) -> str:
    return f"ck_{table}_persons_are_part_of_it"


def downgrade() -> None:
    """Go one step down."""
    for table in CHECKS:
        op.drop_constraint(op.f(_name(table)), table)
        op.drop_column(table, "persons")
