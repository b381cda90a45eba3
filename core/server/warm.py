"""Warming up: what the first pages need is loaded in the background once the server answers, so that nobody waits for it."""

from __future__ import annotations

import threading
import time
from importlib import import_module

from sqlalchemy import Engine

from core.domain.access import SCHEDULER
from core.domain.errors import Refusal
from core.server.log import logger

LIBRARIES = ("pandas", "plotly.graph_objects")  # what tables and charts import when they are first drawn
AFTER = 2.0  # seconds: the first page goes first


def warm_up(engine: Engine) -> threading.Thread:
    """Load the libraries of tables and charts and add the ledger up, in a thread that ends by itself."""
    thread = threading.Thread(target=_warm, args=(engine,), name="warm-up", daemon=True)
    thread.start()
    return thread


def _warm(engine: Engine) -> None:
    time.sleep(AFTER)
    try:
        from core.services import house, insights, portfolios

        for name in LIBRARIES:
            import_module(name)
        if house.has_company(engine):
            insights.kpis(engine, SCHEDULER)
            portfolios.holdings(engine, SCHEDULER)
    except Refusal as refusal:
        logger("warm").info("warm.refused", code=refusal.code)
    except Exception as problem:
        logger("warm").warning("warm.failed", kind=type(problem).__name__)
