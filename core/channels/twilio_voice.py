"""Calls through Twilio: the text is spoken, machines are recognised, keys ask for a repetition or a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from core.channels.prices import price_of
from core.channels.protocol import (
    Answer,
    ChannelConfig,
    CheckResult,
    Cost,
    Found,
    Inbound,
    LookUpFailed,
    Outbound,
    PollFailed,
    StateReport,
)
from core.channels.twilio_checks import check_account, check_number
from core.channels.twilio_client import ask, callback_url, hand_over, open_client, status_of
from core.channels.twilio_messages import A_DAY, SLACK, to_price
from core.channels.twilio_transport import TIMEOUT_S
from core.channels.twilio_voice_script import speak_once

RING_S, LONGEST_CALL_S = 25, 120
EVENTS_AFTER = timedelta(minutes=16)  # Twilio shows the events of a call a quarter of an hour after it ended
_STATES = {
    "queued": "queued", "initiated": "queued", "ringing": "sending", "in-progress": "sent", "completed": "delivered",
    "busy": "undelivered", "no-answer": "undelivered", "failed": "failed", "canceled": "canceled",
}  # fmt: skip


class TwilioVoice:
    """The channel. With a public address the call first asks who answered; without one it only speaks the text."""

    name, kind, simulated, timeout_s, max_in_flight = "Twilio voice", "voice", False, TIMEOUT_S, 1

    def __init__(self, config: ChannelConfig) -> None:
        self._config = config
        self._keys_read: dict[str, Inbound | None] = {}

    @cached_property
    def _client(self) -> Any:
        return open_client(self._config)

    @property
    def clock_skew(self) -> timedelta | None:
        """How far Twilio's clock was ahead of this machine's at its last answer."""
        return self._client.http_client.skew

    def send(self, message: Outbound) -> Answer:
        """Hand the call to Twilio once."""
        return hand_over(lambda: self._client, lambda client: client.calls.create(**self._fields(message)))

    def _fields(self, message: Outbound) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "to": message.to, "from_": message.sender or self._config.twilio_voice_from,
            "machine_detection": "Enable", "timeout": RING_S, "time_limit": LONGEST_CALL_S,
        }  # fmt: skip
        if url := callback_url(self._config, "voice", message.ref):
            events = ["initiated", "ringing", "answered", "completed"]
            return fields | {"url": url, "status_callback": f"{url}&s=status", "status_callback_event": events}
        return fields | {"twiml": speak_once(message, self._config.twilio_voice_bin_url)}

    def look_up(self, message: Outbound, claimed_at: datetime, known_ids: Collection[str]) -> Found | None:
        """The call this attempt made: calls carry no text, so any unknown one to this number since then. Raises LookUpFailed."""
        sender = message.sender or self._config.twilio_voice_from
        for call in ask(lambda: self._client.calls.list(to=message.to, from_=sender, limit=50), LookUpFailed):
            fresh = call.date_created is None or call.date_created >= claimed_at - SLACK
            if fresh and call.sid not in known_ids and (call.direction or "outbound").startswith("outbound"):
                return Found(call.sid, to_report(call).state)
        return None

    def state_of(self, provider_id: str) -> StateReport | None:
        """The present state of one call. Raises LookUpFailed."""
        try:
            return to_report(ask(lambda: self._client.calls(provider_id).fetch(), LookUpFailed))
        except LookUpFailed as failure:
            if status_of(failure.__cause__) == 404:
                return None
            raise

    def states_since(self, moment: datetime) -> Iterable[StateReport]:
        """States of the calls made since the day before. Raises PollFailed."""
        return [to_report(c) for c in self._calls_since(moment)]

    def _calls_since(self, moment: datetime) -> list[Any]:
        since, sender = moment.astimezone(UTC) - A_DAY, self._config.twilio_voice_from
        return ask(lambda: self._client.calls.list(from_=sender, start_time_after=since, page_size=1000), PollFailed)

    def replies_since(self, moment: datetime) -> Iterable[Inbound]:
        """Keys that people pressed, read from the calls' events where a TwiML Bin collects them. Raises PollFailed."""
        if self._config.public_url or not self._config.twilio_voice_bin_url:
            return []
        ended = [c for c in self._calls_since(moment) if c.status == "completed" and c.end_time and not _is_machine(c)]
        return [reply for call in ended if (reply := self._keys_of(call))]

    def _keys_of(self, call: Any) -> Inbound | None:
        if call.sid in self._keys_read:
            return self._keys_read[call.sid]
        events = ask(lambda: self._client.calls(call.sid).events.list(limit=100), PollFailed)
        keys = [str((e.request or {}).get("parameters", {}).get("digits") or "") for e in events]
        pressed = next((k for k in keys if k), "")
        found = Inbound(f"{call.sid}-keys", "voice", call.to, self._config.twilio_voice_from, pressed, call.end_time) if pressed else None
        if found or self._config.now() - call.end_time > EVENTS_AFTER:
            self._keys_read[call.sid] = found
        return found

    def check(self) -> list[CheckResult]:
        """Account, balance, number, and whether the call can ask who answered."""
        found = check_account(self._client, self._config.twilio_account_sid)
        found += check_number(self._client, self._config.twilio_voice_from, "voice")
        if not self._config.public_url:
            sentence = "Without a public address a call cannot ask who answered: write voice templates that say nothing private."
            found.append(CheckResult("public address", True, sentence))
        return found

    def estimate(self, message: Outbound) -> Cost:
        """One call at the configured price."""
        return price_of(self._config.prices, self.kind, message.to, 1)


def to_report(call: Any) -> StateReport:
    """A call as a state: a machine that answered is no contact, and says so in its code."""
    state, code = _STATES.get(call.status or "", "queued"), None
    if call.status in ("busy", "no-answer"):
        code = call.status
    if call.status == "completed" and _is_machine(call):
        state, code = "undelivered", "machine"
    at = call.end_time or call.start_time or call.date_updated or call.date_created
    return StateReport(call.sid, state, code, to_price(call.price), call.price_unit, at)


def _is_machine(call: Any) -> bool:
    return (call.answered_by or "").startswith(("machine", "fax"))
