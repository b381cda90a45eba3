"""The gate's verdicts, one sentence each. Ana pays late, Bruno promised, Clara opted out; all in Colombia unless said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.domain.gate import BusinessRules, Contact, Facts, Verdict, judge
from core.domain.packs import Holidays
from core.services.packs import holidays_for, load_pack
from core.text.catalog import messages

BOGOTA = ZoneInfo("America/Bogota")
RULES = BusinessRules()
EVERY = frozenset({"sms", "whatsapp", "email", "voice"})
ANA = Facts(
    channel="sms",
    zones=("America/Bogota",),
    country="CO",
    balance_cents=50_000,
    authorised=EVERY,
    address="valid",
    template_approved=True,
)


def at(day: int, hour: int, minute: int = 0, zone: ZoneInfo = BOGOTA) -> datetime:
    """A local instant of July 2026; the 1st is a Wednesday."""
    return datetime(2026, 7, day, hour, minute, tzinfo=zone).astimezone(UTC)


def ask(facts: Facts, moment: datetime, settings: BusinessRules = RULES) -> Verdict:
    """The verdict by the person's country."""
    return judge(facts, moment, load_pack(facts.country), holidays_for(facts.country, facts.region, years=range(2025, 2028)), settings)


def test_ana_may_be_reminded_within_hours():
    verdict = ask(ANA, at(1, 10))
    assert (verdict.outcome, verdict.rule, verdict.move_to) == ("allowed", "allowed", None)
    assert {entry.result for entry in verdict.consulted} == {"pass"}


def test_a_window_starts_inclusive_and_ends_exclusive():
    assert ask(ANA, at(1, 7)).outcome == "allowed"
    assert ask(ANA, at(1, 18, 59)).outcome == "allowed"
    assert ask(ANA, at(1, 19)).move_to == at(2, 7)
    assert ask(ANA, at(1, 6, 59) + timedelta(seconds=30)).move_to == at(1, 7)


def test_saturday_evening_moves_past_sunday_and_the_holiday_to_tuesday():
    verdict = ask(ANA, datetime(2026, 6, 27, 18, tzinfo=BOGOTA))
    assert verdict.rule == "hours.closed"
    assert verdict.move_to == datetime(2026, 6, 30, 7, tzinfo=BOGOTA).astimezone(UTC)


def test_a_holiday_says_its_name():
    verdict = ask(ANA, datetime(2026, 7, 20, 10, tzinfo=BOGOTA))
    assert (verdict.rule, verdict.values["day"]) == ("hours.holiday", "2026-07-20")
    assert "Independencia" in verdict.values["name"]


def test_clara_opted_out_of_sms_and_nothing_moves_that():
    verdict = ask(replace(ANA, opted_out=frozenset({"sms"})), at(1, 3))
    assert (verdict.outcome, verdict.rule, verdict.move_to) == ("blocked", "opt_out.channel", None)
    assert ask(replace(ANA, opted_out=frozenset({"email"})), at(1, 10)).outcome == "allowed"


def test_bruno_promised_and_is_left_alone_until_the_day_after():
    verdict = ask(replace(ANA, promise_until=date(2026, 7, 2)), at(1, 10))
    assert (verdict.rule, verdict.move_to) == ("promise.open", at(3, 7))
    assert ask(replace(ANA, promise_until=date(2026, 7, 2), purpose="promise_reminder"), at(1, 10)).outcome == "allowed"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"sending_paused": True}, "paused.on"),
        ({"flags": frozenset({"deceased"})}, "flags.deceased"),
        ({"flags": frozenset({"hardship"})}, "flags.hardship"),
        ({"flags": frozenset({"abroad"})}, "flags.other"),
        ({"address": "missing"}, "address.missing"),
        ({"address": "anything"}, "address.unknown"),
        ({"recipient": "relatives"}, "recipient.forbidden"),
        ({"authorised": None}, "authorisation.missing"),
        ({"authorised": frozenset({"email"})}, "authorisation.missing"),
        ({"template_approved": None}, "wording.not_approved"),
        ({"disputed": True}, "dispute.open"),
        ({"balance_cents": None}, "balance.unknown"),
        ({"balance_cents": 0}, "balance.nothing_owed"),
        ({"before_due": True, "always_pays": True}, "good_payer.alone"),
        ({"zones": ()}, "zone.unknown"),
        ({"marketing": True}, "registry.unchecked"),
        ({"channel": "fax"}, "channel.unknown"),
        ({"channel": "visit", "by_agent": True}, "visit.forbidden"),
    ],
)
def test_each_lasting_reason_blocks(change: dict, rule: str):
    verdict = ask(replace(ANA, **change), at(1, 10))
    assert (verdict.outcome, verdict.rule) == ("blocked", rule)


