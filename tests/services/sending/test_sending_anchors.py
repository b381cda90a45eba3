"""What each anchor says, once and to whom: due dates, promises, broken promises and payments, in the words that ship."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core import clock
from core.db.engine import writing
from core.db.tables import Allocation, Invoice, Payment
from core.domain.access import SCHEDULER
from core.domain.errors import Refusal
from core.services import dispatch, manual, planning, promises
from core.services.campaign_views import StepView

TODAY = date(2026, 7, 1)


@pytest.fixture
def run(sending):
    """Launches one step with shipped words, plans twice and dispatches; gives the texts that went out."""

    def work(anchor, purpose, **fields):
        words = {("sms", "es"): sending.shipped(purpose)}
        campaign = sending.launch(StepView(anchor=anchor, channels=("sms",), templates=words, send_at="08:00", **fields))
        return lambda: [planning.run(sending.engine, SCHEDULER), planning.plan(sending.engine, SCHEDULER, campaign),
                        dispatch.run(sending.engine, SCHEDULER)]  # fmt: skip

    return work


def pay(sending, customer_id, cents, on, invoice_id=None):
    with writing(sending.engine) as session:
        paid = Payment(customer_id=customer_id, paid_on=on, amount_cents=cents, currency="COP", recorded_at=clock.now())
        session.add(paid)
        session.flush()
        if invoice_id:
            session.add(Allocation(payment_id=paid.id, invoice_id=invoice_id, customer_id=customer_id, paid_on=on, amount_cents=cents,
                                   currency="COP"))  # fmt: skip
            session.get(Invoice, invoice_id).paid_cents += cents


@pytest.fixture
def bruno(sending, gus):
    """Bruno owes 300 and promised 250 of it for the second of July."""
    made = sending.customer("Bruno")
    sending.owes(made, "F-1", date(2026, 6, 20), 300_00)
    sending.promise = promises.log(
        sending.engine, gus, customer_id=made, amount_cents=250_00, currency="COP", promised_on=TODAY + timedelta(days=1)
    )
    return made


def names(text, day):
    """Whether a text names a day, written out or in figures."""
    return f"{day.day} de julio" in text or day.strftime("%d/%m/%Y") in text


def texts(sending):
    return [record["text"] for record in sending.sent()]


def test_around_a_due_date_the_invoice_of_that_day_is_named_once(sending, run):
    ana, clara = sending.customer("Ana"), sending.customer("Clara")
    sending.owes(ana, "F-1", TODAY + timedelta(days=2), 100_00)
    sending.owes(ana, "F-2", TODAY + timedelta(days=30), 100_00)
    sending.owes(clara, "F-3", TODAY + timedelta(days=30), 100_00)
    step = run("due", "reminder_before", offset_days=-2)
    step(), step()
    (text,) = texts(sending)
    assert "Ana" in text and "COP 100,00" in text and names(text, date(2026, 7, 3))
    assert [message.customer_id for message in sending.messages()] == [ana]


def test_before_a_promised_day_its_amount_and_day_are_named(sending, run, bruno):
    sending.owes(sending.customer("Ana"), "F-9", date(2026, 6, 20))
    step = run("promise", "promise_reminder", offset_days=-1)
    step(), step()
    (text,) = texts(sending)
    assert "COP 250,00" in text and names(text, date(2026, 7, 2))
    assert [message.customer_id for message in sending.messages()] == [bruno]


def test_a_promise_that_is_kept_meanwhile_is_not_reminded_of(sending, run, bruno):
    step = run("promise", "promise_reminder", offset_days=-1)
    planning.run(sending.engine, SCHEDULER)
    pay(sending, bruno, 250_00, TODAY)
    step()
    assert texts(sending) == [] and {message.reason for message in sending.messages()} <= {"promise.not_open", "payment.recent"}


def test_after_a_broken_promise_its_amount_and_day_are_named_once(sending, run, bruno, frozen):
    step = run("broken", "promise_broken")
    step()
    assert texts(sending) == []
    frozen.move(days=3)
    step(), step()
    (text,) = texts(sending)
    assert "No vimos el pago de COP 250,00" in text and names(text, date(2026, 7, 2))
    assert [message.purpose for message in sending.messages()] == ["reminder"]


def test_of_a_partly_kept_promise_only_the_rest_is_asked_for(sending, run, bruno, frozen):
    step = run("broken", "promise_broken", valid_days=10)
    pay(sending, bruno, 100_00, TODAY)
    frozen.move(days=6)
    step()
    assert "No vimos el pago de COP 150,00" in texts(sending)[0]


def test_a_broken_promise_that_was_made_good_late_is_not_spoken_of(sending, run, bruno, frozen):
    step = run("broken", "promise_broken", valid_days=20)
    frozen.move(days=3)
    planning.run(sending.engine, SCHEDULER)
    pay(sending, bruno, 250_00, TODAY + timedelta(days=3))
    frozen.move(days=5)
    step()
    assert texts(sending) == [] and [(m.state, m.reason) for m in sending.messages()] == [("canceled", "promise.not_broken")]


def test_after_a_payment_the_amount_received_is_named_once(sending, run, frozen):
    ana = sending.customer("Ana")
    invoice = sending.owes(ana, "F-1", date(2026, 6, 20), 300_00)
    step = run("payment", "payment_received")
    frozen.move(minutes=5)
    pay(sending, ana, 120_00, TODAY, invoice)
    step(), step()
    (text,) = texts(sending)
    assert "COP 120,00" in text
    assert [message.purpose for message in sending.messages()] == ["payment_received"]


def test_words_of_a_promise_or_payment_need_a_step_that_follows_one(sending):
    words = {("sms", "es"): sending.shipped("promise_broken")}
    with pytest.raises(Refusal) as refused:
        sending.draft(StepView(anchor="launch", channels=("sms",), templates=words))
    assert refused.value.code == "words_need_anchor"


def test_by_hand_a_broken_promise_is_named_too_and_words_without_one_are_refused(sending, bruno, gus, frozen):
    template, ana = sending.shipped("promise_broken"), sending.customer("Ana")
    sending.owes(ana, "F-9", date(2026, 6, 20))
    with pytest.raises(Refusal) as refused:
        manual.send_manual(sending.engine, gus, ana, "sms", template, token="one")
    assert refused.value.code == "no_promise_for_text"
    frozen.move(days=3)
    made = manual.send_manual(sending.engine, gus, bruno, "sms", template, token="two")
    assert made == manual.send_manual(sending.engine, gus, bruno, "sms", template, token="two")
    dispatch.run(sending.engine, SCHEDULER)
    assert len(texts(sending)) == 1 and "COP 250,00" in texts(sending)[0] and names(texts(sending)[0], date(2026, 7, 2))
