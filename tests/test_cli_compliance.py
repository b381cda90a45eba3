"""The command line's retention clocks, monthly proof and texts for customers."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime

from core import clock
from core.db.engine import writing
from core.db.tables import LoginAttempt
from core.services import house
from tests.test_cli import furnished, run

__all__ = ["furnished", "run"]


def test_the_preview_counts_and_touches_nothing(furnished):
    with writing(house.open_house()) as s:
        s.add(LoginAttempt(at=datetime(2020, 1, 1, tzinfo=UTC), address="::1", account_hash="x", succeeded=False))
    for _again in range(2):
        status, out, _err = furnished("retention", "--preview", "--json")
        told = json.loads(out)
        assert (status, told["is_on"], told["total"]) == (0, False, 1)
    sessions = next(one for one in told["kinds"] if one["kind"] == "sessions")
    assert (sessions["would_go"], sessions["of"], sessions["oldest"]) == (1, {"login_attempt": 1}, "2019-12-31")


def test_clocks_are_set_switched_and_run(furnished):
    assert furnished("retention", "--run", "--json")[0] == 1
    status, out, _err = furnished("retention", "--set", "message_texts=12", "--on", "--json")
    assert status == 0 and json.loads(out)["is_on"]
    with writing(house.open_house()) as s:
        s.add(LoginAttempt(at=datetime(2020, 1, 1, tzinfo=UTC), address="::1", account_hash="x", succeeded=False))
    assert json.loads(furnished("retention", "--run", "--json")[1]) == {"removed": {"sessions": 1}}
    assert json.loads(furnished("retention", "--set", "message_texts=default", "--json")[1])["kinds"][0]["period"] == 24
    assert furnished("retention", "--set", "ledger=60", "--json")[0] == 1
    assert furnished("retention", "--set", "ledger")[0] == 2 and furnished("retention", "--preview", "--on")[0] == 2
    assert furnished("retention", "--off", "--as", "gus@lopez.example")[0] == 1


def test_a_month_is_proven_to_a_file_once(furnished, tmp_path):
    month, path = f"{clock.today('America/Bogota'):%Y-%m}", tmp_path / "proof.zip"
    status, out, _err = furnished("compliance", "proof", "--month", month, "--out", str(path), "--json")
    told = json.loads(out)
    assert status == 0 and told["exceptions"] == {} and told["audit"]["is_whole"]
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == [f"recaudo-{month}.html", f"recaudo-{month}.json"]
        assert told["sha256"] in archive.read(f"recaudo-{month}.html").decode()
    assert furnished("compliance", "proof", "--month", month, "--out", str(path))[0] == 1
    assert furnished("compliance", "proof", "--month", "yesterday")[0] == 1


def test_texts_are_written_and_say_what_is_missing(furnished, tmp_path):
    status, out, _err = furnished("compliance", "notice", "privacy", "--language", "en", "--format", "html", "--out",
                                  str(tmp_path / "notice.html"), "--json")  # fmt: skip
    told = json.loads(out)
    assert status == 0 and "tax_id" in {one["code"] for one in told["missing"]}
    assert (tmp_path / "notice.html").read_text(encoding="utf-8") == told["text"]
    assert furnished("compliance", "notice", "policy")[0] == 0 and furnished("compliance", "notice", "other")[0] == 2


def test_own_limits_hours_and_closed_days_are_set_and_shown(furnished):
    def told(*words):
        status, out, _err = furnished("compliance", "limits", *words, "--json")
        return status, json.loads(out)

    status, found = told("--hours", "mon=9-17", "--closed", "2026-12-24", "--set", "weekly_cap=2")
    assert (status, found["hours"], found["closed"], found["weekly_cap"]) == (0, ["mon 09:00-17:00"], ["2026-12-24"], 2)
    _status, found = told("--usual-hours", "--closed", "", "--set", "weekly_cap=default")
    assert (found["hours"], found["closed"], found["weekly_cap"]) == (None, [], None)
    assert furnished("compliance", "limits", "--hours", "mon=never")[0] == 1
