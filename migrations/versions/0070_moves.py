"""A move keeps its place until she is there, and is firm only when she and the police were asked.

Why: a transfer had neither the place that is kept for her nor the time by which she is there, and
nothing kept it from being firm before the police of both places were asked (domain 13, H18). A house
that finds out that it cannot, and an arrival that was recorded wrongly, are steps of their own.
Live database: safe; new columns are empty, no code made a transfer before, so no row breaks a CHECK.
Previous release: keeps working; it takes no step that is not there any more, and writes no transfer.
Undo: drops the columns; which place was kept for whom is lost, and the new steps are refused again.
A house sees no move until a release raises its walls.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0080"
branch_labels = None
depends_on = None

STEPS = (
    "offers:SHELTER_YES:SHELTER_NO",
    "offers:SHOWN:SHELTER_NO",
    "placements:ARRIVED:ACCEPTED",
    "transfers:AGREED:FIRM",
)
TABLES = ("referrals", "offers", "placements", "transfers")
SAFE = (
    "state NOT IN ('FIRM', 'MOVED') OR reason NOT IN ('COMPROMISE', 'THREAT_UP')"
    " OR (police_consulted_at IS NOT NULL AND receiving_police_at IS NOT NULL)"
    " OR danger_second_by IS NOT NULL"
)
CHECKS = {
    "police_before_it_is_firm": SAFE,
    "danger_said_by_two": "(danger_first_by IS NULL) = (danger_second_by IS NULL)",
    "danger_said_by_two_different": "danger_first_by <> danger_second_by",
    "firm_has_a_place_and_a_time": (
        "state NOT IN ('FIRM', 'MOVED') OR (offer_id IS NOT NULL AND move_by IS NOT NULL)"
    ),
}
COLUMNS = {
    "offer_id": "offers",
    "move_by": None,
    "proposed_by": "accounts",
    "danger_first_by": "accounts",
    "danger_second_by": "accounts",
    "ended_at": None,
}


def upgrade() -> None:
    """Go one step up."""
    for name, parent in COLUMNS.items():
        kind = sa.Uuid() if parent else sa.DateTime(timezone=True)
        op.add_column("transfers", sa.Column(name, kind, nullable=True))
        if parent:
            op.create_foreign_key(op.f(f"fk_transfers_{name}"), "transfers", parent, [name], ["id"])
    for name, said in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_transfers_{name}"), "transfers", said)
    op.create_index(
        "uq_transfers_open",
        "transfers",
        ["from_placement_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('MOVED', 'CANCELLED')"),
    )
    op.create_index(op.f("ix_transfers_offer_id"), "transfers", ["offer_id"])
    _put_steps(add=STEPS)
    _put_words("approvals", "kind", add=("MOVE_AT_ONCE",))


def downgrade() -> None:
    """Go one step down."""
    asked = "SELECT id FROM approvals WHERE kind = 'MOVE_AT_ONCE'"
    op.execute(f"DELETE FROM approval_asks WHERE approval_id IN ({asked})")
    op.execute("DELETE FROM approvals WHERE kind = 'MOVE_AT_ONCE'")
    _put_words("approvals", "kind", take=("MOVE_AT_ONCE",))
    _put_steps(take=STEPS)
    op.drop_index(op.f("ix_transfers_offer_id"), "transfers")
    op.drop_index("uq_transfers_open", "transfers")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_transfers_{name}"), "transfers")
    # A house's wall reads the columns; it sees no move until the walls are raised again.
    op.execute("DROP POLICY IF EXISTS wall_shelter ON transfers")
    for name in reversed(COLUMNS):
        op.drop_column("transfers", name)


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


def _put_words(
    table: str, column: str, add: tuple[str, ...] = (), take: tuple[str, ...] = ()
) -> None:
    """The column takes these words as well, or no longer; what others added stays."""
    name = f"ck_{table}_{column}_words"
    found = op.get_bind().execute(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
        {"name": name},
    )
    words = re.findall(r"'(\w+)'", found.scalar_one())
    left = [word for word in [*words, *(w for w in add if w not in words)] if word not in take]
    listed = ", ".join(f"'{word}'" for word in left)
    op.drop_constraint(op.f(name), table)
    op.create_check_constraint(op.f(name), table, f"{column} IN ({listed})")
