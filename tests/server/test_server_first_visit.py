"""The first visit: opened by the code on the console, closed for good once there is an owner."""

from __future__ import annotations

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from core.db.engine import reading
from core.db.tables import AuditEntry, Company, Setting, User
from core.services import house, setup

from .conftest import PASSWORD, URL, front  # isort: skip

FORM = {
    "company": "Ferretería López",
    "country": "CO",
    "tone": "warm",
    "language": "es",
    "owner_name": "Ada",
    "lang": "en",
    "owner_email": "ada@lopez.example",
    "password": PASSWORD,
    "action": "set_up",
}

WRONG = [
    ({"password": "corta"}, "at least 12"),
    ({"password": "Ferreteria2026!"}, "among the first"),
    ({"company": " "}, "needs a name"),
    ({"owner_email": "ada"}, "not an e-mail"),
    ({"country": "XX"}, "currency code"),
    ({"timezone": "Mars/Base"}, "time zone"),
]


@pytest.fixture
def visitor(empty_house):
    with TestClient(front(), base_url=URL, follow_redirects=False) as client:
        yield client


def test_before_set_up_every_page_leads_to_it(visitor):
    for path in ("/", "/today", "/login"):
        assert visitor.get(path).headers["location"] == "/setup"
    assert visitor.get("/setup").status_code == 200


def test_the_right_code_makes_company_and_owner_and_signs_in(visitor, empty_house):
    code = setup.make_code(empty_house)
    answer = visitor.post("/setup", data={**FORM, "code": code})
    assert answer.status_code == 303
    assert visitor.get("/promises").json()["user"] == ["1"]
    company = house.company_of(empty_house)
    assert (company.name, company.currency, company.timezone, company.language) == ("Ferretería López", "COP", "America/Bogota", "es")
    with reading(empty_house) as session:
        owner = session.exec(select(User)).one()
        assert (owner.role, owner.language) == ("owner", "en")
        assert owner.password_hash.startswith("$argon2id$")
        assert {"company.set_up", "user.add"} <= set(session.exec(select(AuditEntry.action)))


def test_customers_are_written_to_in_the_language_of_their_country_unless_chosen(visitor, empty_house):
    visitor.post("/setup", data={**FORM, "country": "MX", "language": "", "code": setup.make_code(empty_house)})
    assert house.company_of(empty_house).language == "es"
    with reading(empty_house) as session:
        assert session.exec(select(User)).one().language == "en"


def test_without_the_code_nothing_is_made(visitor, empty_house):
    setup.make_code(empty_house)
    for code in ("", "0000-0000-0000", "1"):
        answer = visitor.post("/setup", data={**FORM, "code": code})
        assert answer.status_code == 403
        assert "Ferretería López" in answer.text
        assert PASSWORD not in answer.text
    with reading(empty_house) as session:
        assert session.exec(select(Company)).first() is None


def test_guessing_the_code_is_delayed(visitor, empty_house):
    code = setup.make_code(empty_house)
    for _ in range(20):
        visitor.post("/setup", data={**FORM, "code": "1111-1111-1111"})
    assert visitor.post("/setup", data={**FORM, "code": code}).status_code == 429


def test_the_code_is_stored_as_a_hash_and_works_once(visitor, empty_house):
    code = setup.make_code(empty_house)
    with reading(empty_house) as session:
        assert code not in str(session.get(Setting, setup.CODE).value)
    visitor.post("/setup", data={**FORM, "code": code})
    with reading(empty_house) as session:
        assert session.get(Setting, setup.CODE) is None
    assert setup.make_code(empty_house) is None


def test_after_set_up_the_page_is_closed_for_good(visitor, empty_house):
    code = setup.make_code(empty_house)
    visitor.post("/setup", data={**FORM, "code": code})
    visitor.cookies.clear()
    assert visitor.get("/setup").headers["location"].startswith("/login")
    assert visitor.post("/setup", data={**FORM, "code": code, "owner_email": "eve@x.example"}).status_code == 401
    with reading(empty_house) as session:
        assert len(session.exec(select(User)).all()) == 1


def test_what_cannot_be_is_refused_with_its_reason_and_nothing_is_made(visitor, empty_house):
    code = setup.make_code(empty_house)
    for wrong, said in WRONG:
        answer = visitor.post("/setup", data={**FORM, **wrong, "code": code})
        assert answer.status_code == 422
        assert said in answer.text
    with reading(empty_house) as session:
        assert session.exec(select(Company)).first() is None
    assert visitor.post("/setup", data={**FORM, "code": code}).status_code == 303


def test_currency_and_time_zone_may_differ_from_the_countrys(visitor, empty_house):
    code = setup.make_code(empty_house)
    visitor.post("/setup", data={**FORM, "code": code, "currency": "USD", "timezone": "America/Lima"})
    company = house.company_of(empty_house)
    assert (company.currency, company.timezone) == ("USD", "America/Lima")


def test_invented_data_loads_with_one_click_and_tells_how_to_come_back(visitor, empty_house):
    code = setup.make_code(empty_house)
    answer = visitor.post("/setup", data={"code": code, "action": "demo", "lang": "en"})
    assert answer.status_code == 200
    assert "The invented business is ready" in answer.text
    assert house.company_of(empty_house).is_demo
    assert visitor.get("/promises").status_code == 200
    assert visitor.get("/setup").status_code == 303
    assert setup.make_code(empty_house) is None


def test_data_without_an_owner_waits_for_one(visitor, empty_house):
    from core.services import demo

    demo.load(empty_house, None)
    if setup.state(empty_house) == setup.DONE:
        pytest.skip("the invented people can sign in")
    code = setup.make_code(empty_house)
    page = visitor.get("/setup")
    assert 'name="company"' not in page.text
    assert visitor.post("/setup", data={**FORM, "code": code}).status_code == 303
    assert setup.state(empty_house) == setup.DONE


@pytest.mark.parametrize(("languages", "country"), [("es-PE,es;q=0.9", "PE"), ("es-419,es;q=0.9", "CO"), ("en-XX", "US")])
def test_the_country_that_the_browser_names_is_offered_first(visitor, languages, country):
    shown = visitor.get("/setup", headers={"accept-language": languages}).text
    assert f'<option value="{country}" selected>' in shown
