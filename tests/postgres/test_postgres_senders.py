"""Several senders on one PostgreSQL: each message goes out once, nobody is written to twice, a database put back is noticed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock
from core.domain.access import SCHEDULER
from core.domain.errors import Refusal
from core.services import audit, dispatch, doubt, outbox, planning, restored

LATE = date(2026, 6, 20)


@pytest.fixture
def crowd(sending):
    """Eighty customers with a message that is due for each."""
    for number in range(80):
        sending.owes(sending.customer(f"Cliente {number}", email=None), f"F-{number}", LATE)
    assert planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms"))) == {"queued": 80}
    return sending


def test_two_senders_at_once_send_each_message_once(crowd, monkeypatch):
    monkeypatch.setattr(dispatch, "BATCH", 8)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(dispatch.drain, crowd.engine, crowd.active, owner=name) for name in ("one", "two")]
        counts = [each.result() for each in asked]
    assert sum(count.get("sent", 0) for count in counts) == 80 and all(set(count) <= {"sent"} for count in counts)
    assert len(crowd.sent()) == 80 and len({record["to"] for record in crowd.sent()}) == 80
    assert {(message.state, message.attempt) for message in crowd.messages()} == {("sent", 1)}
    assert all(crowd.events(message) == ["sending", "sent"] for message in crowd.messages()[:5])
    assert audit.verify(crowd.engine, SCHEDULER).is_whole


def test_two_messages_for_one_person_wait_for_each_other_whoever_takes_them(sending, monkeypatch):
    monkeypatch.setattr(dispatch, "BATCH", 1)
    for number in range(8):
        ana = sending.customer(f"Ana {number}")
        sending.owes(ana, f"F-{number}", LATE)
        sending.owes(ana, f"G-{number}", LATE, currency="USD")
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda name: dispatch.drain(sending.engine, sending.active, owner=name), ("one", "two", "three")))
    sent = [message.customer_id for message in sending.messages() if message.state == outbox.SENT]
    assert len(sent) == len(set(sent)) == 8


def test_a_database_that_was_put_back_looks_up_what_may_have_gone(sending, frozen, postgres, monkeypatch):
    sending.owes(sending.customer("Ana"), "F-1", LATE)
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    name = sending.engine.url.database
    sending.engine.dispose()
    postgres.admin(f"CREATE DATABASE kept TEMPLATE {name}")
    dispatch.run(sending.engine, SCHEDULER)
    assert (sending.states(), len(sending.sent())) == (["sent"], 1)
    sending.engine.dispose()
    postgres.admin(f"DROP DATABASE {name} WITH (FORCE)", f"ALTER DATABASE kept RENAME TO {name}")
    monkeypatch.setattr(restored, "_CHECKED", set())  # the program is started anew
    frozen.move(minutes=30)
    assert sending.states() == ["queued"]
    assert dispatch.run(sending.engine, SCHEDULER) == {"in_doubt": 1}
    frozen.move(seconds=10)
    assert doubt.run(sending.engine, SCHEDULER) == {"delivered": 1}
    assert len(sending.sent()) == 1, "it was not sent a second time"


def test_a_machine_with_another_clock_sends_nothing_and_says_why(sending, monkeypatch):
    sending.owes(sending.customer("Ana"), "F-1", LATE)
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    with monkeypatch.context() as patch, pytest.raises(Refusal) as refused:
        patch.setattr(clock, "of_machine", lambda: datetime.now(UTC) + timedelta(hours=8))
        dispatch.run(sending.engine, SCHEDULER)
    assert refused.value.code == "clock_skew" and not sending.sent()
    assert dispatch.run(sending.engine, SCHEDULER) == {"sent": 1}
