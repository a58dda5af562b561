"""Accounts sign in themselves: passkeys, passwords with codes, sessions, links to enrol.

Why: issue 3, item 1; security 2 (AT01, AT07, AT14, AT16) and 5.5. Until now there were tokens alone.
Live database: new tables, nullable columns without a default, and one CHECK of data_keys that takes
one word more; it is checked once over a table of thousands of rows.
Previous release: keeps working; it names none of the columns and writes none of the words. Old
tokens name no device, so they are void for none.
Undo: drops the tables and columns: everybody enrols anew; keys of accounts go, and with them nothing
that the previous release could open.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0030"
branch_labels = None
depends_on = None


TABLES = "passkeys, passwords, code_factors, enrolment_links"
PASSING = "sessions, challenges, sign_in_attempts"


def upgrade() -> None:
    """Go one step up."""
    _key_subjects("'CASE', 'SHELTER', 'ACCOUNT'")
    op.create_table(
        "sign_in_attempts",
        sa.Column("name_hmac", sa.LargeBinary(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_sign_in_attempts_attempts_counted")),
        sa.CheckConstraint(
            "octet_length(name_hmac) = 32", name=op.f("ck_sign_in_attempts_hash_of_32_bytes")
        ),
        sa.PrimaryKeyConstraint("name_hmac", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(
        op.f("ix_sign_in_attempts_last_at"), "sign_in_attempts", ["last_at"], unique=False
    )
    op.create_table(
        "challenges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(purpose = 'SIGN_IN') = (account_id IS NULL)",
            name=op.f("ck_challenges_only_a_sign_in_is_of_nobody"),
        ),
        sa.CheckConstraint(
            "purpose IN ('SIGN_IN', 'ENROL', 'STEP_UP')", name=op.f("ck_challenges_purpose_words")
        ),
        sa.CheckConstraint(
            "expires_at > made_at", name=op.f("ck_challenges_expires_after_it_was_made")
        ),
        sa.CheckConstraint(
            "octet_length(value) = 32", name=op.f("ck_challenges_value_of_32_bytes")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_challenges_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
    )
    op.create_index(op.f("ix_challenges_expires_at"), "challenges", ["expires_at"], unique=False)
    op.create_table(
        "code_factors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("last_step >= 0", name=op.f("ck_code_factors_steps_count")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_code_factors_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_factors")),
    )
    op.create_index(
        op.f("ix_code_factors_account_id"), "code_factors", ["account_id"], unique=False
    )
    op.create_index(
        "uq_code_factors_live",
        "code_factors",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("confirmed_at IS NOT NULL AND removed_at IS NULL"),
    )
    op.create_table(
        "enrolment_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("link_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "expires_at > made_at", name=op.f("ck_enrolment_links_expires_after_it_was_made")
        ),
        sa.CheckConstraint(
            "octet_length(link_sha256) = 32", name=op.f("ck_enrolment_links_hash_of_32_bytes")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_enrolment_links_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["accounts.id"], name=op.f("fk_enrolment_links_made_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_links")),
        sa.UniqueConstraint("link_sha256", name=op.f("uq_enrolment_links_link_sha256")),
    )
    op.create_index(
        op.f("ix_enrolment_links_account_id"), "enrolment_links", ["account_id"], unique=False
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "octet_length(credential_id) BETWEEN 1 AND 1023",
            name=op.f("ck_passkeys_id_as_webauthn_has_it"),
        ),
        sa.CheckConstraint("sign_count >= 0", name=op.f("ck_passkeys_sign_count_counts")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_passkeys_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_account_id"), "passkeys", ["account_id"], unique=False)
    op.create_table(
        "passwords",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("phc", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('OWN', 'DURESS')", name=op.f("ck_passwords_kind_words")),
        sa.CheckConstraint(
            "removed_at >= created_at", name=op.f("ck_passwords_removed_after_made")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_passwords_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passwords")),
    )
    op.create_index(op.f("ix_passwords_account_id"), "passwords", ["account_id"], unique=False)
    op.create_index(
        "uq_passwords_live",
        "passwords",
        ["account_id", "kind"],
        unique=True,
        postgresql_where=sa.text("confirmed_at IS NOT NULL AND removed_at IS NULL"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=True),
        sa.Column("signed_in_by", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stepped_up_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(role = 'SHELTER') = (shelter_id IS NOT NULL)",
            name=op.f("ck_sessions_shelter_role_has_its_shelter"),
        ),
        sa.CheckConstraint(
            "role IN ('COORDINATOR', 'ON_CALL', 'SHELTER', 'REFERRER', 'BATCH', 'AUDITOR', 'ADMIN', 'STATISTICS', 'POLICE', 'LAWYER', 'MUNICIPALITY', 'RETURN_COUNSELLOR', 'FOLLOW_UP')",
            name=op.f("ck_sessions_role_words"),
        ),
        sa.CheckConstraint(
            "signed_in_by IN ('PASSKEY', 'PASSWORD', 'DURESS')",
            name=op.f("ck_sessions_signed_in_by_words"),
        ),
        sa.CheckConstraint("ends_at > began_at", name=op.f("ck_sessions_ends_after_it_began")),
        sa.CheckConstraint(
            "last_used_at >= began_at", name=op.f("ck_sessions_used_after_it_began")
        ),
        sa.CheckConstraint(
            "octet_length(token_sha256) = 32", name=op.f("ck_sessions_hash_of_32_bytes")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_sessions_shelter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_sessions_token_sha256")),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"], unique=False)
    op.create_index(op.f("ix_sessions_ends_at"), "sessions", ["ends_at"], unique=False)
    op.add_column("accounts", sa.Column("woken_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "accounts", sa.Column("sealed_paused_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("api_tokens", sa.Column("device", sa.Text(), nullable=True))
    op.create_index(
        "uq_api_tokens_device",
        "api_tokens",
        ["account_id", "device"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    # Nobody has noted their use until now: their 30 days begin today, not when they were made.
    op.execute("UPDATE accounts SET woken_at = now()")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON {TABLES} TO havn_service")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {PASSING} TO havn_service")


def _key_subjects(listed: str) -> None:
    name = op.f("ck_data_keys_subject_kind_words")
    op.drop_constraint(name, "data_keys")
    op.create_check_constraint(name, "data_keys", f"subject_kind IN ({listed})")


def downgrade() -> None:
    """Go one step down."""
    op.execute("DELETE FROM data_keys WHERE subject_kind = 'ACCOUNT'")
    _key_subjects("'CASE', 'SHELTER'")
    op.drop_index(
        "uq_api_tokens_device",
        table_name="api_tokens",
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.drop_column("api_tokens", "device")
    op.drop_column("accounts", "sealed_paused_at")
    op.drop_column("accounts", "woken_at")
    op.drop_index(op.f("ix_sessions_ends_at"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_account_id"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(
        "uq_passwords_live",
        table_name="passwords",
        postgresql_where=sa.text("confirmed_at IS NOT NULL AND removed_at IS NULL"),
    )
    op.drop_index(op.f("ix_passwords_account_id"), table_name="passwords")
    op.drop_table("passwords")
    op.drop_index(op.f("ix_passkeys_account_id"), table_name="passkeys")
    op.drop_table("passkeys")
    op.drop_index(op.f("ix_enrolment_links_account_id"), table_name="enrolment_links")
    op.drop_table("enrolment_links")
    op.drop_index(
        "uq_code_factors_live",
        table_name="code_factors",
        postgresql_where=sa.text("confirmed_at IS NOT NULL AND removed_at IS NULL"),
    )
    op.drop_index(op.f("ix_code_factors_account_id"), table_name="code_factors")
    op.drop_table("code_factors")
    op.drop_index(op.f("ix_challenges_expires_at"), table_name="challenges")
    op.drop_table("challenges")
    op.drop_index(op.f("ix_sign_in_attempts_last_at"), table_name="sign_in_attempts")
    op.drop_table("sign_in_attempts")
