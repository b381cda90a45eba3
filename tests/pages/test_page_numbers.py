"""What somebody types and cannot mean is said beside the field, and nothing else is taken in its place."""

from __future__ import annotations

import pytest

from core.db.tables import Payment, Promise
from core.domain.access import Actor
from core.services import channel_limits, contact_rules, customers
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


def save(app, form):
    """Presses the button of one form."""
    next(button for button in app.button if button.label == "Guardar" and form in str(button.form_id)).click().run()


@pytest.mark.parametrize(("field", "typed"), [("limit_daily_cap", 9), ("limit_payment_quiet_days", -1), ("limit_tolerance", 0.005)])
def test_own_limits_are_not_saved_while_a_number_cannot_be_meant(new_house, visit, field, typed):
    ada = visit(new_house, "owner")
    before = contact_rules.own(new_house, ada.actor)
    app = ada.open("compliance", section="rules")
    app.number_input(key="limit_weekly_cap").set_value(4)
    app.number_input(key=field).set_value(typed)
    save(app, "own_limits")
    assert len(app.error) == 1 and not app.exception and contact_rules.own(new_house, ada.actor) == before
    app.number_input(key=field).set_value(1.0 if field == "limit_tolerance" else 1)
    save(app, "own_limits")
    assert not app.error and contact_rules.own(new_house, ada.actor).weekly_cap == 4


def test_a_limit_of_ones_own_can_be_emptied_again(new_house, visit):
    ada = visit(new_house, "owner")
    contact_rules.change(new_house, ada.actor, daily_cap=2)
    app = ada.open("compliance", section="rules")
    assert app.number_input(key="limit_daily_cap").value == 2
    app.number_input(key="limit_daily_cap").set_value(None)
    save(app, "own_limits")
    assert contact_rules.own(new_house, ada.actor).daily_cap is None


def test_prices_and_pace_say_what_they_take_and_keep_what_was(new_house, visit):
    ada = visit(new_house, "owner")
    app = ada.open("settings", section="channels")
    app.number_input(key="price_sms").set_value(-1.0)
    save(app, "channel_prices")
    assert [box.value for box in app.error] == ["No se guardó nada: «Una parte de un SMS» va de 0 a 999."]
    assert channel_limits.prices(new_house) == {}
    app = ada.open("settings", section="channels")
    app.number_input(key="pace_sms_per_second").set_value(101.0)
    save(app, "pace_sms")
    assert "va de 0 a 100" in app.error[0].value and channel_limits.limits(new_house)["sms"] == {}


def test_every_number_field_with_limits_says_that_a_number_outside_them_is_not_taken(demo_house, visit):
    told = visit(demo_house, "owner").open("compliance", section="rules").get("html")
    assert any("fuera de lo posible" in one.proto.body for one in told)
