"""Figures over whole tables are kept only while nothing changed that they follow from."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.db.engine import reading, writing
from core.db.tables import Activity, Customer
from core.services import ledger, profiles, today, unchanged, worklist

ZONE = "America/Bogota"


@pytest.fixture
def late(house_engine, make_customer, make_invoice):
    """Three customers with something overdue."""
    for name in ("Ana", "Bruno", "Clara"):
        make_invoice(make_customer(name), f"F-{name}", clock.today(ZONE) - timedelta(days=40), 500_00)
    profiles.refresh(house_engine)
    return house_engine


def test_an_answer_is_worked_out_again_only_for_another_state(house_engine):
    asked = []
    with reading(house_engine) as session:
        for state in (1, 1, 2, 2, 1):
            unchanged.answer(session, "so many", state, lambda: asked.append(1))
    assert len(asked) == 3


def test_money_received_shows_at_once(late, ada):
    assert today.look(late, ada).paid == {}
    ledger.record_payment(late, ada, customer_id=1, amount=Decimal(100), currency="COP", paid_on=clock.today(ZONE))
    found = today.look(late, ada)
    assert (found.paid, found.overdue, found.customers_late) == ({"COP": 100_00}, {"COP": 1400_00}, 3)
    ledger.record_payment(late, ada, customer_id=1, amount=Decimal(400), currency="COP", paid_on=clock.today(ZONE))
    assert (today.look(late, ada).paid, today.look(late, ada).customers_late) == ({"COP": 500_00}, 2)


def test_the_number_of_the_worklist_is_that_of_its_rows(late, ada):
    def both(agent_id=None):
        return worklist.count(late, ada, agent_id=agent_id), len(worklist.find(late, ada, agent_id=agent_id))

    assert both() == (3, 3) and both(agent_id=1) == (0, 0)
    with writing(late) as session:
        session.add(Activity(customer_id=1, kind="call", outcome="informed", at=clock.now(), user_id=1))
        session.get(Customer, 2).quiet_until = clock.today(ZONE) + timedelta(days=2)
        session.get(Customer, 3).agent_id = 1
    assert both() == (1, 1) and both(agent_id=1) == (1, 1)
    with writing(late) as session:
        session.get(Customer, 3).agent_id = None
    assert both(agent_id=1) == (0, 0)
    ledger.record_payment(late, ada, customer_id=3, amount=Decimal(500), currency="COP", paid_on=clock.today(ZONE))
    assert both() == (0, 0)
