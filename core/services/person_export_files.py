"""The answer to a request to see one's data: a ZIP with data.json for programs and a page to read, fetched once by who asked for it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from sqlalchemy import Engine

from core.domain.access import Actor, may
from core.services import exports, house, person_export, person_export_page

DATA, PAGE = "data.json", "read-me.html"


def pack(engine: Engine, actor: Actor, customer_id: int, *, language: str) -> bytes:
    """The ZIP of a customer's data; the names in it are the same for everybody."""
    may(actor, "privacy.export")
    data = person_export.collect(engine, actor, customer_id, language=language)
    return packed(data, zone=house.company_of(engine).timezone)


def packed(data: dict[str, Any], *, zone: str) -> bytes:
    """Collected data as a ZIP; instants on the page in the zone."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(DATA, json.dumps(data, ensure_ascii=False, indent=1, default=str))
        archive.writestr(PAGE, person_export_page.render(data, language=data["language"], zone=zone))
    return held.getvalue()


def hand_out(engine: Engine, actor: Actor, customer_id: int, *, language: str) -> str:
    """Keep the ZIP for ten minutes and return the path at which the person who acts may fetch it."""
    content = pack(engine, actor, customer_id, language=language)
    return exports.hand_out(engine, actor, kind="person", file_name="personal-data", content=content, format="zip")
