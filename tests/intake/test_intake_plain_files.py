"""The quick ways through a plain file end where the slow ones do; codes of places and goods are no codes of customers."""

from __future__ import annotations

import pytest

from core.domain.invoice_columns import InvoiceColumns
from core.domain.readings import Choices
from core.intake import understand
from core.intake.meanings import guess_columns

HEADER = "Factura;Cliente;NIT;Celular;Vencimiento;Valor;Saldo\n"


def read(tmp_path, body):
    path = tmp_path / "file.csv"
    path.write_text(HEADER + body, encoding="utf-8")
    reading = understand(
        path, kind="portfolio", choices=Choices(date_order="dmy", decimal="comma"), company_country="CO", company_currency="COP"
    )
    batches = list(reading.batches)
    rejected = [(one.row, one.reason) for batch in batches for one in batch.rejected]
    ignored = [(one.row, one.why) for batch in batches for one in batch.ignored]
    return [record for batch in batches for record in batch.records], rejected, ignored


def line(number, name="Ana", saldo="1.000,00"):
    return f"F-{number:05};{name};900123456;300 123 4567;15/01/2026;1.000,00;{saldo}\n"


def test_even_lines_and_quoted_lines_are_read_alike(tmp_path):
    plain, *_ = read(tmp_path, "".join(map(line, range(30_000))))
    quoted, *_ = read(tmp_path, "".join(line(number, '"Ana"') for number in range(30_000)))
    assert plain == quoted and len(plain) == 30_000
    assert (plain[0].row, plain[-1].row, plain[-1].phones) == (2, 30_001, (("+573001234567", "mobile", "300 123 4567"),))


def test_a_quote_far_down_and_a_broken_one_keep_their_row_numbers(tmp_path):
    body = "".join(map(line, range(20_000))) + line(20_000, '"Ana; Luz"') + line(20_001, '"Ana') + line(20_002)
    records, rejected, _ = read(tmp_path, body)
    assert [(record.row, record.customer) for record in records[-2:]] == [(20_002, "Ana; Luz"), (20_004, "Ana")]
    assert rejected == [(20_003, "bad_quoting")]


def test_one_uneven_line_among_even_ones_is_said_and_the_rest_comes_in(tmp_path):
    body = line(1) + "\n" + line(2) + "F-00003;Ana;1;2;3;4;5;6;7\n" + line(4)
    records, rejected, ignored = read(tmp_path, body)
    assert [record.invoice for record in records] == ["F-00001", "F-00002", "F-00004"]
    assert (rejected, ignored) == ([(5, "ragged_row")], [(3, "blank")])


def test_rows_without_a_customer_are_refused_and_their_customer_is_nobody(tmp_path):
    records, rejected, _ = read(tmp_path, line(1) + line(2, "").replace("900123456", "") + line(3))
    assert [record.row for record in records] == [2, 4]
    assert rejected == [(3, "missing_mandatory")]


def test_invoices_as_columns_are_the_same_records(tmp_path):
    records, *_ = read(tmp_path, line(1) + line(2, "Bruno", "500,00") + line(3))
    columns = InvoiceColumns.of(records)
    assert list(columns) == records and len(columns.fresh) == 2
    assert list(columns.without({1})) == [records[0], records[2]]


@pytest.mark.parametrize("header", ["Código Postal (7)", "Cod. Postal", "Código Post.", "Código producto", "Codigo municipio", "Zip code"])
def test_codes_of_places_and_goods_are_no_codes_of_customers(header):
    rows = [[f"F-{number}", f"Cliente {number}", f"{44_00 + number}", "2026-01-15", "100,00"] for number in range(30)]
    found = guess_columns(["Factura", "Cliente", header, "Vencimiento", "Importe"], rows, "portfolio")
    assert "code" not in found.positions
    assert guess_columns(["Factura", "Cliente", "Código", "Vencimiento", "Importe"], rows, "portfolio").positions["code"] == [2]
