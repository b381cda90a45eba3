"""What a channel answers, what an error code means for the person, and how the state of a message may move."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Consequence(StrEnum):
    """What a refusal means for the contact point, the text or the channel; UNKNOWN never causes an automatic retry."""

    OPT_OUT = "opt_out"  # the person opted out at the provider: suppress at once, no other channel by itself
    INVALID_NUMBER = "invalid_number"  # no such number: off for every phone channel
    INVALID_EMAIL = "invalid_email"  # no such mailbox
    SMS_OFF = "sms_off"  # not a mobile: SMS off, voice stays
    WHATSAPP_OFF = "whatsapp_off"  # no such WhatsApp user: WhatsApp off, SMS stays
    ROUTE_OFF = "route_off"  # country or route not enabled: fall back, one notice for the owner
    BLOCKED = "blocked"  # blocked by the person or the network: suppress on this channel, a person decides
    SPAM = "spam"  # the text was filtered: stop this text, more of it makes it worse
    RETRY_ONCE = "retry_once"  # passing trouble of the handset or network: once more hours later, then fall back
    TEMPLATE_OFF = "template_off"  # the template or its variables: park every message of it
    WINDOW_CLOSED = "window_closed"  # free text outside the 24 hours of WhatsApp: send the approved template
    WAIT_LONGER = "wait_longer"  # the network limits such messages to this person: longer and longer waits, or fall back
    SENDER_PROBLEM = "sender_problem"  # the sender is wrong or not registered: stop the channel, look at the settings
    TRIAL = "trial"  # limits of a trial account: settings
    SLOW_DOWN = "slow_down"  # too many at once: nothing was taken, later
    PAUSE_DAY = "pause_day"  # daily limit of the sender: pause the channel up to 24 hours
    CHANNEL_STOP = "channel_stop"  # credentials or account: stop the channel, keep what waits
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Accepted:
    """The provider took the message; `segments` is None where it does not say or does not count."""

    provider_id: str
    segments: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class Rejected:
    """The provider refused this message for good; `code` is its own word, `detail` its sentence if it gave one."""

    code: str
    meaning: Consequence
    detail: str = ""


@dataclass(frozen=True)
class Later:
    """Nothing was taken: safe to send again after `when_seconds`, or after the caller's own waiting time when None."""

    why: str
    when_seconds: int | None = None


@dataclass(frozen=True)
class InDoubt:
    """Whether the provider took it is not known: look it up, never send it again blindly."""

    why: str


@dataclass(frozen=True)
class Stop:
    """Nothing was taken and nothing else will be until somebody changes the settings: stop the channel, keep what waits."""

    why: str
    code: str = ""
    detail: str = ""


Answer = Accepted | Rejected | Later | InDoubt | Stop

