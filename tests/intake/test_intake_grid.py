"""Plain text tables kept as columns: what comes out is what a parser of rows would give, or nothing."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.intake.cells import Memo
from core.intake.grid import Column, Distinct, read_grid

CELL = st.text(st.characters(blacklist_characters='\n\r";\x1f', blacklist_categories=["Cs"]), max_size=6)

QUOTED = st.text('ab ;"', max_size=5)


@settings(deadline=None)
@given(st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=8)))
def test_a_grid_holds_the_cells_that_splitting_gives(rows: list[list[str]]) -> None:
    text = "".join(";".join(row) + "\n" for row in rows)
    grid = read_grid(text, ";", len(rows))
    assert grid is not None
    assert list(grid) == rows
    assert [grid[place] for place in range(len(rows))] == rows
    assert [column.listed() for column in grid[1:].columns] == [list(cells) for cells in zip(*rows[1:], strict=True)] or len(rows) == 1


@settings(deadline=None)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=30))
def test_every_row_gets_the_answer_of_its_own_cells(rows: list[tuple[str, str]]) -> None:
    columns = _columns(rows)
    met = Distinct(columns)
    assert met.spread(str) == ["\x1f".join(row) for row in rows]
    assert [rows[place] for place in met.first_rows()] == list(dict.fromkeys(rows))
    assert columns[0].spread(Memo(len).__getitem__) == [len(one) for one, _other in rows]
    assert columns[1].picked(met.first_rows()) == [other for _one, other in dict.fromkeys(rows)]


@settings(deadline=None)
@given(
    st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(QUOTED, min_size=width, max_size=width), min_size=1, max_size=6)),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
)
def test_quoted_cells_are_what_the_parser_of_rows_reads(rows: list[list[str]], quoting: Any) -> None:
    file = StringIO()
    csv.writer(file, delimiter=";", quoting=quoting, lineterminator="\n").writerows(rows)
    grid = read_grid(file.getvalue(), ";", len(rows))
    assert grid is None or list(grid) == rows


@settings(deadline=None, max_examples=400)
@given(st.lists(st.text('a";\n', max_size=12), min_size=1, max_size=4))
def test_quotes_anywhere_are_read_as_the_parser_of_rows_does_or_left_to_it(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    grid = read_grid(text, ";", text.count("\n"))
    told = [row or [""] * (grid.width if grid else 0) for row in csv.reader(StringIO(text), delimiter=";")]
    assert grid is None or list(grid) == told


def test_a_file_in_which_every_cell_is_quoted_is_a_grid() -> None:
    text = '"F-1";"Ana; hermanos";"1.234,50"\n"F-2";"La ""Esquina""";""\n'
    grid = read_grid(text, ";", 2)
    assert grid is not None
    assert list(grid) == [["F-1", "Ana; hermanos", "1.234,50"], ["F-2", 'La "Esquina"', ""]]


def test_a_cell_of_two_lines_is_left_to_the_parser_of_rows() -> None:
    assert read_grid('"a\nb";c\nd;e\n', ";", 3) is None


def test_lines_of_different_widths_are_no_grid() -> None:
    assert read_grid("a;b\nc;d;e\n", ";", 2) is None
    assert read_grid("a;b\nc\n", ";", 2) is None


def test_a_blank_line_is_a_row_of_empty_cells() -> None:
    grid = read_grid("a;b\n\nc;d\n", ";", 3)
    assert grid is not None
    assert list(grid) == [["a", "b"], ["", ""], ["c", "d"]]


def test_a_cell_that_holds_the_sign_between_joined_cells_is_left_to_the_parser_of_rows() -> None:
    assert read_grid("a\x1fb;c\na;b\x1fc\n", ";", 2) is None


def test_bytes_that_are_no_text_are_left_to_the_parser_of_rows() -> None:
    assert read_grid("a;\udce9\n", ";", 1) is None


def test_columns_are_equal_when_their_cells_are() -> None:
    one, other = _columns([("1", "1"), ("2", "2")])
    assert one == other
    assert one != _columns([("1", "3")])[0]
    assert one.joined() == "1\n2\n"


def _columns(rows: list[tuple[str, str]]) -> list[Column]:
    grid = read_grid("".join(f"{one};{other}\n" for one, other in rows), ";", len(rows))
    assert grid is not None
    return grid.columns
