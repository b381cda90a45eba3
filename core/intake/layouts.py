"""Decides how a table is to be read: columns, date order, decimal sign, currency; what it cannot tell becomes a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.domain.readings import Choices, Question, Remembered, Understood, Warned
from core.intake.amounts import Habit
from core.intake.cells import Cell, clean
from core.intake.chosen_columns import choose
from core.intake.columns import Layout
from core.intake.currencies import CODES, currency_in_header
from core.intake.dates import Evidence
from core.intake.document_numbers import decide_series
from core.intake.installments import find_installments
from core.intake.meanings import Guess, guess_columns, normal
from core.intake.sentences import WARNINGS

DATES = ("issued_on", "due_on", "settled_on", "paid_on")
AMOUNTS = ("amount", "open_amount", "paid")
EXAMPLES = 3
WHICH_FIRST = "Which comes first in the dates, the day or the month? For example: {examples}"
_DATE_WORD = re.compile(r"\b(?:fecha|date|data|vencimiento|vto)\b")
_STATED_ORDER = re.compile(r"\b(?:(dd?)\W?mm?|mm?\W?dd?)\W?(?:aaaa|yyyy|aa|yy)\b", re.I)


@dataclass(slots=True)
class Table:
    """The data rows at hand (all of them unless `has_more`), and a way to read every row once more."""

    headers: list[str]
    rows: Sequence[Sequence[Cell]]
    has_more: bool
    every_row: Any  # () -> Iterator[Sequence[Cell]]

    def column(self, places: Iterable[int], whole: bool = False) -> Iterator[Cell]:
        """The cells of some columns, of the rows at hand or of the whole file."""
        chosen = tuple(places)
        for row in self.every_row() if whole else self.rows:
            for place in chosen:
                if place < len(row):
                    yield row[place]


@dataclass(slots=True)
class Decision:
    """A layout with what is still open and what should be said of the file as a whole."""

    layout: Layout
    questions: list[Question] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    confidence: dict[str, float] = field(default_factory=dict)


def decide(table: Table, kind: str, choices: Choices, known: Remembered | None, country: str | None, currency: str | None) -> Decision:
    """How to read a table of a kind; choices win over what is remembered, and that over what is guessed."""
    guess = guess_columns(table.headers, table.rows[:400], kind)
    if known:
        choose(guess, table.headers, known.columns)
    unknown = choose(guess, table.headers, choices.columns)
    layout = Layout(kind, table.headers, guess.positions, country=choices.country or country, local_currency=currency)
    decision = Decision(layout, confidence=guess.confidence)
    told = (*choices.columns, *(known.columns if known else ()))
    _ask_columns(decision, guess, kind, unknown, told)
    decide_series(layout, table.rows, told)
    if kind == "portfolio":
        find_installments(layout, table.rows, told)
    _decide_order(decision, table, choices, known)
    _decide_decimal(decision, table, choices, known)
    _decide_currency(decision, table, choices, currency)
    if "phones" in guess.positions and not layout.country:
        decision.questions.append(
            Question("country", [], "In which country are the customers? Their phones are read by its numbering plan.")
        )
    return decision


def recall(headers: Sequence[str], remembered: Iterable[Remembered]) -> Remembered | None:
    """How a file with these very columns was read before; None when there was none."""
    names = [normal(header) for header in headers]
    for known in remembered:
        if [normal(header) for header in known.headers] == names:
            return known
    return None


def _ask_columns(decision: Decision, guess: Guess, kind: str, unknown: list[str], chosen: Iterable[str]) -> None:
    headers = decision.layout.headers
    if unknown:
        decision.questions.append(
            Question("columns", headers, "The file has no column {name}. Which one is meant?", {"name": ", ".join(unknown)})
        )
        return
    if "amount" not in chosen and (rivals := _rivals(decision.layout, guess)):
        message = "Several columns could hold the amount, in different currencies: {fields}. Which one is meant?"
        decision.questions.append(Question("columns", rivals, message, {"fields": ", ".join(rivals)}))
    missing = guess.missing(kind)
    if missing:
        values = {"fields": ", ".join(missing), "missing": missing}
        decision.questions.append(Question("columns", headers, "Which column holds this? {fields}", values))


def _rivals(layout: Layout, guess: Guess) -> list[str]:
    """The amount's column and others that differ from it in the currency alone; empty without such others."""
    own = [layout.headers[place] for place in guess.positions.get("amount", ())]
    taken = {place for places in guess.positions.values() for place in places}
    for header in own:
        others = [name for i, name in enumerate(layout.headers) if i not in taken and normal(name) == normal(header)]
        others = [name for name in others if currency_in_header(name) not in (None, currency_in_header(header))]
        if others and currency_in_header(header):
            return [header, *others]
    return []


