"""Acts of two persons, the roster, notices without content, and broken glass.

Why: some acts need two distinct persons, neither of them alone their author (security 5, domain
8.5); whoever is on duty is asked, told without content, and may be absent. One coordinator may
break the glass for life and health, and somebody else reviews it (security 5.2).
Live database: new tables only.
Previous release: keeps working; it writes none of them.
Undo: drops the tables; what was asked for, the roster and who broke the glass are lost, the audit
chain keeps that it happened.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None

GRANTS = {
    "approvals": "INSERT, UPDATE",
    "approval_asks": "INSERT",
    "duty_spans": "INSERT, UPDATE",
    "notice_ways": "INSERT, UPDATE, DELETE",
    "notices": "INSERT, UPDATE, DELETE",
    "glass_breaks": "INSERT, UPDATE",
}


def upgrade() -> None:
    """Go one step up."""
    _approvals()
    _approval_asks()
    _duty_spans()
    _notice_ways()
    _notices()
    _glass_breaks()
    for table, writes in GRANTS.items():
        op.execute(f"GRANT SELECT, {writes} ON {table} TO havn_service")


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("apart", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'OPEN') = (decided_at IS NULL)",
            name=op.f("ck_approvals_decided_has_its_time"),
        ),
        sa.CheckConstraint(
            "kind IN ('LOWER_THREAT', 'CLEAR_AREA', 'CLEAR_COMPROMISE', 'WAIVE_RULE', 'KODE6', 'GRANT_ROLE', 'ACTIVATE_RULE_SET', 'RECOVER_ACCOUNT', 'WAKE_DORMANT', 'DISCLOSE_ADDRESS', 'DISCLOSE_IDENTITY', 'ERASE_CASE')",
            name=op.f("ck_approvals_kind_words"),
        ),
        sa.CheckConstraint(
            "purpose IN ('NEW_FACTS', 'MISTAKE', 'POLICE_ADVICE', 'HEALTH_ADVICE', 'HER_WISH', 'NO_OTHER_PLACE', 'TRANSPORT', 'STAFF_CHANGE', 'ACCESS_LOST', 'POLICY', 'LAW', 'OTHER')",
            name=op.f("ck_approvals_purpose_words"),
        ),
        sa.CheckConstraint(
            "state <> 'AGREED' OR decided_at < expires_at", name=op.f("ck_approvals_agreed_in_time")
        ),
        sa.CheckConstraint(
            "state <> 'OPEN' OR decided_by IS NULL", name=op.f("ck_approvals_open_is_undecided")
        ),
        sa.CheckConstraint(
            "state <> 'WITHDRAWN' OR decided_by = asked_by",
            name=op.f("ck_approvals_withdrawn_by_who_asked"),
        ),
        sa.CheckConstraint(
            "state IN ('OPEN', 'AGREED', 'REFUSED', 'WITHDRAWN', 'EXPIRED')",
            name=op.f("ck_approvals_state_words"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('AGREED', 'REFUSED') OR (decided_by IS NOT NULL AND decided_by <> ALL (apart))",
            name=op.f("ck_approvals_decided_by_a_second"),
        ),
        sa.CheckConstraint(
            "asked_by = ANY (apart) AND array_position(apart, NULL) IS NULL",
            name=op.f("ck_approvals_who_asks_stands_apart"),
        ),
        sa.CheckConstraint(
            "decided_at >= asked_at", name=op.f("ck_approvals_decided_after_it_was_asked")
        ),
        sa.CheckConstraint(
            "expires_at > asked_at", name=op.f("ck_approvals_expires_after_it_was_asked")
        ),
        sa.CheckConstraint(
            "length(reason) BETWEEN 1 AND 280", name=op.f("ck_approvals_reason_short")
        ),
        sa.CheckConstraint(
            "length(stamp) BETWEEN 1 AND 200", name=op.f("ck_approvals_stamp_short")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_approvals_asked_by")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_approvals_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_approvals_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index(op.f("ix_approvals_referral_id"), "approvals", ["referral_id"])
    op.create_index(
        "uq_approvals_open",
        "approvals",
        ["kind", "subject_id"],
        unique=True,
        postgresql_where=sa.text("state = 'OPEN'"),
    )


def _approval_asks() -> None:
    op.create_table(
        "approval_asks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "post IN ('COORDINATOR', 'DUTY_MANAGER', 'POLICE', 'PARTNER_ORGANISATION')",
            name=op.f("ck_approval_asks_post_words"),
        ),
        sa.CheckConstraint("until > asked_at", name=op.f("ck_approval_asks_until_after_asked")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_approval_asks_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.id"], name=op.f("fk_approval_asks_approval_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_asks")),
        sa.UniqueConstraint(
            "approval_id", "account_id", name=op.f("uq_approval_asks_approval_id_account_id")
        ),
    )
    op.create_index(op.f("ix_approval_asks_account_id"), "approval_asks", ["account_id"])


def _duty_spans() -> None:
    op.create_table(
        "duty_spans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by", sa.Uuid(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(account_id, account_id, '[]')"), "&&"),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("taken_back_at IS NULL"),
            using="gist",
            name="ex_duty_spans_one_post_at_a_time",
        ),
        sa.CheckConstraint(
            "ends_at <= starts_at + interval '744 hours'",
            name=op.f("ck_duty_spans_at_most_31_days"),
        ),
        sa.CheckConstraint(
            "post IN ('COORDINATOR', 'DUTY_MANAGER', 'POLICE', 'PARTNER_ORGANISATION')",
            name=op.f("ck_duty_spans_post_words"),
        ),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by IS NULL)",
            name=op.f("ck_duty_spans_taken_back_by_somebody"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_duty_spans_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_duty_spans_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["accounts.id"], name=op.f("fk_duty_spans_entered_by")
        ),
        sa.ForeignKeyConstraint(
            ["taken_back_by"], ["accounts.id"], name=op.f("fk_duty_spans_taken_back_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_spans")),
    )
    op.create_index(op.f("ix_duty_spans_ends_at"), "duty_spans", ["ends_at"])


def _notice_ways() -> None:
    op.create_table(
        "notice_ways",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("hook", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "hook ~ '^[a-z0-9][a-z0-9-]{0,39}$'", name=op.f("ck_notice_ways_hook_short")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notice_ways_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notice_ways")),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "sent_at IS NULL OR given_up_at IS NULL", name=op.f("ck_notices_sent_or_given_up")
        ),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_notices_tries_counted")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notices_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_subject_id"), "notices", ["subject_id"])
    op.create_index(
        "ix_notices_waiting",
        "notices",
        ["next_at"],
        postgresql_where=sa.text("sent_at IS NULL AND given_up_at IS NULL"),
    )


def _glass_breaks() -> None:
    op.create_table(
        "glass_breaks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("field_group", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("broken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "field_group IN ('ADDRESS', 'IDENTITY', 'CONTACT')",
            name=op.f("ck_glass_breaks_field_group_words"),
        ),
        sa.CheckConstraint(
            "reason_code IN ('LIFE_IN_DANGER', 'INJURED_OR_ILL', 'CHILD_IN_DANGER', 'FOUND_BY_HIM', 'FIRE_OR_DISASTER')",
            name=op.f("ck_glass_breaks_reason_code_words"),
        ),
        sa.CheckConstraint(
            "review_due = broken_at + interval '24 hours'",
            name=op.f("ck_glass_breaks_reviewed_in_24_hours"),
        ),
        sa.CheckConstraint(
            "until = broken_at + interval '60 minutes'", name=op.f("ck_glass_breaks_for_60_minutes")
        ),
        sa.CheckConstraint(
            "verdict IN ('JUSTIFIED', 'NOT_JUSTIFIED')", name=op.f("ck_glass_breaks_verdict_words")
        ),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by IS NULL) AND (reviewed_at IS NULL) = (verdict IS NULL)",
            name=op.f("ck_glass_breaks_reviewed_whole"),
        ),
        sa.CheckConstraint(
            "length(finding) BETWEEN 1 AND 280", name=op.f("ck_glass_breaks_finding_short")
        ),
        sa.CheckConstraint(
            "length(reason) BETWEEN 1 AND 280", name=op.f("ck_glass_breaks_reason_short")
        ),
        sa.CheckConstraint(
            "reviewed_at >= broken_at", name=op.f("ck_glass_breaks_reviewed_after_it_was_broken")
        ),
        sa.CheckConstraint(
            "reviewed_by <> account_id", name=op.f("ck_glass_breaks_reviewed_by_somebody_else")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_glass_breaks_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_glass_breaks_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["accounts.id"], name=op.f("fk_glass_breaks_reviewed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glass_breaks")),
    )
    op.create_index(
        op.f("ix_glass_breaks_account_id_broken_at"), "glass_breaks", ["account_id", "broken_at"]
    )
    op.create_index(op.f("ix_glass_breaks_referral_id"), "glass_breaks", ["referral_id"])


def downgrade() -> None:
    """Go one step down."""
    for table in reversed(GRANTS):
        op.drop_table(table)
