"""Our inbox over IMAP: read without marking as read, and the Sent folder as proof of what an earlier attempt sent."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from core.channels.mail_reading import Mail, read_mail
from core.channels.protocol import ChannelConfig, CheckResult, LookUpFailed, PollFailed

TIMEOUT_S = 20.0
LARGEST = 262_144  # bytes of a mail that are read; what follows is attachments
AT_ONCE = 40
REMEMBERED = 5_000
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ARRIVED = re.compile(rb'INTERNALDATE " ?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d{2})(\d{2})"')
_UID = re.compile(rb"UID (\d+)")
_FOLDER = re.compile(rb'\((?P<flags>[^)]*)\) (?:"[^"]*"|NIL) (?P<name>.+)$')
_SENT_NAMES = (b"sent", b"sent items", b"sent mail", b"inbox.sent", b"enviados", b"elementos enviados", b"enviadas")


class Inbox:
    """One mailbox. Every call signs in anew; what was read once is remembered by its UID."""

    def __init__(self, config: ChannelConfig) -> None:
        self._config = config
        self._read: dict[tuple[bytes, bytes], Mail] = {}

    def read_since(self, moment: datetime) -> list[Mail]:
        """The mails that arrived since the day before `moment`, oldest first. Raises PollFailed."""
        return self._with_connection(PollFailed, lambda connection: self._read_since(connection, moment))

    def _read_since(self, connection: imaplib.IMAP4, moment: datetime) -> list[Mail]:
        _expect(connection.select("INBOX", readonly=True))
        validity = (connection.response("UIDVALIDITY")[1] or [b""])[0] or b""
        uids = _search(connection, "SINCE", _day(moment - timedelta(days=1)))
        fresh = [u for u in uids if (validity, u) not in self._read]
        for start in range(0, len(fresh), AT_ONCE):
            for uid, mail in _fetch(connection, fresh[start : start + AT_ONCE]):
                self._read[validity, uid] = mail
        found = [self._read[validity, u] for u in uids if (validity, u) in self._read]
        for old in list(self._read)[: max(0, len(self._read) - REMEMBERED)]:
            del self._read[old]
        return found

    def has_sent(self, message_id: str, since: datetime) -> bool:
        """Whether the Sent folder holds a message. Raises LookUpFailed also when that folder keeps no copies of what goes out by SMTP."""
        return self._with_connection(LookUpFailed, lambda connection: _has_sent(connection, message_id, since))

    def sent_to(self, address: str, since: datetime) -> list[str]:
        """The Message-IDs of ours in the Sent folder that went to an address since a day. Raises LookUpFailed."""
        return self._with_connection(LookUpFailed, lambda connection: _sent_to(connection, address, since))

    def check(self) -> CheckResult:
        """Whether the login works and the inbox opens."""
        try:
            self._with_connection(LookUpFailed, lambda connection: _expect(connection.select("INBOX", readonly=True)))
        except LookUpFailed as failure:
            return CheckResult("inbox", False, failure.msgid, failure.values)
        return CheckResult("inbox", True, "The inbox opens: answers and returned mail will be seen.")

    def _with_connection(self, failure: type[PollFailed] | type[LookUpFailed], work: Callable[[imaplib.IMAP4], Any]) -> Any:
        try:
            with self._connection() as connection:
                return work(connection)
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            raise failure("mail.inbox", "The inbox could not be read ({reason}).", reason=type(error).__name__) from error

    @contextmanager
    def _connection(self) -> Iterator[imaplib.IMAP4]:
        host, port = self._config.imap_host, self._config.imap_port
        if self._config.imap_tls == "none" and host not in _LOOPBACK:
            raise ValueError("without TLS only on this machine")
        if self._config.imap_tls == "none":
            connection: imaplib.IMAP4 = imaplib.IMAP4(host, port, timeout=TIMEOUT_S)
        else:
            connection = imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_S)
        try:
            connection.login(self._config.imap_user, self._config.imap_password)
            yield connection
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                connection.logout()


def _has_sent(connection: imaplib.IMAP4, message_id: str, since: datetime) -> bool:
    folder = _sent_folder(connection)
    if folder is None:
        raise LookUpFailed("mail.sent", "The mailbox has no folder of sent mail to look in.")
    _expect(connection.select(folder, readonly=True))
    if _search(connection, "HEADER", "Message-ID", f'"{message_id}"'):
        return True
    if not _search(connection, "SINCE", _day(since - timedelta(days=30)), "HEADER", "Message-ID", '"<outbox-"'):
        raise LookUpFailed("mail.sent", "The folder of sent mail keeps no copies of what is sent from here, so it proves nothing.")
    return False


def _sent_to(connection: imaplib.IMAP4, address: str, since: datetime) -> list[str]:
    """Called after `_has_sent` proved that the folder keeps what we send."""
    folder = _sent_folder(connection)
    if folder is None:
        raise LookUpFailed("mail.sent", "The mailbox has no folder of sent mail to look in.")
    _expect(connection.select(folder, readonly=True))
    criteria = ("SINCE", _day(since), "TO", f'"{address}"', "HEADER", "Message-ID", '"<outbox-"')
    uids = _search(connection, *criteria)
    return [mail.message_id for _uid, mail in _fetch(connection, uids)] if uids else []


def _sent_folder(connection: imaplib.IMAP4) -> str | None:
    """The folder marked as sent mail (RFC 6154), else one with a usual name."""
    folders = [m for line in _expect(connection.list()) if isinstance(line, bytes) and (m := _FOLDER.match(line))]
    marked = [m["name"] for m in folders if b"\\sent" in m["flags"].lower()]
    named = [m["name"] for m in folders if m["name"].strip(b'"').lower() in _SENT_NAMES]
    return next((name.decode() for name in marked + named), None)


def _search(connection: imaplib.IMAP4, *criteria: str) -> list[bytes]:
    return (_expect(connection.uid("SEARCH", *criteria))[0] or b"").split()


def _fetch(connection: imaplib.IMAP4, uids: list[bytes]) -> Iterator[tuple[bytes, Mail]]:
    answer = _expect(connection.uid("FETCH", b",".join(uids).decode(), f"(UID INTERNALDATE BODY.PEEK[]<0.{LARGEST}>)"))
    for n, item in enumerate(answer):
        if not isinstance(item, tuple):
            continue
        following = answer[n + 1] if n + 1 < len(answer) and isinstance(answer[n + 1], bytes) else b""
        head = item[0] + b" " + following
        uid, arrived = _UID.search(head), _ARRIVED.search(head)
        if uid and arrived:
            yield uid[1], read_mail(item[1], _instant(arrived))


def _expect(answer: tuple[str, list[Any]]) -> list[Any]:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error("refused")
    return answer[1]


def _day(moment: datetime) -> str:
    """A date as IMAP writes it, whatever the machine's language."""
    return f"{moment.day:02d}-{_MONTHS[moment.month - 1]}-{moment.year}"


def _instant(found: re.Match[bytes]) -> datetime:
    day, month, year, hour, minute, second, zone_hours, zone_minutes = (g.decode() for g in found.groups())
    local = datetime(int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    sign = -1 if zone_hours.startswith("-") else 1
    return local - sign * timedelta(hours=abs(int(zone_hours)), minutes=int(zone_minutes))
