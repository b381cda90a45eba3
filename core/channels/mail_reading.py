"""What a mail in our inbox is: a failure or delay of one of ours, a complaint, a robot's answer, or a person's reply.

Formats: RFC 3464 (delivery status), RFC 5965 (complaints), RFC 3834 (automatic answers). Anyone can forge any of them, so a failure or
complaint only counts with the Message-ID of a message of ours in it.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message
from email.utils import getaddresses, parseaddr

from core.channels.mail_text import plain_text, without_quote

OURS = re.compile(r"<outbox-([\w.~-]+)@[^>\s]+>")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_ENHANCED = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")
_ORIGINAL = re.compile(r"^-*\s*original message", re.I | re.M)
_ROBOT_SUBJECT = re.compile(
    r"^(respuesta autom|automatic reply|auto(matic)?[ -]?reply|resposta autom|out of office|fuera de (la )?oficina)", re.I
)
_POSTMASTER = re.compile(r"^(mailer-daemon|postmaster)@", re.I)
_STILL_TRYING = re.compile(r"warning only|will be retried|still being retried|delayed", re.I)


@dataclass(frozen=True)
class Failure:
    """One recipient of a delivery report: `action` failed or delayed, `status` such as "5.1.1", the server's words."""

    address: str
    action: str
    status: str
    diagnostic: str


@dataclass(frozen=True)
class Mail:
    """One mail; `kind` is 'bounce', 'complaint', 'auto' or 'reply'; `ours` is the Message-ID of ours it is about, `ref` its outbox ref."""

    kind: str
    message_id: str
    ours: str | None
    ref: str | None
    from_address: str
    to_address: str
    subject: str
    text: str
    at: datetime
    failures: tuple[Failure, ...] = ()


def read_mail(raw: bytes, at: datetime) -> Mail:
    """Read one mail that arrived at `at`; never raises on broken MIME."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    failures = tuple(_reported(message)) or tuple(_guessed(message))
    complaint = message.get_param("report-type") == "feedback-report"
    if failures or complaint:
        found = OURS.search(raw.decode("utf-8", "replace"))
        return _mail("complaint" if complaint else "bounce", message, found, "", at, failures)
    found = OURS.search(_header(message, "In-Reply-To")) or _last(OURS, _header(message, "References"))
    kind = "auto" if _is_robot(message) else "reply"
    return _mail(kind, message, found, without_quote(plain_text(_modern(raw))), at, ())


def _mail(kind: str, message: Message, ours: re.Match[str] | None, text: str, at: datetime, failures: tuple[Failure, ...]) -> Mail:
    sender = parseaddr(_header(message, "From"))[1].lower()
    receivers = [a.lower() for _, a in getaddresses([_header(message, "Delivered-To") or _header(message, "To")]) if a]
    subject = _decoded(_header(message, "Subject"))
    about, ref = (ours[0], ours[1]) if ours else (None, None)
    message_id = _header(message, "Message-ID").strip() or f"<none-{hashlib.sha256(message.as_bytes()).hexdigest()[:32]}>"
    return Mail(kind, message_id, about, ref, sender, receivers[0] if receivers else "", subject, text, at, failures)


def _modern(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return message  # type: ignore[return-value]


def _reported(message: Message) -> Iterator[Failure]:
    """The recipients of every delivery report inside, whatever surrounds it."""
    for part in message.walk():
        blocks = part.get_payload() if part.get_content_type() == "message/delivery-status" else []
        for block in (b for b in blocks if isinstance(b, Message)) if isinstance(blocks, list) else ():
            address = _header(block, "Final-Recipient") or _header(block, "Original-Recipient")
            if address and not _header(block, "Action").strip().lower().startswith(("delivered", "relayed", "expanded")):
                action, status = _header(block, "Action").strip().lower(), _header(block, "Status").strip()
                words = " ".join(_header(block, "Diagnostic-Code").split())
                yield Failure(address.split(";")[-1].strip(" <>"), action, status, words[:400])


def _guessed(message: Message) -> Iterator[Failure]:
    """The recipient of a failure told in plain words, as Gmail and old servers do."""
    failed = _header(message, "X-Failed-Recipients")
    if not failed and not _POSTMASTER.match(parseaddr(_header(message, "From"))[1]):
        return
    payload = message.get_payload(decode=True)
    words = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    words = _ORIGINAL.split(words)[0]
    address = _ADDRESS.search(failed or words)
    if address:
        code = _ENHANCED.search(words)
        action = "delayed" if _STILL_TRYING.search(words) else "failed"
        yield Failure(address[0], action, code[0] if code else "", " ".join(words.split())[:400])


def _is_robot(message: Message) -> bool:
    submitted = (_header(message, "Auto-Submitted") or "no").partition(";")[0].strip().lower()
    marked = any(_header(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress-Reply"))
    bulk = _header(message, "Precedence").strip().lower() in ("bulk", "junk", "auto_reply")
    return submitted != "no" or marked or bulk or bool(_ROBOT_SUBJECT.match(_decoded(_header(message, "Subject"))))


def _header(message: Message, name: str) -> str:
    return str(message.get(name) or "")


def _decoded(text: str) -> str:
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(text)))
    except (LookupError, ValueError):
        return text


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(iter(reversed([*pattern.finditer(text)])), None)
