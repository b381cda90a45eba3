"""Rows that say nothing but whose documents follow: what such a title is, and the name, code, tax id and phone in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.intake.cells import Cell, clean
from core.intake.headers import is_data
from core.intake.identities import is_plain_tax_id
from core.intake.words import FOOTERS, TOTALS

MOST_CELLS = 6  # of a title that is parted: "Cliente:", "0012", "Ana Pérez", "Tel.", "300 123 4567"
_LABEL = re.compile(
    r"^(?:clientes?|customers?|client|tercero|deudor|titular|socio|sacado|raz[oó]n\s+social|nombre(?:\s+del?\s+cliente)?|contacto|name|"
    r"account|cuenta(?:\s+corriente)?|bill\s+to|debtor|company|empresa)(?:\s*(?:n[°ºo]\.?|nro\.?|no\.|#))?\s*(?:[:#\-–]+\s*|$|(?=\d))",
    re.I,
)
_NO_TITLE = re.compile(rf"^\W*(?:{TOTALS}|{FOOTERS}|saldo|balance|suma)", re.I)
_MONTHS = (
    "ene|enero|jan|january|feb|febrero|february|mar|marzo|march|abr|abril|apr|april|may|mayo|jun|junio|june|jul|julio|july|ago|agosto|aug|"
    "august|sept?|septiembre|setiembre|september|oct|octubre|october|nov|noviembre|november|dic|diciembre|dec|december"
)
_NOBODY = re.compile(
    r"^\W*(?:(?:sucursal|zona|vendedora?|cobradora?|ejecutiv[oa]|asesora?|salesperson|branch|ruta|moneda|currency)\b|"
    r"(?:regi[oó]n|grupo|group|centro(?: de costos?)?|almac[eé]n|bodega|ciudad|city|pa[ií]s|departamento|provincia|estado|tipo|a[nñ]o|year|"
    r"mes|month|per[ií]odo|semana)\s*:|"
    r"(?:current|corrientes?|(?:no )?vencid[oa]s?|por vencer|past due|overdue|facturas?(?: de venta)?|invoices?|notas? de cr[eé]dito|"
    r"credit (?:notes?|memos?))\W*$|"
    r"(?:\d+\s*(?:-|–|a|to)\s*\d+|(?:over|m[aá]s de|mayor a|[<>+])\s*\d+)\s*(?:d[ií]as?|days?|months?|meses|$)|"
    rf"(?:{_MONTHS})\.?\W*(?:del?\s+)?(?:(?:20)?\d\d)?\s*$)",
    re.I,
)
"""How headings of places, times, ages and kinds begin: what stands below them is not one customer's."""
_DETAIL = re.compile(
    r"^\W*(?:tel[eé]?f?o?n?o?s?|cel(?:ular)?|m[oó]vil|phone|mobile|direcci[oó]n|domicilio|address|e-?mail|correo|contacto|plazo|"
    r"l[ií]mite|terms|condici[oó]n(?:es)?)\b.*?[:\d@]",
    re.I,
)
_PHONE = re.compile(
    r"[\s,;|(/\-–]*\b(?:tel[eé]fonos?|tels?|cel(?:ular)?|m[oó]vil|phone|mobile|whatsapp)\b\.?\s*[:.]?\s*(\+?\d[\d\s().\-]{5,}\d)\)?", re.I
)
_TAX = re.compile(
    r"[\s,;|(/\-–]*\b(?:nit|rut|ruc|rfc|cuit|cuil|cif|nif|cnpj|cpf|dni|rnc|c[eé]dula|tax\s+id|vat)\b\.?(?:\s*(?:n[°ºo]\.?|no\.|#))?\s*[:.]?\s*"
    r"((?=[A-Z&Ñ]*\d)[0-9A-Z&Ñ][0-9A-Z&Ñ.\-/]{4,19})\)?",
    re.I,
)
_CODE = re.compile(r"[\s,;|(/\-–]*\b(?:c[oó]digo|code|cod)\b\.?\s*[:.]?\s*((?=\w*\d)[\w.\-/]{1,20})\)?", re.I)
_FIRST = re.compile(r"^((?=\S*\d)[A-Z0-9][A-Z0-9.\-/]{0,19}?)\s*(?:[–—:|]|-(?=\s)|\s-)\s*(?=\S*[^\W\d])(.+)$")
_BARE = re.compile(r"^(\d{3,15}(?:-[\dK])?|[A-Z]{1,4}-?\d{2,12})\s+(?=[^\W\d])(.+)$")
_LAST = re.compile(r"^(.*[^\W\d].*?)\s*(?:[–—|(]|\s-)\s*((?=\S*\d)[A-Z0-9][A-Z0-9.\-/]{2,19})\)?$")
_AGAIN = re.compile(r"\s*\((?:cont\.?|continuaci[oó]n|continued)\)\s*$", re.I)
_SHAPES = (_FIRST, _BARE, _LAST)


