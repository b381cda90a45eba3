"""What the business says of itself: it fills the variables of messages and decides rules, zone and currency."""

from __future__ import annotations

from zoneinfo import available_timezones

import streamlit as st

from core.domain.access import is_allowed
from core.domain.countries import COUNTRIES, TONES
from core.services import house
from core.text import LANGUAGES, _
from core.ui.guard import Visit
from core.ui.widgets import refusing
from core.ui.words import currency_word, language_word, territory_word

REGIONS = ("America/", "Europe/", "Atlantic/", "Pacific/")


def form(visit: Visit) -> None:
    """The company's form; only the owner changes it."""
    company = visit.company
    may_edit = is_allowed(visit.actor, "settings.edit")
    if not may_edit:
        st.info(_("Only the owner changes these."), icon=":material/lock:")
    with st.form("company", border=True):
        left, right = st.columns(2, gap="large")
        with left:
            told = {
                "name": st.text_input(_("Name of the company"), company.name, max_chars=120),
                "legal_name": st.text_input(_("Legal name"), company.legal_name or "", max_chars=160),
                "tax_id": st.text_input(_("Tax id"), company.tax_id or "", max_chars=40),
                "address": st.text_input(_("Address"), company.address or "", max_chars=200),
                "phone": st.text_input(_("Phone that customers may call"), company.phone or "", max_chars=40),
                "email": st.text_input(_("E-mail that customers may write to"), company.email or "", max_chars=120),
            }
        with right:
            told |= _place_fields(company) | {
                "language": st.selectbox(
                    _("Language for customers"), LANGUAGES, _place(LANGUAGES, company.language), format_func=language_word
                ),
                "tone": st.selectbox(_("Tone of voice"), TONES, _place(TONES, company.tone), format_func=_tone_word),
                "payment_link": st.text_input(_("Link to pay online"), company.payment_link or "", max_chars=300, placeholder="https://"),
                "privacy_link": st.text_input(
                    _("Link to your privacy notice"), company.privacy_link or "", max_chars=300, placeholder="https://"
                ),
            }
        told["payment_instructions"] = st.text_area(_("How to pay"), company.payment_instructions or "", max_chars=500, height=80)
        if st.form_submit_button(_("Save"), type="primary", disabled=not may_edit):
            with refusing():
                house.edit_company(
                    visit.engine, visit.actor, company.version, **{name: value.strip() or None for name, value in told.items()}
                )
                st.toast(_("Saved."), icon=":material/check:")
                st.rerun()


def _place_fields(company: house.Company) -> dict[str, str]:
    """Where the business is: what decides rules, money and hours."""
    countries = sorted({*COUNTRIES, company.country}, key=territory_word)
    currencies = sorted({*(country.currency for country in COUNTRIES.values()), company.currency})
    zones = sorted({*(zone for zone in available_timezones() if zone.startswith(REGIONS)), company.timezone})
    return {
        "country": st.selectbox(_("Country"), countries, _place(countries, company.country), format_func=territory_word),
        "currency": st.selectbox(_("Currency"), currencies, _place(currencies, company.currency), format_func=currency_word),
        "timezone": st.selectbox(_("Time zone"), zones, _place(zones, company.timezone)),
    }


def _place(choices: list[str] | tuple[str, ...], value: str) -> int:
    return list(choices).index(value) if value in choices else 0


def _tone_word(code: str) -> str:
    return {"warm": _("Warm: Hello Ana"), "neutral": _("Neutral"), "formal": _("Formal: Dear Ana Torres")}[code]
