"""Words for the business's own limits, hours and closed days."""

from __future__ import annotations

from typing import Any

from core.text import N_, _, format_date, format_number

WORDS = {
    "daily_cap": N_("Contacts a day, at most"), "weekly_cap": N_("Contacts in 7 days, at most"),
    "min_spacing_days": N_("Days between contacts"), "tolerance_cents": N_("Balances left alone up to"),
    "payment_quiet_days": N_("Days of quiet after a payment"), "leave_good_payers_alone": N_("Good payers are left alone"),
    "general_opt_in": N_("Customers agreed to WhatsApp"), "collects_for_third_parties": N_("Collects for other companies"),
    "contact_on_holidays": N_("Contact on holidays"), "hours": N_("Own hours"), "closed": N_("Days closed"),
    "approvals": N_("Approvals of platforms"),
}  # fmt: skip


def limit_word(code: str) -> str:
    """What a limit is called."""
    return _(WORDS[code]) if code in WORDS else code


def limit_told(code: str, value: Any) -> str:
    """What it is set to: yes or no, an amount, days, or a list; a dash where nothing is set."""
    from datetime import date
    from decimal import Decimal

    from core.domain.packs import WEEKDAYS
    from core.services import pack_texts

    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, [], ""):
        return "–"
    if code == "hours":
        named = dict(zip(WEEKDAYS, pack_texts.weekdays(), strict=True))
        return ", ".join(f"{named[line[:3]]}{line[3:]}" for line in value)
    if code == "closed":
        return ", ".join(format_date(date.fromisoformat(day)) for day in value)
    if isinstance(value, list):
        return ", ".join(value)
    return format_number(Decimal(value) / 100, places=2) if code.endswith("_cents") else format_number(value)
