"""One template: its words, preview on a real customer, decision, history; and the form for a new one."""

from __future__ import annotations

import streamlit as st

from core.domain.access import is_allowed
from core.services import template_views, templates
from core.services.template_views import CHANNELS, PURPOSES, TemplateView, VersionView
from core.text import LANGUAGES, _
from core.text.wording import VARIABLES
from core.ui.blocks import template_whatsapp
from core.ui.blocks.template_preview import checked, preview_box
from core.ui.guard import Visit
from core.ui.widgets import moment, plain, refusing
from core.ui.words import channel_word, language_word, purpose_word, template_state_word


def write_new(visit: Visit) -> None:
    """The form for a new template."""
    _back()
    left, right = st.columns([3, 2], gap="large")
    with left, st.container(border=True):
        st.subheader(_("New template"), anchor=False)
        purpose = st.selectbox(_("Purpose"), PURPOSES, format_func=purpose_word, key="new_purpose")
        channel = st.segmented_control(_("Channel"), CHANNELS, format_func=channel_word, default="sms", required=True, key="new_channel")
        spoken = visit.company.language
        language = st.segmented_control(
            _("Language"), LANGUAGES, format_func=language_word, default=spoken, required=True, key="new_language"
        )
        name = st.text_input(_("Name"), value=purpose_word(purpose), max_chars=120, key=f"new_name_{purpose}")
        text = _fields(channel, "new", None)
        if text["body"]:
            checked(visit, channel=channel, language=language, purpose=purpose, text=text)
        if st.button(_("Save as draft"), type="primary", key="save_new", shortcut="Mod+Enter"):
            with refusing():
                made, _version = templates.add(
                    visit.engine, visit.actor, name=name, purpose=purpose, channel=channel, language=language, **text
                )
                st.query_params.clear()
                st.query_params["id"] = str(made)
                st.rerun()
    with right:
        preview_box(visit, channel, language, text)
        _variables()


def one(visit: Visit, view: TemplateView) -> None:
    """One template with everything that can be done to it."""
    _back()
    st.subheader(f"{purpose_word(view.purpose)} · {channel_word(view.channel)} · {language_word(view.language)}", anchor=False)
    latest = view.latest
    st.caption(_("Version {number}: {state}. Written by {author} on {when}.", number=latest.number, state=template_state_word(latest.state),
                 author=plain(latest.author or _("Recaudo (shipped wording)")), when=moment(latest.created_at, visit.zone)))  # fmt: skip
    left, right = st.columns([3, 2], gap="large")
    with left:
        _decision(visit, view)
        template_whatsapp.verdict(visit, view)
        with st.container(border=True):
            text = _editor(visit, view)
    with right:
        preview_box(visit, view.channel, view.language, text)
        _variables()
    _history(visit, view)


def _back() -> None:
    if st.button(_("All templates"), icon=":material/arrow_back:", type="tertiary", key="back_to_templates"):
        st.query_params.clear()
        st.rerun()


def _fields(channel: str, key: str, version: VersionView | None) -> dict[str, object]:
    subject = None
    if channel == "email":
        subject = st.text_input(_("Subject"), value=version.subject if version else "", max_chars=200, key=f"{key}_subject")
    body = st.text_area(_("Text"), value=version.body if version else "", height=260, max_chars=10_000, key=f"{key}_body")
    sid = None
    if channel == "whatsapp":
        hint = _("The SID of the template that WhatsApp approved, from Twilio's Content Template Builder. It starts with HX.")
        sid = st.text_input(_("WhatsApp template SID"), value=(version.content_sid or "") if version else "", help=hint, key=f"{key}_sid")
    fold = channel == "sms" and st.toggle(
        _("Write without accents"), value=version.fold_accents if version else True, key=f"{key}_fold",
        help=_("Accented letters such as á and í more than double the price of an SMS. é and ñ cost nothing and stay."),
    )  # fmt: skip
    return {"subject": subject, "body": body, "content_sid": sid, "fold_accents": bool(fold)}


def _editor(visit: Visit, view: TemplateView) -> dict[str, object]:
    text = _fields(view.channel, f"edit_{view.latest.id}", view.latest)
    found = checked(visit, channel=view.channel, language=view.language, purpose=view.purpose, text=text)
    is_changed = any(
        (text[name] or "") != (getattr(view.latest, name) or "") for name in ("subject", "body", "content_sid", "fold_accents")
    )
    may_write = is_allowed(visit.actor, "template.write")
    with st.container(horizontal=True), refusing():
        label = _("Save as version {number}", number=view.latest.number + 1)
        if st.button(label, disabled=not (may_write and is_changed), key="save_version", type="primary" if is_changed else "secondary"):
            if text["body"] != view.latest.body and text["content_sid"] == view.latest.content_sid:
                text["content_sid"] = None  # other words are another template at WhatsApp: these are to be handed in anew
            templates.write(visit.engine, visit.actor, view.id, **text)
            st.rerun()
        if view.latest.state == "draft":
            why = _("Save your changes first.") if is_changed else _("Correct the text first.") if found.errors else None
            held = not may_write or is_changed or bool(found.errors)
            if st.button(_("Submit for approval"), disabled=held, help=why, key="submit_version", type="primary"):
                templates.submit(visit.engine, visit.actor, view.latest.id)
                st.rerun()
    return text


def _decision(visit: Visit, view: TemplateView) -> None:
    latest = view.latest
    if latest.state == "rejected":
        st.warning(
            _("Rejected by {name}: {reason}", name=plain(latest.decided_by), reason=plain(latest.reason, 500)), icon=":material/undo:"
        )
    if latest.state != "submitted":
        return
    may_decide = is_allowed(visit.actor, "template.decide")
    with st.container(border=True):
        st.markdown(_("**Waiting for approval.** Once approved, this text may be sent to customers."))
        reason = st.text_input(_("Reason (needed to reject)"), max_chars=500, key="decision_reason")
        with st.container(horizontal=True), refusing():
            if st.button(_("Approve"), type="primary", icon=":material/check:", disabled=not may_decide, key="approve_version"):
                templates.approve(visit.engine, visit.actor, latest.id, reason)
                st.rerun()
            if st.button(_("Reject"), icon=":material/close:", disabled=not may_decide, key="reject_version"):
                templates.reject(visit.engine, visit.actor, latest.id, reason)
                st.rerun()
        if not may_decide:
            st.caption(_("Managers and owners approve texts."))


def _variables() -> None:
    with st.expander(_("Variables that you may use"), icon=":material/data_object:"):
        st.dataframe(
            [{_("Variable"): f"{{{{ {name} }}}}", _("Meaning"): _(meaning)} for name, meaning in VARIABLES.items()],
            hide_index=True,
            key="variables",
        )
        st.caption(_("Conditions: {example}", example="`{% if payment_link %} … {% endif %}`"))


def _history(visit: Visit, view: TemplateView) -> None:
    found = template_views.versions(visit.engine, visit.actor, view.id)
    with st.expander(_("All versions ({n})", n=len(found)), icon=":material/history:"):
        for version in found:
            line = _("Version {number}: {state}", number=version.number, state=template_state_word(version.state))
            by = f" · {plain(version.decided_by)} · {moment(version.decided_at, visit.zone)}" if version.decided_by else ""
            st.markdown(f"**{line}**{by}")
            st.text(version.body)
            if version.reason:
                st.caption(_("Reason: {reason}", reason=plain(version.reason, 500)))