def test_a_balance_within_the_tolerance_is_not_worth_a_message():
    assert ask(replace(ANA, balance_cents=900), at(1, 10), BusinessRules(tolerance_cents=900)).rule == "balance.tolerance"
    assert ask(replace(ANA, balance_cents=901), at(1, 10), BusinessRules(tolerance_cents=900)).outcome == "allowed"


def test_colombia_keeps_one_channel_in_a_week():
    history = (Contact(at(1, 10), "whatsapp"),)
    verdict = ask(replace(ANA, history=history), at(3, 10))
    assert (verdict.rule, verdict.move_to) == ("cap.channel", at(8, 10))
    assert ask(replace(ANA, history=(Contact(at(1, 10), "sms"),)), at(3, 10)).outcome == "allowed"


def test_the_second_contact_of_a_day_moves_to_the_next_morning():
    verdict = ask(replace(ANA, history=(Contact(at(1, 8), "sms"),)), at(1, 10))
    assert (verdict.rule, verdict.move_to) == ("cap.day", at(2, 7))


def test_chile_shows_the_counter_and_the_contacts_behind_it():
    santiago = ZoneInfo("America/Santiago")
    history = (Contact(at(6, 10, 2, santiago), "sms"), Contact(at(9, 9, 15, santiago), "email"))
    facts = replace(ANA, country="CL", zones=("America/Santiago",), authorised=None, history=history)
    verdict = ask(facts, at(11, 11, 0, santiago))
    assert verdict.rule == "cap.rolling"
    assert (verdict.values["count"], verdict.values["max"]) == (2, 2)
    cap = next(entry for entry in verdict.consulted if entry.code == "cap.rolling")
    assert cap.contacts == history and "Ley 19.496" in cap.source.law
    assert verdict.move_to == at(13, 10, 2, santiago)


def test_a_conversation_by_phone_rests_the_phone_for_seven_days_in_the_united_states():
    chicago = ZoneInfo("America/Chicago")
    facts = replace(ANA, country="US", zones=("America/Chicago",), channel="voice")
    spoken = replace(facts, history=(Contact(at(6, 10, 0, chicago), "voice", "conversation"),))
    assert ask(spoken, at(9, 10, 0, chicago)).move_to == at(13, 10, 0, chicago)
    attempt = replace(facts, history=(Contact(at(6, 10, 0, chicago), "voice", "attempt"),))
    assert ask(attempt, at(9, 10, 0, chicago)).outcome == "allowed"


def test_a_message_planned_for_later_counts_as_well():
    planned = replace(ANA, country="CL", zones=("America/Santiago",), history=(Contact(at(2, 12), "sms"),))
    assert ask(planned, at(1, 12)).rule == "cap.spacing"


def test_every_zone_of_a_person_must_be_open():
    facts = replace(ANA, country="MX", channel="email", zones=("America/Cancun", "America/Tijuana"))
    verdict = ask(facts, at(1, 8, 0, ZoneInfo("America/Cancun")))
    assert verdict.move_to == at(1, 8, 0, ZoneInfo("America/Tijuana"))


