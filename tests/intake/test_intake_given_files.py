"""Real files from public repositories come in with the figures that are stated for them."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from core.domain.readings import Choices
from core.domain.records import FileRefused, InvoiceRecord, PaymentRecord
from core.intake import understand
from core.intake.phones import Found, phones

DATA = Path(__file__).parents[1] / "data"
LINES = {"MOBILE": "mobile", "FIXED_LINE": "landline", "FIXED_LINE_OR_MOBILE": "either"}


def read(name: str, **options):
    reading = understand(DATA / name, name, company_country="AR", company_currency=options.pop("currency", "ARS"), **options)
    batches = list(reading.batches)
    records = [record for batch in batches for record in batch.records]
    view = InvoiceRecord if reading.understood.kind == "portfolio" else PaymentRecord
    return reading, [view._make(record) for record in records], batches


@pytest.mark.parametrize("name", ["ibm_accounts_receivable.csv", "ibm_accounts_receivable_es_headers.csv"])
def test_the_ibm_invoices_are_read_month_first_and_settled(name):
    reading, records, _ = read(f"ar/{name}", currency="USD")
    assert reading.questions == [] and reading.totals.rejected == 0
    assert reading.understood.date_order == "mdy" and reading.understood.delimiter == ","
    assert len(records) == 2466 and len({r.code for r in records}) == 100
    assert sum(r.amount_cents for r in records) == 14_770_318
    assert all(r.settled_on and r.open_cents == 0 and r.paid_cents == r.amount_cents for r in records)
    assert sum(r.settled_on > r.due_on for r in records) == 877
    first = records[0]
    assert (first.row, first.customer, first.issued_on, first.settled_on, first.disputed) == (
        2,
        "0379-NEVHP",
        "2013-01-02",
        "2013-01-15",
        False,
    )
    assert first.invoice == ("0000611365" if "es_headers" in name else "611365")


def test_the_argentine_workbook_keeps_its_currencies_apart():
    reading, records, _ = read("es/cobranzas_pyme_ar.xlsx")
    assert reading.questions == [] and reading.understood.sheet == "Facturas" and reading.understood.header_row == 1
    assert len(records) == 236 and Counter(r.currency for r in records).keys() == {"ARS", "USD"}
    in_pesos = [(r.rate or Decimal(1)) * r.amount_cents for r in records]
    left_in_pesos = [(r.rate or Decimal(1)) * r.open_cents for r in records]
    assert sum(in_pesos) == 23_340_600_000
    assert abs(sum(left_in_pesos) - Decimal(8_667_947_305)) < 100 * 100
    partial = [r for r in records if r.paid_on and r.open_cents]
    assert partial and all(r.settled_on is None and r.paid_cents for r in partial)


def test_the_collection_agency_file_is_latin_1_and_states_its_date_order():
    reading, records, _ = read("es/subida_cartera_nar_bajo.csv")
    assert reading.questions == []
    understood = reading.understood
    assert (understood.encoding, understood.delimiter, understood.date_order, understood.decimal) == ("latin-1", ";", "dmy", "point")
    assert len(records) == 331 and sum(r.amount_cents for r in records) == 2_641_370_283
    assert all(r.code == r.invoice for r in records)
    assert (records[0].due_on, records[0].tax_id, records[0].issued_on) == ("2022-12-10", "88888877", None)


@pytest.mark.parametrize("name", ["es/modelo_cuentas.csv", "es/modelo_datos.csv"])
def test_an_empty_template_has_no_rows(name):
    with pytest.raises(FileRefused) as refused:
        read(name)
    assert refused.value.code == "no_rows"


def test_a_norma_43_statement_gives_money_in():
    _, records, _ = read("bank/example1.n43")
    assert [(r.row, r.paid_on, r.amount_cents, r.currency) for r in records] == [
        (2, "2004-04-08", 1234, "EUR"),
        (4, "2004-04-08", 1234, "EUR"),
        (6, "2004-04-05", 1234, "EUR"),
        (8, "2004-08-05", 1234, "EUR"),
    ]
    assert records[1].concept == "A28152585"


def test_a_camt_statement_gives_booked_credits():
    reading, records, batches = read("bank/camt053_sample.xml")
    assert reading.understood.format == "camt053"
    assert [(r.row, r.customer, r.amount_cents, r.currency) for r in records] == [
        (62, "MUELLER", 10_567_850, "SEK"),
        (125, None, 3_000_000, "SEK"),
    ]
    assert [i.why for i in batches[0].ignored] == ["money_out"]


def test_ofx_statements_give_credits_and_say_what_went_out():
    _, records, batches = read("bank/checking.ofx")
    assert [(r.row, r.paid_on, r.amount_cents, r.currency, r.reference) for r in records] == [(46, "2011-03-31", 1, "USD", "0000486")]
    assert len(batches[0].ignored) == 2
    assert read("bank/bank_medium.ofx")[0].totals.ignored == 3


def test_a_statement_brought_as_a_portfolio_is_asked_about():
    assert [q.about for q in read("bank/checking.ofx", kind="portfolio")[0].questions] == ["kind"]
    assert read("bank/checking.ofx", choices=Choices(kind="payments"))[0].questions == []


VECTORS = json.loads((DATA / "vectors/phones_latam.json").read_text())


@pytest.mark.parametrize(
    "vector", [v for v in VECTORS["parse_oracle"] if v.get("valid")], ids=lambda v: f"{v['default_region']} {v['raw']}"
)
def test_numbers_as_people_type_them_agree_with_the_numbering_plan(vector):
    assert numbers(vector["raw"], vector["default_region"]) == [(vector["e164"], LINES.get(vector["number_type"], "other"))]


def test_example_numbers_of_every_country_are_known_in_every_form():
    for vector in VECTORS["examples"]:
        for form in ("e164", "national", "international"):
            expected = [(vector["e164"], LINES.get(vector["number_type"], "other"))]
            assert numbers(vector[form], vector["region"]) == expected, vector


@pytest.mark.parametrize(
    ("raw", "region", "expected"),
    [
        ("+52 1 55 1234 5678", "MX", "+525512345678"),
        ("044 55 1234 5678", "MX", "+525512345678"),
        ("0057 300 1234567", "CO", "+573001234567"),
        ("3001234567.0", "CO", "+573001234567"),
        (5491123456789.0, "AR", "+5491123456789"),
    ],
)
def test_forms_that_the_plan_forgot_are_still_understood(raw, region, expected):
    assert [number for number, _ in numbers(raw, region)] == [expected]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("1", "phone_invalid"),
        ("0000000000", "phone_invalid"),
        ("no tiene", "phone_invalid"),
        ("5,49112E+12", "phone_precision_lost"),
        (5491120000000.0, "phone_precision_lost"),
    ],
)
def test_placeholders_and_lost_digits_are_no_numbers(raw, kind):
    found = phones("AR")[raw]
    assert isinstance(found, Found) and found.phones == () and [flaw for flaw, _ in found.flaws] == [kind]


def test_several_phones_in_a_cell_are_told_apart():
    assert [n for n, _ in numbers("300-123-4567 / 310-765-4321", "CO")] == ["+573001234567", "+573107654321"]


def numbers(raw, region):
    found = phones(region)[raw]
    return [(number, line) for number, line, _ in (found.phones if isinstance(found, Found) else found)]
