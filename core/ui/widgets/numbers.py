"""Numbers that people type: what cannot be meant is said in a sentence beside the field, never replaced by another value."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from core.domain.errors import Refusal
from core.domain.money import exact_cents
from core.text import _, format_number, say
from core.ui.widgets.figures import money


def amount_field(
    label: str, currency: str, *, key: str, proposed: Decimal | None = None, most_cents: int | None = None, **looks: Any
) -> int | None:
    """An amount above zero and up to `most_cents`, in hundredths; None while there is none that can be taken, and then it says why.

    The browser's own limits are not used: Streamlit keeps the earlier value behind a number outside them and tells nobody.
    """
    with st.container(gap="small", width=looks.get("width", "stretch")):
        first = None if proposed is None else float(proposed)
        given = st.number_input(label, value=first, step=1.0, format="%.2f", placeholder="0.00", key=key, **looks)
        if given is None:
            return None
        try:
            cents = exact_cents(Decimal(str(given)))
        except Refusal as refusal:
            _wrong(say(refusal))
            return None
        if cents <= 0:
            _wrong(_("The amount must be more than zero."))
            return None
        if most_cents is not None and cents > most_cents:
            _wrong(_("At most {amount}.", amount=money(most_cents, currency)))
            return None
        return cents


def whole_field(label: str, least: int, most: int, proposed: int, *, key: str, **looks: Any) -> int | None:
    """A whole number between two limits; None while it is outside, and then it says so."""
    with st.container(gap="small", width=looks.get("width", "stretch")):
        given = int(st.number_input(label, value=proposed, step=1, key=key, **looks))
        if least <= given <= most:
            return given
        _wrong(_("Between {least} and {most}.", least=format_number(least), most=format_number(most)))
        return None


class Typed:
    """The numbers of one form: what cannot be meant is said beside its field, and `check` then refuses to save anything.

    A form is read as a whole when it is sent, so its button cannot be closed while a number is wrong.
    """

    def __init__(self) -> None:
        self._refusal: Refusal | None = None

    def check(self) -> None:
        """Raises Refusal with the first number that cannot be taken."""
        if self._refusal is not None:
            raise self._refusal

    def whole(self, label: str, least: int, most: int, known: int | None, *, key: str, **looks: Any) -> int | None:
        """A whole number between two limits; empty only where none was `known` or `may_be_empty`."""
        given = self._field(label, least, most, known, step=1, key=key, **looks)
        return None if given is None else int(given)

    def number(
        self, label: str, least: int, most: int, known: float | Decimal | None, *, key: str, step: float = 1.0, **looks: Any
    ) -> Decimal | None:  # fmt: skip
        """A number with decimals between two limits."""
        given = self._field(label, least, most, None if known is None else float(known), step=step, key=key, **looks)
        return None if given is None else Decimal(str(given))

    def amount(self, label: str, most: int, known_cents: int, *, key: str, **looks: Any) -> int:
        """An amount from zero up to `most`, in hundredths."""
        given = self.number(label, 0, most, known_cents / 100, key=key, format="%.2f", **looks)
        try:
            return exact_cents(given or Decimal())
        except Refusal as refusal:
            _wrong(say(refusal))
            self._refusal = self._refusal or refusal
            return known_cents

    def _field(
        self, label: str, least: int, most: int, known: float | None, *, key: str, may_be_empty: bool = False, **looks: Any
    ) -> float | None:  # fmt: skip
        proposed = known
        if may_be_empty and known is not None:  # only a field that began empty can be emptied again
            st.session_state.setdefault(key, known)
            proposed = None
        with st.container(gap="small", width=looks.get("width", "stretch")):
            given = st.number_input(label, value=proposed, key=key, **looks)
            if given is not None and not least <= given <= most:
                limits = {"least": format_number(least), "most": format_number(most)}
                _wrong(_("Between {least} and {most}.", **limits))
                msgid = "Nothing was saved: “{field}” goes from {least} to {most}."
                self._refusal = self._refusal or Refusal("number_outside", msgid, field=label, **limits)
        return given


def _wrong(sentence: str) -> None:
    st.caption(f":red[:material/error: {sentence}]")
