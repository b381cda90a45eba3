"""What channels cost and how fast they may send: prices, the spending of a day, and the pace of each sender."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from core.domain.access import is_allowed
from core.services import channel_limits, channels
from core.text import _
from core.ui.guard import Visit
from core.ui.widgets import refusing
from core.ui.widgets.numbers import Typed
from core.ui.words import channel_word


def prices(visit: Visit) -> None:
    """The price of an SMS part, a WhatsApp message and a call, and what a day may cost."""
    may_edit, known = is_allowed(visit.actor, "channel.edit"), channel_limits.prices(visit.engine)
    labels = {"sms": _("One part of an SMS"), "whatsapp": _("One WhatsApp message"), "voice": _("One call")}
    typed = Typed()
    with st.expander(_("Prices and spending"), icon=":material/payments:"), st.form("channel_prices", border=False):
        st.caption(_("As your provider charges you. Every preview and limit of a campaign counts with these prices."))
        with st.container(horizontal=True):
            currency = st.text_input(
                _("Currency"), next((pair[1] for pair in known.values()), "USD"), max_chars=3, disabled=not may_edit, width=120
            )
            told = {
                kind: typed.number(
                    label, 0, 999, known[kind][0] if kind in known else None, step=0.001, format="%.4f", key=f"price_{kind}",
                    disabled=not may_edit, width=180, placeholder=_("Not entered"), may_be_empty=True,
                )
                for kind, label in labels.items()
            }  # fmt: skip
        limit = typed.number(
            _("Spending of a day, at most"), 0, 1_000_000, channel_limits.day_limit(visit.engine) or Decimal(), key="day_limit",
            format="%.2f", disabled=not may_edit, width=260,
            help=_("0 means no limit. What is over it waits and goes out later, as long as it is still useful."),
        )  # fmt: skip
        if st.form_submit_button(_("Save"), type="primary", disabled=not may_edit):
            with refusing():
                typed.check()
                channel_limits.set_prices(visit.engine, visit.actor, currency, told)
                channel_limits.set_day_limit(visit.engine, visit.actor, limit or None)
                st.toast(_("Saved."), icon=":material/check:")
                st.rerun()


def pace(visit: Visit) -> None:
    """How many messages each sender may send in a second, an hour and a day."""
    may_edit, known = is_allowed(visit.actor, "channel.edit"), channel_limits.limits(visit.engine)
    with st.expander(_("Pace of each sender"), icon=":material/speed:"):
        st.caption(_("A plain number takes about one SMS a second; more only queues up at the provider. 0 means no limit."))
        for kind in channels.active(visit.engine):
            _pace_form(visit, kind, known[kind], may_edit)


def _pace_form(visit: Visit, kind: str, known: dict[str, float], may_edit: bool) -> None:
    labels = {"per_second": _("A second"), "per_hour": _("An hour"), "per_day": _("A day")}
    typed = Typed()
    with st.form(f"pace_{kind}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.markdown(f"**{channel_word(kind)}**", width=110)
        told = {
            name: typed.number(
                label, 0, channel_limits.PACES[name], known.get(name) or 0, format="%g",
                key=f"pace_{kind}_{name}", disabled=not may_edit, width=150,
            )
            for name, label in labels.items()
        }  # fmt: skip
        if st.form_submit_button(_("Save"), disabled=not may_edit, key=f"pace_save_{kind}"):
            with refusing():
                typed.check()
                channel_limits.set_pace(visit.engine, visit.actor, kind, **{name: float(most or 0) for name, most in told.items()})
                st.toast(_("Saved."), icon=":material/check:")
                st.rerun()
