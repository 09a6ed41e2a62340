"""The rows of a plan's tables: which squares are data, which are headings, notes, or the tail of a row cut by a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fengong.extract.grid import Grid, Header, Holds, find_header, grid_of, header_at, heading_words
from fengong.flow import squash
from fengong.layout import Cell, Span, Table
from fengong.model import Document

_NOTE = re.compile(r"(?:备?注|说明|填表说明|填报单位|联系人)\d?[:.、]|[*※]")
_TOTAL = re.compile(r"(?:合|总|小|共)计(?:\([^()]*\))?:?(?:\d+[项条个件]?)?")
_SECTION_NUMBER = re.compile(
    r"(?:[(]?[一二三四五六七八九十]{1,3}[)]?[、.]?|第[一二三四五六七八九十]{1,3}[部章节][分]?)"
)


@dataclass
class DataRow:
    """One row: the spans of each column's words (several where a page cut the row), and its merged cells.

    ``table`` and ``line`` count from 1 as a reader counts: tables of the document, rows of the table.
    """

    table: int
    line: int
    spans: list[list[Span]]
    cells: list[Cell | None]
    section: int = 0  # how many section rows stood before it in the document

    def words(self, document: Document, column: int) -> str:
        """The words in a column, folded and without white space."""
        return "".join(squash(s.of(document.text)) for s in self.spans[column])


@dataclass
class Reading:
    """All that was read of the tables of one document."""

    document: Document
    rows: list[tuple[Header, DataRow]] = field(default_factory=list)
    sections: list[tuple[str, str, Span]] = field(default_factory=list)  # number, title, place
    notes: list[Span] = field(default_factory=list)
    used: list[Span] = field(default_factory=list)
    headings: list[Span] = field(default_factory=list)
    tables: int = 0
    first: int | None = None  # where the first heading row begins in the text


def read_rows(document: Document) -> Reading:
    """The data rows of every table with a column of bodies; a table without heading rows goes on with the last one's."""
    reading = Reading(document)
    last: tuple[Header, Grid] | None = None
    for table in document.tables:
        grid = grid_of(table)
        header = find_header(document, grid)
        if header is None and last is not None and grid.width == last[1].width and _goes_on(reading, table):
            _read_table(reading, grid, Header(0, 0, last[0].columns), continued=True)
        elif header is not None:
            continued = last is not None and _same(header, last[0]) and _goes_on(reading, table)
            reading.tables += 0 if continued else 1
            last = (header, grid)
            _above(reading, grid, header)
            _read_table(reading, grid, header, continued=continued)
        else:
            last = None if _goes_on(reading, table) is False else last
            continue
        reading.used.append(table.span)
    return reading


def _same(header: Header, other: Header) -> bool:
    return header.columns == other.columns


def _goes_on(reading: Reading, table: Table) -> bool:
    """Whether only white space stands between this table and the last one: they are one, cut by a page."""
    if not reading.used:
        return False
    between = reading.document.text[reading.used[-1].end : table.span.start]
    return not between.strip()


def _above(reading: Reading, grid: Grid, header: Header) -> None:
    """The heading cells, and what stands above them (a title, a note)."""
    for index in range(header.end):
        for cell in grid.row(index):
            if cell.row == index and cell.span.end > cell.span.start:
                reading.headings.append(cell.span)
                if index >= header.start and reading.first is None:
                    reading.first = cell.span.start


def _read_table(reading: Reading, grid: Grid, header: Header, *, continued: bool) -> None:
    document, first = reading.document, True
    for index in range(header.end, len(grid.squares)):
        row = _row(reading, grid, header, index)
        filled = [c for c in grid.row(index) if c.row == index and squash(c.span.of(document.text))]
        if not filled or _is_total(document, filled) or _is_heading(document, grid, header, index):
            continue
        if (anew := header_at(document, grid, index)) is not None:
            header, continued = anew, False
            reading.tables += 1
            reading.headings += [c.span for c in filled]
            continue
        if _is_note(document, filled):
            reading.notes += [c.span for c in filled]
        elif section := _section(document, grid, index, filled):
            reading.sections.append(section)
        elif reading.rows and ((first and continued) or not _has(document, row, header, "measure")):
            _add_tail(reading, row, header) if _is_tail(document, row, header) else _add(reading, header, row)
        else:
            _add(reading, header, row)
        first = False


def _add(reading: Reading, header: Header, row: DataRow) -> None:
    row.section = len(reading.sections)
    reading.rows.append((header, row))


def _row(reading: Reading, grid: Grid, header: Header, index: int) -> DataRow:
    cells = [
        grid.squares[index][c] if c < len(grid.squares[index]) else None for c in range(len(header.columns))
    ]
    spans = [[c.span] if c is not None and c.span.end > c.span.start else [] for c in cells]
    return DataRow(reading.tables, index + 1, spans, cells)


def _is_heading(document: Document, grid: Grid, header: Header, index: int) -> bool:
    """Whether a row says what the heading rows say: a heading repeated on the next page."""
    words = [heading_words(document, c) for c in grid.row(index)]
    told = [column.words for column in header.columns if column]
    same = sum(word in told for word in words if word)
    return same >= 2 and same * 3 >= 2 * len([w for w in words if w])


def _is_note(document: Document, filled: Sequence[Cell]) -> bool:
    return len(filled) <= 2 and bool(_NOTE.match(squash(filled[0].span.of(document.text))))


def _is_total(document: Document, filled: Sequence[Cell]) -> bool:
    """Whether a row only adds up those above it (合计 | 12项)."""
    return bool(_TOTAL.fullmatch(squash(filled[0].span.of(document.text))))


def _section(
    document: Document, grid: Grid, index: int, filled: Sequence[Cell]
) -> tuple[str, str, Span] | None:
    """The heading that fills a row: one cell over most columns, or a numbered one alone in its row."""
    words = squash(filled[0].span.of(document.text))
    wide = filled[0].columns * 2 > grid.width
    number = _SECTION_NUMBER.match(words)
    alone = len(filled) == 1 and (wide or (grid.width > 1 and number and all_own(grid, index, filled[0])))
    if not alone or len(words) > 120:
        return None
    stripped = number.group().strip("()、.") if number else ""
    return stripped, words[number.end() :] if number else words, filled[0].span


def all_own(grid: Grid, index: int, cell: Cell) -> bool:
    """Whether no other cell of the row comes down from a row above."""
    return all(c is cell or c.row == index for c in grid.row(index))


def _has(document: Document, row: DataRow, header: Header, holds: Holds) -> bool:
    return any(row.words(document, c) for c in header.of(holds))


def _is_tail(document: Document, row: DataRow, header: Header) -> bool:
    """Whether a row without a number of its own is the rest of the one before it."""
    numbers = header.of("number")
    if numbers:
        return not any(row.words(document, c) for c in numbers)
    return not _has(document, row, header, "measure")


def _add_tail(reading: Reading, row: DataRow, header: Header) -> None:
    last = reading.rows[-1][1]
    for column, spans in enumerate(row.spans):
        # A cell merged over both rows stands in the first one already.
        if spans and spans != last.spans[column] and column < len(last.spans):
            last.spans[column] = [*last.spans[column], *spans]
