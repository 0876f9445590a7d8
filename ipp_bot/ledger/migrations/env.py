"""How Alembic reaches the ledger: through the connection that the client has open already."""

from __future__ import annotations

from alembic import context

from ipp_bot.ledger.schema_version import VERSION_TABLE
from ipp_bot.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
