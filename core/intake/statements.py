"""Bank statements to payment records: Norma 43 (AEB cuaderno 43), camt.053 (ISO 20022) and OFX; money in is a payment, money out is not."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from core.domain.money import to_cents
from core.domain.readings import Batch, Choices, Ignored, Question, Reading, Rejected, Totals, Understood, Warned
from core.domain.records import FileRefused, PaymentRecord
from core.intake.encodings import detect_encoding
from core.intake.screening import reject
from core.intake.sources import unused

Entry = PaymentRecord | Ignored | Rejected
_NUMERIC_CODES = {
    "978": "EUR", "840": "USD", "826": "GBP", "032": "ARS", "152": "CLP", "170": "COP", "484": "MXN", "604": "PEN", "858": "UYU",
    "986": "BRL",
    "756": "CHF", "068": "BOB", "188": "CRC", "214": "DOP", "320": "GTQ", "600": "PYG", "937": "VEF", "928": "VES", "590": "PAB",
    "340": "HNL",
}  # fmt: skip
_NO_REFERENCE = re.compile(r"^[0\s]*$|^NOTPROVIDED$|^NONREF$", re.I)


def read_statement(path: Path, form: str, choices: Choices, company_currency: str | None) -> Reading:
    """The payments of a bank statement. Raises FileRefused; asks `kind` when something else than payments was wanted."""
    encoding = detect_encoding(path)
    understood = Understood(kind="payments", format=form, encoding=encoding, currency=choices.currency)
    entries = STATEMENTS[form](path, choices.currency or company_currency)
    if not entries:
        raise FileRefused("no_rows", "The statement holds no movements.")
    currencies = {entry.currency for entry in entries if isinstance(entry, PaymentRecord)}
    understood.currency = understood.currency or (currencies.pop() if len(currencies) == 1 else None)
    questions = []
    if choices.kind not in (None, "payments"):
        questions.append(
            Question("kind", ["payments"], "This is a bank statement: it holds payments. Should they be imported as payments?")
        )
    totals = Totals()
    sample = [[str(value or "") for value in entry] for entry in entries[:50] if isinstance(entry, PaymentRecord)]
    warnings = unused(choices, "encoding", "delimiter", "sheet", "header_row", "columns", "date_order", "decimal")
    return Reading(understood, questions, _batches(entries, warnings, totals), totals, sample)


def _batches(entries: list[Entry], warnings: list[Warned], totals: Totals) -> Iterator[Batch]:
    records = [tuple(entry) for entry in entries if isinstance(entry, PaymentRecord)]
    rejected = [entry for entry in entries if isinstance(entry, Rejected)]
    ignored = [entry for entry in entries if isinstance(entry, Ignored)]
    totals.accepted, totals.rejected, totals.ignored = len(records), len(rejected), len(ignored)
    totals.rows = len(records) + len(rejected)
    yield Batch(records, rejected, ignored, warnings, 1.0)


def _payment(row: int, paid_on: str, cents: int, currency: str, **stated: Any) -> PaymentRecord:
    """A record of what a bank states; the fields it never states are None."""
    texts = {name: " ".join(value.split()) or None for name, value in stated.items() if value}
    if _NO_REFERENCE.match(texts.get("reference") or ""):
        texts["reference"] = None
    return PaymentRecord(
        row, texts.get("invoice"), texts.get("customer"), None, None, paid_on, cents, currency, texts.get("reference"),
        texts.get("method"), texts.get("concept"), None,
    )  # fmt: skip


def read_n43(path: Path, currency: str | None) -> list[Entry]:
    """Movements of a Norma 43 file: records 22 with the texts of the records 23 under them; rows are lines."""
    lines = path.read_text(encoding=detect_encoding(path), errors="replace").splitlines()
    entries: list[Entry] = []
    code = currency or "EUR"
    for number, line in enumerate(lines, 1):
        if line.startswith("11"):
            code = _NUMERIC_CODES.get(line[47:50], code)
        elif line.startswith("22"):
            texts = []
            for below in lines[number:]:
                if not below.startswith(("23", "24")):
                    break
                texts.append(below[4:].strip() if below.startswith("23") else "")
            entries.append(_n43_movement(number, line.ljust(80), " ".join(texts), code))
    return entries


def _n43_movement(number: int, line: str, concept: str, currency: str) -> Entry:
    day = _day(f"20{line[10:12]}", line[12:14], line[14:16])
    if day is None:
        return reject(number, None, "bad_date", [line.rstrip()], value=line[10:16])
    if not line[28:42].isdecimal() or line[27] not in "12":
        return reject(number, None, "bad_amount", [line.rstrip()], value=line[28:42])
    if line[27] == "1":
        return Ignored(number, "money_out")
    reference = next((text.strip() for text in (line[52:64], line[64:80], line[42:52]) if not _NO_REFERENCE.match(text)), "")
    return _payment(number, day, int(line[28:42]), currency, reference=reference, concept=concept, method="transfer")


def read_camt(path: Path, currency: str | None) -> list[Entry]:
    """Booked entries of a camt.053 statement, one record per transaction; rows are the lines on which entries begin."""
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    data = path.read_bytes()
    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FileRefused("unsafe_file", "The statement defines entities of its own, which no bank does: it will not be opened.") from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise FileRefused("corrupt_file", "The file is damaged and cannot be opened. Please export it again.") from error
    rows = _lines_of(data, rb"<(?:\w+:)?Ntry[\s>]")
    elements = [element for element in root.iter() if _name(element) == "Ntry"]
    return [entry for row, element in zip(rows, elements, strict=False) for entry in _camt_entry(row, element, currency)]


def _camt_entry(row: int, element: Any, currency: str | None) -> list[Entry]:
    status = _text(element, "Sts") or _text(element, "Sts", "Cd")
    is_reversal = _text(element, "RvslInd") == "true"
    is_credit = _text(element, "CdtDbtInd") == "CRDT"
    if is_credit == is_reversal or status not in ("BOOK", ""):
        return [Ignored(row, "money_out" if status in ("BOOK", "") else "footer")]
    day = (_text(element, "BookgDt", "Dt") or _text(element, "BookgDt", "DtTm") or _text(element, "ValDt", "Dt"))[:10]
    details = _all(element, "NtryDtls", "TxDtls")
    whole = _amount(_text(element, "Amt"))
    parts = [_amount(_text(one, "Amt") or _text(one, "AmtDtls", "TxAmt", "Amt")) for one in details]
    if len(details) < 2 or None in parts or sum(part or 0 for part in parts) != whole:
        details, parts = details[:1] or [element], [whole]
    code = next((child.get("Ccy") for child in element if _name(child) == "Amt"), None) or currency
    return [_camt_payment(row, one, part, day, code, element, is_reversal) for one, part in zip(details, parts, strict=True)]


def _camt_payment(row: int, one: Any, amount: Decimal | None, day: str, code: str | None, entry: Any, is_reversal: bool) -> Entry:
    if amount is None or not code:
        return reject(row, None, "bad_amount" if code else "unsupported_currency", [], value="")
    if _day(*day.split("-")) is None if day.count("-") == 2 else True:
        return reject(row, None, "bad_date", [], value=day)
    remitted = " ".join(_text(part) for part in _all(one, "RmtInf", "Ustrd")) or _text(entry, "AddtlNtryInf")
    documents = [_text(part) for part in _all(one, "RmtInf", "Strd", "RfrdDocInf", "Nb")]
    reference = next(
        (text for text in (_text(one, "Refs", "EndToEndId"), _text(entry, "AcctSvcrRef")) if not _NO_REFERENCE.match(text)), ""
    )
    cents = to_cents(-amount if is_reversal else amount)
    name = _text(one, "RltdPties", "Dbtr", "Nm") or _text(one, "RltdPties", "Dbtr", "Pty", "Nm")
    invoice = documents[0] if len(documents) == 1 else ""
    concept = remitted or " ".join(documents)
    return _payment(row, day, cents, code, invoice=invoice, customer=name, reference=reference, concept=concept, method="transfer")


def read_ofx(path: Path, currency: str | None) -> list[Entry]:
    """Transactions of an OFX statement (SGML or XML); rows are the lines on which they begin. Days are the bank's own."""
    from ofxtools.Parser import OFXTree

    tree, data = OFXTree(), path.read_bytes()
    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        raise FileRefused("unsafe_file", "The statement defines entities of its own, which no bank does: it will not be opened.")
    try:
        with path.open("rb") as file:
            root = tree.parse(file)
    except Exception as error:  # the library raises many kinds, all of which mean the same here
        raise FileRefused("corrupt_file", "The file is damaged and cannot be opened. Please export it again.") from error
    rows = iter(_lines_of(data, rb"<STMTTRN>"))
    entries: list[Entry] = []
    for statement in [element for element in root.iter() if element.tag in ("STMTRS", "CCSTMTRS", "INVSTMTRS")]:
        code = statement.findtext("CURDEF") or currency
        entries += [_ofx_movement(next(rows, 0), movement, code) for movement in statement.iter("STMTTRN")]
    return entries


