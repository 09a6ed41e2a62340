"""Ruling lines → tables with merged cells, and the words of each cell.

pdfplumber finds the rectangles between the lines; the grid is the set of their edges, and a cell
that covers several squares of it is a merged one. A box round one text is no table.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pdfplumber.page import Page

from fengong.read.pdf_lines import Char, Line, glued, lines
from fengong.read.table import Box, compact

_NEAR = 3.0  # points: edges nearer than this are one line
_PADDING = 6.0  # points: Word leaves 5.4 at each side of a cell

Rectangle = tuple[float, float, float, float]


@dataclass(slots=True)
class Ruled:
    """A table of one page: its edges, which cell covers each square, and the characters in each cell."""

    xs: list[float]
    ys: list[float]
    cells: list[Box] = field(default_factory=list)
    squares: dict[tuple[int, int], int] = field(default_factory=dict)
    chars: list[list[Char]] = field(default_factory=list)

    @property
    def top(self) -> float:
        """Where the table begins, in points from the page's top."""
        return self.ys[0]

    def take(self, char: Char) -> bool:
        """Puts a character into the cell that its middle lies in; False where none does."""
        column = bisect_right(self.xs, (char["x0"] + char["x1"]) / 2) - 1
        row = bisect_right(self.ys, (char["top"] + char["bottom"]) / 2) - 1
        place = self.squares.get((row, column))
        if place is None:
            return False
        self.chars[place].append(char)
        return True

    def boxes(self) -> list[Box]:
        """The cells with their words."""
        found = [lines(chars) for chars in self.chars]
        padding = self._padding(found)
        return [
            Box(
                cell.row,
                cell.column,
                cell.rows,
                cell.columns,
                _words(inside, self._width(cell) - 2 * padding),
            )
            for cell, inside in zip(self.cells, found, strict=True)
        ]

    def _width(self, cell: Box) -> float:
        return self.xs[cell.column + cell.columns] - self.xs[cell.column]

    def _padding(self, found: Sequence[Sequence[Line]]) -> float:
        """The least distance of words from the left edge of their cell."""
        distances = [
            line.x0 - self.xs[cell.column]
            for cell, inside in zip(self.cells, found, strict=True)
            for line in inside
        ]
        return min(max(min(distances, default=_PADDING), 0.0), _PADDING)


def _words(inside: Sequence[Line], room: float) -> str:
    """The lines of a cell: one that left no room for what follows goes on, a shorter one ends there."""
    text = inside[0].text if inside else ""
    for before, line in itertools.pairwise(inside):
        is_full = before.x1 - before.x0 + line.first + 0.1 * line.size > room
        text = glued(text, line.text) if is_full else f"{text}\n{line.text}"
    return text


def crossings(page: Page) -> int:
    """How often the ruling lines of a page may cross: the work of finding its cells grows with it."""
    across = {round(edge["top"]) for edge in page.edges if edge["orientation"] == "h"}
    down = {round(edge["x0"]) for edge in page.edges if edge["orientation"] == "v"}
    return len(across) * len(down)


def ruled(page: Page) -> list[Ruled]:
    """The tables of a page from top to bottom: two columns at least, and two rows or three columns."""
    found = [_grid(table.cells) for table in page.find_tables()]
    return sorted((table for table in found if _is_table(table)), key=lambda table: table.top)


def _is_table(table: Ruled) -> bool:
    if not table.cells:
        return False
    made = compact(table.cells)
    rows = 1 + max(box.row for box in made)
    columns = 1 + max(box.column for box in made)
    return columns >= 2 and (rows >= 2 or columns >= 3)


def _grid(rectangles: Iterable[Rectangle]) -> Ruled:
    kept = list(rectangles)
    table = Ruled(
        _edges(x for r in kept for x in (r[0], r[2])),
        _edges(y for r in kept for y in (r[1], r[3])),
    )
    for x0, top, x1, bottom in sorted(kept, key=lambda r: (r[1], r[0])):
        column, row = _at(table.xs, x0), _at(table.ys, top)
        box = Box(row, column, _at(table.ys, bottom) - row, _at(table.xs, x1) - column, "")
        squares = [(r, c) for r in range(row, row + box.rows) for c in range(column, column + box.columns)]
        if squares and table.squares.keys().isdisjoint(squares):
            table.squares.update(dict.fromkeys(squares, len(table.cells)))
            table.cells.append(box)
            table.chars.append([])
    return table


def _edges(places: Iterable[float]) -> list[float]:
    """The places in order, those nearer than `_NEAR` taken as one."""
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _NEAR:
            edges.append(place)
    return edges


def _at(edges: list[float], place: float) -> int:
    """The edge that a place was taken as: the last not behind it."""
    return bisect_right(edges, place) - 1
