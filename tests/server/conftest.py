"""A house with its people and our routes behind the gate, as a browser would meet them, without Streamlit."""

from __future__ import annotations

import shutil

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient

from core.domain.access import Actor
from core.server import cookies
from core.server.gate import Gate
from core.server.routes import ROUTES
from core.services import accounts, house, passwords, sessions, setup

PASSWORD = "tres gatos verdes"
URL = "http://127.0.0.1:8501"
STREAM = "ws://127.0.0.1:8501/_stcore/stream"


async def tell(request):
    """Stands for whatever Streamlit serves: says who it was told is there."""
    return JSONResponse({"user": request.headers.getlist("x-recaudo-user"), "session": request.headers.getlist("x-recaudo-session")})


async def echo(websocket):
    """Stands for Streamlit's websocket: says who is there, then repeats."""
    await websocket.accept()
    await websocket.send_json({"user": websocket.headers.getlist("x-recaudo-user")})
    while (message := await websocket.receive())["type"] == "websocket.receive":
        await websocket.send({"type": "websocket.send", **{kind: message[kind] for kind in ("text", "bytes") if message.get(kind)}})


def front(**options):
    """The application as the server runs it, with a stand-in for Streamlit."""
    rest = [WebSocketRoute("/_stcore/stream", echo), Route("/{path:path}", tell, methods=["GET", "PUT", "POST", "DELETE"])]
    return Starlette(routes=[*ROUTES, *rest], middleware=[Middleware(Gate, **options)])


QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    """Hashes with small parameters: the true ones take a tenth of a second each, by design."""
    monkeypatch.setattr(passwords, "_hasher", lambda: QUICK)
    passwords._nobody.cache_clear()


@pytest.fixture(scope="session")
def houses(tmp_path_factory):
    """One house that nobody has set up, and one with its three people, built once and copied for each test."""
    folder = tmp_path_factory.mktemp("houses")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: QUICK)
        for name, fill in (("empty", None), ("lopez", _people)):
            patch.setenv("RECAUDO_DATA", str(folder / name / "data"))
            engine = house.open_house()
            if fill:
                fill(engine)
            engine.dispose()
    return folder


def _people(engine):
    setup.set_up(engine, name="Ferretería López", country="CO", owner_name="Ada", owner_email="ada@lopez.example", password=PASSWORD)
    ada = Actor("Ada", "owner", 1, "ada@lopez.example")
    for name, role in (("Marta", "manager"), ("Gus", "agent")):
        accounts.add_user(engine, ada, email=f"{name.lower()}@lopez.example", name=name, role=role, password=PASSWORD)


@pytest.fixture
def open_copy(houses, tmp_path, monkeypatch):
    """Opens a copy of one of the houses; returns its engine."""

    def copy(name):
        shutil.copytree(houses / name, tmp_path / "house")
        monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / "house" / "data"))
        cookies._seen.clear()
        return house.open_house()

    return copy


@pytest.fixture
def empty_house(open_copy):
    """An installation that nobody has set up."""
    engine = open_copy("empty")
    yield engine
    engine.dispose()


@pytest.fixture
def lopez(open_copy):
    """Ferretería López with Ada the owner, Marta the manager and Gus the agent, who all know their password."""
    engine = open_copy("lopez")
    yield engine
    engine.dispose()


@pytest.fixture
def browser(lopez):
    """A browser that nobody has signed in with."""
    with TestClient(front(), base_url=URL, follow_redirects=False) as client:
        yield client


@pytest.fixture
def sign_in(lopez):
    """Signs a browser in as ada, marta or gus."""

    def sign(client, name):
        client.cookies.set(cookies.PLAIN, sessions.sign_in(lopez, email=f"{name}@lopez.example", password=PASSWORD, address="test"))
        return client

    return sign
