"""What each column means: guessed from its name and from what its cells look like, with a confidence, one column per field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.domain.records import FIELDS
from core.intake.amounts import parse_amount
from core.intake.cells import Cell, Flaw, clean, number_text
from core.intake.dates import parse_date
from core.intake.labels import plain, read_country, read_language, read_type, read_yes_no
from core.intake.words import AGING, NAMES, NOT_OF_CUSTOMERS, SPOILERS

SURE = 0.6
WEAK = frozenset({"numero", "number", "nro", "n", "no", "tipo", "type", "clase", "cuenta", "account", "contacto", "tel"})
"""Names that fit but that a plainer one beats: a bare number may only count the rows."""
SEVERAL = ("phones", "emails", "authorised", "opted_out")
MANDATORY = {"portfolio": ("invoice", "due_on", "amount"), "payments": ("paid_on", "amount"), "contacts": ()}
NAMED_BY = ("customer", "code", "tax_id")
_LOOKS = {
    "issued_on": "date", "due_on": "date", "settled_on": "date", "paid_on": "date", "amount": "amount", "open_amount": "amount",
    "paid": "amount",
    "rate": "amount", "emails": "email", "phones": "digits", "tax_id": "digits", "customer": "letters",
    "country": "country",
    "region": "letters", "city": "letters", "type": "type", "language": "language", "disputed": "yes_no",
}  # fmt: skip
_OF_PERSON = frozenset({"documento", "numero documento", "nro documento", "n documento", "doc", "numero de documento"})
"""Columns that hold the number of a person where another one holds that of the invoice."""

_FIRST_NAMES = frozenset({"nombre", "nombres", "primer nombre", "first name", "name", "nome"})
_LAST_NAMES = frozenset({
    "apellido", "apellidos", "primer apellido", "segundo apellido", "apellido paterno", "apellido materno", "last name", "surname",
    "sobrenome",
})  # fmt: skip
_LEDGER = frozenset({"account", "acct", "cuenta"})

_CAMEL = re.compile(r"(?<=[a-záéíóúñ])(?=[A-ZÁÉÍÓÚ])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOISE = re.compile(
    r"\((?:\d+|[a-z]{3}|u?s?\$|€)\)|dd.mm.a?y?y?a?a?a?a?\b|\b(?:ars|usd|mxn|cop|clp|pen|uyu|eur|brl|u\$s|us\$)\b|[\$€]", re.I
)
_NUMERO = re.compile(r"\b(?:n[º°ªo]|nro|num|n|no|numero)\b\.?", re.I)


@dataclass(slots=True)
class Guess:
    """The columns found: field to 0-based positions, and how sure each is, 0..1."""

    positions: dict[str, list[int]]
    confidence: dict[str, float]

    def missing(self, kind: str) -> list[str]:
        """Mandatory fields without a column; "customer" when nothing names the customer."""
        missing = [name for name in MANDATORY[kind] if name not in self.positions]
        named_by = (*NAMED_BY, "invoice", "reference", "concept") if kind == "payments" else NAMED_BY
        if not any(name in self.positions for name in named_by):
            missing.append("customer")
        return missing


@lru_cache(4096)
def normal(header: str) -> str:
    """A column name made comparable: lower case, no accents, camel case and signs split, codes in brackets dropped."""
    text = _NOISE.sub(" ", header)
    text = plain(_CAMEL.sub(" ", text))
    text = re.sub(r"\bn\s*[º°ªo]\s|\bn[º°ª]|#", " numero ", text + " ")
    text = re.sub(r"[^a-z0-9]+", " ", text)
    return " ".join(text.split())


@lru_cache(1)
def _names() -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    return {field: tuple((name, _tokens(name)) for name in names) for field, names in NAMES.items()}


@lru_cache(1)
def _long_names() -> dict[str, list[str]]:
    return {field: [name for name in names if len(name) > 4] for field, names in NAMES.items()}


def _tokens(name: str) -> frozenset[str]:
    return frozenset(
        _NUMERO.sub("numero", token) for token in name.split() if token not in ("de", "del", "la", "el", "of", "da", "do", "y", "the", "e")
    )


@lru_cache(8192)
def name_score(header: str, field: str) -> float:
    """How well a column's name fits a field, 0..1: the very name 1, a part of a longer one or a misspelling less."""
    from rapidfuzz import fuzz, process

    name = normal(header)
    tokens = _tokens(name)
    if not tokens:
        return 0.0
    best = 0.0
    is_spoiled = bool(tokens & (SPOILERS | NOT_OF_CUSTOMERS if field == "code" else SPOILERS))
    for known, known_tokens in _names()[field]:
        if known == name or known_tokens == tokens:
            return 0.8 if name in WEAK else 1.0 - 0.02 * (len(tokens) == 1)
        if is_spoiled:
            continue
        if known_tokens < tokens and len(known) > 2:
            best = max(best, 0.5 + 0.4 * len(known_tokens) / len(tokens))
    if not is_spoiled and len(name) > 4:
        for known, close, _place in process.extract(name, _long_names()[field], scorer=fuzz.ratio, score_cutoff=84, limit=None):
            if not _tokens(known) < tokens:
                return max(best, 0.9 * close / 100)
    return best


def is_aging(headers: Sequence[str]) -> bool:
    """Whether the columns are ages of a balance (0-30, 31-60 ...) and not invoices."""
    names = {normal(header).removesuffix(" dias").removesuffix(" days") for header in headers}
    return len(names & set(AGING)) >= 2


