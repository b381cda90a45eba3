"""Check digits of tax numbers: a mistyped one is said where those around it fit, and never costs the number or the row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

from core.domain.matching import is_unsure

MOST = 2_000  # customers of a file whose numbers are checked: beyond it nobody reads the warnings
FEWEST = 4  # fitting numbers without which the rest may as well be of another kind
SHARE = 0.8  # of the numbers that must fit
_KINDS: dict[str, dict[int, str]] = {
    "AR": {11: "ar.cuit"}, "BR": {11: "br.cpf", 14: "br.cnpj"}, "CL": {9: "cl.rut"}, "CO": {10: "co.nit"}, "CR": {10: "cr.cpj"},
    "DO": {9: "do.rnc", 11: "do.cedula"}, "EC": {10: "ec.ci", 13: "ec.ruc"}, "ES": {9: "es.nif"}, "MX": {12: "mx.rfc", 13: "mx.rfc"},
    "PE": {11: "pe.ruc"}, "UY": {12: "uy.rut"}, "VE": {10: "ve.rif"},
}  # fmt: skip
"""Country to length to the module of stdnum that knows the number; a length that also serves for numbers without a digit is left out."""


class CheckDigits:
    """Looks at the first numbers of a file."""

    def __init__(self) -> None:
        self._left = MOST

    def wrong(self, numbers: Sequence[str | None], countries: Iterable[str | None]) -> list[int]:
        """Positions of numbers whose check digit does not fit, where most others of the batch fit; empty where it cannot be told."""
        if not self._left:
            return []
        told = zip(numbers[: self._left], countries, strict=False)
        answers = [does_fit(number, country) if number and country else None for number, country in told]
        fits = {index: fit for index, fit in enumerate(answers) if fit is not None}
        self._left = max(0, self._left - len(numbers))
        good = sum(fits.values())
        return [index for index, fit in fits.items() if not fit] if good >= FEWEST and good >= SHARE * len(fits) else []


def does_fit(number: str, country: str) -> bool | None:
    """Whether a number's check digit fits its country; None for a number of another kind."""
    name = _KINDS.get(country, {}).get(len(number))
    if name is None or is_unsure(number) or (country == "CO" and number[0] not in "89"):
        return None
    return bool(_module(name).is_valid(number))


@lru_cache(32)
def _module(name: str) -> Any:
    return import_module(f"stdnum.{name}")
