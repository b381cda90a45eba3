"""Imports at the command line beside each other: the second compares anew, and a writer that waits in vain gets a sentence."""

from __future__ import annotations

import io
import json
import sys

import pytest

from core import cli, settings
from core.db import engine as engines
from core.domain.errors import Refusal, Stale
from core.services import house, imports, keys

INIT = ("init", "--company", "Ferretería López", "--country", "CO", "--currency", "COP", "--owner", "ada@lopez.example")


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """Runs a command as a person at the console would: (exit status, the object printed)."""
    monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["core", *words, "--json"])
        monkeypatch.setattr(sys, "stdin", io.StringIO("grapa-correcta-caballo\n"))
        status = cli.main()
        return status, json.loads(capsys.readouterr().out)

    assert call(*INIT)[0] == 0
    yield call
    house._open.cache_clear()
    keys._read.cache_clear()


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "cartera.csv"
    file.write_text("cliente,factura,vencimiento,valor\nAna,F-1,2026-07-31,10.00\n")
    return str(file)


@pytest.mark.parametrize(("times", "verdict"), [(2, "imported"), (9, "refused")])
def test_an_import_between_comparing_and_writing_has_the_file_compared_anew(run, path, monkeypatch, times, verdict):
    confirm, left = imports.confirm, iter(range(times))

    def disturbed(*words, **more):
        if next(left, None) is not None:
            raise Stale("stale_draft", "Something changed since the file was compared. Compare it again, then confirm.")
        return confirm(*words, **more)

    monkeypatch.setattr(imports, "confirm", disturbed)
    told = run("import", path)[1]
    assert (told["verdict"], told.get("reason")) == (verdict, None if verdict == "imported" else "stale_draft")


def test_a_file_that_is_not_there_is_refused_by_a_listed_reason(run, tmp_path):
    from core.domain.records import REASONS

    status, told = run("import", str(tmp_path / "nada.csv"))
    assert (status, told["verdict"], told["reason"]) == (1, "refused", "no_file") and "no_file" in REASONS


def test_a_writer_that_waits_in_vain_gets_a_sentence(run, monkeypatch):
    from sqlalchemy import text

    url = f"sqlite:///{settings.load().data / 'recaudo.db'}"
    monkeypatch.setattr(engines, "_PRAGMAS", ("PRAGMA busy_timeout=20",))
    one, other = (engines.open_engine.__wrapped__(url) for _ in range(2))
    with engines.writing(one) as held:
        held.execute(text("SELECT 1"))
        with pytest.raises(Refusal) as refused, engines.writing(other) as session:
            session.execute(text("SELECT 1"))
    assert refused.value.code == "database_busy"
    one.dispose()
    other.dispose()
