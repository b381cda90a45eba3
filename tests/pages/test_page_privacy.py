"""Requests about personal data on screen: taken down by an agent, answered by who leads, erased by the owner alone."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from core import clock
from core.db.tables import Customer, Export, PrivacyRequest
from core.services import erasure, privacy_requests
from core.services.customers import Wanted, page

from .conftest import PASSWORD  # isort: skip
from .page_text import english_left, texts  # isort: skip


@pytest.fixture
def paid_up(demo_house, visit):
    """A customer of the demo with whom nothing goes on; their id."""
    owner = visit(demo_house, "owner")
    for row in page(demo_house, owner.actor, Wanted(), limit=150):
        if not erasure.look(demo_house, owner.actor, row.id).hindrances:
            return row.id
    raise AssertionError("the demo has nobody like that")


def ask(engine, actor, customer_id, kind, **told):
    return privacy_requests.open_(engine, actor, customer_id=customer_id, kind=kind, arrived="email", **told)


def press(app, number, name):
    """Presses a button of an open request's dialog: both presses arrive in one run, because AppTest draws a dialog only on its call."""
    app.button(key=f"answer_{number}").click()
    app.button(key=name).click()
    return app.run()


def typed(app, number, password):
    """Types a password in the dialog."""
    app.text_input(key=f"erase_password_{number}").set_value(password)
    return app.button(key=f"answer_{number}").click().run()


def dialog(app):
    """Every text of the dialog in front of the page."""
    return texts(SimpleNamespace(main=app._tree[2], sidebar=app._tree[2]))


def opened(visitor, number):
    """The list of requests with the dialog of one of them open."""
    return visitor.open("compliance", section="requests").button(key=f"answer_{number}").click().run()


def test_an_agent_takes_a_request_down_on_the_customers_page(demo_house, visit, first):
    gus = visit(demo_house, "agent")
    app = gus.open("customer", id=1)
    app.selectbox(key="privacy_kind").set_value("access").run()
    app = app.button(key="privacy_go").click().run()
    assert app.session_state["privacy_taken"] == 1  # the popover of the next one has another name, and begins closed
    assert not app.exception and not app.error
    row = first(demo_house, PrivacyRequest)
    assert (row.kind, row.arrived, row.opened_by) == ("access", "email", gus.actor.user_id)
    assert any("Ver los datos" in text for text in texts(app))
    assert not [button for button in app.button if button.key in ("take_out", f"answer_{row.id}")]


def test_an_agent_does_not_see_the_requests_of_everybody(demo_house, visit):
    with pytest.raises(ValueError, match="Could not find"):
        visit(demo_house, "agent").open("compliance", section="requests")


def test_identity_comes_first_then_the_file_then_the_answer(demo_house, visit, first):
    marta = visit(demo_house, "manager")
    number = ask(demo_house, marta.actor, 1, "access")
    app = opened(marta, number)
    assert not [button for button in app.button if button.key == f"done_{number}"]
    press(app, number, f"identify_{number}")
    assert first(demo_house, PrivacyRequest).identity == "document"
    app = press(opened(marta, number), number, "export_1")
    assert not app.exception and not app.error
    assert first(demo_house, Export).kind == "person"
    press(opened(marta, number), number, f"done_{number}")
    assert first(demo_house, PrivacyRequest).outcome == "done"


def test_erasing_shows_what_goes_and_what_stays_and_wants_the_password(demo_house, visit, first, paid_up):
    ada = visit(demo_house, "owner")
    name = first(demo_house, Customer, Customer.id == paid_up).name
    number = ask(demo_house, ada.actor, paid_up, "erase", identity="document")
    app = opened(ada, number)
    found = dialog(app)
    assert any("Nombre, identificación, dirección y notas: 1" in text for text in found)
    assert any("Documentos:" in text for text in found) and any("doce meses" in text for text in found)
    assert app.button(key=f"erase_{number}").disabled
    app = typed(app, number, "wrong")
    app = press(app, number, f"erase_{number}")
    assert app.error and first(demo_house, Customer, Customer.id == paid_up).erased_at is None
    app = typed(app, number, PASSWORD)
    app = press(app, number, f"erase_{number}")
    assert not app.exception
    assert first(demo_house, Customer, Customer.id == paid_up).name == f"#{paid_up}"
    app = ada.open("compliance", section="requests")
    assert name not in " ".join(texts(app)) and f"#{paid_up}" in app.dataframe[0].value["Cliente"].tolist()


