"""Where a customer lives and when they want to be contacted: what the rules of contact depend on."""

from __future__ import annotations

from datetime import time

import streamlit as st

from core.domain.asked_hours import parts_of, stored
from core.domain.countries import COUNTRIES
from core.domain.packs import WEEKDAYS
from core.services import pack_texts, packs
from core.services.story import Person
from core.text import _
from core.ui.guard import Visit
from core.ui.words import territory_word

USUAL = (18 * 60, 20 * 60)


def country(present: str | None) -> str | None:
    """The country whose rules hold for a customer; None leaves it to their phone, else to the company's."""
    options = [None, *sorted({*COUNTRIES, *([present] if present else [])}, key=territory_word)]
    help_ = _("Rules, holidays and hours follow it. Without one a phone from abroad tells it, else the company's country counts.")
    return st.selectbox(
        _("Country"), options, index=options.index(present), format_func=lambda code: territory_word(code) if code else _("Not stated"),
        help=help_, key="edit_country",
    )  # fmt: skip


def region(present: str | None) -> str | None:
    """The region, written in any way."""
    return st.text_input(_("Region"), value=present or "", max_chars=100, key="edit_region") or None


class Hours:
    """The controls for the hours that a customer asked for; `kept()` is what to keep of them."""

    def __init__(self, visit: Visit, person: Person) -> None:
        days, (start, end) = parts_of(person.asked_hours) if person.asked_hours else (WEEKDAYS[:5], USUAL)
        self.days: list[str] = []
        self.start, self.end = _clock(start), _clock(end)
        self.is_on = st.toggle(_("Asked for certain hours"), person.asked_hours is not None, key="edit_hours_on")
        if not self.is_on:
            return
        names = dict(zip(WEEKDAYS, pack_texts.weekdays(), strict=True))
        self.days = st.pills(
            _("Days"), WEEKDAYS, selection_mode="multi", default=days, format_func=names.__getitem__, key="edit_hours_days"
        )
        with st.container(horizontal=True):
            self.start = st.time_input(_("From"), self.start, step=900, key="edit_hours_from")
            self.end = st.time_input(_("Until"), self.end, step=900, key="edit_hours_until")
        may_widen = packs.load_pack(person.country or visit.company.country).person_may_widen
        st.caption(
            _("The law lets a customer ask for hours outside the usual ones.") if may_widen
            else _("They count within the hours that the law allows.")
        )  # fmt: skip

    def kept(self) -> str | None:
        """The text to keep, None without a wish. Raises Refusal on hours that cannot be meant."""
        if not self.is_on:
            return None
        return stored(self.days, (self.start.hour * 60 + self.start.minute, self.end.hour * 60 + self.end.minute))


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def wish(person: Person) -> None:
    """The hours that a customer asked for, in a line."""
    if person.asked_hours:
        st.caption(_("Asked to be contacted: {hours}", hours=pack_texts.asked_hours_word(person.asked_hours)))
