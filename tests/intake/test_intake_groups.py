"""Reports in which the customer stands above the documents, and totals that are checked against their rows."""

from __future__ import annotations

import pytest

from core.domain.readings import Choices
from core.domain.records import InvoiceRecord
from core.intake import understand
from core.intake.titles import names_no_customer, parts_of, read_title, shape_of

OWN_COLUMN = """Reporte de cartera por cliente;;;;
Cliente;Factura;Fecha;Vencimiento;Saldo
Ana Pérez;;;;
;F-1;15/05/2026;14/06/2026;1.000,00
;F-2;20/05/2026;19/06/2026;500,50
Subtotal;;;;1.500,50
Bruno Díaz;;;;
;F-3;15/05/2026;14/06/2026;200,00
Subtotal;;;;200,00
Total general;;;;1.700,50
"""
LABELLED = """Factura;Fecha;Vencimiento;Importe;Saldo
Cliente: 900123456 - Ana Pérez Tel: 300 123 4567;;;;
F-1;15/05/2026;14/06/2026;1.000,00;900,00
F-2;20/05/2026;19/06/2026;500,50;500,50
Total cliente;;;1.500,50;1.400,50

Cliente: 800111222 - Bruno Díaz;;;;
F-3;15/05/2026;14/06/2026;200,00;200,00
Total cliente;;;200,00;200,00
Total;;;1.700,50;1.600,50
"""
QUICKBOOKS = """,Date,Transaction Type,Num,Due Date,Amount,Open Balance
Ana Perez,,,,,,
,05/15/2026,Invoice,1001,06/14/2026,"1,000.00","1,000.00"
,05/20/2026,Invoice,1002,06/19/2026,500.50,500.50
Total for Ana Perez,,,,,"$1,500.50","$1,500.50"
Bruno Diaz,,,,,,
,05/15/2026,Invoice,1003,06/14/2026,200.00,200.00
Total for Bruno Diaz,,,,,$200.00,$200.00
TOTAL,,,,,"$1,700.50","$1,700.50"
"""
XERO = """Invoice Date,Due Date,Invoice Number,Invoice Reference,Total
Ana Perez,,,,
15 May 2026,14 Jun 2026,INV-1,,"1,000.00"
20 May 2026,19 Jun 2026,INV-2,,500.50
Total Ana Perez,,,,"1,500.50"
Bruno Diaz,,,,
15 May 2026,14 Jun 2026,INV-3,,200.00
Total Bruno Diaz,,,,200.00
Total,,,,"1,700.50"
"""


@pytest.fixture
def read(tmp_path):
    """Reads a text; gives (reading, records, rejected, ignored, warnings, totals checked)."""

    def read_(text, **choices):
        path = tmp_path / "cartera.csv"
        path.write_text(text, encoding="utf-8")
        reading = understand(path, path.name, choices=Choices(**choices), company_country="CO", company_currency="COP")
        batches = list(reading.batches)
        parts = [[one for b in batches for one in getattr(b, name)] for name in ("records", "rejected", "ignored", "warnings")]
        checked = tuple(map(sum, zip(*(b.checked for b in batches), strict=True)))
        return reading, [InvoiceRecord._make(one) for one in parts[0]], *parts[1:], checked

    return read_


@pytest.mark.parametrize(("text", "names"), [
    (OWN_COLUMN, "Ana Pérez|Bruno Díaz"), (LABELLED, "Ana Pérez|Bruno Díaz"),
    (QUICKBOOKS, "Ana Perez|Bruno Diaz"), (XERO, "Ana Perez|Bruno Diaz"),
])  # fmt: skip
def test_titles_are_filled_down_and_totals_checked(read, text, names):
    reading, records, rejected, ignored, warnings, checked = read(text)
    assert (reading.questions, rejected) == ([], [])
    ana, bruno = names.split("|")
    assert [one.customer for one in records] == [ana, ana, bruno]
    assert [one.amount_cents for one in records] == [1000_00, 500_50, 200_00]
    assert [one.why for one in ignored].count("group") == 2
    assert checked == (3, 0)
    assert [one.kind for one in warnings if one.kind != "phone_missing"] == ["customers_filled"]
    assert [one["customer"] for one in reading.understood.groups] == [ana, bruno]


def test_numbers_and_phones_in_titles_are_taken_too(read):
    _reading, records, *_rest = read(LABELLED)
    assert [(one.tax_id, [phone[0] for phone in one.phones]) for one in records[1:]] == [
        ("900123456", ["+573001234567"]), ("800111222", []),
    ]  # fmt: skip


