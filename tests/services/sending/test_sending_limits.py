"""Prices, limits and tests to oneself: what it costs, what a campaign or a day may cost, and a message to an own address."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.channels.protocol import Cost
from core.db.engine import writing
from core.db.tables import Company, TemplateVersion
from core.domain.access import SCHEDULER
from core.domain.errors import Forbidden, Refusal
from core.services import campaign_preview, channel_limits, channels, contact_rules, dispatch, planning, trial
from core.services import sending as switch

LATE = date(2026, 6, 20)


@pytest.fixture
def priced(sending):
    """Four customers, one SMS of one part each, without accents, at five cents of a dollar."""
    sending.template("sms")
    fold(sending, True)
    for place in range(4):
        sending.owes(sending.customer(f"Ana {place}"), f"F-{place}", LATE)
    sending.active["sms"].prices = {"sms": (50_000, "USD")}
    return sending


def fold(sending, is_folded):
    with writing(sending.engine) as session:
        session.get(TemplateVersion, 1).fold_accents = is_folded


def run(sending, **fields):
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms"), **fields))
    dispatch.run(sending.engine, SCHEDULER)
    return [(message.state, message.reason) for message in sending.messages()]


def test_prices_are_kept_by_channel_and_those_of_single_countries_stay(house_engine, ada, marta):
    channels.configure(house_engine, ada, prices={"sms:+52": [70_000, "USD"]})
    channel_limits.set_prices(house_engine, ada, "usd", {"sms": Decimal("0.0575"), "voice": None})
    assert channel_limits.prices(house_engine) == {"sms": (Decimal("0.0575"), "USD")}
    assert channels.config_of(house_engine).prices["sms:+52"] == (70_000, "USD")
    assert channels.active(house_engine)["sms"].prices["sms"] == (57_500, "USD"), "a simulator counts with them too"
    with pytest.raises(Refusal):
        channel_limits.set_prices(house_engine, ada, "dollars", {"sms": Decimal(1)})
    with pytest.raises(Forbidden):
        channel_limits.set_prices(house_engine, marta, "USD", {"sms": Decimal(1)})


def test_the_estimate_counts_parts_of_the_filled_text_and_of_folded_accents(priced):
    campaign = priced.draft(priced.step("sms"))
    folded = campaign_preview.preview(priced.engine, priced.marta, campaign)
    fold(priced, False)
    with_accents = campaign_preview.preview(priced.engine, priced.marta, campaign)
    assert folded.costs == {"USD": 4 * 50_000} and with_accents.costs == {"USD": 4 * 3 * 50_000}


def test_a_campaign_stops_at_its_spending_limit_and_the_rest_waits(priced):
    assert run(priced, spend_limit_micros=100_000) == [("sent", None)] * 2 + [("queued", "limit.spending")] * 2


def test_a_day_stops_at_the_limit_of_the_business(priced, ada, frozen):
    channel_limits.set_day_limit(priced.engine, ada, Decimal("0.15"))
    assert run(priced) == [("sent", None)] * 3 + [("queued", "limit.day_spending")]
    frozen.move(days=1, minutes=1)
    assert dispatch.run(priced.engine, SCHEDULER)["sent"] == 1


def test_another_currency_has_a_limit_of_its_own(priced, ada):
    channel_limits.set_day_limit(priced.engine, ada, Decimal("0.10"))
    run(priced)
    priced.active["email"].estimate = lambda _message: Cost(1, 90_000, "EUR")
    planning.plan(priced.engine, SCHEDULER, priced.launch(priced.step("email")))
    assert [m.price_currency for m in priced.messages() if m.channel == "email"][:1] == ["EUR"]


def test_the_pace_of_a_sender_holds_from_the_next_round_on(priced, ada):
    channel_limits.set_pace(priced.engine, ada, "sms", per_hour=3, per_second=0)
    assert channel_limits.limits(priced.engine)["sms"] == {"per_hour": 3}
    run(priced)
    assert priced.states().count("sent") == 3
    with pytest.raises(Refusal):
        channel_limits.set_pace(priced.engine, ada, "sms", per_hour=-1)


def test_a_test_goes_once_to_the_own_number_and_nowhere_else(sending, ada, marta):
    told = trial.send_test(sending.engine, ada, "sms", "300 555 9999", token="one")
    assert told == trial.send_test(sending.engine, ada, "sms", "300 555 9999", token="one")
    assert (told.state, [record["to"] for record in sending.sent()]) == ("sent", ["+573005559999"])
    assert "Ferretería López" in sending.sent()[0]["text"] and sending.messages()[0].kind == "test"
    sending.customer("Ana", phone="+573005558888")
    for refused, address in (("test_customer", "+57 300 555 8888"), ("bad_phone", "12")):
        with pytest.raises(Refusal) as stop:
            trial.send_test(sending.engine, ada, "sms", address, token=address)
        assert stop.value.code == refused
    with pytest.raises(Forbidden):
        trial.send_test(sending.engine, marta, "sms", "300 555 9999", token="two")


def test_tests_are_few_and_stop_with_everything_else(sending, ada, frozen):
    for number in range(trial.MOST):
        trial.send_test(sending.engine, ada, "email", "ada@lopez.example", token=str(number))
    with pytest.raises(Refusal) as stop:
        trial.send_test(sending.engine, ada, "email", "ada@lopez.example", token="more")
    assert stop.value.code == "test_often"
    frozen.move(hours=2)
    switch.pause_all(sending.engine, ada)
    with pytest.raises(Refusal):
        trial.send_test(sending.engine, ada, "email", "ada@lopez.example", token="more")


def test_a_test_that_did_not_leave_is_called_off_and_marks_nobody(sending, ada, frozen):
    sending.forced["+573005559999"] = "later"
    assert trial.send_test(sending.engine, ada, "sms", "+573005559999", token="one").state == "queued"
    frozen.move(minutes=2)
    dispatch.run(sending.engine, SCHEDULER)
    assert [(m.state, m.reason) for m in sending.messages()] == [("canceled", "test.lost")] and sending.sent() == []


def test_approvals_are_offered_only_where_they_matter(house_engine, ada, marta):
    assert contact_rules.approvals(house_engine, marta) == {}
    with pytest.raises(Refusal):
        contact_rules.approve(house_engine, ada, "sms_mexico", given=True)
    with writing(house_engine) as session:
        session.get(Company, 1).country = "MX"
    contact_rules.change(house_engine, ada, collects_for_third_parties=True)
    contact_rules.approve(house_engine, ada, "sms_mexico", given=True)
    assert contact_rules.approvals(house_engine, marta) == {"whatsapp_third_party": False, "sms_mexico": True}
    contact_rules.approve(house_engine, ada, "sms_mexico", given=False)
    assert not contact_rules.own(house_engine, ada).approvals
    with pytest.raises(Forbidden):
        contact_rules.approve(house_engine, marta, "sms_mexico", given=True)


def test_what_cannot_be_an_identifier_of_twilio_is_refused_with_what_to_do(house_engine, ada):
    with pytest.raises(Refusal, match="starts with AC"):
        channels.configure(house_engine, ada, twilio_account_sid="nonsense", twilio_sms_from="+51999000111")
    assert channels.is_simulated(house_engine)
