"""The headers on every response: what a browser may load, frame, keep and tell others."""

from __future__ import annotations

from typing import Any

from core.server.cookies import is_tls
from core.server.paths import is_versioned

CONTENT = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'"
)
ALWAYS = {
    b"content-security-policy": CONTENT.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
}
_OURS = frozenset({*ALWAYS, b"server", b"strict-transport-security"})


def dressed(scope: Any, send: Any) -> Any:
    """The `send` of a request, with our headers on its response."""

    async def send_dressed(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": _headers(scope, message.get("headers", []))}
        await send(message)

    return send_dressed


def _headers(scope: Any, given: Any) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in given if name.lower() not in _OURS]
    if not is_versioned(scope["path"]):
        kept = [(name, value) for name, value in kept if name.lower() != b"cache-control"] + [(b"cache-control", b"no-store")]
    if is_tls(scope):
        kept.append((b"strict-transport-security", b"max-age=31536000"))
    return kept + list(ALWAYS.items())


def hide_server_name(receive: Any) -> None:
    """Take uvicorn's own name off its responses; it adds it below every application, from a list it shows to the lifespan."""
    config = getattr(getattr(receive, "__self__", None), "config", None)
    if hasattr(config, "encoded_headers"):
        config.encoded_headers = [(name, value) for name, value in config.encoded_headers if name != b"server"]
