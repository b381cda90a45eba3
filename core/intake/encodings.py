"""Which encoding a text file is in: by its marks, then by what decodes, then by which letters would make sense."""

from __future__ import annotations

import codecs
from functools import lru_cache
from pathlib import Path

from core.domain.records import FileRefused

BLOCK = 1 << 20
NAMES = {
    "utf-8": "utf-8", "utf8": "utf-8", "utf-8-sig": "utf-8-sig", "utf-8-bom": "utf-8-sig", "utf-16": "utf-16",
    "utf16": "utf-16",
    "utf-32": "utf-32", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be", "cp1252": "cp1252", "windows-1252": "cp1252", "ansi": "cp1252",
    "latin-1": "latin-1",
    "latin1": "latin-1", "iso-8859-1": "latin-1", "iso8859-1": "latin-1", "iso-8859-15": "iso-8859-15", "cp850": "cp850",
    "cp437": "cp437",
    "ascii": "utf-8", "mac-roman": "mac-roman",
}  # fmt: skip
_LETTERS = frozenset("áéíóúñüÁÉÍÓÚÑÜçÇãõÃÕâêôÂÊÔàÀºª°¿¡€–—‘’“”…´")


def known_encoding(name: str) -> str:
    """Our name for an encoding that a person chose. Raises FileRefused encoding_error for one we do not read."""
    try:
        return NAMES[name.strip().lower().replace("_", "-")]
    except KeyError:
        raise FileRefused("encoding_error", "The encoding {encoding} is not known.", encoding=name[:40]) from None


def detect_encoding(path: Path) -> str:
    """The encoding of a text file: utf-8, utf-8-sig, utf-16 or utf-32 (with a mark), utf-16-le, utf-16-be, cp1252, latin-1 or cp850."""
    with path.open("rb") as file:
        head = file.read(BLOCK)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):  # before UTF-16, whose mark its own begins with
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if silent := _utf16_without_mark(head):
        return silent
    good, bad, high = _weigh(path)
    if not bad or good > 20 * bad:
        return "utf-8"
    return _single_byte(high)


def has_undecodable(path: Path) -> bool:
    """Whether a file read as UTF-8 holds bytes that are none, so that each row must be looked at."""
    return bool(_weigh(path)[1])


def _utf16_without_mark(head: bytes) -> str | None:
    if len(head) < 4 or head.count(0) * 5 < len(head):
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _weigh(path: Path) -> tuple[int, int, bytes]:
    stat = path.stat()
    return _weighed(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=1)
def _weighed(path: Path, _changed: int, _size: int) -> tuple[int, int, bytes]:
    """Sequences above ASCII that are UTF-8, bytes that are not, and a sample of the lines with high bytes."""
    good = bad = 0
    sample: list[bytes] = []
    with path.open("rb") as file:
        rest = b""
        while block := file.read(BLOCK):
            block = rest + block
            cut = block.rfind(b"\n") + 1 or len(block)
            block, rest = block[:cut], block[cut:]
            if block.isascii():
                continue
            text = block.decode("utf-8", "surrogateescape")
            broken = sum(map(text.count, map(chr, range(0xDC80, 0xDD00)))) if not _is_utf8(block) else 0
            bad += broken
            good += len(block) - len(text) if not broken else sum("\x7f" < c < "\ud800" for c in text)
            if len(sample) < 2000:
                sample += [line for line in block.splitlines() if not line.isascii()][:2000]
    if rest and not _is_utf8(rest):
        bad, sample = bad + 1, [*sample, rest]
    return good, bad, b"\n".join(sample)


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _single_byte(high: bytes) -> str:
    scores = {name: sum(c in _LETTERS for c in high.decode(name, "replace")) for name in ("cp1252", "cp850")}
    if scores["cp850"] > 2 * scores["cp1252"] + 2:
        return "cp850"
    has_c1 = any(0x80 <= byte <= 0x9F for byte in high)
    undefined = any(byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) for byte in high)
    return "cp1252" if has_c1 and not undefined else "latin-1"
