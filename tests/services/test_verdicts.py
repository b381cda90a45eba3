"""Verdicts in words, for the person who asks why a message may not go."""

from __future__ import annotations

from datetime import UTC, date, datetime

from core.domain.gate import BusinessRules, Contact, Facts
from core.domain.gate_addresses import BY_CHANNEL
from core.services.packs import planner_for
from core.services.verdicts import explain, tell, tell_compact
from core.text.catalog import messages

MONDAY, THURSDAY = datetime(2026, 7, 6, 14, 2, tzinfo=UTC), datetime(2026, 7, 9, 13, 15, tzinfo=UTC)
ANA = Facts(
    channel="email",
    zones=("America/Santiago",),
    country="CL",
    balance_cents=1,
    address="valid",
    template_approved=True,
    history=(Contact(MONDAY, "sms"), Contact(THURSDAY, "whatsapp")),
)
CHILE = planner_for("CL", None, BusinessRules(), around=date(2026, 7, 10))


def test_a_reached_limit_names_the_contacts_behind_it_and_the_law():
    verdict = CHILE.judge(ANA, datetime(2026, 7, 11, 15, tzinfo=UTC))
    stop = next(entry for entry in explain(verdict, "America/Santiago", "en") if entry["result"] == "stop")
    assert stop["sentence"] == "2 of 2 contacts in 7 days: Mon 10:02 SMS, Thu 09:15 WhatsApp"
    assert [contact["channel"] for contact in stop["contacts"]] == ["sms", "whatsapp"] and stop["counter"]["max"] == 2
    assert stop["source"]["law"].startswith("Ley 19.496") and stop["source"]["confidence"] == "confirmed"


def test_every_rule_consulted_can_be_read_in_both_languages():
    verdict = CHILE.judge(ANA, datetime(2026, 7, 11, 15, tzinfo=UTC))
    for lang in ("es", "en"):
        rules = explain(verdict, "America/Santiago", lang)
        assert len(rules) == len(verdict.consulted) >= 20
        assert all(entry["sentence"] and "{" not in entry["sentence"] for entry in rules)


def test_a_stored_verdict_tells_its_reason_years_later():
    stored = CHILE.judge(ANA, datetime(2026, 7, 16, 15, tzinfo=UTC)).compact()
    assert tell_compact(stored, "es") == "El 16/07/2026 es feriado: Virgen del Carmen."


def test_channels_are_called_by_the_name_that_people_use():
    assert tell("opt_out.channel", {"channel": "email"}, "es") == "La persona pidió no recibir contactos por correo electrónico."


def test_contacts_of_another_week_carry_their_date():
    later = datetime(2026, 7, 13, 13, tzinfo=UTC)
    told = explain(CHILE.judge(ANA, later), "America/Santiago", "en")
    sentences = [entry["sentence"] for entry in told if entry["rule"] == "cap"]
    assert any("Mon 6 Jul 10:02 SMS, Thu 09:15 WhatsApp" in sentence for sentence in sentences), sentences


def test_what_is_missing_is_named_for_the_channel():
    told = {channel: tell("address.missing", {"channel": channel}, "es") for channel in ("voice", "sms", "whatsapp", "email")}
    assert told == {
        "voice": "No hay un número de teléfono al que llamar.",
        "sms": "No hay un número de teléfono que reciba SMS.",
        "whatsapp": "No hay un número de teléfono para WhatsApp.",
        "email": "No hay una dirección de correo electrónico.",
    }
    sentences = {sentence for by_channel in BY_CHANNEL.values() for sentence in by_channel.values()}
    assert not [sentence for sentence in sentences if sentence not in messages("es")]
