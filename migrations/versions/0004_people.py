"""Everybody's role, whom they work for, who stands on a case, and alarms.

Why: each role of domain 2 starts with nothing and gets what is granted (security 5); a case is open
only to those who stand on it (AT04); alarms reach people without content (security 2).
Live database: new tables, one nullable column, and CHECKs that take more words than before; each
is checked once over small tables, audit_events being the largest (seconds for millions of rows).
Previous release: keeps working; it writes none of the new words and does not name the column.
Undo: drops the tables and the column; refuses while rows hold one of the new words.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OLD_ROLES = """
COORDINATOR ON_CALL SHELTER REFERRER BATCH AUDITOR ADMIN STATISTICS
"""
NEW_ROLES = """
POLICE LAWYER MUNICIPALITY RETURN_COUNSELLOR FOLLOW_UP
"""
ROLE_COLUMNS = (
    ("accounts", "role"),
    ("api_tokens", "role"),
    ("audit_events", "role"),
    ("consents", "witnessed_by_role"),
    ("person_links", "set_by_role"),
    ("security_features", "verified_by_role"),
    ("threat_assessments", "by_role"),
)
OLD_ACTS = """
REFERRAL_TAKEN REFERRAL_CHANGED REFERRAL_CLOSED CASE_READ THREAT_ASSESSED THREAT_LOWERED
AREA_ADDED AREA_CLEARED LINK_SET CONSENT_GIVEN CONSENT_WITHDRAWN OPTIONS_SHOWN
OFFER_APPROVED SHELTER_ASKED SHELTER_ANSWERED OFFER_SHOWN OFFER_DECLINED UNIT_HELD
HOLD_RELEASED HOLD_EXPIRED PLACEMENT_ACCEPTED ARRIVED NOT_ARRIVED PLACEMENT_CANCELLED
STAY_ENDED STAY_EXTENDED PLAN_RUN_STARTED PLAN_RUN_FINISHED PROPOSAL_ACCEPTED
PROPOSAL_REJECTED RULE_WAIVED RULE_SET_ACTIVATED SHELTER_CHANGED UNIT_CHANGED
VACANCY_CONFIRMED VACANCY_REVIEWED COMPROMISE_REPORTED COMPROMISE_CLEARED SEALED_WRITTEN
SEALED_OPENED KEY_ERASED DATA_IMPORTED ACCOUNT_CHANGED TOKEN_ISSUED TOKEN_REVOKED
ACCESS_REFUSED
"""
NEW_ACTS = """
SIGNED_IN SIGN_IN_REFUSED SIGNED_OUT SESSIONS_ENDED STEPPED_UP ENROLMENT_ISSUED
CREDENTIAL_ADDED CREDENTIAL_REMOVED ACCOUNT_RECOVERED ROLE_GRANTED ORGANISATION_CHANGED
MEMBER_ADDED MEMBER_ENDED READER_LISTED APPROVAL_ASKED APPROVAL_GIVEN APPROVAL_REFUSED
APPROVAL_EXPIRED ROSTER_CHANGED NOTICE_SENT ALARM_RAISED ALARM_ANSWERED GLASS_BROKEN
GLASS_REVIEWED ADDRESS_DISCLOSED IDENTITY_DISCLOSED ADDRESS_BLOCK_SET KEY_ROTATED
CASE_ERASED RECORD_RECTIFIED SUBJECT_REPORT_MADE READERS_TOLD BACKUP_MADE RESTORED
BREACH_REPORTED HEAD_EXPORTED AUDIT_READ STATISTICS_READ RULE_SET_PROPOSED
"""
REFERRERS = """
POLICE LAWYER EMERGENCY_CLINIC OUTREACH_NADHEIM OUTREACH_PRO NOAS RECEPTION UDI
CHILD_WELFARE HEALTH NAV CRISIS_CENTRE HOTLINE SELF PRIVATE FAITH OTHER
"""
ALARMS = """
PLACES_NEAR_QUOTA AGENCY_PLACES_NEAR_QUOTA MANY_SEALED_READS HONEY_TOUCHED DURESS
SIGN_IN_ATTACKED GLASS_BROKEN REVIEW_OVERDUE SECOND_PERSON_NEEDED NOBODY_ON_DUTY
CHAIN_BROKEN ERASURE_OVERDUE BACKUP_FAILED CHILD_DECISION_ENDS
"""
SCOPES = "ASSIGNED POLICE LEGAL MUNICIPALITY RETURN_COUNSELLING FOLLOW_UP"


def upgrade() -> None:
    """Go one step up."""
    _words("audit_events", "act", OLD_ACTS + NEW_ACTS)
    for table, column in ROLE_COLUMNS:
        _words(table, column, OLD_ROLES + NEW_ROLES)
    _organisations()
    _members()
    _alarms()
    op.execute(
        "GRANT SELECT, INSERT, UPDATE ON organisations, case_members, alarms TO havn_service"
    )


def _listed(words: str) -> str:
    return ", ".join(f"'{word}'" for word in words.split())


def _words(table: str, column: str, words: str) -> None:
    name = op.f(f"ck_{table}_{column}_words")
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"{column} IN ({_listed(words)})")


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind IN ({_listed(REFERRERS)})", op.f("ck_organisations_kind_words")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("code_name", name=op.f("uq_organisations_code_name")),
    )
    op.add_column("accounts", sa.Column("organisation_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_accounts_organisation_id"),
        "accounts",
        "organisations",
        ["organisation_id"],
        ["id"],
    )
    op.create_index(op.f("ix_accounts_organisation_id"), "accounts", ["organisation_id"])


def _members() -> None:
    op.create_table(
        "case_members",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("until > added_at", op.f("ck_case_members_until_after_added")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)", op.f("ck_case_members_ended_by_somebody")
        ),
        sa.CheckConstraint("ended_at >= added_at", op.f("ck_case_members_ended_after_added")),
        sa.CheckConstraint(f"scope IN ({_listed(SCOPES)})", op.f("ck_case_members_scope_words")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_case_members_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_case_members_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consents.id"], name=op.f("fk_case_members_consent_id")
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["accounts.id"], name=op.f("fk_case_members_added_by")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["accounts.id"], name=op.f("fk_case_members_ended_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_members")),
    )
    op.create_index(
        op.f("ix_case_members_account_id_referral_id"),
        "case_members",
        ["account_id", "referral_id"],
    )
    op.create_index(
        "uq_case_members_open",
        "case_members",
        ["referral_id", "account_id", "scope"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about_account_id", sa.Uuid(), nullable=True),
        sa.Column("subject_kind", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by IS NULL)", op.f("ck_alarms_answered_by_somebody")
        ),
        sa.CheckConstraint(
            "answered_by <> about_account_id", op.f("ck_alarms_never_answered_by_whom_it_is_about")
        ),
        sa.CheckConstraint("answered_at >= raised_at", op.f("ck_alarms_answered_after_raised")),
        sa.CheckConstraint(f"kind IN ({_listed(ALARMS)})", op.f("ck_alarms_kind_words")),
        sa.ForeignKeyConstraint(
            ["about_account_id"], ["accounts.id"], name=op.f("fk_alarms_about_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["accounts.id"], name=op.f("fk_alarms_answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
    )
    op.create_index(
        "ix_alarms_open",
        "alarms",
        ["raised_at"],
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("alarms")
    op.drop_table("case_members")
    op.drop_constraint(op.f("fk_accounts_organisation_id"), "accounts")
    op.drop_index(op.f("ix_accounts_organisation_id"), "accounts")
    op.drop_column("accounts", "organisation_id")
    op.drop_table("organisations")
    for table, column in ROLE_COLUMNS:
        _words(table, column, OLD_ROLES)
    _words("audit_events", "act", OLD_ACTS)
