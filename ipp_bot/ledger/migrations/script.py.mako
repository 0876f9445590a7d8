"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """To the newer schema."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Not offered: an older client would not know what it overwrites."""
    raise NotImplementedError("Go back to a backup instead")
