"""Money on the customer's page: a payment is written down, a plan agreed on and cancelled, and the list keeps its filters."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.db.engine import writing
from core.db.tables import Invoice, Payment, Plan
from core.domain.access import Actor
from core.services import customers, ledger, promises
from core.services.customers import Wanted
from tests.pages.page_text import english_left, texts


@pytest.fixture
def owing(demo_house):
    """The id of a customer who owes more than a hundred soles and has promised nothing."""
    found = customers.page(demo_house, Actor("Ada", "owner", 1), Wanted(sort="score", only_owing=True), limit=100)
    return next(one.id for one in found if one.balances.get("PEN", (0, 0))[0] > 100_00 and not one.has_promise)


def test_a_payment_is_written_down_where_the_customer_is_looked_at(demo_house, visit, owing, first):
    gus = visit(demo_house, "agent")
    app = gus.open("customer", id=owing)
    app.button(key="payment_open").click().run()
    app.number_input(key="payment_amount").set_value(50.0)
    app.text_input(key="payment_reference").set_value("OP-9")
    app.button(key="payment_open").click().run()
    app.button(key="payment_go").click()
    app.button(key="payment_open").click().run()
    assert not app.exception
    made = first(demo_house, Payment, Payment.reference == "OP-9")
    assert (made.customer_id, made.amount_cents, made.source) == (owing, 50_00, "manual")


def test_a_plan_is_agreed_on_in_installments(demo_house, visit, owing, first):
    app = visit(demo_house, "agent").open("customer", id=owing)
    app.button(key="plan_open").click().run()
    app.number_input(key="plan_count").set_value(4)
    app.button(key="plan_go").click()
    app.button(key="plan_open").click().run()
    assert not app.exception
    plan = first(demo_house, Plan)
    assert plan.customer_id == owing
    app = visit(demo_house, "agent").open("customer", id=owing)
    assert any("4 cuotas" in text for text in texts(app))
    assert not english_left(texts(app), {"English"})


def test_the_way_back_leads_to_the_list_with_its_filters(demo_house, visit, owing):
    marta = visit(demo_house, "manager")
    app = marta.open("customers", owing=1, bucket="91+")
    app.switch_page("../../pages/customer.py")
    app.query_params["id"] = str(owing)
    app.run()
    app.query_params.clear()
    app.query_params["back"] = "1"
    app.switch_page("../../pages/customers.py").run()
    assert not app.exception
    assert app.toggle(key="customers_owing").value is True
    assert app.selectbox(key="customers_bucket").value == "91+"


def test_documents_are_taken_away_by_who_may(demo_house, visit):
    app = visit(demo_house, "manager").open("portfolio", section="documents")
    assert [one for one in app.button if one.key == "documents_export_make"]
    assert not app.exception


def test_what_a_file_says_was_paid_before_is_not_told_as_a_payment_of_that_day(demo_house, visit, owing):
    with writing(demo_house) as session:
        session.add(Payment(customer_id=owing, portfolio_id=1, paid_on=date(2026, 7, 1), amount_cents=77_00, currency="PEN",
                            source="stated", is_opening=True, recorded_at=datetime(2026, 6, 30, tzinfo=UTC)))  # fmt: skip
    told = " ".join(texts(visit(demo_house, "agent").open("customer", id=owing))).replace("\xa0", " ")
    assert "Antes ya se habían pagado" in told and "lo dice el archivo" in told
    assert "Pagó PEN 77" not in told


def test_who_paid_too_much_sees_the_credit_first_and_it_pays_the_next_document(demo_house, visit, owing, first):
    marta = visit(demo_house, "manager")
    ledger.record_payment(demo_house, marta.actor, customer_id=owing, amount=Decimal(900_000), currency="PEN")
    told = {metric.label: metric.value for metric in marta.open("customer", id=owing).metric}
    assert "Saldo a favor en PEN" in told and told["Debe en PEN"].endswith("0.00")
    with writing(demo_house) as session:
        session.add(Invoice(portfolio_id=1, customer_id=owing, number="N-1", due_on=date(2026, 7, 20), amount_cents=70_00, currency="PEN"))
    app = marta.open("customer", id=owing)
    app.button(key="credit_PEN").click().run()
    app.button(key="credit_go").click()
    app.button(key="credit_PEN").click().run()
    assert not app.exception
    assert first(demo_house, Invoice, Invoice.number == "N-1").paid_cents == 70_00
    assert not english_left(texts(marta.open("customer", id=owing)), {"English"})


def test_a_plan_asks_whether_it_takes_the_place_of_an_open_promise(demo_house, visit, owing):
    gus = visit(demo_house, "agent")
    promises.log(demo_house, gus.actor, customer_id=owing, amount_cents=50_00, currency="PEN", promised_on=date(2026, 7, 5))
    app = gus.open("customer", id=owing)
    app.button(key="plan_open").click().run()
    assert app.checkbox(key="plan_replaces_PEN").value is True
    app.button(key="plan_go").click()
    app.button(key="plan_open").click().run()
    assert not app.exception
    alone = [row.state for row in promises.find(demo_house, gus.actor, customer_id=owing)[1] if row.plan_id is None]
    assert alone.count("open") == 0 and "cancelled" in alone
