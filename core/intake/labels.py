"""Small vocabularies in cells: yes and no, languages, countries, kinds of document, channels."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from core.intake.cells import Cell, clean

YES = frozenset(
    [
        "si",
        "s",
        "sí",
        "yes",
        "y",
        "x",
        "1",
        "true",
        "verdadero",
        "v",
        "t",
        "sim",
        "autorizado",
        "autoriza",
        "acepta",
        "ok",
        "activo",
        "disputed",
        "en",
        "disputa",
        "disputada",
    ]
)
NO = frozenset(["no", "n", "0", "false", "falso", "f", "nao", "não"])
LANGUAGES = {
    "es": "es", "esp": "es", "spa": "es", "espanol": "es", "castellano": "es", "spanish": "es", "en": "en", "eng": "en",
    "ingles": "en",
    "english": "en", "pt": "pt", "por": "pt", "portugues": "pt", "portuguese": "pt",
}  # fmt: skip
COUNTRIES = {
    "argentina": "AR", "bolivia": "BO", "brasil": "BR", "brazil": "BR", "chile": "CL", "colombia": "CO", "costa rica": "CR",
    "cuba": "CU",
    "ecuador": "EC", "el salvador": "SV", "espana": "ES", "spain": "ES", "estados unidos": "US", "united states": "US",
    "eeuu": "US",
    "guatemala": "GT", "honduras": "HN", "mexico": "MX", "nicaragua": "NI", "panama": "PA", "paraguay": "PY", "peru": "PE",
    "portugal": "PT",
    "puerto rico": "PR", "republica dominicana": "DO", "rep dominicana": "DO", "uruguay": "UY", "venezuela": "VE",
    "arg": "AR", "bol": "BO", "bra": "BR", "chl": "CL", "col": "CO", "cri": "CR", "ecu": "EC", "slv": "SV", "esp": "ES",
    "usa": "US",
    "gtm": "GT", "hnd": "HN", "mex": "MX", "nic": "NI", "pan": "PA", "pry": "PY", "per": "PE", "prt": "PT", "dom": "DO",
    "ury": "UY",
    "ven": "VE",
}  # fmt: skip
CHANNELS = ("sms", "whatsapp", "email", "voice")
_CHANNEL_WORDS = {
    "sms": ("sms", "mensaje", "mensajes", "texto"),
    "whatsapp": ("whatsapp", "wsp", "wpp", "wa", "whats"),
    "email": ("email", "mail", "e-mail", "correo", "correos"),
    "voice": ("voice", "voz", "llamada", "llamadas", "telefono", "llamar", "call", "calls", "phone"),
}
_CREDIT = re.compile(r"^(?:nc|ncr|n/c|n c|cn|abono)\b|cr[eé]dito|credit|devoluci[oó]n|reversa|reverso|bonificaci[oó]n|refund", re.I)
_INVOICE = re.compile(
    r"^(?:f|fc|fac|fv|fact|fa|fb|fe|ft|nf|nd|inv|bol)\b|factura|fatura|invoice|d[eé]bito|boleta|cuota|pagar[eé]|cheque", re.I
)


def plain(text: str) -> str:
    """Lower case without accents, for comparing."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def read_yes_no(value: Cell) -> bool | None:
    """True, False, or None for blank and for words that are neither."""
    text = clean(value)
    if text is None:
        return None
    word = plain(text)
    return True if word in YES else False if word in NO else None


def read_language(value: Cell) -> str | None:
    """es, en or pt; None for blank or any other language."""
    text = clean(value)
    return LANGUAGES.get(plain(text).split("-")[0].split("_")[0]) if text else None


def read_country(value: Cell) -> str | None:
    """ISO alpha-2 of a country written as a code or a name; None when not known."""
    text = clean(value)
    if text is None:
        return None
    word = plain(text).replace(".", "")
    if len(word) == 2 and word.upper() in set(COUNTRIES.values()):
        return word.upper()
    return COUNTRIES.get(word)


def any_country(value: Cell) -> str | None:
    """ISO alpha-2 of any country of the world by its code or its name in three languages; None when not known.

    Guessing what a column means keeps to `read_country`: nearly every pair of letters is some country's code.
    """
    found, text = read_country(value), clean(value)
    if found is not None or text is None:
        return found
    code = text.strip().upper()
    return code if code in set(_named().values()) else _named().get(plain(text).replace(".", ""))


@cache
def _named() -> dict[str, str]:
    from babel import Locale

    told = (Locale(language).territories.items() for language in ("pt", "en", "es"))
    return {plain(name): code for names in told for code, name in names if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES}


_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})


def read_type(value: Cell) -> str | None:
    """credit_note or invoice where a document type says so; None otherwise."""
    text = clean(value)
    if text is None:
        return None
    return "credit_note" if _CREDIT.search(text) else "invoice" if _INVOICE.search(text) else None


def read_channels(value: Cell) -> tuple[str, ...] | None:
    """Channels named in a cell; a general yes means all, a general no or blank none; None when the words are not understood."""
    text = clean(value)
    if text is None:
        return ()
    word = plain(text)
    if word in NO or word in ("ninguno", "ninguna", "none", "nada"):
        return ()
    if word in YES or word in ("todos", "todas", "todo", "all", "baja", "opt out", "opt-out", "no contactar", "general"):
        return CHANNELS
    tokens = set(re.split(r"[^a-z\-]+", word))
    named = tuple(channel for channel in CHANNELS if tokens & set(_CHANNEL_WORDS[channel]))
    return named or None


def channels_in_header(header: str) -> tuple[str, ...]:
    """The channels that a column's name is about ("Acepta WhatsApp"); all when it names none."""
    tokens = set(re.split(r"[^a-z]+", plain(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)).replace("e-mail", "email")))
    return tuple(channel for channel in CHANNELS if tokens & set(_CHANNEL_WORDS[channel])) or CHANNELS
