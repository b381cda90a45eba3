"""The schema: whether the database is at the newest revision, and the migration that brings it there."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from core.domain.errors import Refusal

FOLDER = Path(__file__).resolve().parents[2] / "db.sqlite-schema"


def newest() -> str:
    """The newest revision, read from the file names so that Alembic need not be imported at every start."""
    return max(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def present(engine: Engine) -> str | None:
    """The database's revision, or None when it is empty. Raises Refusal when it holds tables that are not ours."""
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names())
        if "alembic_version" in names:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if names:
        raise Refusal("foreign_database", "The database holds tables of another program. Name an empty one, or another data folder.")
    return None


def is_current(engine: Engine) -> bool:
    """Whether the database is at the newest revision."""
    return present(engine) == newest()


def migrate(engine: Engine) -> str:
    """Bring the database to the newest revision in one transaction and return it. Raises Refusal when it is newer than this program."""
    now = present(engine)
    if now == newest():
        return now
    if now is not None and now > newest():
        raise Refusal("newer_database", "The database was made by a newer version of Recaudo. Update the program first.")
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.execution_options(writes=True).connect() as connection:
        config.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(config, "head")
    return newest()


def described(engine: Engine) -> str:
    """The schema of a SQLite database as statements, tables first, for people to read."""
    order = "CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, name"
    query = f"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%' ORDER BY {order}"
    with engine.connect() as connection:
        return "".join(f"{row[0]};\n" for row in connection.exec_driver_sql(query))
