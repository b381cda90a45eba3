"""Imports at the command line: what is told of a file in lines; beside each other, the second compares anew and nobody waits in silence."""

from __future__ import annotations

import io
import json
import sys

import pytest

from core import cli, cli_import, settings
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


def lines(capsys, monkeypatch, *words):
    """What a person reads of a command."""
    monkeypatch.setattr(sys, "argv", ["core", *words])
    cli.main()
    return capsys.readouterr().out.splitlines()


FILE = (
    "cliente,telefono,factura,vencimiento,valor,saldo\n"
    + "".join(f"Cliente {n},{n},F-{n},2026-07-31,10.00,10.00\n" for n in range(1, 6))
    + "Ana,3001234567,F-6,2026-07-31,10.00,20.00\n"
)


@pytest.mark.parametrize(("language", "heading", "more"), [("es", "11 avisos", "  … y 2 más"), ("en", "11 warnings", "  … and 2 more")])
def test_warnings_are_told_after_the_summary_the_first_of_each_kind_with_rows_and_how_many_more(
    run, tmp_path, capsys, monkeypatch, language, heading, more
):
    file = tmp_path / "cartera.csv"
    file.write_text(FILE)
    assert run("user", "add", "eva@lopez.example", "--role", "owner", "--language", language)[0] == 0
    told = lines(capsys, monkeypatch, "import", str(file), "--as", "eva@lopez.example")
    after = told[told.index(heading) + 1 :]
    assert [line.split(":")[0] for line in after[:-1]] == ["  2", "  3", "  4", more, "  2", "  3", "  4", more, "  7"]
    assert told.index(heading) > 1  # after the summary


def test_that_an_erased_person_comes_in_again_is_told_before_all_other_warnings(run, path):
    report = run("import", path)[1]
    other = [{"row": row, "kind": "name_cut", "message": "cut"} for row in range(2, 9)]
    told = cli_import.lines_of(report | {"warnings": [*other, {"row": 9, "kind": "erased_before", "message": "Ana was erased before."}]})
    assert next(line for line in told if line.startswith("  ")) == "  9: Ana was erased before."


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
