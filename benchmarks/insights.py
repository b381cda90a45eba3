"""How quick the figures and profiles are, as ratios to plain SQL in the same run: python -m benchmarks.insights [customers].

It makes its own database (invented people, five invoices each, two thirds paid), measures processor time, which other work on the machine
does not stretch, and prints medians. Goals at 200,000 customers: figures of unchanged data at most 5 ms, of any filter at most 50 ms,
added up anew at most 2.5 s; profiles, computed for all and written where changed, at most 0.3 of plain window SQL, one customer's at most
5 ms.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

ROUNDS = int(os.environ.get("ROUNDS", "3"))
TODAY = date(2026, 11, 21)
STAMP = "2026-11-21 00:00:00.000000"

WINDOWS = """CREATE TEMP TABLE plain AS
WITH paid AS (SELECT invoice_id, MAX(paid_on) AS paid_on, SUM(amount_cents) AS paid FROM allocation GROUP BY invoice_id),
aged AS (SELECT i.customer_id, i.due_on, i.amount_cents - COALESCE(p.paid, 0) AS left_cents,
                julianday(COALESCE(p.paid_on, :today)) - julianday(i.due_on) AS late,
                ROW_NUMBER() OVER (PARTITION BY i.customer_id ORDER BY i.due_on DESC) AS place
         FROM invoice i LEFT JOIN paid p ON p.invoice_id = i.id),
person AS (SELECT customer_id, COUNT(*) AS n, SUM(late > 3) AS late_n, AVG(late) AS delay,
                  MAX(CASE WHEN place = 1 THEN late END) AS latest,
                  SUM(left_cents) AS open_cents,
                  SUM(CASE WHEN due_on < :today THEN left_cents ELSE 0 END) AS overdue_cents,
                  MIN(CASE WHEN left_cents > 0 THEN due_on END) AS oldest FROM aged GROUP BY customer_id)