class Title(NamedTuple):
    """A row that may name a customer: the place of its first cell, its words, and whether a label such as "Cliente:" begins them."""

    place: int
    text: str
    is_labelled: bool


def read_title(row: Sequence[Cell]) -> Title | None:
    """The title that a row is: one cell of words, or a few cells after a label; None for any other row."""
    if len(row) - row.count("") - row.count(None) > MOST_CELLS:
        return None
    said = [(place, text) for place, cell in enumerate(row) if (text := clean(cell))]
    if not said or len(said) > MOST_CELLS:
        return None
    place, first = said[0]
    label = _LABEL.match(first)
    text = " ".join(text for _place, text in said)
    is_alone = len(said) == 1 or (label is not None and (":" in label[0] or label[0] == first))
    if not is_alone or _NO_TITLE.match(first) or is_data(text) or not re.search(r"[^\W\d]", text[label.end() :] if label else text):
        return None
    return Title(place, _AGAIN.sub("", text), label is not None)


def names_no_customer(title: Title) -> bool:
    """Whether a title is plainly that of a place, a time or a kind."""
    return not title.is_labelled and _NOBODY.match(title.text) is not None


def is_detail(title: Title) -> bool:
    """Whether a row tells more of the customer in the title above it: an address, a phone, a number."""
    rest, found = _without_words(title.text)
    return _DETAIL.match(title.text) is not None or (bool(found) and not any(map(str.isalpha, rest)))


def shape_of(texts: Iterable[str]) -> int | None:
    """Where the titles of a file hold a number beside the name: most must agree, because names hold numbers too; None for nowhere."""
    bare = [_without_words(text)[0] for text in texts]
    for place, shape in enumerate(_SHAPES):
        if sum(shape.match(text) is not None for text in bare) * 5 >= len(bare) * 4 > 0:
            return place
    return None


def parts_of(text: str, shape: int | None) -> dict[str, str]:
    """What a title says, by field: customer, and where it holds them code, tax_id and phones."""
    name, found = _without_words(text)
    match = _SHAPES[shape].match(name) if shape is not None else None
    if match:
        name, number = (match[1], match[2]) if shape == 2 else (match[2], match[1])
        is_tax = "tax_id" not in found and is_plain_tax_id("".join(c for c in number if c.isalnum()))
        found.setdefault("tax_id" if is_tax else "code", number)
    name = name.strip(" ,;|-–()/")
    return ({"customer": name} if name else {}) | found


def _without_words(text: str) -> tuple[str, dict[str, str]]:
    """A title without its label and without what a word names: phone, tax id, code."""
    found = {}
    rest = text[label.end() :] if (label := _LABEL.match(text)) else text
    for name, words in (("phones", _PHONE), ("tax_id", _TAX), ("code", _CODE)):
        if match := words.search(rest):
            found[name] = match[1].strip()
            rest = f"{rest[: match.start()]} {rest[match.end() :]}".strip()
    return rest, found
