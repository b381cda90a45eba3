"""The command line speaks to people: words for codes, dates and amounts as the reader writes them; programs get codes and ISO."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime

import pytest

from core import cli, clock
from core.services import demo, house, jobs

NOON = datetime(2026, 7, 1, 17, tzinfo=UTC)
LISTS = (
    ("customers", "--limit", "40"), ("promises", "list"), ("plans", "list"), ("templates", "list"), ("campaigns", "list"),
    ("campaigns", "status", "1"), ("campaigns", "preview", "2"), ("messages", "list"), ("messages", "show", "3"), ("segments",),
    ("segments", "late-31-60"), ("kpis",), ("privacy", "list"), ("circumstances", "list"), ("gate", "--customer", "1", "--channel", "sms"),
    ("channels", "list"), ("jobs", "list"), ("retention",), ("import", "list"), ("compliance", "limits"),
)  # fmt: skip
CODES = re.compile(
    r"(?m)(?:^|  |: )(repeatedly_late|occasionally_late|partly_kept|broken|kept|open|undelivered|delivered|suppressed|queued|running"
    r"|finished|approved|draft|reminder_before|newly_late|access|erase|allowed|blocked|pass|illness)(?:  |:|$)|[\[{]'"
)
ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@pytest.fixture(scope="module")
def invented(tmp_path_factory):
    """The demo with a payment plan, a privacy request and a circumstance, and its jobs run once."""
    from datetime import date

    from core.domain.access import Actor
    from core.services import circumstances, plans, privacy_requests

    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("house") / "data"
        patch.setenv("RECAUDO_DATA", str(folder))
        patch.setattr(clock, "now", lambda: NOON)
        engine = house.open_house()
        demo.load(engine)
        ada = Actor("Ada", "owner", 1, "ada@demo.example")
        plans.agree(engine, ada, customer_id=1, total_cents=300_00, currency="PEN", count=3, first_on=date(2026, 7, 10), every="month")
        privacy_requests.open_(engine, ada, customer_id=2, kind="access", arrived="email")
        circumstances.note(engine, ada, 4, "illness")
        jobs.run_job(engine, ada, "profiles")
        yield folder
        engine.dispose()
        house._open.cache_clear()


@pytest.fixture
def say(invented, monkeypatch, capsys):
    """Runs a command in a language of Ada's: what stands on standard output."""

    monkeypatch.setenv("RECAUDO_DATA", str(invented))
    monkeypatch.setattr(clock, "now", lambda: NOON)

    def call(*words, language):
        from sqlmodel import select

        from core.db.engine import writing
        from core.db.tables import User

        with writing(house.open_house()) as s:
            s.exec(select(User).where(User.role == "owner")).one().language = language
        monkeypatch.setattr(sys, "argv", ["core", *words])
        assert cli.main() == 0, capsys.readouterr().err
        return capsys.readouterr().out

    return call


@pytest.mark.parametrize("words", LISTS, ids=" ".join)
def test_a_list_for_people_shows_neither_codes_nor_dates_of_programs(say, words):
    told = say(*words, language="es")
    assert not ISO.search(told) and not CODES.search(told), told
    assert not ISO.search(say(*words, language="en"))


def test_programs_get_codes_and_iso_dates(say):
    found = json.loads(say("promises", "list", "--json", language="es"))["promises"]
    assert {row["state"] for row in found} >= {"open", "broken"} and all(ISO.fullmatch(row["promised_on"]) for row in found)
    assert json.loads(say("kpis", "--json", language="es"))["currencies"]["PEN"]["overdue"].replace(".", "").isdigit()


def test_amounts_on_the_command_line_have_the_signs_of_the_business_s_country(say):
    assert re.search(r"PEN \d{1,3},\d{3}\.\d\d", say("kpis", language="es"))
