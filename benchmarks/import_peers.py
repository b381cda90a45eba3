"""Those that an import is compared with, each run in a process of its own: python -m benchmarks.import_peers PEER FILE FOLDER."""

from __future__ import annotations

import gc
import importlib
import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

BESIDE = 300_000  # rows of the import beside which pages are read
QUESTION = "SELECT currency, count(*), sum(amount_cents - paid_cents) FROM invoice WHERE due_on < '2025-01-01' GROUP BY currency"


def bare(path: Path, folder: Path) -> dict[str, float]:
    """The floor: the command line of SQLite reads the file into one table of texts."""
    script = f".mode csv\n.separator ;\n.import {path} t\n"
    (folder / "bare.db").unlink(missing_ok=True)
    subprocess.run(["sqlite3", str(folder / "bare.db")], input=script, text=True, check=True)
    return {}


def pandas(path: Path, folder: Path) -> dict[str, float]:
    """pandas reads and writes the file, without understanding it."""
    import sqlite3

    import pandas as library

    frame = library.read_csv(path, sep=";", decimal=",", thousands=".", dtype={"NIT": str, "Celular": str})
    with sqlite3.connect(folder / "pandas.db") as connection:
        frame.to_sql("t", connection, index=False)
    return {}


def sqlite_utils(path: Path, folder: Path) -> dict[str, float]:
    """sqlite-utils inserts the rows as they are."""
    import csv

    import sqlite_utils as library  # type: ignore[import-not-found]

    with path.open(encoding="utf-8", newline="") as file:
        library.Database(folder / "utils.db")["t"].insert_all(csv.DictReader(file, delimiter=";"), batch_size=10_000)
    return {}


def ours(path: Path, folder: Path) -> dict[str, float]:
    """The product: understand, compare, write all of it; classing the customers afterwards has a budget of its own."""
    engine, actor = opened(folder)
    return taken(engine, actor, path)


def compared(path: Path, folder: Path) -> dict[str, float]:
    """The product, when it may not recognise the file of the last import and compares every row."""
    from core.services.importing import again

    again.last_alike = lambda *_told: None  # type: ignore[assignment]
    return ours(path, folder)


def taken(engine: Any, actor: Any, path: Path, portfolio: str | None = None) -> dict[str, float]:
    """What an import did; its answers are given, so that nothing is asked."""
    from core.domain.readings import Choices
    from core.services import imports

    imports._refresh = lambda _engine: None
    chosen = Choices(kind="portfolio", date_order="dmy", decimal="comma")
    draft = imports.prepare(engine, actor, path, portfolio=portfolio, choices=chosen)
    told = imports.confirm(engine, actor, draft.id)
    return {name: told[name] for name in ("new", "changed", "unchanged")}


def beside(path: Path, folder: Path) -> dict[str, float]:
    """A page's question to one portfolio alone, and again and again while another is read, compared and written."""
    engine, actor = opened(folder)
    taken(engine, actor, path)
    alone = [asked(engine)[0] for _time in range(100)]
    worker = threading.Thread(target=taken, args=(engine, actor, path, "Otra"))
    worker.start()
    found = []
    while worker.is_alive():
        found.append(asked(engine))
        time.sleep(0.005)
    waits = [wait for wait, _locked in found]
    p99 = statistics.quantiles(waits, n=100)[98]
    return {"alone": statistics.median(alone), "p99": p99, "reads": len(waits), "locked": sum(locked for _wait, locked in found)}


def asked(engine: Any) -> tuple[float, bool]:
    """Milliseconds until a question is answered, and whether the database was locked."""
    from sqlalchemy import text
    from sqlalchemy.exc import OperationalError

    from core.db.engine import reading

    before = time.perf_counter()
    try:
        with reading(engine) as session:
            session.execute(text(QUESTION)).all()
    except OperationalError:
        return (time.perf_counter() - before) * 1000, True
    return (time.perf_counter() - before) * 1000, False


def opened(folder: Path) -> tuple[Any, Any]:
    """A house with a company and its owner."""
    os.environ["RECAUDO_DATA"] = str(folder / "data")
    from core import clock
    from core.db.engine import writing
    from core.db.tables import Company, User
    from core.domain.access import Actor
    from core.services import house

    engine = house.open_house()
    if not house.has_company(engine):
        with writing(engine) as session:
            session.add(Company(name="Banco", country="CO", currency="COP", timezone="America/Bogota", created_at=clock.now()))
            session.add(User(email="ada@example.com", name="Ada", role="owner", password_hash="!", created_at=clock.now()))
    return engine, Actor("Ada", "owner", 1)


def expat(path: Path, _folder: Path) -> dict[str, float]:
    """The floor of a workbook: its sheet is unpacked and every tag of it is seen."""
    import zipfile
    from xml.parsers.expat import ParserCreate

    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") or name == "xl/sharedStrings.xml":
                parser = ParserCreate()
                parser.StartElementHandler = lambda _name, _attributes: None
                parser.CharacterDataHandler = lambda _text: None
                with archive.open(name) as file:
                    parser.ParseFile(file)
    return {}


def workbook(path: Path, _folder: Path) -> dict[str, float]:
    """A workbook understood and read to records."""
    from core.intake import understand

    gc.disable()  # as in the process in which the product reads files
    batches = understand(path, kind="portfolio", company_country="CO", company_currency="COP").batches
    return {"new": sum(len(batch.records) for batch in batches)}


def main(peer: str, path: Path, folder: Path) -> None:
    """Run one peer and say what it cost: the start of Python is part of nobody's cost."""
    if peer in ("ours", "compared", "beside"):
        opened(folder)
    elif peer in ("pandas", "sqlite_utils"):
        importlib.import_module(peer)
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    spent, before = sum(one.ru_utime + one.ru_stime for one in usage), time.perf_counter()
    told = globals()[peer](path, folder)
    wall = time.perf_counter() - before
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in usage) - spent
    peaks = {"peak": usage[0].ru_maxrss >> 10, "child": usage[1].ru_maxrss >> 10}
    print(*(f"{name}={value:.6g}" for name, value in ({"wall": wall, "cpu": cpu} | peaks | told).items()))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
