"""The cast and the stand-ins that the channels talk to."""

from datetime import UTC, datetime, timedelta

import pytest

from core.channels.protocol import ChannelConfig, Outbound
from tests.channels.twilio_contract import assert_valid
from tests.channels.twilio_stand_in import ACCOUNT, StandIn

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.at = START

    def __call__(self):
        return self.at

    def pass_by(self, **kw):
        self.at += timedelta(**kw)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def twilio(clock):
    """Twilio's stand-in; at the end every request it got must have been one that Twilio takes."""
    world = StandIn(clock)
    yield world
    world.close()
    for request in world.requests:
        assert_valid(*request)


@pytest.fixture
def config(clock, twilio):
    return ChannelConfig(
        now=clock, twilio_account_sid=ACCOUNT, twilio_auth_token="fake-token", twilio_sms_from="+15005550006",
        twilio_whatsapp_from="+14155238886", twilio_voice_from="+15005550006", twilio_api_base=twilio.url,
    )  # fmt: skip


@pytest.fixture
def to_ana():
    """A message to Ana; any field can be given."""

    def make(ref="r1", channel="sms", to="+525512345678", text="Hola Ana, su factura F-1 vence hoy. r1", **kw):
        return Outbound(ref=ref, channel=channel, to=to, text=text, customer_name="Ana López", company_name="Ferretería Sol", **kw)

    return make
