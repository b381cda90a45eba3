"""POST /webhooks/twilio/*: states, replies and calls as Twilio tells them, only with its signature over our public address."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.server.log import logger
from core.services import house

MOST_BYTES = 64 * 1024
_CALL_STATES = {"completed": "delivered", "busy": "undelivered", "no-answer": "undelivered", "failed": "failed", "canceled": "canceled"}
_HANGUP = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>'


async def receive(request: Request) -> Response:
    """One callback: 413 when too large, 403 for forgeries, 200 for whatever is genuine, known to us or not."""
    size = request.headers.get("content-length", "")
    if size.isdigit() and int(size) > MOST_BYTES:
        return PlainTextResponse("too large", 413)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return PlainTextResponse("too large", 413)
    return await run_in_threadpool(_answer, request, body)


def _answer(request: Request, body: bytes) -> Response:
    from core.services import callbacks

    engine = house.open_house()
    try:
        form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=200)
    except ValueError:  # more fields than any callback has
        return PlainTextResponse("forbidden", 403)
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    signature, settings = request.headers.get("x-twilio-signature"), request.headers.get("x-twilio-webhooks-signature-settings")
    if not callbacks.is_from_twilio(engine, path, query, form, signature, settings):
        logger().warning("webhook.refused", path=path)
        return PlainTextResponse("forbidden", 403)
    told = {name: values[0] for name, values in form.items()}
    return _WORK[path.rsplit("/", 1)[-1]](engine, told, request.query_params)


def _status(engine: Engine, told: Mapping[str, str], query: Mapping[str, str]) -> Response:
    from core.services import callbacks

    if told.get("MessageSid") and told.get("MessageStatus"):
        callbacks.take_state(engine, query.get("o", ""), told["MessageSid"], told["MessageStatus"], told.get("ErrorCode"))
    return PlainTextResponse("")


def _inbound(engine: Engine, told: Mapping[str, str], query: Mapping[str, str]) -> Response:
    from core.services import callbacks

    if told.get("MessageSid") and told.get("From"):
        words = told.get("ButtonText") or told.get("Body", "")
        callbacks.take_inbound(engine, told["MessageSid"], told["From"], told.get("To", ""), words)
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', media_type="application/xml")


def _voice(engine: Engine, told: Mapping[str, str], query: Mapping[str, str]) -> Response:
    from core.services import callbacks

    ref, call_id = query.get("o", ""), told.get("CallSid", "")
    if query.get("s") == "status":
        state = _CALL_STATES.get(told.get("CallStatus", ""))
        if state and call_id:
            code = told["CallStatus"] if told["CallStatus"] in ("busy", "no-answer") else None
            callbacks.take_state(engine, ref, call_id, state, code)
        return PlainTextResponse("")
    turn = callbacks.next_turn(engine, ref, call_id, query.get("s", ""), told.get("Digits", ""), told.get("AnsweredBy", ""))
    return Response(turn.twiml if turn else _HANGUP, media_type="application/xml")


_WORK = {"status": _status, "inbound": _inbound, "voice": _voice}
WEBHOOKS = [Route(f"/webhooks/twilio/{name}", receive, methods=["POST"]) for name in _WORK]
