"""Text messages through Twilio: what every answer means, and finding what is in doubt."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

import core.channels.twilio_transport as transport
from core.channels.protocol import Accepted, InDoubt, Later, LookUpFailed, Outbound, PollFailed, Rejected, Stop, Unsure
from core.channels.twilio_sms import TwilioSms
from core.domain.errors import Refusal
from core.domain.outcomes import Consequence
from tests.channels.twilio_stand_in import LOST_FAULTS, SERVICE, TAKEN_FAULTS

ANA = "+525512345678"


@pytest.fixture
def sms(config):
    return TwilioSms(config)


def test_an_accepted_message_has_the_providers_id_and_segments(sms, twilio, to_ana):
    assert sms.send(to_ana()) == Accepted(twilio.messages[0]["sid"], 1)
    assert (twilio.messages[0]["to"], twilio.messages[0]["from"]) == (ANA, "+15005550006")


def test_a_service_picks_the_sender_later_so_segments_are_not_known_yet(config, twilio, to_ana):
    sms = TwilioSms(replace(config, twilio_messaging_service_sid=SERVICE))
    assert sms.send(to_ana(valid_for_s=7200)).segments is None


def test_with_a_public_address_the_callback_names_the_ref(config, twilio, to_ana):
    TwilioSms(replace(config, public_url="https://recaudo.example.com")).send(to_ana(ref="r/1"))
    assert "StatusCallback=https%3A%2F%2Frecaudo.example.com%2Fwebhooks%2Ftwilio%2Fstatus%3Fo%3Dr%252F1" in twilio.requests[0][3]


@pytest.mark.parametrize("fault", TAKEN_FAULTS + LOST_FAULTS)
def test_a_lost_answer_is_in_doubt_and_the_look_up_tells_which_way_it_went(sms, twilio, to_ana, clock, fault, monkeypatch):
    monkeypatch.setattr(sms._client.http_client, "_read_s", 0.2)
    twilio.faults.append(fault)
    assert isinstance(sms.send(to_ana()), InDoubt)
    found = sms.look_up(to_ana(), clock(), ())
    assert (found is not None) is (fault in TAKEN_FAULTS)
    assert len(twilio.messages) == (1 if fault in TAKEN_FAULTS else 0)


def test_after_a_lost_answer_the_next_message_goes_over_a_new_connection(sms, twilio, to_ana):
    twilio.faults.extend(["half_body", "reset_after", "close_before"])
    assert [type(sms.send(to_ana())) for _ in range(3)] == [InDoubt] * 3
    assert isinstance(sms.send(to_ana()), Accepted)


def test_a_connection_that_the_other_side_closed_while_idle_is_not_used_again(sms, twilio, to_ana, clock):
    assert isinstance(sms.send(to_ana()), Accepted)
    clock.pass_by(seconds=40)
    assert isinstance(sms.send(to_ana()), Accepted)


def test_too_many_requests_waits_as_long_as_twilio_asks(sms, twilio, to_ana):
    twilio.faults.append("429")
    assert sms.send(to_ana()) == Later("Too many requests at once. It goes out again by itself, more slowly.", 7)


def test_a_refused_connection_proves_that_nothing_left(config, to_ana):
    answer = TwilioSms(replace(config, twilio_api_base="http://127.0.0.1:1")).send(to_ana())
    assert answer == Later("Twilio could not be reached.")


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, 21610, Rejected("21610", Consequence.OPT_OUT, "no")),
        (400, 21211, Rejected("21211", Consequence.INVALID_NUMBER, "no")),
        (400, 21614, Rejected("21614", Consequence.SMS_OFF, "no")),
        (400, 21408, Rejected("21408", Consequence.ROUTE_OFF, "no")),
        (400, 21617, Rejected("21617", Consequence.TEMPLATE_OFF, "no")),
        (400, 99999, Rejected("99999", Consequence.UNKNOWN, "no")),
        (400, 21606, Stop("This sender does not belong to the account or cannot send messages.", "21606", "no")),
        (400, 572006, Stop("A trial account sends only Twilio's own example texts.", "572006", "no")),
        (401, 20003, Stop("Twilio did not accept the credentials. Check them in Settings.", "20003")),
        (403, 20403, Stop("Twilio does not allow this key to send. Check its permissions.", "20403")),
        (429, 21611, Later("The sender's queue at Twilio is full. It goes out again by itself later.")),
        (503, 20503, InDoubt("The provider had an error of its own.")),
        (408, 408, InDoubt("The provider had an error of its own.")),
        (302, 0, InDoubt("The provider had an error of its own.")),
    ],
)
def test_every_refusal_means_something(sms, twilio, to_ana, status, code, expected):
    twilio.errors[ANA] = (status, code, "no")
    assert sms.send(to_ana()) == expected


def test_a_failed_look_up_proves_nothing(sms, twilio, to_ana, clock):
    for status in (500, 401, 429):
        twilio.list_status = status
        with pytest.raises(LookUpFailed) as failure:
            sms.look_up(to_ana(), clock(), ())
        assert "+52" not in str(failure.value)


def test_the_look_up_passes_over_known_older_and_foreign_messages(sms, twilio, to_ana, clock):
    twilio.receive(ANA, "+15005550006", "gracias, r1")
    twilio.add_message(ANA, "+15005550006", "Otro texto sin la marca", status="sent")
    old = sms.send(to_ana())
    clock.pass_by(minutes=15)
    assert sms.look_up(to_ana(), clock(), ()) is None
    assert sms.look_up(to_ana(), clock() - timedelta(minutes=15), {old.provider_id}) is None


def test_the_look_up_reads_every_page(sms, twilio, to_ana, clock):
    sms.send(to_ana())
    for n in range(120):
        twilio.add_message(ANA, "+15005550006", f"otro {n}", status="sent")
    assert sms.look_up(to_ana(), clock(), ())


@pytest.mark.parametrize("text", ["Hola “Ana” – pagó ½ aquí: https://a.example/x gracias", "Señora Ana:\nsu saldo…"])
def test_without_a_mark_in_the_text_it_is_found_through_trial_prefix_links_and_smart_encoding(sms, twilio, to_ana, clock, text):
    message = to_ana(ref="zz9", text=text)
    sent_as = (
        text.replace("“", '"').replace("”", '"').replace("–", "-").replace("½", "1/2").replace("https://a.example/x", "https://t.wl/1")
    )
    twilio.add_message(ANA, "+15005550006", "Sent from your Twilio trial account - " + sent_as, status="sent")
    assert sms.look_up(message, clock(), ())


def test_states_carry_code_and_price_and_leave_whatsapp_out(sms, twilio, to_ana, clock):
    sid = sms.send(to_ana()).provider_id
    twilio.messages[0] |= {"status": "undelivered", "error_code": 30003, "price": "-0.00750"}
    twilio.add_message("whatsapp:+525512345678", "whatsapp:+14155238886", "x", status="read")
    (report,) = sms.states_since(clock())
    assert (report.provider_id, report.state, report.error_code, report.price, report.currency) == (
        sid, "undelivered", "30003", Decimal("0.00750"), "USD",
    )  # fmt: skip
    assert sms.state_of(sid).state == "undelivered"
    assert sms.state_of("SM" + "f" * 32) is None


def test_replies_come_from_every_number_of_the_service(config, twilio, clock):
    twilio.numbers.append({"phone_number": "+15005550009", "capabilities": {"sms": True}})
    twilio.receive(ANA, "+15005550009", "Ya pagué")
    twilio.receive(ANA, "+15005550006", "BAJA")
    twilio.add_message(ANA, "+15005550006", "saliente", status="sent")
    sms = TwilioSms(replace(config, twilio_messaging_service_sid=SERVICE))
    assert [(r.from_address, r.body, r.channel) for r in sms.replies_since(clock())] == [(ANA, "BAJA", "sms"), (ANA, "Ya pagué", "sms")]


def test_a_poll_that_failed_says_so(sms, twilio, clock):
    twilio.list_status = 500
    for poll in (sms.states_since, sms.replies_since):
        with pytest.raises(PollFailed):
            poll(clock())


def test_the_check_names_money_sender_and_the_service_that_throws_replies_away(config, twilio):
    twilio.service["use_inbound_webhook_on_number"] = False
    twilio.account_type = "Trial"
    found = {c.name: c for c in TwilioSms(replace(config, twilio_messaging_service_sid=SERVICE)).check()}
    assert found["balance"].sentence == "Balance at Twilio: 12.50 USD."
    assert [name for name, c in found.items() if not c.ok] == ["trial", "replies"]


def test_the_check_says_when_the_number_is_not_ours_or_the_key_is_wrong(config, twilio):
    twilio.numbers.clear()
    assert [c.ok for c in TwilioSms(config).check()] == [True, True, False]
    twilio.list_status = 401
    assert TwilioSms(config).check()[0].sentence == "Twilio did not accept the credentials. Check them in Settings."


def test_the_cost_is_shown_before_sending_by_the_country(config, to_ana):
    sms = TwilioSms(replace(config, prices={"sms": (7_900, "USD"), "sms:+52": (66_500, "USD")}))
    accented = to_ana(text="Estimada Ana, su pago está vencido. " * 3)
    assert (sms.estimate(accented).segments, sms.estimate(accented).amount_micros) == (2, 133_000)
    assert TwilioSms(config).estimate(to_ana()).amount_micros is None


def test_credentials_never_go_to_another_machine(config, to_ana):
    assert isinstance(TwilioSms(replace(config, twilio_api_base="https://evil.example")).send(to_ana()), Stop)
    with pytest.raises(Refusal):
        transport.Transport(config.now).request("GET", "https://evil.example/x")


def test_an_api_key_signs_in_instead_of_the_account_token(config, twilio):
    import base64

    key = replace(config, twilio_api_key_sid="SK" + "1" * 32, twilio_api_key_secret="secret")
    TwilioSms(key).send(Outbound(ref="r", channel="sms", to=ANA, text="x"))
    assert twilio.requests[0][2]["Authorization"] == "Basic " + base64.b64encode(b"SK" + b"1" * 32 + b":secret").decode()
    assert "secret" not in repr(key)


def test_one_connection_serves_many_messages(sms, twilio, to_ana, monkeypatch):
    opened = []
    original = transport._new_connection
    monkeypatch.setattr(transport, "_new_connection", lambda parts: opened.append(1) or original(parts))
    assert all(isinstance(sms.send(to_ana(ref=f"r{n}")), Accepted) for n in range(10))
    assert len(opened) == 1


def test_after_a_restore_other_words_to_the_same_number_are_left_to_a_person(sms, twilio, to_ana, clock):
    sid = sms.send(to_ana(ref="a1", text="Ana, debe 300.")).provider_id
    restored = to_ana(ref="b2", text="Ana, debe 200.", is_restored=True)
    with pytest.raises(Unsure):
        sms.look_up(restored, clock(), ())
    assert sms.look_up(restored, clock(), {sid}) is None
    assert sms.look_up(to_ana(ref="b2", text="Ana, debe 300.", is_restored=True), clock(), ()).provider_id == sid


@pytest.mark.parametrize("date", ["Mon, 02 Mar 2026 15:07:00 GMT", "nonsense"])
def test_the_providers_clock_is_compared_with_ours(sms, twilio, to_ana, date):
    assert sms.clock_skew is None
    twilio.date = date
    sms.send(to_ana())
    assert sms.clock_skew == (None if date == "nonsense" else timedelta(minutes=7))
