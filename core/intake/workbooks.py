"""Workbooks and HTML tables to plain rows, inside the limited child process: texts, numbers and ISO dates, nothing executed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from core.domain.records import FileRefused
from core.intake.spreadsheetml import SpreadsheetXml

HEAD = 80  # rows shown of each sheet, to choose by
ROWS = 4_096
KEPT_CELLS = 3_000_000  # cells of sheets kept parsed between two questions
Rows = Iterator[tuple[int, list[list[Any]]]]
_PLAIN = (str, float)


class Book:
    """A workbook: `sheets` names the visible ones, `hidden` the others; `rows` streams one from its first row on."""

    def __init__(self, path: Path, kind: str) -> None:
        from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

        self.kind, self.has_hidden = kind, False
        if kind == "xlsx":
            from core.intake.ranges import check_ranges

            self.has_hidden = any(extent.has_hidden for extent in check_ranges(path).values())
        with path.open("rb") as file:
            self.book = CalamineWorkbook.from_filelike(file)
        self._tables: dict[str, Any] = {}
        metadata = [sheet for sheet in self.book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        self.sheets = [sheet.name for sheet in metadata if sheet.visible == SheetVisibleEnum.Visible]
        self.hidden = [sheet.name for sheet in metadata if sheet.visible != SheetVisibleEnum.Visible]

    def rows(self, sheet: str) -> Rows:
        """(number of the first row, rows) in chunks, rows padded to one width, merged cells filled with their value."""
        table = self._table(sheet)
        if table.start is None:
            return
        merged = _merged(table)
        pad, rows, first = [""] * table.start[1], [], 1  # the library leaves out empty columns on the left, but no rows
        for number, row in enumerate(table.iter_rows(), 1):
            rows.append(pad + [cell if type(cell) in _PLAIN else plain_cell(cell) for cell in row])
            if len(rows) == ROWS:
                yield first, _filled(rows, first, merged)
                rows, first = [], number + 1
        if rows:
            yield first, _filled(rows, first, merged)

    def _table(self, sheet: str) -> Any:
        """A sheet, parsed once as long as all those parsed are small together."""
        if sheet not in self._tables:
            table = self.book.get_sheet_by_name(sheet)
            if sum(kept.width * kept.height for kept in (*self._tables.values(), table)) > KEPT_CELLS:
                self._tables.clear()
            self._tables[sheet] = table
        return self._tables[sheet]

    def height(self, sheet: str) -> int:
        """The number of a sheet's last used row."""
        return int(self._table(sheet).total_height) + 1


class Page:
    """An HTML file: each table is a sheet."""

    has_hidden = False

    def __init__(self, path: Path) -> None:
        from core.intake.markup import html_tables

        self.tables = html_tables(path)
        self.sheets = [f"table {i}" for i in range(1, len(self.tables) + 1)]
        self.hidden: list[str] = []

    def rows(self, sheet: str) -> Rows:
        """(1, rows) of one table, padded to one width."""
        rows = self.tables[self.sheets.index(sheet)]
        width = max(map(len, rows))
        for i in range(0, len(rows), ROWS):
            yield i + 1, [row + [""] * (width - len(row)) for row in rows[i : i + ROWS]]

    def height(self, sheet: str) -> int:
        """The number of rows of one table."""
        return len(self.tables[self.sheets.index(sheet)])


def plain_cell(cell: Any) -> Any:
    """A cell as text or number: dates as ISO text, truth as "true" or "false"."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return cell if isinstance(cell, (int, float, str)) else ""


def _merged(table: Any) -> dict[int, list[tuple[int, int, int, int]]]:
    """Merged ranges by their first sheet row, from 1: (first row, last row, first column, last column)."""
    by_row: dict[int, list[tuple[int, int, int, int]]] = {}
    for (top, left), (bottom, right) in table.merged_cell_ranges or ():
        if bottom - top < 5_000 and right - left < 300:
            by_row.setdefault(top + 1, []).append((top + 1, bottom + 1, left, right))
    return by_row


def _filled(rows: list[list[Any]], first: int, merged: dict[int, list[tuple[int, int, int, int]]]) -> list[list[Any]]:
    """Texts merged over several rows hold for each of them; numbers are not repeated, or sums would grow."""
    for row in range(first, first + len(rows)) if merged else ():
        for top, bottom, left, _ in merged.pop(row, ()):
            value = rows[row - first][left] if left < len(rows[row - first]) else ""
            if bottom == top or not isinstance(value, str) or not value:
                continue
            for below in range(top + 1, min(bottom, first + len(rows) - 1) + 1):
                rows[below - first][left] = value
            if bottom >= first + len(rows):
                merged.setdefault(first + len(rows), []).append((first + len(rows), bottom, left, left))
    return rows


def open_book(path: Path, kind: str) -> Book | Page | SpreadsheetXml:
    """The workbook or page behind a path. Raises FileRefused for what cannot be opened."""
    if kind == "html":
        return Page(path)
    if kind == "xml":
        return SpreadsheetXml(path)
    from python_calamine import CalamineError, PasswordError

    try:
        return Book(path, kind)
    except PasswordError as error:
        raise FileRefused(
            "password_protected", "The workbook is protected with a password. Save a copy without it and try again."
        ) from error
    except CalamineError as error:
        if "password" in str(error).lower():
            raise FileRefused(
                "password_protected", "The workbook is protected with a password. Save a copy without it and try again."
            ) from error
        raise FileRefused("corrupt_file", "The file is damaged and cannot be opened. Please export it again.") from error
