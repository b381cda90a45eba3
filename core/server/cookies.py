"""The session cookie, and who stands behind it: looked up at every request and every message, at most one second old."""

from __future__ import annotations

import asyncio
from http.cookies import CookieError, SimpleCookie
from typing import Any

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from core.services import sessions
from core.services.sessions import SignedIn

PLAIN, SECURE = "recaudo_session", "__Host-recaudo_session"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
FRESH = 1.0  # seconds
_CROWD = 1000
_seen: dict[tuple[int, str], tuple[float, SignedIn | None]] = {}


def header(scope: Any, name: bytes) -> str:
    """The first header of a request by its lower-case name, or an empty text."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def host_of(scope: Any) -> str:
    """The host name that was asked for, without its port."""
    host = header(scope, b"host").strip().lower()
    return host[1:].split("]")[0] if host.startswith("[") else host.rsplit(":", 1)[0] if ":" in host else host


def is_tls(scope: Any) -> bool:
    """Whether the browser speaks TLS, to us or to the proxy in front; beyond this machine there is nothing else."""
    return scope["scheme"] in ("https", "wss") or host_of(scope) not in LOOPBACK


def token_of(scope: Any) -> str | None:
    """The token in the session cookie. Under TLS only the cookie that a neighbouring host cannot plant counts."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load("; ".join(value.decode("latin-1") for key, value in scope["headers"] if key == b"cookie"))
    except CookieError:
        return None
    found = jar.get(SECURE if is_tls(scope) else PLAIN)
    return found.value if found is not None else None


def cookie_for(scope: Any, token: str, seconds: int) -> str:
    """The Set-Cookie value that signs a browser in; with 0 seconds, out."""
    name, extra = (SECURE, "; Secure") if is_tls(scope) else (PLAIN, "")
    return f"{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{extra}"


async def signed_in(engine: Engine, token: str | None, *, is_person: bool = True) -> SignedIn | None:
    """The live session of a token, or None. What a page asks for by its own timer does not count as a person being there."""
    if not token:
        return None
    now, key = asyncio.get_running_loop().time(), (id(engine), token)
    known = _seen.get(key)
    if known is not None and now - known[0] < FRESH:
        return known[1]
    found = await run_in_threadpool(sessions.find, engine, token, is_person=is_person)
    if len(_seen) >= _CROWD:
        _seen.clear()
    _seen[key] = (now, found)
    return found


def forget(engine: Engine, token: str | None) -> None:
    """Look a token up anew at its next use: it was just signed out."""
    _seen.pop((id(engine), token or ""), None)
