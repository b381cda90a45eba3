"""Privacy at the command line: a request from its arrival to the erasure, as objects for programs and lines for people."""

from __future__ import annotations

import json
import zipfile

import pytest

from core.db.engine import reading
from core.db.tables import Customer
from core.services import audit, house
from core.settings import load

from .test_cli import furnished, run  # noqa: F401  # isort: skip

GUS = ("--as", "gus@lopez.example")


@pytest.fixture
def ask(furnished):  # noqa: F811
    """Runs a privacy command with --json; gives its object. Whatever it says stays out of the log files."""

    def call(*words, status=0):
        ended, out, err = furnished("privacy", *words, "--json")
        assert ended == status, err
        return json.loads(out)

    yield call
    logs = [path.read_text() for path in (load().data / "logs").glob("*")] if (load().data / "logs").is_dir() else []
    assert not any("Ana" in text or "900123456" in text for text in logs)


def test_a_request_goes_from_its_arrival_to_the_erasure(ask):
    opened = ask("open", "--customer", "A-1", "--kind", "erase", "--arrived", "email")
    assert (opened["state"], opened["deadline"]["law"], opened["deadline"]["within"]) == ("open", "Ley 1581 de 2012; Ley 1266 de 2008", 15)
    number = str(opened["id"])
    assert ask("erase", "--request", number, "--really", status=1)["refused"] == "identity_first"
    ask("identify", "--request", number, "--how", "document")
    looked = ask("erase", "--request", number)
    assert (looked["erased"], [one["code"] for one in looked["hindrances"]], looked["stays"]) == (False, ["owes"], {"invoice": 1})
    assert ask("erase", "--request", number, "--really", status=1)["refused"] == "owes"
    assert ask("erase", "--request", number, "--really", "--give-up-claim")["erased"] is True
    assert ask("list")["requests"][0] | {"state": "done", "customer": None} == ask("list")["requests"][0]
    engine = house.open_house()
    with reading(engine) as s:
        assert s.get(Customer, 1).name == "#1"


def test_everything_is_written_to_a_file_once(ask, furnished, tmp_path):  # noqa: F811
    made = ask("export", "--customer", "1", "--out", str(tmp_path / "a.zip"), "--language", "en")
    assert made["rows"]["invoice"] == 1
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert json.loads(archive.read("data.json"))["tables"]["customer"][0]["name"] == "Ana Núñez"
    assert ask("export", "--customer", "1", "--out", str(tmp_path / "a.zip"), status=1)["refused"] == "cannot_write"
    assert ask("export", "--customer", "1")["form"] == "recaudo-person/1"


def test_restricting_and_lifting_are_two_commands(ask, furnished):  # noqa: F811
    number = str(ask("open", "--customer", "1", "--kind", "restrict", "--arrived", "phone")["id"])
    assert ask("restrict", "--request", number)["state"] == "done"
    assert ask("lift", "--customer", "1", "--what", "restrict", "--why", "short", status=1)["refused"] == "no_lift_reason"
    assert ask("lift", "--customer", "1", "--what", "restrict", "--why", "Checked; told by phone on 1 July.")["lifted"] == "restrict"


def test_an_agent_may_take_down_but_not_answer_export_or_erase(ask, furnished, tmp_path):  # noqa: F811
    number = str(ask("open", "--customer", "1", "--kind", "object", "--about", "profiling", "--arrived", "phone", *GUS)["id"])
    for words in (("object", "--request", number), ("export", "--customer", "1"), ("list",), ("erase", "--request", number, "--really")):
        assert ask(*words, *GUS, status=1)["refused"] == "forbidden"


def test_a_word_that_an_option_does_not_know_is_wrong_usage(furnished):  # noqa: F811
    assert furnished("privacy", "open", "--customer", "1", "--kind", "forget", "--arrived", "email")[0] == 2


def test_people_read_lines_in_their_language(furnished):  # noqa: F811
    assert furnished("privacy", "open", "--customer", "1", "--kind", "access", "--arrived", "email")[0] == 0
    status, out, _err = furnished("privacy", "list")
    assert status == 0 and "Ana Núñez" in out and "1 solicitud de privacidad" in out
    assert audit.is_of_this_key(house.open_house())
