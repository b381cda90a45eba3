"""Payment plans: an amount laid out as promises in series, and where the whole series stands."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.domain.errors import Refusal
from core.domain.promises import FURTHEST_DAYS, Standing, State

EVERY = ("week", "fortnight", "month")
MOST_INSTALLMENTS = 60


@dataclass(frozen=True)
class Installment:
    """One payment of a plan: its number from 1, its amount in hundredths and its day."""

    number: int
    amount_cents: int
    due_on: date


def lay_out(total_cents: int, count: int, first_on: date, every: str = "month") -> list[Installment]:
    """A total in equal installments, odd hundredths on the first ones; a month without the day takes its last. May raise Refusal."""
    if every not in EVERY:
        raise Refusal("plan_every", "Installments fall every week, every fortnight or every month.")
    if not 1 <= count <= MOST_INSTALLMENTS or total_cents < count:
        raise Refusal("plan_count", "A plan has between 1 and {most} installments, each above zero.", most=MOST_INSTALLMENTS)
    each, odd = divmod(total_cents, count)
    return [Installment(place + 1, each + (place < odd), step(first_on, every, place)) for place in range(count)]


def check(parts: list[Installment], *, today: date, owed_cents: int) -> None:
    """Raises Refusal for a plan that cannot be meant: more than is owed, a first day past or far away."""
    if sum(part.amount_cents for part in parts) > owed_cents:
        raise Refusal("plan_too_much", "The plan is for more than the customer owes in this currency.")
    if parts[0].due_on < today:
        raise Refusal("plan_past", "The first installment cannot lie in the past.")
    if (parts[0].due_on - today).days > FURTHEST_DAYS:
        raise Refusal("plan_far", "The first installment lies at most {days} days ahead.", days=FURTHEST_DAYS)


def step(first_on: date, every: str, times: int) -> date:
    """The day a number of weeks, fortnights or months after the first."""
    if every != "month":
        return first_on + timedelta(days=times * (7 if every == "week" else 14))
    months = first_on.month - 1 + times
    year, month = first_on.year + months // 12, months % 12 + 1
    return date(year, month, min(first_on.day, monthrange(year, month)[1]))


def state_of(installments: Iterable[Standing]) -> State:
    """A plan is broken once an installment is, cancelled when the rest was taken back, kept when all are, open else."""
    found = {standing.state for standing in installments}
    states = found - {State.CANCELLED}
    if not states or (State.CANCELLED in found and not states & {State.BROKEN, State.PARTLY_KEPT}):
        return State.CANCELLED
    if states & {State.BROKEN, State.PARTLY_KEPT}:
        return State.BROKEN
    return State.KEPT if states == {State.KEPT} else State.OPEN
