"""Catalogs: which sentence a reader sees. The language is chosen per call or per context, never process-wide."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("es", "en")
_HERE = Path(__file__).parent
_language: ContextVar[str] = ContextVar("language", default="es")
_country: ContextVar[str | None] = ContextVar("country", default=None)


@cache
def messages(language: str) -> dict[str, str | tuple[str, ...]]:
    """All translated messages of a language, merged from its .po files; English is its own catalog and is empty."""
    if language == "en":
        return {}
    from babel.messages.pofile import read_po

    found: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((_HERE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if not message.id or not message.string:
                    continue
                if isinstance(message.id, tuple | list):
                    found["\0".join(message.id)] = tuple(message.string)
                else:
                    found[message.id] = message.string if isinstance(message.string, str) else message.string[0]
    return found


def language() -> str:
    """The language of the present context."""
    return _language.get()


@contextmanager
def speaking(code: str, country: str | None = None) -> Iterator[None]:
    """Speak a language for the length of a block, in this thread or task only; a country named is followed in its separators."""
    token, place = _language.set(code if code in LANGUAGES else "es"), _country.set(country or _country.get())
    try:
        yield
    finally:
        _language.reset(token)
        _country.reset(place)


def speak(code: str, country: str | None = None) -> None:
    """Set the language of the present context and the country whose separators it follows, as the shell does at the start of each run."""
    _language.set(code if code in LANGUAGES else "es")
    _country.set(country)


def country() -> str | None:
    """The country whose habits the present context follows when it writes numbers, or None."""
    return _country.get()


def translate(msgid: str, code: str, /, **values: Any) -> str:
    """A sentence in a named language, its {fields} filled."""
    text = messages(code).get(msgid, msgid)
    text = text if isinstance(text, str) else text[0]
    return text.format(**values) if values else text


def _(msgid: str, /, **values: Any) -> str:
    """A sentence in the language of the present context."""
    return translate(msgid, _language.get(), **values)


def N_(msgid: str) -> str:
    """Marks a sentence that is kept as data and translated later."""
    return msgid


def ngettext_(one: str, many: str, n: int, **values: Any) -> str:
    """A sentence that depends on a count, which is also its field {n}, written with the reader's separators."""
    from core.text.format import format_number

    forms = messages(_language.get()).get(f"{one}\0{many}", (one, many))
    text = forms[0 if n == 1 else -1]
    return text.format(n=format_number(n), **values)


def say(refusal: Any, code: str | None = None) -> str:
    """The sentence of a Refusal for a reader."""
    return translate(refusal.msgid, code or _language.get(), **refusal.values)
