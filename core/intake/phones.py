"""Phones to E.164 with their kind of line, by the country's own numbering plan; what is no phone is said, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from core.intake.cells import EMPTY, INVISIBLE, Cell, Memo, number_text

PhoneTuple = tuple[str, str, str]


Phones = tuple[PhoneTuple, ...]


class Found(NamedTuple):
    """A cell about which something must be said: its numbers and flaws (kind of warning, the text it is about)."""

    phones: Phones
    flaws: tuple[tuple[str, str], ...]


_PUNCTUATION = str.maketrans(dict.fromkeys(map(ord, " -.()\u00a0\u2011\u2013")))
_DIGITS = re.compile(r"\+?\d{7,15}\Z")
_SCIENTIFIC = re.compile(r"^\+?\d(?:[.,]\d+)?E\+?\d{1,2}$", re.I)
_FLOAT = re.compile(r"^(\+?\d{6,15})[.,]0$")
_PARTS = re.compile(r"\s*(?:[;,|\n]|/|\s+(?:y|o|e|or|and|ou)\s+|\s-\s)\s*", re.I)
_WORDS = re.compile(r"\b(?:no tiene|sin tel[eé]fono|sin|ninguno|no posee|no informa|n[aã]o tem|none|no)\b|^x+$", re.I)
_REGULAR = re.compile(r"\d")


def phones(region: str | None) -> Memo:
    """A converter from cells to the phones they hold, read in the given country (ISO alpha-2); Found where there is more to say."""
    plan = plan_of(region) if region else None
    is_plain, code = (plan.is_plain, f"+{plan.code}") if plan else (_never, "")

    def read(value: Cell) -> Phones | Found:
        if plan and isinstance(value, str):
            digits = value.translate(_PUNCTUATION)
            if is_plain(digits):
                return ((code + digits, "mobile", value),)
            number = plan.read(digits) if _DIGITS.match(digits) else None
            if number and number[1] != "landline":
                return ((*number, value),)
        return read_phones(value, region)

    return Memo(read)


def read_phones(value: Cell, region: str | None) -> Phones | Found:
    """All phones of one cell. Precision that a spreadsheet lost and placeholders are flaws, not numbers; landlines are said."""
    text = number_text(value).translate(INVISIBLE).strip()
    if text[:1] == "'":
        text = text[1:]
    if not text or text.lower() in EMPTY:
        return ()
    if isinstance(value, float) and text.endswith("000000"):
        return _answer([], [("phone_precision_lost", text)])
    whole = _one(text, region)
    parts = (
        [text]
        if whole or is_placeholder(text) or _SCIENTIFIC.match(text)
        else [part for part in _PARTS.split(text) if _REGULAR.search(part)]
    )
    if len(parts) < 2:
        return _answer([whole] if whole else [], [] if whole else [(_flaw(text), text)])
    found = [(part, _one(part, region)) for part in parts]
    return _answer([phone for _, phone in found if phone], [(_flaw(part), part) for part, phone in found if not phone])


def _answer(found: list[PhoneTuple], flaws: list[tuple[str, str]]) -> Phones | Found:
    numbers = tuple({phone[0]: phone for phone in found}.values())
    said = (*flaws, *(("phone_landline", number) for number, line, _ in numbers if line == "landline"))
    return Found(numbers, said) if said else numbers


def is_placeholder(text: str) -> bool:
    """Whether somebody only filled the field: "1", "0000000000", "no tiene", "1234567"."""
    digits = "".join(filter(str.isdigit, text))
    return len(set(digits)) <= 1 or digits in "01234567890123456789" or bool(_WORDS.search(text) and len(digits) < 6)


def _flaw(text: str) -> str:
    return "phone_precision_lost" if _SCIENTIFIC.match(text) else "phone_invalid"


def _one(text: str, region: str | None) -> PhoneTuple | None:
    if _SCIENTIFIC.match(text):
        return None
    if plain := _FLOAT.match(text):
        text = plain[1]
    digits = text.translate(_PUNCTUATION)
    if region and _DIGITS.match(digits) and (number := plan_of(region).read(digits)):
        return (*number, text)
    if is_placeholder(text):
        return None
    return _by_library(text, digits, region)


def _by_library(text: str, digits: str, region: str | None) -> PhoneTuple | None:
    """libphonenumber's answer, after the forms that it no longer knows but people still write."""
    for candidate in _candidates(text, digits, region):
        if number := _parse(candidate, region):
            return (*number, text)
    return None


