"""Where words stand as a person would look for them: 第2页，表1，第8行，“责任单位”列."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fengong.layout import Cell, Layout, Placed, Span, Table
from fengong.model import Plan


@dataclass(frozen=True, slots=True)
class Place:
    """Page, table, row and column from 1, each None where there is none; ``heading`` is the column's."""

    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    heading: str | None = None

    def zh(self) -> str:
        """In Chinese; "" where nothing but the text itself is known."""
        parts = [f"第{self.page}页"] if self.page else []
        parts += [f"表{self.table}第{self.row}行"] if self.table else []
        return "，".join(parts) + (f"“{self.heading}”列" if self.heading else "")

    def en(self) -> str:
        """In English."""
        parts = [f"page {self.page}"] if self.page else []
        parts += [f"table {self.table}, row {self.row}"] if self.table else []
        return ", ".join(parts) + (f", column “{self.heading}”" if self.heading else "")


@dataclass(frozen=True)
class Places:
    """The places of one plan."""

    plan: Plan

    @cached_property
    def _cells(self) -> tuple[list[int], list[Placed]]:
        cells = sorted(self.plan.cells, key=lambda cell: cell.span)
        return [cell.span.start for cell in cells], cells

    def of(self, span: Span) -> Place:
        """Where a span begins."""
        starts, cells = self._cells
        at = bisect_right(starts, span.start) - 1
        cell = cells[at] if at >= 0 and span.start < cells[at].span.end else None
        pages = self.plan.layout.pages
        page = bisect_right(pages, span.start) if pages else None
        if cell is None:
            return Place(page)
        return Place(page, cell.table, cell.row, cell.column, cell.heading)


def layout_to_json(layout: Layout) -> str:
    """The layout as compact JSON, so that a graph holds all that its plan is read from."""
    record: dict[str, Any] = {"format": layout.format}
    if layout.tables:
        record["tables"] = [
            [t.name, t.span.start, t.span.end, [[c.row, c.column, c.rows, c.columns, c.span.start, c.span.end] for c in t.cells]]
            for t in layout.tables
        ]  # fmt: skip
    if layout.pages:
        record["pages"] = list(layout.pages)
    if layout.furniture:
        record["furniture"] = [[s.start, s.end] for s in layout.furniture]
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _cell(row: int, column: int, rows: int, columns: int, start: int, end: int) -> Cell:
    return Cell(row, column, rows, columns, Span(start, end))


def layout_from_json(words: str) -> Layout:
    """The layout that `layout_to_json` wrote."""
    record = json.loads(words)
    return Layout(
        record["format"],
        tuple(
            Table(Span(start, end), tuple(_cell(*c) for c in cells), name)
            for name, start, end, cells in record.get("tables", ())
        ),
        tuple(record.get("pages", ())),
        tuple(Span(*pair) for pair in record.get("furniture", ())),
    )
