"""Programs have accounts with closed scopes, and are told what happened as kinds and ids.

Why: other systems read, report and answer without a person's session (issue 8, item 4).
Live database: safe; three new tables that start empty.
Previous release: keeps working; it names none of them, and no token of a program opens anything in it.
Undo: grants, feeds and what was told are lost; tokens of programs open nothing any more.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0124"
down_revision = "0127"
branch_labels = None
depends_on = None

SCOPES = "'events', 'capacity', 'agency', 'export'"
KINDS = (
    "'REFERRAL_TAKEN', 'REFERRAL_CHANGED', 'REFERRAL_CLOSED', 'OFFER_ASKED', 'OFFER_ANSWERED', "
    "'PLACEMENT_ACCEPTED', 'PLACEMENT_CALLED_OFF', 'PLACEMENT_ARRIVED', 'PLACEMENT_EXTENDED', "
    "'PLACEMENT_ENDED', 'SHELTER_CHANGED', 'VACANCY_CONFIRMED', 'UNIT_CHANGED', 'PLAN_FINISHED'"
)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go one step up."""
    _grants()
    _feeds()
    _events()
    for table in ("service_grants", "event_feeds", "feed_events"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO havn_service")


def _accounts(table: str, *names: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], ["accounts.id"], name=op.f(f"fk_{table}_{name}"))
        for name in names
    ]


def _checks(table: str, rules: dict[str, str]) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(rule, op.f(f"ck_{table}_{name}")) for name, rule in rules.items()]


def _grants() -> None:
    op.create_table(
        "service_grants",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("agreed_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        *_checks(
            "service_grants",
            {
                "scopes_named": "cardinality(scopes) >= 1",
                "granted_by_two": "granted_by <> agreed_by",
                "granted_by_others": "account_id <> granted_by AND account_id <> agreed_by",
                "ends_after_it_began": "ended_at IS NULL OR ended_at >= granted_at",
                "scopes_words": f"scopes <@ ARRAY[{SCOPES}]::text[]",
            },
        ),
        *_accounts("service_grants", "account_id", "granted_by", "agreed_by"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_service_grants")),
    )


def _feeds() -> None:
    op.create_table(
        "event_feeds",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("read_to", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=False),
        sa.Column("hook", sa.Text(), nullable=True),
        sa.Column("delivered", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("stopped_at", MOMENT, nullable=True),
        *_checks(
            "event_feeds",
            {
                "counted": "read_to >= 0 AND told >= 0",
                "delivered_of_what_was_told": "delivered BETWEEN 0 AND told",
                "tries_counted": "tries >= 0",
                "hook_short": "hook ~ '^[a-z0-9][a-z0-9-]{0,39}$'",
                "only_a_hook_stops": "hook IS NOT NULL OR stopped_at IS NULL",
            },
        ),
        *_accounts("event_feeds", "account_id"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_event_feeds")),
    )
    op.create_index(
        "ix_event_feeds_sending",
        "event_feeds",
        ["next_at"],
        postgresql_where=sa.text("hook IS NOT NULL AND stopped_at IS NULL"),
    )


def _events() -> None:
    op.create_table(
        "feed_events",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("gathered_at", MOMENT, nullable=False),
        *_checks(
            "feed_events", {"number_from_one": "number >= 1", "kind_words": f"kind IN ({KINDS})"}
        ),
        *_accounts("feed_events", "account_id"),
        sa.PrimaryKeyConstraint("account_id", "number", name=op.f("pk_feed_events")),
    )
    op.create_index(op.f("ix_feed_events_gathered_at"), "feed_events", ["gathered_at"])


def downgrade() -> None:
    """Go one step down."""
    for table in ("feed_events", "event_feeds", "service_grants"):
        op.drop_table(table)
