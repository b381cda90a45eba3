"""The used range of an .xlsx sheet, streamed from its XML before the workbook is opened: a far cell would make a dense reader explode."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from core.domain.records import FileRefused
from core.intake.guards import MOST_CELLS, MOST_COLUMNS, MOST_UNPACKED

BLOCK = 1 << 20
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,9})"')
_WIDE = re.compile(rb' r="([A-Z]{2,4})\d')
_DEEP = re.compile(rb' r="[A-Z]{1,4}(\d{6,9})"')
_FILLED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,4})(\d{1,9})"[^>]*[^/]>')
_HIDDEN = re.compile(rb'<(?:\w+:)?(?:row|col)\b[^>]*?\bhidden="(?:1|true)"')


@dataclass(slots=True)
class Extent:
    """What a scan of a sheet found; rows and columns are the farthest ones named."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    has_hidden: bool = False


def check_ranges(path: Path) -> dict[str, Extent]:
    """The extent of every sheet of an .xlsx, by entry name. Raises FileRefused unsafe_file or too_large for ranges no one types."""
    extents = {}
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml"):
                extents[info.filename] = _check(archive, info)
    return extents


def _check(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Extent:
    extent = _scan(archive, info, False)
    if extent.rows * max(extent.columns, 1) > MOST_CELLS or extent.columns > MOST_COLUMNS:
        has_hidden = extent.has_hidden
        extent = _scan(archive, info, True)
        extent.has_hidden = has_hidden
    if extent.columns > MOST_COLUMNS:
        raise FileRefused("unsafe_file", "A sheet uses {n} columns; at most {most} are read.", n=extent.columns, most=MOST_COLUMNS)
    if extent.rows * max(extent.columns, 1) > MOST_CELLS:
        raise FileRefused(
            "too_large", "A sheet spans too many cells: {rows} rows by {columns} columns.", rows=extent.rows, columns=extent.columns
        )
    return extent


def _scan(archive: zipfile.ZipFile, info: zipfile.ZipInfo, only_filled: bool) -> Extent:
    extent, rest, unpacked = Extent(), b"", 0
    with archive.open(info) as file:
        while block := file.read(BLOCK):
            unpacked += len(block)
            if unpacked > MOST_UNPACKED:
                raise FileRefused("too_large", "The workbook unpacks to more than {most} MB.", most=MOST_UNPACKED >> 20)
            block = rest + block
            cut = block.rfind(b"<") if len(block) < 4 * BLOCK else len(block)
            block, rest = block[:cut], block[cut:]
            (_measure_filled if only_filled else _measure)(extent, block)
    return extent


def _measure(extent: Extent, block: bytes) -> None:
    extent.cells += block.count(b"<c ")
    last = _ROW.search(block, max(block.rfind(b"<row"), block.rfind(b":row "), 0))
    rows = [int(n) for n in ((last[1],) if last else ()) + tuple(_DEEP.findall(block))]
    extent.rows = max(extent.rows, *rows, 0)
    extent.columns = max(extent.columns, *map(_column, set(_WIDE.findall(block))), 26)
    extent.has_hidden = extent.has_hidden or (b"hidden=" in block and bool(_HIDDEN.search(block)))


def _measure_filled(extent: Extent, block: bytes) -> None:
    for letters, row in _FILLED.findall(block):
        extent.rows = max(extent.rows, int(row))
        extent.columns = max(extent.columns, _column(letters))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
