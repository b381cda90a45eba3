"""The schema: the migrations make what the tables say, schema.sql says what the migrations make, and frozen rows stay frozen."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.db import schema
from core.db.engine import open_engine, sqlite_module, writing
from core.db.tables import metadata
from core.domain.errors import Refusal


@pytest.fixture
def migrated(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    schema.migrate(engine)
    yield engine
    engine.dispose()


def test_the_migrations_make_what_the_tables_say(migrated):
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_schema_for_people_is_the_present_one(migrated):
    assert (schema.FOLDER / "schema.sql").read_text() == schema.described(migrated)


def test_a_second_migration_changes_nothing(migrated):
    assert schema.is_current(migrated)
    assert schema.migrate(migrated) == schema.newest()


def test_a_database_of_another_program_is_left_alone(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    with writing(engine) as session:
        session.execute(text("CREATE TABLE guests (id INTEGER)"))
    with pytest.raises(Refusal, match="another program"):
        schema.migrate(engine)


def test_a_database_of_a_newer_version_is_left_alone(migrated):
    with writing(migrated) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refusal, match="newer version"):
        schema.migrate(migrated)


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"])
def test_the_audit_trail_refuses_changes(migrated, change):
    with writing(migrated) as session:
        session.execute(
            text("INSERT INTO audit_entry (at, actor, action, previous, chained) VALUES ('2026-07-01 00:00:00', 'Ada', 'x', '0', '1')")
        )
    with pytest.raises(IntegrityError, match="cannot be changed"), writing(migrated) as session:
        session.execute(text(change))


def test_every_connection_is_safe(migrated):
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 60000, "trusted_schema": 0, "secure_delete": 1}
    with migrated.connect() as connection:
        assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted} == wanted
    assert sqlite_module().sqlite_version_info >= (3, 51, 3)