def test_the_clock_change_in_chile_is_followed():
    santiago = ZoneInfo("America/Santiago")
    facts = replace(ANA, country="CL", zones=("America/Santiago",))
    saturday = datetime(2026, 9, 5, 23, tzinfo=santiago)
    assert ask(facts, saturday).move_to == datetime(2026, 9, 7, 12, tzinfo=UTC)


def test_a_person_in_colombia_may_ask_for_other_hours():
    evening = tuple((18 * 60, 22 * 60) for _ in range(7))
    assert ask(replace(ANA, asked_windows=evening), at(1, 21)).outcome == "allowed"
    lima = replace(ANA, country="PE", zones=("America/Lima",), asked_windows=evening)
    assert ask(lima, at(1, 21, 0, ZoneInfo("America/Lima"))).move_to == at(2, 18, 0, ZoneInfo("America/Lima"))


def test_an_answer_that_the_person_asked_for_goes_at_once_in_colombia():
    asked = replace(ANA, purpose="asked", history=(Contact(at(5, 9), "sms"),))
    assert ask(asked, at(5, 21)).outcome == "allowed"


def test_an_agent_may_answer_freely_only_inside_an_open_conversation():
    reply = replace(ANA, channel="whatsapp", purpose="reply", by_agent=True, template_approved=None)
    assert ask(reply, at(1, 10)).rule == "wording.no_conversation"
    assert ask(replace(reply, last_inbound_at=at(1, 9)), at(1, 10)).outcome == "allowed"
    assert ask(replace(reply, last_inbound_at=at(1, 9)), at(2, 9)).rule == "wording.no_conversation"


def test_whatsapp_needs_a_permission_that_sms_does_not():
    peru = replace(ANA, country="PE", zones=("America/Lima",), channel="whatsapp", authorised=None)
    assert ask(peru, at(1, 10)).rule == "platform.whatsapp_opt_in"
    assert ask(peru, at(1, 10), BusinessRules(general_opt_in=True)).outcome == "allowed"
    assert ask(replace(peru, channel="sms"), at(1, 10)).outcome == "allowed"


def test_a_paused_product_still_lets_an_agent_call():
    call = replace(ANA, channel="voice", by_agent=True, template_approved=None, sending_paused=True)
    assert ask(call, at(1, 10)).outcome == "allowed"
    assert ask(call, at(1, 5)).move_to == at(1, 7)


def test_an_unknown_country_gets_the_strictest_rules():
    verdict = ask(replace(ANA, country="VE", zones=("America/Caracas",), authorised=None), at(1, 10))
    assert (verdict.pack, verdict.rule) == ("strictest", "authorisation.missing")


def test_holidays_that_nobody_looked_up_close_the_day():
    verdict = judge(ANA, at(1, 10), load_pack("CO"), Holidays({}, frozenset()), RULES)
    assert (verdict.outcome, verdict.rule) == ("blocked", "hours.unknown_holidays")


def test_what_cannot_go_within_the_horizon_is_blocked():
    verdict = ask(replace(ANA, quiet_until=date(2026, 8, 1)), at(1, 10))
    assert (verdict.outcome, verdict.rule, verdict.move_to) == ("blocked", "quiet.asked", None)


def test_a_compact_verdict_is_small_and_survives_json():
    stored = ask(replace(ANA, history=(Contact(at(1, 8), "sms"),)), at(1, 10)).compact()
    assert json.loads(json.dumps(stored)) == stored
    assert (stored["outcome"], stored["rule"], stored["pack"], stored["version"]) == ("moved", "cap.day", "co", 1)
    assert stored["caps"][0]["contacts"] == [["2026-07-01T13:00+00:00", "sms"]]


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="aware"):
        ask(ANA, datetime(2026, 7, 1, 10))


def test_every_finding_has_its_spanish_sentence():
    from core.domain.gate import SENTENCES

    assert not [msgid for msgid in SENTENCES.values() if msgid not in messages("es")]
