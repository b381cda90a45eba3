"""What was noted about others and names an erased person: only the name and the numbers go, the note of the other person stays."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Text, cast, delete, false, or_, select, update
from sqlmodel import Session

from core.db.tables import Customer, metadata
from core.services.privacy_tables import Traces

NOTES: dict[str, tuple[str, ...]] = {
    "activity": ("note",), "appointment": ("place", "note", "outcome"), "authorisation": ("proof",), "circumstance": ("note",),
    "customer": ("notes",), "dispute": ("note",), "invoice": ("concept",), "opt_out": ("words",), "payment": ("reference",),
    "plan": ("note",), "privacy_request": ("note", "identity_note", "answer"), "promise": ("note", "cancel_reason"),
}  # fmt: skip
"""Columns that our people or our files fill; what others wrote to us themselves stays their word."""
_APART = r"[\s,.\-_]{1,3}"
_LINKS = r"(?:(?:de|del|la|las|los|y|e|da|do|dos|van|von)[\s_]){0,2}"
_BETWEEN = r"[\s.\-()/]{0,2}"
_FORM = r"\b(?:s\.? ?a\.?(?: ?c\.?| ?s\.?)?|s\.? ?r\.? ?l\.?|s\.? ?l\.?|ltda|e\.?i\.?r\.?l|spa|c[ií]a|inc|llc|ltd|gmbh)(?!\w)"
_SHORTEST, _DIGITS = 3, 8
_SMALL = frozenset({"del", "los", "las", "dos", "the", "and"})


class Namer:
    """Finds a person in a text: two or more of their names side by side, in any spelling, or one of their numbers or e-mails."""

    def __init__(self, traces: Traces, customer: Customer) -> None:
        words = re.findall(r"[^\W\d_]+", customer.name)
        self.names = [word for word in words if len(word) >= _SHORTEST and word.casefold() not in _SMALL]
        self.numbers = {number[-9:] for number in map(_digits, traces.words) if len(number) >= _DIGITS}
        self.emails = {word for word in traces.words if "@" in word}
        found = [re.escape(email) for email in self.emails]
        found += [rf"\+?(?:\d{_BETWEEN}){{0,5}}" + _BETWEEN.join(number) + r"(?!\d)" for number in self.numbers]
        if len(self.names) > 1:
            found.append(_names(self.names, customer.name))
        self.pattern = re.compile("|".join(found), re.IGNORECASE) if found else None

    def likely(self, column: Any) -> Any:
        """A condition that every text with the person fulfils, and few others do."""
        runs = [max(re.findall(r"[A-Za-z]*", word), key=len) for word in self.names] if len(self.names) > 1 else []
        likes = [f"%{run}%" for run in runs if len(run) >= _SHORTEST - 1] + [f"%{email}%" for email in self.emails]
        likes += ["%" + "%".join(number) + "%" for number in self.numbers]
        return or_(*(column.ilike(like) for like in likes)) if likes else false()

    def without(self, text: str, instead: str) -> str:
        """The text with the person replaced."""
        return self.pattern.sub(instead, unicodedata.normalize("NFC", text)) if self.pattern else text

    def names_in(self, text: str | None) -> bool:
        """Whether a text names the person."""
        return bool(text and self.pattern and self.pattern.search(unicodedata.normalize("NFC", text)))


def _names(words: list[str], name: str) -> str:
    """A pattern for two names of a person side by side, in any order; of a company all of it, when no longer name follows."""
    if re.search(_FORM, name, re.IGNORECASE):
        whole = f"{_APART}{_LINKS}".join(map(_spelled, words))
        return rf"(?<![^\W_]){whole}(?:\W+{_FORM})?(?-i:(?!\s+[A-ZÁÉÍÓÚÑ]))(?![^\W_])"
    one = "(?:" + "|".join(map(_spelled, words)) + ")"
    links = _LINKS if len(re.findall(r"[^\W\d_]+", name)) > len(words) else ""
    return rf"(?<![^\W_]){one}(?:{_APART}{links}{one})+(?![^\W_])"


def _digits(word: str) -> str:
    return "" if "@" in word else "".join(char for char in word if char.isdigit())


def _spelled(word: str) -> str:
    """A name as a pattern that also takes it with and without its accents."""
    bare = [unicodedata.normalize("NFKD", char)[0] for char in unicodedata.normalize("NFC", word)]
    return "".join(f"[{char}{''.join(_ACCENTED.get(char.lower(), ()))}]" if char.isalpha() else re.escape(char) for char in bare)


_ACCENTED = {"a": "áàâãäå", "c": "ç", "e": "éèêë", "i": "íìîï", "n": "ñ", "o": "óòôõö", "u": "úùûü", "y": "ý"}


def clear_in(s: Session, traces: Traces, customer: Customer) -> int:
    """Replace an erased person by their pseudonym in what was noted about others; returns how many notes it was.

    The trail's copy of such a note goes as a whole, because its digest would tell of a changed one. Call it while the name is still known.
    """
    namer, count = Namer(traces, customer), 0
    for table, column, number, text in _found(s, namer, traces.customer_id):
        t = metadata.tables[table]
        s.execute(update(t).where(t.c.id == number).values({column: namer.without(text, f"#{traces.customer_id}")}))
        count += 1
    detail = metadata.tables["audit_detail"]
    body = cast(detail.c.body, Text)
    rows = s.execute(select(detail.c.entry_id, body).where(_others(detail, traces.customer_id), namer.likely(body))).all()
    gone = [entry for entry, told in rows if namer.names_in(_unescaped(told))]
    for start in range(0, len(gone), 500):
        s.execute(delete(detail).where(detail.c.entry_id.in_(gone[start : start + 500])))
    files = metadata.tables["import"]
    for number, file_name in s.execute(select(files.c.id, files.c.file_name).where(namer.likely(files.c.file_name))).all():
        if namer.names_in(file_name):
            s.execute(update(files).where(files.c.id == number).values(file_name="–"))
    return count + len(gone)


def count_in(s: Session, traces: Traces, customer: Customer) -> int:
    """How many notes about others name the person."""
    return sum(1 for _ in _found(s, Namer(traces, customer), traces.customer_id))


def _found(s: Session, namer: Namer, customer_id: int) -> Iterator[tuple[str, str, int, str]]:
    """(table, column, id, text) of notes about others that name the person; those of namesakes speak of themselves."""
    whose = metadata.tables["customer"].alias("whose")
    for table, columns in NOTES.items():
        t = metadata.tables[table]
        owner = t.c.id if table == "customer" else t.c.customer_id
        for column in columns:
            query = select(t.c.id, t.c[column], whose.c.name).join(whose, whose.c.id == owner)
            rows = s.execute(query.where(owner != customer_id, t.c[column].is_not(None), namer.likely(t.c[column]))).all()
            yield from ((table, column, number, text) for number, text, own in rows if namer.names_in(text) and not namer.names_in(own))


def _others(detail: Any, customer_id: int) -> Any:
    return or_(detail.c.customer_id.is_(None), detail.c.customer_id != customer_id)


def _unescaped(body: str | None) -> str:
    """JSON text with its letters as they read."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), body or "")
