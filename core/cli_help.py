"""The help of the command line in the reader's language: what we wrote of each command and option, and the few words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from core.text import N_, translate

_AROUND = (
    N_("Usage"), N_("Options"), N_("Arguments"), N_("Commands"), N_("required"), N_("default: {default}"), N_("env var: {var}"),
    N_("Show this message and exit."),
)  # fmt: skip


def put_in_words(command: Any, language: str) -> None:
    """Turn the help of a command and of all below it into a language; English is what stands there already."""
    if language == "en":
        return
    formatter = _spoken(command.context_class.formatter_class, language)
    context = type("Context", (command.context_class,), {"formatter_class": formatter})
    for one in _all_of(command):
        one.context_class = context
        one.help = translate(one.help, language) if one.help else one.help
        for parameter in one.params:
            if getattr(parameter, "help", None):
                parameter.help = translate(parameter.help, language)


def _all_of(command: Any) -> Iterator[Any]:
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from _all_of(below)


def _spoken(base: Any, language: str) -> Any:
    """The formatter with its own words in a language; they are part of what it is given, and cannot be set."""

    def say(msgid: str, **values: str) -> str:
        return translate(msgid, language, **values)

    class Spoken(base):
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            told = args.replace("[OPTIONS]", f"[{say('Options').upper()}]")
            super().write_usage(prog, told, prefix or f"{say('Usage')}: ")

        def section(self, name: str) -> Any:
            return super().section(say(name))

        def write_dl(self, rows: Sequence[tuple[str, str]], *told: Any, **named: Any) -> None:
            super().write_dl([(name, _inner(text, say)) for name, text in rows], *told, **named)

    return Spoken


def _inner(text: str, say: Any) -> str:
    """The remarks in brackets behind a help, and the help of --help itself."""
    text = text.replace("Show this message and exit.", say("Show this message and exit."))
    text = re.sub(r"(?<=[\[ ])required(?=\])", say("required"), text)
    text = re.sub(r"(?<=[\[ ])default: ([^\];]*)", lambda found: say("default: {default}", default=found[1]), text)
    return re.sub(r"(?<=[\[ ])env var: ([^\];]*)", lambda found: say("env var: {var}", var=found[1]), text)