def _ofx_movement(row: int, movement: Any, code: str | None) -> Entry:
    said = {name: (movement.findtext(tag) or "").strip() for name, tag in (("name", "NAME"), ("memo", "MEMO"), ("id", "FITID"))}
    posted, amount = movement.findtext("DTPOSTED") or "", _amount((movement.findtext("TRNAMT") or "").replace(",", "."))
    cells = [posted, movement.findtext("TRNAMT") or "", said["name"], said["memo"]]
    day = _day(posted[:4], posted[4:6], posted[6:8])
    if day is None:
        return reject(row, None, "bad_date", cells, value=posted[:20])
    if amount is None or not code:
        return reject(row, None, "bad_amount" if code else "unsupported_currency", cells, value=cells[1])
    if amount <= 0:
        return Ignored(row, "money_out")
    method = (movement.findtext("TRNTYPE") or "").lower()
    return _payment(row, day, to_cents(amount), code, customer=said["name"], reference=said["id"], concept=said["memo"], method=method)


STATEMENTS: dict[str, Callable[[Path, str | None], list[Entry]]] = {"n43": read_n43, "camt053": read_camt, "ofx": read_ofx}


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < 10**15 else None


def _lines_of(data: bytes, pattern: bytes) -> list[int]:
    """The line numbers, from 1, on which a pattern begins."""
    ends = [match.start() for match in re.finditer(rb"\n", data)]
    return [bisect.bisect_left(ends, match.start()) + 1 for match in re.finditer(pattern, data)]


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(element: Any, *path: str) -> list[Any]:
    found = [element]
    for name in path:
        found = [child for parent in found for child in parent if _name(child) == name]
    return found


def _text(element: Any, *path: str) -> str:
    found = _all(element, *path)
    return (found[0].text or "").strip() if found else ""
