"""The command line: what it prints, how it ends, who acts."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date

import pytest

from core import cli, clock
from core.db.engine import writing
from core.db.tables import Customer, Invoice, Portfolio
from core.services import house

PASSWORD = "grapa-correcta-caballo"
INIT = ("init", "--company", "Ferretería López", "--country", "CO", "--currency", "COP", "--owner", "ada@lopez.example")


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """Runs a command as a person at the console would: (exit status, standard output, standard error)."""
    monkeypatch.setenv("RECAUDO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def call(*words, stdin=""):
        monkeypatch.setattr(sys, "argv", ["core", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status = cli.main()
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    yield call
    house._open.cache_clear()


@pytest.fixture
def furnished(run):
    """A house with Ada its owner and Gus the agent, and Ana who owes 1,000 pesos since yesterday."""
    assert run(*INIT, stdin=PASSWORD + "\n")[0] == 0
    assert run("user", "add", "gus@lopez.example", "--role", "agent", stdin=PASSWORD + "\n")[0] == 0
    with writing(house.open_house()) as s:
        s.add(Portfolio(name="Cartera", created_at=clock.now()))
        s.add(
            Customer(name="Ana Núñez", name_key="ana nunez", code="A-1", tax_id="900123456", created_at=clock.now(), updated_at=clock.now())
        )
        s.flush()
        s.add(Invoice(portfolio_id=1, customer_id=1, number="F-1", due_on=date(2026, 6, 30), amount_cents=1000_00, currency="COP"))
    return run


def test_the_first_command_sets_up_company_and_owner_with_the_password_from_standard_input(run):
    status, out, err = run(*INIT, "--json", stdin=PASSWORD + "\n")
    assert (status, err) == (0, "")
    assert json.loads(out)["owner"] == "ada@lopez.example"
    assert house.company_of(house.open_house()).timezone == "America/Bogota"


def test_a_second_set_up_is_refused_with_a_sentence_and_an_object(furnished):
    status, out, err = furnished(*INIT, "--json", stdin=PASSWORD + "\n")
    assert status == 1
    assert json.loads(out)["refused"] == "already_set_up"
    assert "already set up" in err


def test_without_a_company_commands_say_that_there_is_none(run):
    status, out, err = run("customers")
    assert (status, out) == (1, "")
    assert "not set up" in err


@pytest.mark.parametrize("words", [("segments",), ("import", "x.csv"), ("worker", "--seconds", "1"), ("backup", "--json")])
def test_a_folder_that_is_none_is_not_made_by_looking_into_it(run, tmp_path, words):
    folder = tmp_path / "typo" / "data"
    status, _out, err = run(*words, "--data", str(folder))
    assert status == 1 and str(folder) in err
    assert list(tmp_path.iterdir()) == []


def test_a_missing_password_is_refused(run):
    status, _out, err = run(*INIT)
    assert status == 1
    assert "standard input" in err


@pytest.mark.parametrize("words", [("nothing",), ("customers", "--what"), ("promises", "add", "--amount", "1"), ("--json", "customers")])
def test_wrong_usage_ends_with_status_2(furnished, words):
    status, out, _err = furnished(*words)
    assert (status, out) == (2, "")


def test_a_number_or_a_date_that_is_none_is_wrong_usage(furnished):
    add = ("promises", "add", "--customer", "A-1")
    assert furnished(*add, "--amount", "much", "--on", "2026-07-03")[0] == 2
    assert furnished(*add, "--amount", "10.00", "--on", "soon")[0] == 2


def test_every_command_explains_itself(run):
    for words in (("--help",), ("customers", "--help"), ("promises", "add", "--help"), ("templates", "--help"), ("user", "add", "--help")):
        status, out, _err = run(*words)
        assert status == 0
        assert "Usage: python -m core" in out


def test_the_role_of_who_acts_holds_here_too(furnished):
    status, out, err = furnished("backup", "--as", "gus@lopez.example")
    assert (status, out) == (1, "")
    assert "rol" in err  # Gus reads Spanish


def test_somebody_unknown_cannot_act(furnished):
    status, _out, err = furnished("customers", "--as", "nobody@lopez.example")
    assert status == 1
    assert "nobody@lopez.example" in err


def test_customers_are_one_object_with_the_tax_id_masked(furnished, frozen):
    status, out, err = furnished("customers", "--search", "nuñez", "--json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert found["total"] == 1
    assert found["customers"][0]["code"] == "A-1"
    assert found["customers"][0]["tax_id"] == "•••••3456"


def test_a_promise_is_logged_by_code_once_per_token_and_listed(furnished, frozen):
    words = [
        "promises",
        "add",
        "--customer",
        "A-1",
        "--amount",
        "400.50",
        "--on",
        "2026-07-03",
        "--token",
        "t1",
        "--as",
        "gus@lopez.example",
        "--json",
    ]
    first, second = furnished(*words), furnished(*words)
    assert first == second
    listed = json.loads(furnished("promises", "list", "--json")[1])
    assert listed["total"] == 1
    expected = {"amount": "400.50", "currency": "COP", "state": "open", "paid": "0.00", "promised_on": "2026-07-03"}
    assert expected.items() <= listed["promises"][0].items()


def test_the_trail_is_verified_and_a_backup_checked(furnished):
    assert json.loads(furnished("audit", "verify", "--json")[1])["is_whole"] is True
    status, out, _err = furnished("backup", "--json")
    assert status == 0
    assert json.loads(out)["entries"] >= 2


def test_what_fails_leaves_a_sentence_and_the_traceback_in_the_log_file(furnished, monkeypatch, tmp_path):
    def broken(*_words, **_more):
        raise RuntimeError("a wire is loose")

    monkeypatch.setattr("core.services.customers.find", broken)
    status, out, err = furnished("customers")
    assert (status, out) == (1, "")
    assert "Traceback" not in err and "loose" not in err
    reference = next(word for word in err.replace(";", " ").split() if len(word) == 8 and all(c in "0123456789abcdef" for c in word))
    log = (tmp_path / "data" / "logs" / "command.log").read_text()
    assert reference in log and "a wire is loose" in log


def test_every_command_takes_the_shared_options(run, tmp_path):
    status, out, _err = run("migrate", "--as", "ada@lopez.example", "--json", "--data", str(tmp_path / "third"))
    assert (status, json.loads(out)) == (0, {"revision": "0001"})


def test_a_damaged_database_is_named_in_a_sentence(run, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "recaudo.db").write_bytes(b"this was a database once" * 400)
    status, _out, err = run("customers")
    assert status == 1
    assert "cannot be read" in err and "Traceback" not in err


def test_a_bad_rehearsal_instant_is_named(furnished, monkeypatch):
    monkeypatch.setenv("RECAUDO_NOW", "tomorrow")
    status, _out, err = furnished("customers")
    assert status == 1
    assert "RECAUDO_NOW" in err


def test_the_module_runs_from_a_shell_and_takes_the_data_folder_as_an_option(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "core", "migrate", "--json", "--data", str(tmp_path / "own")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "revision" in json.loads(done.stdout)
    assert (tmp_path / "own" / "recaudo.db").exists()


def test_segments_and_figures_are_objects_per_currency(furnished, frozen):
    listed = json.loads(furnished("segments", "--json")[1])
    assert {"newly-late", "due-soon"} <= {segment["slug"] for segment in listed["segments"]}
    found = json.loads(furnished("kpis", "--as-of", "2026-07-01", "--json")[1])
    assert found["as_of"] == "2026-07-01"
    assert {"outstanding": "1000.00", "overdue": "1000.00"}.items() <= found["currencies"]["COP"].items()
    assert found["currencies"]["COP"]["aging"]["1-30"] == "1000.00"


def test_a_segment_or_a_portfolio_that_is_not_there_is_refused(furnished):
    assert furnished("segments", "nowhere")[0] == 1
    assert furnished("kpis", "--portfolio", "nowhere")[0] == 1
    assert furnished("kpis", "--as-of", "yesterday")[0] == 2


def test_a_text_is_written_submitted_and_approved_by_somebody_else(furnished):
    assert furnished("user", "add", "marta@lopez.example", "--role", "manager", stdin=PASSWORD + "\n")[0] == 0
    words = (
        "templates",
        "add",
        "--name",
        "Aviso",
        "--channel",
        "sms",
        "--body",
        "{{ greeting }} le escribe {{ company_name }} por {{ amount }}. {{ stop_words }}",
    )
    status, out, _err = furnished(*words, "--as", "marta@lopez.example", "--json")
    assert status == 0
    number = str(json.loads(out)["template_id"])
    assert furnished("templates", "submit", number, "--as", "marta@lopez.example")[0] == 0
    assert furnished("templates", "approve", number, "--as", "marta@lopez.example")[0] == 1
    assert json.loads(furnished("templates", "approve", number, "--json")[1])["state"] == "approved"
    assert furnished("templates", "approve", number, "--as", "gus@lopez.example")[0] == 1


def test_the_demo_fills_an_empty_house_once_and_can_be_removed(run):
    assert json.loads(run("demo", "--json")[1])["customers"] == 150
    assert run("demo")[0] == 1
    assert json.loads(run("demo", "--remove", "--json")[1])["deleted"] == 150
    assert json.loads(run("customers", "--json")[1])["total"] == 0
