"""The country's contact rules with their sources, and the business's own stricter limits."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.domain.packs import Cap, Pack, Window
from core.services import contact_rules, packs
from core.text import _, ngettext_
from core.ui.guard import Visit
from core.ui.widgets import day, plain, refusing
from core.ui.words import channel_word, territory_word


def own_limits(visit: Visit) -> None:
    """The business's own limits; only the owner changes them."""
    rules = contact_rules.own(visit.engine, visit.actor)
    with st.form("own_limits", border=True):
        st.subheader(_("Your own limits"), anchor=False)
        st.caption(_("You may be stricter than the law, never looser. Empty means: as the law and the suggestion say."))
        left, middle, right = st.columns(3)
        told = {
            "daily_cap": left.number_input(_("Contacts a day and person, at most"), 1, 5, rules.daily_cap),
            "weekly_cap": middle.number_input(_("Contacts in 7 days and person, at most"), 1, 14, rules.weekly_cap),
            "min_spacing_days": right.number_input(_("Days between two contacts, at least"), 0, 14, rules.min_spacing_days),
            "payment_quiet_days": left.number_input(_("Days of quiet after a payment"), 0, 14, rules.payment_quiet_days),
            "leave_good_payers_alone": st.toggle(
                _("Leave good payers alone: no reminder before the due date"), rules.leave_good_payers_alone
            ),
            "general_opt_in": st.toggle(
                _("My customers agreed to be written to by WhatsApp (in a contract or form)"), rules.general_opt_in
            ),
            "collects_for_third_parties": st.toggle(_("I collect on behalf of other companies"), rules.collects_for_third_parties),
        }
        tolerance = middle.number_input(_("Leave balances alone up to"), 0.0, 1_000_000.0, rules.tolerance_cents / 100, step=1.0)
        if st.form_submit_button(_("Save"), type="primary", disabled=not is_allowed(visit.actor, "settings.edit")):
            with refusing():
                contact_rules.change(visit.engine, visit.actor, **told, tolerance_cents=round(tolerance * 100))
                st.toast(_("Saved."), icon=":material/check:")
                st.rerun()


def country(visit: Visit) -> None:
    """The pack of a country, as a lawyer would want to read it."""
    with st.container(border=True):
        codes = sorted(packs.pack_codes())
        own = visit.company.country.lower()
        place = next((n for n, code in enumerate(codes) if code.lower() == own), 0)
        code = st.selectbox(_("Rules of"), codes, place, format_func=_pack_word, key="pack")
        pack = packs.load_pack(code)
        st.caption(
            _("Researched, not legal advice. Version {version}, valid from {day}.", version=pack.version, day=day(pack.valid_from))
        )
        left, right = st.columns(2, gap="large")
        with left:
            _hours(pack)
        with right:
            _limits(pack)
        _texts(pack)


def _pack_word(code: str) -> str:
    """A pack by its country in the reader's language, or by its own name."""
    return territory_word(code.upper()) if len(code) == 2 else _(packs.load_pack(code).name)


def _code_word(code: str) -> str:
    """A code of the packs as words; each has its Spanish in the catalog."""
    return _(code.replace("_", " ").capitalize())


def _hours(pack: Pack) -> None:
    st.markdown(f"**{_('Contact hours (local time of the customer)')}**")
    suggested = pack.suggested or pack.hours.windows
    weekdays = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    rows = [
        {_("Day"): weekday, _("Allowed"): _window(limit), _("Used by default"): _window(usual)}
        for weekday, limit, usual in zip(weekdays, pack.hours.windows, suggested, strict=True)
    ]
    st.dataframe(rows, hide_index=True, key="pack_hours")
    st.caption(_("Holidays are open.") if pack.hours.holidays_allowed else _("Holidays are closed."))
    _source(pack.hours.source.law, pack.hours.source.article, pack.hours.source.url, pack.hours.source.confidence)


def _window(window: Window | None) -> str:
    if window is None:
        return _("Closed")
    return "–".join(f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in window)


def _limits(pack: Pack) -> None:
    st.markdown(f"**{_('How often')}**")
    rows = [
        {
            _("At most"): _amount(cap),
            _("Channels"): _channels(cap),
            _("Basis"): _basis(cap.source.basis),
            _("Confidence"): _sure(cap.source.confidence),
        }
        for cap in pack.caps
    ]
    st.dataframe(rows, hide_index=True, key="pack_caps")
    needed = (
        _("Each channel needs the customer's recorded authorisation.")
        if pack.authorisation.required
        else _("No authorisation per channel is asked for.")
    )
    st.caption(needed)


def _channels(cap: Cap) -> str:
    joint = " + ".join(channel_word(channel) for channel in sorted(cap.channels))
    return _("{channels}, each", channels=joint) if cap.per_channel else joint


def _amount(cap: Cap) -> str:
    what = _("channels") if cap.measure == "distinct_channels" else _("contacts")
    span = ngettext_("{n} day", "{n} days", cap.days)
    return _("{most} {what} in {span}", most=cap.max, what=what, span=span)


def _basis(code: str) -> str:
    return {
        "statute": _("law"), "regulation": _("regulation"), "guideline": _("guideline"), "state_or_city": _("local law"),
        "conservative_default": _("our caution"),
    }.get(code, code or "–")  # fmt: skip


def _sure(code: str) -> str:
    return {"confirmed": _("confirmed"), "unconfirmed": _("unconfirmed")}.get(code, code or "–")


def _texts(pack: Pack) -> None:
    document = pack.document
    with st.expander(_("What messages must say, what is forbidden, and the sources"), icon=":material/gavel:"):
        st.markdown(f"**{_('Required in messages')}**")
        required = [
            {_("Item"): _code_word(text.item), _("Basis"): _basis(text.basis), _("Note"): _(text.note) if text.note else "–"}
            for text in pack.required_text
        ]
        st.dataframe(required, hide_index=True, key="pack_required")
        st.markdown(f"**{_('Forbidden')}**")
        st.text(", ".join(sorted(map(_code_word, pack.forbidden))) or "–")
        st.markdown(f"**{_('Applies to')}**")
        st.text(_(str(document.get("applies_to") or "–")))
        st.text(_(str(document.get("notes") or "–")))
        _source(pack.source.law, pack.source.article, pack.source.url, pack.source.confidence)


def _source(law: str | None, article: str | None, url: str | None, confidence: str) -> None:
    told = " · ".join(part for part in (law, article, url, _sure(confidence)) if part)
    st.caption(_("Source: {source}", source=plain(told, 500)))
