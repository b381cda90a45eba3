"""The gate: stands before everything that Streamlit serves, which itself asks nobody who they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from core import settings
from core.domain.access import is_allowed
from core.domain.errors import Refusal
from core.server import frame, paths, static
from core.server.connection import hasten
from core.server.cookies import LOOPBACK, header, host_of, signed_in, token_of
from core.server.headers import dressed, hide_server_name
from core.server.log import logger
from core.server.pace import Pace, Presses
from core.server.warm import note_visit
from core.services import house, setup
from core.services.sessions import SignedIn
from core.text import translate

USER, SESSION = b"x-recaudo-user", b"x-recaudo-session"  # mapped to st.user by server.trustedUserHeaders
UPLOADER = "import.run"
MOST_SOCKETS, MOST_UPLOADS, MOST_HELD = 10, 3, 150 * 2**20
GONE, CROWDED = 4401, 4429
UNREACHABLE = "The database cannot be reached just now. Nothing was changed; try again in a moment."


def nothing_held(_session: str) -> tuple[int, int]:
    """How many uploads and bytes a page holds, where no pages run."""
    return 0, 0


def by_a_person(_message: bytes) -> bool:
    """Every message counts as a person's, where no pages run."""
    return False


def nothing_pressed(_message: bytes) -> str:
    """No message presses a button, where no pages run."""
    return ""


