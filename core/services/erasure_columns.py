"""What erasing does to each column of a person's rows: emptied, gone with its row, or kept and why."""

from __future__ import annotations

from typing import Any

GONE = ("contact_point", "circumstance", "profile", "audit_detail")
"""Tables whose rows go as a whole; a profile is not computed again for whoever was erased."""

EMPTIED: dict[str, dict[str, Any]] = {
    "customer": dict.fromkeys(
        ("code", "tax_id", "tax_id_key", "kind", "language", "region", "city", "address", "timezone", "preferred_channel", "agent_id",
         "vulnerable_since", "vulnerable_reason", "stop_reason", "quiet_until", "asked_hours", "notes", "extra", "restricted_at",
         "unprofiled_at")
    ),
    "authorisation": {"proof": None},
    "opt_out": {"words": None, "lifted_how": None, "provider_id": None},
    "invoice": {"concept": None},
    "payment": {"reference": None, "method": None},
    "dispute": {"note": None},
    "activity": {"note": None, "contact_point_id": None, "next_on": None},
    "plan": {"note": None},
    "promise": {"note": None, "cancel_reason": None},
    "appointment": {"place": None, "note": None, "outcome": None},
    "privacy_request": {"note": None, "identity_note": None, "answer": None},
    "message": {"to_value": None, "subject": None, "body": None, "text_hash": None, "contact_point_id": None},
    "message_event": {"detail": None},
    "reply": {"from_value": "", "body": None, "understood": None},
}  # fmt: skip
"""Table to the columns that are emptied, each with what stands there afterwards."""

RENAMED = {"customer": ("name", "name_key", "updated_at", "erased_at", "version")}
"""Columns that erasing sets anew: the pseudonym and when it came."""

_LEDGER = "the ledger: what was owed and paid, and when"
_RECORD = "what was done and when, in codes, without a word of the person"
KEPT: dict[str, tuple[str, tuple[str, ...]]] = {
    "customer": ("the pseudonym's row", ("id", "country", "import_id", "created_at", "rested_at")),
    "authorisation": (_RECORD, ("id", "customer_id", "channel", "given_at", "how", "withdrawn_at", "user_id", "import_id")),
    "opt_out": (_RECORD, ("id", "customer_id", "channel", "at", "how", "address_hash", "lifted_at", "user_id", "import_id")),
    "invoice": (
        _LEDGER,
        ("id", "portfolio_id", "customer_id", "number", "issued_on", "due_on", "amount_cents", "paid_cents", "currency", "rate_micros",
         "import_id", "gone_import_id", "gone_on"),
    ),
    "payment": (
        _LEDGER,
        ("id", "customer_id", "portfolio_id", "paid_on", "amount_cents", "currency", "rate_micros", "source", "is_opening", "dedupe_key",
         "import_id", "user_id", "recorded_at"),
    ),
    "allocation": (_LEDGER, ("id", "payment_id", "invoice_id", "customer_id", "paid_on", "amount_cents", "currency")),
    "balance": (
        _LEDGER,
        ("customer_id", "currency", "open_cents", "overdue_cents", "current_cents", "late_1_30_cents", "late_31_60_cents",
         "late_61_90_cents", "late_91_cents", "credit_cents", "invoices_open", "invoices_overdue", "paid_cents"),
    ),
    "dispute": (
        _RECORD, ("id", "customer_id", "invoice_id", "opened_at", "reason", "closed_at", "outcome", "user_id", "import_id"),
    ),
    "campaign_member": (_RECORD, ("campaign_id", "customer_id", "is_holdout", "joined_at", "held_at", "held_reason")),
    "activity": (_RECORD, ("id", "customer_id", "kind", "outcome", "reason", "at", "user_id", "message_id", "token")),
    "plan": (_LEDGER, ("id", "customer_id", "currency", "total_cents", "user_id", "made_at", "cancelled_at")),
    "promise": (
        _LEDGER,
        ("id", "customer_id", "amount_cents", "currency", "promised_on", "grace_days", "overdue_then_cents", "made_at", "channel",
         "user_id", "activity_id", "reply_id", "plan_id", "installment", "token", "cancelled_at"),
    ),
    "appointment": (_RECORD, ("id", "customer_id", "kind", "at", "minutes", "user_id", "made_at", "done_at", "cancelled_at")),
    "privacy_request": (
        "proof that the request was answered in time",
        ("id", "customer_id", "kind", "about", "received_on", "due_on", "deadline", "arrived", "asked_by", "identity", "identified_at",
         "identified_by", "opened_at", "opened_by", "closed_at", "closed_by", "outcome", "reason"),
    ),
    "erasure": ("proof of the erasure", ("id", "ref", "customer_id", "request_id", "why", "at", "user_id", "removed", "replayed_at")),
    "message": (
        "what was sent, when and at what cost; the provider's number stays so that a late report finds its message",
        ("id", "ref", "dedupe_key", "kind", "purpose", "campaign_id", "step_id", "customer_id", "template_version_id", "parent_id",
         "about_id", "planned_channel", "channel", "language", "currency", "state", "reason", "attempt", "owner", "lease_until",
         "claimed_at", "doubt_at", "looks", "not_before", "not_after", "planned_at", "sent_at", "delivered_at", "read_at", "failed_at",
         "provider", "provider_id", "provider_state", "error_code", "segments", "estimate_micros", "price_micros", "price_currency",
         "is_simulated", "user_id"),
    ),
    "message_event": (_RECORD, ("id", "message_id", "at", "state", "reason")),
    "message_invoice": (_LEDGER, ("message_id", "invoice_id", "open_cents")),
    "verdict": (
        "why a message went or not, in codes and counts",
        ("id", "message_id", "campaign_id", "customer_id", "channel", "at", "moment", "outcome", "rule", "moved_to", "explanation", "pack",
         "pack_version"),
    ),
    "reply": (
        "what came in and when; the provider's number stays so that the same reply is not read in again",
        ("id", "provider_id", "channel", "customer_id", "message_id", "received_at", "meaning", "handled_at", "handled_by", "outcome",
         "is_simulated"),
    ),
    "import_change": ("which rows an import changed", ("id", "import_id", "noun", "noun_id")),
    "audit_entry": (
        "the trail cannot change; what names a person stands in audit_detail, which goes",
        ("id", "at", "user_id", "actor", "action", "noun", "noun_id", "before", "after", "address", "previous", "chained"),
    ),
}  # fmt: skip
"""Table to the reason and the columns that stay."""

BY_HAND = {"import_change": ("before", "after")}
"""Columns of which only the personal parts go."""
