"""A table pasted as text with a line for each cell: found by its heading lines, given back as a Table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fengong.extract.grid import Column, holds_what
from fengong.flow import squash
from fengong.layout import Cell, Span, Table
from fengong.model import Document

_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")
_NUMBER = re.compile(r"\d{1,3}[.、]?")
_LONGEST_HEADING = 15
_FEWEST_ROWS = 2


def lined_tables(document: Document) -> tuple[Table, ...]:
    """The tables of a plain text whose cells stand one on a line, in order of place."""
    if document.format != "text" or document.tables:
        return ()
    lines = [Span(m.start(), m.end()) for m in _LINE.finditer(document.text)]
    words = [squash(line.of(document.text)) for line in lines]
    found, index = [], 0
    while index < len(lines):
        width = _heading(words, index)
        cells, stop = _rows(lines, words, index, width) if width else ([], index)
        if cells:
            found.append(Table(Span(lines[index].start, lines[stop - 1].end), tuple(cells)))
        index = max(stop, index + 1)
    return tuple(found)


def _heading(words: Sequence[str], start: int) -> int:
    """How many heading lines begin at ``start``: a number column first, one of measures, one of bodies; else 0."""
    columns: list[Column] = []
    for word in words[start : start + 12]:
        column = holds_what(word) if 0 < len(word) <= _LONGEST_HEADING else None
        if column is None:
            break
        columns.append(column)
    held = {column.holds for column in columns}
    whole = bool(columns) and columns[0].holds == "number" and {"measure", "bodies"} <= held
    return len(columns) if whole else 0


def _rows(lines: Sequence[Span], words: Sequence[str], start: int, width: int) -> tuple[list[Cell], int]:
    """(the cells of heading and rows, the index of the line behind them); no cells where rows are too few."""
    cells = [Cell(0, column, 1, 1, lines[start + column]) for column in range(width)]
    index, row, number = start + width, 1, None
    rows = 0
    while index < len(lines):
        if _NUMBER.fullmatch(words[index]) and _follows(words[index], number) and index + width <= len(lines):
            number = int(words[index].rstrip(".、"))
            cells += [Cell(row, column, 1, 1, lines[index + column]) for column in range(width)]
            index, rows = index + width, rows + 1
        elif index + 1 < len(lines) and _NUMBER.fullmatch(words[index + 1]) and len(words[index]) <= 40:
            cells.append(Cell(row, 0, 1, width, lines[index]))  # a heading between rows
            index += 1
        else:
            break
        row += 1
    return (cells, index) if rows >= _FEWEST_ROWS else ([], start)


def _follows(words: str, number: int | None) -> bool:
    now = int(words.rstrip(".、"))
    return number is None or now == number + 1 or now == 1
