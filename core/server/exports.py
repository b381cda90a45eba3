"""GET /exports/<token>: hands a made file to the person it was made for."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from core.domain.errors import Forbidden, Refusal
from core.server.log import logger
from core.services import exports, house
from core.text import say


async def hand_over(request: Request) -> Response:
    """The file as an attachment; 404 with one sentence when it is over, another person's, or never was."""
    person = request.scope.get("recaudo.person")
    if person is None:
        return PlainTextResponse("sign in first", 401)
    try:
        found = await run_in_threadpool(exports.fetch, house.open_house(), person.actor, request.path_params["token"])
    except Refusal as refusal:
        logger().warning("export.refused", why=refusal.code, user_id=person.user_id)
        return PlainTextResponse(say(refusal, person.language), 403 if isinstance(refusal, Forbidden) else 404)
    return FileResponse(found.path, media_type=found.media_type, filename=found.file_name)


ROUTES = [Route("/exports/{token}", hand_over, methods=["GET"])]
