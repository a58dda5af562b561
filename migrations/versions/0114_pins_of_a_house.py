"""Personal PINs on the shared device of a house.

Why: 40 to 50 volunteers share one device, and an act must name who did it (issue 6, view 8).
Live database: safe; two new tables, an empty column, and the CHECK of ways in takes two words more,
which scans the sessions of 30 days.
Previous release: keeps working; it names neither table nor column, and would let a PIN under duress
into her work: such sessions end within minutes.
Undo: sessions that were opened by PIN, the PINs and the devices of houses are lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0114"
down_revision = "0112"
branch_labels = None
depends_on = None

BEFORE = "'PASSKEY', 'PASSWORD', 'DURESS', 'PROVIDER', 'DURESS_KEY'"
BY_PIN = "'PIN', 'DURESS_PIN'"


def upgrade() -> None:
    """Go one step up."""
    _devices()
    _pins()
    op.add_column("sessions", sa.Column("house_device_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_sessions_house_device_id"),
        "sessions",
        "house_devices",
        ["house_device_id"],
        ["id"],
    )
    _ways(f"{BEFORE}, {BY_PIN}")
    op.create_check_constraint(
        op.f("ck_sessions_by_pin_on_a_device"),
        "sessions",
        f"(signed_in_by IN ({BY_PIN})) = (house_device_id IS NOT NULL)",
    )


def _devices() -> None:
    op.create_table(
        "house_devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enrolled_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "octet_length(token_sha256) = 32", op.f("ck_house_devices_hash_of_32_bytes")
        ),
        sa.CheckConstraint(
            "expires_at > enrolled_at", op.f("ck_house_devices_expires_after_it_was_enrolled")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_house_devices_shelter_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolled_by"], ["accounts.id"], name=op.f("fk_house_devices_enrolled_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_devices")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_house_devices_token_sha256")),
    )
    op.create_index(op.f("ix_house_devices_shelter_id"), "house_devices", ["shelter_id"])
    op.execute("GRANT SELECT, INSERT, UPDATE ON house_devices TO havn_service")


def _pins() -> None:
    op.create_table(
        "house_pins",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("phc", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('OWN', 'DURESS')", op.f("ck_house_pins_kind_words")),
        *(
            sa.ForeignKeyConstraint([name], ["accounts.id"], name=op.f(f"fk_house_pins_{name}"))
            for name in ("account_id", "set_by")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_house_pins_shelter_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "kind", name=op.f("pk_house_pins")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON house_pins TO havn_service")


def _ways(words: str) -> None:
    name = op.f("ck_sessions_signed_in_by_words")
    op.drop_constraint(name, "sessions")
    op.create_check_constraint(name, "sessions", f"signed_in_by IN ({words})")


def downgrade() -> None:
    """Go one step down."""
    op.execute(f"DELETE FROM sessions WHERE signed_in_by IN ({BY_PIN})")
    op.drop_constraint(op.f("ck_sessions_by_pin_on_a_device"), "sessions")
    _ways(BEFORE)
    op.drop_constraint(op.f("fk_sessions_house_device_id"), "sessions")
    op.drop_column("sessions", "house_device_id")
    op.drop_table("house_pins")
    op.drop_table("house_devices")