def test_a_total_that_is_not_the_sum_of_its_rows_is_said(read):
    _reading, _records, _rejected, _ignored, warnings, checked = read(LABELLED.replace(";;;200,00;200,00", ";;;210,00;200,00"))
    assert checked == (2, 1)
    differs = next(one for one in warnings if one.kind == "total_differs")
    assert (differs.row, differs.values) == (9, {"stated": "210.00", "summed": "200.00"})


@pytest.mark.parametrize("text", [
    "Sucursal Norte;;;\nF-1;15/05/2026;14/06/2026;1,50\nSucursal Sur;;;\nF-2;20/05/2026;19/06/2026;2,50\n",
    "Alfa;;;\nF-1;15/05/2026;14/06/2026;1,50\nBeta;;;\nF-2;20/05/2026;19/06/2026;2,50\n",
    "F-1;15/05/2026;14/06/2026;1,50\nCliente: Beta;;;\nF-2;20/05/2026;19/06/2026;2,50\n",
    "Cliente: A;;;\nCliente: B;;;\nF-2;20/05/2026;19/06/2026;2,50\n",
])  # fmt: skip
def test_what_is_not_certain_is_asked_as_before(read, text):
    reading, *_rest = read(f"Factura;Fecha;Vencimiento;Importe\n{text}")
    assert [one.about for one in reading.questions] == ["columns"]
    assert reading.understood.groups == []


def test_a_column_that_a_person_chose_is_not_filled(read):
    reading, *_rest = read(LABELLED, columns={"customer": "Saldo"})
    assert reading.understood.groups == []


def test_rows_of_amounts_alone_are_totals_where_they_agree_and_refused_where_not(read):
    text = (
        "Cliente;Factura;Vencimiento;Valor\nAna;F-1;14/06/2026;1,50\nAna;F-2;14/06/2026;2,50\n;;;4,00\nAna;F-3;14/06/2026;3,00\n;;;9,00\n"
    )
    _reading, records, rejected, ignored, _warnings, checked = read(text)
    assert (len(records), [(one.row, one.why) for one in ignored], checked) == (3, [(4, "subtotal")], (1, 0))
    assert [(one.row, one.reason) for one in rejected] == [(6, "missing_mandatory")]


def test_running_nested_and_signless_totals_agree(read):
    rows = "Ana;F-1;14/06/2026;1,50\nTransporte;;;1,50\nAna;N-2;14/06/2026;-0,50\nSubtotal Ana;;;1,00\nBruno;F-3;14/06/2026;3,00\n"
    text = f"Cliente;Factura;Vencimiento;Valor\n{rows}Subtotal Bruno;;;3,00\nSubtotal zona;;;4,00\nTotal;;;5,00\n"
    assert read(text.replace("Transporte", "Subtotal"))[-1] == (5, 0)  # the last one adds up what is written, without signs


def test_totals_over_two_currencies_are_not_checked(read):
    text = "Cliente;Factura;Vencimiento;Valor;Moneda\nAna;F-1;14/06/2026;1,50;COP\nAna;F-2;14/06/2026;2,50;USD\nTotal;;;9,99;\n"
    _reading, records, _rejected, _ignored, warnings, checked = read(text)
    assert (len(records), warnings, checked) == (2, [], (0, 0))


@pytest.mark.parametrize(("texts", "told"), [
    (["Cliente: 0012 Ana Pérez"], {"customer": "Ana Pérez", "code": "0012"}),
    (["900.123.456-7 - Ana Pérez"], {"customer": "Ana Pérez", "tax_id": "900.123.456-7"}),
    (["Ana Pérez (C001)"], {"customer": "Ana Pérez", "code": "C001"}),
    (["Ana Pérez NIT 900.123.456-7"], {"customer": "Ana Pérez", "tax_id": "900.123.456-7"}),
    (["CLIENTE: C-15 | Ana Pérez | RUT: 12.345.678-5"], {"customer": "Ana Pérez", "code": "C-15", "tax_id": "12.345.678-5"}),
    (["3M Colombia", "Ana", "Bruno"], {"customer": "3M Colombia"}),
    (["Tercero 24 Horas SAS (continuación)", "Tercero: Ana"], {"customer": "24 Horas SAS"}),
])  # fmt: skip
def test_a_title_is_taken_apart(texts, told):
    title = read_title([texts[0], "", ""])
    assert parts_of(title.text, shape_of(texts)) == told