# Provider code -> (consequence, English sentence, which is the msgid). Twilio's codes, and e-mail's classes of RFC 3463.
_C = Consequence
CODES: dict[str, tuple[Consequence, str]] = {
    "20003": (_C.CHANNEL_STOP, "Twilio did not accept the credentials. Check them in Settings."),
    "30002": (_C.CHANNEL_STOP, "The Twilio account is suspended. Sign in at Twilio to see why."),
    "63051": (_C.CHANNEL_STOP, "The WhatsApp business account is locked. Sign in at Twilio to see why."),
    "20429": (_C.SLOW_DOWN, "Too many requests at once. It goes out again by itself, more slowly."),
    "21611": (_C.SLOW_DOWN, "The sender's queue at Twilio is full. It goes out again by itself later."),
    "63017": (_C.SLOW_DOWN, "Too many messages at once. It goes out again by itself, more slowly."),
    "63018": (_C.PAUSE_DAY, "The daily limit of this WhatsApp sender is reached. It goes on within 24 hours."),
    "21211": (_C.INVALID_NUMBER, "This is not a valid phone number."),
    "30005": (_C.INVALID_NUMBER, "This number does not exist or is no longer in service."),
    "21614": (_C.SMS_OFF, "This number cannot receive text messages. A call may reach it."),
    "30006": (_C.SMS_OFF, "This is a landline or a number that text messages cannot reach. A call may reach it."),
    "21612": (_C.ROUTE_OFF, "This sender cannot reach that number. Another channel may."),
    "21408": (_C.ROUTE_OFF, "Messages to that country are not enabled in the Twilio account."),
    "21215": (_C.ROUTE_OFF, "Calls to that country are not enabled in the Twilio account."),
    "13227": (_C.ROUTE_OFF, "Calls to that country are not enabled in the Twilio account."),
    "21610": (_C.OPT_OUT, "This person asked this sender not to write any more."),
    "30004": (_C.BLOCKED, "The person or their network blocks this sender."),
    "63014": (_C.BLOCKED, "The person blocks this WhatsApp sender."),
    "63032": (_C.WHATSAPP_OFF, "WhatsApp does not deliver business messages to this person."),
    "30007": (_C.SPAM, "The network filtered this text as unwanted. Change the words before sending more."),
    "30003": (_C.RETRY_ONCE, "The handset is off or out of reach."),
    "30008": (_C.RETRY_ONCE, "The network could not deliver it and did not say why."),
    "30001": (_C.RETRY_ONCE, "It waited too long in the provider's queue."),
    "30036": (_C.RETRY_ONCE, "Its time ran out before it could be delivered."),
    "30410": (_C.RETRY_ONCE, "The network did not answer in time."),
    "30450": (_C.RETRY_ONCE, "The network holds messages to this number for some minutes."),
    "30032": (_C.SENDER_PROBLEM, "This toll-free sender is not verified."),
    "30034": (_C.SENDER_PROBLEM, "This sender is not registered for the United States (10DLC)."),
    "63003": (_C.WHATSAPP_OFF, "This number has no WhatsApp."),
    "63024": (_C.WHATSAPP_OFF, "This person cannot receive WhatsApp business messages."),
    "63016": (_C.WINDOW_CLOSED, "More than 24 hours since the person last wrote: WhatsApp takes only an approved template."),
    "63040": (_C.TEMPLATE_OFF, "WhatsApp rejected this template."),
    "63041": (_C.TEMPLATE_OFF, "WhatsApp paused this template because people complained or blocked."),
    "63042": (_C.TEMPLATE_OFF, "WhatsApp disabled this template."),
    "63049": (_C.WAIT_LONGER, "WhatsApp holds back messages of this kind to this person."),
    "21602": (_C.TEMPLATE_OFF, "The message has no text."),
    "21617": (_C.TEMPLATE_OFF, "The text is longer than 1,600 characters."),
    "21655": (_C.TEMPLATE_OFF, "The WhatsApp template does not exist in this account."),
    "21656": (_C.TEMPLATE_OFF, "The values for the WhatsApp template are not as it expects them."),
    "63013": (_C.TEMPLATE_OFF, "The values for the WhatsApp template break its rules."),
    "63021": (_C.TEMPLATE_OFF, "The finished WhatsApp text is not allowed: too long or of the wrong form."),
    "63028": (_C.TEMPLATE_OFF, "The number of values does not fit the WhatsApp template."),
    "21603": (_C.SENDER_PROBLEM, "No sender is set."),
    "21606": (_C.SENDER_PROBLEM, "This sender does not belong to the account or cannot send messages."),
    "21212": (_C.SENDER_PROBLEM, "This sender is not a valid number."),
    "21703": (_C.SENDER_PROBLEM, "The Messaging Service has no sender."),
    "21704": (_C.SENDER_PROBLEM, "The Messaging Service has no sender for this kind of message."),
    "63007": (_C.SENDER_PROBLEM, "This WhatsApp sender does not belong to the account."),
    "21910": (_C.SENDER_PROBLEM, "The sender and the recipient are of different channels."),
    "21608": (_C.TRIAL, "A trial account writes only to verified numbers."),
    "572006": (_C.TRIAL, "A trial account sends only Twilio's own example texts."),
    "10002": (_C.TRIAL, "This is a trial account with limits."),
    "busy": (_C.RETRY_ONCE, "The line was busy."),
    "no-answer": (_C.RETRY_ONCE, "Nobody answered."),
    "machine": (_C.RETRY_ONCE, "An answering machine took the call."),
    "complaint": (_C.OPT_OUT, "The person marked the message as unwanted at their mail provider."),
    "mail.address": (_C.INVALID_EMAIL, "This mailbox does not exist."),
    "mail.full": (_C.RETRY_ONCE, "The mailbox is full."),
    "mail.policy": (_C.BLOCKED, "The receiving server refuses mail from this sender. Check SPF, DKIM and DMARC."),
    "mail.size": (_C.TEMPLATE_OFF, "The receiving server refuses the form or size of this message."),
    "mail.passing": (_C.RETRY_ONCE, "The receiving server could not take it for now."),
}


def consequence_of(code: str | int | None) -> Consequence:
    """What a provider's code means; UNKNOWN for none or one that is not in the table."""
    return CODES[str(code)][0] if str(code) in CODES else Consequence.UNKNOWN


def answer_to_code(code: str | int, detail: str = "", when_seconds: int | None = None) -> Answer:
    """The answer that a refusal with this code is: most are final, some stop the channel, some only wait."""
    code = str(code)
    meaning = consequence_of(code)
    if meaning in (Consequence.CHANNEL_STOP, Consequence.SENDER_PROBLEM, Consequence.TRIAL):
        return Stop(CODES[code][1], code, detail)
    if meaning is Consequence.SLOW_DOWN:
        return Later(CODES[code][1], when_seconds)
    if meaning is Consequence.PAUSE_DAY:
        return Later(CODES[code][1], when_seconds or 24 * 3600)
    return Rejected(code, meaning, detail)


_NO_MAILBOX = re.compile(r"does not exist|user unknown|unknown user|no such (user|mailbox)|domain name not found|recipient rejected", re.I)
_FULL = re.compile(r"mailbox (is )?full|over ?quota|quota exceeded", re.I)


def mail_code(status: str, diagnostic: str = "") -> str:
    """The row of CODES for an enhanced status such as "5.1.1" (RFC 3463), a reply code such as "550", or the server's words."""
    found = re.search(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b", f"{status} {diagnostic}")
    kind, subject, detail = found.groups() if found else (status[:1], "", "")
    if (subject, detail) == ("2", "2") or _FULL.search(diagnostic):
        return "mail.full"
    if kind == "4":
        return "mail.passing"
    if (subject, detail) in {("1", "7"), ("1", "8")} or subject == "7":
        return "mail.policy"
    if subject == "1" or (subject, detail) in {("2", "1"), ("4", "4")} or _NO_MAILBOX.search(diagnostic):
        return "mail.address"
    if subject in ("3", "6") or (subject, detail) in {("2", "3"), ("5", "6")} or status == "552":
        return "mail.size"
    return "mail.unknown"


RANK = {s: i for i, s in enumerate(("scheduled", "accepted", "queued", "sending", "sent", "delivered", "read"))}
BAD = frozenset({"undelivered", "failed", "canceled"})


def merge_state(old: str | None, new: str) -> str:
    """The state after a report: reports repeat and overtake each other, so a state never goes back."""
    if old is None:
        return new
    if (new not in RANK and new not in BAD) or old in BAD or old == "read":
        return old
    if new in BAD:
        return old if old == "delivered" else new
    return new if RANK[new] > RANK.get(old, -1) else old
