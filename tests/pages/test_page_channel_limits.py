"""Settings of channels: prices, pace and a test to oneself; and the approvals of platforms under the own limits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlmodel import select

from core.db.engine import reading
from core.db.tables import Company, Message
from core.domain.access import Actor
from core.services import channel_limits, contact_rules

ADA = Actor("Ada", "owner", 1)


@pytest.fixture
def owner(new_house, visit):
    return visit(new_house, "owner")


def test_prices_and_pace_are_entered_and_a_test_is_sent(new_house, owner):
    drawn = owner.open("settings", section="channels")
    drawn.number_input(key="price_sms").set_value(0.0455)
    next(button for button in drawn.button if button.label == "Guardar" and "channel_prices" in str(button.form_id)).click()
    drawn.run()
    assert not drawn.exception and channel_limits.prices(new_house) == {"sms": (Decimal("0.0455"), "USD")}
    drawn.text_input(key="trial_address").set_value("ada@lopez.example").run()
    drawn.selectbox(key="trial_kind").set_value("email").run()
    drawn.button(key="trial_send").click().run()
    assert not drawn.exception and [box.value for box in drawn.success][-1].startswith("Simulado")
    with reading(new_house) as session:
        assert session.exec(select(Message.kind, Message.state)).all() == [("test", "sent")]


def test_only_the_owner_is_offered_a_test(new_house, visit):
    drawn = visit(new_house, "manager").open("settings", section="channels")
    assert not drawn.exception and not [button for button in drawn.button if button.key == "trial_send"]


def test_an_approval_is_offered_where_it_matters(new_house, owner, visit):
    assert not [toggle for toggle in owner.open("compliance").toggle if str(toggle.key).startswith("approval_")]
    contact_rules.change(new_house, ADA, collects_for_third_parties=True)
    drawn = visit(new_house, "owner").open("compliance")
    drawn.toggle(key="approval_whatsapp_third_party").set_value(True).run()
    assert not drawn.exception and contact_rules.approvals(new_house, ADA) == {"whatsapp_third_party": True}
    with reading(new_house) as session:
        assert session.exec(select(Company.country)).one() == "PE"
