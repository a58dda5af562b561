"""What was read of cases goes daily to a second person, who acknowledges it.

Why: a curious insider is found by somebody else who looks at what was read (security 2, AT04).
Live database: two new tables; two CHECKs of closed words take new words, which scans audit_events once.
Previous release: keeps working; it writes neither table nor word.
Undo: drops the tables; which digests there were is lost, the chain that they are made of stays. Where
the chain holds such an act the step down stops: a link cannot be taken out.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0037"
branch_labels = None
depends_on = None

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
"""
NEW_ACTS = "DIGEST_MADE DIGEST_READ DIGEST_ACKNOWLEDGED"
OLD_ALARMS = """
PLACES_NEAR_QUOTA AGENCY_PLACES_NEAR_QUOTA MANY_SEALED_READS HONEY_TOUCHED DURESS
SIGN_IN_ATTACKED GLASS_BROKEN REVIEW_OVERDUE SECOND_PERSON_NEEDED NOBODY_ON_DUTY CHAIN_BROKEN
ERASURE_OVERDUE BACKUP_FAILED CHILD_DECISION_ENDS
"""
ROLES = """
COORDINATOR ON_CALL SHELTER REFERRER BATCH AUDITOR ADMIN STATISTICS POLICE LAWYER MUNICIPALITY
RETURN_COUNSELLOR FOLLOW_UP
"""


def upgrade() -> None:
    """Go one step up."""
    _words("audit_events", "act", f"{OLD_ACTS} {NEW_ACTS}")
    _words("alarms", "kind", f"{OLD_ALARMS} DIGEST_OVERDUE")
    _digests()
    _lines()
    op.execute("GRANT SELECT, INSERT, UPDATE ON reading_digests TO havn_service")
    op.execute("GRANT SELECT, INSERT ON reading_digest_lines TO havn_service")


def _listed(words: str) -> str:
    return ", ".join(f"'{word}'" for word in words.split())


def _words(table: str, column: str, words: str) -> None:
    name = op.f(f"ck_{table}_{column}_words")
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"{column} IN ({_listed(words)})")


def _digests() -> None:
    op.create_table(
        "reading_digests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("through_seq", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("due_at > made_at", op.f("ck_reading_digests_due_after_it_was_made")),
        sa.ForeignKeyConstraint(
            ["second_id"], ["accounts.id"], name=op.f("fk_reading_digests_second_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_digests")),
        sa.UniqueConstraint(
            "second_id", "through_seq", name=op.f("uq_reading_digests_second_id_through_seq")
        ),
    )
    op.create_index(op.f("ix_reading_digests_through_seq"), "reading_digests", ["through_seq"])
    op.create_index(
        "ix_reading_digests_open",
        "reading_digests",
        ["due_at"],
        postgresql_where=sa.text("acknowledged_at IS NULL"),
    )


def _lines() -> None:
    op.create_table(
        "reading_digest_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reader_id <> second_id",
            op.f("ck_reading_digest_lines_never_told_to_whom_it_is_about"),
        ),
        sa.CheckConstraint("times >= 1", op.f("ck_reading_digest_lines_times_counted")),
        sa.CheckConstraint(
            f"role IN ({_listed(ROLES)})", op.f("ck_reading_digest_lines_role_words")
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"],
            ["reading_digests.id"],
            name=op.f("fk_reading_digest_lines_digest_id"),
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["accounts.id"], name=op.f("fk_reading_digest_lines_second_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_reading_digest_lines_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_digest_lines")),
    )
    for column in ("digest_id", "referral_id"):
        name = op.f(f"ix_reading_digest_lines_{column}")
        op.create_index(name, "reading_digest_lines", [column])


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("reading_digest_lines")
    op.drop_table("reading_digests")
    op.execute("DELETE FROM alarms WHERE kind = 'DIGEST_OVERDUE'")
    _words("alarms", "kind", OLD_ALARMS)
    _words("audit_events", "act", OLD_ACTS)
