"""Who confirmed and who approved which content; who did what, at which machine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To the newer schema."""
    op.create_table(
        "approvals",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.Column("account", sa.String(length=255), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("fingerprint", sa.String(length=128), nullable=False),
        sa.Column("signed_poa", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=255), nullable=False),
        sa.Column("machine", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_approvals_filing", "approvals", ["origin", "account", "ref", "id"])
    for table in ("events", "intents"):
        for name in ("person", "machine"):
            op.add_column(
                table, sa.Column(name, sa.String(length=255), nullable=False, server_default="")
            )


def downgrade() -> None:
    """Not offered: an older client would submit what nobody has approved."""
    raise NotImplementedError("Go back to a backup instead")
