"""Which passwords are too easy to guess: length, repetition, sequences, the words everybody uses and the words of this business.

Length 12 to 128 and no composition rules, as OWASP ASVS 5.0 asks (6.2.1 to 6.2.11).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from core.domain.errors import Refusal

SHORTEST, LONGEST = 12, 128
ENOUGH = 6  # characters that must remain when everything that a guesser tries first is taken away

# what the leaked lists of long passwords are built from, English and Spanish; longer words first so that they go whole
_WORDS = """
    password passw0rd contrasena clave secreto secret letmein welcome bienvenido admin administrador administrator usuario user login
    iloveyou teamo teamomucho tequiero amor amormio princess princesa monkey dragon football futbol baseball sunshine superman batman
    master shadow michael jordan jennifer jessica charlie pokemon naruto whatever starwars computer computadora internet samsung google
    facebook hello hola holamundo mundo world trustno freedom libertad barcelona realmadrid boca river colombia mexico argentina peru chile
    ecuador espana america dios jesus jesucristo cristo maria jose juan carlos alejandro alejandra fernando daniela gabriela valentina
    familia mifamilia siempre corazon estrella mariposa chocolate empresa negocio company business office oficina cobranza cobranzas
    cartera factura facturas cliente clientes dinero money banco bank enero febrero marzo abril mayo junio julio agosto septiembre octubre
    noviembre diciembre january february march april june july august september october november december lunes martes miercoles jueves
    viernes sabado domingo monday tuesday wednesday thursday friday saturday sunday primavera verano otono invierno spring summer autumn
    winter change changeme cambiame default temporal temporary prueba test testing demo guest invitado root system sistema server servidor
    recaudo streamlit qwerty qwertyuiop asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc abcdef abcd zaqxsw
"""
_COMMON = sorted(_WORDS.split(), key=len, reverse=True)
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfv",
)
_LEET = str.maketrans("013457@$!", "oleastasi")


def check_password(password: str, context: Iterable[str] = ()) -> None:
    """Raises Refusal saying why a new password is refused. `context` holds words of the business and the person."""
    if len(password) < SHORTEST:
        raise Refusal(
            "password_short", "The password needs at least {least} characters. A few words in a row are easy to remember.", least=SHORTEST
        )
    if len(password) > LONGEST:
        raise Refusal("password_long", "The password may have at most {most} characters.", most=LONGEST)
    if is_guessable(password, context):
        raise Refusal("password_easy", "This password is among the first that somebody would try. Choose other words.")


def is_guessable(password: str, context: Iterable[str] = ()) -> bool:
    """Whether little remains of the password without common words, words of the context, sequences and repetition."""
    bare = _bare(password)
    words = {part for text in context for part in re.split(r"[^a-z0-9]+", _bare(text)) if len(part) >= 3}
    known = sorted(words, key=len, reverse=True) + _COMMON
    return any(_remainder(form, known) < ENOUGH for form in (bare, bare.translate(_LEET)))


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in folded if not unicodedata.combining(c))


def _remainder(text: str, known: list[str]) -> int:
    for word in known:
        text = text.replace(word, " ")
    text = re.sub(r"(.+?)\1+", r"\1", _without_sequences(text))
    text = re.sub(r"(19|20)\d\d|\d{1,4}(?=\D|$)|[\W_]+", " ", text)
    return len(set(text) - {" "})


def _without_sequences(text: str) -> str:
    rows = _ROWS + tuple(row[::-1] for row in _ROWS)
    for size in range(10, 3, -1):
        for row in rows:
            for start in range(len(row) - size + 1):
                text = text.replace(row[start : start + size], " ")
    return text
