"""The fixed cast on a real database: Ada owner, Marta manager, Gus agent; customers and invoices on demand."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from core import clock
from core.db.engine import writing
from core.db.tables import Company, ContactPoint, Customer, Invoice, Portfolio, User
from core.domain.access import Actor
from core.services import house


@pytest.fixture
def database_url():
    """The address of the database; None for SQLite in the data folder. The tests of PostgreSQL give another."""
    return None


@pytest.fixture
def house_engine(tmp_path, monkeypatch, database_url, installed):
    """An installation of its own with the company Ferretería López in Bogotá and its three people."""
    monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if database_url:
        monkeypatch.setenv("DATABASE_URL", database_url)
    else:
        shutil.copytree(installed, tmp_path, dirs_exist_ok=True)
    engine = house.open_house()
    people = (("Ada", "owner"), ("Marta", "manager"), ("Gus", "agent"))
    with writing(engine) as session:
        session.add(Company(name="Ferretería López", country="CO", currency="COP", timezone="America/Bogota", created_at=clock.now()))
        for name, role in people:
            session.add(User(email=f"{name.lower()}@lopez.example", name=name, role=role, password_hash="!", created_at=clock.now()))
        session.add(Portfolio(name="Cartera", created_at=clock.now()))
    yield engine
    engine.dispose()


@pytest.fixture
def ada(house_engine):
    return Actor("Ada", "owner", 1, "ada@lopez.example")


@pytest.fixture
def marta(house_engine):
    return Actor("Marta", "manager", 2, "marta@lopez.example")


@pytest.fixture
def gus(house_engine):
    return Actor("Gus", "agent", 3, "gus@lopez.example")


@pytest.fixture
def make_customer(house_engine):
    """Makes a customer with a mobile and an e-mail; returns its id."""

    def make(name="Ana", phone="+573001234567", email="ana@example.com", **fields):
        with writing(house_engine) as session:
            made = Customer(name=name, name_key=name.lower(), created_at=clock.now(), updated_at=clock.now(), **fields)
            session.add(made)
            session.flush()
            if phone:
                session.add(
                    ContactPoint(customer_id=made.id, kind="phone", value=phone, line="mobile", is_primary=True, created_at=clock.now())
                )
            if email:
                session.add(ContactPoint(customer_id=made.id, kind="email", value=email, is_primary=True, created_at=clock.now()))
            return made.id

    return make


@pytest.fixture
def make_invoice(house_engine):
    """Makes an invoice in the portfolio of the cast; amounts in hundredths; returns its id."""

    def make(customer_id, number, due_on: date, amount_cents=100_00, currency="COP", issued_on: date | None = None):
        with writing(house_engine) as session:
            made = Invoice(
                portfolio_id=1,
                customer_id=customer_id,
                number=number,
                issued_on=issued_on,
                due_on=due_on,
                amount_cents=amount_cents,
                currency=currency,
            )
            session.add(made)
            session.flush()
            return made.id

    return make
