"""The texts for customers: what the settings say, nothing more, in both languages and every form."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from sqlmodel import select

from core import clock
from core.channels.protocol import ChannelConfig
from core.db.engine import writing
from core.db.tables import Company
from core.domain.errors import Forbidden, Refusal
from core.services import channels, contact_rules, notices, notices_formats, own_hours, packs, retention

COUNTRIES = sorted(code.upper() for code in packs.pack_codes() if len(code) == 2)
BAD = '<script>alert(1)</script> [x](https://evil.example) | # *_`\n\u202e$<img src="https://evil.example/x">'


@pytest.fixture
def edit(house_engine, frozen):
    """Changes the company."""

    def change(**told):
        with writing(house_engine) as s:
            company = s.exec(select(Company)).one()
            for name, value in told.items():
                setattr(company, name, value)

    return change


def text_of(engine, actor, kind="privacy", language="en", form="txt"):
    return notices_formats.rendered(notices.write(engine, actor, kind, language), form)


def test_what_is_missing_is_listed_and_never_invented(house_engine, ada, frozen):
    found = notices.write(house_engine, ada, "privacy", "en")
    elsewhere = ["storage_place"] if house_engine.dialect.name == "postgresql" else []
    assert [one.code for one in found.missing] == ["tax_id", "address", "contact", "rights_contact", *elsewhere, "retention"]
    text = notices_formats.rendered(found, "txt")
    assert "[missing: The company's tax number]" in text and "Twilio" not in text and "Ferretería López" in text


def test_what_was_entered_is_missing_no_more(house_engine, ada, edit):
    edit(legal_name="Ferretería López SAS", tax_id="900.123.456-7", address="Calle 1 # 2-3", email="hola@lopez.example")
    retention.switch(house_engine, ada, on=True)
    notices.change(house_engine, ada, rights_contact="datos@lopez.example", storage_place="Bogotá")
    found = notices.write(house_engine, ada, "privacy", "es")
    assert found.missing == ()
    text = notices_formats.rendered(found, "txt")
    for told in (
        "Ferretería López SAS",
        "900.123.456-7",
        "Calle 1 # 2-3",
        "datos@lopez.example",
        "Superintendencia de Industria y Comercio",
    ):
        assert told in text


def test_recipients_and_transfer_follow_the_channels(house_engine, ada, edit, monkeypatch):
    config = ChannelConfig(now=clock.now, smtp_host="mail.lopez.example", twilio_account_sid="AC1", twilio_sms_from="+15005550006")
    monkeypatch.setattr(channels, "config_of", lambda engine: config)
    monkeypatch.setattr(channels, "is_simulated", lambda engine: False)
    text = text_of(house_engine, ada)
    assert "Twilio Inc. (United States), which delivers: SMS." in text and "mail.lopez.example" in text
    assert "It is not transferred abroad." not in text and "servers in the United States" in text
    assert "- SMS\n- E-mail\n" in text_of(house_engine, ada, "policy")


def test_the_rights_come_with_the_time_limits_of_the_law(house_engine, ada, edit):
    assert "To see the data: within 10 business days. Everything else: within 15 business days." in text_of(house_engine, ada)
    edit(country="ES")
    assert "La respuesta llega dentro de 1 mes." in text_of(house_engine, ada, language="es")
    edit(country="GT")
    assert {"terms"} <= {one.code for one in notices.write(house_engine, ada, "privacy", "en").missing}


def test_the_policy_says_the_hours_and_limits_that_hold_own_ones_included(house_engine, ada, edit):
    text = text_of(house_engine, ada, "policy")
    assert "- Monday: 07:00–19:00" in text and "- Sunday: No contact" in text and "Calls by people who give their name" in text
    contact_rules.change(house_engine, ada, weekly_cap=1, payment_quiet_days=5)
    text = text_of(house_engine, ada, "policy")
    assert "1 contact in 7 days · All channels" in text and "For 5 days after a payment." in text


def test_the_periods_are_those_of_the_clocks(house_engine, ada, edit):
    retention.change(house_engine, ada, {"message_texts": 7})
    assert "- Texts of messages and replies: 7 months." in text_of(house_engine, ada)


@pytest.mark.parametrize("country", [*COUNTRIES, "NI"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_country_is_whole_in_both_languages(house_engine, ada, edit, country, language):
    edit(country=country)
    for kind in notices.KINDS:
        found = notices.write(house_engine, ada, kind, language)
        assert all(section.title and (section.paragraphs or section.items or section.rows or section.after) for section in found.sections
                   if not (section.title in ("Where you may complain", "Dónde puede quejarse") and country == "NI"))  # fmt: skip
        assert not any(mark in notices_formats.rendered(found, "txt") for mark in ("{", "}", "None"))


def test_both_languages_have_the_same_parts(house_engine, ada, frozen):
    def shape(kind, language):
        parts = notices.write(house_engine, ada, kind, language).sections
        return [(len(part.paragraphs), len(part.items), len(part.rows), len(part.after)) for part in parts]

    for kind in notices.KINDS:
        assert shape(kind, "es") == shape(kind, "en")


@pytest.mark.parametrize("kind", notices.KINDS)
def test_settings_never_become_code(house_engine, ada, edit, kind):
    edit(legal_name=BAD, address=BAD, tax_id=BAD, email=BAD)
    notices.change(house_engine, ada, rights_contact=BAD)
    tags = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            tags.add(tag)

    Reader().feed(text_of(house_engine, ada, kind, form="html"))
    assert not tags & {"script", "img", "a", "link", "iframe"}
    markdown = text_of(house_engine, ada, kind, form="md")
    assert "<script" not in markdown.replace("\\<", "") and "[x](" not in markdown and "\u202e" not in markdown
    assert all(line.count("|") - line.count("\\|") in (0, 3, 4) for line in markdown.splitlines())


def test_only_the_owner_changes_and_agents_do_not_read(house_engine, marta, gus, ada, frozen):
    with pytest.raises(Forbidden):
        notices.change(house_engine, marta, rights_contact="x")
    with pytest.raises(Forbidden):
        notices.write(house_engine, gus, "privacy", "es")
    for told in ({"rights_contact": "x" * 201}, {"other": "x"}):
        with pytest.raises(Refusal):
            notices.change(house_engine, ada, **told)
    for kind, language in (("terms", "es"), ("privacy", "pt")):
        with pytest.raises(Refusal):
            notices.write(house_engine, ada, kind, language)


def test_closed_days_and_the_one_extension_are_told(house_engine, ada, frozen):
    own_hours.close_days(house_engine, ada, ["2026-12-24", "2026-01-02"])
    policy = notices_formats.rendered(notices.write(house_engine, ada, "policy", "es"), "txt")
    assert "Tampoco el: 24/12/2026." in policy and "02/01/2026" not in policy
    assert "se amplía una sola vez" in notices_formats.rendered(notices.write(house_engine, ada, "privacy", "es"), "txt")
