"""Places in a text as read, and what a file tells beside its characters: tables, pages, the page's furniture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


class Span(NamedTuple):
    """Half-open range ``[start, end)`` of code points in `Document.text`. A plan has thousands of them."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words themselves, line breaks and all."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its words, and the grid squares it covers (0-based; merged cells cover several)."""

    row: int
    column: int
    rows: int
    columns: int
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A table as laid out in a file; ``cells`` in order of text, each square covered at most once.

    In the text the cells of a row are parted by tabs and the rows by line breaks. ``name`` is that of
    a worksheet, else empty.
    """

    span: Span
    cells: tuple[Cell, ...]
    name: str = ""


Format = Literal["text", "html", "docx", "xlsx", "csv", "pdf"]


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file tells beside its characters: its format, tables, where pages begin, the page's furniture."""

    format: Format = "text"
    tables: tuple[Table, ...] = ()
    pages: tuple[int, ...] = ()
    furniture: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell that the plan was read from, as a reader counts: table, row (headings included), column from 1.

    ``heading`` is that of its column, folded and without white space.
    """

    span: Span
    table: int
    row: int
    column: int
    heading: str
