"""A place is called off although another house is asked for her meanwhile.

Why: while a place waits for her another one may be held; the step from ACCEPTED, or from her way,
back to OFFERED was no line of the table, so that neither her place could be called off nor that she
had not come be told, for as long as the other hold stood.
Live database: safe; a function is replaced, no row changes.
Previous release: keeps working; it never takes these steps.
Undo: refuses the two steps again.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0083"
branch_labels = None
depends_on = None

STEPS = ("referrals:ACCEPTED:OFFERED", "referrals:TRAVEL:OFFERED")
TABLES = ("referrals", "offers", "placements", "transfers")


def upgrade() -> None:
    """Go one step up."""
    _put_steps(add=STEPS)


def downgrade() -> None:
    """Go one step down."""
    _put_steps(take=STEPS)


def _put_steps(add: tuple[str, ...] = (), take: tuple[str, ...] = ()) -> None:
    """The guard allows these steps as well, or no longer; what others added stays."""
    source = op.get_bind().execute(
        sa.text("SELECT pg_get_functiondef('state_may_follow'::regproc)")
    )
    old = source.scalar_one()
    steps = set(re.findall(r"'(\w+:\w+:\w+)'", old)) | set(add)
    order = {table: number for number, table in enumerate(TABLES)}
    rows = sorted(steps - set(take), key=lambda one: (order[one.split(":")[0]], one.split(":")[1:]))
    listed = ",\n        ".join(f"'{row}'" for row in rows)
    new = re.sub(
        r"ARRAY\[.*?\]", lambda _: f"ARRAY[\n        {listed}\n    ]", old, flags=re.DOTALL
    )
    op.execute(new.replace(":", r"\:"))
