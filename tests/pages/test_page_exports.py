"""Every long list can be taken away whole, with the filters that it has on screen, by those who may."""

from __future__ import annotations

import csv

import pytest
from sqlmodel import col, func, select

from core.db.engine import reading
from core.db.tables import AuditEntry, Customer, Export, Message, Promise
from core.services import exports


def taken(visitor, key):
    """The rows of the file that the button of a list makes as CSV."""
    visitor.app.segmented_control(key=f"{key}_format").set_value("csv").run()
    visitor.app.button(key=f"{key}_make").click().run()
    assert not visitor.app.exception and not visitor.app.error
    with reading(visitor.engine) as session:
        made = session.exec(select(Export).order_by(col(Export.id).desc())).first()
    with (exports._folder() / made.path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def number(engine, table, *conditions):
    with reading(engine) as session:
        return session.exec(select(func.count()).select_from(table).where(*conditions)).one()


def test_all_customers_come_with_their_money_by_currency(demo_house, visit):
    ada = visit(demo_house, "owner", "es")
    ada.open("customers")
    rows = taken(ada, "customers_export")
    assert len({row["Código"] for row in rows}) == number(demo_house, Customer)
    assert {row["Moneda"] for row in rows} >= {"PEN", "USD"} and all("." in row["Vencido"] for row in rows)


def test_a_filter_on_screen_holds_for_the_file(demo_house, visit):
    ada = visit(demo_house, "owner", "en")
    ada.open("customers", has="dispute")
    some = {row["Code"] for row in taken(ada, "customers_export")}
    assert 0 < len(some) < number(demo_house, Customer)


def test_promises_and_messages_come_with_state_and_reason_in_words(demo_house, visit):
    ada = visit(demo_house, "owner", "es")
    ada.open("promises", state="broken", days="365")
    rows = taken(ada, "promises_export")
    assert {row["Estado"] for row in rows} == {"Incumplida"} and len(rows) < number(demo_house, Promise)
    ada.open("messages")
    rows = taken(ada, "messages_export")
    assert len(rows) == number(demo_house, Message) and "Entregado" in {row["Estado"] for row in rows}


def test_the_audit_trail_is_taken_away_and_says_so(demo_house, visit):
    ada = visit(demo_house, "owner", "es")
    ada.open("compliance", section="audit")
    before = number(demo_house, AuditEntry)
    rows = taken(ada, "audit_export")
    assert len(rows) == before and number(demo_house, AuditEntry, AuditEntry.action == "export.make") == 1


@pytest.mark.parametrize("page", ["customers", "promises", "messages"])
def test_who_may_not_export_is_offered_nothing(demo_house, visit, page):
    gus = visit(demo_house, "agent", "es")
    gus.open(page)
    assert not [one for one in gus.app.button if (one.key or "").endswith("_export_make")]
