"""Today tells who brought the first file what comes next, until a campaign was launched."""

from __future__ import annotations

from datetime import date

from core import clock
from core.db.engine import writing
from core.db.tables import Authorisation, Company, ContactPoint, Customer, Invoice, Portfolio
from core.domain.access import Actor
from core.services import beginnings, profiles
from tests.pages.page_text import english_left, texts

MANAGER = Actor("Marta", "manager", 2)


def with_a_customer(engine, phone=None):
    """A house into which a file was imported: Ana owes."""
    with writing(engine) as session:
        session.add(Portfolio(name="Cartera", created_at=clock.now()))
        session.add(Customer(name="Ana", name_key="ana", created_at=clock.now(), updated_at=clock.now()))
        session.flush()
        session.add(Invoice(portfolio_id=1, customer_id=1, number="A-1", due_on=date(2026, 6, 1), amount_cents=100_00, currency="PEN"))
        if phone:
            session.add(ContactPoint(customer_id=1, kind="phone", value=phone, line="mobile", is_primary=True, created_at=clock.now()))


def steps(app):
    return [one.key for one in app.button if one.key and one.key.startswith("begin_")]


def test_contacts_come_before_words(new_house, visit):
    with_a_customer(new_house)
    app = visit(new_house, "manager").open("today")
    assert steps(app) == ["begin_contacts"]
    assert not app.exception and not english_left(texts(app), {"English"})


def test_words_come_before_the_campaign(new_house, visit):
    with_a_customer(new_house, "+51999000010")
    assert steps(visit(new_house, "manager").open("today")) == ["begin_words"]


def test_where_the_law_asks_for_it_an_authorisation_comes_before_words(new_house, visit):
    with_a_customer(new_house, "+573105550101")
    with writing(new_house) as session:
        session.get(Company, 1).country = "CO"
    app = visit(new_house, "manager").open("today")
    assert steps(app) == ["begin_authority"]
    assert not app.exception and not english_left(texts(app), {"English"})
    with writing(new_house) as session:
        session.add(Authorisation(customer_id=1, channel="sms", given_at=clock.now(), how="contract"))
    assert steps(visit(new_house, "manager").open("today")) == ["begin_words"]


def test_a_phone_that_may_not_be_used_is_no_missing_phone(new_house):
    with_a_customer(new_house, "+573105550101")
    with writing(new_house) as session:
        session.get(Company, 1).country = "CO"
        profiles.refresh_in(session)
    assert beginnings.count_without_contacts(new_house, MANAGER) == 0
    with writing(new_house) as session:
        session.get(ContactPoint, 1).invalid_at = clock.now()
    assert beginnings.count_without_contacts(new_house, MANAGER) == 1


def test_an_agent_is_not_told_of_steps_that_are_not_theirs(new_house, visit):
    with_a_customer(new_house)
    assert steps(visit(new_house, "agent").open("today")) == []


def test_a_house_with_campaigns_is_past_its_first_steps(demo_house, visit):
    assert steps(visit(demo_house, "owner").open("today")) == []


def test_recorded_authorisations_are_counted_at_once(new_house, visit):
    with_a_customer(new_house, "+573105550101")
    app = visit(new_house, "manager").open("compliance", section="consent")
    app.button_group(key="authorise_channels").set_value(["sms"])
    app.text_area(key="authorise_proof").set_value("Cláusula 7 de la solicitud de crédito")
    next(one for one in app.button if one.label.startswith("Registrar las")).click().run()
    assert [one.value for one in app.metric][:2] == ["0", "1"]
    assert any("1" in one.value for one in app.success)
