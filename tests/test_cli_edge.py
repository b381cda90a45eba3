"""The edge of the command line: words nobody foresaw end in a sentence, never in a failure."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from core import cli
from core.services import audit, house, keys

PASSWORD = "grapa-correcta-caballo"
INIT = ("init", "--company", "Ferretería López", "--country", "CO", "--currency", "COP", "--owner", "ada@lopez.example")


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """Runs a command as a person at the console would: (exit status, the object printed, standard error)."""
    monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def call(*words, stdin: str | None = PASSWORD + "\n"):
        monkeypatch.setattr(sys, "argv", ["core", *words, "--json"])
        monkeypatch.setattr(sys, "stdin", None if stdin is None else io.StringIO(stdin))
        status = cli.main()
        captured = capsys.readouterr()
        return status, json.loads(captured.out) if captured.out else None, captured.err

    yield call
    house._open.cache_clear()
    keys._read.cache_clear()


@pytest.mark.parametrize(
    "words",
    [
        ("customers", "--offset", "99999999999999999999"),
        ("messages", "show", "99999999999999999999"),
        ("kpis", "--as-of", "0001-01-01"),
        ("kpis", "--as-of", "9999-12-31"),
    ],
)
def test_numbers_and_dates_beyond_what_can_be_kept_are_refused_in_a_sentence(run, words):
    assert run(*INIT)[0] == 0
    status, told, err = run(*words)
    assert (status, told["refused"]) == (1, "out_of_range")
    assert "log" not in err


@pytest.mark.parametrize(
    "words",
    [
        ("customers", "--behaviour", "angry"),
        ("customers", "--bucket", "1-31"),
        ("customers", "--sort", "name; drop"),
        ("messages", "list", "--state", "gone"),
        ("gate", "--customer", "1", "--channel", "pigeon"),
        ("templates", "list", "--purpose", "threat"),
        ("campaigns", "list", "--state", "asleep"),
        ("user", "add", "gus@lopez.example", "--role", "agent", "--language", "xx"),
        ("kpis", "--as-of", "20261130"),
    ],
)
def test_words_that_an_option_does_not_know_are_wrong_usage(run, words):
    assert run(*INIT)[0] == 0
    status, told, _err = run(*words)
    assert (status, told) == (2, None)


@pytest.mark.parametrize(
    ("stdin", "reason"), [(None, "no_password"), ("\n", "no_password"), ("contrase\udcf1a larga\n", "password_unreadable")]
)
def test_a_password_that_is_missing_or_no_text_is_refused(run, stdin, reason):
    status, told, _err = run(*INIT, stdin=stdin)
    assert (status, told["refused"]) == (1, reason)


@pytest.mark.parametrize(
    ("country", "currency", "reason"), [("ZZ", "COP", "timezone_needed"), ("CO", "ZZZ", "bad_currency"), ("C1", "COP", "bad_country")]
)
def test_a_business_in_no_country_or_with_no_currency_is_refused(run, country, currency, reason):
    status, told, _err = run("init", "--company", "X", "--country", country, "--currency", currency, "--owner", "ada@lopez.example")
    assert (status, told["refused"]) == (1, reason)


@pytest.mark.parametrize(
    "steps", ['"x"', "[1]", '[{"send_at": 5}]', '[{"templates": ["a"]}]', "{", '[{"offset_days": 9999999, "templates": [1]}]']
)
def test_steps_that_are_none_are_refused(run, tmp_path, steps):
    assert run(*INIT)[0] == 0
    path = tmp_path / "steps.json"
    path.write_text(steps)
    status, told, _err = run("campaigns", "create", "--name", "X", "--segment", "newly-late", "--steps", str(path))
    assert (status, told["refused"]) == (1, "bad_step" if "9999" in steps else "bad_steps")


def test_the_data_belongs_to_its_user_alone(run, tmp_path):
    assert run(*INIT)[0] == 0
    if os.name != "nt":
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0
        assert (tmp_path / "data" / "recaudo.db").stat().st_mode & 0o077 == 0


def test_another_data_key_is_noticed_before_anything_is_written(run, tmp_path):
    assert run(*INIT)[0] == 0
    ours = (tmp_path / "data.key").read_text()
    house._open.cache_clear()
    keys._read.cache_clear()
    (tmp_path / "data.key").write_text("ab" * 32)
    status, told, _err = run("user", "add", "gus@lopez.example", "--role", "agent")
    assert (status, told["refused"]) == (1, "key_other")
    house._open.cache_clear()
    keys._read.cache_clear()
    (tmp_path / "data.key").write_text(ours)
    assert audit.verify(house.open_house(), SimpleNamespace(role="owner")).is_whole


@pytest.mark.parametrize("problem", [OSError(errno.ENOSPC, "No space left on device"), RuntimeError("database or disk is full")])
def test_a_full_disk_is_named(run, monkeypatch, problem):
    assert run(*INIT)[0] == 0
    monkeypatch.setattr("core.services.backup.make", lambda *_words: (_ for _ in ()).throw(problem))
    assert run("backup")[1]["refused"] == "disk_full"


def test_whatever_stops_an_import_its_report_has_one_shape(run, tmp_path, monkeypatch):
    assert run(*INIT)[0] == 0
    path = tmp_path / "cartera.csv"
    path.write_text("cliente,factura,vencimiento,valor\nAna,F-1,2026-07-01,10.00\n")

    def locked(*_words, **_more):
        raise RuntimeError("database is locked")

    monkeypatch.setattr("core.services.imports.confirm", locked)
    status, told, _err = run("import", str(path))
    assert (status, told["verdict"], told["reason"], told["accepted"]) == (1, "refused", "database_busy", 0)
    monkeypatch.setattr("core.services.imports.undo", locked)
    status, told, _err = run("import", "undo", "1")
    assert (status, told["verdict"], told["reason"]) == (1, "refused", "database_busy")


@pytest.mark.parametrize(
    "answers",
    [
        '{"decimal": ","}',
        '{"date_order": "d/m/y"}',
        '{"kind": "invoices"}',
        '{"header_row": "1"}',
        '{"header_row": -1}',
        '{"columns": ["cliente"]}',
        '{"columns": {"customer": {"name": "cliente"}}}',
        '{"encoding": 5}',
        '{"currency": "ZZZ"}',
        '{"country": "colombia"}',
        '{"delimiter": ""}',
    ],
)
def test_a_map_with_answers_that_are_none_is_wrong_usage(run, tmp_path, answers):
    assert run(*INIT)[0] == 0
    table, answered = tmp_path / "cartera.csv", tmp_path / "map.json"
    table.write_text("cliente,factura,vencimiento,valor\nAna,F-1,2026-07-01,10.00\n")
    answered.write_text(answers)
    assert run("import", str(table), "--map", str(answered))[:2] == (2, None)


def test_a_map_may_leave_questions_open_and_write_codes_small(run, tmp_path):
    assert run(*INIT)[0] == 0
    table, answered = tmp_path / "cartera.csv", tmp_path / "map.json"
    table.write_text("cliente,factura,vencimiento,valor\nAna,F-1,2026-07-01,10.00\n")
    answered.write_text('{"kind": null, "columns": {"customer": 1, "phones": null}, "currency": "usd"}')
    status, told, _err = run("import", str(table), "--map", str(answered))
    assert (status, told["sums"]) == (0, {"USD": {"amount": "10.00", "open_amount": "10.00"}})


def test_a_file_name_that_no_file_can_have_is_refused(run):
    assert run(*INIT)[0] == 0
    status, told, _err = run("import", "x" * 5000)
    assert (status, told["reason"]) == (1, "no_file")


def test_a_campaign_in_no_currency_is_refused(run):
    assert run(*INIT)[0] == 0
    words = ("campaigns", "create", "--name", "X", "--segment", "newly-late", "--template", "1", "--currency", "zzz")
    assert run(*words)[1]["refused"] == "bad_currency"


@pytest.mark.parametrize(
    ("words", "status"),
    [(("templates", "list"), 0), (("--help",), 0), (("customers", "--as", "eva@lopez.example", "--json"), 1), (("customers", "--nix"), 2)],
)
def test_a_pipe_that_its_reader_closes_ends_quietly_with_the_status_of_what_was_done(run, tmp_path, words, status):
    assert run(*INIT)[0] == 0
    reader, writer = os.pipe()
    os.close(reader)
    env = {**os.environ, "RECAUDO_DATA": str(tmp_path / "data"), "LC_ALL": "es_CO.UTF-8"}
    with os.fdopen(writer, "w") as pipe:
        done = subprocess.run([sys.executable, "-m", "core", *words], stdout=pipe, stderr=subprocess.PIPE, text=True, env=env, check=False)
    assert done.returncode == status
    assert done.stderr == "" if status == 0 else "Traceback" not in done.stderr and "Algo" not in done.stderr
    assert not (tmp_path / "data" / "logs" / "command.log").exists()
