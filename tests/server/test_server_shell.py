"""The shell: the navigation of each role, in its language, with what everybody must know; nothing for whom the gate does not vouch."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.db.engine import writing
from core.domain.access import POLICY, ROLES
from core.services import accounts, house, sending, sessions
from core.ui.places import SCREENS, file_of

from .conftest import PASSWORD  # isort: skip

SHELL = Path(__file__).resolve().parents[2] / "core" / "ui" / "shell.py"
IDS = {"owner": 1, "manager": 2, "agent": 3}


def shell(user_id):
    app = AppTest.from_file(str(SHELL), default_timeout=20)
    if user_id is not None:
        app.user = {"user_id": str(user_id), "session_id": "1"}
    return app


def said(app):
    return " ".join(element.value for kind in ("error", "warning", "markdown", "caption") for element in getattr(app, kind))


@pytest.mark.parametrize("user_id", [None, "", "99", "1 or 1=1", "-1", "٣"])
def test_nobody_is_shown_anything_without_the_gates_word(lopez, user_id):
    app = shell(user_id).run()
    assert not app.exception
    assert "Vuelva a iniciar sesión" in said(app) or "sign in again" in said(app)
    assert "Ferretería" not in said(app)


def test_a_closed_account_is_shown_nothing(lopez):
    ada = sessions.find(lopez, sessions.sign_in(lopez, email="ada@lopez.example", password=PASSWORD, address="test")).actor
    accounts.disable_user(lopez, ada, 3)
    assert "Ferretería" not in said(shell(3).run())


@pytest.mark.parametrize("role", ROLES)
def test_a_role_can_open_its_screens_and_no_other(lopez, role):
    from streamlit.errors import StreamlitAPIException

    for screens in SCREENS.values():
        for screen in screens:
            if not file_of(screen.name).is_file():
                continue
            app = shell(IDS[role]).run()
            relative = f"../../pages/{screen.name}.py"
            if role in POLICY[screen.action]:
                app.switch_page(relative)
            else:
                with pytest.raises((ValueError, StreamlitAPIException)):
                    app.switch_page(relative).run()


def test_paused_sending_is_said_on_every_screen(lopez):
    ada = sessions.find(lopez, sessions.sign_in(lopez, email="ada@lopez.example", password=PASSWORD, address="test")).actor
    sending.pause_all(lopez, ada)
    assert "Los envíos están en pausa" in said(shell(3).run())


def test_a_moved_clock_is_said_on_every_screen(lopez, monkeypatch):
    monkeypatch.setenv("RECAUDO_NOW", "2027-01-05T15:00:00Z")
    assert "RECAUDO_NOW" in said(shell(3).run())


def test_invented_data_is_said_on_every_screen(lopez):
    with writing(lopez) as session:
        house.company_in(session).is_demo = True
    assert "Datos inventados" in said(shell(1).run())


def test_the_language_is_switched_in_the_corner_and_kept(lopez):
    app = shell(3).run()
    assert "Agente" in said(app)
    app.segmented_control(key="language").set_value("en").run()
    assert accounts.active_user(lopez, 3).language == "en"
    assert "Agent ·" in said(app.run())


@pytest.mark.parametrize("name", ["settings", "portfolio", "compliance"])
def test_the_guard_of_a_page_beyond_ones_role_answers_in_words(lopez, name):
    if not file_of(name).is_file():
        pytest.skip("no such page yet")
    visit = AppTest.from_function(_open_page, default_timeout=20, kwargs={"name": name, "shell": str(SHELL)})
    visit.user = {"user_id": "3", "session_id": "1"}
    assert "no forma parte de su rol" in said(visit.run())


def _open_page(name, shell):
    from core.services import house
    from core.ui import guard, places

    guard.visitor()
    screen = next(screen for screens in places.SCREENS.values() for screen in screens if screen.name == name)
    assert house.open_house()
    guard.require(screen.action)


def test_a_failure_shows_a_reference_and_nothing_of_its_cause(lopez):
    app = AppTest.from_function(_fail).run()
    assert "referencia" in said(app)
    assert "secret detail" not in said(app)


def _fail():
    from core.ui.failure import show_failure

    assert show_failure(ValueError("secret detail")) is True


def test_a_number_in_an_address_that_no_database_holds_is_told_in_words(lopez):
    assert "demasiado grande" in said(AppTest.from_function(_overflow).run())


def _overflow():
    from core.ui.failure import show_failure

    assert show_failure(OverflowError("int too large")) is True


def test_every_screen_names_an_action_of_the_policy():
    for screens in SCREENS.values():
        for screen in screens:
            assert screen.action in POLICY