def test_a_manager_sees_that_only_the_owner_erases(demo_house, visit, paid_up):
    marta = visit(demo_house, "manager")
    number = ask(demo_house, marta.actor, paid_up, "erase", identity="document")
    app = opened(marta, number)
    assert "Solo la persona titular borra datos." in dialog(app)
    assert not [button for button in app.button if button.key == f"erase_{number}"]


def test_what_stands_in_the_way_is_said_and_a_claim_must_be_given_up(demo_house, visit):
    ada = visit(demo_house, "owner")
    ids = [row.id for row in page(demo_house, ada.actor, Wanted(sort="score"), limit=100)]
    chosen = next(one for one in ids if [h.code for h in erasure.look(demo_house, ada.actor, one).hindrances] == ["owes"])
    number = ask(demo_house, ada.actor, chosen, "erase", identity="document")
    app = opened(ada, number)
    assert any("todavía debe" in warning.value for warning in app.warning)
    app = typed(app, number, PASSWORD)
    assert app.button(key=f"erase_{number}").disabled
    app.checkbox(key=f"give_up_{number}").set_value(True)
    app.button(key=f"answer_{number}").click().run()
    assert not app.button(key=f"erase_{number}").disabled


def test_restricting_shows_on_the_customers_page_and_ends_with_a_reason(demo_house, visit, first):
    marta = visit(demo_house, "manager")
    number = ask(demo_house, marta.actor, 1, "restrict")
    app = marta.open("customer", id=1)
    app.button(key=f"answer_{number}").click().run()
    press(app, number, f"restrict_{number}")
    app = marta.open("customer", id=1)
    assert any("restringido" in warning.value for warning in app.warning)
    app.text_area(key="lift_why_restrict").set_value("Se corrigió el importe; avisada por correo.").run()
    app.button(key="lift_go_restrict").click().run()
    assert not app.exception and first(demo_house, Customer, Customer.id == 1).restricted_at is None


def test_an_overdue_request_is_on_today_for_those_who_answer_it(demo_house, visit):
    marta = visit(demo_house, "manager")
    ask(demo_house, marta.actor, 1, "access", received_on=(clock.now() - timedelta(days=60)).date())
    assert any("solicitud de privacidad está vencida" in text for text in texts(marta.open("today")))
    assert not any("solicitud de privacidad" in text for text in texts(visit(demo_house, "agent").open("today")))


@pytest.mark.parametrize("kind", ["access", "correct", "restrict", "object", "erase"])
def test_every_dialog_speaks_spanish(demo_house, visit, kind):
    ada = visit(demo_house, "owner")
    number = ask(demo_house, ada.actor, 2, kind, identity="document", about="profiling" if kind == "object" else None, note="Quiero saber")
    app = opened(ada, number)
    assert not app.exception
    assert dialog(app) and english_left(texts(app) | dialog(app), {"English"}) == []


def test_a_refusal_needs_a_reason_and_is_kept_with_it(demo_house, visit, first):
    marta = visit(demo_house, "manager")
    number = ask(demo_house, marta.actor, 1, "erase")
    app = opened(marta, number)
    app.selectbox(key=f"refuse_why_{number}").set_value("contract_in_force")
    press(app, number, f"refuse_{number}")
    row = first(demo_house, PrivacyRequest)
    assert (row.outcome, row.reason) == ("refused", "contract_in_force")
