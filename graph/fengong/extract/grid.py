"""A table as a grid, its heading rows and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from fengong.extract.grammar import Field, grammar
from fengong.flow import squash
from fengong.layout import Cell, Table
from fengong.lexicon import lexicon
from fengong.model import Document, Role

Holds = Literal[
    "number", "aspect", "task", "task bodies", "measure", "bodies", "support", "deadline", "goal", "other"
]
_ASKED: Mapping[str, Holds] = {"support": "support", "task bodies": "task bodies", "bare": "bodies"}
"""Columns that data/registry/columns.csv tells by a phrase in their heading."""
_HELD: Mapping[Field | None, Holds] = {
    "deadline": "deadline",
    "goal": "goal",
    "scope": "other",
    "note": "other",
}
_DEEPEST_HEADER = 15
"""Rows. Titles and notes stand above a heading row; beyond this there is none."""
_LONGEST_HEADING = 40
_FEWEST_TOLD = 3
_BRACKETS = re.compile(r"\([^()]*\)")
_MEASURE = re.compile(
    r"(?:任务|措施|举措|内容|事项|项目|工作|要求|要点|重点|清单|行动|政策|条款|问题|任务分解)(?:名称|内容|清单|要求|分解|及要求|描述)*$"
)
_ASPECT = re.compile(r"(?:方面|领域|类别|类型|板块|分类|维度|一级指标|任务类别|大类)(?:名称)?$")
_NUMBER = re.compile(r"(?:序号|编号|项次|序|NO\.?|No\.?|no\.?|号)$")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds; ``role`` is that of the bodies in it; ``words`` its heading."""

    holds: Holds
    role: Role
    words: str


@dataclass(frozen=True)
class Grid:
    """The squares of a table: ``squares[row][column]`` is the cell that covers it, or None."""

    table: Table
    squares: tuple[tuple[Cell | None, ...], ...]

    @cached_property  # asked for at every row
    def width(self) -> int:
        """The number of columns."""
        return max((len(row) for row in self.squares), default=0)

    def row(self, index: int) -> list[Cell]:
        """The cells of a row from left to right, each once."""
        found: list[Cell] = []
        for cell in self.squares[index]:
            if cell is not None and (not found or found[-1] is not cell):
                found.append(cell)
        return found


BARE = ("单位", "部门", "单位名称", "部门名称", "科室", "处室", "成员单位")
"""Headings of a column of bodies in a table that lists each body's tasks (单位 | 工作任务)."""


@dataclass(frozen=True, slots=True)
class Header:
    """Heading rows [start, end) and the columns they tell, by index."""

    start: int
    end: int
    columns: tuple[Column | None, ...]

    def of(self, holds: Holds) -> list[int]:
        """The indices of the columns that hold this."""
        return [i for i, column in enumerate(self.columns) if column and column.holds == holds]


def grid_of(table: Table) -> Grid:
    """The table's squares, row by row."""
    height = max((c.row + c.rows for c in table.cells), default=0)
    width = max((c.column + c.columns for c in table.cells), default=0)
    squares: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rows):
            squares[row][cell.column : cell.column + cell.columns] = [cell] * cell.columns
    return Grid(table, tuple(tuple(row) for row in squares))


def find_header(document: Document, grid: Grid) -> Header | None:
    """The heading rows of a table with a column of bodies and one of what is to be done, else None."""
    for start in range(min(_DEEPEST_HEADER, len(grid.squares))):
        for height in (2, 1):
            header = _header(document, grid, start, start + height)
            if header is not None:
                return header
    return None


def _header(document: Document, grid: Grid, start: int, end: int) -> Header | None:
    if end > len(grid.squares) or (end - start == 2 and not _is_second(document, grid, start)):
        return None
    columns = [_column(document, grid, start, end, index) for index in range(grid.width)]
    header = Header(start, end, tuple(_with_measure(columns, grid, document, end)))
    return header if _is_plan(header, columns) else None


def header_at(document: Document, grid: Grid, row: int) -> Header | None:
    """The heading that begins anew at a row in the midst of a table, else None."""
    told = [c for c in grid.row(row) if c.row == row and holds_what(heading_words(document, c))]
    return _header(document, grid, row, row + 1) if len(told) >= _FEWEST_TOLD else None


def _is_plan(header: Header, told: Sequence[Column | None]) -> bool:
    """Whether the columns are those of a plan: bodies, and what is to be done.

    Columns named by the unit alone or by who supervises a project (单位 | 职务, 项目名称 | 主管部门) are a
    plan's only beside a column of tasks or measures.
    """
    bodies = [column.words for column in header.columns if column and column.holds in ("bodies", "support")]
    measures = [column.words for column in told if column and column.holds == "measure"]
    if not bodies or not header.of("measure"):
        return False
    if all(words in BARE or words.startswith("主管") for words in bodies):
        return any("项目" not in words for words in measures)
    return True


