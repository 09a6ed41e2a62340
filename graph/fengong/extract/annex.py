"""A notice with a pasted annex whose cells ran together: its rows, each beside its item of the main text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from fengong.extract.bodies import BodyList, read_bodies, read_two_columns
from fengong.extract.cells import Cells, split_row
from fengong.extract.cites import find_citations
from fengong.extract.header import Header, find_header
from fengong.extract.infer import infer
from fengong.extract.main_text import MainText, read_main_text
from fengong.extract.metadata import read_metadata
from fengong.extract.names import NameRules, name_rules
from fengong.extract.odd import find_odd
from fengong.extract.quantities import find_day, find_deadline, find_reports, find_targets
from fengong.extract.rows import Row, find_notes, find_rows
from fengong.extract.support import read_support
from fengong.extract.witness import pair
from fengong.flow import Flow, squash
from fengong.model import (
    Citation,
    Clause,
    Column,
    Document,
    LedgerCell,
    MainItem,
    Measure,
    PartKind,
    Plan,
    Section,
    Task,
)

_NEAREST_ENDS = 12
_CLAUSE = re.compile(r"[^。!?]*[。!?]+[”》)]*|[^。!?]+$")


def read_annex(document: Document, flow: Flow) -> Plan | None:
    """The plan whose table was pasted as text, its cells run together; None where there is no such table."""
    names, header = name_rules(), find_header(flow)
    if header is None:
        return None
    head_end = header.start
    main = read_main_text(flow, head_end)
    metadata = read_metadata(flow, document.sha256, main.bounds[0][0] if main.bounds else min(head_end, 4000))
    annex = _Annex(flow, header, names)
    rows, end = find_rows(flow, header, names)
    if not rows:
        return None
    readings = annex.read(rows, main)
    main = _trimmed(flow, main, readings, head_end)
    measures, ledger = annex.measures(readings, main)
    notes = tuple((flow.words(a, b), flow.span(a, b)) for a, b in find_notes(flow, end))
    preamble = main.bounds[0][0] if main.bounds else header.start
    cites = find_citations(flow, 0, len(flow.chars), metadata.title, preamble)
    closing = main.bounds[-1][1] if main.bounds else 0
    metadata = replace(metadata, cites=cites, deadlines=find_reports(flow, closing, header.start, names))
    sections = main.sections or _aspects(measures)
    findings = find_odd(flow, sections, measures, main.items, notes, ledger)
    source = _task_source(header, cites)
    return Plan(metadata, document.text, sections, measures, (), findings, ledger, source, notes)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One row, its cells, and the index of its item in the main text."""

    row: Row
    cells: Cells
    item: int | None


