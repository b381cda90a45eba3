"""Between claim and send: whoever writes, says no or pauses everything in that moment is heard before the message starts."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest

from core import clock
from core.channels.protocol import Inbound
from core.domain.access import SCHEDULER
from core.domain.errors import Refusal
from core.services import channel_limits, claims, dispatch, doubt, planning, replies
from core.services import sending as switch

LATE = date(2026, 6, 20)


@pytest.fixture
def two(sending, monkeypatch):
    """Ana and Bruno with a due SMS each; one goes at a time, and what happens while the first one is handed over is named by the test."""
    for name in ("Ana", "Bruno"):
        sending.owes(sending.customer(name), f"F-{name}", LATE)
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    channel, sending.meanwhile = sending.active["sms"], None
    channel.max_in_flight, heard = 1, threading.Event()
    monkeypatch.setattr(dispatch, "GLANCE", 0.01)
    plain_send, plain_look = channel.send, dispatch.Recall.look

    def send(message):
        if sending.meanwhile is not None:
            act, sending.meanwhile = sending.meanwhile, None
            act()
            heard.clear()
            assert heard.wait(5)  # the sender looks again by itself while the provider is slow
        return plain_send(message)

    def look(recall, batch):
        plain_look(recall, batch)
        heard.set()

    monkeypatch.setattr(channel, "send", send)
    monkeypatch.setattr(dispatch.Recall, "look", look)
    return sending


def inbound(words, number="+573005551202"):
    return Inbound("SM-in", "sms", number, "+15005550006", words, clock.now())


def test_a_stop_between_claim_and_send_wins(two):
    two.meanwhile = lambda: replies.take_reply(two.engine, inbound("BAJA"), is_simulated=True)
    dispatch.run(two.engine, SCHEDULER)
    assert [message.state for message in two.messages()] == ["sent", "suppressed"] and len(two.sent()) == 1
    assert two.messages()[1].reason.startswith("opt_out")


def test_a_no_that_a_colleague_records_between_claim_and_send_wins(two, gus):
    from core.services import optouts

    two.meanwhile = lambda: optouts.record(two.engine, gus, customer_id=two.messages()[1].customer_id, channel="sms", how="phone")
    dispatch.run(two.engine, SCHEDULER)
    assert [message.state for message in two.messages()] == ["sent", "suppressed"]


def test_any_answer_between_claim_and_send_holds_the_sequence(two):
    two.meanwhile = lambda: replies.take_reply(two.engine, inbound("ya le pagué ayer"), is_simulated=True)
    dispatch.run(two.engine, SCHEDULER)
    assert [message.state for message in two.messages()] == ["sent", "queued"] and len(two.sent()) == 1


def test_the_one_switch_keeps_back_what_is_in_hand(two, ada):
    two.meanwhile = lambda: switch.pause_all(two.engine, ada)
    assert dispatch.run(two.engine, SCHEDULER) == {"sent": 1, "queued": 1}
    switch.resume_all(two.engine, ada)
    assert dispatch.run(two.engine, SCHEDULER) == {"sent": 1} and len(two.sent()) == 2


def test_a_slow_pace_keeps_few_in_hand_and_two_senders_share_it(sending, ada, frozen):
    for number in range(30):
        sending.owes(sending.customer(f"Cliente {number}"), f"F-{number}", LATE)
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    channel_limits.set_pace(sending.engine, ada, "sms", per_second=2)
    first, second = (claims.claim(sending.engine, sending.active, name).claimed for name in ("one", "two"))
    assert [(claimed.start_at - clock.now()).total_seconds() for claimed in first] == [n / 2 for n in range(10)]
    assert second == [], "the first one has taken the next five seconds"
    frozen.move(seconds=3)
    second = claims.claim(sending.engine, sending.active, "two").claimed
    assert second[0].start_at - first[-1].start_at == timedelta(seconds=0.5) and len(second) == 6


def test_a_no_from_a_shared_number_counts_for_everybody_who_has_it(sending):
    people = [sending.customer(name, phone="+573005551299") for name in ("Ana", "Bruno", "Clara")]
    for person in people:
        sending.owes(person, f"F-{person}", LATE)
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    replies.take_reply(sending.engine, inbound("STOP", "+573005551299"), is_simulated=True)
    dispatch.run(sending.engine, SCHEDULER)
    assert [message.state for message in sending.messages()] == ["suppressed"] * 3 and not sending.sent()


def test_a_clock_put_forward_in_a_doubt_makes_nothing_sure(sending, frozen):
    """The provider took it, its list shows it a minute later, and the clock jumps eight hours meanwhile."""
    sending.owes(sending.customer("Ana"), "F-1", LATE)
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms", valid_days=5)))
    sending.forced["+573005551201"] = "doubt_taken"
    channel, shown = sending.active["sms"], []
    true_look = channel.look_up
    channel.look_up = lambda *told: true_look(*told) if shown else None
    dispatch.run(sending.engine, SCHEDULER)
    frozen.move(seconds=10)
    doubt.run(sending.engine, SCHEDULER)
    frozen.move(hours=8)
    assert doubt.run(sending.engine, SCHEDULER) == {"in_doubt": 1}, "eight hours by the clock, a second in truth"
    shown.append(True)
    frozen.move(seconds=30)
    doubt.run(sending.engine, SCHEDULER)
    assert len(sending.sent()) == 1 and sending.states() == ["delivered"]


def test_after_a_late_look_the_time_passes_once_more_and_then_it_goes(sending, frozen):
    sending.owes(sending.customer("Ana"), "F-1", LATE)
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms", valid_days=5)))
    sending.forced["+573005551201"] = "doubt_lost"
    dispatch.run(sending.engine, SCHEDULER)
    frozen.move(hours=1)  # switched off
    assert doubt.run(sending.engine, SCHEDULER) == {"in_doubt": 1}
    frozen.move(minutes=30)  # and again
    assert doubt.run(sending.engine, SCHEDULER) == {"queued": 1}


def test_by_a_clock_that_is_wrong_nothing_goes_and_it_says_why(two):
    two.active["sms"].clock_skew = timedelta(minutes=-12)
    with pytest.raises(Refusal, match="12 minutes away"):
        dispatch.run(two.engine, SCHEDULER)
    assert not two.sent()
    two.active["sms"].clock_skew = timedelta(seconds=4)
    assert dispatch.run(two.engine, SCHEDULER) == {"sent": 2}