class Gate:
    """ASGI middleware, for requests and websockets alike.

    `farewell` is what a page is told when its session has ended, so that it goes to the login by itself; `held` says how many uploads
    and bytes one page's session holds in memory; `is_by_itself` whether a message was sent by a page's timer and not by a person;
    `pressed` which button a message presses.
    """

    def __init__(
        self,
        app: Any,
        *,
        farewell: bytes | None = None,
        held: Callable[[str], tuple[int, int]] = nothing_held,
        is_by_itself: Callable[[bytes], bool] = by_a_person,
        pressed: Callable[[bytes], str] = nothing_pressed,
    ) -> None:
        self.app, self.farewell, self.held, self.is_by_itself, self.pressed = app, farewell, held, is_by_itself, pressed
        self.sockets: Counter[int] = Counter()
        self.is_set_up = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            hide_server_name(receive)
            return await self.app(scope, receive, send)
        hasten(receive)
        send = dressed(scope, send)
        try:
            await self.admit(scope, receive, send)
        except (SQLAlchemyError, Refusal) as problem:
            logger().error("gate", problem=type(problem).__name__)
            await self.refuse(scope, receive, send, PlainTextResponse(translate(UNREACHABLE, _language(scope)), 503))

    async def admit(self, scope: Any, receive: Any, send: Any) -> None:
        """Let a request through, as the person it belongs to, or refuse it."""
        path = scope["path"]
        if host_of(scope) not in known_hosts():
            return await self.refuse(scope, receive, send, PlainTextResponse("unknown host", 400))
        if paths.is_under(path, paths.NEVER):
            return await self.refuse(scope, receive, send, PlainTextResponse("not found", 404))
        if scope["type"] == "http" and static.is_asked(scope):
            answer: Any = static.give if static.is_plain(scope) else self.app
            return await answer(_named(scope, None), receive, send)
        if scope["type"] == "http" and paths.is_public(path, scope["method"]):
            return await self.app(_named(scope, None), receive, send)
        engine = await run_in_threadpool(house.open_house)
        if scope["type"] == "http" and path == paths.SET_UP and not await self.was_set_up(engine):
            return await self.app(_named(scope, None), receive, send)
        person = await signed_in(engine, token_of(scope))
        if person is None:
            return await self.refuse(scope, receive, send, await self.way_in(engine, scope))
        if scope["type"] == "websocket":
            return await self.connect(engine, person, scope, receive, send)
        if scope["method"] == "PUT" and paths.is_under(path, (paths.UPLOAD,)):
            refusal = self.refused_upload(person, scope)
            if refusal is not None:
                return await refusal(scope, receive, send)
        if scope["method"] == "GET" and not paths.is_under(path, paths.PARTS):
            scope, send = frame.unpacked(scope), frame.named(send, person.language)
        await self.app(_named(scope, person), receive, send)

    async def was_set_up(self, engine: Engine) -> bool:
        """Whether there is an owner. Once there is, the question is closed for good."""
        self.is_set_up = self.is_set_up or await run_in_threadpool(setup.state, engine) == setup.DONE
        return self.is_set_up

    async def way_in(self, engine: Engine, scope: Any) -> Response:
        """What somebody gets who is not signed in: a page leads to the login, everything else is refused."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and not paths.is_under(scope["path"], paths.PARTS):
            there = paths.login_address(scope["path"], scope["query_string"]) if await self.was_set_up(engine) else paths.SET_UP
            return RedirectResponse(there, 303)
        return PlainTextResponse("sign in first", 401)

    async def refuse(self, scope: Any, receive: Any, send: Any, response: Response) -> None:
        """Answer without reaching the application; a websocket is closed before it opens."""
        if scope["type"] == "http":
            return await response(scope, receive, send)
        await receive()
        await send({"type": "websocket.close", "code": GONE})

    def refused_upload(self, person: SignedIn, scope: Any) -> Response | None:
        """Why an upload may not begin, before its body is read; None when it may."""
        if not is_allowed(person.actor, UPLOADER):
            return PlainTextResponse("your role does not upload files", 403)
        size = header(scope, b"content-length")
        if not size.isdigit():
            return PlainTextResponse("length required", 411)
        parts = scope["path"].split("/")
        count, held = self.held(parts[3] if len(parts) > 3 else "")
        if count >= MOST_UPLOADS or held + int(size) > MOST_HELD:
            return PlainTextResponse("too many files are waiting", 413)
        return None

    async def connect(self, engine: Engine, person: SignedIn, scope: Any, receive: Any, send: Any) -> None:
        """One websocket: paced, counted, and asked anew who it belongs to at every message."""
        note_visit()
        if self.sockets[person.user_id] >= MOST_SOCKETS:
            await receive()
            return await send({"type": "websocket.close", "code": CROWDED})
        token, pace, presses = token_of(scope), Pace(), Presses()

        async def receive_asked() -> Any:
            message = await receive()
            while presses.is_again(self.pressed(message.get("bytes") or b"")):
                message = await receive()
            if message["type"] != "websocket.receive":
                return message
            await pace.wait()
            now = await signed_in(engine, token, is_person=not self.is_by_itself(message.get("bytes") or b""))
            if now is not None and (now.user_id, now.role) == (person.user_id, person.role):
                return message
            return await self.dismiss(send)

        self.sockets[person.user_id] += 1
        try:
            await self.app(_named(scope, person), receive_asked, send)
        finally:
            self.sockets[person.user_id] -= 1

    async def dismiss(self, send: Any) -> Any:
        """End a websocket whose session has ended: the browser is sent to the login, the page hears that it left."""
        if self.farewell is not None:
            await send({"type": "websocket.send", "bytes": self.farewell})
        await send({"type": "websocket.close", "code": GONE})
        return {"type": "websocket.disconnect", "code": GONE}


def known_hosts() -> frozenset[str]:
    """The names this server answers to: this machine's and the configured public one."""
    public = urlsplit(settings.load().recaudo_public_url or "").hostname
    return LOOPBACK | {public} if public else LOOPBACK


def _named(scope: Any, person: SignedIn | None) -> Any:
    """The scope with nobody's identity header but ours."""
    headers = [(name, value) for name, value in scope["headers"] if name not in (USER, SESSION)]
    if person is not None:
        headers += [(USER, str(person.user_id).encode()), (SESSION, str(person.session_id).encode())]
    return {**scope, "headers": headers, "recaudo.person": person}


def _language(scope: Any) -> str:
    return "en" if header(scope, b"accept-language").lower().startswith("en") else "es"
