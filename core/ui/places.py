"""Where things are: the screens by what people do, who may open them, and the way from one to another.

The shell does not lie beside pages/ (a script there would let an address run a page without it), so Streamlit's relative page paths do
not reach them: pages are named here, and opened with `go("customer", id=7)` or linked with `place("customer")`.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, NoReturn

import streamlit as st

ROOT = Path(__file__).resolve().parent.parent.parent


class Screen(NamedTuple):
    """One screen: its file in pages/ without the ending, its title (a message id), icon, and the action that it needs."""

    name: str
    title: str
    icon: str
    action: str
    is_listed: bool = True


SCREENS: dict[str, tuple[Screen, ...]] = {
    "Day to day": (
        Screen("today", "Today", "today", "today.view"),
        Screen("worklist", "Worklist", "call", "worklist.view"),
        Screen("promises", "Promises", "handshake", "promise.view"),
    ),
    "Customers and portfolio": (
        Screen("customers", "Customers", "group", "customer.view"),
        Screen("customer", "Customer", "person", "customer.view", False),
        Screen("portfolio", "Portfolio", "upload_file", "portfolio.view"),
        Screen("segments", "Segments", "category", "segment.view"),
    ),
    "Communication": (
        Screen("campaigns", "Campaigns", "campaign", "campaign.view"),
        Screen("campaign", "Campaign", "campaign", "campaign.view", False),
        Screen("templates", "Templates", "edit_note", "template.view"),
        Screen("messages", "Messages", "forum", "message.view"),
    ),
    "Results": (Screen("insights", "Insights", "monitoring", "insight.view"),),
    "Administration": (
        Screen("compliance", "Compliance", "verified_user", "compliance.view"),
        Screen("settings", "Settings", "settings", "settings.view"),
        Screen("account", "My account", "account_circle", "account.own"),
    ),
}


def file_of(name: str) -> Path:
    """The file of a screen."""
    return ROOT / "pages" / f"{name}.py"


def place(name: str) -> str:
    """The path of a screen as st.page_link and st.switch_page take it; `customer` and `pages/customer.py` name the same one."""
    return str(file_of(Path(name).stem))


def go(name: str, **query: object) -> NoReturn:
    """Open a screen, with ids and codes for its address; what is None stays out."""
    st.switch_page(place(name), query_params={key: str(value) for key, value in query.items() if value is not None})
