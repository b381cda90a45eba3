"""Every address that we serve ourselves, before Streamlit's."""

from __future__ import annotations

from core.server import exports, first_visit, health, login, webhooks

ROUTES = [*login.ROUTES, *first_visit.ROUTES, *exports.ROUTES, *health.ROUTES, *webhooks.WEBHOOKS]
