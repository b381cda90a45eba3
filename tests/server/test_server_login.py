"""Signing in: one answer for whoever is wrong, a delay for whoever insists, a cookie that nobody else can read or plant."""

from __future__ import annotations

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from core.db.engine import reading
from core.db.tables import AuditEntry, LoginAttempt, Session
from core.domain.access import Actor
from core.domain.errors import Refusal
from core.services import accounts, passwords, sessions

from .conftest import PASSWORD, URL, front  # isort: skip

ADA = Actor("Ada", "owner", 1, "ada@lopez.example")
RIGHT = {"email": "ada@lopez.example", "password": PASSWORD}
WRONG = {"email": "ada@lopez.example", "password": "no es esta frase"}


def test_the_right_password_opens_a_session_and_goes_on_to_the_page(browser):
    answer = browser.post("/login", data={**RIGHT, "next": "/customer?id=7"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/customer?id=7"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("recaudo_session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert browser.get("/customer?id=7").json()["user"] == ["1"]


def test_the_e_mail_may_be_written_in_capitals(browser):
    assert browser.post("/login", data={**RIGHT, "email": " Ada@Lopez.example "}).status_code == 303


def test_a_stolen_table_of_sessions_signs_nobody_in(browser, lopez):
    token = browser.post("/login", data=RIGHT).headers["set-cookie"].split("=")[1].split(";")[0]
    with reading(lopez) as session:
        stored = session.exec(select(Session.token_hash)).one()
    assert token not in stored
    browser.cookies.clear()
    assert browser.get("/promises", headers={"cookie": f"recaudo_session={stored}"}).status_code == 303


def test_a_wrong_password_an_unknown_person_and_a_closed_account_get_the_same_answer(browser, lopez):
    accounts.disable_user(lopez, ADA, 3)
    tries = [WRONG, {"email": "nadie@lopez.example", "password": PASSWORD}, {"email": "gus@lopez.example", "password": PASSWORD}]
    answers = [browser.post("/login", data=data) for data in tries]
    assert {answer.status_code for answer in answers} == {401}
    bodies = {answer.text.replace(data["email"], "") for answer, data in zip(answers, tries, strict=True)}
    assert len(bodies) == 1
    assert not any("set-cookie" in answer.headers for answer in answers)


def test_an_unknown_person_costs_the_same_work(browser, monkeypatch):
    checked = []
    real = passwords._hasher()

    class Counting:
        def verify(self, stored, password):
            checked.append(stored)
            return real.verify(stored, password)

        def __getattr__(self, name):
            return getattr(real, name)

    monkeypatch.setattr(passwords, "_hasher", Counting)
    browser.post("/login", data={"email": "nadie@lopez.example", "password": "x"})
    browser.post("/login", data=WRONG)
    assert len(checked) == 2


def test_an_over_long_password_is_refused_before_it_is_hashed(lopez, monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", lambda: pytest.fail("hashed"))
    with pytest.raises(Refusal, match="not right"):
        sessions.sign_in(lopez, email="ada@lopez.example", password="a" * 129, address="test")


def test_ten_wrong_passwords_delay_the_account_even_for_the_right_one(browser, frozen):
    for _ in range(10):
        assert browser.post("/login", data=WRONG).status_code == 401
    delayed = browser.post("/login", data=RIGHT, headers={"accept-language": "en"})
    assert delayed.status_code == 429
    assert "Wait 15 min " in delayed.text
    frozen.move(minutes=16)
    assert browser.post("/login", data=RIGHT).status_code == 303


def test_waiting_tries_do_not_make_the_wait_longer(browser, frozen):
    for _ in range(10):
        browser.post("/login", data=WRONG)
    for _ in range(14):
        frozen.move(minutes=1)
        assert browser.post("/login", data=RIGHT).status_code == 429
    frozen.move(minutes=2)
    assert browser.post("/login", data=RIGHT).status_code == 303


def test_twenty_wrong_passwords_in_a_day_delay_the_account(browser, lopez, frozen):
    for _ in range(20):
        frozen.move(minutes=10)
        assert browser.post("/login", data=WRONG).status_code == 401
    assert browser.post("/login", data=RIGHT).status_code == 429
    accounts.unlock(lopez, ADA, email="ada@lopez.example")
    assert browser.post("/login", data=RIGHT).status_code == 303


def test_twenty_tries_on_many_accounts_delay_the_address_and_nobody_else(lopez, frozen):
    for number in range(20):
        with pytest.raises(Refusal, match="not right"):
            sessions.sign_in(lopez, email=f"p{number}@lopez.example", password="x", address="10.0.0.9")
    with pytest.raises(Refusal, match="Too many"):
        sessions.sign_in(lopez, email="ada@lopez.example", password=PASSWORD, address="10.0.0.9")
    assert sessions.sign_in(lopez, email="ada@lopez.example", password=PASSWORD, address="10.0.0.1")


def test_a_forged_origin_address_earns_no_new_tries(browser, lopez):
    for number in range(3):
        browser.post("/login", data=WRONG, headers={"x-forwarded-for": f"10.0.0.{number}"})
    with reading(lopez) as session:
        assert set(session.exec(select(LoginAttempt.address))) == {"forwarded"}


def test_what_is_stored_of_a_try_does_not_name_the_account(browser, lopez):
    browser.post("/login", data=WRONG)
    with reading(lopez) as session:
        assert "ada" not in session.exec(select(LoginAttempt.account_hash)).one()
        assert "session.refused" in session.exec(select(AuditEntry.action)).all()


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}, {"origin": "null"}]
)
def test_a_form_from_another_page_signs_nobody_in_or_out(browser, headers):
    assert browser.post("/login", data=RIGHT, headers=headers).status_code == 403
    assert browser.post("/logout", headers=headers).status_code == 403


