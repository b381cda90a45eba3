"""Whom to care for first: 0 to 100 points, each with the sentence that gave it. Integer arithmetic throughout, so that SQL can equal it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.aging import bucket_of
from core.domain.profile import Behaviour
from core.domain.sentences import Sentence, sentence

AMOUNT_POINTS = 35  # reached at the reference amount: that of the business's largest tenth of overdue balances in the currency
DAYS_POINTS = {"current": 0, "1-30": 12, "31-60": 20, "61-90": 25, "91+": 22}  # reminders work best before a debt is old
BEHAVIOUR_POINTS = {Behaviour.REGULAR: 3, Behaviour.OCCASIONALLY_LATE: 8, Behaviour.REPEATEDLY_LATE: 15, Behaviour.NEW: 8}
BROKEN_POINTS = (0, 9, 13, 15)  # by number of broken promises, the last for that many and more
REACH_POINTS = 10
REFERENCE_PERCENT = 90


@dataclass(frozen=True)
class Score:
    """Points from 0 to 100 and the sentences behind them, largest part first."""

    points: int
    reasons: tuple[Sentence, ...]


def amount_points(overdue_cents: int, reference_cents: int) -> int:
    """Points for an overdue amount in one currency; of several currencies the highest counts, they are never added."""
    if overdue_cents <= 0:
        return 0
    return AMOUNT_POINTS if overdue_cents >= reference_cents else AMOUNT_POINTS * overdue_cents // reference_cents


def score(
    overdue: Sequence[tuple[str, int, int]],
    days: int,
    behaviour: str,
    *,
    broken_promises: int = 0,
    is_reachable: bool = True,
    has_promise: bool = False,
    has_dispute: bool = False,
) -> Score:
    """The score of one customer. `overdue` has a row per currency: (code, overdue hundredths, reference hundredths).

    A dispute freezes (0), nothing overdue is 0, an open promise halves: the customer's word is waited for.
    """
    if has_dispute:
        return Score(0, (sentence("There is an open dispute: it is settled before anything else."),))
    if not any(cents > 0 for _, cents, _ in overdue):
        return Score(0, (sentence("Nothing is overdue."),))
    parts = sorted(_parts(overdue, days, behaviour, broken_promises, is_reachable), key=lambda part: -part[0])
    points = sum(part[0] for part in parts)
    reasons = tuple(reason for earned, reason in parts if earned or reason.msgid == UNREACHABLE)
    if has_promise:
        return Score(points // 2, (sentence("A promise is open: half the points, the customer's word is waited for."), *reasons))
    return Score(points, reasons)


UNREACHABLE = "No channel can be used: a phone or e-mail is needed first."


def _parts(
    overdue: Sequence[tuple[str, int, int]], days: int, behaviour: str, broken: int, is_reachable: bool
) -> list[tuple[int, Sentence]]:
    best = max(overdue, key=lambda row: amount_points(row[1], row[2]))
    earned = amount_points(best[1], best[2])
    by_days, by_behaviour = DAYS_POINTS[bucket_of(days)], BEHAVIOUR_POINTS[Behaviour(behaviour)]
    by_broken = BROKEN_POINTS[min(broken, len(BROKEN_POINTS) - 1)]
    reachable = sentence("Points: {points}. The customer can be reached.", points=REACH_POINTS)
    return [
        (earned, sentence("Points: {points}. Overdue: {overdue}.", points=earned, overdue_cents=best[1], currency=best[0])),
        (by_days, sentence("Points: {points}. Days past due: {days}.", points=by_days, days=days)),
        (by_behaviour, sentence(BEHAVIOUR_REASONS[Behaviour(behaviour)], points=by_behaviour)),
        (by_broken, sentence("Points: {points}. Promises broken: {broken}.", points=by_broken, broken=broken)),
        (REACH_POINTS, reachable) if is_reachable else (0, sentence(UNREACHABLE)),
    ]


BEHAVIOUR_REASONS = {
    Behaviour.REGULAR: "Points: {points}. Usually pays regularly.",
    Behaviour.OCCASIONALLY_LATE: "Points: {points}. Is occasionally late.",
    Behaviour.REPEATEDLY_LATE: "Points: {points}. Is repeatedly late.",
    Behaviour.NEW: "Points: {points}. New, not known yet how they pay.",
}
