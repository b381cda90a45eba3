"""Payments and plans at the command line."""

from __future__ import annotations

import json
from datetime import date

from core.db.engine import writing
from core.db.tables import Invoice
from core.services import house

from .test_cli import furnished, run  # noqa: F401  # isort: skip

PLAN = ("plans", "add", "--customer", "A-1", "--amount", "100", "--installments", "3", "--first", "2026-07-10", "--token", "p")


def test_a_plan_is_agreed_on_listed_and_cancelled(furnished, frozen):  # noqa: F811
    first, again = furnished(*PLAN, "--json"), furnished(*PLAN, "--json")
    assert first == again
    made = json.loads(first[1])
    assert (made["total"], made["state"]) == ("100.00", "open")
    assert [part["amount"] for part in made["installments"]] == ["33.34", "33.33", "33.33"]
    assert [part["due_on"] for part in made["installments"]] == ["2026-07-10", "2026-08-10", "2026-09-10"]
    assert json.loads(furnished("plans", "list", "--customer", "A-1", "--json")[1])["total"] == 1
    taken = json.loads(furnished("plans", "cancel", str(made["plan_id"]), "--reason", "changed banks", "--json")[1])
    assert taken["taken_back"] == 3
    assert json.loads(furnished("plans", "list", "--state", "open", "--json")[1])["total"] == 0


def test_a_payment_is_recorded_once_and_laid_on_what_is_open(furnished, frozen):  # noqa: F811
    words = ("payments", "add", "--customer", "A-1", "--amount", "10.50", "--method", "cash", "--token", "t", "--json")
    done, again = (json.loads(furnished(*words)[1]) for _try in range(2))
    assert (done["amount"], done["is_new"], again["is_new"]) == ("10.50", True, False)
    assert list(done["laid"].values()) == ["10.50"]


def test_a_third_decimal_and_an_endless_note_are_refused_in_a_sentence(furnished, frozen):  # noqa: F811
    add = ("promises", "add", "--customer", "A-1", "--on", "2026-07-03")
    status, out, err = furnished(*add, "--amount", "10.005")
    assert (status, out) == (1, "") and "10.005" in err
    status, _out, err = furnished(*add, "--amount", "10", "--note", "x" * 2001)
    assert status == 1 and "2000" in err.replace(".", "").replace(",", "")


def test_credit_is_applied_to_what_came_later(furnished, frozen):  # noqa: F811
    furnished("payments", "add", "--customer", "A-1", "--amount", "1200", "--token", "c")
    with writing(house.open_house()) as s:
        s.add(Invoice(portfolio_id=1, customer_id=1, number="F-2", due_on=date(2026, 8, 1), amount_cents=50_00, currency="COP"))
    done = json.loads(furnished("payments", "apply", "--customer", "A-1", "--json")[1])
    assert (list(done["laid"].values()), done["credit"]) == (["50.00"], {"COP": "150.00"})
