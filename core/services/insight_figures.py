"""The figures of one currency as of a day, summed from the cells of the ledger with the formulas of core.domain."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core.domain import kpis, kpis_dso
from core.domain.aging import BUCKETS
from core.domain.kpis import AT_RISK_DAYS
from core.domain.kpis_dso import Countback
from core.domain.ratio import Ratio
from core.services.ledger_cube import Cells

MONTHS = 13
UNKNOWN = 1  # the ordinal of a sale whose day no file told


@dataclass(frozen=True, slots=True)
class Month:
    """One month up to its end, or to the as-of day: what was billed and received in it, what was open at its end, the DSO at its end."""

    first: date
    last: date
    billed_cents: int
    collected_cents: int
    outstanding_cents: int
    overdue_cents: int
    dso: Decimal | None


@dataclass(frozen=True, slots=True)
class Figures:
    """One currency as of a day. `billed` and `collected` are of all time up to the day, those `_in_period` of the period; hundredths."""

    currency: str
    billed_cents: int
    collected_cents: int
    outstanding_cents: int
    open_invoices: int
    overdue_cents: int
    overdue_invoices: int
    untouched_cents: int  # overdue with nothing paid yet
    untouched_invoices: int
    billed_in_period_cents: int
    collected_in_period_cents: int
    opening_cents: int
    opening_overdue_cents: int
    recovery: Ratio
    aging: dict[str, int]
    dso: Decimal | None
    countback: Countback
    best_dso: Decimal | None
    days_delinquent: Decimal | None
    cei: Ratio
    delay: Decimal | None
    late_days: Decimal | None  # mean days late of the documents that were or are late
    late_invoices: int
    at_risk: Ratio
    roll: dict[str, Ratio]
    has_unknown_sales: bool
    months: tuple[Month, ...]

    @property
    def partly_paid_cents(self) -> int:
        """Overdue, with a part paid."""
        return self.overdue_cents - self.untouched_cents

    @property
    def partly_paid_invoices(self) -> int:
        """How many documents that is."""
        return self.overdue_invoices - self.untouched_invoices


def open_of(cells: Cells, chosen: Any) -> int:
    """Owed less paid, over chosen cells."""
    return cells.of("billed", chosen) - cells.of("paid", chosen)


def figures(cells: Cells, currency: str, as_of: date, since: date) -> Figures:
    """Everything as of the close of `as_of`; the period runs from the close of `since` to it."""
    end, start, days = as_of.toordinal(), since.toordinal(), (as_of - since).days
    so_far, by_start = cells.day <= end, cells.day <= start
    late, in_period = so_far & (cells.due < end), so_far & ~by_start
    was_late = by_start & (cells.due < start)
    outstanding, overdue, opening = open_of(cells, so_far), open_of(cells, late), open_of(cells, by_start)
    opening_overdue = open_of(cells, was_late)
    sales = cells.of("sales", in_period)
    simple, best = kpis_dso.dso(outstanding, sales, days), kpis_dso.best_possible_dso(outstanding - overdue, sales, days)
    late_sum, late_count = lateness(cells, so_far, late, end)
    return Figures(
        currency=currency,
        billed_cents=cells.of("billed", so_far),
        collected_cents=cells.of("paid", so_far),
        outstanding_cents=outstanding,
        open_invoices=cells.of("invoices", so_far) - cells.of("done", so_far),
        overdue_cents=overdue,
        overdue_invoices=cells.of("invoices", late) - cells.of("done", late),
        untouched_cents=cells.of("billed", late) - cells.of("untouched", late),
        untouched_invoices=cells.of("invoices", late) - cells.of("begun", late),
        billed_in_period_cents=sales,
        collected_in_period_cents=cells.of("cash", in_period),
        opening_cents=opening,
        opening_overdue_cents=opening_overdue,
        recovery=kpis.recovery_rate(cells.of("cash", in_period & (cells.due < start)), opening_overdue),
        aging=aging(cells, so_far, end),
        dso=simple,
        countback=kpis_dso.countback(outstanding, monthly_sales(cells, as_of)),
        best_dso=best,
        days_delinquent=kpis_dso.days_delinquent(simple, best),
        cei=kpis.collection_effectiveness(opening, known_sales(cells, in_period), outstanding, outstanding - overdue),
        delay=delay(cells, in_period, late, end),
        late_days=Decimal(late_sum) / late_count if late_count else None,
        late_invoices=late_count,
        at_risk=at_risk(cells, end),
        roll=roll(cells, so_far, by_start, start),
        has_unknown_sales=bool(cells.of("invoices", so_far & (cells.day <= UNKNOWN))),
        months=tuple(months(cells, as_of)),
    )


def known_sales(cells: Cells, in_period: Any) -> int:
    """What was billed in the period on a day that a file told."""
    return cells.of("billed", in_period & (cells.day > UNKNOWN))


def aging(cells: Cells, so_far: Any, end: int) -> dict[str, int]:
    """Open hundredths by bucket of days past due."""
    return {bucket.code: open_of(cells, so_far & _in_bucket(cells, bucket, end)) for bucket in BUCKETS}


def _in_bucket(cells: Cells, bucket: Any, end: int) -> Any:
    age = end - cells.due
    if bucket.first == 0:
        return age <= 0
    return (age >= bucket.first) & (age <= (bucket.last if bucket.last is not None else age))


def delay(cells: Cells, in_period: Any, late: Any, end: int) -> Decimal | None:
    """Average payment delay: what was received in the period by its days from due date, and what is overdue by its days up to now."""
    cash, left = cells.columns["cash"][in_period], (cells.columns["billed"] - cells.columns["paid"])[late]
    amount_days = int((cash * (cells.day - cells.due)[in_period]).sum()) + int((left * (end - cells.due)[late]).sum())
    return kpis_dso.payment_delay(amount_days, int(cash.sum()) + int(left.sum()))


def lateness(cells: Cells, so_far: Any, late: Any, end: int) -> tuple[int, int]:
    """(days, documents): the days late of each document paid late or still unpaid after its due date, and how many those are."""
    done_late = so_far & (cells.day > cells.due)
    done, waiting = cells.columns["done"][done_late], (cells.columns["invoices"] - cells.columns["done"])[late]
    days = int((done * (cells.day - cells.due)[done_late]).sum()) + int((waiting * (end - cells.due)[late]).sum())
    return days, int(done.sum()) + int(waiting.sum())


def at_risk(cells: Cells, end: int) -> Ratio:
    """Of what fell due in the year that ended AT_RISK_DAYS before the day, the share still unpaid that many days past due."""
    ripe = (cells.due <= end - AT_RISK_DAYS) & (cells.due > end - AT_RISK_DAYS - 365) & (cells.day <= end)
    billed = cells.of("billed", ripe)
    return kpis.at_risk_rate(billed - cells.of("paid", ripe & (cells.day <= cells.due + AT_RISK_DAYS)), billed)


def roll(cells: Cells, so_far: Any, by_start: Any, start: int) -> dict[str, Ratio]:
    """Of what was open in each late bucket at the start, the share of those same documents that is still open."""
    spans = {bucket.code: _in_bucket(cells, bucket, start) for bucket in BUCKETS if bucket.first > 0}
    return {code: kpis.roll_rate(open_of(cells, so_far & span), open_of(cells, by_start & span)) for code, span in spans.items()}


def month_starts(as_of: date) -> Iterator[date]:
    """The first days of months, from that of a day backwards."""
    first = as_of.replace(day=1)
    while first.year > 1900:
        yield first
        first = (first - timedelta(days=1)).replace(day=1)


def monthly_sales(cells: Cells, as_of: date) -> list[tuple[int, int]]:
    """(days, sales) of the months up to a day, newest first, as far back as there are sales; the present month counts its days so far."""
    sold = cells.columns["sales"] != 0
    oldest = int(cells.day[sold].min()) if sold.any() else as_of.toordinal() + 1
    found = []
    for first in month_starts(as_of):
        last = min(as_of, first.replace(day=monthrange(first.year, first.month)[1]))
        if last.toordinal() < oldest:
            break
        found.append(((last - first).days + 1, cells.of("sales", _between(cells, first, last))))
    return found


def _between(cells: Cells, first: date, last: date) -> Any:
    return (cells.day >= first.toordinal()) & (cells.day <= last.toordinal())


def months(cells: Cells, as_of: date) -> Iterator[Month]:
    """The latest MONTHS months, oldest first."""
    starts = [first for first, _place in zip(month_starts(as_of), range(MONTHS), strict=False)]
    for first in reversed(starts):
        last = min(as_of, first.replace(day=monthrange(first.year, first.month)[1]))
        end, inside = last.toordinal(), _between(cells, first, last)
        so_far = cells.day <= end
        outstanding, sales = open_of(cells, so_far), cells.of("sales", inside)
        days = (last - first).days + 1
        yield Month(first, last, sales, cells.of("cash", inside), outstanding, open_of(cells, so_far & (cells.due < end)),
                    kpis_dso.dso(outstanding, sales, days))  # fmt: skip
