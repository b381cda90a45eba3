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


def _wrong(sentence: str) -> None:
    st.caption(f":red[:material/error: {sentence}]")
