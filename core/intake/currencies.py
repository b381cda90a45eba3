"""Currencies as files write them: codes, signs and names, in cells, columns and headers."""

from __future__ import annotations

import re

CODES = frozenset(
    [
        "ARS",
        "BOB",
        "BRL",
        "CLP",
        "CLF",
        "COP",
        "CRC",
        "CUP",
        "DOP",
        "EUR",
        "USD",
        "GBP",
        "GTQ",
        "HNL",
        "HTG",
        "JMD",
        "MXN",
        "MXV",
        "NIO",
        "PAB",
        "PEN",
        "PYG",
        "TTD",
        "UYU",
        "UYI",
        "VES",
        "VED",
        "BZD",
        "BBD",
        "BSD",
        "XCD",
        "AWG",
        "ANG",
        "SRD",
        "GYD",
        "CAD",
        "CHF",
        "JPY",
        "CNY",
        "AUD",
        "NZD",
        "SEK",
        "NOK",
        "DKK",
        "ISK",
        "PLN",
        "CZK",
        "HUF",
        "RON",
        "BGN",
        "RUB",
        "UAH",
        "TRY",
        "ILS",
        "ZAR",
        "INR",
        "IDR",
        "KRW",
        "MYR",
        "PHP",
        "SGD",
        "THB",
        "TWD",
        "HKD",
        "AED",
        "SAR",
        "MAD",
        "EGP",
        "NGN",
        "KES",
        "VND",
        "XAF",
        "XOF",
    ]
)
SIGNS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₡": "CRC", "₲": "PYG", "₱": "PHP", "r$": "BRL", "s/": "PEN", "s/.": "PEN", "u$s": "USD",
    "us$": "USD",
    "u$d": "USD", "u$": "USD", "usd$": "USD", "b/.": "PAB", "c$": "NIO", "rd$": "DOP", "bs": "BOB", "bs.": "BOB", "gs": "PYG",
    "gs.": "PYG",
    "mn": "MXN", "m.n.": "MXN", "mx$": "MXN", "mxn$": "MXN", "ar$": "ARS", "cop$": "COP", "clp$": "CLP", "$u": "UYU", "q": "GTQ",
    "l": "HNL",
    "$ar": "ARS", "bs.s": "VES", "bs.f": "VES", "a$": "AUD", "uf": "CLF",
}  # fmt: skip
NAMES = {
    "dolar": "USD", "dolares": "USD", "dollar": "USD", "dollars": "USD", "dolar estadounidense": "USD",
    "dolares estadounidenses": "USD",
    "us dollar": "USD", "us dollars": "USD", "dolar americano": "USD", "euro": "EUR", "euros": "EUR", "real": "BRL",
    "reales": "BRL",
    "reais": "BRL", "soles": "PEN", "sol": "PEN", "nuevos soles": "PEN", "quetzales": "GTQ", "quetzal": "GTQ",
    "lempiras": "HNL",
    "guaranies": "PYG", "guarani": "PYG", "bolivianos": "BOB", "boliviano": "BOB", "colones": "CRC", "balboas": "PAB",
    "cordobas": "NIO",
    "bolivares": "VES", "libras": "GBP", "peso argentino": "ARS", "pesos argentinos": "ARS", "peso mexicano": "MXN",
    "pesos mexicanos": "MXN",
    "peso chileno": "CLP", "pesos chilenos": "CLP", "peso colombiano": "COP", "pesos colombianos": "COP",
    "peso uruguayo": "UYU",
    "pesos uruguayos": "UYU", "peso dominicano": "DOP", "pesos dominicanos": "DOP", "moneda nacional": "", "moneda local": "",
    "local": "",
}  # fmt: skip
DOLLARS = frozenset(
    [
        "ARS",
        "CLP",
        "COP",
        "MXN",
        "UYU",
        "DOP",
        "USD",
        "CUP",
        "CAD",
        "AUD",
        "NZD",
        "BRL",
        "NIO",
        "HKD",
        "SGD",
        "TWD",
        "BBD",
        "BSD",
        "BZD",
        "JMD",
        "TTD",
        "XCD",
    ]
)
PESOS = frozenset(["ARS", "CLP", "COP", "MXN", "UYU", "DOP", "CUP", "PHP"])
_PLAIN = str.maketrans("áéíóúü", "aeiouu")
_IN_HEADER = re.compile(r"(?<![a-z])([a-z]{3}|u\$s|us\$|€|r\$|s/)(?![a-z])", re.I)


def currency_of(text: str, local: str | None) -> str | None:
    """The ISO code that a cell means; "$" and "pesos" mean the company's own where that is such a currency. None: not known."""
    mark = " ".join(text.split()).lower().translate(_PLAIN)
    if mark.upper() in CODES:
        return mark.upper()
    if mark in SIGNS:
        return "VES" if SIGNS[mark] == "BOB" and local == "VES" else SIGNS[mark]
    if mark in ("$", "$$") and local in DOLLARS:
        return local
    if mark in ("peso", "pesos", "pes") and local in PESOS:
        return local
    if mark in NAMES:
        return NAMES[mark] or local
    head = mark.split(" ")[0].strip("()-.:")
    return head.upper() if len(head) == 3 and head.upper() in CODES else None


def is_general(mark: str) -> bool:
    """Whether a sign means many currencies, as "$" does, and contradicts none of them."""
    return mark.strip().lower() in ("$", "$$", "peso", "pesos", "pes")


def currency_in_header(header: str) -> str | None:
    """The code that a column's name states, such as "Importe (USD)"; None without one."""
    for match in _IN_HEADER.findall(header.replace("_", " ")):
        if match.upper() in CODES and (match.isupper() or header.islower()):
            return str(match).upper()
        if match.lower() in SIGNS:
            return SIGNS[match.lower()]
    return None
