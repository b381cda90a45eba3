"""A country's rule pack as a lawyer would want to read it: hours and limits with what the research says of them."""

from __future__ import annotations

import streamlit as st

from core.domain.packs import CHANNELS, Cap, Pack, Windows
from core.services import pack_texts, packs
from core.text import _, language, ngettext_
from core.ui.blocks import rule_texts
from core.ui.blocks.rule_texts import basis_word, said, source_line, sure_word
from core.ui.guard import Visit
from core.ui.widgets import day
from core.ui.words import channel_word


def country(visit: Visit) -> None:
    """The pack of a country that the reader chooses, the business's own at first."""
    with st.container(border=True):
        codes = sorted(packs.pack_codes(), key=lambda found: (found in (packs.STRICTEST, packs.NO_STATUTE), pack_word(found)))
        own = visit.company.country.lower()
        code = st.selectbox(_("Rules of"), codes, codes.index(own) if own in codes else 0, format_func=pack_word, key="pack")
        pack = packs.load_pack(code)
        st.caption(_("Researched, not legal advice. Version {version}, valid from {day}.", version=pack.version, day=day(pack.valid_from)))
        st.markdown(_("**Applies to:** {sentence}", sentence=said(pack.document.get("applies_to") or "–")))
        left, right = st.columns(2, gap="large")
        with left:
            _hours(pack)
        with right:
            _limits(pack)
        _regions(pack)
        rule_texts.duties(pack)
        rule_texts.data_and_sources(pack)
        rule_texts.holidays(visit, pack)


def pack_word(code: str) -> str:
    """A pack by its country's name, or by its own, in the reader's language."""
    return pack_texts.told(packs.load_pack(code).name, language())


def _hours(pack: Pack) -> None:
    st.markdown(f"**{_('Contact hours (local time of the customer)')}**")
    suggested = pack.suggested or pack.hours.windows
    rows = [
        {_("Day"): weekday, _("Allowed"): pack_texts.hours_word(limit), _("Used by default"): pack_texts.hours_word(usual)}
        for weekday, limit, usual in zip(pack_texts.weekdays(), pack.hours.windows, suggested, strict=True)
    ]
    st.dataframe(rows, hide_index=True, key="pack_hours", alt=_("Contact hours (local time of the customer)"))
    notes = [_holidays_word(pack), said(pack.document.get("holidays_note")), said(pack.hours.source.note)]
    st.caption("  \n".join([*(note for note in notes if note), source_line(pack.hours.source)]))


def _holidays_word(pack: Pack) -> str:
    if not pack.hours.holidays_allowed:
        return _("Holidays are closed.")
    return _("Holidays are open.") if pack.holidays_suggested else _("The law leaves holidays open; here they are closed by default.")


def _limits(pack: Pack) -> None:
    """The limits as a table, and below it what each stands on and what the research says of it, in words that may be long."""
    st.markdown(f"**{_('How often')}**")
    rows = [
        {_("At most"): _amount(cap), _("Channels"): _channels(cap), _("Days apart"): str(cap.min_spacing_days or "–")} for cap in pack.caps
    ]
    st.dataframe(rows, hide_index=True, key="pack_caps", height="content", alt=_("How often"))
    st.caption("  \n".join(_ground(cap) for cap in pack.caps))


def _ground(cap: Cap) -> str:
    stands_on = ", ".join((basis_word(cap.source.basis), sure_word(cap.source.confidence)))
    told = f"{_amount(cap)} ({stands_on})"
    return f"{told}: {said(cap.source.note)}" if cap.source.note else told


def _channels(cap: Cap) -> str:
    joint = _("All channels") if cap.channels == set(CHANNELS) else " + ".join(channel_word(channel) for channel in sorted(cap.channels))
    return _("{channels}, each", channels=joint) if cap.per_channel else joint


def _amount(cap: Cap) -> str:
    what = {
        "distinct_channels": ngettext_("{n} channel", "{n} channels", cap.max),
        "attempts": ngettext_("{n} attempt", "{n} attempts", cap.max),
        "conversations": ngettext_("{n} conversation", "{n} conversations", cap.max),
    }.get(cap.measure) or ngettext_("{n} contact", "{n} contacts", cap.max)
    amount = _("{what} in {span}", what=what, span=ngettext_("{n} day", "{n} days", cap.days))
    return _("{amount}, per debt", amount=amount) if cap.scope == "debt" else amount


def _regions(pack: Pack) -> None:
    """The regions that have hours of their own."""
    if not pack.regional_hours:
        return
    with st.expander(_("Regions with hours of their own"), icon=":material/map:"):
        for code, hours in pack.regional_hours.items():
            name = pack.regions[code].name if code in pack.regions else code
            st.markdown(f"**{said(name)}**")
            st.caption("  \n".join([_week(hours.windows), source_line(hours.source)]))


def _week(windows: Windows) -> str:
    """The hours of a week, neighbouring days with the same hours taken together."""
    spans: list[tuple[int, int]] = []
    for place, window in enumerate(windows):
        if spans and windows[spans[-1][0]] == window:
            spans[-1] = (spans[-1][0], place)
        else:
            spans.append((place, place))
    days = pack_texts.weekdays()
    named = ((days[first] if first == last else f"{days[first]}–{days[last]}", windows[first]) for first, last in spans)
    told = [(name, pack_texts.hours_word(window)) for name, window in named]
    return " · ".join(f"{name}: {hours}" for name, hours in told)