def _decide_order(decision: Decision, table: Table, choices: Choices, known: Remembered | None) -> None:
    layout, places = decision.layout, _places(decision.layout, DATES)
    by_column = {place: Evidence().add(table.column([place])) for place in places}
    _say_swapped(decision, by_column)
    whole = Evidence()
    for evidence in by_column.values():
        whole.merge(evidence)
    has_iso = any(evidence.shapes.get("iso") for evidence in by_column.values())
    layout.date_order = "yy" if choices.date_order == "ymd" and not has_iso else choices.date_order
    if choices.date_order or not places:
        return
    if len({evidence.order for evidence in by_column.values()} - {None}) > 1:
        _order_each(decision, table, by_column)
        return
    if whole.order is None and whole.open:
        whole.merge(_beside(table, places))
    if whole.order is None and whole.open and table.has_more and not (whole.dmy or whole.mdy):
        whole = Evidence().add(table.column(places, whole=True))
    remembered = known.date_order if known and whole.open and known.date_order != "ymd" else None
    layout.date_order = whole.order or _stated_order(table.headers) or remembered
    if whole.may_be_year_first and not has_iso and not remembered:
        _ask_order(decision, table, places, ["dmy", "ymd"], "Where is the year in the dates, at the end or first? For example: {examples}")
    elif layout.date_order is None and whole.open:
        layout.date_order = "mdy" if layout.country == "US" else "dmy"
        _ask_order(decision, table, places, ["dmy", "mdy"], WHICH_FIRST)
    elif layout.date_order is None and has_iso:
        layout.date_order = "ymd"


def _ask_order(decision: Decision, table: Table, places: Iterable[int], orders: list[str], message: str) -> None:
    cells = [text for text in map(str, table.column(places)) if (one := Evidence().add([text])).open or (len(orders) > 1 and one.firsts)]
    decision.questions.append(Question("date_order", orders, message, {"examples": ", ".join(cells[:EXAMPLES])}))


def _order_each(decision: Decision, table: Table, by_column: dict[int, Evidence]) -> None:
    """Columns that contradict each other are read each in its own order; one that shows none could be written either way."""
    layout = decision.layout
    names = {place: name for name in DATES for place in layout.positions.get(name, ())}
    for place, evidence in by_column.items():
        layout.date_order = layout.date_order or evidence.order
        if evidence.order:
            layout.own_orders[names[place]] = evidence.order
            values = {"column": layout.headers[place], "order": evidence.order}
            decision.warnings.append(Warned(None, "date_orders_differ", WARNINGS["date_orders_differ"], values))
    if silent := [place for place, evidence in by_column.items() if evidence.order is None and evidence.open]:
        _ask_order(decision, table, silent, ["dmy", "mdy"], WHICH_FIRST)


def _beside(table: Table, places: list[int]) -> Evidence:
    """What the other columns of dates show: one program wrote them all."""
    others = [i for i, header in enumerate(table.headers) if i not in places and _DATE_WORD.search(normal(header))]
    return Evidence().add(table.column(others))


def _stated_order(headers: Sequence[str]) -> str | None:
    """The order that a column's own name states, as in "Fecha de deuda dd/mm/aaaa"."""
    stated = {"dmy" if match[1] else "mdy" for header in headers if (match := _STATED_ORDER.search(header))}
    return stated.pop() if len(stated) == 1 else None


def _say_swapped(decision: Decision, by_column: dict[int, Evidence]) -> None:
    for place, evidence in by_column.items():
        if evidence.is_half_swapped:
            values = {"column": decision.layout.headers[place]}
            decision.warnings.append(Warned(None, "date_swapped", WARNINGS["date_swapped"], values))


def _decide_decimal(decision: Decision, table: Table, choices: Choices, known: Remembered | None) -> None:
    layout, places = decision.layout, _places(decision.layout, AMOUNTS)
    layout.decimal, layout.decimal_is_chosen = choices.decimal, choices.decimal is not None
    if choices.decimal or not places:
        return
    habit = Habit().add(table.column(places))
    if habit.decimal is None and habit.open and table.has_more and not (habit.comma or habit.point):
        habit = Habit().add(table.column(places, whole=True))
    layout.decimal = habit.decimal
    if layout.decimal is None and habit.open and known and known.decimal:
        layout.decimal, layout.decimal_is_chosen = known.decimal, True
    if layout.decimal is None and habit.open and not (habit.comma or habit.point):
        examples = [text for text in map(str, table.column(places)) if Habit().add([text]).open][:EXAMPLES]
        message = "Which sign stands before the decimals? These amounts can be read two ways: {examples}"
        decision.questions.append(Question("decimal", ["comma", "point"], message, {"examples": ", ".join(examples)}))


def _decide_currency(decision: Decision, table: Table, choices: Choices, currency: str | None) -> None:
    layout = decision.layout
    stated = [currency_in_header(table.headers[place]) for place in layout.positions.get("amount", ())]
    layout.currency = choices.currency or next(filter(None, stated), None) or currency
    layout.local_currency = currency or choices.currency
    if choices.currency and choices.currency not in CODES:
        layout.currency = None
    if layout.currency is None and layout.kind != "contacts":
        column = layout.positions.get("currency")
        if not column or any(clean(cell) is None for cell in table.column(column)):
            decision.questions.append(Question("currency", [], "In which currency are the amounts?"))


def _places(layout: Layout, names: Iterable[str]) -> list[int]:
    return sorted({place for name in names for place in layout.positions.get(name, ())})


def describe(understood: Understood, layout: Layout, confidence: dict[str, float]) -> None:
    """Write a layout into what is shown of a file."""
    understood.kind, understood.headers = layout.kind, layout.headers
    understood.positions = {name: [place + 1 for place in places] for name, places in layout.positions.items()}
    names = {name: [layout.headers[place] for place in places] for name, places in layout.positions.items()}
    understood.columns = {name: texts[0] if len(texts) == 1 else texts for name, texts in names.items()}
    understood.column_confidence = {name: round(value, 2) for name, value in confidence.items()}
    understood.date_order, understood.decimal = "ymd" if layout.date_order == "yy" else layout.date_order, layout.decimal
    understood.currency, understood.country = layout.currency, layout.country
