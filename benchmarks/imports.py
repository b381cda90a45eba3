"""How long imports take, as ratios to the bare `sqlite3 .import` of the same file in the same run: python -m benchmarks.imports [rows].

It makes its own file (invented people), runs each peer in a process of its own, interleaved, and prints the median time, its ratio and
the peak memory. Goals: first import at most 4.5, the same file again at most 3.2 with 0 rows changed, at most 400 MB.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROUNDS = int(os.environ.get("ROUNDS", "3"))
HEADER = "Factura;Cliente;NIT;Celular;Correo;Fecha emisión;Fecha vencimiento;Valor;Saldo;Fecha de pago;Ciudad"
CITIES = ("Bogotá", "Medellín", "Cali", "Barranquilla", "Cartagena", "Bucaramanga", "Pereira", "Manizales")


def make_file(path: Path, rows: int, paid: float = 0.0) -> None:
    """Write a messy portfolio: semicolons, decimal comma, dd/mm/yyyy, five invoices a customer, a share of them `paid`."""
    rng = random.Random(7)
    start = date(2024, 1, 1)
    days = [(start + timedelta(days=n)).strftime("%d/%m/%Y") for n in range(900)]
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for number in range(rows):
            person, issued = number // 5, rng.randrange(700)
            cents = rng.randrange(1_000, 90_000_000)
            amount = f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02d}"
            is_paid = rng.random() < paid
            file.write(
                f"F-{number:08d};Cliente {person} Comercial S.A.S.;{900_000_000 + person};"
                f"30{person // 10_000_000} {person // 10_000 % 1_000:03d} {person % 10_000:04d};"
                f"c{person}@example.com;{days[issued]};{days[issued + 30]};{amount};{'0,00' if is_paid else amount};"
                f"{days[issued + rng.randrange(80)] if is_paid else ''};{CITIES[person % 8]}\n"
            )


def bare(path: Path, folder: Path) -> None:
    """The floor: the command line of SQLite reads the file into one table of texts."""
    script = f".mode csv\n.separator ;\n.import {path} t\n"
    subprocess.run(["sqlite3", str(folder / "bare.db")], input=script, text=True, check=True)


def pandas_to_sql(path: Path, folder: Path) -> None:
    """A peer: pandas reads and writes the file, without understanding it."""
    import sqlite3

    import pandas

    frame = pandas.read_csv(path, sep=";", decimal=",", thousands=".", dtype={"NIT": str, "Celular": str})
    with sqlite3.connect(folder / "pandas.db") as connection:
        frame.to_sql("t", connection, index=False)


def ours(path: Path, folder: Path) -> None:
    """The product: understand, compare, write all of it."""
    from core.domain.access import Actor
    from core.domain.records import Choices
    from core.services import house, imports

    os.environ["RECAUDO_DATA"] = str(folder / "data")
    engine = house.open_house()
    set_up(engine)
    actor = Actor("Ada", "owner", 1)
    clock = [time.perf_counter()]
    draft = imports.prepare(engine, actor, path, choices=Choices(kind="portfolio", date_order="dmy", decimal="comma"))
    clock.append(time.perf_counter())
    refreshing: list[float] = []
    imports._refresh = lambda engine: time_refresh(engine, refreshing)
    told = imports.confirm(engine, actor, draft.id)
    clock.append(time.perf_counter())
    print(f"new {told['new']} changed {told['changed']} unchanged {told['unchanged']}")
    print(f"prepare {clock[1] - clock[0]:.1f} confirm {clock[2] - clock[1] - sum(refreshing):.1f} profiles {sum(refreshing):.1f}")


def time_refresh(engine: object, spent: list[float]) -> None:
    """Class the customers anew, which has a budget of its own, and say how long it took."""
    from core.services import profiles

    before = time.perf_counter()
    profiles.refresh(engine)  # type: ignore[arg-type]
    spent.append(time.perf_counter() - before)


def set_up(engine: object) -> None:
    """The company and its owner, once."""
    from core import clock
    from core.db.engine import writing
    from core.db.tables import Company, User
    from core.services import house

    if house.has_company(engine):  # type: ignore[arg-type]
        return
    with writing(engine) as session:  # type: ignore[arg-type]
        session.add(Company(name="Banco", country="CO", currency="COP", timezone="America/Bogota", created_at=clock.now()))
        session.add(User(email="ada@example.com", name="Ada", role="owner", password_hash="!", created_at=clock.now()))


PEERS = {"bare": bare, "pandas": pandas_to_sql, "ours": ours}


def measure(peer: str, path: Path, folder: Path) -> tuple[float, float, str]:
    """Seconds, peak MB and words of one peer in a process of its own."""
    before = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.imports", "--peer", peer, str(path), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return float("nan"), float("nan"), done.stderr.strip().splitlines()[-1]
    seconds = time.perf_counter() - before
    *words, peak = done.stdout.strip().splitlines()
    apart = float(words[-1].split()[-1]) if words else 0.0  # profiles have a budget of their own
    return seconds - apart, float(peak), " ".join(words)


def run_peer(peer: str, path: Path, folder: Path) -> None:
    """One peer, then its peak memory in MB."""
    PEERS[peer](path, folder)
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(max(own, children) // 1024 if peer == "bare" else own // 1024)


def main(rows: int) -> None:
    """Run every peer in turn and print the table."""
    folder = Path(tempfile.mkdtemp(prefix="bench-imports-"))
    path = folder / "portfolio.csv"
    make_file(path, rows)
    found: dict[str, list[tuple[float, float, str]]] = {}
    try:
        for _round in range(ROUNDS):
            place = folder / "round"
            for name, peer in (
                ("bare .import", "bare"),
                ("pandas.to_sql", "pandas"),
                ("first import", "ours"),
                ("same file again", "ours"),
            ):
                place.mkdir(exist_ok=True)
                found.setdefault(name, []).append(measure(peer, path, place))
                print(name, *found[name][-1], flush=True)
            shutil.rmtree(place)
    finally:
        shutil.rmtree(folder)
    floor = statistics.median(seconds for seconds, _peak, _words in found["bare .import"])
    print(f"\n{rows} rows, {path.name}: ratio to the bare .import ({floor:.2f} s)")
    for name, rounds in found.items():
        seconds, peak = (statistics.median(one[place] for one in rounds) for place in (0, 1))
        print(f"{name:16} {seconds / floor:5.2f} x  {peak:6.0f} MB  {rounds[-1][2]}")


if __name__ == "__main__":
    if "--peer" in sys.argv:
        run_peer(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
