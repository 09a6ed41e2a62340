"""Document → measures, for plans whose tables a file keeps as tables: a row a measure, a column a role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fengong.extract.bodies import BodyList, read_bodies
from fengong.extract.grid import Header
from fengong.extract.infer import infer
from fengong.extract.items import stated_rules
from fengong.extract.list_ends import is_none_mark
from fengong.extract.names import NameRules
from fengong.extract.numbering import find_marks, outline
from fengong.extract.paragraphs import find_paragraphs
from fengong.extract.quantities import find_day, find_deadline, find_targets
from fengong.extract.spread import led_by_first, numbered_on
from fengong.extract.statements import Statement, Stretch, find_statements, ledger_of
from fengong.extract.support import SupportCell, read_support
from fengong.extract.table_groups import Group, group_paths, grouped, lists_tasks, section_rows
from fengong.extract.table_rows import DataRow, Reading, read_rows
from fengong.flow import Flow, squash
from fengong.layout import Placed, Span
from fengong.model import Assignment, Clause, Deadline, Document, LedgerCell, Measure, PartKind, Section, Task
from fengong.model import Column as LedgerColumn

_LEADING = re.compile(r"(\d{1,3})[.、]")
_DITTO = re.compile(r"[(]?(?:同上|同前|[〃″\"])[)]?。?")
_CLAUSE = re.compile(r"[^。!?]*[。!?]+[”》)]*|[^。!?]+$")


@dataclass(frozen=True, slots=True)
class Tabled:
    """What the tables of a document say; ``outside`` are the stretches of the flow that are in none of them."""

    measures: tuple[Measure, ...] = ()
    sections: tuple[Section, ...] = ()
    ledger: tuple[LedgerCell, ...] = ()
    notes: tuple[tuple[str, Span], ...] = ()
    outside: tuple[tuple[int, int], ...] = ()
    start: int | None = None
    cells: tuple[Placed, ...] = ()


@dataclass
class _Measures:
    """What is read of the rows so far."""

    document: Document
    names: NameRules
    first_leads: Span | None  # the words of the rule, where it is stated
    measures: list[Measure] = field(default_factory=list)
    ledger: list[LedgerCell] = field(default_factory=list)
    cells: list[Placed] = field(default_factory=list)
    above: dict[tuple[int, int], BodyList] = field(default_factory=dict)  # by table and column: read last


def read_tables(document: Document, flow: Flow, names: NameRules) -> Tabled:
    """The measures of every table that has a column of measures and one of bodies."""
    reading = read_rows(document)
    outside = _outside(flow, reading.used)
    if not reading.rows:
        return Tabled(outside=((0, len(flow.chars)),))
    state = _Measures(document, names, _first_leads(document, flow, reading, outside))
    groups, sections = grouped(reading), tuple(section_rows(reading))
    for group, path in zip(groups, group_paths(groups), strict=True):
        section = group.row.section
        _group(state, group, path, sections[section - 1].number if section else None)
    start = flow.index(reading.first or 0)
    notes = tuple((" ".join(s.of(document.text).split()), s) for s in reading.notes)
    return Tabled(
        tuple(state.measures), sections, tuple(state.ledger), notes, outside, start, tuple(state.cells)
    )


def _outside(flow: Flow, used: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    found, index = [], 0
    for span in used:
        found.append((index, flow.index(span.start)))
        index = flow.index(span.end)
    return tuple((a, b) for a, b in [*found, (index, len(flow.chars))] if b > a)


def _first_leads(
    document: Document, flow: Flow, reading: Reading, outside: Sequence[tuple[int, int]]
) -> Span | None:
    """Where a heading, a note or the text around the tables says 列第一位的为牵头单位."""
    spans = [(flow.index(s.start), flow.index(s.end)) for s in (*reading.headings, *reading.notes)]
    rules = (rule for a, b in (*spans, *outside) for rule in stated_rules(flow.chars, a, b))
    return next((flow.span(rule.start, rule.end) for rule in rules if rule.rule == "first-leads"), None)


def _flow(document: Document, spans: Sequence[Span]) -> Flow:
    """The flow of some cells alone; its spans still lead to the document's text."""
    bounds = [0, *(place for s in sorted(spans) for place in (s.start, s.end)), len(document.text)]
    left_out = [Span(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True) if b > a]
    return Flow.of(document.text, left_out)