class Look:
    """What a column's cells look like, each share 0..1 of those that say something."""

    def __init__(self, values: Sequence[Cell]) -> None:
        said = [value for value in values if clean(value) is not None][:200]
        self.said = len(said)
        self._values = said
        self.distinct = len(set(map(str, said))) / len(said) if said else 0.0

    def share(self, look: str) -> float:
        """Share of the cells that look like a date, amount, email, country, digits (6 and more) or letters."""
        return sum(map(_TESTS[look], self._values)) / self.said if self.said else 1.0


def _is_date(value: Cell) -> bool:
    text = number_text(value)
    return "####" in text or isinstance(parse_date(value, "dmy"), str) or isinstance(parse_date(value, "mdy"), str)


def _is_amount(value: Cell) -> bool:
    return parse_amount(value, None).cents is not Flaw.BAD


def _has_digits(value: Cell) -> bool:
    text = number_text(value)
    return sum(c.isdigit() for c in text) >= 5 or len(text) <= 10 or "E+" in text.upper()


_TESTS = {
    "date": _is_date,
    "amount": _is_amount,
    "email": lambda value: "@" in number_text(value) or len(number_text(value)) < 12,
    "country": lambda value: read_country(value) is not None,
    "digits": _has_digits,
    "type": lambda value: read_type(value) is not None,
    "language": lambda value: read_language(value) is not None,
    "yes_no": lambda value: read_yes_no(value) is not None,
    "letters": lambda value: not isinstance(parse_date(value, "dmy"), str) and bool(re.search(r"[^\W\d]", number_text(value))),
}


def guess_columns(headers: Sequence[str], rows: Sequence[Sequence[Cell]], kind: str) -> Guess:
    """The best column for each field of a kind, taken greedily from the surest down."""
    looks = [Look([row[i] for row in rows if i < len(row)]) for i in range(len(headers))]
    scored = []
    for field in FIELDS[kind]:
        names = "payment_amount" if (field, kind) == ("amount", "payments") else field
        for i, header in enumerate(headers):
            score = _score(header, names, field, looks[i])
            if score >= 0.55:
                scored.append((round(score, 3), field, i))
    scored.sort(key=lambda item: (-item[0], item[2]))
    guess = _assign(scored)
    _drop_ledger_codes(guess, headers, rows)
    _complete(guess, headers, looks, kind)
    return guess


def _score(header: str, names: str, field: str, look: Look) -> float:
    score = name_score(header, names)
    if score < 0.5:
        return 0.0
    if field in _LOOKS and look.said:
        score *= 0.4 + 0.6 * min(1.0, look.share(_LOOKS[field]) * 1.25)
    if field == "invoice" and look.said >= 5 and (look.distinct < 0.2 or (look.share("date") > 0.8 and "fecha" in normal(header))):
        score *= 0.6
    if field == "invoice" and normal(header) in _OF_PERSON:
        score *= 0.95  # beside a column of invoices it is the number of a person
    return score if look.said else score * 0.97


def _assign(scored: list[tuple[float, str, int]]) -> Guess:
    guess, taken = Guess({}, {}), set()
    for score, field, i in scored:
        if i in taken or (field in guess.positions and (field not in SEVERAL or score < 0.7)):
            continue
        guess.positions.setdefault(field, []).append(i)
        guess.confidence.setdefault(field, score)
        taken.add(i)
    return guess


def _drop_ledger_codes(guess: Guess, headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """An account that many customers share is one of the ledger, and no customer's code."""
    places, named = guess.positions.get("code"), guess.positions.get("customer")
    if not places or not named or not _LEDGER & set(normal(headers[places[0]]).split()):
        return
    codes = [code for row in rows if places[0] < len(row) and (code := clean(row[places[0]]))]
    is_worded = sum(any(map(str.isdigit, code)) for code in codes) * 2 < len(codes)
    pairs = {(clean(row[places[0]]), plain(clean(row[named[0]]) or "")) for row in rows if max(places[0], named[0]) < len(row)}
    if is_worded or 2 * len({code for code, _name in pairs}) <= len({name for _code, name in pairs}):
        del guess.positions["code"], guess.confidence["code"]


def _complete(guess: Guess, headers: Sequence[str], looks: list[Look], kind: str) -> None:
    """What follows from the columns found: a lone balance is the amount, an account number also names its customer."""
    positions, confidence = guess.positions, guess.confidence
    if kind == "portfolio" and "amount" not in positions and "open_amount" in positions:
        positions["amount"], confidence["amount"] = positions["open_amount"], confidence["open_amount"]
        del positions["open_amount"], confidence["open_amount"]
    taken = {i for columns in positions.values() for i in columns}
    if named := positions.get("customer", []):
        last = [i for i, header in enumerate(headers) if i not in taken and normal(header) in _LAST_NAMES]
        positions["customer"] = named + last if normal(headers[named[0]]) in _FIRST_NAMES else named
    for i, look in enumerate(looks):
        is_mail = look.said and sum("@" in number_text(v) for v in look._values) / look.said > 0.8
        is_ours = bool(_tokens(normal(headers[i])) & SPOILERS)  # the seller's address is not the customer's
        if is_mail and not is_ours and i not in taken and "emails" not in positions and kind != "payments":
            positions["emails"], confidence["emails"] = [i], 0.7
        is_number = normal(headers[i]) in _OF_PERSON and look.said and look.share("digits") > 0.9
        if is_number and i not in taken and "invoice" in positions and "tax_id" not in positions:
            positions["tax_id"], confidence["tax_id"] = [i], 0.7
    if "invoice" in positions and "code" not in positions and "asig" in normal(headers[positions["invoice"][0]]):
        positions["code"], confidence["code"] = list(positions["invoice"]), 0.7
