"""Wrong usage of the command line said in the reader's language; the library behind it says it in English only."""

from __future__ import annotations

import re
import sys
from typing import Any

import typer

from core.cli_output import put
from core.text import N_, translate

WRONG, ABORTED = 2, 1
_FAULTS = (
    (r"Missing (?:option|argument|parameter):? (?P<what>.+?)\.?", N_("{what} is missing.")),
    (r"Missing command\.", N_("Name a command.")),
    (r"No such option: (?P<what>\S+)(?P<more>.*)", N_("There is no option {what}.{more}")),
    (r"No such command (?P<what>'.*?')\.(?P<more>.*)", N_("There is no command {what}.{more}")),
    (r"Invalid value for (?P<what>.+?): (?P<more>.*)", N_("{what} cannot be so: {more}")),
    (r"Invalid value: (?P<more>.*)", N_("A value cannot be so: {more}")),
    (r"Got unexpected extra argument\S* \((?P<what>.*)\)", N_("There is too much: {what}")),
    (r"Option (?P<what>'.*?') requires an argument\.", N_("A value is missing after {what}.")),
    (r"Input should be a valid (?:integer|number).*", N_("it is not a number.")),
    (r"Input should be greater than or equal to (?P<what>\S+)", N_("it is less than {what}.")),
    (r"Input should be less than or equal to (?P<what>\S+)", N_("it is more than {what}.")),
    (r"Value error, '.*?' is not one of (?P<what>.*)\.", N_("it is none of {what}.")),
    (r"\w+ (?P<what>'.*?') does not exist\.", N_("{what} does not exist.")),
    (r"\s*Did you mean (?P<what>.*)\?", N_("Did you mean {what}?")),
    (r"\s*\(Possible options: (?P<what>.*)\)", N_("Possible ones: {what}.")),
)  # fmt: skip


def run_in_words(command: Any, prog_name: str, language: str) -> int:
    """Run a command whose wrong usage is said in a language; gives the exit status."""
    try:
        return command(prog_name=prog_name, standalone_mode=False) or 0
    except typer.Abort:
        return ABORTED
    except Exception as problem:
        if not hasattr(problem, "format_message"):  # which the library's own refusals of usage have
            raise
        put([_told(problem, language)], sys.stderr)
        return getattr(problem, "exit_code", WRONG)


def _told(problem: Any, language: str) -> str:
    context, message = getattr(problem, "ctx", None), problem.format_message()
    if context is not None and message == context.get_help():
        return message
    fault = translate("Error: {what}", language, what=in_words(message, language))
    if context is None:
        return fault
    return f"{context.get_usage()}\n{translate('See {command} --help.', language, command=context.command_path)}\n\n{fault}"


def in_words(message: str, language: str) -> str:
    """A message of the library in a language, from the outside in; what it does not know stays as it is."""
    if language == "en":
        return message
    for pattern, msgid in _FAULTS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            parts = found.groupdict()
            if parts.get("more"):
                parts["more"] = (" " if parts["more"][0] == " " else "") + in_words(parts["more"].strip(), language)
            return translate(msgid, language, **parts)
    return message
