"""Pieces of pages that only know how they look."""

from core.ui.widgets.figures import day, day_format, moment, money, moneys, soon
from core.ui.widgets.page import empty, forget, header, objection, paged, refusing, shown, token
from core.ui.widgets.plain import plain
from core.ui.widgets.sections import sections

__all__ = [
    "day", "day_format", "empty", "forget", "header", "moment", "money", "moneys", "objection", "paged",
    "plain", "refusing", "sections", "shown", "soon", "token",
]  # fmt: skip
