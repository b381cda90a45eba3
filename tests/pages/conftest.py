"""Houses to look at: one just set up, one with the invented business; each page drawn by the shell for a signed-in person."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from core import clock
from core.db.engine import reading, writing
from core.db.tables import User
from core.domain.access import Actor
from core.services import accounts, demo, house, leases, passwords, setup
from core.text.catalog import speak

NOON = datetime(2026, 7, 1, 17, 0, tzinfo=UTC)  # a Wednesday; noon in Lima
PASSWORD = "tres gatos verdes"
SHELL = Path(__file__).resolve().parents[2] / "core" / "ui" / "shell.py"


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The two houses, built once at NOON and copied for each test."""
    folder = tmp_path_factory.mktemp("houses")
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: quick)
        patch.setattr(clock, "now", lambda: NOON)
        for name, fill in (("new", _set_up), ("demo", lambda engine: demo.load(engine, password=PASSWORD))):
            patch.setenv("RECAUDO_DATA", str(folder / name / "data"))
            engine = house.open_house()
            fill(engine)
            leases.take(engine, leases.SCHEDULER, timedelta(minutes=1), "the server")
            engine.dispose()
    return folder


def _set_up(engine):
    setup.set_up(engine, name="Ferretería López", country="PE", owner_name="Ada", owner_email="ada@lopez.example", password=PASSWORD)
    ada = Actor("Ada", "owner", 1, "ada@lopez.example")
    for name, role in (("Marta", "manager"), ("Gus", "agent")):
        accounts.add_user(engine, ada, email=f"{name.lower()}@lopez.example", name=name, role=role, password=PASSWORD)


@pytest.fixture
def open_copy(built, tmp_path, monkeypatch, frozen):
    """Opens a copy of one of the houses; returns its engine."""
    opened = []

    def copy(name):
        shutil.copytree(built / name, tmp_path / name)
        monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / name / "data"))
        opened.append(house.open_house())
        return opened[-1]

    yield copy
    for engine in opened:
        engine.dispose()


@pytest.fixture
def new_house(open_copy):
    """Ferretería López, set up and still empty: Ada the owner, Marta the manager, Gus the agent."""
    return open_copy("new")


@pytest.fixture
def demo_house(open_copy):
    """The invented business with the same three people."""
    return open_copy("demo")


class Visitor:
    """A signed-in person who walks from page to page."""

    def __init__(self, engine, role, language="es"):
        self.engine = engine
        with writing(engine) as session:
            person = session.exec(select(User).where(User.role == role, User.is_active)).first()
            person.language = language
            self.actor = Actor(person.name, role, person.id, person.email)
        self.app = AppTest.from_file(str(SHELL), default_timeout=30)
        speak(language)  # AppTest asks format functions for their words in this thread
        self.app.user = {"user_id": str(self.actor.user_id), "session_id": "1"}
        self.app.run()

    def open(self, name, **query):
        """Opens a page by its name, with codes for its address; returns the app."""
        self.app.query_params.clear()
        self.app.query_params.update({key: str(value) for key, value in query.items()})
        return self.app.switch_page(f"../../pages/{name}.py").run()


@pytest.fixture
def visit():
    """Makes a Visitor: visit(engine, role, language)."""
    return Visitor


@pytest.fixture
def first():
    """The first row of a table that fits: first(engine, Table, *conditions)."""

    def find(engine, table, *conditions):
        with reading(engine) as session:
            return session.exec(select(table).where(*conditions).order_by(table.id)).first()

    return find