def _is_second(document: Document, grid: Grid, start: int) -> bool:
    """Whether the row behind ``start`` is the lower half of a heading: parts of a cell that stands above them."""
    above = [c for c in grid.row(start) if c.columns > 1 and c.rows == 1]
    told = [c for c in grid.row(start) if holds_what(heading_words(document, c))]
    if len(told) < 2:
        return False
    if _is_unmerged_second(document, grid, start):
        return True
    under = [c for c in grid.row(start + 1) if c.row == start + 1]
    words = [heading_words(document, c) for c in under]
    if not above or not words or any(len(w) > _LONGEST_HEADING for w in words):
        return False
    below = [
        w for c, w in zip(under, words, strict=True)
        if any(a.column <= c.column < a.column + a.columns for a in above)
    ]  # fmt: skip
    return bool(below) and any(holds_what(word) for word in below)


def _is_unmerged_second(document: Document, grid: Grid, start: int) -> bool:
    """Whether a file without merged cells splits a heading in two rows: 责任分工, (empty) over 牵头单位, 配合单位."""
    pairs = [
        (heading_words(document, above), heading_words(document, below))
        for above, below in zip(grid.squares[start], grid.squares[start + 1], strict=True)
        if above is not None and below is not None and above is not below
    ]
    under = [(above, holds_what(below)) for above, below in pairs if below]
    told = [column for _, column in under if column and column.holds in ("bodies", "support")]
    return 2 <= len(told) == len(under) < len(pairs) and any(not above for above, _ in under)


def heading_words(document: Document, cell: Cell) -> str:
    """The words of a heading cell, folded and without white space."""
    return squash(document.text[cell.span.start : cell.span.end])


def _column(document: Document, grid: Grid, start: int, end: int, index: int) -> Column | None:
    """What the lowest heading cell of a column tells, else the one above it."""
    cells = [grid.squares[row][index] for row in range(start, end) if index < len(grid.squares[row])]
    words = [heading_words(document, cell) for cell in cells if cell is not None]
    for word in reversed(words):
        if len(word) <= _LONGEST_HEADING and (found := holds_what(word)):
            return found
    return Column("other", "responsible", words[-1]) if words and words[-1] else None


@lru_cache(maxsize=4096)
def holds_what(words: str) -> Column | None:
    """What a column with this heading holds, or None where the words tell nothing."""
    bare = _BRACKETS.sub("", words) or words.strip("()")
    field = grammar().heading_field(bare)
    if field == "person" and not grammar().heading_role(bare):
        return Column("other", "responsible", words)
    if role := "responsible" if bare in BARE else _role(bare):
        return Column("bodies", role, words)
    asked = next((r for r in lexicon().columns if r.column in _ASKED and r.pattern.search(bare)), None)
    if asked:
        return Column(_ASKED[asked.column], asked.role, words)
    held = _plain(bare, field)
    return Column(held, "responsible", words) if held else None


def _plain(words: str, field: Field | None) -> Holds | None:
    """What a column without bodies holds."""
    if _NUMBER.fullmatch(words):
        return "number"
    if field in _HELD:
        return _HELD[field]
    if _ASPECT.search(words):
        return "aspect"
    return "measure" if field == "text" or _MEASURE.search(words) else None


def _role(words: str) -> Role | None:
    """The role of a heading that ends in a label (新区负责部门, 本市牵头单位)."""
    for start in range(min(len(words), 10)):
        if role := grammar().heading_role(words[start:]):
            return role
    return None


def _with_measure(
    columns: Sequence[Column | None], grid: Grid, document: Document, first: int
) -> list[Column | None]:
    """The columns; where none is told to hold measures, the goals do, else the one with the longest words."""
    found = list(columns)
    if any(column and column.holds == "measure" for column in found):
        return found
    spare = [i for i, c in enumerate(found) if c and c.holds in ("goal", "other", "aspect")]
    spare = [i for i in spare if (c := found[i]) and c.holds == "goal"] or spare
    if spare:
        longest = max(spare, key=lambda i: (_length(grid, i, first), -i))
        column = found[longest]
        if column and _length(grid, longest, first) >= 4 * max(len(grid.squares) - first, 1):
            found[longest] = Column("measure", "responsible", column.words)
    return found


def _length(grid: Grid, index: int, first: int) -> int:
    """Characters in a column from row ``first`` on."""
    cells = {id(c): c for row in grid.squares[first:] if index < len(row) and (c := row[index]) is not None}
    return sum(c.span.end - c.span.start for c in cells.values())
