"""The fixed words for codes: channels, languages, purposes, states. One word each, the same on every page."""

from __future__ import annotations

from core.text import _, language


def channel_word(code: str | None) -> str:
    """A channel as people call it."""
    return {"sms": _("SMS"), "whatsapp": _("WhatsApp"), "email": _("E-mail"), "voice": _("Voice call"), "call": _("Call by a person")}.get(
        code or "", code or "–"
    )


def language_word(code: str | None) -> str:
    """A language by its name in the reader's language."""
    return {"es": _("Spanish"), "en": _("English"), "pt": _("Portuguese")}.get(code or "", code or "–")


def purpose_word(code: str) -> str:
    """What a template is for."""
    return {
        "reminder_before": _("Friendly reminder before due"),
        "due_today": _("Due today"),
        "newly_late": _("Newly late"),
        "later": _("Later"),
        "promise_reminder": _("Promise reminder"),
        "promise_broken": _("Promise broken"),
        "payment_received": _("Payment received"),
        "other": _("Other"),
    }.get(code, code)


def template_state_word(code: str) -> str:
    """The state of a template version."""
    return {
        "draft": _("Draft"),
        "submitted": _("Waiting for approval"),
        "approved": _("Approved"),
        "rejected": _("Rejected"),
        "waiting": _("WhatsApp is checking it"),
        "parked": _("Parked by the provider"),
    }.get(code, code)


def role_word(code: str) -> str:
    """A role."""
    return {"owner": _("Owner"), "manager": _("Manager"), "agent": _("Agent"), "system": _("Scheduler")}.get(code, code)


def territory_word(code: str) -> str:
    """A country by its name in the reader's language."""
    from babel import Locale

    return Locale.parse(language()).territories.get(code, code)


def currency_word(code: str) -> str:
    """A currency by its code and its name in the reader's language."""
    from babel import Locale

    return f"{code} · {Locale.parse(language()).currencies.get(code, code)}"
