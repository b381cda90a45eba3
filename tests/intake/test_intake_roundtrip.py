"""A table written in a random dialect is read back the same; a mutilated file ends in records or in a named refusal."""

from __future__ import annotations

import csv
import io
import random
import tempfile
import time
from datetime import date
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.readings import Choices
from core.domain.records import FILE_REASONS, ROW_REASONS, FileRefused
from core.intake import understand
from tests.wounds import mutilated

NAMES = st.text(alphabet="abcdefghijklmnñopqrstuvwxyzáéíóúüçãABCXYZ &.'\"-;,|", min_size=3, max_size=30)
CENTS = st.integers(min_value=1, max_value=10**11)
DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31))
FORMATS = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y", "ymd": "%Y-%m-%d"}


def money(cents: int, decimal: str, grouped: bool) -> str:
    whole = f"{cents // 100:,}" if grouped else str(cents // 100)
    text = f"{whole}.{cents % 100:02d}"
    return text.translate(str.maketrans(",.", ".,")) if decimal == "comma" else text


@given(
    rows=st.lists(st.tuples(NAMES, CENTS, DAYS), min_size=1, max_size=12),
    delimiter=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    order=st.sampled_from(sorted(FORMATS)),
    decimal=st.sampled_from(["comma", "point"]),
    grouped=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
    titles=st.integers(min_value=0, max_value=3),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_table_in_any_dialect_reads_back_the_same(rows, delimiter, encoding, order, decimal, grouped, end, titles):
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end)
    for n in range(titles):
        writer.writerow([f"Listado {n}"])
    writer.writerow(["Cliente", "Código", "Factura", "Vencimiento", "Importe"])
    for n, (name, cents, due) in enumerate(rows):
        writer.writerow([name, f"C{n}", f"F-{n:05d}", due.strftime(FORMATS[order]), money(cents, decimal, grouped)])
    choices = Choices(date_order=order, decimal=decimal, encoding=encoding, delimiter=delimiter)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cartera.csv"
        path.write_bytes(buffer.getvalue().encode(encoding, "replace"))
        reading = understand(path, kind="portfolio", choices=choices, company_country="AR", company_currency="ARS")
        batches = list(reading.batches)
    assert reading.questions == [] and not [r for b in batches for r in b.rejected]
    records = [record for batch in batches for record in batch.records]
    assert [(r[6], r[8], r[9]) for r in records] == [(f"F-{n:05d}", due.isoformat(), cents) for n, (_, cents, due) in enumerate(rows)]
    assert [r[2] for r in records] == [f"C{n}" for n in range(len(rows))]


def test_mutilated_files_end_in_records_or_in_named_refusals(tmp_path):
    chance = random.Random(11)
    text = "Cliente;CUIT;Teléfono;Factura;Vencimiento;Importe\n" + "".join(
        f'"Ana ""la {n}"" Pérez";20-1234567{n % 10}-1;11 4444-55{n % 100:02d};F-{n};{n % 28 + 1:02d}/03/2026;1.{n % 900 + 100},50\n'
        for n in range(60)
    )
    book = openpyxl.Workbook()
    for line in text.splitlines()[:20]:
        book.active.append(line.split(";"))
    book.save(tmp_path / "a.xlsx")
    folder = Path(__file__).parents[1] / "data/bank"
    seeds = [text.encode(), text.encode("cp1252", "replace"), *(path.read_bytes() for path in sorted(folder.iterdir()))]
    workbook, path, until = (tmp_path / "a.xlsx").read_bytes(), tmp_path / "wounded", time.monotonic() + 6
    for n in range(400):
        path.write_bytes(mutilated(workbook if n % 25 == 0 else chance.choice(seeds), chance))
        try:
            for batch in understand(path, company_country="AR", company_currency="ARS").batches:
                assert all(rejected.reason in ROW_REASONS for rejected in batch.rejected)
        except FileRefused as refused:
            assert refused.code in FILE_REASONS
        if time.monotonic() > until:
            break
