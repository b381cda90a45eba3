"""Who is who: the forms under which one name or tax number is written, so that spellings of one customer meet and namesakes stay apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from operator import mul

_JOINED = ".'’´`"
_ASCII = {code: None if chr(code) in _JOINED else chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_APART = re.compile(r"[^0-9a-z]+")
_INITIALS = re.compile(r"\b([a-z]) (?=[a-z]\b)")
_LATIN = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", **dict.fromkeys(_JOINED)})

_FORMS = frozenset(
    (
        "sa", "sas", "srl", "sl", "slu", "sac", "saa", "eirl", "spa", "ltda", "ltd", "cia", "inc", "corp", "sapi", "sc", "cv", "rl",
        "de", "y", "e", "hijos", "sociedad", "anonima", "limitada",
    )
)  # fmt: skip


def name_key(name: str) -> str:
    """A name as it is compared: no case, accents or punctuation, initials joined ("S. A." and "SA" meet). Never empty for a real name."""
    if name.isascii():
        words = name.translate(_ASCII).split()
    else:
        folded = unicodedata.normalize("NFKD", name.casefold()).translate(_LATIN)
        words = _APART.sub(" ", "".join(char for char in folded if not unicodedata.combining(char))).split()
    key = " ".join(words)
    if words and min(map(len, words)) == 1:
        key = _INITIALS.sub(r"\1", key)
    return key or " ".join(name.casefold().split())


def loose_key(key: str) -> str:
    """A name key without legal forms and the order of its words: equal for names that a person would ask about."""
    words = [word for word in key.split() if word not in _FORMS]
    return " ".join(sorted(words or key.split()))


UNSURE = "?"
"""Stands before a tax number that is none: it names nobody, and still tells two namesakes apart."""


def is_unsure(tax_id: str | None) -> bool:
    """Whether a tax number is only what somebody wrote in its place."""
    return tax_id is not None and tax_id.startswith(UNSURE)


def are_two(one: str | None, other: str | None) -> bool:
    """Whether two tax numbers, as far as both are known, speak of two people; digits that a spreadsheet cut off contradict nothing."""
    if not one or not other or one == other:
        return False
    for cut, whole in ((one, other), (other, one)):
        if (lost := _LOST.match(cut)) and not is_unsure(whole):
            return not whole.startswith((lost[1] + lost[2]).rstrip("0")) or len(whole) != int(lost[3]) + 1
    return True


_LOST = re.compile(r"\?(\d)[.,](\d+)E\+?(\d+)$", re.I)


def tax_forms(tax_id: str, country: str | None) -> Iterator[str]:
    """The ways one tax number is written: as it is, then with or without its check digit where the country writes it apart."""
    yield tax_id
    if country == "EC":
        yield from _ruc_of_person(tax_id)
    digit, is_body = _CHECK.get(country or ""), _is_rif if country == "VE" else str.isdigit
    if digit is None:
        return
    if len(tax_id) > 6 and is_body(tax_id[:-1]) and digit(tax_id[:-1]) == tax_id[-1]:
        yield tax_id[:-1]
    if is_body(tax_id):
        yield tax_id + digit(tax_id)


def _ruc_of_person(tax_id: str) -> Iterator[str]:
    """Ecuador's RUC of a person is the cedula and 001; a third figure of 6 or 9 means the state or a company."""
    if tax_id.isdigit() and tax_id[2:3] < "6":
        yield from (tax_id + "001",) if len(tax_id) == 10 else (tax_id[:-3],) if len(tax_id) == 13 and tax_id.endswith("001") else ()


_PRIMES = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71)
_SUMS = [sum(_PRIMES[:length]) for length in range(40)]


def _nit(body: str) -> str:
    """Check digit of a Colombian NIT (DIAN, weights by prime numbers, modulo 11)."""
    rest = (sum(map(mul, body[::-1].encode(), _PRIMES)) - 48 * _SUMS[len(body)]) % 11  # 48 is the code of "0"
    return str(rest if rest < 2 else 11 - rest)


def _rut(body: str) -> str:
    """Check digit of a Chilean RUT (modulo 11, weights 2 to 7, K for ten)."""
    rest = 11 - sum(int(figure) * (2 + place % 6) for place, figure in enumerate(reversed(body))) % 11
    return {11: "0", 10: "K"}.get(rest, str(rest))


def _ruc(body: str) -> str:
    """Check digit of a Paraguayan RUC (SET, modulo 11, weights from 2 upwards)."""
    rest = sum(int(figure) * (2 + place % 10) for place, figure in enumerate(reversed(body))) % 11
    return str(11 - rest if rest > 1 else 0)


def _nit_gt(body: str) -> str:
    """Check figure of a Guatemalan NIT (SAT, modulo 11, weights from 2 upwards, K for ten)."""
    return "0123456789K"[-sum(place * int(figure) for place, figure in enumerate(reversed(body), 2)) % 11]


def _dni(body: str) -> str:
    """Letter of a Spanish DNI (Real Decreto 1553/2005, modulo 23)."""
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(body) % 23]


_RIF = {"V": 4, "E": 8, "J": 12, "P": 16, "G": 20}


def _is_rif(body: str) -> bool:
    return len(body) == 9 and body[0] in _RIF and body[1:].isdigit()


def _rif(body: str) -> str:
    """Check digit of a Venezuelan RIF (SENIAT, modulo 11, a weight for the letter)."""
    return "00987654321"[(_RIF[body[0]] + sum(map(mul, map(int, body[1:]), (3, 2, 7, 6, 5, 4, 3, 2)))) % 11]


_CHECK = {"CO": _nit, "CL": _rut, "PY": _ruc, "GT": _nit_gt, "ES": _dni, "VE": _rif}
