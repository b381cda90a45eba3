"""What an inbound message means, by rules: a suggestion that a person confirms, except where it must act at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.domain.reply_amounts import find_amount, find_share
from core.domain.reply_dates import Day, find_day
from core.domain.reply_reasons import REASONS
from core.domain.reply_spelling import level, words_of
from core.domain.reply_words import (
    CHANNEL_WORDS,
    FILLERS,
    HELP,
    NOT_CALLED,
    NOT_PAID,
    OPT_IN,
    OPT_IN_IF_ASKED,
    OPT_OUT,
    OPT_OUT_CLAUSE,
    PATTERNS,
    UNCLEAR,
    UNTIL,
)

KINDS = (
    "opt_out", "wrong_person", "opt_out_unclear", "already_paid", "dispute", "complaint", "promise", "asks_person", "reason", "question",
    "opt_in", "help", "thanks", "unknown",
)  # fmt: skip
STOPS_EVERYTHING = frozenset({"deceased", "bereavement", "illness", "disaster", "insolvency"})
LONGEST = 2000  # characters read; more is a pasted document
_NOT_BESIDE_A_DAY = {"already_paid", "dispute", "asks_person", "wrong_person", "opt_out", "question"}
_ASKS_PERSON_KEY = "2"


@dataclass(frozen=True)
class Understanding:
    """What a message means. `kind` is one of KINDS, `confidence` 0 to 1, `also` other kinds that were read in it.

    `due_on`, `amount` (no currency: the invoice's) and `share` of what is owed belong to a promise or payment; `paid_on` is never guessed.
    `scope` of an opt-out: 'this' channel, 'all', or the channel it names. `reason` is a code of reply_reasons.REASONS.
    """

    kind: str
    confidence: float
    also: tuple[str, ...] = ()
    due_on: date | None = None
    amount: Decimal | None = None
    share: Decimal | None = None
    scope: str | None = None
    reason: str | None = None

    @property
    def acts_at_once(self) -> bool:
        """Whether it acts without anybody's confirmation: opting out and the wrong person, when the words are plain."""
        return self.kind in ("opt_out", "wrong_person") and self.confidence >= 0.9

    @property
    def holds_sends(self) -> bool:
        """Whether nothing more may go to this person on any channel until somebody has read it."""
        unclear = self.kind in ("opt_out_unclear", "dispute", "complaint", "asks_person")
        return unclear or self.reason in STOPS_EVERYTHING or "opt_out_unclear" in self.also


def understand(text: str, today: date, *, channel: str = "sms", day_first: bool = True) -> Understanding:
    """Read a message that came in on `today` (the customer's date); Spanish, English and Portuguese, typing errors forgiven."""
    levelled = level(text[:LONGEST])
    words = words_of(levelled)
    if channel == "voice":
        return _read_key(words)
    whole = _read_whole(words, channel)
    if whole:
        return whole
    day, amount, share = find_day(levelled, words, today, day_first=day_first), find_amount(levelled), find_share(levelled)
    day = day if day and day.on >= today else None
    reason = next((code for code, pattern in REASONS if pattern.search(words)), None)
    found = _find_kinds(words, day, amount or share, reason)
    if any(words_of(clause) in OPT_OUT_CLAUSE for clause in re.split(r"[.,;:!?\n]", levelled)):
        found["opt_out"] = 0.95
        found.pop("opt_out_unclear", None)
    if not found:
        return Understanding("unknown", 0.0)
    kind = next(k for k in KINDS if k in found)
    also = tuple(k for k in KINDS if k in found and k != kind and k not in ("thanks", "question"))
    is_payment = "promise" in found or "already_paid" in found
    return Understanding(
        kind,
        round(found[kind], 2),
        also,
        due_on=day.on if day and "promise" in found else None,
        amount=amount if is_payment else None,
        share=share if is_payment else None,
        scope=_scope(words, channel) if kind == "opt_out" else None,
        reason=reason,
    )


def _read_key(words: str) -> Understanding:
    return Understanding("asks_person", 1.0) if words == _ASKS_PERSON_KEY else Understanding("unknown", 0.0)


def _read_whole(words: str, channel: str) -> Understanding | None:
    """The message as one keyword, with and without the words of courtesy around it."""
    bare = " ".join(w for w in words.split() if w not in FILLERS)
    for said in (words, bare):
        if said in OPT_OUT:
            return Understanding("opt_out", 1.0, scope="all" if said in ("stopall", "stop all") else "this")
        if said in OPT_IN:
            return Understanding("opt_in", 1.0)
        if said in OPT_IN_IF_ASKED:
            return Understanding("opt_in", 0.5)
        if said in HELP:
            return Understanding("help", 1.0)
        if said in UNCLEAR:
            return Understanding("opt_out_unclear", 0.6)
    return None


def _find_kinds(words: str, day: Day | None, sum_named: Decimal | None, reason: str | None) -> dict[str, float]:
    """Every kind that the words show, with its confidence."""
    found: dict[str, float] = {}
    for kind, rows in PATTERNS.items():
        sureness = next((s for s, pattern in rows if pattern.search(words)), None)
        if sureness:
            found[kind] = sureness
    if NOT_PAID.search(words):
        found.pop("already_paid", None)
    if NOT_CALLED.search(words):
        found.pop("asks_person", None)
        found.setdefault("opt_out_unclear", 0.6)
    if "opt_out" in found:
        found.pop("opt_out_unclear", None)
    _weigh_cancelling(words, found, bool(day or sum_named))
    _weigh_promise(words, found, day, sum_named, reason)
    if reason and "already_paid" not in found:
        found["reason"] = 0.8
    return found


def _weigh_cancelling(words: str, found: dict[str, float], is_exact: bool) -> None:
    """ "Cancelar" is also to pay: beside a debt, an invoice, a day or an amount it opts nobody out; alone it promises nothing."""
    if "opt_out_unclear" not in found or "cancel" not in words or NOT_CALLED.search(words):
        return
    pays = any(w in words for w in ("factura", "deuda", "cuenta", "saldo", "pago", "cuota", "fatura", "total"))
    found.pop("opt_out_unclear" if pays or is_exact or "already_paid" in found else "promise", None)


def _weigh_promise(words: str, found: dict[str, float], day: Day | None, sum_named: Decimal | None, reason: str | None) -> None:
    """A promise needs a day or an amount to be sure; a day alone is half of one; "no puedo pagar" is none, "hasta el 15" is again."""
    if "question" in found and not day and not sum_named:
        found.pop("promise", None)
    refuses = reason == "no_money" or bool(NOT_PAID.search(words))
    if refuses and day and UNTIL.search(words):
        found["promise"] = 0.6
    elif refuses and not ("promise" in found and day and not _refuses_that_day(words)):
        found.pop("promise", None)
    elif "promise" in found:
        named = day.sureness if day else 0.9 if sum_named else 0.45
        found["promise"] *= named
    elif day and reason in (None, "waiting_for_income") and not found.keys() & _NOT_BESIDE_A_DAY:
        found["promise"] = (0.5 if reason or len(words.split()) > 6 else 0.65) * day.sureness
    if "promise" in found and "already_paid" in found:
        found.pop("promise")


def _refuses_that_day(words: str) -> bool:
    """Whether the refusal and the day are one clause ("no puedo pagar el viernes"), with no second verb of payment."""
    payments = [w for w in words.split() if w.startswith(("pag", "deposit", "transf", "abon", "cancel", "pay"))]
    return len(payments) < 2


def _scope(words: str, channel: str) -> str:
    named = next((name for name, pattern in CHANNEL_WORDS if pattern.search(words)), "this")
    return "this" if named == channel else named