@dataclass(frozen=True)
class _Annex:
    """What all rows of one table share while they are read."""

    flow: Flow
    header: Header
    names: NameRules

    def read(self, rows: Sequence[Row], main: MainText) -> list[_Reading]:
        """Each row with its cells and its partner in the main text."""
        flow = self.flow
        partners = pair([flow.chars[r.text : r.end] for r in rows], [squash(i.text) for i in main.items])
        readings = []
        for index, row in enumerate(rows):
            item = partners.get(index)
            # Where the last item ends is known only by its row: no witness for that one.
            told = main.items[item].text if item is not None and item < len(main.items) - 1 else None
            readings.append(_Reading(row, split_row(flow, row, self.header, told, self.names), item))
        return readings

    def measures(
        self, readings: Sequence[_Reading], main: MainText
    ) -> tuple[tuple[Measure, ...], tuple[LedgerCell, ...]]:
        """The measures in row order, and the ledger of all their cells."""
        measures, ledger, aspect = [], [], None
        for reading in readings:
            measure, cells = self._measure(reading, main)
            aspect = measure.aspect or aspect
            if measure.section is None and aspect:
                measure = replace(measure, section=aspect.number)
            measures.append(measure)
            ledger += cells
        return tuple(measures), tuple(ledger)

    def _measure(self, reading: _Reading, main: MainText) -> tuple[Measure, list[LedgerCell]]:
        flow, row, cells = self.flow, reading.row, reading.cells
        responsible = self._responsible(cells)
        support = read_support(flow, *cells.support, self.header.role("support"), self.names)
        task_bodies = read_bodies(flow, *cells.task_bodies, "responsible", self.names)
        clauses = _clauses(flow, *cells.measure)
        item = main.items[reading.item] if reading.item is not None else None
        measure = Measure(
            row=row.number,
            number=item.number if item else None,
            section=item.section if item else None,
            aspect=_section(flow, row),
            text=flow.words(*cells.measure),
            span=flow.span(*cells.measure),
            row_span=flow.span(row.start, row.end),
            clauses=clauses,
            task=Task(row.task, flow.words(*cells.task), flow.span(*cells.task), task_bodies.assignments)
            if row.task
            else None,
            assignments=responsible.assignments,
            support=support.items,
            inferred=infer(responsible.assignments, clauses, support.items),
            targets=find_targets(flow, *cells.measure),
            deadline=(find_day(flow, *cells.deadline) if cells.deadline else None)
            or find_deadline(flow, *cells.measure),
            main=item,
        )
        columns: tuple[tuple[Column, tuple[int, int], Sequence[tuple[PartKind, int, int]]], ...] = (
            ("task bodies", cells.task_bodies, task_bodies.parts),
            ("responsible", cells.responsible, responsible.parts),
            ("support", cells.support, support.parts),
        )
        return measure, [
            self._ledger(measure.key, *column) for column in columns if column[1][1] > column[1][0]
        ]

    def _responsible(self, cells: Cells) -> BodyList:
        role = self.header.role("responsible")
        if self.header.has("cooperating"):
            roles = (role, self.header.role("cooperating"))
            return read_two_columns(self.flow, *cells.responsible, roles, self.names)
        return read_bodies(self.flow, *cells.responsible, role, self.names)

    def _ledger(
        self, key: str, column: Column, bounds: tuple[int, int], parts: Sequence[tuple[PartKind, int, int]]
    ) -> LedgerCell:
        spans = tuple((kind, self.flow.span(a, b)) for kind, a, b in parts)
        return LedgerCell(key, column, self.flow.span(*bounds), spans)


def _clauses(flow: Flow, start: int, end: int) -> tuple[Clause, ...]:
    return tuple(
        Clause(flow.words(m.start(), m.end()), flow.span(m.start(), m.end()))
        for m in _CLAUSE.finditer(flow.chars, start, end)
        if m.end() > m.start()
    )


def _section(flow: Flow, row: Row) -> Section | None:
    return (
        Section(row.aspect[0], row.aspect[1], flow.span(row.aspect[2], row.aspect[3])) if row.aspect else None
    )


def _aspects(measures: Sequence[Measure]) -> tuple[Section, ...]:
    """The sections of a notice without a main text: the annex's aspects, each number once."""
    found: dict[str, Section] = {}
    for measure in measures:
        if measure.aspect:
            found.setdefault(measure.aspect.number, measure.aspect)
    return tuple(found.values())


def _trimmed(flow: Flow, main: MainText, readings: Sequence[_Reading], limit: int) -> MainText:
    """The main text with the closing words of the notice cut from its last item.

    Its row's wording tells where the item ends; without one, its line's end does.
    """
    if not main.items:
        return main
    start, end = main.bounds[-1]
    ends = [m.end() for m in _CLAUSE.finditer(flow.chars, start, min(end, limit)) if m.end() > m.start()]
    cells = next((r.cells for r in readings if r.item == len(main.items) - 1), None)
    if cells and ends:
        told = flow.chars[slice(*cells.measure)]
        # Only ends that make it about as long can be the one; the bound keeps hostile input linear.
        near = sorted(ends, key=lambda e: (abs(e - start - len(told)), e))[:_NEAREST_ENDS]
        end = max(near, key=lambda e: (fuzz.ratio(told, flow.chars[start:e]), -e))
    else:
        end = flow.breaks(start, end) or end
    last = main.items[-1]
    trimmed = MainItem(last.number, last.section, flow.words(start, end), flow.span(start, end))
    return MainText(main.sections, (*main.items[:-1], trimmed), (*main.bounds[:-1], (start, end)))


def _task_source(header: Header, cites: Sequence[Citation]) -> Citation | None:
    """The cited document whose tasks the annex is set beside: the one it rests on with the task column's words."""
    words = next((h.words for h in header.headings if h.column == "task"), "")
    pairs = {words[i : i + 2] for i in range(len(words) - 1)}
    scored = [
        (sum(p in squash(c.title) for p in pairs), c) for c in cites if c.relation == "based-on" and c.number
    ]
    best = max((score for score, _ in scored), default=0)
    return next((c for score, c in scored if score == best), None) if best and words else None
