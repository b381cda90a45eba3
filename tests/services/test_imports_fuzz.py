"""Mutilated files all the way: whatever a file holds, it comes in, asks, or is refused by a listed name, and the ledger adds up."""

from __future__ import annotations

import marshal
import os
import random
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from core.db.engine import reading
from core.domain.errors import Refusal
from core.domain.records import ABOUT, IGNORED, REASONS, WARNINGS
from core.intake import understand
from core.services import imports, profiles
from core.services.importing import reader, report
from tests.wounds import mutilated

SECONDS = int(os.environ.get("RECAUDO_FUZZ_SECONDS", "6"))
DAY = "{:02d}/{:02d}/2026"


def portfolio(n: int) -> str:
    days = f"{DAY.format(n % 28 + 1, 5)};{DAY.format(n % 28 + 1, 6)}"
    return f"Peña {n};90012345{n % 10};300 123 45{n:02d};p{n}@example.com;F-{n};{days};1.{n + 100},50;{n},00;COP;\n"


PORTFOLIO = "Cliente;NIT;Celular;Correo;Factura;Emisión;Vencimiento;Importe;Saldo;Moneda;Fecha pago\n" + "".join(map(portfolio, range(40)))
PAYMENTS = "factura;fecha de pago;importe;referencia\n" + "".join(f"F-{n};{DAY.format(n + 8, 6)};{n + 1},50;R{n}\n" for n in range(20))
CONTACTS = "cliente;nit;celular;autoriza sms;baja\n" + "".join(f"Peña {n};90012345{n};300123450{n};si;{'x' * (n % 2)}\n" for n in range(9))


def passed_on(batch, place):
    """A batch as the reader's process sends it."""
    batch.records = reader._unpacked(marshal.loads(marshal.dumps(reader._packed(batch.records, place))), place)
    return batch


@pytest.fixture
def take(house_engine, marta, frozen, tmp_path, monkeypatch):
    """Takes bytes in as the command line would, reading in this process; gives the report of what came in, was asked or would be."""

    def read(path, name, choices, remembered, country, currency):
        found = understand(path, name, None, choices, country, currency, remembered)
        place = reader.rate_place(found.understood)
        return replace(found, batches=(passed_on(batch, place) for batch in found.batches))

    monkeypatch.setattr(reader, "read", read)
    monkeypatch.setattr(profiles, "refresh", lambda *_words, **_more: None)

    def take_(data: bytes):
        path = Path(tmp_path / "archivo.csv")
        path.write_bytes(data)
        draft = imports.prepare(house_engine, marta, path, keeps_records=True)
        try:
            if draft.questions or not draft.counts.accepted:
                return report.of_draft(draft, "question" if draft.questions else "refused")
            return imports.confirm(house_engine, marta, draft.id)
        finally:
            imports.cancel(marta, draft.id)

    return take_


def check(told):
    assert {one["reason"] for one in told["rejected"]} <= set(REASONS)
    assert {one["kind"] for one in told["warnings"]} <= {*WARNINGS, "opt_out_kept"}
    assert {one["why"] for one in told["ignored"]} <= set(IGNORED)
    assert {one["about"] for one in told.get("questions", ())} <= set(ABOUT)
    assert not any("{" in one["message"] and "{n}" not in one["message"] for one in told["rejected"])
    records = told.get("records")
    if told["verdict"] == "imported" and records and "amount" in records[0]:
        sums = {}
        for record in records:
            sums[record["currency"]] = sums.get(record["currency"], 0) + round(float(record["amount"]) * 100)
        assert sums == {code: round(float(pair["amount"]) * 100) for code, pair in told["sums"].items()}
        assert len(records) == told["accepted"]


def test_mutilated_files_come_in_ask_or_are_refused_by_name(take, house_engine):
    chance, until, files = random.Random(7), time.monotonic() + SECONDS, [PORTFOLIO, PAYMENTS, CONTACTS]
    for text_ in files:
        check(take(text_.encode()))
    while time.monotonic() < until:
        data = chance.choice(files).encode(chance.choice(["utf-8", "utf-8", "cp1252"]))
        try:
            check(take(mutilated(data, chance)))
        except Refusal as refused:
            assert refused.code in REASONS
    with reading(house_engine) as session:
        wrong = """SELECT count(*) FROM invoice i WHERE i.paid_cents <>
            (SELECT coalesce(sum(a.amount_cents), 0) FROM allocation a WHERE a.invoice_id = i.id)"""
        assert session.execute(text(wrong)).scalar_one() == 0
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
