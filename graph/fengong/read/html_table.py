"""A table element → its rows, its grid of cells, and what it is for: data, labels or layout.

Spans follow HTML's table model (HTML Standard, 4.9.12), with the bounds of browsers: a colspan of
0 or nonsense is 1, a rowspan of 0 goes to the end of the row group, none goes beyond the rows
there are; a square that two cells claim stays with the first.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from fengong.read.table import Box

Element = etree._Element

_CELLS = ("td", "th")
_GROUPS = ("thead", "tbody", "tfoot")
MOST_COLUMNS = 256
"""Columns a table may have; HTML bounds a colspan by 1000, but no page is that wide."""
_NUMBER = re.compile(r"\s*\+?(\d{1,9})")


@dataclass(slots=True)
class Rows:
    """The cells of a table by rows, each row with its group's number, and the words outside cells."""

    rows: list[tuple[int, list[Element]]] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)

    def are_layout(self) -> bool:
        """Whether these are too few rows or columns for a table of data, or more than any has."""
        widest = max((len(cells) for _, cells in self.rows), default=0)
        return len(self.rows) < 2 or not 2 <= widest <= MOST_COLUMNS


def rows(table: Element) -> Rows:
    """What stands in ``table`` itself; tables inside its cells are the cells' own matter."""
    found, group, outside = Rows(), 0, True
    walk = etree.iterwalk(table, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "end":
            outside = outside or tag == "tr"
            if element is not table and element.tail and element.tail.strip():
                found.strays.append(element.tail.strip())
            continue
        if tag in _CELLS:
            if outside:  # a cell that no row holds
                found.rows.append((group, []))
                outside = False
            found.rows[-1][1].append(element)
            walk.skip_subtree()
        elif tag == "tr":
            found.rows.append((group, []))
            outside = False
        elif tag in _GROUPS:
            group += 1
        elif element is not table:
            found.strays += _words(element)
            walk.skip_subtree()
        if (
            element.text
            and element.text.strip()
            and tag not in _CELLS
            and (tag in _GROUPS or tag in ("tr", "table"))
        ):
            found.strays.append(element.text.strip())
    return found


def _words(element: Element) -> list[str]:
    words = " ".join("".join(element.itertext()).split())
    return [words] if words else []


def grid(found: Rows, words: dict[Element, str]) -> list[Box]:
    """The cells with the squares they cover; ``words`` has the text of each cell."""
    boxes: list[Box] = []
    busy: list[int] = []  # for each column, the first row that is free again
    last = _group_ends(found)
    for row, (_, cells) in enumerate(found.rows):
        column = 0
        for cell in cells:
            column = _free(busy, column, row)
            width = _width(busy, column, row, _span(cell, "colspan"))
            height = min(_span(cell, "rowspan") or len(found.rows), last[row] - row)
            busy[column : column + width] = [row + height] * width
            boxes.append(Box(row, column, height, width, words[cell]))
            column += width
    return boxes


def _group_ends(found: Rows) -> list[int]:
    """For each row, the row after the last of its group."""
    ends, end = [0] * len(found.rows), len(found.rows)
    for row in range(len(found.rows) - 1, -1, -1):
        if row + 1 < len(found.rows) and found.rows[row + 1][0] != found.rows[row][0]:
            end = row + 1
        ends[row] = end
    return ends


def _free(busy: list[int], column: int, row: int) -> int:
    while column < len(busy) and busy[column] > row:
        column += 1
    return column


def _width(busy: list[int], column: int, row: int, wanted: int) -> int:
    """As many free columns as are wanted, from ``column`` on; ``busy`` grows where needed."""
    width = max(min(wanted, MOST_COLUMNS - column), 1)
    for place in range(column, min(column + width, len(busy))):
        if busy[place] > row:
            width = place - column
            break
    busy.extend([0] * (column + width - len(busy)))
    return width


def _span(cell: Element, name: str) -> int:
    """The span as written: 1 for none or nonsense, 0 only for a rowspan of 0."""
    found = _NUMBER.match(cell.get(name, "1"))
    number = int(found[1]) if found else 1
    if name == "colspan":
        return min(number, MOST_COLUMNS) or 1
    return number


def labelled(found: Rows, words: dict[Element, str], labels: frozenset[str]) -> bool:
    """Whether at least two cells are a metadata label (索引号) with another cell beside it that is none."""
    count = 0
    for _, cells in found.rows:
        known = [label(words[cell]) in labels for cell in cells]
        count += sum(here and not beside for here, beside in itertools.pairwise(known))
    return count >= 2


def label(words: str) -> str:
    """``words`` as labels are compared: without white space and the colon at the end."""
    return "".join(words.split()).rstrip(":：")


def label_lines(found: Rows, words: dict[Element, str]) -> Iterator[tuple[str, str]]:
    """The cells of a metadata table two by two: label and value; a cell left over has no value."""
    for _, cells in found.rows:
        texts = [words[cell] for cell in cells]
        yield from zip(texts[::2], texts[1::2] + [""] * (len(texts) % 2), strict=True)
