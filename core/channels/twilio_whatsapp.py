"""WhatsApp through Twilio: approved Content templates at any time, free text only while the person's 24 hours are open."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from core.channels.prices import price_of
from core.channels.protocol import Answer, ChannelConfig, CheckResult, Cost, Found, Inbound, LookUpFailed, Outbound, StateReport
from core.channels.twilio_checks import check_account
from core.channels.twilio_client import ask, callback_url, hand_over, open_client
from core.channels.twilio_content import ContentTemplate, read_templates, submit_template
from core.channels.twilio_messages import fetch_state, find_message, list_replies, list_states, to_report
from core.channels.twilio_transport import TIMEOUT_S
from core.domain.outcomes import answer_to_code


class TwilioWhatsApp:
    """The channel."""

    name, kind, simulated, timeout_s, max_in_flight = "Twilio WhatsApp", "whatsapp", False, TIMEOUT_S, 32

    def __init__(self, config: ChannelConfig) -> None:
        self._config = config
        self._sender = whatsapp_address(config.twilio_whatsapp_from)

    @cached_property
    def _client(self) -> Any:
        return open_client(self._config)

    @property
    def clock_skew(self) -> timedelta | None:
        """How far Twilio's clock was ahead of this machine's at its last answer."""
        return self._client.http_client.skew

    def send(self, message: Outbound) -> Answer:
        """Hand the message to Twilio once; free text outside the window is refused here, before anything leaves."""
        if not message.content_sid and not message.window_open:
            return answer_to_code(63016)
        return hand_over(lambda: self._client, lambda client: client.messages.create(**self._fields(message)))

    def _fields(self, message: Outbound) -> dict[str, Any]:
        fields: dict[str, Any] = {"to": whatsapp_address(message.to), "from_": whatsapp_address(message.sender or self._sender)}
        if message.content_sid:
            variables = json.dumps(dict(message.content_variables), ensure_ascii=False)
            fields |= {"content_sid": message.content_sid, "content_variables": variables}
        else:
            fields["body"] = message.text
        if message.valid_for_s:
            fields["validity_period"] = min(max(message.valid_for_s, 1), 36000)
        if callback := callback_url(self._config, "status", message.ref):
            fields["status_callback"] = callback
        return fields

    def look_up(self, message: Outbound, claimed_at: datetime, known_ids: Collection[str]) -> Found | None:
        """What this attempt made. Raises LookUpFailed."""
        return find_message(self._client, whatsapp_address(message.to), message, claimed_at, known_ids)

    def state_of(self, provider_id: str) -> StateReport | None:
        """The present state of one message. Raises LookUpFailed."""
        return fetch_state(self._client, provider_id)

    def states_since(self, moment: datetime) -> Iterable[StateReport]:
        """States of what our sender sent since the day before. Raises PollFailed."""
        return [to_report(m) for m in list_states(self._client, moment, from_=self._sender)]

    def replies_since(self, moment: datetime) -> Iterable[Inbound]:
        """What came in at our sender. A quick reply arrives as its title. Raises PollFailed."""
        return list_replies(self._client, moment, self.kind, [self._sender])

    def check(self) -> list[CheckResult]:
        """Account, balance, and how many templates WhatsApp approved."""
        found = check_account(self._client, self._config.twilio_account_sid)
        if not all(c.ok for c in found if c.name == "account"):
            return found
        try:
            templates = self.templates()
        except LookUpFailed as failure:
            return [*found, CheckResult("templates", False, failure.msgid, failure.values)]
        approved = sum(t.status == "approved" for t in templates)
        return [*found, CheckResult("templates", approved > 0, "Templates that WhatsApp approved: {count}.", {"count": approved})]

    def estimate(self, message: Outbound) -> Cost:
        """One message at the configured price."""
        return price_of(self._config.prices, self.kind, message.to, 1)

    def templates(self) -> list[ContentTemplate]:
        """The account's Content templates with WhatsApp's verdict on each. Raises LookUpFailed."""
        return ask(lambda: read_templates(self._client), LookUpFailed)

    def submit(
        self, name: str, language: str, body: str, examples: Mapping[str, str], quick_replies: Mapping[str, str], category: str = "UTILITY"
    ) -> str:
        """Create a Content template and ask WhatsApp to approve it; the content sid, the same for the same name. Raises LookUpFailed."""
        from twilio.base.exceptions import TwilioRestException, TwilioServiceException

        def submit() -> str:
            try:
                return submit_template(self._client, name, language, body, examples, quick_replies, category)
            except (TwilioRestException, TwilioServiceException) as error:
                if error.status not in (400, 409, 422):
                    raise
                words = str(getattr(error, "msg", "") or getattr(error, "detail", ""))[:300]
                raise LookUpFailed("whatsapp.refused", "Twilio refuses the text: {words}", words=words) from error

        return ask(submit, LookUpFailed)


def whatsapp_address(number: str) -> str:
    """A number as Twilio names it on WhatsApp."""
    return number if number.startswith("whatsapp:") else f"whatsapp:{number}"
