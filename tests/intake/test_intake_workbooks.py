"""Workbooks of every kind, pages that pretend to be one, and files made to hurt: each ends in records or in a named refusal."""

from __future__ import annotations

import os
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from core.domain.readings import Choices
from core.domain.records import FileRefused, InvoiceRecord
from core.intake import understand

HEADER = ["Código", "Cliente", "Factura", "Emisión", "Vencimiento", "Importe", "Teléfono"]
ROW = ["0012", "Ana Pérez", 1001, date(2026, 1, 13), datetime(2026, 2, 28), 1500.5, 5491123456789]


def read(path: Path, **options):
    options = {"company_country": "AR", "company_currency": "ARS", "kind": "portfolio", **options}
    reading = understand(path, path.name, **options)
    batches = list(reading.batches)
    records = [InvoiceRecord._make(r) for b in batches for r in b.records]
    return reading, records, batches


def save(path: Path, rows, name: str = "Hoja1", change=None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    if change:
        change(book, sheet)
    book.save(path)
    return path


def test_numbers_dates_and_texts_of_a_sheet_come_in_exactly(tmp_path):
    reading, records, _ = read(save(tmp_path / "a.xlsx", [HEADER, ROW]))
    assert reading.questions == [] and reading.understood.format == "xlsx"
    record = records[0]
    assert (record.row, record.code, record.customer, record.invoice) == (2, "0012", "Ana Pérez", "1001")
    assert (record.issued_on, record.due_on, record.amount_cents) == ("2026-01-13", "2026-02-28", 150050)
    assert record.phones == (("+5491123456789", "mobile", "5491123456789"),)


def test_row_numbers_are_those_of_the_sheet(tmp_path):
    rows = [[], [], ["Listado de deuda"], [], HEADER, ROW, [], ["", "TOTAL", "", "", "", 1500.5]]
    reading, records, batches = read(save(tmp_path / "a.xlsx", rows))
    assert reading.understood.header_row == 5 and records[0].row == 6
    assert {i.row: i.why for b in batches for i in b.ignored}[8] == "total"


def test_the_sheet_with_the_columns_is_chosen_and_two_such_are_asked_about(tmp_path):
    def more(book, sheet):
        book.create_sheet("Notas").append(["Nada", "que ver"])
        hidden = book.create_sheet("Vieja")
        hidden.append(HEADER)
        hidden.append(ROW)
        hidden.sheet_state = "hidden"

    path = save(tmp_path / "a.xlsx", [HEADER, ROW], "Enero", more)
    reading, records, _ = read(path)
    assert reading.questions == [] and reading.understood.sheet == "Enero" and len(records) == 1

    def again(book, sheet):
        other = book.create_sheet("Febrero")
        other.append(HEADER)
        other.append(ROW)

    path = save(tmp_path / "b.xlsx", [HEADER, ROW], "Enero", again)
    assert [(q.about, q.choices) for q in read(path)[0].questions] == [("sheet", ["Enero", "Febrero"])]
    reading, records, _ = read(path, choices=Choices(sheet="febrero"))
    assert reading.questions == [] and reading.understood.sheet == "Febrero" and len(records) == 1


def test_merged_names_hold_for_all_their_rows_and_amounts_do_not(tmp_path):
    def merge(book, sheet):
        sheet.merge_cells("B2:B3")
        sheet.merge_cells("A2:A3")

    second = ["", "", 1002, *ROW[3:]]
    _, records, _ = read(save(tmp_path / "a.xlsx", [HEADER, ROW, second], change=merge))
    assert [(r.customer, r.code, r.invoice) for r in records] == [("Ana Pérez", "0012", "1001"), ("Ana Pérez", "0012", "1002")]


def test_hidden_rows_and_columns_are_read_and_said(tmp_path):
    def hide(book, sheet):
        sheet.row_dimensions[3].hidden = True

    _, records, batches = read(save(tmp_path / "a.xlsx", [HEADER, ROW, [*ROW[:2], 1002, *ROW[3:]]], change=hide))
    assert len(records) == 2
    assert [(w.row, w.kind) for w in batches[0].warnings if w.row is None] == [(None, "hidden_rows")]


def test_half_swapped_dates_of_a_sheet_are_noticed(tmp_path):
    rows = [HEADER]
    for n, due in enumerate(["25/03/2026", "28/03/2026", date(2026, 3, 4), date(2026, 4, 5), "31/03/2026"]):
        rows.append([*ROW[:2], n, "", due, 10.0, ""])
    _, records, batches = read(save(tmp_path / "a.xlsx", rows))
    assert len(records) == 5
    assert "date_swapped" in [w.kind for w in batches[0].warnings]


def test_an_open_document_sheet_is_read(tmp_path):
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        '<office:body><office:spreadsheet><table:table table:name="Hoja1">{}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )

    def line(cells):
        parts = (f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells)
        return f"<table:table-row>{''.join(parts)}</table:table-row>"

    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content.format(line(HEADER[1:6]) + line(["Ana", "F-1", "13/01/2026", "28/02/2026", "1.500,50"])))
    reading, records, _ = read(path)
    assert reading.understood.format == "ods" and records[0].amount_cents == 150050