def _group(state: _Measures, group: Group, path: str | None, section: str | None) -> None:
    document, header, row = state.document, group.header, group.row
    bodies = [_bodies(state, header, row, c) for c in header.of("bodies")]
    tasks = _tasks(document, header, group.spans)
    for place, task in enumerate(tasks or [group.spans], 1):
        named = Measure(
            row=group.number, number=None, section=section, aspect=_aspect(document, row, group.aspect),
            text="", span=group.spans[0], row_span=_whole(row),
            path=f"{path or group.number}-{place}" if tasks else path,
        )  # fmt: skip
        state.measures.append(_filled(state, named, group, task, bodies))
        _account(state, header, row, bodies, named.key)
    for other in group.joined:
        _join(state, header, other)


def _tasks(document: Document, header: Header, spans: Sequence[Span]) -> list[list[Span]]:
    """The numbered tasks in one cell of a table that lists each body's tasks (单位 | 1.… 2.…); [] elsewhere."""
    if not lists_tasks(header):
        return []
    flow = _flow(document, spans)
    paragraphs = find_paragraphs(flow, "docx")
    items = outline(flow, find_marks(flow, paragraphs, 0, len(flow.chars)), paragraphs.kind, len(flow.chars))
    return [[flow.span(item.text, item.end)] for item in items if item.level == 0 and item.end > item.text]


def _filled(
    state: _Measures, named: Measure, group: Group, spans: Sequence[Span], bodies: Sequence[BodyList]
) -> Measure:
    """The measure with its words and all that its row says of it."""
    document, header, row = state.document, group.header, group.row
    flow = _flow(document, spans)
    length = len(flow.chars)
    clauses = tuple(
        Clause(flow.words(*m.span()), flow.span(*m.span())) for m in _CLAUSE.finditer(flow.chars) if m.group()
    )
    inner = _inner(state, flow, named.key)
    assignments = numbered_on([_led(state, bodies), *(s.said.assignments for s in inner)])
    support = _support(state, header, row)
    return replace(
        named,
        text=" ".join(" ".join(s.of(document.text).split()) for s in spans),
        span=flow.span(0, length),
        clauses=clauses,
        task=_task(state, header, row),
        assignments=assignments,
        support=support.items,
        inferred=infer(assignments, clauses, support.items),
        targets=find_targets(flow, 0, length),
        deadline=_deadline(document, header, row) or find_deadline(flow, 0, length),
    )


def _inner(state: _Measures, flow: Flow, key: str) -> list[Statement]:
    """The statements in brackets that the measure's own words end with (…（市财政局配合）)."""
    stretch = [Stretch(0, len(flow.chars))]
    found = find_statements(flow, find_paragraphs(flow, "docx"), stretch, state.names)
    explicit = [s for s in found if s.said.explicit and s.kind == "bracket"]
    state.ledger += [ledger_of(flow, key, s) for s in explicit]
    return explicit


def _whole(row: DataRow) -> Span:
    spans = [s for column in row.spans for s in column]
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def _bodies(state: _Measures, header: Header, row: DataRow, column: int) -> BodyList:
    heading = header.columns[column]
    flow = _flow(state.document, row.spans[column])
    if heading is None or not flow.chars:
        state.above.pop((row.table, column), None)
        return BodyList((), ())
    above = state.above.get((row.table, column), BodyList((), ()))
    if _DITTO.fullmatch(flow.chars):
        found = _again(above, flow)
    else:
        found = read_bodies(flow, 0, len(flow.chars), heading.role, state.names)
    state.above[row.table, column] = found
    return found


def _again(above: BodyList, flow: Flow) -> BodyList:
    """What a cell says whose ``flow`` only points to the one ``above`` it (同上)."""
    length = len(flow.chars)
    same = tuple(replace(a, basis="stated-rule", rule=flow.span(0, length)) for a in above.assignments)
    nothing = not same and any(kind == "none mark" for kind, _, _ in above.parts)
    kind: PartKind = "none mark" if nothing else "text" if same else "unexplained"
    return replace(above, assignments=same, parts=((kind, 0, length),), days=())