def test_a_giant_form_is_refused_unread(browser):
    assert browser.post("/login", data={"email": "a" * 70_000}).status_code == 413


def test_signing_in_goes_only_to_local_pages(browser):
    for wanted in ("//evil.example", "https://evil.example/", "/\\evil.example"):
        assert browser.post("/login", data={**RIGHT, "next": wanted}).headers["location"] == "/"


def test_signing_out_ends_the_session_everywhere_and_at_once(browser, lopez, sign_in):
    sign_in(browser, "ada")
    with TestClient(front(), base_url=URL, follow_redirects=False, cookies=dict(browser.cookies)) as other:
        assert other.get("/promises").status_code == 200
        answer = browser.post("/logout")
        assert answer.status_code == 303
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert other.get("/promises").status_code == 303


def test_an_idle_hour_and_a_long_day_end_a_session(lopez, frozen):
    token = sessions.sign_in(lopez, email="gus@lopez.example", password=PASSWORD, address="test")
    frozen.move(minutes=59)
    assert sessions.find(lopez, token)
    frozen.move(minutes=61)
    assert sessions.find(lopez, token) is None
    token = sessions.sign_in(lopez, email="gus@lopez.example", password=PASSWORD, address="test")
    for _ in range(12):
        frozen.move(minutes=55)
        assert sessions.find(lopez, token)
    frozen.move(minutes=59)
    frozen.move(minutes=2)
    assert sessions.find(lopez, token) is None


def test_a_page_that_asks_by_its_own_timer_keeps_nobody_signed_in(lopez, frozen):
    token = sessions.sign_in(lopez, email="gus@lopez.example", password=PASSWORD, address="test")
    for _ in range(6):
        frozen.move(minutes=9)
        assert sessions.find(lopez, token, is_person=False)
    frozen.move(minutes=9)
    assert sessions.find(lopez, token, is_person=False) is None


def test_the_page_speaks_the_visitors_language_and_lets_them_choose(browser):
    assert 'lang="es"' in browser.get("/login", headers={"accept-language": "es-PE,es;q=0.9"}).text
    assert "<h1>Sign in</h1>" in browser.get("/login", headers={"accept-language": "fr-FR,en;q=0.8"}).text
    assert "<h1>Sign in</h1>" in browser.get("/login?lang=en", headers={"accept-language": "es"}).text
    assert "<h1>Iniciar sesión</h1>" in browser.get("/login?lang=xx", headers={"accept-language": "zz"}).text


def test_what_was_typed_comes_back_as_text_and_never_as_markup(browser):
    nasty = '"><script>alert(1)</script>@x.example'
    answer = browser.post("/login", data={"email": nasty, "password": "x", "next": '/"><b>'})
    assert "<script>" not in answer.text
    assert "<b>" not in answer.text


def test_somebody_already_signed_in_goes_on(browser, sign_in):
    assert sign_in(browser, "ada").get("/login?next=/insights").headers["location"] == "/insights"
