"""What words are expected to cost: a typical text of the business, as long as its own name and habits make it, priced by its channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from core.channels.protocol import Channel, Cost, Outbound
from core.db.tables import Company, Message, TemplateVersion
from core.domain import sms
from core.services.message_values import company_values
from core.text import wording
from core.text.values import values

TYPICAL_NAME, TYPICAL_NUMBER, TYPICAL_CENTS = "María Fernanda López", "FA-100234", 1_250_000_00


def estimate(company: Company, version: TemplateVersion, channel: Channel, language: str, today: date) -> Cost:
    """Segments and expected price of one message of a version, accents folded where the version says so."""
    text = typical_text(company, version, channel.kind, language, today)
    return channel.estimate(Outbound(ref="", channel=channel.kind, to="", text=text, language=language))


def price(message: Message, channel: Channel, points: Mapping[str, tuple[str, int | None, str | None]], text: str) -> None:
    """Set what a message costs with the words of this moment, which may be more than was guessed when it was planned."""
    to = points.get(message.channel, ("", None, None))[2] or ""
    cost = channel.estimate(Outbound(ref=message.ref, channel=message.channel, to=to, text=text, language=message.language))
    message.segments, message.estimate_micros, message.price_currency = cost.segments, cost.amount_micros, cost.currency


def typical_text(company: Company, version: TemplateVersion, kind: str, language: str, today: date) -> str:
    """The words as a customer with one invoice and a usual name would get them."""
    text = wording.render(version.body, typical_values(company, kind, language, today))
    return sms.fold_accents(text) if kind == "sms" and version.fold_accents else text


def typical_values(company: Company, kind: str, language: str, today: date) -> dict[str, str | int]:
    """The values of every variable for an invented customer of this business."""
    return values(
        company=company_values(company), customer_name=TYPICAL_NAME, lang=language, channel=kind, currency=company.currency,
        invoices=[(TYPICAL_NUMBER, today - timedelta(days=10), TYPICAL_CENTS)], today=today,
        promise=(TYPICAL_CENTS, today + timedelta(days=3)), paid_cents=TYPICAL_CENTS, agent=TYPICAL_NAME,
    )  # fmt: skip
