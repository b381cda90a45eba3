"""What every channel takes, does and answers: the only shape that the rest of the product knows of a provider."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from core.domain.errors import Refusal
from core.domain.outcomes import Accepted, Answer, InDoubt, Later, Rejected, Stop

__all__ = [
    "Accepted", "Answer", "Channel", "ChannelConfig", "CheckResult", "Cost", "Found", "InDoubt", "Inbound", "Later",
    "LookUpFailed", "Outbound", "PollFailed", "Rejected", "StateReport", "Stop", "Unsure",
]  # fmt: skip


@dataclass(frozen=True)
class Outbound:
    """The frozen message. `ref` is unique per outbox row and stable over its attempts; `to` is E.164 or one e-mail address.

    A `ref` that stands in the text makes the look-up sure. `message_id_header` is empty or "<outbox-REF@domain>".
    """

    ref: str
    channel: str
    to: str
    text: str
    sender: str | None = None
    subject: str = ""
    html: str | None = None
    content_sid: str | None = None
    content_variables: Mapping[str, str] = field(default_factory=dict)
    language: str = "es"
    customer_name: str = ""
    company_name: str = ""
    message_id_header: str = ""
    in_reply_to: str = ""
    unsubscribe_url: str | None = None
    unsubscribe_mailto: str | None = None
    attempt: int = 1
    window_open: bool = False  # WhatsApp: the person wrote within 24 hours, so free text may go
    valid_for_s: int | None = None  # the provider drops it when it could not deliver within so many seconds
    test: bool = False
    is_restored: bool = False  # the database was put back: what went may have had other words, and another ref


@dataclass(frozen=True)
class Found:
    """A message that an earlier attempt made, as the provider shows it."""

    provider_id: str
    state: str


@dataclass(frozen=True)
class StateReport:
    """One state of one message. `price` is positive, in `currency`; `error_code` is a key of outcomes.CODES where that knows it."""

    provider_id: str
    state: str
    error_code: str | None
    price: Decimal | None
    currency: str | None
    at: datetime | None


@dataclass(frozen=True)
class Inbound:
    """One message from outside. Addresses are bare (no "whatsapp:"); `auto` marks vacation robots and the like; `at` is UTC."""

    provider_id: str
    channel: str
    from_address: str
    to_address: str
    body: str
    at: datetime
    in_reply_to_ref: str | None = None
    auto: bool = False
    subject: str = ""


@dataclass(frozen=True)
class CheckResult:
    """One line of "check connection": `msgid` is the English sentence with {named} fields that `values` fill."""

    name: str
    ok: bool
    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The sentence in English; the edge translates `msgid`."""
        return self.msgid.format(**self.values)


@dataclass(frozen=True)
class Cost:
    """What a message is expected to cost, in millionths of the currency; None where no price is known."""

    segments: int
    amount_micros: int | None = None
    currency: str | None = None


class LookUpFailed(Refusal):
    """The provider could not be asked, which proves nothing: the message stays in doubt."""


class Unsure(LookUpFailed):
    """Something of ours went there that may be this message and may be another: only a person can tell."""


UNSURE = "Something went to this address that may be this message: only a person can tell."


class PollFailed(Refusal):
    """States or replies could not be read: nothing may be dispatched on this channel until they can."""


class Channel(Protocol):
    """One way to reach a customer. Methods block and may be called from several threads at once."""

    name: str
    kind: str  # 'sms', 'whatsapp', 'email' or 'voice'
    simulated: bool
    timeout_s: float  # no call of send() lasts longer than this
    max_in_flight: int

    def send(self, message: Outbound) -> Answer:
        """Hand the message over once; never raises for what a provider or network does."""

    def look_up(self, message: Outbound, claimed_at: datetime, known_ids: Collection[str]) -> Found | None:
        """What this attempt made at the provider, or None when it surely made nothing. Raises LookUpFailed."""

    def state_of(self, provider_id: str) -> StateReport | None:
        """The present state of one message, None when the provider does not know it. Raises LookUpFailed."""

    def states_since(self, moment: datetime) -> Iterable[StateReport]:
        """States of what was sent since, in no order, repeats included. Raises PollFailed."""

    def replies_since(self, moment: datetime) -> Iterable[Inbound]:
        """What came in since, repeats included (unique by provider_id). Raises PollFailed."""

    def check(self) -> list[CheckResult]:
        """What works and what does not, as sentences; sends nothing."""

    def estimate(self, message: Outbound) -> Cost:
        """Segments and expected price, without the network."""


@dataclass(frozen=True)
class ChannelConfig:
    """All settings of all channels; empty means not set. `now` gives the aware UTC present, `data_folder` holds the simulator's file."""

    now: Callable[[], datetime]
    data_folder: Path | None = None
    twilio_account_sid: str = ""
    twilio_api_key_sid: str = ""
    twilio_api_key_secret: str = field(default="", repr=False)
    twilio_auth_token: str = field(default="", repr=False)
    twilio_messaging_service_sid: str = ""
    twilio_sms_from: str = ""
    twilio_whatsapp_from: str = ""
    twilio_voice_from: str = ""
    twilio_voice_bin_url: str = ""  # a TwiML Bin that thanks the person: lets keys be read without a public URL
    twilio_api_base: str = ""  # loopback only: a stand-in for tests
    public_url: str = ""  # https address at which the webhooks answer, without a slash at the end
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_from: str = ""
    smtp_from_name: str = ""
    smtp_tls: str = "starttls"  # 'starttls', 'implicit' or 'none' (loopback only)
    imap_host: str = ""
    imap_port: int = 993
    imap_user: str = ""
    imap_password: str = field(default="", repr=False)
    imap_tls: str = "implicit"  # 'implicit' or 'none' (loopback only)
    company_name: str = ""
    prices: Mapping[str, tuple[int, str]] = field(default_factory=dict)  # 'sms' or 'sms:+52' -> (micros a segment, currency)
    simulate: bool = False  # act every outcome instead of sending, whatever is configured
    simulated_outcomes: Mapping[str, str] = field(default_factory=dict)  # address or ref -> outcome, see simulator.OUTCOMES
