"""The set-up page: company and first owner, or invented data, by the one-time code on the console; closed for good after that."""

from __future__ import annotations

import secrets
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.domain.countries import COUNTRIES, TONES
from core.domain.errors import Refusal
from core.server.cookies import header
from core.server.forms import address_of, field, language_of, page, read_form
from core.server.log import logger
from core.server.login import signed
from core.services import house, sessions, setup
from core.text import say, translate

FIELDS = ("code", "company", "country", "currency", "timezone", "language", "tone", "owner_name", "owner_email")
TONE_WORDS = {"warm": "Warm, by first name", "neutral": "Neutral", "formal": "Formal, by full name"}


async def show(request: Request) -> Response:
    """GET /setup: the form; once there is an owner there is nothing here any more."""
    engine = house.open_house()
    if await run_in_threadpool(setup.state, engine) == setup.DONE:
        return RedirectResponse("/login", 303)
    language = language_of(request)
    return _form(request, engine, language, {"code": request.query_params.get("code", "")[:20]})


async def answer(request: Request) -> Response:
    """POST /setup: set up or load invented data, and sign the visitor in; or the form again with one sentence."""
    form = await read_form(request)
    engine, language = house.open_house(), language_of(request, field(form, "lang"))
    try:
        if field(form, "action") == "demo":
            return await run_in_threadpool(_load_demo, request, engine, form, language)
        token = await run_in_threadpool(_set_up, request, engine, form, language)
    except Refusal as refusal:
        logger().warning("setup.refused", why=refusal.code)
        status = {"sign_in_delayed": 429, "wrong_code": 403, "already_set_up": 409}.get(refusal.code, 422)
        return _form(request, engine, language, {name: field(form, name) for name in FIELDS}, say(refusal, language), status)
    return signed(request, token, RedirectResponse("/", 303))


def _set_up(request: Request, engine: Engine, form: FormData, language: str) -> str:
    address = address_of(request)
    owner: dict[str, Any] = {
        "owner_name": field(form, "owner_name"),
        "owner_email": field(form, "owner_email"),
        "password": field(form, "password", 1000),
        "reads": language,
        "code": field(form, "code"),
        "address": address,
    }
    if setup.state(engine) == setup.OWNERLESS:
        found = setup.claim(engine, **owner)
    else:
        business = {name: field(form, name) for name in ("country", "currency", "timezone", "language", "tone")}
        usual = COUNTRIES.get(business["country"].strip().upper())
        business["language"] = business["language"] or (usual.language if usual else language)  # not the one that the owner reads
        found = setup.set_up(engine, name=field(form, "company"), **business, **owner)
    return sessions.open_for(engine, found.user_id, address=address, agent=header(request.scope, b"user-agent"))


def _load_demo(request: Request, engine: Engine, form: FormData, language: str) -> Response:
    from core.services import demo

    setup.check_code(engine, field(form, "code"), address_of(request))
    if setup.state(engine) != setup.NEW:
        raise Refusal("already_set_up", "Recaudo is already set up. Sign in.")
    loaded = demo.load(engine, None, password=secrets.token_urlsafe(12), language=language)
    setup.close(engine)
    title = "The invented business is ready"
    answer = page(request, "demo", language, title=title, width="34rem", users=loaded.users, password=loaded.password)
    agent = header(request.scope, b"user-agent")
    return signed(request, sessions.open_for(engine, setup.owner_id(engine), address=address_of(request), agent=agent), answer)


def _likely_country(request: Request, language: str) -> str:
    """The first country that the browser's languages name (es-PE: PE), so that the money of another one is not chosen by oversight."""
    tags = (part.split(";")[0].strip() for part in header(request.scope, b"accept-language").split(","))
    named = (tag[3:5].upper() for tag in tags if len(tag) == 5)
    return next((code for code in named if code in COUNTRIES), "CO" if language == "es" else "US")


def _form(
    request: Request, engine: Engine, language: str, given: dict[str, str], problem: str | None = None, status: int = 200
) -> Response:
    from babel import Locale

    words = Locale.parse(language)
    given = {**dict.fromkeys(FIELDS, ""), "tone": TONES[0], "country": _likely_country(request, language), **given}
    usual = {country.currency for country in COUNTRIES.values()}
    is_new = setup.state(engine) == setup.NEW
    company = None if is_new else house.company_of(engine)
    return page(
        request, "setup", language, title="Welcome", status=status, width="40rem", given=given, problem=problem,
        is_new=is_new, invented=company is not None and company.is_demo,
        countries=sorted(((code, words.territories.get(code, code)) for code in COUNTRIES), key=lambda pair: pair[1]),
        currencies=sorted((code, f"{code} · {words.currencies.get(code, code)}") for code in usual),
        tones=[(code, translate(TONE_WORDS[code], language)) for code in TONES],
        zones=sorted(zone for zone in available_timezones() if zone.startswith(("America/", "Europe/", "Atlantic/", "Pacific/"))),
    )  # fmt: skip


ROUTES = [Route("/setup", show, methods=["GET"]), Route("/setup", answer, methods=["POST"])]
