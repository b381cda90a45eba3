"""Rows of one width kept as columns outside Python: a cell becomes an object only when somebody asks for it, a value that stands in
thousands of rows only once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from csv import reader
from typing import Any

_JOINT = "\x1f"  # between the cells of one row; never typed


class Column(Sequence[Any]):
    """The text cells of one column of some rows, none with a line end in it."""

    def __init__(self, cells: Any) -> None:
        self.cells = cells  # a pyarrow StringArray
        self._listed: list[str] | None = None

    def __len__(self) -> int:
        return len(self.cells)

    def __getitem__(self, place: Any) -> Any:
        return Column(self.cells[place]) if isinstance(place, slice) else self.cells[place].as_py()

    def __iter__(self) -> Iterator[str]:
        return iter(self.listed())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Column) and bool(self.cells.equals(other.cells))

    __hash__ = None  # type: ignore[assignment]

    def listed(self) -> list[str]:
        """All cells as texts."""
        if self._listed is None:
            self._listed = self.joined()[:-1].split("\n")
        return self._listed

    def picked(self, places: Sequence[int]) -> list[str]:
        """Some cells as texts."""
        return Column(self.cells.take(_numbers(places))).listed() if places else []

    def joined(self) -> str:
        """All cells as one text, each closed by a line end."""
        import pyarrow
        import pyarrow.compute as compute

        whole = compute.binary_join(pyarrow.ListArray.from_arrays(_numbers([0, len(self)]), self.cells), _sign("\n"))
        return whole[0].as_py() + "\n"

    def spread(self, convert: Callable[[str], Any]) -> list[Any]:
        """What each cell is converted to; equal cells are converted once."""
        return Distinct([self]).spread(convert)


class Distinct:
    """Which cells, or cells side by side, occur in some rows: `values` in the order in which they are met."""

    def __init__(self, columns: Sequence[Column]) -> None:
        import numpy
        import pyarrow.compute as compute

        cells = columns[0].cells
        if len(columns) > 1:
            cells = compute.binary_join_element_wise(*(column.cells for column in columns), _sign(_JOINT))
        encoded = cells.dictionary_encode()
        self.values = Column(encoded.dictionary).listed()
        self._codes = numpy.frombuffer(encoded.indices.buffers()[1], "int32", len(cells))

    def first_rows(self) -> list[int]:
        """The row in which each value is met first."""
        import numpy

        highest = numpy.maximum.accumulate(self._codes)
        return numpy.flatnonzero(numpy.diff(highest, prepend=-1)).tolist()

    def spread(self, convert: Callable[[str], Any]) -> list[Any]:
        """What the values are converted to, row by row."""
        return self.laid_out([convert(value) for value in self.values])

    def laid_out(self, answers: Sequence[Any]) -> list[Any]:
        """One answer for each of the values, row by row."""
        return list(map(answers.__getitem__, self._codes.tolist()))


class Grid(Sequence[Any]):
    """Rows of one width; a row is made only when somebody asks for it."""

    def __init__(self, columns: list[Column]) -> None:
        self.columns, self.width = columns, len(columns)

    def __len__(self) -> int:
        return len(self.columns[0])

    def __getitem__(self, place: Any) -> Any:
        picked = [column[place] for column in self.columns]
        return Grid(picked) if isinstance(place, slice) else picked

    def __iter__(self) -> Iterator[list[str]]:
        return map(list, zip(*self.columns, strict=True))


def _sign(text: str) -> Any:
    """One ASCII character as a value."""
    import pyarrow

    return pyarrow.Array.from_buffers(pyarrow.string(), 1, [None, _numbers([0, 1]).buffers()[1], pyarrow.py_buffer(text.encode())])[0]


def _numbers(values: Sequence[int]) -> Any:
    """Whole numbers as an array. All values come from bytes and go to bytes: any other way looks for pandas first, at 40 MB."""
    import numpy
    import pyarrow

    return pyarrow.Array.from_buffers(pyarrow.int32(), len(values), [None, pyarrow.py_buffer(numpy.array(values, "int32"))])


def read_grid(text: str, delimiter: str, lines: int) -> Grid | None:
    """Lines as columns, a blank line as empty cells; None where they have no common width, hold what is no text, or need a parser
    that bears with quotes out of place and cells of several lines."""
    has_quotes = '"' in text
    if _JOINT in text or len(delimiter.encode()) > 1 or (has_quotes and not _is_well_quoted(text, delimiter)):
        return None
    import pyarrow
    from pyarrow import csv

    width = len(next(reader([text[: text.index("\n")]], delimiter=delimiter), ()))
    if width < 2:
        return None
    names = [str(place) for place in range(width)]
    try:
        data = text.encode()
        table = csv.read_csv(
            pyarrow.py_buffer(data),
            csv.ReadOptions(use_threads=False, column_names=names, block_size=len(data) + 1),
            csv.ParseOptions(
                delimiter=delimiter, quote_char='"' if has_quotes else False, double_quote=has_quotes, ignore_empty_lines=False
            ),
            csv.ConvertOptions(column_types=dict.fromkeys(names, pyarrow.string()), null_values=[], strings_can_be_null=False),
        )
    except (UnicodeEncodeError, pyarrow.ArrowInvalid):
        return None
    if table.num_rows != lines:
        return None
    return Grid([Column(column.combine_chunks()) for column in table.columns])


def _is_well_quoted(text: str, delimiter: str) -> bool:
    """Whether every quote opens a cell, closes one, or is doubled within one."""
    bare = "\n" + text.replace('""', "")
    opening, closing = (bare.count(f'{sign}"') for sign in (delimiter, "\n")), (bare.count(f'"{sign}') for sign in (delimiter, "\n"))
    opened = sum(opening)
    return opened == sum(closing) and 2 * opened == bare.count('"') and f'{delimiter}"{delimiter}' not in bare
