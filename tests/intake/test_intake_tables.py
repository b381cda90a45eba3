"""Tables as people keep them: what is data, what is not, and which column is what."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.domain.readings import Choices, Remembered
from core.domain.records import FileRefused, InvoiceRecord
from core.intake import understand

HEADER = "Cliente;Factura;Fecha emisión;Vencimiento;Importe\n"
ROW = "Ana Pérez;F-1;13/01/2026;28/02/2026;1.500,50\n"


def read(path: Path, text: str | bytes, name: str = "cartera.csv", **options):
    """(reading, invoice records, rejected, ignored, warnings) of a file with this content."""
    file = path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    options = {"company_country": "AR", "company_currency": "ARS", **options}
    reading = understand(file, name, **options)
    records, rejected, ignored, warnings = [], [], [], []
    for batch in reading.batches:
        records += map(InvoiceRecord._make, batch.records) if reading.understood.kind == "portfolio" else batch.records
        rejected += batch.rejected
        ignored += batch.ignored
        warnings += batch.warnings
    return reading, records, rejected, ignored, warnings


def test_a_plain_table_is_read_whole(tmp_path):
    reading, records, rejected, _, _ = read(tmp_path, HEADER + ROW)
    assert reading.questions == [] and rejected == []
    assert reading.understood.columns["due_on"] == "Vencimiento"
    record = records[0]
    assert (record.row, record.customer, record.invoice) == (2, "Ana Pérez", "F-1")
    assert (record.issued_on, record.due_on, record.amount_cents) == ("2026-01-13", "2026-02-28", 150050)
    assert record.currency == "ARS" and record.kind == "invoice"


def test_titles_above_the_header_are_ignored(tmp_path):
    text = "Listado de deuda;;;;\nEmitido el 01/02/2026;;;;\n;;;;\n" + HEADER + ROW
    reading, records, _, ignored, _ = read(tmp_path, text)
    assert reading.understood.header_row == 4
    assert [r.row for r in records] == [5]
    assert [(i.row, i.why) for i in ignored] == [(1, "title"), (2, "title"), (3, "blank")]


def test_blank_total_and_repeated_header_rows_are_no_data_and_no_errors(tmp_path):
    text = (
        HEADER + ROW + ";;;;\n" + "Subtotal Ana;;;;1.500,50\n" + HEADER + ROW.replace("F-1", "F-2") + "TOTAL GENERAL;;;;3.001,00\n" + "\n"
    )
    _, records, rejected, ignored, _ = read(tmp_path, text)
    assert [r.invoice for r in records] == ["F-1", "F-2"]
    assert rejected == []
    assert {i.row: i.why for i in ignored} == {3: "blank", 4: "subtotal", 5: "header_repeated", 7: "total", 8: "blank"}


def test_a_total_beside_its_amount_in_another_column_is_no_data(tmp_path):
    _, records, rejected, ignored, _ = read(tmp_path, HEADER + ROW + ";;;Total:;1.500,50\n")
    assert len(records) == 1 and rejected == []
    assert [(i.row, i.why) for i in ignored] == [(3, "total")]


def test_a_customer_called_total_is_a_customer(tmp_path):
    _, records, _, _, _ = read(tmp_path, HEADER + ROW.replace("Ana Pérez", "Total Austral SA"))
    assert records[0].customer == "Total Austral SA"


def test_a_footer_is_no_data(tmp_path):
    _, records, rejected, ignored, _ = read(tmp_path, HEADER + ROW + "Generado por el sistema el 01/02/2026;;;;\nFin del informe\n")
    assert len(records) == 1 and rejected == []
    assert [i.why for i in ignored] == ["footer", "footer"]


def test_a_header_over_two_lines_is_joined(tmp_path):
    text = "Cliente;;Documento;Fecha;;\nCódigo;Nombre;Número;Emisión;Vencimiento;Importe\nC1;Ana;F-1;13/01/2026;28/02/2026;100,00\n"
    reading, records, _, _, _ = read(tmp_path, text)
    assert reading.understood.header_row == 2
    assert (records[0].code, records[0].customer, records[0].due_on) == ("C1", "Ana", "2026-02-28")


def test_row_numbers_are_the_lines_on_which_records_begin(tmp_path):
    text = HEADER + '"Ana\nPérez";F-1;13/01/2026;28/02/2026;1,00\n' + ROW.replace("F-1", "F-2")
    _, records, _, _, _ = read(tmp_path, text)
    assert [(r.row, r.customer) for r in records] == [(2, "Ana Pérez"), (4, "Ana Pérez")]


def test_a_row_with_too_many_cells_is_refused_and_a_short_one_too(tmp_path):
    text = HEADER + ROW + "Bruno;F-2;13/01/2026;28/02/2026;1,00;x;y\nBruno;F-3;13/01/2026\n" + "Bruno;F-4;13/01/2026;28/02/2026;1,00;;\n"
    _, records, rejected, _, _ = read(tmp_path, text)
    assert [r.invoice for r in records] == ["F-1", "F-4"]
    assert [(r.row, r.reason) for r in rejected] == [(3, "ragged_row"), (4, "ragged_row")]


def test_a_quote_that_never_closes_costs_its_own_row_alone(tmp_path):
    text = HEADER + ROW + '"Bruno;F-2;13/01/2026;28/02/2026;1,00\n' + "".join(ROW.replace("F-1", f"F-{n}") for n in range(3, 90))
    _, records, rejected, _, _ = read(tmp_path, text)
    assert len(records) == 88
    assert [(r.row, r.reason) for r in rejected] == [(3, "bad_quoting")]


def test_missing_cells_name_their_column(tmp_path):
    text = (
        HEADER
        + ";F-1;13/01/2026;28/02/2026;1,00\nAna;;13/01/2026;28/02/2026;1,00\nAna;F-3;13/01/2026;;1,00\nAna;F-4;13/01/2026;28/02/2026;\n"
        + ROW
    )
    _, records, rejected, _, _ = read(tmp_path, text)
    assert len(records) == 1
    assert [(r.row, r.reason, r.column) for r in rejected] == [
        (2, "missing_mandatory", "Cliente"),
        (3, "missing_mandatory", "Factura"),
        (4, "missing_mandatory", "Vencimiento"),
        (5, "missing_mandatory", "Importe"),
    ]


def test_a_document_that_stands_twice_is_taken_once(tmp_path):
    _, records, rejected, _, _ = read(tmp_path, HEADER + ROW + ROW + ROW.replace("1.500,50", "1.600,50"))
    assert len(records) == 1
    assert [(r.row, r.reason) for r in rejected] == [(3, "duplicate_invoice"), (4, "duplicate_conflict")]


def test_columns_called_alike_and_columns_without_a_name_are_told_apart(tmp_path):
    text = "Cliente;Factura;Vencimiento;Importe;Teléfono;Teléfono;\nAna;F-1;28/02/2026;1,00;11 4444-5555;+54 9 11 2345 6789;x\n"
    reading, records, _, _, _ = read(tmp_path, text)
    assert reading.understood.headers[4:] == ["Teléfono", "Teléfono (2)", "column 7"]
    assert [p[0] for p in records[0].phones] == ["+541144445555", "+5491123456789"]


def test_three_hundred_columns_are_no_trouble(tmp_path):
    more = ";".join(f"Extra {n}" for n in range(295))
    text = HEADER.strip() + ";" + more + "\n" + ROW.strip() + ";" * 295 + "\n"
    _, records, rejected, _, _ = read(tmp_path, text)
    assert len(records) == 1 and rejected == []


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Customer Name,Invoice No.,Due Date,Amount Due,Currency", "Ana,F-1,2026-02-28,100.50,USD"),
        ("Nome do cliente,Nº da nota,Vencimento,Valor em aberto,Moeda", "Ana,F-1,28/02/2026,100.50,USD"),
        ("RAZON SOCIAL,NRO. COMPROBANTE,FEC. VTO.,SALDO,MONEDA", "Ana,F-1,28/02/2026,100.50,USD"),
        ("razon_social,nro_factura,fechaVencimiento,saldoPendiente,moneda", "Ana,F-1,28/02/2026,100.50,USD"),
    ],
)
def test_columns_are_known_in_three_languages(tmp_path, header, row):
    reading, records, _, _, _ = read(tmp_path, header + "\n" + row + "\n")
    assert reading.questions == []
    assert (records[0].customer, records[0].invoice, records[0].due_on, records[0].amount_cents) == ("Ana", "F-1", "2026-02-28", 10050)
    assert records[0].currency == "USD"


def test_unknown_columns_are_asked_and_the_answer_is_used(tmp_path):
    text = "aaa;bbb;ccc;ddd\nAna;F-1;28/02/2026;100,50\n"
    reading, *_ = read(tmp_path, text)
    assert {q.about for q in reading.questions} & {"columns", "header_row"}
    columns = {"customer": "aaa", "invoice": 2, "due_on": "ccc", "amount": "4"}
    reading, records, _, _, _ = read(tmp_path, text, kind="portfolio", choices=Choices(columns=columns, header_row=1))
    assert reading.questions == []
    assert (records[0].invoice, records[0].amount_cents) == ("F-1", 10050)


def test_a_table_without_header_is_read_by_positions(tmp_path):
    columns = {"customer": 1, "invoice": 2, "due_on": 3, "amount": 4}
    text = "Ana;F-1;28/02/2026;100,50\nBruno;F-2;28/03/2026;1,50\n"
    _, records, _, _, _ = read(tmp_path, text, kind="portfolio", choices=Choices(columns=columns, header_row=0))
    assert [(r.row, r.invoice) for r in records] == [(1, "F-1"), (2, "F-2")]


def test_an_earlier_mapping_is_recognised(tmp_path):
    text = "aaa;bbb;ccc;ddd\nAna;F-1;08/02/2026;1.500\n"
    known = Remembered(
        ["aaa", "bbb", "ccc", "ddd"], {"customer": "aaa", "invoice": "bbb", "due_on": "ccc", "amount": "ddd"}, "portfolio", "dmy", "comma"
    )
    reading, records, _, _, _ = read(tmp_path, text, remembered=[known])
    assert reading.questions == [] and reading.understood.remembered
    assert (records[0].due_on, records[0].amount_cents) == ("2026-02-08", 150000)


def test_an_aging_report_has_no_documents(tmp_path):
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, "Cliente;Corriente;1-30;31-60;61-90;Más de 90;Total\nAna;1,00;0,00;0,00;5,00;0,00;6,00\n", kind="portfolio")
    assert refused.value.code == "no_invoice_level"


def test_what_is_no_table_is_refused_by_name(tmp_path):
    cases = {
        "empty_file": b"",
        "no_rows": HEADER.encode(),
        "unsupported_format": b"%PDF-1.7 ...",
        "not_tabular": b"Estimados, adjunto la deuda.\nSaludos cordiales\n",
    }
    for reason, content in cases.items():
        with pytest.raises(FileRefused) as refused:
            read(tmp_path, content)
        assert refused.value.code == reason


def test_credit_notes_are_negative_and_need_no_due_date(tmp_path):
    text = (
        "Cliente;Tipo;Factura;Fecha;Vencimiento;Importe\nAna;Factura;F-1;13/01/2026;28/02/2026;100,00\n"
        "Ana;Nota de crédito;NC-1;14/01/2026;;40,00\n"
        "Ana;NC;NC-2;14/01/2026;;-10,00\nAna;Factura;F-2;14/01/2026;28/02/2026;-5,00\nAna;Factura;F-3;14/01/2026;28/02/2026;0,00\n"
    )
    _, records, rejected, _, _ = read(tmp_path, text)
    assert [(r.invoice, r.amount_cents, r.kind) for r in records] == [
        ("F-1", 10000, "invoice"),
        ("NC-1", -4000, "credit_note"),
        ("NC-2", -1000, "credit_note"),
    ]
    assert [(r.row, r.reason) for r in rejected] == [(5, "negative_amount"), (6, "zero_amount")]


def test_our_own_apostrophe_is_taken_off_and_no_other(tmp_path):
    text = HEADER + "'=Ana;F-1;13/01/2026;28/02/2026;1,00\n'Bruno;F-2;13/01/2026;28/02/2026;1,00\n"
    _, records, _, _, _ = read(tmp_path, text)
    assert [r.customer for r in records] == ["=Ana", "'Bruno"]


def test_amounts_in_two_currencies_side_by_side_are_asked_about(tmp_path):
    text = "Cliente;Factura;Vencimiento;Importe ARS;Importe USD\nAna;F-1;25/04/2026;100,50;0,10\n"
    reading, *_ = read(tmp_path, text)
    assert [(q.about, q.choices) for q in reading.questions] == [("columns", ["Importe ARS", "Importe USD"])]
    reading, records, *_ = read(tmp_path, text, choices=Choices(columns={"amount": "Importe USD"}))
    assert reading.questions == [] and (records[0].amount_cents, records[0].currency) == (10, "USD")


def test_a_column_that_only_counts_the_rows_is_not_the_document(tmp_path):
    reading, records, *_ = read(tmp_path, "Nro;Cliente;Documento;Vto;Saldo\n1;Ana;FC-1;25/04/2026;100,50\n2;Ana;FC-2;25/04/2026;1,50\n")
    assert reading.questions == [] and [r.invoice for r in records] == ["FC-1", "FC-2"]
