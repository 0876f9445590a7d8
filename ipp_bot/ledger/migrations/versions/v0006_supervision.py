"""Who clicked: ipp-bot alone, a person in the window, or ipp-bot by a person's order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To the newer schema."""
    column = sa.Column("supervision", sa.String(length=16), nullable=False, server_default="")
    op.add_column("intents", column)


def downgrade() -> None:
    """Not offered: an older client would take a person's click for its own."""
    raise NotImplementedError("Go back to a backup instead")
