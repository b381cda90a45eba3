"""Files out: for one person, for ten minutes, and harmless when a spreadsheet opens them."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from core.db.engine import reading
from core.db.tables import AuditEntry
from core.domain.access import Actor
from core.domain.errors import Forbidden
from core.services import exports

ADA = Actor("Ada", "owner", 1, "ada@lopez.example")
GUS = Actor("Gus", "agent", 3, "gus@lopez.example")
ROWS = [("Ana Pérez", Decimal("-1234.50"), date(2026, 7, 1)), ('=HYPERLINK("http://evil.example")', Decimal("10"), None)]


def made(engine, format="csv", rows=ROWS):
    columns = ["Nombre", "Saldo", "Fecha"]
    return exports.make(engine, ADA, kind="customers", file_name="clientes 2026", columns=columns, rows=rows, format=format)


def test_the_person_who_asked_gets_the_file(browser, sign_in, lopez):
    answer = sign_in(browser, "ada").get(made(lopez))
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="clientes-2026.csv"'
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1] == ["Ana Pérez", "-1234.50", "2026-07-01"]


def test_nobody_else_gets_it_and_a_stranger_is_not_even_answered(browser, sign_in, lopez):
    path = made(lopez)
    assert browser.get(path).status_code == 401
    assert sign_in(browser, "marta").get(path).status_code == 404
    assert sign_in(browser, "gus").get(path).status_code == 403


def test_after_ten_minutes_it_is_over_and_soon_deleted(browser, sign_in, lopez, frozen):
    path = made(lopez)
    frozen.move(minutes=9)
    assert sign_in(browser, "ada").get(path).status_code == 200
    frozen.move(minutes=2)
    assert browser.get(path).status_code == 404
    assert exports.tidy(lopez) == 1


def test_an_agent_makes_no_export(lopez):
    with pytest.raises(Forbidden):
        exports.make(lopez, GUS, kind="customers", file_name="x", columns=[], rows=[])


def test_making_and_fetching_are_in_the_trail(browser, sign_in, lopez):
    sign_in(browser, "ada").get(made(lopez))
    with reading(lopez) as session:
        actions = session.exec(select(AuditEntry.action)).all()
    assert {"export.make", "export.fetch"} <= set(actions)


RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\ufeff=1", "\u200b=1", "\0=1", "＝1", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("text", RISKY)
def test_a_text_that_a_spreadsheet_would_run_is_marked(lopez, browser, sign_in, text):
    answer = sign_in(browser, "ada").get(made(lopez, rows=[(text, 1, None)]))
    assert next(iter(list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))[1:]))[0] == "'" + text


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers(browser, sign_in, lopez):
    import openpyxl

    answer = sign_in(browser, "ada").get(made(lopez, "xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet["B2"].value == -1234.5
    assert (sheet["A3"].data_type, sheet["A3"].value) == ("s", ROWS[1][0])
    assert sheet["A3"].hyperlink is None


def test_a_file_name_keeps_no_path(lopez, browser, sign_in):
    path = exports.make(lopez, ADA, kind="x", file_name="../../etc/passwd", columns=["a"], rows=[])
    assert sign_in(browser, "ada").get(path).headers["content-disposition"] == 'attachment; filename="etc-passwd.csv"'
