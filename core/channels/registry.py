"""Which channels are active: one line for each, loaded only when it is configured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from core.channels.protocol import Channel, ChannelConfig

KINDS = ("sms", "whatsapp", "email", "voice")


def has_twilio(config: ChannelConfig) -> bool:
    """Whether the account and a way to sign in to it are set."""
    key = config.twilio_api_key_sid and config.twilio_api_key_secret
    return bool(config.twilio_account_sid and (key or config.twilio_auth_token))


@dataclass(frozen=True)
class Line:
    """A channel: its kind, when it counts as configured, and the class that is built from the configuration."""

    kind: str
    is_configured: Callable[[ChannelConfig], bool]
    module: str
    factory: str


CHANNELS = (
    Line("sms", lambda c: has_twilio(c) and bool(c.twilio_sms_from or c.twilio_messaging_service_sid), "twilio_sms", "TwilioSms"),
    Line("whatsapp", lambda c: has_twilio(c) and bool(c.twilio_whatsapp_from), "twilio_whatsapp", "TwilioWhatsApp"),
    Line("email", lambda c: bool(c.smtp_host and c.smtp_from), "smtp_email", "SmtpEmail"),
    Line("voice", lambda c: has_twilio(c) and bool(c.twilio_voice_from), "twilio_voice", "TwilioVoice"),
)


def active_channels(config: ChannelConfig) -> dict[str, Channel]:
    """The channels by kind. Nothing configured, or `simulate`: a simulator of each kind. Else only what is configured."""
    lines = [line for line in CHANNELS if line.is_configured(config)]
    if config.simulate or not lines:
        return simulated_channels(config)
    return {line.kind: getattr(import_module(f"core.channels.{line.module}"), line.factory)(config) for line in lines}


def simulated_channels(config: ChannelConfig) -> dict[str, Channel]:
    """A simulator of each kind over one store: a file in the data folder, or memory when there is none."""
    from core.channels.simulator import Simulator
    from core.channels.simulator_store import FileStore, MemoryStore

    store = FileStore(config.data_folder / "simulated.jsonl") if config.data_folder else MemoryStore()
    return {kind: Simulator(kind, config.now, store, config.simulated_outcomes, prices=config.prices) for kind in KINDS}
