"""An older database file put back, as a person does it by hand: in place of the present one, without its log."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import Engine

from core import settings
from core.services import house


def put_back(engine: Engine, older: Path) -> Engine:
    """The house with an older database file put in its place, opened anew."""
    engine.dispose()
    data = settings.load().data
    for name in ("recaudo.db-wal", "recaudo.db-shm"):
        (data / name).unlink(missing_ok=True)
    shutil.copy(older, data / "recaudo.db")
    house._open.cache_clear()
    return house.open_house()
