"""How requests reach Twilio: one kept-alive connection per thread and host, fixed timeouts, no retries, no redirects, named hosts only.

It stands under twilio's own client, which keeps its resources and validation. Between "no byte has left" (NotSent) and every other
failure lies the difference between sending again and looking up.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import select
import ssl
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

from core.domain.errors import Refusal

HOSTS = frozenset(f"{product}.twilio.com" for product in ("api", "content", "messaging", "lookups", "pricing"))
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
CONNECT_S, READ_S = 6.0, 13.0
TIMEOUT_S = CONNECT_S + READ_S + 1
IDLE = timedelta(seconds=25)


class NotSent(OSError):
    """No connection could be opened: nothing of the request has left."""


class Transport:
    """What twilio's Client calls to make a request; `base` sends all of it to a stand-in on this machine."""

    is_async = False

    def __init__(self, now: Callable[[], datetime], base: str = "", read_s: float = READ_S) -> None:
        if base and urlsplit(base).hostname not in LOOPBACK:
            raise Refusal("twilio.base", "TWILIO_API_BASE must be an address of this machine, because it receives the credentials.")
        self._now, self._base, self._read_s = now, base.rstrip("/"), read_s
        self._own = threading.local()
        self.skew: timedelta | None = None  # how far the provider's clock was ahead of ours at its last answer

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Any:
        """One request and its whole answer. Raises NotSent, ssl.SSLCertVerificationError, or OSError and HTTPException afterwards."""
        from twilio.http.response import Response

        parts = self._target(url, params)
        body, sent_headers = _encode(data, dict(headers or {}), auth)
        connection = self._connection(parts)
        try:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request(method.upper(), path, body=body, headers=sent_headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except BaseException:
            self._drop(parts.netloc)
            raise
        self._keep_or_drop(parts.netloc, connection, answer.will_close)
        self._own.headers = answer.headers
        self._compare_clocks(answer.headers.get("Date"))
        return Response(answer.status, text, answer.headers)

    def _compare_clocks(self, date: str | None) -> None:
        with contextlib.suppress(TypeError, ValueError):
            if date:
                self.skew = parsedate_to_datetime(date) - self._now()

    @property
    def answer_headers(self) -> Mapping[str, str]:
        """The headers of this thread's last answer."""
        return getattr(self._own, "headers", {})

    def _target(self, url: str, params: Mapping[str, Any] | None) -> SplitResult:
        parts = urlsplit(url)
        if parts.hostname not in HOSTS or parts.scheme != "https":
            raise Refusal("twilio.host", "Requests go to Twilio's own addresses only.")
        given = {k: v for k, v in (params or {}).items() if v is not None}
        query = "&".join(filter(None, (parts.query, urlencode(given, doseq=True))))
        if not self._base:
            return parts._replace(query=query)
        base = urlsplit(self._base)
        return base._replace(path=f"{base.path}/{parts.hostname.split('.')[0]}{parts.path}", query=query)

    def _connection(self, parts: SplitResult) -> http.client.HTTPConnection:
        kept = self._kept().get(parts.netloc)
        if kept and self._now() - kept[1] < IDLE and not _is_closed(kept[0]):
            return kept[0]
        self._drop(parts.netloc)
        connection = _new_connection(parts)
        try:
            connection.connect()
        except ssl.SSLCertVerificationError:
            connection.close()
            raise
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise NotSent(type(error).__name__) from error
        connection.sock.settimeout(self._read_s)
        return connection

    def _kept(self) -> dict[str, tuple[http.client.HTTPConnection, datetime]]:
        if not hasattr(self._own, "connections"):
            self._own.connections = {}
        return self._own.connections

    def _keep_or_drop(self, netloc: str, connection: http.client.HTTPConnection, closes: bool) -> None:
        if closes:
            connection.close()
            self._kept().pop(netloc, None)
        else:
            self._kept()[netloc] = (connection, self._now())

    def _drop(self, netloc: str) -> None:
        connection, _ = self._kept().pop(netloc, (None, None))
        if connection:
            with contextlib.suppress(OSError):
                connection.close()


def _is_closed(connection: http.client.HTTPConnection) -> bool:
    """Whether the other side hung up while the connection was idle: then it is readable although nothing was asked."""
    if connection.sock is None:
        return True
    try:
        if hasattr(select, "poll"):
            poll = select.poll()
            poll.register(connection.sock, select.POLLIN)
            return bool(poll.poll(0))
        return bool(select.select([connection.sock], [], [], 0)[0])
    except (OSError, ValueError):
        return True


def _new_connection(parts: SplitResult) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=CONNECT_S)
    proxy = urlsplit(getproxies().get("https", "")) if host not in LOOPBACK and not proxy_bypass(host) else None
    if proxy and proxy.hostname:
        tunnel = http.client.HTTPSConnection(proxy.hostname, proxy.port or 8080, timeout=CONNECT_S, context=_tls())
        tunnel.set_tunnel(host, parts.port or 443, headers=_proxy_credentials(proxy))
        return tunnel
    return http.client.HTTPSConnection(host, parts.port, timeout=CONNECT_S, context=_tls())


def _proxy_credentials(proxy: SplitResult) -> dict[str, str]:
    return {"Proxy-Authorization": _basic(proxy.username, proxy.password or "")} if proxy.username else {}


@cache
def _tls() -> ssl.SSLContext:
    """The system's roots and certifi's, because some Python installations come without any."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _encode(data: Mapping[str, Any] | None, headers: dict[str, str], auth: tuple[str, str] | None) -> tuple[bytes | None, dict[str, str]]:
    if auth:
        headers["Authorization"] = _basic(*auth)
    if headers.get("Content-Type", "").endswith("json"):
        return json.dumps(data).encode(), headers
    if not data:
        return None, headers
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return urlencode({k: v for k, v in data.items() if v is not None}, doseq=True).encode(), headers


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