@pytest.mark.parametrize("row", ["Total Ana|", "15/05/2026|", "1.500,00|", "Página 1 de 3|", "----|", "Cliente:|", "Ana|F-1"])
def test_what_is_no_title(row):
    assert read_title(row.split("|")) is None


@pytest.mark.parametrize("text", [
    "Sucursal Norte", "Vendedor: Juan", "Enero 2026", "Junio de 2026", "Current", "1 - 30 days past due", "31 a 60 días", "Más de 90 días",
    "Grupo: Mayoristas", "Facturas", "Por vencer",
])  # fmt: skip
def test_headings_of_places_times_and_ages_name_no_customer(text):
    assert names_no_customer(read_title([text, "", ""]))


@pytest.mark.parametrize("text", ["Grupo Nutria SA", "Centro Comercial Sol", "Abril Moda SAS", "24 Horas SAS", "Cliente: Zona Franca"])
def test_businesses_with_such_names_are_customers(text):
    assert not names_no_customer(read_title([text, "", ""]))


def test_sellers_above_customers_and_details_below_them_are_neither(read):
    _reading, records, rejected, ignored, _warnings, checked = read("""Documento;Emisión;Vence;Valor
Vendedor: Juan Gómez;;;
Cliente: 0012 Ana Pérez;;;
Tel: 300 123 4567;;;
Dirección: Calle 1 # 2-3;;;
F-1;15/05/2026;14/06/2026;1.000,00
Total cliente;;;1.000,00
Cliente: 0013 Bruno Díaz;;;
NIT: 800.111.222-7;;;
F-3;15/05/2026;14/06/2026;200,00
Total cliente;;;200,00
Zona Sur;;;
Cliente: 0014 Clara Ruiz;;;
F-4;15/05/2026;14/06/2026;300,00
Total general;;;1.500,00
""")
    assert rejected == []
    assert [(one.customer, one.code, one.tax_id, len(one.phones)) for one in records] == [
        ("Ana Pérez", "0012", None, 1), ("Bruno Díaz", "0013", "8001112227", 0), ("Clara Ruiz", "0014", None, 0),
    ]  # fmt: skip
    assert ([one.why for one in ignored].count("title"), checked) == (2, (3, 0))


def test_a_customer_without_documents_lends_none_to_the_next(read):
    text = "Documento;Vence;Valor\nNIT 900123456 ANA;;\nNIT 800111222 BRUNO;;\nF-1;14/06/2026;1,00\nTotal;;1,00\n"
    reading, *_rest = read(text)
    assert [one.about for one in reading.questions] == ["columns"]


PIVOT = """Cliente;Factura;Vence;Saldo
Ana Pérez;F-1;14/06/2026;100,50
;F-2;19/06/2026;50,00
Total Ana Pérez;;;150,50
Bruno Díaz;F-3;19/06/2026;20,00
Total Bruno Díaz;;;20,00
Total general;;;170,50
"""


def test_a_customer_written_once_over_a_group_whose_total_agrees_is_filled_down(read):
    reading, records, rejected, _ignored, warnings, checked = read(PIVOT)
    assert (reading.questions, rejected, checked) == ([], [], (3, 0))
    assert [one.customer for one in records] == ["Ana Pérez", "Ana Pérez", "Bruno Díaz"]
    assert reading.understood.groups == [{"row": 3, "title": "Ana Pérez", "customer": "Ana Pérez"}]
    assert [one.kind for one in warnings] == ["customers_filled"]


@pytest.mark.parametrize(("was", "now", "row"), [
    ("150,50", "151,50", 3), ("Total Ana Pérez;;;150,50\n", "", 3), (";F-2", "Clara;F-2", None), ("Bruno Díaz;", ";", 3),
])  # fmt: skip
def test_a_customer_left_out_without_such_a_total_is_refused(read, was, now, row):
    reading, _records, rejected, *_rest = read(PIVOT.replace(was, now, 1))
    assert reading.understood.groups == []
    assert [one.row for one in rejected][:1] == ([row] if row else [])


def test_remarks_in_a_column_that_documents_leave_blank_are_no_customers(read):
    text = "Factura;Vence;Valor;Observación\n;;;Revisar\nF-1;14/06/2026;1,50;\n;;;Llamar\nF-2;14/06/2026;2,50;\n"
    reading, *_rest = read(text)
    assert ([one.about for one in reading.questions], reading.understood.groups) == (["columns"], [])
