"""Text messages through Twilio, from a number or a Messaging Service."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from core.channels.prices import price_of
from core.channels.protocol import Answer, ChannelConfig, CheckResult, Cost, Found, Inbound, Outbound, PollFailed, StateReport
from core.channels.twilio_checks import check_account, check_number, check_service
from core.channels.twilio_client import ask, callback_url, hand_over, open_client
from core.channels.twilio_messages import fetch_state, find_message, list_replies, list_states, to_report
from core.channels.twilio_transport import TIMEOUT_S
from core.domain.sms import measure


class TwilioSms:
    """The channel; typographic signs are sent as plain ones (Twilio's smart encoding), accents as written."""

    name, kind, simulated, timeout_s, max_in_flight = "Twilio SMS", "sms", False, TIMEOUT_S, 32

    def __init__(self, config: ChannelConfig) -> None:
        self._config = config

    @cached_property
    def _client(self) -> Any:
        return open_client(self._config)

    @property
    def clock_skew(self) -> timedelta | None:
        """How far Twilio's clock was ahead of this machine's at its last answer."""
        return self._client.http_client.skew

    def send(self, message: Outbound) -> Answer:
        """Hand the message to Twilio once."""
        return hand_over(self._connect, lambda client: client.messages.create(**self._fields(message)))

    def _connect(self) -> Any:
        return self._client

    def _fields(self, message: Outbound) -> dict[str, Any]:
        fields: dict[str, Any] = {"to": message.to, "body": message.text, "smart_encoded": True, **self._sender(message)}
        if message.valid_for_s:
            fields["validity_period"] = min(max(message.valid_for_s, 1), 36000)
        if callback := callback_url(self._config, "status", message.ref):
            fields["status_callback"] = callback
        return fields

    def _sender(self, message: Outbound) -> dict[str, str]:
        if message.sender:
            return {"from_": message.sender}
        if self._config.twilio_messaging_service_sid:
            return {"messaging_service_sid": self._config.twilio_messaging_service_sid}
        return {"from_": self._config.twilio_sms_from}

    def look_up(self, message: Outbound, claimed_at: datetime, known_ids: Collection[str]) -> Found | None:
        """What this attempt made. Raises LookUpFailed."""
        return find_message(self._client, message.to, message, claimed_at, known_ids)

    def state_of(self, provider_id: str) -> StateReport | None:
        """The present state of one message. Raises LookUpFailed."""
        return fetch_state(self._client, provider_id)

    def states_since(self, moment: datetime) -> Iterable[StateReport]:
        """States of text messages sent since the day before. Raises PollFailed."""
        sent = list_states(self._client, moment)
        return [to_report(m) for m in sent if not (m.to or "").startswith("whatsapp:")]

    def replies_since(self, moment: datetime) -> Iterable[Inbound]:
        """What came in at our numbers. Raises PollFailed."""
        return list_replies(self._client, moment, self.kind, self._own_numbers())

    def _own_numbers(self) -> list[str]:
        own = [self._config.twilio_sms_from] if self._config.twilio_sms_from else []
        service = self._config.twilio_messaging_service_sid
        if service:
            pool = ask(lambda: self._client.messaging.v1.services(service).phone_numbers.list(limit=200), PollFailed)
            own += [n.phone_number for n in pool if n.phone_number not in own]
        return own

    def check(self) -> list[CheckResult]:
        """Account, balance and sender."""
        found = check_account(self._client, self._config.twilio_account_sid)
        if self._config.twilio_messaging_service_sid:
            found += check_service(self._client, self._config.twilio_messaging_service_sid)
        if self._config.twilio_sms_from:
            found += check_number(self._client, self._config.twilio_sms_from, "sms")
        return found

    def estimate(self, message: Outbound) -> Cost:
        """Segments after smart encoding, at the configured price."""
        return price_of(self._config.prices, self.kind, message.to, measure(message.text, smart=True).segments)
