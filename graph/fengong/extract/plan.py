"""Document → Plan: whichever ways of writing a plan the document uses, each read by its own module.

Tables with a column of measures and one of bodies (`fengong.extract.tables`), a pasted table whose
cells ran together (`fengong.extract.annex`), and text with statements in it (`fengong.extract.written`).
"""

from __future__ import annotations

from dataclasses import replace

from fengong.extract.annex import read_annex
from fengong.extract.cites import find_citations
from fengong.extract.lined import lined_tables
from fengong.extract.metadata import read_metadata
from fengong.extract.names import name_rules
from fengong.extract.odd import find_odd
from fengong.extract.paragraphs import find_paragraphs
from fengong.extract.tables import Tabled, read_tables
from fengong.extract.written import Written, read_written
from fengong.flow import Flow
from fengong.layout import Span
from fengong.model import Document, Finding, Plan, Section


def extract(document: Document) -> Plan:
    """The plan in ``document``: mentions are as written, not yet resolved.

    A document in which no plan is found gives a Plan without measures and a finding that says so.
    """
    flow = Flow.of(document.text, document.furniture)
    laid_out = replace(document, tables=document.tables or lined_tables(document))
    tabled = read_tables(laid_out, flow, name_rules())
    if not tabled.measures and (annex := read_annex(document, flow)) is not None:
        return _with_layout(document, annex)
    paragraphs = find_paragraphs(flow, document.format)
    written = read_written(flow, paragraphs, name_rules(), tabled.outside)
    return _with_layout(document, _joined(document, flow, tabled, written))


def _joined(document: Document, flow: Flow, tabled: Tabled, written: Written) -> Plan:
    first = min(
        [start for start in (written.start, tabled.start) if start is not None], default=len(flow.chars)
    )
    metadata = read_metadata(flow, document.sha256, min(first, 4000))
    cites = find_citations(flow, 0, len(flow.chars), metadata.title, first)
    measures = (*written.measures, *tabled.measures)
    ledger = (*written.ledger, *tabled.ledger)
    sections: tuple[Section, ...] = (*written.sections, *tabled.sections)
    notes = tabled.notes
    findings = find_odd(flow, sections, measures, (), notes, ledger)
    findings = (*findings, *(_unread(flow, a, b) for a, b in written.unread))
    if not measures:
        findings = (*findings, _nothing(document))
    return Plan(
        replace(metadata, cites=cites),
        document.text,
        sections,
        measures,
        (),
        findings,
        ledger,
        None,
        notes,
        cells=tabled.cells,
    )


def _with_layout(document: Document, plan: Plan) -> Plan:
    """The plan with what reading the file told."""
    return replace(plan, findings=(*document.findings, *plan.findings), layout=document.layout)


def _unread(flow: Flow, start: int, end: int) -> Finding:
    words = flow.words(start, end)
    return Finding(
        "statement-not-read",
        "info",
        f"“{words}”像是责任分工，但不属于任何一项措施，没有读入",
        f"“{words}” looks like a statement of responsibility but belongs to no measure and was not read",
        flow.span(start, end),
    )


def _nothing(document: Document) -> Finding:
    return Finding(
        "no-measures",
        "error",
        "没有找到责任分工：既没有写明单位职责的语句，也没有同时列出任务和责任单位的表格",
        "no division of work found: no statement of who does what, no table with measures and responsible bodies",
        Span(0, min(len(document.text), 80)),
    )
