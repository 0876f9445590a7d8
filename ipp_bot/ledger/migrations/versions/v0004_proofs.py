"""Receipts, pictures and decisions of each account as a chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To the newer schema."""
    op.create_table(
        "proofs",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.Column("account", sa.String(length=255), nullable=False),
        sa.Column("filing_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["filings.id"], name=op.f("fk_proofs_filing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proofs")),
        sa.UniqueConstraint(
            "origin", "account", "previous", name=op.f("uq_proofs_origin_account_previous")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_proofs_chain", "proofs", ["origin", "account", "id"])


def downgrade() -> None:
    """Not offered: an older client would go on without the chain."""
    raise NotImplementedError("Go back to a backup instead")
