"""Accounts of people who left, and houses that are no more, are erased by two.

Why: whoever left is known by no name, and the address of a closed house by nobody, also out of
yesterday's backup (security 7, domain 13).
Live database: four columns that may be empty, which rewrites no row; two CHECKs that hold for every
row; two CHECKs of closed words take new ones, which scans approvals and audit_events once.
Previous release: keeps working; it writes none of the columns and words.
Undo: drops the columns: what was erased stays so, and no row says that it was. Where approvals or the
chain hold one of the words the step down stops: neither is taken out.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0050"
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
DIGEST_MADE DIGEST_READ DIGEST_ACKNOWLEDGED
"""
NEW_ACTS = "ACCOUNT_ERASED SHELTER_ERASED"
OLD_KINDS = """
LOWER_THREAT CLEAR_AREA CLEAR_COMPROMISE WAIVE_RULE KODE6 GRANT_ROLE ACTIVATE_RULE_SET
RECOVER_ACCOUNT WAKE_DORMANT DISCLOSE_ADDRESS DISCLOSE_IDENTITY ERASE_CASE
"""
NEW_KINDS = "ERASE_ACCOUNT ERASE_SHELTER"
STAYS = {"accounts": "decided_acts_no_more", "shelters": "decided_stays_closed"}


def upgrade() -> None:
    """Go one step up."""
    for table, name in STAYS.items():
        for column in ("erase_decided_at", "erased_at"):
            op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), nullable=True))
        op.create_check_constraint(
            op.f(f"ck_{table}_{name}"), table, "erase_decided_at IS NULL OR status = 'CLOSED'"
        )
    _words("audit_events", "act", f"{OLD_ACTS} {NEW_ACTS}")
    _words("approvals", "kind", f"{OLD_KINDS} {NEW_KINDS}")


def _words(table: str, column: str, words: str) -> None:
    name = op.f(f"ck_{table}_{column}_words")
    listed = ", ".join(f"'{word}'" for word in words.split())
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"{column} IN ({listed})")


def downgrade() -> None:
    """Go one step down."""
    _words("approvals", "kind", OLD_KINDS)
    _words("audit_events", "act", OLD_ACTS)
    for table, name in STAYS.items():
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
        op.drop_column(table, "erased_at")
        op.drop_column(table, "erase_decided_at")
