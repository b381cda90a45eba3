"""How customers are reached: what is in use, the settings of each provider, the check and the test to oneself."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.domain.access import is_allowed
from core.services import channels, sending
from core.text import _
from core.ui.blocks import settings_channel_limits, settings_trial
from core.ui.guard import Visit
from core.ui.widgets import plain, refusing
from core.ui.words import channel_word

TWILIO = ("twilio_account_sid", "twilio_api_key_sid", "twilio_api_key_secret", "twilio_auth_token")
SENDERS = ("twilio_messaging_service_sid", "twilio_sms_from", "twilio_whatsapp_from", "twilio_voice_from", "twilio_voice_bin_url")
SMTP = ("smtp_host", "smtp_port", "smtp_tls", "smtp_user", "smtp_password", "smtp_from")
IMAP = ("imap_host", "imap_port", "imap_tls", "imap_user", "imap_password")


def overview(visit: Visit) -> None:
    """Which channels are real and which simulated, then one guided box per provider."""
    state = channels.entered(visit.engine)
    may_edit = is_allowed(visit.actor, "channel.edit")
    _in_use(visit)
    if not may_edit:
        st.info(_("Only the owner changes channels."), icon=":material/lock:")
    _box(visit, state, may_edit, "twilio", _("SMS, WhatsApp and voice with Twilio"), TWILIO + SENDERS, _twilio_steps())
    _box(visit, state, may_edit, "smtp", _("E-mail: sending (SMTP)"), SMTP, _smtp_steps())
    _box(visit, state, may_edit, "imap", _("E-mail: replies and bounces (IMAP)"), IMAP, _imap_steps())
    settings_channel_limits.prices(visit)
    settings_channel_limits.pace(visit)
    settings_trial.show(visit)
    _check(visit)


def _in_use(visit: Visit) -> None:
    held = sending.states(visit.engine)
    with st.container(border=True, horizontal=True, gap="large"):
        for kind, channel in channels.active(visit.engine).items():
            with st.container(width="content", gap=None):
                st.markdown(f"**{channel_word(kind)}**")
                st.badge(_("Simulated") if channel.simulated else _("Active"), color="blue" if channel.simulated else "green")
                reason = getattr(held.get(kind), "reason", None)
                if reason:
                    st.caption(plain(reason))
                    if st.button(_("Open again"), key=f"reopen_{kind}", disabled=not is_allowed(visit.actor, "channel.edit")):
                        with refusing():
                            sending.reopen(visit.engine, visit.actor, kind)
                            st.rerun()
    if channels.is_simulated(visit.engine):
        st.caption(_("Nothing leaves this machine yet: the simulator acts every outcome, and each message says so."))


def _box(visit: Visit, state: dict[str, Any], may_edit: bool, key: str, title: str, names: tuple[str, ...], steps: str) -> None:
    is_set = bool(state["values"].get(names[0]))
    with st.expander(title, icon=":material/check_circle:" if is_set else ":material/radio_button_unchecked:"):
        st.markdown(steps)
        if key == "twilio":
            _reach(state)
        with st.form(f"channel_{key}", border=False):
            told = {name: _field(name, state, may_edit) for name in names}
            if st.form_submit_button(_("Save"), type="primary", disabled=not may_edit):
                _save(visit, state, told)


def _field(name: str, state: dict[str, Any], may_edit: bool) -> Any:
    value, is_fixed = state["values"].get(name), name in state["fixed"]
    note = _("Set by the environment of this machine.") if is_fixed else None
    label = _labels()[name]
    if name in channels.SECRETS:
        shown = _("Stored. Leave empty to keep it.") if value else ""
        return st.text_input(label, type="password", placeholder=shown, disabled=is_fixed or not may_edit, help=note, key=f"f_{name}")
    if name.endswith("_tls"):
        modes = ("starttls", "implicit", "none") if name == "smtp_tls" else ("implicit", "none")
        place = modes.index(value) if value in modes else 0
        return st.selectbox(label, modes, place, disabled=is_fixed or not may_edit, help=note, key=f"f_{name}")
    return st.text_input(label, value=str(value or ""), disabled=is_fixed or not may_edit, help=note, key=f"f_{name}")


def _save(visit: Visit, state: dict[str, Any], told: dict[str, Any]) -> None:
    kept = {name: value.strip() if isinstance(value, str) else value for name, value in told.items() if name not in state["fixed"]}
    entered = {name: value for name, value in kept.items() if value or name not in channels.SECRETS}
    for name, usual in (("smtp_port", 587), ("imap_port", 993)):
        if name in entered:
            entered[name] = int(entered[name]) if str(entered[name]).isdigit() else usual
    with refusing():
        channels.configure(visit.engine, visit.actor, **entered)
        st.toast(_("Saved. Check the connection below."))
        st.rerun()


def _check(visit: Visit) -> None:
    if st.button(_("Check the connections"), icon=":material/network_check:", key="check_channels"):
        with refusing(), st.spinner(_("Asking the providers…")):
            for kind, results in channels.check(visit.engine, visit.actor).items():
                st.markdown(f"**{channel_word(kind)}**")
                told = {plain(_(result.msgid, **result.values), 400): result.ok for result in results}
                for sentence, is_ok in told.items():
                    (st.success if is_ok else st.warning)(sentence)


def _labels() -> dict[str, str]:
    return {
        "twilio_account_sid": _("Account SID"),
        "twilio_api_key_sid": _("API key SID (recommended)"),
        "twilio_api_key_secret": _("API key secret"),
        "twilio_auth_token": _("Auth token"),
        "twilio_messaging_service_sid": _("Messaging Service SID"),
        "twilio_sms_from": _("Number that sends SMS"),
        "twilio_whatsapp_from": _("Number that sends WhatsApp"),
        "twilio_voice_bin_url": _("Address of a TwiML Bin for calls (optional)"),
        "twilio_voice_from": _("Number that calls"),
        "smtp_host": _("Server"),
        "smtp_port": _("Port"),
        "smtp_tls": _("Encryption"),
        "smtp_user": _("User"),
        "smtp_password": _("Password"),
        "smtp_from": _("Address that sends"),
        "imap_host": _("Server"),
        "imap_port": _("Port"),
        "imap_tls": _("Encryption"),
        "imap_user": _("User"),
        "imap_password": _("Password"),
    }


def _twilio_steps() -> str:
    return "\n".join(
        (
            "1. " + _("In the Twilio Console, copy the Account SID, and make an API key for Recaudo."),
            "2. " + _("Buy a number or make a Messaging Service for SMS; register a WhatsApp sender if you use WhatsApp."),
            "3. " + _("Enter them here, save, and check the connection."),
        )
    )


def _reach(state: dict[str, Any]) -> None:
    """What works with and without a public address, in plain words."""
    if state["values"].get("public_url"):
        st.success(_("This installation has a public address: Twilio tells states, replies and keys at once, and a call first asks who "
                     "answered."), icon=":material/public:")  # fmt: skip
        return
    st.info(
        "\n".join(
            (
                _("This installation has no public address, which is usual on a laptop:"),
                "- " + _("States and replies are read every minute. Nothing is missing."),
                "- " + _("A call speaks its text twice to whoever answers, also to an answering machine: it cannot ask who is there. "
                         "Write voice texts that say nothing private."),
                "- " + _("Keys need an address of Twilio's: a TwiML Bin that thanks the person. Then “press 2 to be called” works, and the "
                         "wish shows here a quarter of an hour after the call. “Press 1 to hear it again” needs a public address."),
                "- " + _("A public address is set on this machine with {name}.", name="RECAUDO_PUBLIC_URL"),
            )
        ),
        icon=":material/public_off:",
    )  # fmt: skip


def _smtp_steps() -> str:
    return _("Ask your e-mail provider for the SMTP server. Most use port 587 with STARTTLS and an app password.")


def _imap_steps() -> str:
    return _("With IMAP, Recaudo reads replies and bounces of the same mailbox. It changes nothing there.")
