"""Excel's XML of 2003 comes in like any workbook: rows as people see them, hidden sheets known, no entity of its own opened."""

from __future__ import annotations

import pytest

from core.domain.readings import Choices
from core.domain.records import FileRefused
from core.intake import understand

HEAD = '<?xml version="1.0"?>{doctype}<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'  # noqa: E501
HIDDEN = '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>'


def cell(value, kind="String", **attributes):
    told = "".join(f' ss:{name}="{text}"' for name, text in attributes.items())
    return f'<Cell{told}><Data ss:Type="{kind}">{value}</Data></Cell>'


def row(*cells, **attributes):
    told = "".join(f' ss:{name}="{text}"' for name, text in attributes.items())
    return f"<Row{told}>{''.join(each if each.startswith('<') else cell(each) for each in cells)}</Row>"


def sheet(name, *rows, options=""):
    return f'<Worksheet ss:Name="{name}"><Table>{"".join(rows)}</Table>{options}</Worksheet>'


@pytest.fixture
def read(tmp_path):
    def read_(*sheets, doctype="", end="</Workbook>", **choices):
        path = tmp_path / "cartera.xls"
        path.write_text(HEAD.format(doctype=doctype) + "".join(sheets) + end, encoding="utf-8")
        reading = understand(path, path.name, choices=Choices(**choices), company_country="CO", company_currency="COP")
        return reading, [record for batch in reading.batches for record in batch.records]

    return read_


HEADER = row("Cliente", "NIT", "Factura", "Vencimiento", "Importe", Index="3")


def test_rows_keep_the_numbers_that_a_person_sees_and_merged_texts_hold_for_each(read):
    first = row(
        cell("Peña &amp; Cía", MergeDown="1"), "900123456", "F-1", cell("2026-06-15T00:00:00.000", "DateTime"), cell("100.5", "Number")
    )
    second = row(cell("900123456", Index="2"), "F-2", cell("46188", "Number"), cell("1234567.89", "Number"))
    reading, records = read(sheet("Cartera", row("Listado"), HEADER, first, second), sheet("Notas", row("nada")))
    assert (reading.questions, reading.understood.format, reading.understood.sheet, reading.understood.header_row) == (
        [],
        "xml",
        "Cartera",
        3,
    )
    assert [(r[0], r[1], r[6], r[8], r[9]) for r in records] == [
        (4, "Peña & Cía", "F-1", "2026-06-15", 100_50),
        (5, "Peña & Cía", "F-2", "2026-06-15", 1_234_567_89),
    ]


def test_hidden_sheets_are_passed_over(read):
    data = row("Ana", "900123456", "F-1", "15/06/2026", cell("10", "Number"))
    reading, records = read(sheet("Vieja", HEADER, data, data, options=HIDDEN), sheet("Cartera", HEADER, data))
    assert (reading.understood.sheet, len(records)) == ("Cartera", 1)


@pytest.mark.parametrize(
    ("doctype", "end", "rows", "code"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]>', "</Workbook>", HEADER, "unsafe_file"),
        ("", "<Wor", HEADER, "corrupt_file"),
        ("", "</Workbook>", row("x", Index="9999999"), "unsafe_file"),
        ("", "</Workbook>", row(cell("x", Index="99999")), "unsafe_file"),
        ("", "</Workbook>", "", "empty_file"),
    ],
)
def test_what_cannot_be_opened_is_refused_by_name(read, doctype, end, rows, code):
    with pytest.raises(FileRefused) as refused:
        read(sheet("Cartera", rows), doctype=doctype, end=end)
    assert refused.value.code == code
