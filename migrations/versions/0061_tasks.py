"""Tasks: what somebody has to do until when, with one owner, and late ones go up.

Why: what the clock asks of a person (domain 9.5, 13) stood in no place; an alarm says that something
is wrong and not who does what. Alarms take the words of what people must hear of at night.
Live database: safe; one new table, and two CHECKs of closed words that take new ones, which scans
alarms and audit_events once.
Previous release: keeps working; it writes neither the table nor the words.
Undo: drops the table; open tasks are lost. Alarms of the new kinds go; where the chain holds one of
the new acts the step down stops: none is taken out.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

OLD_ALARMS = """
PLACES_NEAR_QUOTA AGENCY_PLACES_NEAR_QUOTA MANY_SEALED_READS HONEY_TOUCHED DURESS SIGN_IN_ATTACKED
GLASS_BROKEN REVIEW_OVERDUE SECOND_PERSON_NEEDED NOBODY_ON_DUTY CHAIN_BROKEN ERASURE_OVERDUE
BACKUP_FAILED CHILD_DECISION_ENDS DIGEST_OVERDUE RECORD_SET_ASIDE NIGHT_NOT_PLANNED
"""
NEW_ALARMS = "TASK_OVERDUE MISSED_ARRIVAL SAFETY_GAP HOLD_ENDING NO_SAFE_BED"
OLD_ACTS = """
REFERRAL_TAKEN REFERRAL_CHANGED REFERRAL_CLOSED CASE_READ THREAT_ASSESSED THREAT_LOWERED
AREA_ADDED AREA_CLEARED LINK_SET CONSENT_GIVEN CONSENT_WITHDRAWN OPTIONS_SHOWN OFFER_APPROVED
SHELTER_ASKED SHELTER_ANSWERED OFFER_SHOWN OFFER_DECLINED UNIT_HELD HOLD_RELEASED HOLD_EXPIRED
PLACEMENT_ACCEPTED ARRIVED NOT_ARRIVED PLACEMENT_CANCELLED STAY_ENDED STAY_EXTENDED
PLAN_RUN_STARTED PLAN_RUN_FINISHED PROPOSAL_ACCEPTED PROPOSAL_REJECTED RULE_WAIVED
RULE_SET_ACTIVATED SHELTER_CHANGED UNIT_CHANGED VACANCY_CONFIRMED VACANCY_REVIEWED
COMPROMISE_REPORTED COMPROMISE_CLEARED SEALED_WRITTEN SEALED_OPENED KEY_ERASED DATA_IMPORTED
ACCOUNT_CHANGED TOKEN_ISSUED TOKEN_REVOKED ACCESS_REFUSED SIGNED_IN SIGN_IN_REFUSED SIGNED_OUT
SESSIONS_ENDED STEPPED_UP ENROLMENT_ISSUED CREDENTIAL_ADDED CREDENTIAL_REMOVED ACCOUNT_RECOVERED
ROLE_GRANTED ORGANISATION_CHANGED MEMBER_ADDED MEMBER_ENDED READER_LISTED APPROVAL_ASKED
APPROVAL_GIVEN APPROVAL_REFUSED APPROVAL_EXPIRED ROSTER_CHANGED NOTICE_SENT ALARM_RAISED
ALARM_ANSWERED GLASS_BROKEN GLASS_REVIEWED ADDRESS_DISCLOSED IDENTITY_DISCLOSED
ADDRESS_BLOCK_SET KEY_ROTATED CASE_ERASED RECORD_RECTIFIED SUBJECT_REPORT_MADE READERS_TOLD
BACKUP_MADE RESTORED BREACH_REPORTED HEAD_EXPORTED AUDIT_READ STATISTICS_READ RULE_SET_PROPOSED
DIGEST_MADE DIGEST_READ DIGEST_ACKNOWLEDGED ACCOUNT_ERASED SHELTER_ERASED
"""
NEW_ACTS = "TASK_SET TASK_TAKEN TASK_DONE TASK_DROPPED TASK_ESCALATED ALARM_ESCALATED"
WORDS = {
    "post": "COORDINATOR DUTY_MANAGER POLICE PARTNER_ORGANISATION",
    "state": "OPEN DONE DROPPED",
    "outcome": "DONE YES NO NOT_REACHED NOT_NEEDED PASSED_ON",
}
CHECKS = {
    "kind_is_a_word": "kind ~ '^[A-Z_]{2,40}$'",
    "for_somebody": "owner_id IS NOT NULL OR post IS NOT NULL OR shelter_id IS NOT NULL",
    "over_at_some_time": "(state = 'OPEN') = (done_at IS NULL)",
    "done_with_an_outcome": "(state = 'DONE') = (outcome IS NOT NULL)",
    "escalations_counted": "escalations BETWEEN 0 AND 3",
    "escalated_at_some_time": "(escalations = 0) = (escalated_at IS NULL)",
}
OPEN = sa.text("state = 'OPEN'")


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("shelter_id", sa.Uuid(), nullable=True),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalations", sa.Integer(), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_to", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        *(sa.CheckConstraint(rule, op.f(f"ck_tasks_{name}")) for name, rule in CHECKS.items()),
        *(
            sa.CheckConstraint(f"{name} IN ({_listed(words)})", op.f(f"ck_tasks_{name}_words"))
            for name, words in WORDS.items()
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_tasks_referral_id")
        ),
        sa.ForeignKeyConstraint(["shelter_id"], ["shelters.id"], name=op.f("fk_tasks_shelter_id")),
        *(
            sa.ForeignKeyConstraint([name], ["accounts.id"], name=op.f(f"fk_tasks_{name}"))
            for name in ("owner_id", "escalated_to", "done_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(
        "uq_tasks_open", "tasks", ["kind", "subject_id"], unique=True, postgresql_where=OPEN
    )
    op.create_index("ix_tasks_due", "tasks", ["due_at"], postgresql_where=OPEN)
    op.create_index(op.f("ix_tasks_referral_id"), "tasks", ["referral_id"])
    op.execute("GRANT SELECT, INSERT, UPDATE ON tasks TO havn_service")
    _words("alarms", "kind", f"{OLD_ALARMS} {NEW_ALARMS}")
    _words("audit_events", "act", f"{OLD_ACTS} {NEW_ACTS}")


def _listed(words: str) -> str:
    return ", ".join(f"'{word}'" for word in words.split())


def _words(table: str, column: str, words: str) -> None:
    name = op.f(f"ck_{table}_{column}_words")
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"{column} IN ({_listed(words)})")


def downgrade() -> None:
    """Go one step down."""
    _words("audit_events", "act", OLD_ACTS)
    op.execute(f"DELETE FROM alarms WHERE kind IN ({_listed(NEW_ALARMS)})")
    _words("alarms", "kind", OLD_ALARMS)
    op.drop_table("tasks")
