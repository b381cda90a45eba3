"""What Twilio's SMS and WhatsApp share: finding, reading and judging messages in the account's list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from core.channels.protocol import UNSURE, Found, Inbound, LookUpFailed, Outbound, PollFailed, StateReport, Unsure
from core.channels.twilio_client import ask, status_of
from core.domain.sms import encode_smart

SLACK = timedelta(minutes=10)  # between this machine's clock and Twilio's; nothing is sent when they are further apart than half of it
A_DAY = timedelta(days=1)  # DateSent filters by the day
_LINK = re.compile(r"https?://\S+")


def find_message(client: Any, to: str, message: Outbound, claimed_at: datetime, known_ids: Collection[str]) -> Found | None:
    """The message that this attempt made. Not filtered by date: what was never sent has no date.

    Raises LookUpFailed; Unsure when something unknown went there that cannot be told from this message.
    """
    unknown = False
    for made in ask(lambda: client.messages.list(to=to, limit=200), LookUpFailed):
        outbound = (made.direction or "").startswith("outbound")
        fresh = made.date_created is None or made.date_created >= claimed_at - SLACK
        if not outbound or not fresh or made.sid in known_ids:
            continue
        if is_same_text(made.body or "", message):
            return Found(made.sid, made.status or "accepted")
        unknown = True
    if unknown and (message.is_restored or not _has_marks(message)):
        raise Unsure("lookup.unsure", UNSURE)
    return None


def is_same_text(body: str, message: Outbound) -> bool:
    """Whether a body at the provider is this message's: by its ref, else by its words without links, signs and accents."""
    values = list(message.content_variables.values())
    if not _has_marks(message):
        return False
    if message.ref in message.text or any(message.ref in value for value in values):
        return message.ref in body
    needles = values if message.content_sid else [message.text]
    bare = _bare_words(body)
    return all(_bare_words(needle) in bare for needle in needles)


def _has_marks(message: Outbound) -> bool:
    """Whether there is anything to tell the message by: of a Content template only its values are known to go as they are."""
    return bool(message.content_variables) if message.content_sid else bool(_bare_words(message.text))


def _bare_words(text: str) -> str:
    plain = unicodedata.normalize("NFD", encode_smart(_LINK.sub("", text)).casefold())
    return "".join(c for c in plain if c.isalnum())


def fetch_state(client: Any, provider_id: str) -> StateReport | None:
    """The state of one message, None when Twilio does not know it. Raises LookUpFailed."""
    try:
        return to_report(ask(lambda: client.messages(provider_id).fetch(), LookUpFailed))
    except LookUpFailed as failure:
        if status_of(failure.__cause__) == 404:
            return None
        raise


def list_states(client: Any, moment: datetime, **senders: str) -> Iterable[Any]:
    """The outbound messages sent since the day before `moment`. Raises PollFailed."""
    since = moment.astimezone(UTC) - A_DAY
    found = ask(lambda: client.messages.list(date_sent_after=since, page_size=1000, **senders), PollFailed)
    return [m for m in found if (m.direction or "").startswith("outbound")]


def to_report(message: Any) -> StateReport:
    """A message of Twilio's as a state; its price is negative there and null until some time after sending."""
    code = str(message.error_code) if message.error_code else None
    at = message.date_updated or message.date_sent or message.date_created
    return StateReport(message.sid, message.status, code, to_price(message.price), message.price_unit, at)


def to_price(text: str | None) -> Decimal | None:
    """A price of Twilio's as a positive amount."""
    try:
        return abs(Decimal(text)) if text else None
    except InvalidOperation:
        return None


def list_replies(client: Any, moment: datetime, kind: str, own_addresses: Iterable[str]) -> list[Inbound]:
    """What came in at our own addresses since the day before `moment`. Raises PollFailed."""
    since = moment.astimezone(UTC) - A_DAY
    found: list[Any] = []
    for address in own_addresses:
        found += ask(partial(client.messages.list, to=address, date_sent_after=since, page_size=1000), PollFailed)
    return [_to_inbound(m, kind) for m in found if m.direction == "inbound"]


def _to_inbound(message: Any, kind: str) -> Inbound:
    at = message.date_sent or message.date_created
    return Inbound(message.sid, kind, bare_address(message.from_), bare_address(message.to), message.body or "", at)


def bare_address(address: str | None) -> str:
    """The number without the channel in front of it."""
    return (address or "").partition(":")[2] if ":" in (address or "") else (address or "")
