"""Verdicts in words: the sentence that decided, and every rule consulted with its counter and source, in the reader's language and zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from core.domain.gate import SENTENCES, Consulted, Contact, Verdict
from core.text import format_date, translate
from core.text.format import locale_of

_WORDS = {
    "sms": "SMS",
    "whatsapp": "WhatsApp",
    "email": "e-mail",
    "voice": "phone call",
    "visit": "visit",
    "debtor": "debtor",
    "codebtor": "co-debtor",
    "guarantor": "guarantor",
    "relatives": "relatives",
    "employer": "employer",
    "third_party": "third party",
}


def tell(rule: str, values: Mapping[str, Any], lang: str) -> str:
    """The sentence of a finding by its code, as kept in a verdict or in its compact form."""
    return translate(SENTENCES[rule], lang, **{name: _say(name, value, lang) for name, value in values.items()})


def tell_compact(stored: Mapping[str, Any], lang: str) -> str:
    """The sentence of a stored verdict."""
    return tell(stored["rule"], stored.get("values", {}), lang)


def explain(verdict: Verdict, zone: str, lang: str) -> list[dict[str, Any]]:
    """Each rule consulted as {rule, result, code, sentence, source}; counters list their contacts: `1 of 2 ...: Mon 10:02 SMS`."""
    return [_explain(entry, zone, lang) for entry in verdict.consulted]


def tell_contacts(contacts: Sequence[Contact], zone: str, lang: str) -> str:
    """The contacts behind a counter, in the person's local time: `Mon 10:02 SMS, Thu 09:15 WhatsApp`."""
    return ", ".join(f"{_moment(contact.at, zone, lang)} {_word(contact.channel, lang)}" for contact in contacts)


def _explain(entry: Consulted, zone: str, lang: str) -> dict[str, Any]:
    sentence = tell(entry.code, entry.values, lang)
    if entry.contacts:
        sentence = f"{sentence.rstrip('.')}: {tell_contacts(entry.contacts, zone, lang)}"
    source = {name: value for name, value in asdict(entry.source).items() if value}
    return {"rule": entry.rule, "result": entry.result, "code": entry.code, "sentence": sentence, "source": source}


def _say(name: str, value: Any, lang: str) -> str:
    if name == "day":
        return format_date(date.fromisoformat(value), lang=lang)
    return _word(value, lang) if name in ("channel", "recipient") else str(value)


def _word(word: str, lang: str) -> str:
    return translate(_WORDS[word], lang) if word in _WORDS else word


def _moment(moment: datetime, zone: str, lang: str) -> str:
    from babel.dates import format_datetime, get_timezone

    return format_datetime(moment, "EEE HH:mm", tzinfo=get_timezone(zone), locale=locale_of(lang))
