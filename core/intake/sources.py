"""From a path to a table that can be read in chunks: the format by content, then encoding and delimiter, or the sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.domain.readings import Choices, Question, Understood, Warned
from core.domain.records import FileRefused
from core.intake import delimited
from core.intake.cells import clean
from core.intake.delimited import Delimited
from core.intake.encodings import detect_encoding, has_undecodable, known_encoding
from core.intake.groups import find_groups, title_above
from core.intake.headers import Header, find_header
from core.intake.meanings import MANDATORY, guess_columns
from core.intake.sentences import WARNINGS
from core.intake.worker import SECONDS, Child, Sheet


@dataclass(slots=True)
class Source:
    """A table and what was decided to reach it."""

    table: Delimited | Sheet
    questions: list[Question] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    may_be_undecoded: bool = False


def open_source(path: Path, form: str, kind: str | None, choices: Choices, understood: Understood) -> Source:
    """The table in a text file or workbook. Raises FileRefused."""
    understood.format = form
    return _open_text(path, choices, understood) if form == "csv" else _open_workbook(path, form, kind, choices, understood)


def _open_text(path: Path, choices: Choices, understood: Understood) -> Source:
    encoding = known_encoding(choices.encoding) if choices.encoding else detect_encoding(path)
    try:
        lines = delimited.sample_lines(path, encoding)
    except UnicodeError as error:
        raise FileRefused("encoding_error", "The file does not fit the encoding {encoding}.", encoding=encoding) from error
    if not any(line.strip() for line in lines):
        raise FileRefused("empty_file", "The file is empty.")
    wanted = choices.delimiter and delimited.DELIMITER_NAMES.get(choices.delimiter.lower(), choices.delimiter)
    delimiter = wanted or delimited.stated_delimiter(lines) or delimited.guess_delimiter(lines)
    if not delimiter or len(delimiter) != 1:
        raise FileRefused("not_tabular", "This file is not a table: its lines have no columns.")
    understood.encoding, understood.delimiter = encoding, delimiter
    is_doubtful = encoding.startswith("utf-8") and has_undecodable(path)
    return Source(Delimited(path, encoding, delimiter), [], unused(choices, "sheet"), may_be_undecoded=is_doubtful)


def _open_workbook(path: Path, form: str, kind: str | None, choices: Choices, understood: Understood) -> Source:
    child = Child(path, form, SECONDS)
    book = child.book()
    heads: dict[str, list[list[Any]]] = book["sheets"]
    understood.sheets = list(heads)
    filled = {name: rows for name, rows in heads.items() if any(clean(cell) for row in rows for cell in row)}
    if not filled:
        if form == "html":
            raise FileRefused("not_tabular", "This page holds no table.")
        raise FileRefused("empty_file", "The workbook is empty.")
    sheet, questions = _choose_sheet(filled, [*heads, *book["hidden"]], kind, choices)
    understood.sheet = sheet
    understood.others = [name for name, rows in filled.items() if name != sheet and looks_like_table(rows)]
    warnings = [Warned(None, "hidden_rows", WARNINGS["hidden_rows"])] if book["has_hidden"] else []
    warnings += unused(choices, "encoding", "delimiter")
    return Source(Sheet(path, form, sheet, book["heights"].get(sheet, 0), child), questions, warnings)


def unused(choices: Choices, *names: str) -> list[Warned]:
    """What a person answered about a file and that such a file does not have."""
    answers = [(name, getattr(choices, name)) for name in names]
    told = [(name, value) for name, value in answers if value not in (None, {})]
    return [Warned(None, "answer_unused", WARNINGS["answer_unused"], {"about": name, "value": str(value)[:80]}) for name, value in told]


def _choose_sheet(heads: dict[str, list[list[Any]]], every: list[str], kind: str | None, choices: Choices) -> tuple[str, list[Question]]:
    """The sheet that was chosen, the only one, or the only one with everything a table of the kind needs; else a question."""
    question = Question("sheet", list(heads), "Which sheet holds the data?")
    if choices.sheet:
        by_name = {name.strip().lower(): name for name in every}
        wanted = by_name.get(choices.sheet.strip().lower())
        if wanted is None and choices.sheet.isdecimal() and 1 <= int(choices.sheet) <= len(every):
            wanted = every[int(choices.sheet) - 1]
        return (wanted, []) if wanted else (next(iter(heads)), [question])
    if len(heads) == 1:
        return next(iter(heads)), []
    scores = {name: _fitness(rows, kind) for name, rows in heads.items()}
    best = max(scores.values())
    fitting = [name for name, score in scores.items() if score == best]
    if len(fitting) == 1 and best > 0.98:
        return fitting[0], []
    complete = [name for name, score in scores.items() if score > 0.98]
    question.choices = complete or question.choices
    return max(scores, key=lambda name: scores[name]), [question]


def looks_like_table(rows: list[list[Any]]) -> bool:
    """Whether the first rows of a sheet have all the columns of some kind of file, and rows under them."""
    if _fitness(rows, None) > 0.98:
        return True
    header = find_header(rows)
    below = rows[header.index + 1 :] if header else []
    found = guess_columns(header.names, below, "contacts") if header and below else None
    return found is not None and bool({"phones", "emails"} & found.positions.keys()) and not found.missing("contacts")


def _fitness(rows: list[list[Any]], kind: str | None) -> float:
    """1 when a sheet has every mandatory column of the kind and rows under them, less by what it lacks."""
    header = find_header(rows)
    if header is None or header.index + 1 >= len(rows):
        return 0.0
    below = rows[header.index + 1 :]
    scores = []
    for each in (kind,) if kind else ("portfolio", "payments"):
        missing = guess_columns(header.names, below, each).missing(each)
        if missing == ["customer"] and each == "portfolio" and _is_grouped(header, rows):
            missing = []
        scores.append(1 - len(missing) / (len(MANDATORY[each]) + 1) - 0.01 * (each != kind and each == "payments"))
    return max(scores)


def _is_grouped(header: Header, rows: list[list[Any]]) -> bool:
    """Whether the customers of a sheet stand in rows of their own."""
    numbered = list(enumerate(rows, 1))
    above = title_above(numbered[: header.first])
    first = [(above[0], rows[above[0] - 1])] if above else []
    return find_groups(header.names, first + numbered[header.index + 1 :]) is not None
