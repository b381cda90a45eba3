"""Tables whose lines say more than their header, and headers that look like data."""

from __future__ import annotations

import pytest

from core.domain.readings import Choices
from core.domain.records import FileRefused
from core.intake import understand


def read(path, *lines, **options):
    file = path / "cartera.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    reading = understand(file, file.name, company_country="CO", company_currency="COP", **options)
    batches = list(reading.batches)
    return reading, [record for batch in batches for record in batch.records], [one for batch in batches for one in batch.rejected]


@pytest.mark.parametrize("amounts", ["1.000.000,00,1.000.000,00", "1.000,50,1.000,50", "250,00,250,00"])
def test_a_decimal_comma_that_tears_amounts_apart_is_refused_and_never_read_as_another_sum(tmp_path, amounts):
    lines = [f"Cliente {n},90012345{n},F-{n},15/04/2026,{amounts}" for n in range(1, 6)]
    choices = Choices(decimal="comma")
    _reading, records, rejected = read(tmp_path, "cliente,nit,factura,vencimiento,valor,saldo", *lines, choices=choices)
    assert records == []
    assert {one.reason for one in rejected} == {"ragged_row"} and len(rejected) == 5


def test_a_last_column_without_a_name_is_still_a_column(tmp_path):
    lines = [f"Cliente {n},90012345{n},F-{n},15/04/2026,100.50,llamar" for n in range(1, 6)]
    _reading, records, rejected = read(tmp_path, "cliente,nit,factura,vencimiento,valor", *lines)
    assert (len(records), rejected) == (5, [])


@pytest.mark.parametrize("ages", ["corriente,1-30,31-60,61-90,90+", "por vencer,0 a 30,31 a 60,61 a 90,>90"])
def test_an_aging_report_without_invoices_is_recognised_by_its_header(tmp_path, ages):
    lines = [f"Cliente {n},90012345{n},100.50,0.00,0.00,5.00,0.00,105.50" for n in range(1, 6)]
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, f"cliente,nit,{ages},total", *lines)
    assert refused.value.code == "no_invoice_level"


def test_a_sum_is_no_document_and_a_row_parted_by_another_sign_is_no_footer(tmp_path):
    lines = ["Ana,900123451,F-1,15/04/2026,100.50", "Ana,900123451,TOTAL,30/04/2026,100.50", "Ana;900123451;F-2;15/04/2026;1"]
    reading, records, rejected = read(tmp_path, "cliente,nit,factura,vencimiento,valor", *lines)
    assert [record[6] for record in records] == ["F-1"]
    assert ([(one.row, one.reason) for one in rejected], reading.totals.ignored) == ([(4, "ragged_row")], 1)


def test_a_cell_beyond_any_table_is_named_as_that(tmp_path):
    lines = ["Ana,900123451,F-1,15/04/2026,100.50," + "x" * 200_000, "Ana,900123451,F-2,15/04/2026,100.50,ok"]
    _reading, records, rejected = read(tmp_path, "cliente,nit,factura,vencimiento,valor,concepto", *lines)
    assert ([record[6] for record in records], [(one.row, one.reason) for one in rejected]) == (["F-2"], [(2, "too_large")])
    assert len(rejected[0].cells[0]) < 5_000


@pytest.mark.parametrize("encoding", ["utf-32", "utf-16", "utf-8-sig"])
def test_a_mark_of_an_encoding_is_known_from_the_one_it_begins_with(tmp_path, encoding):
    file = tmp_path / "cartera.csv"
    file.write_text("cliente;nit;factura;vencimiento;valor\nPeña;900123451;F-1;15/04/2026;1.000,50\n", encoding=encoding)
    reading = understand(file, file.name, company_country="CO", company_currency="COP")
    assert (reading.understood.encoding, reading.understood.kind) == (encoding, "portfolio")
    assert [record[1] for batch in reading.batches for record in batch.records] == ["Peña"]
