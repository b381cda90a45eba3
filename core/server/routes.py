"""Every address that we serve ourselves, before Streamlit's."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from core.server import exports, first_visit, health, login, webhooks


async def lead_home(request: Request) -> RedirectResponse:
    """GET /today: the first page lives at the root alone, where Streamlit keeps its default page; elsewhere it says "Page not found"."""
    return RedirectResponse("/" + (f"?{request.url.query}" if request.url.query else ""), 303)


HOME = Route("/today", lead_home, methods=["GET"])
ROUTES = [*login.ROUTES, *first_visit.ROUTES, *exports.ROUTES, *health.ROUTES, *webhooks.WEBHOOKS, HOME]
