"""Whoever has paid more than was laid on invoices is not asked for what their credit covers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.db.engine import reading
from core.domain.access import SCHEDULER
from core.services import dispatch, ledger, planning, profiles


@pytest.fixture
def ana(sending, ada):
    """Ana paid 150 for an invoice of 100, and thirty others who owe the same."""
    today = clock.today("America/Bogota")
    made = [sending.customer(f"Ana {number}") for number in range(30)]
    sending.owes(made[0], "F-1", today - timedelta(days=60), 100_00)
    ledger.record_payment(sending.engine, ada, customer_id=made[0], amount=Decimal(150), currency="COP", paid_on=today - timedelta(days=50))
    for number in made[1:]:
        sending.owes(number, f"G-{number}", today - timedelta(days=9), 40_00)
    profiles.refresh(sending.engine)
    return made[0]


@pytest.mark.parametrize(("cents", "state"), [(40_00, "canceled"), (50_00, "canceled"), (60_00, "queued")])
def test_a_credit_counts_before_anybody_is_reminded(sending, ana, cents, state):
    sending.owes(ana, "F-2", clock.today("America/Bogota") - timedelta(days=9), cents)
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    (mine,) = sending.messages(customer_id=ana)
    assert mine.state == state and len([row for row in sending.messages() if row.state == "queued"]) == 29 + (state == "queued")
    if state == "canceled":
        assert mine.reason.startswith("balance.")


def test_a_credit_that_came_after_the_plan_stops_the_message_when_it_would_go(sending, ada, ana):
    today = clock.today("America/Bogota")
    sending.owes(ana, "F-2", today - timedelta(days=9), 60_00)
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    with reading(sending.engine) as session:
        assert ledger.credit_in(session, ana) == {"COP": 50_00}
    ledger.record_payment(sending.engine, ada, customer_id=ana, amount=Decimal(10), currency="COP", paid_on=today - timedelta(days=40),
                          invoice_ids=[])  # fmt: skip
    dispatch.run(sending.engine, SCHEDULER)
    assert sending.messages(customer_id=ana)[0].state == "canceled"
