"""The help of every command, in the language of whoever asks."""

from __future__ import annotations

import sys

import pytest
import typer

from core import cli
from core.cli_help import _all_of
from core.text.catalog import messages

EVERY = list(_all_of(typer.main.get_command(cli.app)))


def said(command):
    return [text for text in (command.help, *(getattr(one, "help", None) for one in command.params)) if text]


def test_everything_that_the_help_says_is_in_spanish():
    assert [text for command in EVERY for text in said(command) if not messages("es").get(text)] == []


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("es_PE.UTF-8", ("Uso: ", "[OPCIONES]", "Opciones:", "obligatorio", "Muestra esta ayuda")),
        ("C.UTF-8", ("Usage: ", "[OPTIONS]", "Options:", "required", "Show this message")),
    ],
)
def test_help_speaks_the_language_of_the_system(monkeypatch, capsys, locale, words):
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setattr(sys, "argv", ["core", "promises", "add", "--help"])
    assert cli.main() == 0
    told = capsys.readouterr().out
    assert all(word in told for word in words), told
    monkeypatch.setattr(sys, "argv", ["core"])
    assert cli.main() == 2
    assert "  customers " in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("kpis", "--foo"), "No existe la opción --foo"), (("kpsi",), "No existe el comando 'kpsi'"), (("messages",), "Uso: "),
        (("kpis", "--as"), "Falta un valor después"), (("promises", "add"), "Falta '--customer'."), (("customers", "x"), "Sobra: x"),
        (("kpis", "--days", "abc"), "no es un número"), (("kpis", "--days", "0"), "es menos que 1"),
        (("import", "file", "x", "--kind", "z"), "no es ninguno de 'portfolio'"),
    ],
)  # fmt: skip
def test_wrong_usage_is_said_in_spanish(monkeypatch, capsys, words, told):
    monkeypatch.setenv("LC_ALL", "es_PE.UTF-8")
    monkeypatch.setattr(sys, "argv", ["core", *words])
    assert cli.main() == 2
    shown = "".join(capsys.readouterr())
    assert told in shown
    assert not any(word in shown for word in ("Usage", "Try '", "Invalid value", "No such", "Missing", "Input should"))
