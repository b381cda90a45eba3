"""Text messages: encoding, segments, Twilio's smart encoding and writing without accents (3GPP TS 23.038, facts of the tables)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from core.domain.sms_smart import SMART

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
_FOREIGN = re.compile(f"[^{re.escape(''.join(sorted(_GSM | _EXTENDED)))}]")


@dataclass(frozen=True)
class Size:
    """How a text travels: `encoding` 'GSM-7' or 'UCS-2', billed segments, and what made it UCS-2 (each character once, in order)."""

    encoding: str
    segments: int
    outside: tuple[str, ...] = ()


def measure(text: str, *, smart: bool = False) -> Size:
    """The size of a text; `smart` as Twilio's smart encoding would send it. An escape or surrogate pair is never split."""
    text = encode_smart(text) if smart else text
    outside = tuple(dict.fromkeys(_FOREIGN.findall(text)))
    if outside:
        return Size("UCS-2", _count([2 if ord(c) > 0xFFFF else 1 for c in text], 70, 67), outside)
    return Size("GSM-7", _count([2 if c in _EXTENDED else 1 for c in text], 160, 153))


def _count(sizes: list[int], one: int, part: int) -> int:
    if sum(sizes) <= one:
        return 1
    segments, room = 1, part
    for size in sizes:
        if size > room:
            segments, room = segments + 1, part
        room -= size
    return segments


def encode_smart(text: str) -> str:
    """The text after Twilio's smart encoding: typographic signs become plain ones, accents stay."""
    return text.translate(SMART)


def fold_accents(text: str) -> str:
    """The text in GSM-7 where it can be: á becomes a, é and ñ stay because they cost nothing; composes decomposed letters first."""
    text = encode_smart(unicodedata.normalize("NFC", text))
    return _FOREIGN.sub(lambda found: _fold_letter(found[0]), text)


def _fold_letter(letter: str) -> str:
    if letter in "ºª":
        return {"º": "o", "ª": "a"}[letter]
    plain = "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
    return plain if plain and all(c in _GSM for c in plain) else letter
