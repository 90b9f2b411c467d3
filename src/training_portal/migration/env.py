"""What Alembic runs: on the connection it was handed, inside the transaction that is open there."""

from alembic import context

import training_portal.portal  # noqa: F401 -- every table attaches itself to the metadata
from training_portal.event_store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
    user_module_prefix="portal_types.",
)
context.run_migrations()
