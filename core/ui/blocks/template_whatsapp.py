"""What WhatsApp says of a template, and its text as WhatsApp's own templates write it."""

from __future__ import annotations

import streamlit as st

from core.services import whatsapp_templates
from core.services.template_views import TemplateView
from core.text import _, wording
from core.ui.guard import Visit
from core.ui.widgets import plain


def verdict(visit: Visit, view: TemplateView) -> None:
    """The verdict as it was last read, and the text to hand in; nothing on other channels."""
    if view.channel != "whatsapp":
        return
    found = whatsapp_templates.status_of(visit.engine, view.latest.content_sid)
    with st.container(border=True):
        if found is not None:
            words = _(whatsapp_templates.STATUSES[found.status])
            reason = f" {plain(found.reason, 300)}" if found.reason else ""
            (st.success if found.status == "approved" else st.warning)(f"{words}{reason}", icon=":material/verified:")
            if found.category:
                st.caption(_("Category at WhatsApp: {category}", category=plain(found.category)))
        elif view.latest.content_sid:
            st.caption(_("WhatsApp's verdict is read within the hour once the channel is set up."))
        else:
            st.caption(_("Without a template SID this text goes only to people who wrote to you within 24 hours."))
        with st.expander(_("The text as WhatsApp wants it handed in"), icon=":material/content_copy:"):
            st.caption(_("Enter it word for word in Twilio's Content Template Builder: the numbers keep the variables in their order."))
            st.code(wording.as_content(view.latest.body), language=None, wrap_lines=True)
