"""Alembic's environment: migrations run on the connection that core.db.schema hands over, inside its transaction."""

from alembic import context

from core.db.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=False)
context.run_migrations()
