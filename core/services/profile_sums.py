"""Balances and profiles computed by the column for any number of customers; core.domain says what each means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from core.db.queries.profile_sql import BALANCE
from core.domain.aging import BUCKETS
from core.domain.kpis_dso import RATINGS, WORST_RATING
from core.domain.profile import KNOWN_FROM, LATE_AFTER_DAYS, OCCASIONAL_UP_TO_PERCENT, REGULAR_UP_TO_PERCENT, Behaviour
from core.domain.score import AMOUNT_POINTS, BEHAVIOUR_POINTS, BROKEN_POINTS, DAYS_POINTS, REACH_POINTS, REFERENCE_PERCENT
from core.services import arrays
from core.services.profile_facts import Facts, mark_of_balances

BEHAVIOURS = (Behaviour.NEW.value, Behaviour.REGULAR.value, Behaviour.OCCASIONALLY_LATE.value, Behaviour.REPEATEDLY_LATE.value)
BUCKET_CODES = tuple(bucket.code for bucket in BUCKETS)
RATING_CODES = (None, *(rating for rating, _ in RATINGS), WORST_RATING)
_MOST = (1 << 63) - 1
_FIRST_DAYS = [bucket.first for bucket in BUCKETS[1:]]


@dataclass(frozen=True, slots=True)
class Balances:
    """A row per customer and currency in which anything is open, paid or in credit, in their order; hundredths in the order of BALANCE."""

    customer: Any
    currency: Any
    amounts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Profiles:
    """A value per customer: codes as places in BEHAVIOURS, BUCKET_CODES and RATING_CODES, days as ordinals (0: none)."""

    columns: dict[str, Any]


def balances(facts: Facts, today: int) -> Balances:
    """What everybody owes in each currency as of a day, by bucket."""
    money, spare, many = facts.invoices, facts.credits, max(1, len(facts.currencies))
    owed_at, spare_at = money.customer * many + money.currency, spare.customer * many + spare.currency
    has = numpy.zeros(len(facts.ids) * many, dtype=bool)
    has[owed_at] = has[spare_at] = True
    keys, slot = numpy.flatnonzero(has), numpy.cumsum(has) - 1
    row, rows, left = slot[owed_at], len(keys), money.cents - money.paid
    is_open, is_over = left > 0, left < 0
    at, late = row[is_open], today - money.due[is_open]
    width = len(BUCKETS)
    span = numpy.searchsorted(_FIRST_DAYS, late, side="right")
    spans = arrays.summed(at * width + span, left[is_open], rows * width).reshape(rows, width)
    credit = arrays.summed(row[is_over], -left[is_over], rows) + arrays.summed(slot[spare_at], spare.cents, rows)
    amounts = (
        spans.sum(axis=1), spans[:, 1:].sum(axis=1), *spans.T, credit, numpy.bincount(at, minlength=rows),
        numpy.bincount(at[late > 0], minlength=rows), arrays.summed(row, money.paid, rows),
    )  # fmt: skip
    return Balances(keys // many, keys % many, dict(zip(BALANCE, amounts, strict=True)))


def references(currencies: list[str], owed: Balances, others: Mapping[str, list[int]]) -> dict[str, int]:
    """Each currency's overdue balance that earns all points for the amount, by nearest rank, over some balances and others besides."""
    found, overdue = {}, owed.amounts["overdue_cents"]
    for place, currency in enumerate(currencies):
        own = overdue[(owed.currency == place) & (overdue > 0)]
        ranked = numpy.sort(numpy.concatenate([own, numpy.array(others.get(currency, []), dtype=numpy.int64)]))
        if len(ranked):
            found[currency] = int(ranked[(len(ranked) * REFERENCE_PERCENT + 99) // 100 - 1])
    return found


def profiles(facts: Facts, owed: Balances, points_at: Mapping[str, int], promised: Mapping[str, Any], today: int) -> Profiles:
    """Everybody's profile as of a day. `promised` holds has_promise, has_broken_promise and the number broken, by customer."""
    columns = _history(facts, today) | {"reach": facts.reach, "last_payment_on": facts.paid_on, "last_contact_at": facts.contact_at}
    columns |= {"has_dispute": facts.is_disputed, **{name: promised[name] for name in ("has_promise", "has_broken_promise")}}
    oldest = columns["oldest_due_on"]
    columns["bucket"] = numpy.where(oldest > 0, numpy.searchsorted(_FIRST_DAYS, today - oldest, side="right"), 0)
    points = _amount_points(facts, owed, points_at)
    points += numpy.array([DAYS_POINTS[code] for code in BUCKET_CODES])[columns["bucket"]]
    points += numpy.array([BEHAVIOUR_POINTS[Behaviour(code)] for code in BEHAVIOURS])[columns["behaviour"]]
    points += numpy.array(BROKEN_POINTS)[numpy.minimum(promised["broken"], len(BROKEN_POINTS) - 1)]
    points += numpy.where(facts.reach > 0, REACH_POINTS, 0)
    points //= numpy.where(columns["has_promise"], 2, 1)
    columns["score"] = numpy.where((oldest > 0) & ~facts.is_disputed, points, 0)
    return Profiles(columns)


def withhold(facts: Facts, found: Profiles, ids: Sequence[int]) -> None:
    """Take back what was made of how some customers pay: no class, no rating, no score. What they owe and since when the ledger says."""
    place = arrays.places(facts.ids, numpy.array(ids, dtype=numpy.int64))
    for name in ("behaviour", "rating", "paid_late", "score"):
        found.columns[name][place[place >= 0]] = 0


def _amount_points(facts: Facts, owed: Balances, points_at: Mapping[str, int]) -> Any:
    full = numpy.array([max(1, points_at.get(currency, 1)) for currency in facts.currencies] or [1])[owed.currency]
    overdue, best = numpy.minimum(owed.amounts["overdue_cents"], full), numpy.zeros(len(facts.ids), dtype=numpy.int64)
    if len(full) and int(full.max()) > _MOST // AMOUNT_POINTS:  # multiplied, these would not fit 64 bits
        overdue, full = overdue.astype(object), full.astype(object)
    numpy.maximum.at(best, owed.customer, (AMOUNT_POINTS * overdue // full).astype(numpy.int64))
    return best


def _history(facts: Facts, today: int) -> dict[str, Any]:
    """How each customer's invoices were paid.

    An invoice that was settled before anybody told when says nothing of how its customer pays: only its number counts.
    """
    rows, money, many = facts.invoices.cents > 0, facts.invoices, len(facts.ids)
    columns = (money.customer, money.due, money.cents, money.done, money.paid)
    whose, due, cents, done, paid = columns if rows.all() else (column[rows] for column in columns)
    is_paid = paid >= cents
    late_days = numpy.where(is_paid, done, today) - due
    is_told = ~is_paid | (done > 0)
    is_late = is_told & (late_days > LATE_AFTER_DAYS)
    weighs = numpy.where(is_paid, done > 0, late_days > 0)
    late, known = (numpy.bincount(whose[chosen], minlength=many) for chosen in (is_late, is_late | (is_paid & (done > 0))))
    at, weight = whose[weighs], cents[weighs].astype(float)
    delay, delayed = numpy.bincount(at, weight * late_days[weighs], many), numpy.bincount(at, weight, many)
    unpaid, open_due, number = whose[~is_paid], due[~is_paid], numpy.bincount(whose, minlength=many)
    return {
        "behaviour": _behaviour(late, known), "oldest_due_on": _first(unpaid, open_due, open_due < today, many),
        "next_due_on": _first(unpaid, open_due, open_due >= today, many), "invoices": number,
        "invoices_paid": number - numpy.bincount(unpaid, minlength=many), "paid_late": late, "rating": _rating(delay, delayed),
    }  # fmt: skip


def _behaviour(late: Any, known: Any) -> Any:
    steps = [known < KNOWN_FROM, late * 100 <= known * REGULAR_UP_TO_PERCENT, late * 100 <= known * OCCASIONAL_UP_TO_PERCENT]
    return numpy.select(steps, range(3), 3)


def _rating(delay: Any, delayed: Any) -> Any:
    days = numpy.divide(delay, delayed, out=numpy.zeros(len(delay)), where=delayed > 0)
    return numpy.where(delayed > 0, numpy.searchsorted([highest for _, highest in RATINGS], days, side="left") + 1, 0)


def _first(whose: Any, due: Any, chosen: Any, many: int) -> Any:
    """The earliest chosen day of each; 0 where there is none."""
    never = numpy.iinfo(numpy.int64).max
    found = numpy.full(many, never)
    numpy.minimum.at(found, whose[chosen], due[chosen])
    return numpy.where(found == never, 0, found)


def marks(facts: Facts, owed: Balances, found: Profiles) -> Any:
    """A mark of everything kept of each customer: the same mark, the same rows. Never 0 where a profile is kept."""
    columns = [found.columns[name] for name in sorted(found.columns)]
    mark = numpy.where(facts.lives, arrays.mixed(columns, len(facts.ids)) | numpy.uint64(1), numpy.uint64(0))
    numpy.add.at(mark, owed.customer, mark_of_balances(facts.currencies, owed.currency, list(owed.amounts.values())))
    return mark
