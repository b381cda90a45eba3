"""Warming up: the first page's parts are loaded while somebody signs in, what tables and charts need once that page stands."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from importlib import import_module

from sqlalchemy import Engine

from core.domain.access import SCHEDULER
from core.domain.errors import Refusal
from core.server.log import logger
from core.server.memory import give_back, keep

LIBRARIES = ("pandas", "plotly.graph_objects", "holidays")  # what tables, charts and the first verdict import
AFTER = 1.5  # seconds from the first visit on: the first page goes first
_visited = threading.Event()


def note_visit() -> None:
    """Somebody opens a page; the first time, warming up follows."""
    _visited.set()


def warm_up(engine: Engine, soon: Sequence[str] = ()) -> threading.Thread:
    """In a thread that ends by itself: load the modules needed soon; once a page is open the libraries of tables and charts too,
    draw a chart for nobody, and add the ledger up."""
    _visited.clear()
    thread = threading.Thread(target=_warm, args=(engine, soon), name="warm-up", daemon=True)
    thread.start()
    return thread


def _warm(engine: Engine, soon: Sequence[str]) -> None:
    for name in soon:
        import_module(name)
    _visited.wait()
    time.sleep(AFTER)
    try:
        from core.services import house, insights, portfolios

        for name in LIBRARIES:
            import_module(name)
        _draw()
        if house.has_company(engine):
            insights.kpis(engine, SCHEDULER)
            portfolios.holdings(engine, SCHEDULER)
    except Refusal as refusal:
        logger("warm").info("warm.refused", code=refusal.code)
    except Exception as problem:
        logger("warm").warning("warm.failed", kind=type(problem).__name__)
    keep()
    give_back()


def _draw() -> None:
    """A chart's first drawing loads half of the library."""
    charts = import_module("plotly.graph_objects")
    figure = charts.Figure(layout={"template": "plotly", "height": 300})
    figure.add_bar(x=[1], y=[1], name="", marker_color="#000000")
    figure.add_scatter(x=[1], y=[1], mode="lines", line_color="#000000")
    figure.update_xaxes(type="category", title_text="")
    figure.to_json()
