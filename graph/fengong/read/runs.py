"""Tables in a text copied from a sheet or a page: lines whose cells are parted by tabs.

A cell with a line break inside comes from spreadsheets in quotation marks, its own marks doubled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fengong.layout import Cell, Span, Table

# Either a quoted cell that a tab or line end follows, or what stands before the next tab or line end.
_CELL = re.compile(r'"(?P<quoted>(?:[^"\t]|"")*+)"(?=[\t\r\n]|\Z)|(?P<plain>[^\t\r\n]*+)')
_END = re.compile(r"\r\n?|\n|\Z")

Row = list[Span]


def tables(text: str) -> tuple[Table, ...]:
    """Each run of two or more lines with the same number of tabs, at least one, as a table.

    Tabs that only indent (first cells all empty) or trail (last cells all empty) make no column.
    """
    if "\t" not in text:
        return ()
    found, run = [], list[Row]()
    for row in [*_rows(text), []]:
        if run and len(row) != len(run[0]):
            found += _table(run)
            run = []
        if len(row) > 1:
            run.append(row)
    return tuple(found)


def _rows(text: str) -> Iterator[Row]:
    """The lines as spans of cells; a line without a tab is a row of one cell."""
    at = 0
    while at < len(text):
        row, at = _row(text, at)
        yield row


def _row(text: str, at: int) -> tuple[Row, int]:
    """The row that begins at ``at``, and where the next begins."""
    row: Row = []
    while True:
        cell = _CELL.match(text, at)
        assert cell is not None  # the second branch matches anything, the empty string too
        row.append(Span(*cell.span("quoted" if cell["quoted"] is not None else "plain")))
        if not text.startswith("\t", cell.end()):
            break
        at = cell.end() + 1
    end = _END.match(text, cell.end())
    return row, end.end() if end else len(text)


def _table(run: list[Row]) -> list[Table]:
    used = [any(row[column].end > row[column].start for row in run) for column in range(len(run[0]))]
    if sum(used) < 2 or len(run) < 2:
        return []
    first, last = used.index(True), len(used) - used[::-1].index(True)
    cells = [
        Cell(number, column - first, 1, 1, row[column])
        for number, row in enumerate(run)
        for column in range(first, last)
    ]
    return [Table(Span(cells[0].span.start, cells[-1].span.end), tuple(cells))]
