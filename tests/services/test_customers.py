"""Customers: found by what people remember, edited from the version that was read, uncovered with a trace."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.db.engine import reading
from core.domain.errors import Forbidden, NotFound, Refusal, Stale
from core.services import audit, credit, customer_record, customers, ledger, profiles, story
from core.services.customers import Wanted


@pytest.fixture
def three(frozen, house_engine, make_customer, make_invoice):
    """Ana Núñez pays late, Bruno owes in two currencies, Clara owes nothing."""
    ana = make_customer("Ana Nunez", code="A-1", tax_id="900123456", tax_id_key="900123456")
    bruno = make_customer("Bruno", phone="+573009998877", email="bruno@example.com")
    clara = make_customer("Clara", phone=None, email=None)
    make_invoice(ana, "F-1", date(2026, 5, 1), 500_00)
    make_invoice(bruno, "F-2", date(2026, 6, 25), 200_00)
    make_invoice(bruno, "U-3", date(2026, 8, 1), 70_00, currency="USD")
    profiles.refresh(house_engine)
    return ana, bruno, clara


def names(engine, actor, wanted):
    return [row.name for row in customers.find(engine, actor, wanted)[1]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("núñez", ["Ana Nunez"]),
        ("A-1", ["Ana Nunez"]),
        ("900.123.456", ["Ana Nunez"]),
        ("300 999 8877", ["Bruno"]),
        ("Bruno@Example.com", ["Bruno"]),
        ("U-3", ["Bruno"]),
        ("%", []),
        ("", ["Ana Nunez", "Bruno", "Clara"]),
    ],
)
def test_a_customer_is_found_by_whatever_people_remember(house_engine, gus, three, query, found):
    assert names(house_engine, gus, Wanted(query=query)) == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(bucket="61-90"), ["Ana Nunez"]),
        (Wanted(bucket="1-30"), ["Bruno"]),
        (Wanted(currency="USD"), ["Bruno"]),
        (Wanted(only_owing=True), ["Ana Nunez", "Bruno"]),
        (Wanted(has="dispute"), []),
        (Wanted(sort="overdue", currency="COP"), ["Ana Nunez", "Bruno"]),
        (Wanted(agent_id=3), []),
    ],
)
def test_a_list_is_narrowed_by_what_customers_owe_and_are(house_engine, gus, three, wanted, found):
    assert sorted(names(house_engine, gus, wanted)) == found


def test_balances_of_two_currencies_are_never_added(house_engine, gus, three):
    bruno = customers.find(house_engine, gus, Wanted(query="Bruno"))[1][0]
    assert bruno.balances == {"COP": (200_00, 200_00), "USD": (70_00, 0)}


def test_a_list_comes_in_pages_with_its_total(house_engine, gus, three):
    total, rows = customers.find(house_engine, gus, limit=1, offset=1)
    assert (total, [row.name for row in rows]) == (3, ["Bruno"])


def test_an_unknown_order_is_refused(house_engine, gus):
    with pytest.raises(Refusal):
        customers.find(house_engine, gus, Wanted(sort="name; DROP TABLE customer"))


def test_the_tax_id_is_masked_until_somebody_looks_and_looking_leaves_a_trace(house_engine, gus, ada, three):
    assert customers.find(house_engine, gus, Wanted(query="A-1"))[1][0].tax_id == "•••••3456"
    told = story.tell(house_engine, gus, three[0])
    assert told.person.tax_id == "•••••3456"
    assert [point.shown for point in told.points] == ["+57 ••• 4567", "a••••@example.com"]
    assert customer_record.unmask(house_engine, gus, three[0])["tax_id"] == "900123456"
    assert [entry.action for entry in audit.entries(house_engine, ada)[1]] == ["customer.unmask"]


def test_an_edit_from_an_old_version_overwrites_nothing(house_engine, gus, three):
    assert customer_record.edit(house_engine, gus, three[0], 1, city="Cali") == 2
    with pytest.raises(Stale):
        customer_record.edit(house_engine, gus, three[0], 1, city="Bogotá")
    assert story.tell(house_engine, gus, three[0]).person.city == "Cali"


def test_a_new_name_is_found_and_is_not_repeated_in_the_trail(house_engine, gus, ada, three):
    customer_record.edit(house_engine, gus, three[0], 1, name="Ánna Nuñez")
    assert names(house_engine, gus, Wanted(query="anna")) == ["Ánna Nuñez"]
    assert audit.entries(house_engine, ada)[1][0].after.items() >= {"name": "…"}.items()


def test_an_agent_does_not_hand_customers_to_others(house_engine, gus, marta, three):
    with pytest.raises(Forbidden):
        customer_record.edit(house_engine, gus, three[0], 1, agent_id=3)
    customer_record.edit(house_engine, marta, three[0], 1, agent_id=3)
    assert story.tell(house_engine, gus, three[0]).person.agent == "Gus"


def test_what_is_not_meant_for_editing_is_refused(house_engine, ada, three):
    with pytest.raises(Refusal):
        customer_record.edit(house_engine, ada, three[0], 1, id=99)


def test_a_customer_is_named_by_id_or_by_code(house_engine, gus, three):
    assert customers.id_of(house_engine, gus, "A-1") == customers.id_of(house_engine, gus, str(three[0])) == three[0]
    with pytest.raises(NotFound):
        customers.id_of(house_engine, gus, "nobody")


def test_the_story_lists_unpaid_documents_first(house_engine, gus, three):
    told = story.tell(house_engine, gus, three[1])
    assert [(row.number, row.open_cents, row.days_late) for row in told.invoices] == [("F-2", 200_00, 6), ("U-3", 70_00, 0)]
    assert [(row.currency, row.open_cents) for row in told.balances] == [("COP", 200_00), ("USD", 70_00)]


def test_there_is_no_story_of_nobody(house_engine, gus):
    with pytest.raises(NotFound):
        story.tell(house_engine, gus, 404)


@pytest.fixture
def overpaid(house_engine, gus, three, make_customer, make_invoice):
    """Ana overpaid and owes anew; Bruno overpaid in pesos and owes dollars; Clara has a credit note and no money with us."""
    ana, bruno, clara = three
    for customer_id, amount in ((ana, "600.00"), (bruno, "250.00")):
        ledger.record_payment(house_engine, gus, customer_id=customer_id, amount=Decimal(amount), currency="COP", paid_on=date(2026, 7, 1))
    make_invoice(ana, "F-9", date(2026, 8, 1), 300_00)
    make_invoice(clara, "NC-1", date(2026, 5, 1), -80_00)
    profiles.refresh(house_engine)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(has="credit"), ["Ana Nunez", "Bruno"]),
        (Wanted(has="credit", currency="COP"), ["Ana Nunez", "Bruno"]),
        (Wanted(has="credit", currency="COP", sort="overdue"), ["Ana Nunez", "Bruno"]),
        (Wanted(has="credit", currency="USD"), []),
        (Wanted(has="credit", only_owing=True), ["Ana Nunez"]),
        (Wanted(has="credit", query="bru"), ["Bruno"]),
    ],
)
def test_credit_is_money_received_that_is_laid_on_no_document(house_engine, gus, overpaid, wanted, found):
    assert names(house_engine, gus, wanted) == found
    with reading(house_engine) as session:
        assert credit.count_in(session) == 1


def test_a_list_says_how_much_credit_there_is_by_currency(house_engine, gus, overpaid):
    rows = customers.page(house_engine, gus)
    assert {row.name: row.credit for row in rows} == {"Ana Nunez": {"COP": 100_00}, "Bruno": {"COP": 50_00}, "Clara": {}}
