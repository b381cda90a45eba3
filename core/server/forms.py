"""The pages that stand outside the dashboard: rendered here, without scripts, in the visitor's language."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from core import settings
from core.server import static
from core.server.cookies import header
from core.text import LANGUAGES, translate

MOST_BYTES = 64 * 1024


@lru_cache(maxsize=1)
def _pages() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(__file__).parent / "html"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def language_of(request: Request, chosen: str | None = None) -> str:
    """The visitor's language: the one chosen, the one in the address, or the browser's; Spanish when it is neither."""
    for wanted in (chosen, request.query_params.get("lang")):
        if wanted in LANGUAGES:
            return str(wanted)
    first = (part.split(";")[0].strip()[:2].lower() for part in header(request.scope, b"accept-language").split(","))
    return next((code for code in first if code in LANGUAGES), "es")


def page(request: Request, name: str, language: str, *, title: str, status: int = 200, width: str = "26rem", **values: Any) -> HTMLResponse:
    """One page of core/server/html. `title` is a message id; `values` are shown escaped."""
    shown = {"next": values.get("next"), "code": request.query_params.get("code")}
    kept = {key: value for key, value in shown.items() if value and value != "/"}
    links = {code: "?" + urlencode({**kept, "lang": code}) for code in LANGUAGES}

    def text(msgid: str, /, **fields: Any) -> str:
        return translate(msgid, language, **fields)

    body = (
        _pages()
        .get_template(f"{name}.html")
        .render(_=text, lang=language, links=links, title=text(title), width=width, ahead=static.first(), **values)
    )
    return HTMLResponse(body, status, headers={"Content-Language": language})


async def read_form(request: Request) -> FormData:
    """The fields of a posted form of at most 64 KB from our own page. Raises HTTPException for anything else."""
    if not is_own(request):
        raise HTTPException(403, "this form was not sent from its own page")
    size = header(request.scope, b"content-length")
    if not size.isdigit() or int(size) > MOST_BYTES:
        raise HTTPException(413, "too large")
    return await request.form(max_files=0, max_fields=40)


def is_own(request: Request) -> bool:
    """Whether the browser says that this request comes from one of our pages."""
    site = header(request.scope, b"sec-fetch-site")
    if site:
        return site in ("same-origin", "none")
    origin = header(request.scope, b"origin")
    return not origin or urlsplit(origin).netloc == header(request.scope, b"host")


def field(form: FormData, name: str, most: int = 300) -> str:
    """A text field of a form, cut to a length; a missing one is empty."""
    value = form.get(name, "")
    return value[:most] if isinstance(value, str) else ""


def address_of(request: Request) -> str:
    """The address to count tries under. What a forwarded request says of its origin counts only from configured proxies."""
    if header(request.scope, b"x-forwarded-for") and not settings.load().recaudo_trusted_proxies.strip():
        return "forwarded"
    return request.client.host if request.client else "unknown"
