"""Everything the promise of filing exactly once needs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To the newer schema."""
    op.create_table(
        "accounts",
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.Column("account", sa.String(length=255), nullable=False),
        sa.Column("adoption_token", sa.BigInteger(), nullable=False),
        sa.Column("adoption_filing_id", sa.BigInteger(), nullable=True),
        sa.Column("adoption_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("origin", "account", name=op.f("pk_accounts")),
    )
    op.create_table(
        "filings",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.Column("account", sa.String(length=255), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=128), nullable=True),
        sa.Column("fingerprint", sa.String(length=128), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("registration_number", sa.String(length=255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("poa_fields_hash", sa.String(length=128), nullable=True),
        sa.Column("poa_fields", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("portal_status", sa.String(length=64), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("lease_owner", sa.String(length=255), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filings")),
        sa.UniqueConstraint(
            "origin", "account", "number", name=op.f("uq_filings_origin_account_number")
        ),
        sa.UniqueConstraint("origin", "account", "ref", name=op.f("uq_filings_origin_account_ref")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_filings_by_client", "filings", ["origin", "client", "id"])
    op.create_index("ix_filings_by_holder", "filings", ["origin", "holder", "id"])
    op.create_index("ix_filings_by_number", "filings", ["number"])
    op.create_index("ix_filings_by_portal_status", "filings", ["origin", "portal_status", "id"])
    op.create_index("ix_filings_by_ref", "filings", ["ref"])
    op.create_index("ix_filings_by_registration", "filings", ["origin", "registration_number"])
    op.create_index("ix_filings_by_state", "filings", ["origin", "state", "id"])
    op.create_table(
        "notes",
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("origin", "key", name=op.f("pk_notes")),
    )
    op.create_table(
        "events",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("filing_id", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.String(length=255), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["filings.id"], name=op.f("fk_events_filing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_filing", "events", ["filing_id", "id"])
    op.create_table(
        "files",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("filing_id", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("slot", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["filings.id"], name=op.f("fk_files_filing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_files_filing", "files", ["filing_id", "id"])
    op.create_table(
        "intents",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("filing_id", KEY, nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.Column("account", sa.String(length=255), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.String(length=255), nullable=False),
        sa.Column("press", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_seconds", sa.Float(), nullable=False),
        sa.Column("fingerprint", sa.String(length=128), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("registration_number", sa.String(length=255), nullable=False),
        sa.Column("known_mark", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submissions", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("lease_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["filings.id"], name=op.f("fk_intents_filing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intents")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_intents_filing", "intents", ["filing_id", "id"])
    op.create_index(
        "ix_intents_open",
        "intents",
        ["origin", "account", "press"],
        unique=False,
        sqlite_where=sa.text("is_open = 1"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_index("ix_intents_pace", "intents", ["origin", "account", "at"])
    op.create_index(
        "uq_intents_open",
        "intents",
        ["filing_id"],
        unique=True,
        sqlite_where=sa.text("is_open = 1"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "records",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.Column("account", sa.String(length=255), nullable=False),
        sa.Column("number", sa.String(length=128), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("registration_number", sa.String(length=255), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submissions", sa.Integer(), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_filing_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_filing_id"], ["filings.id"], name=op.f("fk_records_owner_filing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
        sa.UniqueConstraint(
            "origin", "account", "number", name=op.f("uq_records_origin_account_number")
        ),
        sa.UniqueConstraint("owner_filing_id", name=op.f("uq_records_owner_filing_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_records_by_registration", "records", ["origin", "account", "registration_number"]
    )
    op.create_index("ix_records_by_status", "records", ["origin", "account", "status", "id"])
    op.create_index("ix_records_mark", "records", ["origin", "account", "id"])
    op.create_table(
        "statuses",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=True),
        sa.Column("after", sa.String(length=64), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_statuses_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statuses")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_statuses_at", "statuses", ["at"])
    op.create_index("ix_statuses_record", "statuses", ["record_id", "id"])


def downgrade() -> None:
    """Not offered: without these tables nothing would know what was filed."""
    raise NotImplementedError("A ledger is never taken away")
