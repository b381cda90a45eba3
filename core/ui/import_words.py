"""Words for what is said about imports: one per code, the same on every page."""

from __future__ import annotations

from core.text import _
from core.ui.words import currency_word, territory_word

_KINDS = {"portfolio": "Portfolio: documents that are owed", "payments": "Payments", "contacts": "Customers and contacts"}
_FORMATS = {
    "csv": "Text table (CSV)",
    "xlsx": "Excel workbook",
    "xls": "Excel workbook (97–2003)",
    "xlsb": "Excel workbook (binary)",
    "ods": "OpenDocument sheet",
    "html": "HTML table",
    "n43": "Norma 43 statement",
    "camt053": "camt.053 statement",
    "ofx": "OFX statement",
}
_ORDERS = {"dmy": "Day/month/year", "mdy": "Month/day/year", "ymd": "Year-month-day"}
_DECIMALS = {"comma": "Comma: 1.234,56", "point": "Point: 1,234.56"}
_ENCODINGS = {
    "utf-8": "Unicode (UTF-8)", "utf-8-sig": "Unicode (UTF-8)", "utf-16": "Unicode (UTF-16)", "utf-16-le": "Unicode (UTF-16)",
    "utf-16-be": "Unicode (UTF-16)", "cp1252": "Windows, Western Europe", "latin-1": "Western Europe (Latin-1)",
    "iso-8859-1": "Western Europe (Latin-1)", "ascii": "Plain letters (ASCII)",
}  # fmt: skip
_DELIMITERS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Vertical bar"}
_STATES = {"open": "Not due yet", "overdue": "Overdue", "paid": "Paid", "credit": "Credit note", "gone": "Gone from the file"}
STATE_COLOURS = {"open": "blue", "overdue": "red", "paid": "green", "credit": "violet", "gone": "gray"}
_SORTS = {"due": "Oldest due first", "number": "Number", "customer": "Customer", "amount": "Largest amount first"}
_ABOUT = {
    "kind": "What the file is about", "format": "Format", "encoding": "Encoding", "delimiter": "Separator", "sheet": "Sheet",
    "header_row": "Row of the column names",
    "columns": "Columns", "date_order": "Order of dates", "decimal": "Decimal sign", "currency": "Currency", "country": "Country",
}  # fmt: skip
_FIELDS = {
    "customer": "Customer’s name", "code": "Customer’s code", "tax_id": "Tax id", "phones": "Phones", "emails": "E-mails",
    "invoice": "Document number", "issued_on": "Issued on", "due_on": "Due on", "amount": "Amount", "open_amount": "Open amount",
    "currency": "Currency", "settled_on": "Paid in full on", "paid": "Paid amount", "rate": "Exchange rate", "concept": "Concept",
    "disputed": "Disputed", "series": "Series", "installment": "Installment", "address": "Address",
    "region": "Region", "city": "City", "country": "Country", "language": "Language",
    "type": "Type of document", "paid_on": "Paid on", "reference": "Reference", "method": "Means of payment",
    "authorised": "Authorised channels", "opted_out": "Opt-outs",
}  # fmt: skip
_WHY = {
    "blank": "Blank rows", "header_repeated": "Repeated headers", "subtotal": "Subtotals", "total": "Totals",
    "footer": "Notes below the table", "title": "Titles above the table", "group": "Titles that name the customer below",
    "separator": "Line that names the separator", "money_out": "Money that went out",
}  # fmt: skip


def _word(words: dict[str, str], code: object) -> str:
    return _(words[code]) if code in words else str(code or "–")  # type: ignore[index]


def kind_word(code: str | None) -> str:
    """What a file is about."""
    return _word(_KINDS, code)


def about_word(code: str) -> str:
    """What a question is about."""
    return _word(_ABOUT, code)


def field_word(code: str) -> str:
    """A field of a record."""
    return _word(_FIELDS, code)


def why_word(code: str) -> str:
    """Why a row is no data."""
    return _word(_WHY, code)


def state_word(code: str) -> str:
    """The state of a document."""
    return _word(_STATES, code)


def sort_word(code: str) -> str:
    """An order of documents."""
    return _word(_SORTS, code)


def answer_word(about: str, code: str | None) -> str:
    """An answer to a question about a file."""
    if about in ("country", "currency") and code:
        return territory_word(code) if about == "country" else currency_word(code)
    if about == "header_row":
        return _("None") if code == "0" else str(code)
    words = {
        "date_order": _ORDERS, "decimal": _DECIMALS, "delimiter": _DELIMITERS, "kind": _KINDS, "format": _FORMATS, "encoding": _ENCODINGS,
    }  # fmt: skip
    return _word(words.get(about, {}), code)
