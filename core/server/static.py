"""Streamlit's scripts, styles and fonts: the same for everybody who downloads Streamlit, so they are given without a sign-in."""

from __future__ import annotations

import os
import re
from functools import cache
from importlib.util import find_spec
from typing import Any

from starlette.responses import Response

from core.server.cookies import header, is_tls

KINDS = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
KEPT = "public, immutable, max-age=31536000"  # a name carries the hash of what the file holds
_NAMED = re.compile(r'(?:src|href)="\./(static/[^"]+\.(?:js|css))"')


@cache
def _folder() -> str:
    """Where Streamlit keeps its browser side; found without importing it."""
    found = find_spec("streamlit")
    return os.path.join(os.path.dirname(found.origin), "static") if found is not None and found.origin else ""


@cache
def files() -> dict[str, str]:
    """The file behind each address. What is not among them is no file of Streamlit's, whatever its address looks like."""
    folders = ((kind, os.path.join(_folder(), "static", kind)) for kind in ("js", "css", "media"))
    return {
        f"/static/{kind}/{entry.name}": entry.path
        for kind, folder in folders
        if os.path.isdir(folder)
        for entry in os.scandir(folder)
        if os.path.splitext(entry.name)[1] in KINDS
    }


@cache
def first() -> tuple[str, ...]:
    """The scripts and styles that every page begins with, so that a browser can fetch them while somebody signs in."""
    try:
        with open(os.path.join(_folder(), "index.html"), encoding="utf-8") as page:
            named = [f"/{address}" for address in _NAMED.findall(page.read())]
    except OSError:
        return ()
    return tuple(address for address in named if address in files())


def is_asked(scope: Any) -> bool:
    """Whether a request asks for one of these files."""
    return scope["path"] in files() and scope["method"] in ("GET", "HEAD")


def is_plain(scope: Any) -> bool:
    """Whether a file is asked for whole and on this machine, where packing it would take longer than handing it over."""
    return scope["method"] == "GET" and not is_tls(scope) and not header(scope, b"range")


async def give(scope: Any, receive: Any, send: Any) -> None:
    """Answer with a file as it is. It is read at once: a turn for a thread would take longer than reading it."""
    with open(files()[scope["path"]], "rb") as file:
        body = file.read()
    kind = KINDS[os.path.splitext(scope["path"])[1]]
    await Response(body, media_type=kind, headers={"cache-control": KEPT})(scope, receive, send)