def _led(state: _Measures, bodies: Sequence[BodyList]) -> tuple[Assignment, ...]:
    lists = [b.assignments for b in bodies]
    lead = any(a.role == "lead" for found in lists for a in found)
    own = (rule.span for b in bodies for rule in b.rules if rule.kind == "first-leads")
    rule = state.first_leads or next(own, None)
    if rule and not lead:
        lists = [led_by_first(found, rule) for found in lists]
    return numbered_on(lists)


def _support(state: _Measures, header: Header, row: DataRow) -> SupportCell:
    for column in header.of("support"):
        flow, heading = _flow(state.document, row.spans[column]), header.columns[column]
        if flow.chars and heading:
            return read_support(flow, 0, len(flow.chars), heading.role, state.names)
    return SupportCell((), ())


def _task(state: _Measures, header: Header, row: DataRow) -> Task | None:
    """The task of a higher plan, where a column beside it names the bodies that answer for it there."""
    columns = header.of("task bodies")
    task = next((c for c in header.of("task") if row.spans[c]), None)
    if not columns or task is None:
        return None
    flow, listed = _flow(state.document, row.spans[task]), _flow(state.document, row.spans[columns[0]])
    bodies = read_bodies(listed, 0, len(listed.chars), "responsible", state.names).assignments
    number = _LEADING.match(flow.chars)
    text = number.end() if number else 0
    return Task(
        number.group(1) if number else str(row.line - header.end),
        flow.words(text, len(flow.chars)), flow.span(text, len(flow.chars)), bodies,
    )  # fmt: skip


def _deadline(document: Document, header: Header, row: DataRow) -> Deadline | None:
    for column in header.of("deadline"):
        flow = _flow(document, row.spans[column])
        if flow.chars and not is_none_mark(flow.chars):
            return find_day(flow, 0, len(flow.chars))
    return None


def _aspect(document: Document, row: DataRow, column: int | None) -> Section | None:
    if column is None or not row.spans[column]:
        return None
    span = row.spans[column][0]
    words = squash(span.of(document.text))
    match = re.match(r"([一二三四五六七八九十]{1,3}|\d{1,2})[、.](?!\d)", words)
    return Section(match.group(1) if match else "", words[match.end() :] if match else words, span)


def _join(state: _Measures, header: Header, row: DataRow) -> None:
    """A row without words of its own adds its bodies to the measure above it."""
    last, bodies = state.measures[-1], [_bodies(state, header, row, c) for c in header.of("bodies")]
    known = {(a.role, a.body.span) for a in last.assignments}
    added = [a for a in _led(state, bodies) if (a.role, a.body.span) not in known]
    whole = _whole(row)
    state.measures[-1] = replace(
        last,
        assignments=numbered_on([last.assignments, added]),
        row_span=Span(min(last.row_span.start, whole.start), max(last.row_span.end, whole.end)),
    )
    _account(state, header, row, bodies, last.key)


def _account(state: _Measures, header: Header, row: DataRow, bodies: Sequence[BodyList], key: str) -> None:
    """The ledger of the row's cells of bodies, and where its cells stand in the file."""
    lists: list[tuple[LedgerColumn, int, Sequence[tuple[PartKind, int, int]]]] = [
        ("responsible", c, b.parts) for c, b in zip(header.of("bodies"), bodies, strict=True)
    ]
    for column in header.of("support"):
        lists.append(("support", column, _support(state, header, row).parts))
    for name, column, parts in lists:
        spans = row.spans[column]
        if spans and parts:
            flow = _flow(state.document, spans)
            told = tuple((kind, flow.span(a, b)) for kind, a, b in parts)
            state.ledger.append(LedgerCell(key, name, flow.span(0, len(flow.chars)), told))
    for index, heading in enumerate(header.columns):
        if heading and heading.holds != "other":
            for span in row.spans[index]:
                state.cells.append(Placed(span, row.table, row.line, index + 1, heading.words))
