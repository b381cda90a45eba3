"""The command line: the same services as the screens, for scripts, automation and tests."""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from core.cli_edge import as_refusal, reader_language
from core.cli_faults import run_in_words
from core.cli_help import put_in_words

PARTS = (
    "house", "import", "people", "wording", "circumstances", "campaigns", "plays", "sending", "writing", "channels", "figures", "privacy",
    "compliance",
)  # fmt: skip

app = typer.Typer(
    name="core",
    help="Recaudo on the command line. Each command takes --as EMAIL (who acts), --json (one object on standard output) and --data DIR. "
    "Exit status: 0 done, 1 refused, 2 wrong usage.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for part in PARTS:
    try:
        app.add_typer(import_module(f"core.cli_{part}").commands)
    except Exception as problem:  # the other commands, such as backup, must still run
        print(as_refusal(problem), file=sys.stderr)


def main() -> int:
    """Run one command; gives the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    command = typer.main.get_command(app)
    language = reader_language()
    put_in_words(command, language)
    try:
        return run_in_words(command, "python -m core", language)
    except SystemExit:  # the library's word for a reader who closed the pipe of a help text: enough was said
        return 0
