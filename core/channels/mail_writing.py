"""How a mail of ours is written: plain text beside HTML, our own stable Message-ID, marked as automatic, with a way out."""

from __future__ import annotations

import email.policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from core.channels.protocol import ChannelConfig, Outbound


def message_id_of(message: Outbound, config: ChannelConfig) -> str:
    """The Message-ID: the same over all attempts of one row, so that mailboxes and the Sent folder know it again."""
    return message.message_id_header or f"<outbox-{message.ref}@{config.smtp_from.rpartition('@')[2]}>"


def write_mail(message: Outbound, config: ChannelConfig) -> bytes:
    """The whole mail as bytes. Raises ValueError on a line break in a header."""
    mail = EmailMessage(policy=email.policy.SMTP)
    user, _, domain = config.smtp_from.rpartition("@")
    mail["From"] = Address(config.smtp_from_name or message.company_name or config.company_name, user, domain)
    mail["To"] = message.to
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(config.now())
    mail["Message-ID"] = message_id_of(message, config)
    if message.in_reply_to:
        mail["In-Reply-To"] = mail["References"] = message.in_reply_to
    else:
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: vacation robots stay silent; an agent's own answer is not automatic
    mail["Content-Language"] = message.language
    _offer_way_out(mail, message)
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    # Headers are not folded at 78: a long address in angle brackets would be broken or encoded, and then be no address any more.
    return mail.as_bytes(policy=email.policy.SMTP.clone(max_line_length=998))


def _offer_way_out(mail: EmailMessage, message: Outbound) -> None:
    """RFC 2369 and, only with an https address, RFC 8058's one click."""
    ways = [f"<{message.unsubscribe_url}>"] if message.unsubscribe_url else []
    if message.unsubscribe_mailto:
        ways.append(f"<mailto:{message.unsubscribe_mailto}>")
    if ways:
        mail["List-Unsubscribe"] = ", ".join(ways)
    if message.unsubscribe_url and message.unsubscribe_url.startswith("https://"):
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
