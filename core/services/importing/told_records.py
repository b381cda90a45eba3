"""Records as the report and the preview tell them: as stored, money as decimal text, dates as ISO text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.domain.matching import is_unsure
from core.domain.money import from_cents
from core.domain.records import ContactRecord, InvoiceRecord, PaymentRecord
from core.intake.labels import CHANNELS
from core.services.importing.people import Person


def of_customer(person: Person, phones: Iterable[tuple[str, ...]], emails: Iterable[str]) -> dict[str, Any]:
    """What a report says of a row's customer: as stored, with the phones and e-mails that the row brought."""
    tax_id = None if is_unsure(person.tax_id) else person.tax_id
    numbers = [phone[0] for phone in phones]
    return {
        "customer_id": person.id, "customer": person.name, "code": person.code, "tax_id": tax_id, "phones": numbers, "emails": list(emails),
    }  # fmt: skip


def of_invoice(record: InvoiceRecord, person: Person, open_cents: int) -> dict[str, Any]:
    """An invoice: money as decimal text, dates as ISO text."""
    return {
        "row": record.row,
        **of_customer(person, record.phones, record.emails),
        "invoice": record.invoice,
        "issued_on": record.issued_on,
        "due_on": record.due_on,
        "amount": str(from_cents(record.amount_cents)),
        "open_amount": str(from_cents(open_cents)),
        "currency": record.currency,
    }


def of_payment(row: PaymentRecord, invoice: str | None, customer_id: int, customer: str, currency: str) -> dict[str, Any]:
    """A payment, for the invoice that it is laid on."""
    return {
        "row": row.row,
        "customer_id": customer_id,
        "invoice": invoice,
        "customer": customer,
        "paid_on": row.paid_on,
        "amount": str(from_cents(row.amount_cents)),
        "currency": currency,
        "reference": row.reference,
    }


def of_contact(record: ContactRecord, person: Person, held: list[str]) -> dict[str, Any]:
    """A customer with what they allow; what a person opted out of before is `held` against what the file allows."""
    return {
        "row": record.row,
        **of_customer(person, record.phones, record.emails),
        "authorised": [channel for channel in record.authorised if channel not in held],
        "opted_out": [channel for channel in CHANNELS if channel in held or channel in record.opted_out],
    }
