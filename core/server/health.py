"""GET /healthz: whether the process answers, which version it is, and whether the scheduler's heart beats. Nothing else is said."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core import VERSION, clock
from core.services import house, leases


async def show(_request: Request) -> Response:
    """200 with `ok` true, or 503 when the database does not answer."""
    try:
        beat = await run_in_threadpool(heartbeat)
    except Exception:
        return JSONResponse({"ok": False, "version": VERSION}, 503)
    return JSONResponse({"ok": True, "version": VERSION, "scheduler": beat})


def heartbeat() -> dict[str, str | bool | None]:
    """Whether a scheduler leads this database, and when it last said so (ISO instant)."""
    lease = leases.held(house.open_house(), leases.SCHEDULER)
    if lease is None:
        return {"is_alive": False, "beat_at": None}
    return {"is_alive": lease.until > clock.now(), "beat_at": lease.beat_at.isoformat(timespec="seconds")}


ROUTES = [Route("/healthz", show, methods=["GET"])]
