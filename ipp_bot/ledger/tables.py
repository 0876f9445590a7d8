"""The tables of the ledger, as the newest migration leaves them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

__all__ = [
    "Instant",
    "accounts",
    "approvals",
    "events",
    "files",
    "filings",
    "intents",
    "metadata",
    "notes",
    "notices",
    "proofs",
    "records",
    "statuses",
]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """A moment: aware and in UTC on both sides, whatever the database stores."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Takes aware moments only."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("The ledger takes moments with a time zone only")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Gives moments in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


# SQLite numbers rows by itself only where the key is spelled INTEGER.
Key = BigInteger().with_variant(Integer, "sqlite")

filings = Table(
    "filings",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("origin", String(255), nullable=False),
    Column("account", String(255), nullable=False),
    Column("ref", String(64), nullable=False),
    Column("state", String(32), nullable=False),
    Column("number", String(128)),
    Column("fingerprint", String(128), nullable=False),
    Column("entry", Text, nullable=False),
    Column("manifest", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("client", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("type", String(64), nullable=False),
    Column("place", String(128), nullable=False),
    Column("registration_number", String(255), nullable=False),
    Column("title", Text, nullable=False),
    Column("poa_fields_hash", String(128)),
    Column("poa_fields", JSON(none_as_null=True)),
    Column("reason", Text, nullable=False),
    Column("hint", Text, nullable=False),
    Column("portal_status", String(64)),
    Column("submitted_at", Instant),
    Column("receipt", JSON(none_as_null=True)),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("lease_owner", String(255)),
    Column("lease_until", Instant),
    UniqueConstraint("origin", "account", "ref"),
    UniqueConstraint("origin", "account", "number"),
    Index("ix_filings_by_state", "origin", "state", "id"),
    Index("ix_filings_by_holder", "origin", "holder", "id"),
    Index("ix_filings_by_client", "origin", "client", "id"),
    Index("ix_filings_by_portal_status", "origin", "portal_status", "id"),
    Index("ix_filings_by_registration", "origin", "registration_number"),
    Index("ix_filings_by_number", "number"),
    Index("ix_filings_by_ref", "ref"),
    Index(
        "ix_filings_lent",
        "origin",
        "lease_owner",
        sqlite_where=text("lease_owner IS NOT NULL"),
        postgresql_where=text("lease_owner IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)

intents = Table(
    "intents",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("filing_id", ForeignKey("filings.id"), nullable=False),
    Column("origin", String(255), nullable=False),
    Column("account", String(255), nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("owner", String(255), nullable=False),
    Column("press", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("deadline_seconds", Float, nullable=False),
    Column("fingerprint", String(128), nullable=False),
    Column("entry", Text, nullable=False),
    Column("type", String(64), nullable=False),
    Column("place", String(128), nullable=False),
    Column("registration_number", String(255), nullable=False),
    Column("known_mark", BigInteger, nullable=False),
    Column("status", String(64)),
    Column("submitted_at", Instant),
    Column("submissions", Integer),
    Column("outcome", String(32)),
    Column("is_open", Boolean, nullable=False),
    Column("lease_end", Instant),
    Column("closed_at", Instant),
    Column("receipt", JSON(none_as_null=True)),
    Column("note", Text, nullable=False),
    Column("person", String(255), nullable=False, server_default=""),
    Column("machine", String(255), nullable=False, server_default=""),
    Column("supervision", String(16), nullable=False, server_default=""),
    Column("state_before", String(32), nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Index(
        "uq_intents_open",
        "filing_id",
        unique=True,
        sqlite_where=text("is_open = 1"),
        postgresql_where=text("is_open"),
    ),
    Index("ix_intents_filing", "filing_id", "id"),
    Index("ix_intents_pace", "origin", "account", "at"),
    Index(
        "ix_intents_open",
        "origin",
        "account",
        "press",
        sqlite_where=text("is_open = 1"),
        postgresql_where=text("is_open"),
    ),
    sqlite_autoincrement=True,
)

records = Table(
    "records",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("origin", String(255), nullable=False),
    Column("account", String(255), nullable=False),
    Column("number", String(128), nullable=False),
    Column("type", String(64), nullable=False),
    Column("place", String(128), nullable=False),
    Column("status", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("registration_number", String(255), nullable=False),
    Column("holder", Text, nullable=False),
    Column("submitted_at", Instant),
    Column("submissions", Integer),
    Column("valid_until", Instant),
    Column("reasons", JSON, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("owner_filing_id", ForeignKey("filings.id"), unique=True),
    UniqueConstraint("origin", "account", "number"),
    Index("ix_records_by_registration", "origin", "account", "registration_number"),
    Index("ix_records_by_status", "origin", "account", "status", "id"),
    Index("ix_records_mark", "origin", "account", "id"),
    sqlite_autoincrement=True,
)

statuses = Table(
    "statuses",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("record_id", ForeignKey("records.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("before", String(64)),
    Column("after", String(64), nullable=False),
    Column("reasons", JSON, nullable=False),
    Index("ix_statuses_record", "record_id", "id"),
    Index("ix_statuses_at", "at"),
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("filing_id", ForeignKey("filings.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("owner", String(255), nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("note", Text, nullable=False),
    Column("person", String(255), nullable=False, server_default=""),
    Column("machine", String(255), nullable=False, server_default=""),
    Index("ix_events_filing", "filing_id", "id"),
    sqlite_autoincrement=True,
)

files = Table(
    "files",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("filing_id", ForeignKey("filings.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("slot", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Index("ix_files_filing", "filing_id", "id"),
    sqlite_autoincrement=True,
)

# One row an account: locked while a first save begins or an adoption runs.
accounts = Table(
    "accounts",
    metadata,
    Column("origin", String(255), primary_key=True),
    Column("account", String(255), primary_key=True),
    Column("adoption_token", BigInteger, nullable=False),
    Column("adoption_filing_id", BigInteger),
    Column("adoption_until", Instant),
)

notes = Table(
    "notes",
    metadata,
    Column("origin", String(255), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("value", Text, nullable=False),
)

# Who confirmed and who approved which content of an entry, which need not be planned yet.
approvals = Table(
    "approvals",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("origin", String(255), nullable=False),
    Column("account", String(255), nullable=False),
    Column("ref", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("fingerprint", String(128), nullable=False),
    Column("signed_poa", String(64), nullable=False),
    Column("person", String(255), nullable=False),
    Column("machine", String(255), nullable=False),
    Column("at", Instant, nullable=False),
    Column("ended", String(64), nullable=False),
    Index("ix_approvals_filing", "origin", "account", "ref", "id"),
    sqlite_autoincrement=True,
)

# Notices of the nightly check, one row each.
notices = Table(
    "notices",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("origin", String(255), nullable=False),
    Column("account", String(255), nullable=False),
    Column("number", String(128), nullable=False),
    Column("filing_id", ForeignKey("filings.id")),
    Column("kind", String(32), nullable=False),
    Column("about", String(128), nullable=False),
    Column("at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("data", JSON, nullable=False),
    Column("told_at", Instant),
    Column("notified_at", Instant),
    UniqueConstraint("origin", "account", "number", "kind", "about"),
    Index("ix_notices_at", "origin", "at"),
    Index("ix_notices_told", "origin", "told_at"),
    Index("ix_notices_notified", "origin", "notified_at"),
    sqlite_autoincrement=True,
)

# Receipts, their pictures and the portal's decisions: a chain for each account.
proofs = Table(
    "proofs",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("origin", String(255), nullable=False),
    Column("account", String(255), nullable=False),
    Column("filing_id", ForeignKey("filings.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("at", String(40), nullable=False),
    Column("data", JSON, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
    UniqueConstraint("origin", "account", "previous"),
    Index("ix_proofs_chain", "origin", "account", "id"),
    sqlite_autoincrement=True,
)
