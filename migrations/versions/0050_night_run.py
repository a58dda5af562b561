"""The night run says what it is doing, which try it is, and which records it left out.

Why: the night is planned exactly once by a process of its own, which may die and be tried again (F16);
a record that cannot be planned is a line for a person instead of no plan for anybody (F15); a line
carries the hash of what it was computed from (F13).
Live database: columns that are null or have a constant default; three CHECKs take more words. Rewrites
no row.
Previous release: keeps working; it writes none of the columns and none of the words, and would not know
a line that is SET_ASIDE: stop it before the first night run.
Undo: lines that were set aside go, alarms of the two new kinds go, then the columns.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0050"
down_revision = "0040"
branch_labels = None
depends_on = None

ALARMS = """
PLACES_NEAR_QUOTA AGENCY_PLACES_NEAR_QUOTA MANY_SEALED_READS HONEY_TOUCHED DURESS
SIGN_IN_ATTACKED GLASS_BROKEN REVIEW_OVERDUE SECOND_PERSON_NEEDED NOBODY_ON_DUTY
CHAIN_BROKEN ERASURE_OVERDUE BACKUP_FAILED CHILD_DECISION_ENDS DIGEST_OVERDUE
"""
NEW_ALARMS = "RECORD_SET_ASIDE NIGHT_NOT_PLANNED"
STATES = "PROPOSED UNPLACED ACCEPTED REJECTED STALE"
STEPS = "TIDYING READING THINKING SCREENING STORING"
WHOLE = (
    "({}) = (shelter_id IS NULL)"
    " AND (shelter_id IS NULL) = (nights IS NULL)"
    " AND (shelter_id IS NULL) = (mode IS NULL)"
)


def upgrade() -> None:
    """Go one step up."""
    op.add_column(
        "plan_runs", sa.Column("attempt", sa.Integer(), server_default="1", nullable=False)
    )
    op.add_column("plan_runs", sa.Column("step", sa.Text(), nullable=True))
    op.add_column("plan_runs", sa.Column("step_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f("ck_plan_runs_attempt_from_one"), "plan_runs", "attempt >= 1")
    op.create_check_constraint(
        op.f("ck_plan_runs_step_words"), "plan_runs", f"step IN ({_listed(STEPS)})"
    )
    op.add_column(
        "plan_proposals",
        sa.Column("inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    )
    _states("PROPOSED UNPLACED SET_ASIDE ACCEPTED REJECTED STALE")
    _whole("state IN ('UNPLACED', 'SET_ASIDE')")
    _alarms(ALARMS + NEW_ALARMS)


def _listed(words: str) -> str:
    return ", ".join(f"'{word}'" for word in words.split())


def _states(words: str) -> None:
    name = op.f("ck_plan_proposals_state_words")
    op.drop_constraint(name, "plan_proposals")
    op.create_check_constraint(name, "plan_proposals", f"state IN ({_listed(words)})")


def _whole(nowhere: str) -> None:
    name = op.f("ck_plan_proposals_placed_whole")
    op.drop_constraint(name, "plan_proposals")
    op.create_check_constraint(name, "plan_proposals", WHOLE.format(nowhere))


def _alarms(words: str) -> None:
    name = op.f("ck_alarms_kind_words")
    op.drop_constraint(name, "alarms")
    op.create_check_constraint(name, "alarms", f"kind IN ({_listed(words)})")


def downgrade() -> None:
    """Go one step down."""
    op.execute(f"DELETE FROM alarms WHERE kind IN ({_listed(NEW_ALARMS)})")
    op.execute("DELETE FROM plan_proposals WHERE state = 'SET_ASIDE'")
    _alarms(ALARMS)
    _whole("state = 'UNPLACED'")
    _states(STATES)
    op.drop_column("plan_proposals", "inputs")
    for column in ("step_at", "step", "attempt"):
        op.drop_column("plan_runs", column)
