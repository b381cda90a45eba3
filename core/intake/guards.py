"""What a file is, by its first bytes, and whether it is safe to open: sizes, locks and bombs are seen before anything is unpacked."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from core.domain.records import FileRefused

MOST_TEXT = 1 << 29  # bytes of a text file
MOST_PACKED = 50 << 20  # bytes of a workbook
MOST_UNPACKED = 300 << 20
MOST_ENTRIES = 200
MOST_CELLS = 30_000_000  # cells of the used range; a dense sheet of these would not fit the memory given
MOST_COLUMNS = 512
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {
    b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip",
    b"MZ": "EXE", b"{\\rtf": "RTF", b"SQLite format 3": "SQLite", b"PAR1": "Parquet", b"BZh": "bzip2", b"\x7fELF": "ELF",
}  # fmt: skip
_HTML = re.compile(rb"<(?:!doctype html|html|table|head|meta|body)\b", re.I)
_SHEETS = re.compile(rb"<(?:\w+:)?Workbook\b[^>]*schemas-microsoft-com:office:spreadsheet")
_OFX = re.compile(rb"OFXHEADER|<\?OFX|<OFX>", re.I)
_N43 = re.compile(rb"11\d{18}[\d ]\d{11}")


def find_format(path: Path) -> str:
    """csv, xlsx, xlsb, xls, ods, html, xml (Excel 2003), n43, camt053 or ofx, by content alone. Raises FileRefused."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(8192)
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise FileRefused("empty_file", "The file is empty.")
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _archive(path, size)
    if head.startswith(OLE):
        return _compound(path, size)
    if head[:2] == b"\x09\x08" and head[2:4] in (b"\x10\x00", b"\x08\x00"):
        return _small("xls", size)
    for magic, name in _OTHERS.items():
        if head.startswith(magic):
            raise FileRefused("unsupported_format", "This is a {name} file, not a table. Please export it as CSV or Excel.", name=name)
    if size > MOST_TEXT:
        raise _too_large(size, MOST_TEXT)
    return _textual(head, size)


def _textual(head: bytes, size: int) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head[2:].replace(b"\x00", b"").lstrip()
    if _OFX.search(text[:2048]):
        return _small("ofx", size)
    if text.startswith(b"<"):
        return _small(_markup(text), size)
    if _N43.match(text):
        return _small("n43", size)
    if text[:1] in (b"{", b"[") and text.rstrip()[-1:] in (b"}", b"]", b",") and b'"' in text:
        raise FileRefused("not_tabular", "This file is not a table. Please export it as CSV or Excel.")
    is_wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or head.count(0) * 5 >= len(head)
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    if not is_wide and controls * 50 > len(head):
        raise FileRefused("unsupported_format", "This file is neither text nor a workbook. Please export it as CSV or Excel.")
    return "csv"


def _markup(text: bytes) -> str:
    if b"camt.053" in text:
        return "camt053"
    if _SHEETS.search(text):
        return "xml"
    if _HTML.search(text):
        return "html"
    raise FileRefused("unsupported_format", "This kind of XML file is not read here. Please export it as CSV or Excel.")


def _small(name: str, size: int) -> str:
    if size > MOST_PACKED:
        raise _too_large(size, MOST_PACKED)
    return name


def _too_large(size: int, most: int) -> FileRefused:
    return FileRefused("too_large", "The file is too large: {size} MB; at most {most} MB.", size=size >> 20, most=most >> 20)


def _compound(path: Path, size: int) -> str:
    """Old Excel, or an encrypted workbook in the same container: directory names are UTF-16."""
    _small("xls", size)
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise FileRefused("password_protected", "The workbook is protected with a password. Save a copy without it and try again.")
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return "xls"
    raise FileRefused("unsupported_format", "This is a document of another program, not a workbook. Please export it as CSV or Excel.")


def _archive(path: Path, size: int) -> str:
    """xlsx, xlsb or ods, after its directory has been walked; nothing is unpacked here but two small entries."""
    _small("xlsx", size)
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            _check_sizes(infos)
            return _workbook_kind(archive, {info.filename for info in infos})
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise FileRefused("corrupt_file", "The file is damaged and cannot be opened. Please export it again.") from error


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    if any(info.flag_bits & 1 for info in infos):
        raise FileRefused("password_protected", "The workbook is protected with a password. Save a copy without it and try again.")
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise FileRefused("too_large", "The workbook unpacks to more than {most} MB.", most=MOST_UNPACKED >> 20)
    if len(infos) > MOST_ENTRIES:
        raise FileRefused("unsafe_file", "The workbook holds too many parts ({n}) to be opened safely.", n=len(infos))
    if any(info.file_size > (1 << 20) and info.file_size > 300 * max(info.compress_size, 1) for info in infos):
        raise FileRefused("unsafe_file", "The workbook is packed in a way that ordinary programs do not: it will not be opened.")


def _workbook_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.lower().lstrip("/") == "xl/workbook.xml" for name in names) or any(name.startswith("xl/worksheets/") for name in names):
        return "xlsx"
    if "mimetype" in names and b"opendocument.spreadsheet" in archive.open("mimetype").read(200):
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.open("META-INF/manifest.xml").read(1 << 20):
            raise FileRefused("password_protected", "The workbook is protected with a password. Save a copy without it and try again.")
        return "ods"
    raise FileRefused("unsupported_format", "This archive is not a workbook. Unpack it and choose the table inside.")
