"""That something which should run is silent is an alarm.

Why: a backup that nobody makes, an archive that stands and notices that nobody sends fail without a word.
Live database: safe; a CHECK of closed words that takes a new one, which scans alarms once.
Previous release: keeps working; it never writes the word.
Undo: alarms of the new kind go.
"""

from __future__ import annotations

from alembic import op

revision = "0122"
down_revision = "0124"
branch_labels = None
depends_on = None

OLD = """
PLACES_NEAR_QUOTA AGENCY_PLACES_NEAR_QUOTA MANY_SEALED_READS HONEY_TOUCHED DURESS SIGN_IN_ATTACKED
GLASS_BROKEN REVIEW_OVERDUE SECOND_PERSON_NEEDED NOBODY_ON_DUTY CHAIN_BROKEN ERASURE_OVERDUE
BACKUP_FAILED CHILD_DECISION_ENDS DIGEST_OVERDUE RECORD_SET_ASIDE NIGHT_NOT_PLANNED TASK_OVERDUE
MISSED_ARRIVAL SAFETY_GAP HOLD_ENDING NO_SAFE_BED
"""
NEW = "SERVICE_SILENT"


def upgrade() -> None:
    """Go one step up."""
    _words(f"{OLD} {NEW}")


def downgrade() -> None:
    """Go one step down."""
    op.execute(f"DELETE FROM alarms WHERE kind = '{NEW}'")
    _words(OLD)


def _words(words: str) -> None:
    name = op.f("ck_alarms_kind_words")
    listed = ", ".join(f"'{word}'" for word in words.split())
    op.drop_constraint(name, "alarms")
    op.create_check_constraint(name, "alarms", f"kind IN ({listed})")
