"""The heading row of an annex whose cell boundaries are lost: which columns there are, in what order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from fengong.flow import Flow
from fengong.lexicon import ColumnRule, lexicon
from fengong.model import Role

_WIDEST_CELL = 30
_OPENING = re.compile("序号|编号")
_SENTENCE = re.compile("[。;:]")


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading cell: its column, the role of bodies in it, and its words."""

    column: str
    role: Role
    words: str


@dataclass(frozen=True, slots=True)
class Header:
    """The heading row at ``start``; data begins at ``end`` (indices in the flow)."""

    start: int
    end: int
    headings: tuple[Heading, ...]

    def has(self, column: str) -> bool:
        """Whether the table has this column."""
        return any(heading.column == column for heading in self.headings)

    def order(self, column: str) -> int:
        """The place of a column from left to right, -1 where there is none."""
        return next((i for i, h in enumerate(self.headings) if h.column == column), -1)

    def role(self, column: str) -> Role:
        """The role of the bodies listed in ``column``."""
        return next((h.role for h in self.headings if h.column == column), "responsible")


def find_header(flow: Flow) -> Header | None:
    """The first run of glued heading cells that has a measure and a responsible column, or None."""
    for opening in _OPENING.finditer(flow.chars):
        header = _tasks_as_measures(_read_cells(flow, opening.start()))
        if header.has("measure") and header.has("responsible"):
            return header
    return None


def _tasks_as_measures(header: Header) -> Header:
    """A table of tasks alone (序号、重点任务、责任单位) is a table of measures: nothing else is to be done."""
    if header.has("measure"):
        return header
    cells = (replace(h, column="measure") if h.column == "task" else h for h in header.headings)
    return replace(header, headings=tuple(cells))


def _read_cells(flow: Flow, start: int) -> Header:
    index = start
    headings: list[Heading] = []
    while cell := _next_cell(flow.chars, index, {h.column for h in headings}):
        rule, end = cell
        headings.append(Heading(rule.column, rule.role, flow.chars[index:end]))
        index = end
    return Header(start, index, tuple(headings))


def _next_cell(chars: str, start: int, taken: set[str]) -> tuple[ColumnRule, int] | None:
    """The shortest cell from ``start`` that ends in the words of a column not yet seen.

    A column occurs once, so 重点任务 inside 滨海新区2020年重点任务具体措施 ends no second task cell.
    """
    window = chars[start : start + _WIDEST_CELL]
    stop = _SENTENCE.search(window)
    window = window[: stop.start()] if stop else window
    found = [
        (match.end(), -match.start(), rule)
        for rule in lexicon().columns
        if rule.column not in taken and (match := rule.pattern.search(window))
    ]
    if not found:
        return None
    length, _, rule = min(found, key=lambda cell: cell[:2])
    return rule, start + length
