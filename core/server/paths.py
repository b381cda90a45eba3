"""What each address asks for before anything else runs: decided on the path alone, the same for pages and websockets."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

# Streamlit's own doors that nobody here needs: figures about the process, the API for programs, its sign-in
NEVER = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/auth", "/oauth2callback")
PUBLIC = ("/login", "/logout", "/webhooks", "/healthz")
SET_UP = "/setup"
PARTS = ("/_stcore", "/media", "/component", "/static", "/app", "/exports")  # fetched by a page, never typed by a person
UPLOAD = "/_stcore/upload_file"


def is_under(path: str, doors: Sequence[str]) -> bool:
    """Whether a path is one of the doors or below it."""
    return any(path == door or path.startswith(door + "/") for door in doors)


def is_public(path: str, method: str) -> bool:
    """Whether anybody may come to this very address this way; what lies below it or is asked otherwise is Streamlit's, and closed."""
    if path in ("/login", "/healthz"):
        return True
    return method == "POST" and (path == "/logout" or path.startswith("/webhooks/"))


def is_versioned(path: str) -> bool:
    """Whether the file at this path never changes its content: its name carries a hash."""
    return path.startswith("/static/") and not path.endswith(".html")


def login_address(path: str, query: bytes) -> str:
    """Where somebody who is not signed in goes, and comes back from."""
    wanted = path + ("?" + query.decode("latin-1") if query else "")
    return "/login" if wanted == "/" else "/login?next=" + quote(wanted, safe="")


def safe_next(wanted: str | None) -> str:
    """A local address to go on to after signing in; anything else becomes the first page."""
    text = wanted or "/"
    is_local = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable() and "\\" not in text
    return text if is_local and not is_under(text.split("?")[0], (*PUBLIC, SET_UP, *PARTS)) else "/"
