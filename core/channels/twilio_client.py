"""Twilio's client over our transport, and what its answers and errors mean for one message."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable
from typing import Any

from core.channels.protocol import Accepted, Answer, ChannelConfig, InDoubt, Later, LookUpFailed, PollFailed, Rejected, Stop
from core.channels.twilio_transport import NotSent, Transport
from core.domain.errors import Refusal
from core.domain.outcomes import Consequence, answer_to_code

NOT_REACHED = "Twilio could not be reached."
LOST = "The provider's answer was lost."
SERVER_ERROR = "The provider had an error of its own."
_TIMED_OUT_ON_THE_WAY = frozenset({408, 499})


def open_client(config: ChannelConfig) -> Any:
    """A twilio Client that signs in with the API key, else with the account's token. Raises Refusal on a foreign base address."""
    from twilio.rest import Client

    has_key = config.twilio_api_key_sid and config.twilio_api_key_secret
    user = config.twilio_api_key_sid if has_key else config.twilio_account_sid
    secret = config.twilio_api_key_secret if has_key else config.twilio_auth_token
    transport = Transport(config.now, config.twilio_api_base)
    # A non-empty environment keeps the library from reading TWILIO_REGION and TWILIO_EDGE, which would change the hosts.
    return Client(user, secret, config.twilio_account_sid, http_client=transport, environment={"recaudo": "1"})


def hand_over(connect: Callable[[], Any], create: Callable[[Any], Any]) -> Answer:
    """Run one create with the client and say what it came to.

    Only a 4xx, a 429 or a connection that never opened prove that nothing was taken; the rest is in doubt.
    """
    from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException

    client = None
    try:
        client = connect()
        made = create(client)
    except (TwilioRestException, TwilioServiceException) as error:
        return _answer_to_error(client, error)
    except ssl.SSLCertVerificationError:
        return Stop("Twilio's certificate could not be verified. Check this machine's date and network.")
    except NotSent:
        return Later(NOT_REACHED)
    except Refusal as refusal:
        return Stop(refusal.msgid, refusal.code)
    except (TwilioException, http.client.HTTPException, ValueError, OSError):
        return InDoubt(LOST)
    segments = getattr(made, "num_segments", None)
    if not made.sid:
        return InDoubt("The provider answered without an identifier.")
    return Accepted(made.sid, int(segments) if segments and segments.isdigit() and segments != "0" else None)


def _answer_to_error(client: Any, error: Any) -> Answer:
    if error.status == 429:
        return answer_to_code(21611 if error.code == 21611 else 20429, when_seconds=retry_after(client))
    if error.status == 401:
        return answer_to_code(20003)
    if not 400 <= error.status < 500 or error.status in _TIMED_OUT_ON_THE_WAY:
        return InDoubt(SERVER_ERROR)
    detail = str(getattr(error, "msg", "") or getattr(error, "detail", "") or "")
    answer = answer_to_code(error.code, detail.removeprefix("Unable to create record: "), retry_after(client))
    if isinstance(answer, Rejected) and answer.meaning is Consequence.UNKNOWN and error.status == 403:
        return Stop("Twilio does not allow this key to send. Check its permissions.", str(error.code))
    return answer


def retry_after(client: Any) -> int | None:
    """The seconds that the last answer of this thread asked to wait, if it did."""
    value = str(client.http_client.answer_headers.get("Retry-After") or "")
    return int(value) if value.isdigit() else None


def ask(call: Callable[[], Any], failure: type[LookUpFailed] | type[PollFailed]) -> Any:
    """The result of reading calls, with every way in which reading can fail turned into `failure`."""
    from twilio.base.exceptions import TwilioException

    try:
        return call()
    except (TwilioException, http.client.HTTPException, ValueError, OSError) as error:
        raise _failed(error, failure) from error


def _failed(error: Exception, failure: type[LookUpFailed] | type[PollFailed]) -> LookUpFailed | PollFailed:
    """Why reading failed, with what to do where somebody here can do something."""
    reason = _reason(error)
    if isinstance(error, NotSent):
        return failure("twilio.read", "Twilio could not be reached. Check this machine's internet connection and try again.")
    if reason in ("HTTP 401", "HTTP 403", "HTTP 404"):
        return failure("twilio.read", "Twilio does not know these credentials. Copy them again from the Twilio Console ({reason}).",
                       reason=reason)  # fmt: skip
    return failure("twilio.read", "Twilio could not be asked ({reason}).", reason=reason)


def _reason(error: Exception) -> str:
    """A word for people: never the URL, which holds phone numbers."""
    response = error.args[1] if len(error.args) > 1 and hasattr(error.args[1], "status_code") else None
    status = getattr(error, "status", None) or getattr(response, "status_code", None)
    return f"HTTP {status}" if status else type(error).__name__


def status_of(error: BaseException | None) -> int | None:
    """The HTTP status behind a failed reading, None when there was no answer."""
    return getattr(error, "status", None)


def callback_url(config: ChannelConfig, path: str, ref: str) -> str | None:
    """The address Twilio reports to, with the ref that settles a doubt; None without a public address."""
    from urllib.parse import quote

    return f"{config.public_url}/webhooks/twilio/{path}?o={quote(ref, safe='')}" if config.public_url else None
