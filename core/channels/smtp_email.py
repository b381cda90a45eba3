"""E-mail over SMTP, step by step, so that what happened before the text left is told from what happened after."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
import threading
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from core.channels.imap_inbox import Inbox
from core.channels.mail_writing import message_id_of, write_mail
from core.channels.protocol import (
    UNSURE,
    Accepted,
    Answer,
    ChannelConfig,
    CheckResult,
    Cost,
    Found,
    Inbound,
    InDoubt,
    Later,
    Outbound,
    Rejected,
    StateReport,
    Stop,
    Unsure,
)
from core.domain.outcomes import Consequence, consequence_of, mail_code

SOCKET_S = 15.0
TIMEOUT_S = 90.0  # a whole dialogue of several steps
IDLE = timedelta(seconds=15)
GREYLISTED_S = 15 * 60
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ONE_ADDRESS = re.compile(r"[!-+\--:<-?A-~]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_NOT_REACHED = "The mail server could not be reached."


class SmtpEmail:
    """The channel. Without an inbox it only sends: answers and returned mail stay unseen, and a lost answer goes to a person."""

    name, kind, simulated, timeout_s, max_in_flight = "e-mail", "email", False, TIMEOUT_S, 4

    def __init__(self, config: ChannelConfig) -> None:
        self._config = config
        self._inbox = Inbox(config) if config.imap_host else None
        self._own = threading.local()

    def send(self, message: Outbound) -> Answer:
        """Hand the mail to the server once."""
        if not _ONE_ADDRESS.fullmatch(message.to):
            return Rejected("mail.address", Consequence.INVALID_EMAIL)
        try:
            raw = write_mail(message, self._config)
        except ValueError as error:
            return Rejected("mail.form", Consequence.TEMPLATE_OFF, str(error))
        try:
            server = self._server()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return _answer_before(error)
        return self._deliver(server, message, raw)

    def _server(self) -> smtplib.SMTP:
        """This thread's open session, when it is young and answers, else a new one."""
        kept, used = getattr(self._own, "session", (None, None))
        if kept and used and self._config.now() - used < IDLE:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                if kept.rset()[0] == 250:
                    return kept
        self._leave()
        return open_server(self._config)

    def _deliver(self, server: smtplib.SMTP, message: Outbound, raw: bytes) -> Answer:
        in_data = False
        try:
            for step, argument in ((server.mail, self._config.smtp_from), (server.rcpt, message.to)):
                code, words = step(argument)
                if code not in (250, 251):
                    self._keep(server)
                    return _answer_to_reply(code, words, of_sender=step == server.mail)
            in_data = True
            code, words = server.data(raw)
        except smtplib.SMTPDataError as error:  # refused before the text
            _close(server)
            return _answer_to_reply(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            _close(server)
            return InDoubt("The provider's answer was lost.") if in_data else _answer_before(error)
        self._keep(server)
        return Accepted(message_id_of(message, self._config), None, _text(words)) if code == 250 else _answer_to_reply(code, words)

    def _keep(self, server: smtplib.SMTP) -> None:
        self._own.session = (server, self._config.now())

    def _leave(self) -> None:
        server, _ = getattr(self._own, "session", (None, None))
        self._own.session = (None, None)
        if server:
            _close(server)

    def look_up(self, message: Outbound, claimed_at: datetime, known_ids: Collection[str]) -> Found | None:
        """Whether the Sent folder has it. Raises LookUpFailed when there is none that could prove it, Unsure when another one may be it."""
        message_id = message_id_of(message, self._config)
        if self._inbox is None:
            raise Unsure("mail.sent", "Without access to the mailbox nobody can look whether the mail left.")
        if self._inbox.has_sent(message_id, claimed_at) and message_id not in known_ids:
            return Found(message_id, "sent")
        if message.is_restored and set(self._inbox.sent_to(message.to, claimed_at)) - set(known_ids):
            raise Unsure("lookup.unsure", UNSURE)
        return None

    def state_of(self, provider_id: str) -> StateReport | None:
        """Mail servers answer no such question."""
        return None

    def states_since(self, moment: datetime) -> Iterable[StateReport]:
        """Returned mail and complaints about ours; a delay is neither. Raises PollFailed."""
        found: list[StateReport] = []
        for mail in self._inbox.read_since(moment) if self._inbox else []:
            if mail.ours and mail.kind == "complaint":
                found.append(StateReport(mail.ours, "delivered", "complaint", None, None, mail.at))
            for failure in mail.failures if mail.ours and mail.kind == "bounce" else ():
                if failure.action != "delayed":
                    code = mail_code(failure.status, failure.diagnostic)
                    found.append(StateReport(mail.ours or "", "undelivered", code, None, None, mail.at))
        return found

    def replies_since(self, moment: datetime) -> Iterable[Inbound]:
        """What people and their robots answered. Raises PollFailed."""
        mails = self._inbox.read_since(moment) if self._inbox else []
        return [
            Inbound(m.message_id, self.kind, m.from_address, m.to_address, m.text, m.at, m.ref, m.kind == "auto", m.subject)
            for m in mails
            if m.kind in ("reply", "auto") and m.message_id and m.from_address != self._config.smtp_from.lower()
        ]

    def check(self) -> list[CheckResult]:
        """Whether both logins work; sends nothing."""
        try:
            _close(open_server(self._config))
            found = [CheckResult("server", True, "The mail server accepts the login.")]
        except (smtplib.SMTPException, OSError, ValueError) as error:
            answer = _answer_before(error)
            found = [CheckResult("server", False, answer.why)]
        if self._inbox is None:
            return [*found, CheckResult("inbox", False, "No inbox is set: answers and returned mail will not be seen.")]
        return [*found, self._inbox.check()]

    def estimate(self, message: Outbound) -> Cost:
        """E-mail costs nothing by the piece."""
        return Cost(1, 0, None)


def open_server(config: ChannelConfig) -> smtplib.SMTP:
    """A session that is encrypted and signed in. Raises SMTPException, OSError, or ValueError when TLS is off beyond this machine."""
    if config.smtp_tls == "none" and config.smtp_host not in _LOOPBACK:
        raise ValueError("without TLS only on this machine")
    if config.smtp_tls == "implicit":
        server: smtplib.SMTP = smtplib.SMTP_SSL(config.smtp_host, config.smtp_port, timeout=SOCKET_S, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(config.smtp_host, config.smtp_port, timeout=SOCKET_S)
    try:
        server.ehlo_or_helo_if_needed()
        if config.smtp_tls == "starttls":
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if config.smtp_user:
            server.login(config.smtp_user, config.smtp_password)
    except (smtplib.SMTPException, OSError):
        _close(server)
        raise
    return server


def _answer_before(error: Exception) -> Later | Stop:
    """What an error before the text left means: settings that are wrong stop the channel, the rest passes."""
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return Stop("The mail server did not accept the user name and password.", str(error.smtp_code))
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Stop("The mail server does not offer what the settings ask for (encryption or login).")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Stop("The mail server's certificate could not be verified.")
    if isinstance(error, ValueError):
        return Stop("Mail without encryption goes to a server on this machine only.")
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500:
        return Stop("The mail server refuses the connection.", str(error.smtp_code))
    return Later(_NOT_REACHED)


def _answer_to_reply(code: int, words: bytes | str, of_sender: bool = False) -> Answer:
    text = _text(words)
    if 400 <= code < 500:
        return Later("The mail server asks to wait.", 60 if code == 421 else GREYLISTED_S)
    if not 500 <= code < 600:
        return InDoubt("The provider's answer was lost.")
    meaning = mail_code(str(code), text)
    if of_sender or meaning == "mail.policy":
        return Stop("The mail server refuses mail from this sender.", str(code), text)
    return Rejected(meaning, consequence_of(meaning), f"{code} {text}")


def _text(words: bytes | str) -> str:
    return " ".join((words.decode(errors="replace") if isinstance(words, bytes) else words).split())[:300]


def _close(server: smtplib.SMTP) -> None:
    """Leave politely; whatever the server answers to that changes nothing."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()
