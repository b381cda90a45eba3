"""Excel's XML of 2003 (SpreadsheetML), which programs save under the name .xls: its sheets as rows, read as a stream without entities."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.domain.records import FileRefused
from core.intake.guards import MOST_COLUMNS

_SPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
MOST_ROWS = 1_048_576
_HIDDEN = {"SheetHidden", "SheetVeryHidden"}


class SpreadsheetXml:
    """A workbook: `sheets` names the visible sheets, `hidden` the others; rows keep the numbers that a person sees."""

    def __init__(self, path: Path) -> None:
        self.has_hidden = False
        self.tables: dict[str, list[list[Any]]] = {}
        self.sheets: list[str] = []
        self.hidden: list[str] = []
        self._below: dict[int, tuple[int, str]] = {}  # columns that a merged text still covers: rows left, text
        self._read(path)

    def rows(self, sheet: str) -> Any:
        """(number of the first row, rows) in one chunk, padded to one width."""
        rows = self.tables[sheet]
        width = max(map(len, rows), default=0)
        if rows:
            yield 1, [row + [""] * (width - len(row)) for row in rows]

    def height(self, sheet: str) -> int:
        """The number of rows of a sheet."""
        return len(self.tables[sheet])

    def _read(self, path: Path) -> None:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import iterparse

        try:
            self._take(iterparse(path, events=("start", "end"), forbid_dtd=True))
        except DefusedXmlException as error:
            raise FileRefused(
                "unsafe_file", "The workbook defines entities of its own, which Excel does not: it will not be opened."
            ) from error

    def _take(self, events: Any) -> None:
        name, rows = "", []
        for event, element in events:
            if event == "start" and element.tag == f"{_SPACE}Worksheet":
                name = element.get(f"{_SPACE}Name") or f"sheet {len(self.tables) + 1}"
                rows = self.tables[name] = []
                self._below = {}
            elif event == "end" and element.tag == f"{_SPACE}Row":
                self._add_row(rows, element)
                element.clear()
            elif event == "end" and element.tag == f"{_SPACE}Worksheet":
                is_hidden = any(child.text in _HIDDEN for child in element.iter() if child.tag.endswith("}Visible"))
                (self.hidden if is_hidden else self.sheets).append(name)
                element.clear()

    def _add_row(self, rows: list[list[Any]], element: Any) -> None:
        index = _number(element.get(f"{_SPACE}Index")) or len(rows) + 1
        if index > MOST_ROWS:
            raise FileRefused("unsafe_file", "A sheet spans too many cells: {rows} rows by {columns} columns.", rows=index, columns=1)
        self.has_hidden = self.has_hidden or element.get(f"{_SPACE}Hidden") == "1"
        rows.extend([] for _ in range(len(rows) + 1, index))
        row: list[Any] = []
        for cell in element.findall(f"{_SPACE}Cell"):
            place = _number(cell.get(f"{_SPACE}Index")) or len(row) + 1
            if place > MOST_COLUMNS:
                raise FileRefused("unsafe_file", "A sheet uses {n} columns; at most {most} are read.", n=place, most=MOST_COLUMNS)
            row.extend([""] * (place - len(row) - 1))
            value = _value(cell.find(f"{_SPACE}Data"))
            row.append(value)
            if isinstance(value, str) and value and (depth := min(_number(cell.get(f"{_SPACE}MergeDown")), 5_000)):
                self._below[place - 1] = (depth + 1, value)
            row.extend([""] * min(_number(cell.get(f"{_SPACE}MergeAcross")), MOST_COLUMNS))
        rows.append(self._filled(row))

    def _filled(self, row: list[Any]) -> list[Any]:
        """Texts merged over several rows hold for each of them."""
        for place, (left, text) in list(self._below.items()):
            row.extend([""] * (place + 1 - len(row)))
            row[place] = row[place] or text
            self._below[place] = (left - 1, text)
            if left == 1:
                del self._below[place]
        return row


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _value(data: Any) -> Any:
    """A cell as text or number; days as ISO text, truth as "true" or "false"."""
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = data.get(f"{_SPACE}Type")
    if kind == "Number":
        try:
            number = float(text)
        except ValueError:
            return text
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if kind == "DateTime":
        day, _, hour = text.partition("T")
        return day if not hour.strip("0:.") else f"{day} {hour[:8]}"
    if kind == "Boolean":
        return "true" if text == "1" else "false"
    return text