def _candidates(text: str, digits: str, region: str | None) -> list[str]:
    code = plan_of(region).code if region else ""
    candidates = ["+" + digits[2:]] if digits.startswith("00" + code) and digits.isdecimal() else []
    candidates.append(text)
    if region == "MX" and (old := re.match(r"(?:(?:\+|00)?521|04[45]|01)(\d{10})$", digits)):
        candidates.append("+52" + old[1])
    return candidates


def _parse(text: str, region: str | None) -> tuple[str, str] | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    kind = phonenumbers.number_type(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), _lines().get(kind, "other")


@lru_cache(1)
def _lines() -> dict[int, str]:
    from phonenumbers import PhoneNumberType as Kind

    return {Kind.MOBILE: "mobile", Kind.FIXED_LINE: "landline", Kind.FIXED_LINE_OR_MOBILE: "either"}


Matcher = Callable[[str], object]


class Plan:
    """A country's numbering plan for numbers written plainly: the library's own patterns, without its general machinery."""

    def __init__(self, region: str) -> None:
        from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

        data: Any = PhoneMetadata.metadata_for_region(region)
        self.code = str(data.country_code) if data else ""
        self.is_plain: Matcher = _never
        self._is_simple = bool(data) and len(COUNTRY_CODE_TO_REGION_CODE[data.country_code]) == 1
        if not self._is_simple:
            return
        self._general, self._mobile, self._fixed = (_matcher(d) for d in (data.general_desc, data.mobile, data.fixed_line))
        others = (
            data.premium_rate,
            data.toll_free,
            data.shared_cost,
            data.voip,
            data.personal_number,
            data.pager,
            data.uan,
            data.voicemail,
        )
        patterns = [d.national_number_pattern for d in others if d and d.national_number_pattern]
        self._others = re.compile("|".join(f"(?:{pattern})" for pattern in patterns)).fullmatch if patterns else _never
        self._prefix = re.compile(data.national_prefix_for_parsing) if data.national_prefix_for_parsing else None
        self._turned = data.national_prefix_transform_rule
        self._abroad = re.compile(data.international_prefix or "(?!)")
        self._lengths = frozenset(data.general_desc.possible_length)
        self.is_plain = self._plain(data, patterns)

    def _plain(self, data: Any, others: list[str]) -> Matcher:
        """A test for the national number of a mobile and nothing else: no prefix, no other kind of line; most cells are one."""
        mobile = data.mobile and data.mobile.national_number_pattern
        if not mobile or (self._prefix and self._prefix.match("")):
            return _never
        fixed = data.fixed_line and data.fixed_line.national_number_pattern
        never = [data.international_prefix, data.national_prefix_for_parsing, *(f"(?:{one})$" for one in (*others, fixed) if one)]
        unless = "".join(f"(?!{one})" for one in never if one)
        return re.compile(f"(?=(?:{data.general_desc.national_number_pattern})$){unless}(?:{mobile})", re.ASCII).fullmatch

    def read(self, digits: str) -> tuple[str, str] | None:
        """(E.164, line) of a plainly written mobile or fixed number; None where only the library can tell."""
        if not self._is_simple:
            return None
        if digits[0] == "+":
            return self._national(digits[1 + len(self.code) :]) if digits.startswith(self.code, 1) else None
        if digits.startswith(self.code) and not self._general(digits):
            return self._national(digits[len(self.code) :])
        return None if self._abroad.match(digits) else self._national(digits)

    def _national(self, number: str) -> tuple[str, str] | None:
        number = self._without_prefix(number)
        if len(number) not in self._lengths:
            return None
        is_mobile, is_fixed = self._mobile(number), self._fixed(number)
        if not (is_mobile or is_fixed) or self._others(number):
            return None
        line = "either" if is_mobile and is_fixed else "mobile" if is_mobile else "landline"
        return f"+{self.code}{number}", line

    def _without_prefix(self, number: str) -> str:
        """The number as dialled from abroad: without the trunk prefix, and with Argentina's 15 turned into the 9."""
        match = self._prefix.match(number) if self._prefix else None
        if match is None or (match.end() == 0 and not any(match.groups())):
            return number
        turns = self._turned is not None and match.lastindex is not None and match[len(match.groups())] is not None
        changed = self._prefix.sub(self._turned, number, count=1) if turns and self._prefix else number[match.end() :]
        return number if self._general(number) and not self._general(changed) else changed


def _matcher(description: object) -> Matcher:
    pattern = getattr(description, "national_number_pattern", None)
    return re.compile(pattern).fullmatch if pattern else _never


def _never(_: str) -> None:
    return None


@lru_cache(64)
def plan_of(region: str) -> Plan:
    """The numbering plan of a country, compiled once."""
    return Plan(region)
