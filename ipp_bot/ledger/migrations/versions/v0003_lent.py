"""Who holds a lease is found without reading every filing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To the newer schema."""
    op.create_index(
        "ix_filings_lent",
        "filings",
        ["origin", "lease_owner"],
        sqlite_where=sa.text("lease_owner IS NOT NULL"),
        postgresql_where=sa.text("lease_owner IS NOT NULL"),
    )


def downgrade() -> None:
    """Not offered: an older client would not know what it overwrites."""
    raise NotImplementedError("Go back to a backup instead")
