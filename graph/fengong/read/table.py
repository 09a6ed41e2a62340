"""The text with its tables, as every reader of laid-out files builds it.

Blocks are parted by line breaks; a table is written row by row, its cells parted by tabs. A
merged cell's words stand once, where the cell begins, so that no name is counted twice.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from fengong.errors import ReadError
from fengong.layout import Cell, Format, Span, Table
from fengong.model import Document, Finding

CELLS = 300_000
"""Cells in one document. The largest plan seen has some hundred rows of ten; what has more is data."""
CHARACTERS = 4 * 1024 * 1024
"""Characters in one document; the longest plans seen have a quarter of a million."""

_BREAK = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_UNFIT = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff]")  # \x1c–\x1f are seen as breaks


@dataclass(frozen=True, slots=True)
class Box:
    """A cell before it has its place in the text: grid squares (0-based) and words."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


def clean(text: str) -> str:
    """``text`` with one kind of line break, and U+FFFD for what no text may hold (NUL, half surrogates)."""
    return _UNFIT.sub("\ufffd", _BREAK.sub("\n", text))


def compact(boxes: Iterable[Box]) -> list[Box]:
    """The boxes in order of rows, without the rows and columns of the grid in which no cell begins.

    Layout programs split a grid finer than its cells; what is left is the table as a reader sees it.
    """
    ordered = sorted(boxes, key=attrgetter("row", "column"))
    rows = sorted({box.row for box in ordered})
    columns = sorted({box.column for box in ordered})
    return [_moved(box, rows, columns) for box in ordered]


def _moved(box: Box, rows: Sequence[int], columns: Sequence[int]) -> Box:
    row, column = bisect_left(rows, box.row), bisect_left(columns, box.column)
    height = bisect_left(rows, box.row + box.rows) - row
    width = bisect_left(columns, box.column + box.columns) - column
    return Box(row, column, height, width, box.text)


class Builder:
    """Collects paragraphs and tables in reading order and makes the Document of them."""

    def __init__(self, name: str) -> None:
        """``name`` is the file's, for messages and the Document."""
        self.name = name
        self._parts: list[str] = []
        self._length = 0
        self._cells = 0
        self._tables: list[Table] = []
        self._pages: list[int] = []
        self._furniture: list[Span] = []

    @property
    def place(self) -> int:
        """The offset at which the next block will begin."""
        return self._length + 1 if self._parts else 0

    def paragraph(self, text: str) -> Span:
        """Adds a block of text, which may be empty or hold line breaks; where it stands."""
        return self._add(clean(text))

    def furniture(self, text: str) -> None:
        """Adds a block of text that belongs to the page and not to the document."""
        self._furniture.append(self.paragraph(text))

    def page(self, offset: int | None = None) -> None:
        """Notes that a page begins at ``offset`` in the text, by default with the next block."""
        self._pages.append(self.place if offset is None else offset)

    def table(self, boxes: Iterable[Box], name: str = "") -> None:
        """Adds a table; nothing where it has no cells. Raises ReadError beyond `CELLS` cells."""
        ordered = compact(boxes)
        self._cells += len(ordered)
        if self._cells > CELLS:
            raise ReadError(
                f"{self.name}: has more than {CELLS} table cells, no plan has; keep the plan's part"
            )
        start, cells = self.place, []
        for _, row in groupby(ordered, attrgetter("row")):
            cells += self._row(list(row))
        if cells:
            self._tables.append(Table(Span(start, self._length), tuple(cells), name))

    def _row(self, boxes: list[Box]) -> list[Cell]:
        """Writes one line of cells; a tab inside a cell would look like a border, so it becomes a space."""
        words = [clean(box.text).replace("\t", " ") for box in boxes]
        at, cells = self._add("\t".join(words)).start, []
        for box, text in zip(boxes, words, strict=True):
            cells.append(Cell(box.row, box.column, box.rows, box.columns, Span(at, at + len(text))))
            at += len(text) + 1
        return cells

    def _add(self, text: str) -> Span:
        start = self.place
        self._parts.append(text)
        self._length = start + len(text)
        if self._length > CHARACTERS:
            raise ReadError(
                f"{self.name}: has more than {CHARACTERS >> 20} million characters; keep the plan's part"
            )
        return Span(start, self._length)

    def document(self, form: Format, encoding: str = "utf-8", findings: Sequence[Finding] = ()) -> Document:
        """All of it. ``encoding`` is the file's own where it has one."""
        text = "\n".join(self._parts)
        return Document(
            text,
            hashlib.sha256(text.encode("utf-8")).hexdigest(),
            encoding,
            self.name,
            form,
            tuple(self._tables),
            tuple(self._pages),
            tuple(self._furniture),
            tuple(findings),
        )
