"""Verdicts in words: the sentence that decided, and every rule consulted with its counter and source, in the reader's language and zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from core.domain.gate import Consulted, Contact, Verdict
from core.domain.gate_addresses import sentence_of
from core.domain.packs import Source
from core.text import format_date, translate
from core.text.format import locale_of

_WEEK = timedelta(days=6)
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
    return translate(sentence_of(rule, values), lang, **{name: _say(name, value, lang) for name, value in values.items()})


def tell_compact(stored: Mapping[str, Any], lang: str) -> str:
    """The sentence of a stored verdict."""
    return tell(stored["rule"], stored.get("values", {}), lang)


def explain(verdict: Verdict, zone: str, lang: str) -> list[dict[str, Any]]:
    """Each rule consulted as {rule, result, code, sentence, source}; counters list their contacts: `1 of 2 ...: Mon 10:02 SMS`.

    Counters carry {counter, contacts} besides, for programs.
    """
    return [_explain(entry, verdict.moment, zone, lang) for entry in verdict.consulted]


def tell_contacts(contacts: Sequence[Contact], zone: str, lang: str, moment: datetime | None = None) -> str:
    """The contacts behind a counter, in the person's local time: `Mon 10:02 SMS, Thu 09:15 WhatsApp`.

    Those that lie so far from `moment` that the weekday alone could mean another week get their date.
    """
    told = []
    for contact in contacts:
        is_far = moment is not None and abs(contact.at - moment) >= _WEEK
        told.append(f"{_moment(contact.at, zone, lang, is_far)} {_word(contact.channel, lang)}")
    return ", ".join(told)


def _explain(entry: Consulted, moment: datetime, zone: str, lang: str) -> dict[str, Any]:
    sentence = tell(entry.code, entry.values, lang)
    if entry.contacts:
        sentence = f"{sentence.rstrip('.')}: {tell_contacts(entry.contacts, zone, lang, moment)}"
    source = dict(_stated(entry.source))
    told: dict[str, Any] = {"rule": entry.rule, "result": entry.result, "code": entry.code, "sentence": sentence, "source": source}
    if entry.rule == "cap":
        told |= {"counter": dict(entry.values), "contacts": [{"at": contact.at, "channel": contact.channel} for contact in entry.contacts]}
    return told


@lru_cache(maxsize=512)
def _stated(source: Source) -> tuple[tuple[str, Any], ...]:
    return tuple((name, value) for name, value in asdict(source).items() if value)


def _say(name: str, value: Any, lang: str) -> str:
    if name == "day":
        return format_date(date.fromisoformat(value), lang=lang)
    return _word(value, lang) if name in ("channel", "recipient") else str(value)


def _word(word: str, lang: str) -> str:
    return translate(_WORDS[word], lang) if word in _WORDS else word


def _moment(moment: datetime, zone: str, lang: str, with_date: bool) -> str:
    from babel.dates import format_datetime, get_timezone

    return format_datetime(moment, "EEE d MMM HH:mm" if with_date else "EEE HH:mm", tzinfo=get_timezone(zone), locale=locale_of(lang))
