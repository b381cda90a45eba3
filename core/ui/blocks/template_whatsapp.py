"""What WhatsApp says of a template, handing it in, and its text as WhatsApp's own templates write it."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import template_handin, whatsapp_templates
from core.services.template_views import TemplateView
from core.text import _, say, wording
from core.ui.guard import Visit
from core.ui.widgets import plain, refusing

_MOODS = {"approved": st.success, "rejected": st.error, "disabled": st.error, "missing": st.error}


def verdict(visit: Visit, view: TemplateView) -> None:
    """The verdict as it was last read, the way to hand the text in, and the text itself; nothing on other channels."""
    if view.channel != "whatsapp":
        return
    with st.container(border=True):
        st.markdown(f"**{_('Approval by WhatsApp')}**")
        if view.latest.content_sid:
            _told(visit, view.latest.content_sid)
        else:
            st.caption(_("Without a template SID this text goes only to people who wrote to you within 24 hours."))
            _hand_in(visit, view)
        with st.expander(_("The text as WhatsApp wants it handed in"), icon=":material/content_copy:"):
            st.caption(_("Enter it word for word in Twilio's Content Template Builder: the numbers keep the variables in their order."))
            st.code(wording.as_content(view.latest.body), language=None, wrap_lines=True)


def _told(visit: Visit, content_sid: str) -> None:
    found = whatsapp_templates.status_of(visit.engine, content_sid)
    if found is None:
        st.caption(_("WhatsApp's verdict is read within the hour once the channel is set up."))
    else:
        words = _(whatsapp_templates.STATUSES[found.status])
        reason = f" {plain(found.reason, 300)}" if found.reason else ""
        _MOODS.get(found.status, st.warning)(f"{words}{reason}", icon=":material/verified:")
        if found.category:
            st.caption(_("Category at WhatsApp: {category}", category=plain(found.category)))
    if st.button(_("Ask for the verdict now"), icon=":material/sync:", key="whatsapp_ask", disabled=not is_allowed(visit.actor, "job.run")):
        with refusing(), st.spinner(_("Asking the providers…")):
            whatsapp_templates.run(visit.engine, visit.actor)
            st.rerun()


def _hand_in(visit: Visit, view: TemplateView) -> None:
    """The choice of WhatsApp's language and of buttons, and the button; where it is not possible, why."""
    refusal = template_handin.why_not(visit.engine, view.latest.id)
    if refusal is not None:
        st.caption(f":material/info: {say(refusal, visit.language)}")
    held = refusal is not None or not is_allowed(visit.actor, "template.decide")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        codes = template_handin.LANGUAGES[view.language]
        code = st.selectbox(
            _("Language at WhatsApp"), codes, key="whatsapp_code", disabled=held, width=180,
            help=_("Take the general one unless your templates at WhatsApp are kept by country."),
        )  # fmt: skip
        titles = template_handin.BUTTONS[view.language].values()
        buttons = st.toggle(
            _("With buttons to answer"), key="whatsapp_buttons", disabled=held,
            help=_("People press instead of typing: {titles}.", titles=", ".join(f"“{title}”" for title in titles)),
        )  # fmt: skip
        pressed = st.button(_("Hand in to WhatsApp"), icon=":material/send:", type="primary", key="whatsapp_hand_in", disabled=held)
    if pressed:
        with refusing(), st.spinner(_("Asking the providers…")):
            template_handin.hand_in(visit.engine, visit.actor, view.latest.id, language=code, has_buttons=buttons)
            st.toast(_("Handed in. WhatsApp answers within minutes to two days."), icon=":material/check:")
            st.rerun()
