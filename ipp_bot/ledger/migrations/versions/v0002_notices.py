"""What the nightly check found, so that each thing is told once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To the newer schema."""
    op.create_table(
        "notices",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.Column("account", sa.String(length=255), nullable=False),
        sa.Column("number", sa.String(length=128), nullable=False),
        sa.Column("filing_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["filing_id"], ["filings.id"], name=op.f("fk_notices_filing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint(
            "origin",
            "account",
            "number",
            "kind",
            "about",
            name=op.f("uq_notices_origin_account_number_kind_about"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notices_at", "notices", ["origin", "at"])
    op.create_index("ix_notices_told", "notices", ["origin", "told_at"])
    op.create_index("ix_notices_notified", "notices", ["origin", "notified_at"])


def downgrade() -> None:
    """To the older schema; what was told is forgotten."""
    op.drop_table("notices")
