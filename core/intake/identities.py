"""Tax ids, e-mails and business codes: made comparable, with the generic ids that stand for nobody known."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from core.intake.cells import EMPTY, Cell, Flaw, clean, number_text

GENERIC = frozenset(
    {
        "XAXX010101000", "XEXX010101000",  # MX: public, foreigners
        "222222222222", "222222222", "2222222222", "2222222222222", "22222222222",  # CO: consumidor final
        "99999999999", "9999999999999", "9999999999", "999999999", "99999999",  # AR, EC, PE: final consumer
        "20222222223", "23000000000", "20000000001", "27000000006",  # AR: placeholders of invoicing programs
        "66666666", "666666666", "555555555", "55555555", "111111111", "11111111",  # CL: final consumer, foreigners
        "444444017", "44444401", "44444401-7", "88888801", "888888015",  # PY: innominado, foreigners
        "CF", "CONSUMIDORFINAL", "FINAL", "PUBLICOGENERAL", "PUBLICOENGENERAL", "VARIOS", "SINRUC", "SINNIT", "SINCUIT", "SINRFC",
        "XXXXXXXXX", "EXTRANJERO", "SINDOCUMENTO", "SINDNI", "NOTIENE",
    }
)  # fmt: skip
_NOT_PLAIN = re.compile(r"[^0-9A-Z]")
_EMAIL = re.compile(r"[a-z0-9](?:[a-z0-9_%+\-]|\.(?=[a-z0-9_%+\-]))*@(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}\Z")
_PARTS = re.compile(r"[\s;,|/<>()\"]+")
_SCIENTIFIC = re.compile(r"^\d[.,]\d+E\+?\d+$", re.I)
_LABEL = re.compile(r"^(?:CUITCUIL|CUIT|CUIL|DNI|NIT|RUT|RUN|RUC|RFC|CPF|CNPJ|NIF|CIF|CC|CI)(?=\d)")


class Partly(NamedTuple):
    """What a cell held besides good addresses: the texts that are none."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


def is_plain_tax_id(value: Cell) -> bool:
    """Whether a cell is nothing but the digits of an id that names somebody."""
    return isinstance(value, str) and 7 <= len(value) <= 14 and value.isdecimal() and value not in GENERIC and value.strip(value[0]) != ""


def read_tax_id(value: Cell) -> tuple[str | None, str | None]:
    """One tax id: ("20123456786", None), (None, "tax_id_generic"), (None, "tax_id_invalid") or (None, None) for blank."""
    if is_plain_tax_id(value):
        return value, None
    text = number_text(value).strip()
    if not text or text.lower() in EMPTY:
        return None, None
    if _SCIENTIFIC.match(text):
        return None, "tax_id_invalid"
    if re.fullmatch(r"\d{6,15}\.0", text):
        text = text[:-2]
    plain = _LABEL.sub("", _NOT_PLAIN.sub("", text.upper()))
    if plain in GENERIC or (len(plain) >= 5 and len(set(plain)) == 1) or not plain.strip("0"):
        return None, "tax_id_generic"
    if not any(c.isdigit() for c in plain) or not 5 <= len(plain) <= 18:
        return None, "tax_id_invalid"
    return plain, None


def read_emails(value: Cell) -> tuple[str, ...] | Partly:
    """All e-mail addresses of one cell in lower case, without asking the network; Partly when something in it is none."""
    if value == "":
        return ()
    lowered = value.lower() if isinstance(value, str) else ""
    if _EMAIL.match(lowered) and not is_placeholder_email(lowered):
        return (lowered,)
    return _read_freely(value)


def _read_freely(value: Cell) -> tuple[str, ...] | Partly:
    text = clean(value)
    if text is None:
        return ()
    good: dict[str, None] = {}
    bad: list[str] = []
    lowered = text.lower().replace("mailto:", "")
    for part in filter(None, _PARTS.split(lowered)):
        if "@" not in part and len(lowered.split()) > 1:
            continue
        address = part if _EMAIL.match(part) else _by_library(part)
        if address and not is_placeholder_email(address):
            good[address] = None
        else:
            bad.append(part)
    return Partly(tuple(good), tuple(bad) or (text,)) if bad or not good else tuple(good)


_NOBODY = frozenset({"notiene", "no", "notengo", "sinmail", "sincorreo", "sinemail", "noemail", "nomail", "notem", "na", "sin"})
_NOWHERE = frozenset({"example.com.ar", "notiene.com", "sincorreo.com", "mail.com.com"})


def is_placeholder_email(address: str) -> bool:
    """Whether somebody only filled the field: notiene@..., x@x.com, mail@mail.com."""
    name, _, domain = address.partition("@")
    return name in _NOBODY or domain in _NOWHERE or (len(name) <= 4 and name == domain.partition(".")[0])


@lru_cache(10_000)
def _by_library(text: str) -> str | None:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


def read_code(value: Cell) -> str | Flaw | None:
    """One code or number; Flaw.LOST where a spreadsheet turned it into scientific notation."""
    text = clean(value)
    if text and _SCIENTIFIC.match(text):
        return Flaw.LOST
    return text