def test_a_page_saved_as_a_workbook_is_read_by_its_content(tmp_path):
    path = tmp_path / "cartera.xls"
    cells = "".join(f"<td>{c}</td>" for c in ("Ana &amp; Hijos", "F-1", "28/02/2026", "1.500,50"))
    path.write_bytes(
        f'<html><meta charset="windows-1252"><table><tr><th colspan=4>Cartera</th></tr>'
        f"<tr><th>Cliente<th>Nº Factura<th>Vencimiento<th>Importe</tr>"
        f"<tr>{cells}</tr></table></html>".encode("cp1252")
    )
    reading, records, _ = read(path)
    assert reading.understood.format == "html" and reading.understood.header_row == 2
    assert (records[0].row, records[0].customer, records[0].amount_cents) == (3, "Ana & Hijos", 150050)


def test_texts_that_reach_down_over_rows_of_a_page_hold_for_each_and_amounts_do_not(tmp_path):
    path = tmp_path / "cartera.xls"
    path.write_text(
        "<table><tr><th rowspan=2>Cliente<th rowspan=2>Código<th rowspan=2>Factura<th colspan=2>Datos<th rowspan=2>Saldo cliente</tr>"
        "<tr><th>Vencimiento<th>Importe</tr>"
        "<tr><td rowspan=2>Ana<td rowspan=2>0012<td>F-1<td rowspan=2>28/02/2026<td>1.500,50<td rowspan=2>1.700,50</tr>"
        "<tr><td>F-2<td>200,00</tr><tr><td>Bruno<td>13<td>F-3<td>28/02/2026<td rowspan=2>1500<td></tr>"
        "<tr><td>Bruno<td>13<td>F-4<td>28/02/2026</tr></table>"
    )
    reading, records, batches = read(path)
    assert (reading.questions, reading.understood.header_row) == ([], 2)
    said = [(one.customer, one.code, one.invoice, one.due_on, one.amount_cents) for one in records]
    assert said[:2] == [("Ana", "0012", "F-1", "2026-02-28", 1500_50), ("Ana", "0012", "F-2", "2026-02-28", 200_00)]
    assert [one.open_cents for one in records[:2]] == [1700_50, None]
    assert [(one.row, one.reason) for batch in batches for one in batch.rejected] == [(6, "missing_mandatory")]


def test_a_wrong_extension_changes_nothing(tmp_path):
    path = save(tmp_path / "a.xlsx", [HEADER, ROW])
    other = path.rename(tmp_path / "a.csv")
    assert read(other)[0].understood.format == "xlsx"


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        read(path)
    return refused.value.code


def test_damaged_and_foreign_files_are_named(tmp_path):
    path = save(tmp_path / "a.xlsx", [HEADER, ROW])
    data = path.read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(data[: len(data) // 2])
    assert refusal(tmp_path / "cut.xlsx") == "corrupt_file"
    (tmp_path / "random.xlsx").write_bytes(b"PK\x03\x04" + os.urandom(2000))
    assert refusal(tmp_path / "random.xlsx") == "corrupt_file"
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600
    (tmp_path / "locked.xlsx").write_bytes(locked)
    assert refusal(tmp_path / "locked.xlsx") == "password_protected"
    (tmp_path / "old.xls").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "Workbook".encode("utf-16-le") + os.urandom(900)
    )
    assert refusal(tmp_path / "old.xls") == "corrupt_file"
    with zipfile.ZipFile(tmp_path / "word.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(tmp_path / "word.docx") == "unsupported_format"
    assert refusal(save(tmp_path / "empty.xlsx", [])) == "empty_file"
    assert refusal(save(tmp_path / "bare.xlsx", [HEADER])) == "no_rows"


def test_bombs_are_seen_before_they_are_unpacked(tmp_path):
    started = time.monotonic()
    far = save(tmp_path / "far.xlsx", [HEADER, ROW], change=lambda book, sheet: sheet.cell(1_048_576, 16_384, "x"))
    assert refusal(far) == "unsafe_file"
    deep = save(tmp_path / "deep.xlsx", [HEADER, ROW], change=lambda book, sheet: sheet.cell(1_048_576, 40, "x"))
    assert refusal(deep) == "too_large"
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (200 << 20))
    assert refusal(bomb) == "unsafe_file"
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for n in range(300):
            archive.writestr(f"xl/media/{n}.png", b"x")
    assert refusal(bomb) == "unsafe_file"
    assert time.monotonic() - started < 20


def test_a_formula_is_its_stored_value_and_never_runs(tmp_path):
    rows = [HEADER, [*ROW[:1], '=HYPERLINK("http://x","Ana")', *ROW[2:]], [*ROW[:2], 1002, *ROW[3:]]]
    _, records, batches = read(save(tmp_path / "a.xlsx", rows))
    assert [r.customer for r in records] == ["0012", "Ana Pérez"]
    assert batches[0].rejected == []
