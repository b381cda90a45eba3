"""The empty page that Streamlit's browser side fills: told in the reader's language and under our name from its first moment."""

from __future__ import annotations

import re
from typing import Any

_INLINE = re.compile(rb"<script>\s*window\.prerenderReady = false\s*</script>")  # for search engines; our content policy refuses it anyway

_OF_THE_FILE = (b"content-length", b"etag", b"last-modified")


def unpacked(scope: Any) -> Any:
    """The scope of a request whose answer we read on its way out, so that it must not be compressed."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in (b"accept-encoding", b"range")]}


def named(send: Any, language: str) -> Any:
    """The `send` of a page request: an HTML answer gets the reader's language and our name, anything else passes as it is."""
    held: list[Any] = []
    body = bytearray()

    async def send_named(message: Any) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            held.append(message)
            return
        if not held or message["type"] != "http.response.body":
            return await send(message)
        body.extend(message.get("body", b""))
        if not message.get("more_body"):
            told = _told(bytes(body), language)
            kept = [(name, value) for name, value in held[0]["headers"] if name.lower() not in _OF_THE_FILE]
            await send({**held[0], "headers": [*kept, (b"content-length", str(len(told)).encode())]})
            await send({"type": "http.response.body", "body": told})

    return send_named


def _is_html(message: Any) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in message.get("headers", []))


def _told(page: bytes, language: str) -> bytes:
    page = page.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
    return _INLINE.sub(b"", page.replace(b"<title>Streamlit</title>", b"<title>Recaudo</title>", 1), count=1)
