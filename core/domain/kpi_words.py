"""What each figure means, as the screen prints it beside the number: its name, what it divides by what, and where the formula is from."""

from __future__ import annotations

from typing import NamedTuple


class Definition(NamedTuple):
    """`name` and `formula` are msgids; `source` names who publishes the formula, empty for our own convention."""

    name: str
    formula: str
    source: str = ""


DEFINITIONS: dict[str, Definition] = {
    "recovery": Definition(
        "Recovery rate", "Paid in the period on what was overdue at its start, of the amount overdue at its start.", "vcc.live"
    ),
    "aging": Definition("Aging", "Open amounts by days since their due date: 0, 1-30, 31-60, 61-90, 91 or more.", "Moonflow, Upflow"),
    "dso": Definition(
        "DSO, simple", "Receivables at the end / credit sales of the period x its days.", "Upflow, Credit Research Foundation"
    ),
    "countback": Definition(
        "DSO, countback", "Days of the latest months whose sales add up to the receivables, the last month pro rata.", "Upflow"
    ),
    "cei": Definition(
        "Collection effectiveness (CEI)",
        "(Opening receivables + sales - closing) / (opening receivables + sales - closing not yet due).",
        "Credit Research Foundation",
    ),
    "delay": Definition(
        "Average payment delay",
        "Days from due date to payment in the period, or to the day while overdue, weighted by amount; negative means early.",
        "Upflow",
    ),
    "at_risk": Definition(
        "At-risk rate", "Of what fell due in the year that ended 90 days ago, the amount still unpaid 90 days past due.", "Upflow"
    ),
    "roll": Definition(
        "Roll rate", "Of the amount in a bucket at the start of the period, what is still unpaid of the same documents.", "OCC"
    ),
    "overdue_by_segment": Definition(
        "Overdue by segment", "Overdue amount of each segment's members; a customer may be in several, so they are not added."
    ),
    "promises_kept": Definition(
        "Promises kept", "Promises paid by their date plus grace, of those whose date plus grace has passed.", "Vergent"
    ),
    "promises_kept_amount": Definition(
        "Promised money kept", "Paid by the date plus grace, at most what was promised, of what was promised."
    ),
    "uplift": Definition(
        "Effect of the campaign", "Share that paid among those messaged - share among the control group, with its 95% interval."
    ),
}
