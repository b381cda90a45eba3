"""What a row says of one debt in several columns must agree: what contradicts itself is said, and refused where no reading is likelier."""

from __future__ import annotations

from operator import add, lt
from typing import Any

from core.intake.cells import number_text
from core.intake.columns import Columns


def compare_stated(columns: Columns, amounts: list[Any], opened: list[Any] | None, paid: list[Any] | None, dates: list[Any] | None) -> None:
    """Compare amount, open amount, paid amount and day of settlement row by row, in hundredths; mends `opened` and `paid` in place."""
    if _agree(amounts, opened, paid) and not (opened and dates):
        return
    if paid:
        _turn_paid(columns, amounts, opened, paid)
    if opened:
        _turn_open(columns, amounts, opened)
        for index, (amount, left) in enumerate(zip(amounts, opened, strict=True)):
            if amount and left is not None:
                _compare(columns, index, amount, opened, paid, dates)


def _compare(columns: Columns, index: int, amount: int, opened: list[Any], paid: list[Any] | None, dates: list[Any] | None) -> None:
    left = opened[index]
    if abs(left) > abs(amount) and (left < 0) == (amount < 0):
        columns.warn(index, "open_above_amount", open=_said(columns, "open_amount", index), amount=_said(columns, "amount", index))
    if dates and dates[index] and left == amount and not (paid and paid[index] == 0):
        opened[index] = 0
        columns.warn(index, "settled_but_open", open=_said(columns, "open_amount", index), day=dates[index])
    elif paid and paid[index] is not None and paid[index] + left != amount:
        columns.warn(index, "paid_differs", paid=_said(columns, "paid", index), open=_said(columns, "open_amount", index))


def _turn_paid(columns: Columns, amounts: list[Any], opened: list[Any] | None, paid: list[Any]) -> None:
    """A payment with the other sign than its document is the same money where the open amount proves it, or where parentheses say that
    it was taken off; else nobody knows."""
    for index in [i for i, part in enumerate(paid) if part and (part < 0) != ((amounts[i] or part) < 0)]:
        is_proven = opened is not None and opened[index] is not None and amounts[index] + paid[index] == opened[index]
        if is_proven or _is_in_parentheses(columns, "paid", index) or _is_in_parentheses(columns, "amount", index):
            paid[index] = -paid[index]
        else:
            columns.refuse(index, "ambiguous_amount", "paid")


def _turn_open(columns: Columns, amounts: list[Any], opened: list[Any]) -> None:
    """What is open of a credit note is written without its sign by many: parentheses are the accountant's minus and leave no doubt."""
    for index in [i for i, left in enumerate(opened) if left and (amounts[i] or 0) < 0 < left]:
        if _is_in_parentheses(columns, "amount", index):
            opened[index] = -opened[index]
        else:
            columns.refuse(index, "ambiguous_amount", "open_amount")


def _is_in_parentheses(columns: Columns, name: str, index: int) -> bool:
    cells = columns.cells(name)
    return cells is not None and "(" in number_text(cells[index])


def _said(columns: Columns, name: str, index: int) -> str:
    return number_text((columns.cells(name) or ())[index])


def _agree(amounts: list[Any], opened: list[Any] | None, paid: list[Any] | None) -> bool:
    """Whether no row of a chunk contradicts itself, found column by column; False where only a look at each row can tell."""
    if opened is None and paid is None:
        return True
    told = [column for column in (amounts, opened, paid) if column is not None]
    if not amounts or any(None in column or min(column) < 0 for column in told) or (opened and any(map(lt, amounts, opened))):
        return False
    return not (opened and paid) or list(map(add, opened, paid)) == amounts
