"""Signing in and out: plain forms outside the dashboard, because only a response can set an HttpOnly cookie."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.domain.errors import Refusal
from core.server.cookies import cookie_for, forget, header, signed_in, token_of
from core.server.forms import address_of, field, language_of, page, read_form
from core.server.log import logger
from core.server.paths import SET_UP, safe_next
from core.services import house, sessions, setup
from core.text import say


async def show(request: Request) -> Response:
    """GET /login: the form; somebody already signed in goes on, and a house without an owner goes to its set-up."""
    engine = house.open_house()
    wanted = safe_next(request.query_params.get("next"))
    if await signed_in(engine, token_of(request.scope)):
        return RedirectResponse(wanted, 303)
    if await run_in_threadpool(setup.state, engine) != setup.DONE:
        return RedirectResponse(SET_UP, 303)
    return page(request, "login", language_of(request), title="Sign in", next=wanted, email="", problem=None)


async def sign_in(request: Request) -> Response:
    """POST /login: a new session and its cookie, or the form again with one sentence."""
    form = await read_form(request)
    language, wanted = language_of(request, field(form, "lang")), safe_next(field(form, "next", 2000))
    email, password = field(form, "email"), field(form, "password", 1000)
    agent = header(request.scope, b"user-agent")
    try:
        token = await run_in_threadpool(
            sessions.sign_in, house.open_house(), email=email, password=password, address=address_of(request), agent=agent
        )
    except Refusal as refusal:
        logger().warning("login.refused", why=refusal.code)
        status = 429 if refusal.code == "sign_in_delayed" else 401
        return page(request, "login", language, title="Sign in", status=status, next=wanted, email=email, problem=say(refusal, language))
    return signed(request, token, RedirectResponse(wanted, 303))


def signed(request: Request, token: str, response: Response) -> Response:
    """A response that also signs the browser in."""
    response.headers["set-cookie"] = cookie_for(request.scope, token, sessions.ALL_HOURS * 3600)
    return response


async def sign_out(request: Request) -> Response:
    """POST /logout: the session ends, here and in every tab."""
    await read_form(request)
    engine, token = house.open_house(), token_of(request.scope)
    await run_in_threadpool(sessions.end, engine, token)
    forget(engine, token)
    response = RedirectResponse("/login", 303)
    response.headers["set-cookie"] = cookie_for(request.scope, "", 0)
    return response


ROUTES = [Route("/login", show, methods=["GET"]), Route("/login", sign_in, methods=["POST"]), Route("/logout", sign_out, methods=["POST"])]
