"""PostgreSQL itself: the migrations make what the tables say, frozen rows stay frozen, writers take turns, readers see one state."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from core import clock
from core.db import schema
from core.db.engine import open_engine, reading, writing
from core.db.tables import Company, Customer, Invoice, metadata
from core.domain.errors import Refusal
from core.services import audit, house, leases


@pytest.fixture
def migrated(postgres_url):
    return open_engine(postgres_url)


@pytest.fixture
def empty(postgres):
    postgres.admin("CREATE DATABASE empty")
    engine = open_engine(postgres.url("empty"))
    yield engine
    engine.dispose()
    postgres.admin("DROP DATABASE empty WITH (FORCE)")


def test_the_migrations_make_what_the_tables_say_on_postgresql_too(migrated):
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert schema.is_current(migrated) and schema.migrate(migrated) == schema.newest()


def test_two_programs_that_start_at_once_make_one_schema(empty):
    with ThreadPoolExecutor(2) as both:
        assert list(both.map(lambda _: schema.migrate(empty), range(2))) == [schema.newest()] * 2


def test_a_postgresql_of_another_program_is_left_alone(empty):
    with writing(empty) as session:
        session.execute(text("CREATE TABLE guests (id INTEGER)"))
    with pytest.raises(Refusal, match="another program"):
        schema.migrate(empty)


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry CASCADE"])
def test_the_audit_trail_refuses_changes_on_postgresql_too(house_engine, ada, change):
    with writing(house_engine) as session:
        audit.record(session, ada, "company.edit")
    with pytest.raises(IntegrityError, match="cannot be changed"), writing(house_engine) as session:
        session.execute(text(change))
    assert audit.verify(house_engine, ada).entries == 1


def test_entries_of_many_writers_side_by_side_make_one_chain(house_engine, ada):
    def write(number):
        with writing(house_engine) as session:
            audit.record(session, ada, "company.edit", "company", number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(40)))
    found = audit.verify(house_engine, ada)
    assert (found.is_whole, found.entries) == (True, 40)


def test_money_that_comes_in_side_by_side_is_counted_once_each(house_engine, make_customer, make_invoice):
    invoice = make_invoice(make_customer(), "F-1", date(2026, 6, 1))

    def pay(_number):
        with writing(house_engine) as session:
            session.get_one(Invoice, invoice).paid_cents += 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(pay, range(40)))
    with reading(house_engine) as session:
        assert session.get_one(Invoice, invoice).paid_cents == 40


def test_a_lease_goes_to_one_of_those_who_ask_at_once(house_engine):
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda who: leases.take(house_engine, "scheduler", timedelta(seconds=60), str(who)), range(8)))
    assert taken.count(True) == 1


def test_a_reader_sees_one_state_while_others_write_and_nobody_waits(house_engine, make_customer):
    with reading(house_engine) as session:
        assert session.exec(select(Company.name)).one() == "Ferretería López"
        make_customer("Ana")
        assert session.exec(select(Customer)).all() == []
    with reading(house_engine) as session:
        assert session.exec(select(Customer.name)).one() == "Ana"


def test_instants_come_back_as_utc_whatever_zone_the_server_has(house_engine, frozen):
    with writing(house_engine) as session:
        house.set_setting_in(session, "x", {"ñ": [1, None]})
    with reading(house_engine) as session:
        assert session.execute(text("SHOW timezone")).scalar() == "America/Bogota"
        found = session.get_one(house.Setting, "x")
    assert (found.changed_at, found.changed_at.tzinfo) == (clock.now(), clock.now().tzinfo) and found.value == {"ñ": [1, None]}
