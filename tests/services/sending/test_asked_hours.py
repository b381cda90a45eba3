"""Hours that a customer asked for: kept at the customer, followed by the gate, wider than the usual ones only where the law says so."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from core import clock
from core.db.engine import reading
from core.db.tables import AuditEntry, Company, Customer
from core.domain.access import SCHEDULER
from core.domain.asked_hours import parts_of, stored, windows_of
from core.domain.errors import Refusal
from core.services import customer_record, pack_texts, person_export_page, planning
from core.services.person_export_words import SECTIONS
from core.text.catalog import speaking
from core.ui.audit_facts import facts_told

EVENING, NIGHT = "mon,tue,wed,thu,fri 17:00-18:30", "mon,tue,wed,thu,fri 20:00-21:00"


def ask(sending, customer, hours):
    """Keep the hours that a customer asked for."""
    with reading(sending.engine) as session:
        version = session.get(Customer, customer).version
    return customer_record.edit(sending.engine, sending.ada, customer, version, asked_hours=hours)


def planned_hour(sending, customer):
    """The local hour from which the only message to a customer may go."""
    (message,) = sending.messages(customer_id=customer)
    return message.not_before.astimezone(ZoneInfo("America/Bogota")).strftime("%H:%M")


def test_a_text_of_hours_is_read_as_it_is_written():
    assert parts_of(stored(["tue", "mon"], (480, 720))) == (("mon", "tue"), (480, 720))
    assert windows_of("sat 09:00-10:30") == (None, None, None, None, None, (540, 630), None) and windows_of(None) is None


@pytest.mark.parametrize("text", ["", "mon 20:00-18:00", "mon 18:00-18:00", "never 10:00-11:00", "mon 10-11", "mon 25:00-26:00"])
def test_hours_that_cannot_be_meant_are_refused(text):
    with pytest.raises(Refusal):
        parts_of(text)


def test_a_reminder_waits_for_the_hours_asked_for(sending):
    today = clock.today("America/Bogota")
    ana, bruno = sending.customer("Ana"), sending.customer("Bruno")
    for number, customer in enumerate((ana, bruno)):
        sending.owes(customer, f"F-{number}", today - timedelta(days=9))
    ask(sending, ana, EVENING)
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    assert planned_hour(sending, ana) == "17:00" and planned_hour(sending, bruno) != "17:00"


def test_hours_at_night_hold_only_where_the_law_lets_the_customer_ask_for_them(sending):
    ana = sending.customer("Ana")
    sending.owes(ana, "F-1", clock.today("America/Bogota") - timedelta(days=9))
    ask(sending, ana, NIGHT)  # Colombia: Ley 2300
    planning.plan(sending.engine, SCHEDULER, sending.launch(sending.step("sms")))
    assert planned_hour(sending, ana) == "20:00"
    clara = sending.customer("Clara", country="PE")
    with pytest.raises(Refusal, match="no contact is allowed"):
        ask(sending, clara, "sun 05:00-06:00")


def test_the_wish_is_in_the_trail_and_can_be_taken_back(sending):
    ana = sending.customer("Ana")
    ask(sending, ana, EVENING)
    ask(sending, ana, None)
    with reading(sending.engine) as session:
        assert session.get(Customer, ana).asked_hours is None and session.get(Company, 1).country == "CO"
        kept = [row.after for row in session.exec(select(AuditEntry).where(AuditEntry.action == "customer.edit"))]
    assert [entry.get("asked_hours") for entry in kept] == [EVENING, None]


def test_the_wish_is_told_in_words_wherever_people_read_it(sending):
    ana = sending.customer("Ana")
    ask(sending, ana, "mon,tue 18:00-20:00")
    row = {"asked_hours": "mon,tue 18:00-20:00"}
    column = next(one for section in SECTIONS if section.table == "customer" for one in section.columns if one.name == "asked_hours")
    told = "Lunes, Martes 18:00–20:00"
    with speaking("es"):
        assert pack_texts.asked_hours_word(row["asked_hours"]) == person_export_page._cell(column, row, "America/Bogota") == told
        assert facts_told(row, "America/Bogota").endswith(told)


def test_no_country_but_a_known_one_can_be_stated(sending):
    ana = sending.customer("Ana")
    with pytest.raises(Refusal, match="code of a country"):
        customer_record.edit(sending.engine, sending.ada, ana, 1, country="XX")
    assert customer_record.edit(sending.engine, sending.ada, ana, 1, country="MX", region="Jalisco") == 2
