"""The files that imports are measured with: a messy portfolio of invented people, as text and as a workbook."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

HEADER = "Factura;Cliente;NIT;Celular;Correo;Fecha emisión;Fecha vencimiento;Valor;Saldo;Fecha de pago;Ciudad"
CITIES = ("Bogotá", "Medellín", "Cali", "Barranquilla", "Cartagena", "Bucaramanga", "Pereira", "Manizales")


def lines(rows: int, paid: float = 0.0) -> Iterator[str]:
    """Lines with semicolons, decimal comma, dd/mm/yyyy, five invoices a customer, a share of them `paid`."""
    rng = random.Random(7)
    start = date(2024, 1, 1)
    days = [(start + timedelta(days=n)).strftime("%d/%m/%Y") for n in range(900)]
    for number in range(rows):
        person, issued = number // 5, rng.randrange(700)
        cents = rng.randrange(1_000, 90_000_000)
        amount = f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02d}"
        is_paid = rng.random() < paid
        yield (
            f"F-{number:08d};Cliente {person} Comercial S.A.S.;{900_000_000 + person};"
            f"30{person // 10_000_000} {person // 10_000 % 1_000:03d} {person % 10_000:04d};"
            f"c{person}@example.com;{days[issued]};{days[issued + 30]};{amount};{'0,00' if is_paid else amount};"
            f"{days[issued + rng.randrange(80)] if is_paid else ''};{CITIES[person % 8]}"
        )


def make_file(path: Path, rows: int, paid: float = 0.0) -> None:
    """Write the portfolio as text."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        file.writelines(f"{line}\n" for line in lines(rows, paid))


def make_workbook(path: Path, rows: int) -> None:
    """Write the portfolio as a workbook, its amounts as numbers."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Cartera")
    sheet.append(HEADER.split(";"))
    for line in lines(rows):
        cells: list[str | float] = list(line.split(";"))
        for place in (7, 8):
            cells[place] = float(str(cells[place]).replace(".", "").replace(",", "."))
        sheet.append(cells)
    book.save(path)
