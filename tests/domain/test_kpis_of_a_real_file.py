"""The figures that an Argentine firm's workbook states on its sheet Resumen come out of the formulas."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from core.domain.kpis import recovery_rate, total_equivalent
from core.domain.money import sum_by_currency, to_cents

FILE = Path(__file__).parents[1] / "data" / "es" / "cobranzas_pyme_ar.xlsx"
AS_OF = datetime(2026, 7, 1)


@pytest.fixture(scope="module")
def invoices() -> list[dict[str, Any]]:
    """The rows of sheet Facturas by header."""
    header, *rows = load_workbook(FILE, read_only=True, data_only=True)["Facturas"].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows if row[0]]


def cents(value: Any) -> int:
    return to_cents(Decimal(str(value or 0)))


def in_pesos(invoices: list[dict[str, Any]], column: str) -> int:
    """The sum of a column in ARS equivalents, each dollar invoice at its own stated rate."""
    rates = [Decimal(1) if row["moneda"] == "ARS" else Decimal(str(row["tipo_cambio"])) for row in invoices]
    return total_equivalent((cents(row[column]), rate) for row, rate in zip(invoices, rates, strict=True))


def test_billed_collected_and_outstanding_agree_to_the_hundredth(invoices):
    assert in_pesos(invoices, "importe_facturado") == 23_340_600_000
    assert in_pesos(invoices, "importe_cobrado") == 14_672_652_695
    assert in_pesos(invoices, "saldo_pendiente") == 8_667_947_305


def test_the_two_currencies_stay_apart(invoices):
    open_amounts = sum_by_currency((row["moneda"], cents(row["saldo_pendiente"])) for row in invoices)
    assert open_amounts == {"ARS": 4_160_479_533, "USD": 2_916_347}


def test_its_overdue_is_what_is_late_with_nothing_paid_and_ours_has_the_partly_paid_too(invoices):
    late = [row for row in invoices if row["saldo_pendiente"] and row["fecha_vencimiento"] < AS_OF]
    untouched = [row for row in late if not row["importe_cobrado"]]
    assert (len(untouched), in_pesos(untouched, "saldo_pendiente")) == (47, 4_685_790_000)
    assert (len(late), in_pesos(late, "saldo_pendiente")) == (77, 6_146_507_305)


def test_collected_of_billed_is_a_recovery_with_its_base_stated(invoices):
    ratio = recovery_rate(in_pesos(invoices, "importe_cobrado"), in_pesos(invoices, "importe_facturado"))
    assert round(ratio.percent, 2) == Decimal("62.86")
