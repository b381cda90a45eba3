"""What profiles and balances are computed from, read by the column; core.domain says what they mean and a test proves them equal."""

from __future__ import annotations

from core.db.queries.columns import joined

OF = "customer_id IN (SELECT customer_id FROM profile_scope)"
CHANNELS = ("whatsapp", "sms", "email", "voice")
UNKNOWN_DAY = "0001-01-01"
_MOBILE = "(line IS NULL OR line <> 'landline')"
_REACHES = {
    "whatsapp": f"kind = 'phone' AND whatsapp_off IS NULL AND {_MOBILE}",
    "sms": f"kind = 'phone' AND sms_off IS NULL AND {_MOBILE}",
    "email": "kind = 'email' AND email_off IS NULL",
    "voice": "kind = 'phone' AND voice_off IS NULL",
}
_SPAN = "id > :after AND id <= :upto"
BALANCE = ("open_cents", "overdue_cents", "current_cents", "late_1_30_cents", "late_31_60_cents", "late_61_90_cents", "late_91_cents",
           "credit_cents", "invoices_open", "invoices_overdue", "paid_cents")  # fmt: skip


def days(dialect: str, later: str, earlier: str) -> str:
    """Whole days between two dates."""
    if dialect == "sqlite":
        return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"
    return f"(CAST({later} AS date) - CAST({earlier} AS date))"


def customers(dialect: str, is_partial: bool) -> str:
    """Ids, and whether a profile is kept of them."""
    some = OF.replace("customer_id IN", "id IN") if is_partial else "1 = 1"
    lives = "CASE WHEN erased_at IS NULL AND rested_at IS NULL THEN 1 ELSE 0 END"
    return f"SELECT {joined(dialect, 'id')}, {joined(dialect, lives)} FROM customer WHERE {some}"


def invoices(dialect: str, is_partial: bool) -> str:
    """Id, customer, currency, due day, hundredths owed and paid."""
    return _read(dialect, "invoice", ("id", "customer_id", "currency", "due_on", "amount_cents", "paid_cents"), OF if is_partial else _SPAN)


def allocations(dialect: str, is_partial: bool) -> str:
    """Invoice, payment, day, hundredths."""
    some = f"(invoice_id IN (SELECT id FROM invoice WHERE {OF}) OR payment_id IN (SELECT id FROM payment WHERE {OF}))"
    return _read(dialect, "allocation", ("invoice_id", "payment_id", "paid_on", "amount_cents"), some if is_partial else _SPAN)


def payments(dialect: str, is_partial: bool) -> str:
    """Id, customer, currency, day, hundredths, whether it is an opening."""
    laid = f"SELECT payment_id FROM allocation WHERE invoice_id IN (SELECT id FROM invoice WHERE {OF})"
    opening = "CASE WHEN is_opening THEN 1 ELSE 0 END"
    columns = ("id", "customer_id", "currency", "paid_on", "amount_cents", opening)
    return _read(dialect, "payment", columns, f"({OF} OR id IN ({laid}))" if is_partial else _SPAN)


def messages(dialect: str, is_partial: bool) -> str:
    """Customer and instant of every message that went out."""
    return _contacts(dialect, "message", "sent_at", "sent_at IS NOT NULL AND customer_id IS NOT NULL", is_partial)


def activities(dialect: str, is_partial: bool) -> str:
    """Customer and instant of every human contact."""
    return _contacts(dialect, "activity", "at", "kind <> 'note'", is_partial)


def _contacts(dialect: str, table: str, at: str, some: str, is_partial: bool) -> str:
    text = f"substr({at} || '.000000', 1, 26)" if dialect == "sqlite" else f"to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    return _read(dialect, table, ("customer_id", text), f"{some} AND {OF if is_partial else _SPAN}", (text,))


def reaches(dialect: str, is_partial: bool) -> str:
    """Customer and the channels that a contact point serves, as bits in the order of CHANNELS."""
    bits = " + ".join(f"CASE WHEN {_REACHES[channel]} THEN {1 << place} ELSE 0 END" for place, channel in enumerate(CHANNELS))
    return _read(dialect, "contact_point", ("customer_id", bits), f"invalid_at IS NULL AND {OF if is_partial else '1 = 1'}")


def opt_outs(dialect: str, is_partial: bool) -> str:
    """Customer and the channel left, as a bit."""
    some = f"lifted_at IS NULL AND customer_id IS NOT NULL AND {OF if is_partial else '1 = 1'}"
    return _read(dialect, "opt_out", ("customer_id", _bit()), some)


def authorisations(dialect: str, is_partial: bool) -> str:
    """Customer and the channel authorised, as a bit."""
    return _read(dialect, "authorisation", ("customer_id", _bit()), f"withdrawn_at IS NULL AND {OF if is_partial else '1 = 1'}")


def _bit() -> str:
    cases = " ".join(f"WHEN '{channel}' THEN {1 << place}" for place, channel in enumerate(CHANNELS))
    return f"CASE channel {cases} ELSE 0 END"


def disputes(dialect: str, is_partial: bool) -> str:
    """Customers with an open dispute."""
    return _read(dialect, "dispute", ("customer_id",), f"closed_at IS NULL AND {OF if is_partial else '1 = 1'}")


def marks(dialect: str, is_partial: bool) -> str:
    """Customer and the mark of what is kept of them."""
    return _read(dialect, "profile", ("customer_id", "mark"), OF if is_partial else "1 = 1")


def lone_balances(dialect: str, is_partial: bool) -> str:
    """Customer, currency and amounts of balances without a profile beside them."""
    some = f"customer_id NOT IN (SELECT customer_id FROM profile) AND {OF if is_partial else '1 = 1'}"
    return _read(dialect, "balance", ("customer_id", "currency", *BALANCE), some)


def _read(dialect: str, table: str, columns: tuple[str, ...], some: str, even: tuple[str, ...] = ("currency", "due_on", "paid_on")) -> str:
    joint = (joined(dialect, column, "" if column in even else ",") for column in columns)
    return f"SELECT {', '.join(joint)} FROM {table} WHERE {some}"


def others_overdue() -> str:
    """(currency, hundredths overdue) of everybody out of scope."""
    return f"SELECT currency, overdue_cents FROM balance WHERE overdue_cents > 0 AND NOT {OF}"
