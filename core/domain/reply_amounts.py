"""The amount that somebody names in a message, as Decimal, or the share of what is owed ("la mitad")."""

from __future__ import annotations

import re
from decimal import Decimal

_CURRENCY = r"(?:us\$|r\$|s/\.?|\$|usd|mxn|cop|ars|clp|pen|brl|bs\.?|q|gs\.?|€|eur)"
_UNIT = (
    r"(?:pesos?|soles?|dolares?|dollars?|reais|real|bolivianos?|quetzales?|lempiras?|colones?|guaranies?|bucks|usd|mxn|cop|ars|clp|"
    r"pen|brl|euros?)"
)
_FIGURE = r"\d{1,3}(?:[.,\s]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_TIMES = r"(?P<times>mil(?:lon(?:es)?)?|lucas?|k|thousand)\b"
_MARKED = re.compile(
    rf"(?:{_CURRENCY}\s?(?P<a>{_FIGURE})(?:\s?{_TIMES})?)|"
    rf"(?<![\d/.-])(?P<b>{_FIGURE})\s?(?:{_TIMES.replace('times', 'many')}\s?(?:de )?)?{_UNIT}\b"
)
_THOUSANDS = re.compile(rf"(?<![\d/.-])(?P<a>\d{{1,3}}(?:[.,]\d)?)\s?{_TIMES}")
_BARE = re.compile(rf"(?<![\w/.,:#-])(?P<a>{_FIGURE})(?![\w/:-]|[.,]\d|\s?(?:%|hs|hrs|horas|pm|am|dias|days|semanas|weeks|de [a-z]+))")
_NOT_AN_AMOUNT = re.compile(
    r"(?:factura|facturas|folio|documento|boleta|pedido|orden|invoice|order|fatura|boleto|numero|nro\.?|no\.|n[°º.]|#|cuenta|referencia|"
    r"ref\.?|"
    r"operacion|comprobante|codigo|cheque|dni|rut|ruc|cuit|cpf|telefono|tel\.?|celular|cel\.?|a las|at|as|el|dia|the)\s?[:#]?\s?$"
)
_SHARES = (
    (re.compile(r"\b(?:la mitad|half|metade|50 ?%|el 50)\b"), Decimal("0.5")),
    (re.compile(r"\b(?:un tercio|a third)\b"), Decimal(1) / Decimal(3)),
    (re.compile(r"\b(?:todo|completo|completa|el total|lo total|in full|full amount|everything|tudo|integral)\b"), Decimal(1)),
)
SMALLEST_BARE = Decimal(32)  # a bare number below it may be a day


def find_amount(levelled: str) -> Decimal | None:
    """The amount with a sign or unit, else a bare number too large to be a day. Invoice and phone numbers are none."""
    for pattern in (_MARKED, _THOUSANDS, _BARE):
        for found in pattern.finditer(levelled):
            groups = found.groupdict()
            value = _value(groups.get("a") or groups.get("b") or "", groups.get("times") or groups.get("many"))
            before = levelled[: found.start()]
            if value and not (pattern is _BARE and (value < SMALLEST_BARE or value >= 10**8)) and not _NOT_AN_AMOUNT.search(before):
                return value
    return None


def find_share(levelled: str) -> Decimal | None:
    """The share of what is owed that is named: a half, a third, all."""
    return next((share for pattern, share in _SHARES if pattern.search(levelled)), None)


def _value(figure: str, times: str | None) -> Decimal | None:
    """A figure as people write it: the last sign before one or two digits is the decimal one, all others group thousands."""
    figure = figure.replace(" ", "")
    decimals = re.search(r"[.,](\d{1,2})$", figure)
    whole = re.sub(r"\D", "", figure[: decimals.start()] if decimals else figure)
    value = Decimal(f"{whole or 0}.{decimals[1] if decimals else 0}")
    factor = 1_000_000 if times and times.startswith("millon") else 1000 if times else 1
    return (value * factor).quantize(Decimal("0.01")) if value else None
