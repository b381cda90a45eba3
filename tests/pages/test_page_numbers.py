"""What somebody types and cannot mean is said beside the field, and nothing else is taken in its place."""

from __future__ import annotations

import pytest

from core.db.tables import Payment, Promise
from core.domain.access import Actor
from core.services import customers
from core.services.customers import Wanted
from tests.pages.page_text import texts
from tests.pages.test_page_privacy import dialog


@pytest.fixture
def owing(demo_house):
    """The id of a customer who owes more than a hundred soles and has promised nothing."""
    found = customers.page(demo_house, Actor("Ada", "owner", 1), Wanted(sort="score", only_owing=True), limit=100)
    return next(one.id for one in found if one.balances.get("PEN", (0, 0))[0] > 100_00 and not one.has_promise)


@pytest.mark.parametrize(("typed", "said"), [(-5.0, "mayor que cero"), (10.005, "10.005")])
def test_a_promise_of_less_than_nothing_or_of_half_a_cent_is_said_and_not_logged(demo_house, visit, owing, first, typed, said):
    app = visit(demo_house, "agent").open("customer", id=owing)
    app.selectbox(key=f"log_{owing}_0_outcome").set_value("promise").run()
    next(one for one in app.number_input if "_amount_" in one.key).set_value(typed).run()
    assert any(said in text for text in texts(app)) and app.button(key=f"log_{owing}_0_go").disabled
    assert first(demo_house, Promise, Promise.customer_id == owing, Promise.amount_cents <= 0) is None


@pytest.mark.parametrize(("typed", "said"), [(-5.0, "mayor que cero"), (2_000_000_000.0, "Como máximo")])
def test_a_payment_outside_what_is_possible_is_said_and_not_recorded(demo_house, visit, owing, first, typed, said):
    app = visit(demo_house, "agent").open("customer", id=owing)
    app.button(key="payment_open").click().run()
    app.number_input(key="payment_amount").set_value(typed)
    app.button(key="payment_open").click().run()
    assert any(said in text for text in dialog(app)) and app.button(key="payment_go").disabled
    assert first(demo_house, Payment, Payment.source == "manual", Payment.amount_cents <= 0) is None


def test_a_plan_says_which_totals_and_how_many_installments_it_takes(demo_house, visit, owing):
    app = visit(demo_house, "agent").open("customer", id=owing)
    app.button(key="plan_open").click().run()
    app.number_input(key="plan_count").set_value(1)
    app.number_input(key="plan_total_PEN").set_value(-5.0)
    app.button(key="plan_open").click().run()
    told = dialog(app)
    assert any("Entre 2 y" in text for text in told) and any("mayor que cero" in text for text in told)
    assert not [one for one in app.button if one.key == "plan_go"]


def test_every_number_field_with_limits_says_that_a_number_outside_them_is_not_taken(demo_house, visit):
    told = visit(demo_house, "owner").open("compliance", section="rules").get("html")
    assert any("fuera de lo posible" in one.proto.body for one in told)
