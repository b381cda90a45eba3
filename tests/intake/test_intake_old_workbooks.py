"""Workbooks as old and other programs write them: BIFF8, BIFF5, OpenDocument and .xlsb give the same records and the same refusals."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from core.domain.records import FileRefused
from core.intake import understand
from core.intake.workbooks import Book

DATA = Path(__file__).parents[1] / "data/workbooks"
EXPECTED = [
    (4, "Peña & Cía SAS", "900123456", ("+573001234567",), "FV-0001", "2026-05-03", "2026-06-02", 1_234_567_89, 1_234_567_89),
    (5, "Ana Gómez", "1020304050", ("+573007654321",), "FV-0002", "2026-05-13", "2026-06-12", 250_000_00, 100_000_50),
    (6, "Bruno Díaz", "795551234", ("+576013456789",), "FV-0003", "2026-04-30", "2026-05-30", 99_95, 0),
    (7, "Clara Núñez", "52123987", (), "NC-0001", "2026-05-31", "2026-05-31", -50_000_00, -50_000_00),
]


def read(path: Path):
    reading = understand(path, path.name, company_country="CO", company_currency="COP")
    records = [record for batch in reading.batches for record in batch.records]
    return reading, [(r[0], r[1], r[3], tuple(p[0] for p in r[4]), *r[6:9], r[9], r[10]) for r in records]


@pytest.mark.parametrize(("name", "form"), [("cartera_biff8.xls", "xls"), ("cartera.ods", "ods")])
def test_one_portfolio_reads_the_same_from_every_kind_of_workbook(name, form):
    reading, records = read(DATA / name)
    assert (reading.questions, reading.understood.format, reading.understood.sheet, reading.totals.rejected) == ([], form, "Cartera", 0)
    assert records == EXPECTED


def test_a_workbook_of_excel_95_and_days_of_both_calendars_are_read():
    assert next(Book(DATA / "biff5_write.xls", "xls").rows("SheetJS"))[1][2] == ["foo", "bar", "2014-02-19 14:30:00", "0.3"]
    for name in ("date.xlsb", "date_1904.xlsb"):
        assert [row[0] for row in next(Book(DATA / name, "xlsb").rows("Sheet1"))[1][:2]] == ["2021-01-01", "2021-01-02"]


def test_hidden_sheets_of_an_xlsb_are_known_and_its_password_is_named():
    book = Book(DATA / "any_sheets.xlsb", "xlsb")
    assert (book.sheets, book.hidden) == (["Visible"], ["Hidden", "VeryHidden"])
    with pytest.raises(FileRefused) as refused:
        understand(DATA / "pass_protected.xlsb")
    assert refused.value.code == "password_protected"


def record(kind: int, data: bytes = b"") -> bytes:
    """One record of BIFF12 ([MS-XLSB] 2.1.4): type and length in groups of seven bits."""
    number = bytes([kind & 0x7F | 0x80, kind >> 7]) if kind > 127 else bytes([kind])
    size, length = len(data), b""
    while size > 127:
        length, size = length + bytes([size & 0x7F | 0x80]), size >> 7
    return number + length + bytes([size]) + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def make_xlsb(path: Path, rows: list[list[str | float]]) -> None:
    sheet = record(129) + record(148, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1)) + record(145)
    for at, row in enumerate(rows):
        sheet += record(0, struct.pack("<IIHBBBI", at, 0, 300, 0, 0, 0, 0))
        for column, value in enumerate(row):
            head = struct.pack("<II", column, 0)
            sheet += record(6, head + wide(value)) if isinstance(value, str) else record(5, head + struct.pack("<d", value))
    sheet += record(146) + record(130)
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Cartera")) + record(144) + record(132)
    relation = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'  # noqa: E501
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        archive.writestr("_rels/.rels", relation.format("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/_rels/workbook.bin.rels", relation.format("worksheet", "worksheets/sheet1.bin"))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)


def test_a_portfolio_in_an_xlsb_keeps_its_numbers_and_days(tmp_path):
    header: list[str | float] = ["Cliente", "NIT", "Celular", "Factura", "Emisión", "Vencimiento", "Importe", "Saldo"]
    first: list[str | float] = ["Peña & Cía SAS", 900123456.0, 3001234567.0, "FV-0001", 46145.0, 46175.0, 1234567.89, 1234567.89]
    second: list[str | float] = ["Ana Gómez", 1020304050.0, "300 765 4321", "FV-0002", 46155.0, 46185.0, 250000.0, 100000.5]
    make_xlsb(tmp_path / "cartera.xlsb", [header, first, second])
    reading, records = read(tmp_path / "cartera.xlsb")
    assert (reading.questions, reading.understood.format) == ([], "xlsb")
    assert [row[1:] for row in records] == [row[1:] for row in EXPECTED[:2]]