SELECT *, NTILE(5) OVER (ORDER BY overdue_cents) AS money, NTILE(5) OVER (ORDER BY late_n) AS often,
       NTILE(5) OVER (ORDER BY latest) AS recent,
       CASE WHEN n < 3 THEN 'new' WHEN late_n * 100 <= n * 10 THEN 'regular' ELSE 'late' END AS behaviour FROM person"""

FIGURES = (
    "SELECT currency, SUM(amount_cents - paid_cents) FROM invoice GROUP BY currency",
    """SELECT currency, CASE WHEN julianday(:today) - julianday(due_on) <= 0 THEN 0 WHEN julianday(:today) - julianday(due_on) <= 30 THEN 1
       WHEN julianday(:today) - julianday(due_on) <= 60 THEN 2 WHEN julianday(:today) - julianday(due_on) <= 90 THEN 3 ELSE 4 END AS bucket,
       SUM(amount_cents - paid_cents), COUNT(*) FROM invoice WHERE amount_cents > paid_cents GROUP BY 1, 2""",
    """SELECT i.currency, SUM(a.amount_cents) FROM allocation a JOIN invoice i ON i.id = a.invoice_id
       WHERE i.due_on < :since AND a.paid_on > :since AND a.paid_on <= :today GROUP BY 1""",
    "SELECT currency, substr(issued_on, 1, 7), SUM(amount_cents) FROM invoice GROUP BY 1, 2",
    "SELECT currency, substr(paid_on, 1, 7), SUM(amount_cents) FROM allocation GROUP BY 1, 2",
)


def fill(raw: Any, people: int) -> None:
    """Write customers, invoices and payments; the company is there."""
    chance = random.Random(1)
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("INSERT INTO portfolio (name, created_at) VALUES ('Cartera', ?)", (STAMP,))
    raw.executemany("INSERT INTO customer (id, name, name_key, created_at, updated_at, version) VALUES (?, ?, ?, ?, ?, 1)",
                    ((n, f"Cliente {n}", f"cliente {n}", STAMP, STAMP) for n in range(1, people + 1)))  # fmt: skip
    raw.executemany("INSERT INTO contact_point (customer_id, kind, value, line, is_primary, created_at) "
                    "VALUES (?, 'phone', ?, 'mobile', 1, ?)",
                    ((n, f"+519{n:08d}", STAMP) for n in range(1, people + 1)))  # fmt: skip
    rows = [invoice(chance, n, people) for n in range(people * 5)]
    raw.executemany("INSERT INTO invoice (id, portfolio_id, customer_id, number, issued_on, due_on, amount_cents, paid_cents, currency) "
                    "VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)", (row[:-1] for row in rows))  # fmt: skip
    paid = [row for row in rows if row[6]]
    raw.executemany("INSERT INTO payment (id, customer_id, paid_on, amount_cents, currency, source, is_opening, recorded_at) "
                    "VALUES (?, ?, ?, ?, ?, 'import', 0, ?)",
                    ((row[0], row[1], row[8], row[6], row[7], STAMP) for row in paid))  # fmt: skip
    raw.executemany("INSERT INTO allocation (payment_id, invoice_id, customer_id, paid_on, amount_cents, currency) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    ((row[0], row[0], row[1], row[8], row[6], row[7]) for row in paid))  # fmt: skip
    raw.execute("COMMIT")


def invoice(chance: random.Random, n: int, people: int) -> tuple[Any, ...]:
    """(id, customer, number, issued, due, amount, paid, currency, paid on)."""
    due, cents = TODAY - timedelta(days=chance.randint(-30, 400)), chance.randint(1_000, 500_000)
    paid = cents if chance.random() < 0.7 and due < TODAY + timedelta(days=10) else 0
    paid_on = due + timedelta(days=chance.randint(-10, 20))
    return (n + 1, n % people + 1, f"F{n}", (due - timedelta(days=30)).isoformat(), due.isoformat(), cents, paid,
            "USD" if n % 7 == 0 else "PEN", paid_on.isoformat())  # fmt: skip


def cost(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """The median processor seconds of some work."""
    taken = []
    for _round in range(rounds):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def main(people: int) -> None:
    """Build, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(RECAUDO_DATA=f"{folder}/data", RECAUDO_NOW="2026-11-21T12:00:00Z")
        from core.db.engine import writing
        from core.domain.access import Actor
        from core.services import house, insights, profiles, setup

        engine = house.open_house()
        setup.set_up(engine, name="Ejemplo", country="PE", owner_name="Ada", owner_email="ada@example.com", password="una clave larga 77")
        with engine.connect() as connection:
            fill(connection.connection.driver_connection, people)
        profiles.refresh(engine)
        marta = Actor("Marta", "manager", 1)
        days, moved = iter(range(1, 300)), list[int]()

        def plain(queries: tuple[str, ...]) -> None:
            with engine.connect() as connection:
                for query in queries:
                    connection.exec_driver_sql(query, {"today": TODAY.isoformat(), "since": "2026-10-22"}).fetchall()

        def windows() -> None:
            with engine.connect() as connection:
                connection.exec_driver_sql(WINDOWS, {"today": TODAY.isoformat()})
                connection.exec_driver_sql("DROP TABLE temp.plain")

        def anew() -> None:
            insights.forget(engine)
            insights.kpis(engine, marta, as_of=TODAY)

        def first() -> float:
            with engine.begin() as connection:
                connection.exec_driver_sql("DELETE FROM profile")
                connection.exec_driver_sql("DELETE FROM balance")
            return cost(lambda: profiles.refresh(engine), 1)

        def next_day() -> None:
            with writing(engine) as session:
                moved.append(profiles.refresh_in(session, today=TODAY + timedelta(days=len(moved) + 1)).changed)

        insights.kpis(engine, marta, as_of=TODAY)
        base, shape = cost(lambda: plain(FIGURES)), cost(windows)
        told = (
            ("figures, plain SQL", base, base),
            ("figures, data unchanged", cost(lambda: insights.kpis(engine, marta, as_of=TODAY), 20), base),
            ("figures, another day", cost(lambda: insights.kpis(engine, marta, as_of=TODAY - timedelta(days=next(days)),
                                                               with_segments=False), 20), base),
            ("figures and segments added up anew", cost(anew), base),
            ("profiles, plain window SQL", shape, shape),
            ("profiles, first run, every row written", first(), shape),
            ("profiles, all computed again, none changed", cost(lambda: profiles.refresh(engine)), shape),
            ("profiles, the day's run, written as changed", cost(next_day), shape),
            ("profile of one customer", cost(lambda: profiles.refresh(engine, [7]), 20), shape),
        )  # fmt: skip
        for name, seconds, floor in told:
            print(f"{name:46} {seconds * 1000:9.1f} ms  {seconds / floor:7.3f} x")
        print(f"customers changed by a new day: {', '.join(map(str, moved))} of {people}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
