"""Document → measures, for plans written as text: numbered measures with statements in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from fengong.extract.bodies import StatedRule, rule_of
from fengong.extract.contain import Held, hold
from fengong.extract.headings import headings
from fengong.extract.infer import infer
from fengong.extract.items import Piece, RuleKind, stated_rules
from fengong.extract.keys import paths
from fengong.extract.names import NameRules
from fengong.extract.numbering import Item, Mark, behind_number, find_marks, outline, plan_titles
from fengong.extract.paragraphs import Paragraphs
from fengong.extract.prose import find_duties, find_prose
from fengong.extract.quantities import find_day, find_deadline, find_targets
from fengong.extract.spread import joined_by_all, led_by_each, led_by_first, led_by_mark, numbered_on
from fengong.extract.statements import (
    Statement,
    Stretch,
    Taken,
    closings,
    find_statements,
    free_labels,
    ledger_of,
)
from fengong.flow import Flow
from fengong.layout import Span
from fengong.model import Assignment, Clause, Deadline, LedgerCell, Measure, Section

_CLAUSE = re.compile(r"[^。!?]*[。!?]+[”》)]*|[^。!?]+$")
_MARKS = "。;,.、"
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Written:
    """What a text says: measures in order, the sections they stand in, the ledger, where the first one begins.

    ``unread`` are stretches that look like statements and belong to no measure.
    """

    measures: tuple[Measure, ...]
    sections: tuple[Section, ...]
    ledger: tuple[LedgerCell, ...]
    start: int | None
    unread: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class _Text:
    """What all measures of one text share while they are read."""

    flow: Flow
    paragraphs: Paragraphs
    names: NameRules
    items: tuple[Item, ...]
    first_leads: int | None  # where the rule is first stated; 0 where that is outside any statement
    rules: Mapping[RuleKind, Span]  # where each kind of rule is first stated
    all_below: tuple[StatedRule, ...]  # stated outside any statement


def read_written(
    flow: Flow, paragraphs: Paragraphs, names: NameRules, regions: Sequence[tuple[int, int]]
) -> Written:
    """The measures in the regions of a flow, which hold text and no tables."""
    marks = [m for a, b in regions for m in find_marks(flow, paragraphs, a, b)]
    bounds = [(behind_number(flow.chars, a), b) for a, b in _bounds(paragraphs, regions)]
    duties = find_duties(flow, bounds, names)
    unnumbered = [at for at in duties if paragraphs.begins(at)]
    marks = sorted([*marks, *(Mark("duty", 1, at, at, 3) for at in unnumbered)], key=lambda m: m.start)
    limit = regions[-1][1] if regions else 0
    items = outline(flow, marks, paragraphs.kind, limit)
    stretches = list(_stretches(items, regions))
    statements = find_statements(flow, paragraphs, stretches, names)
    spoken = [s for s in stretches if not items or s.start >= items[0].mark.start]
    statements += find_prose(flow, paragraphs, spoken, statements, duties, names)
    statements.sort(key=lambda s: s.start)
    held = hold(flow, paragraphs, items, statements, regions)
    rules = list(_rules(flow, regions, statements))
    text = _Text(
        flow,
        paragraphs,
        names,
        items,
        min((holder for piece, holder in rules if piece.rule == "first-leads"), default=None),
        {piece.rule: flow.span(piece.start, piece.end) for piece, _ in reversed(rules) if piece.rule},
        tuple(_outside(flow, rules, names)),
    )
    return replace(_read(text, held), unread=tuple(_unread(text, stretches, held)))


def _unread(text: _Text, stretches: Sequence[Stretch], held: Sequence[Held]) -> Iterator[tuple[int, int]]:
    """Role labels outside the statements that were read, each to the end of its paragraph."""
    read = Taken.of(sorted((s for h in held for s in h.statements), key=lambda s: s.start))
    for stretch in stretches:
        for label in free_labels(text.flow, text.paragraphs, stretch):
            if label.role and not read.holds(label.start):
                yield label.start, min(text.paragraphs.end(label.start, stretch.end), label.end + _SHOWN)


def _bounds(paragraphs: Paragraphs, regions: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Start and end of every paragraph of the regions."""
    found = []
    for start, end in regions:
        first, last = (bisect_right(paragraphs.starts, at) for at in (start - 1, end - 1))
        found += list(pairwise([*paragraphs.starts[first:last], end]))
    return found


def _stretches(items: Sequence[Item], regions: Sequence[tuple[int, int]]) -> Iterator[Stretch]:
    """The regions cut at the items' numbers, the numbers left out."""
    cuts = sorted({(i.mark.start, i.text) for i in items})
    for start, end in regions:
        index = start
        for a, b in cuts[bisect_left(cuts, (start,)) : bisect_left(cuts, (end,))]:
            yield Stretch(index, a)
            index = b
        yield Stretch(index, end)


def _rules(
    flow: Flow, regions: Sequence[tuple[int, int]], statements: Sequence[Statement]
) -> Iterator[tuple[Piece, int]]:
    """Each rule stated once, with the start of the statement it stands in, 0 where it stands in none."""
    starts = [s.start for s in statements]
    for start, end in regions:
        for rule in stated_rules(flow.chars, start, end):
            at = bisect_right(starts, rule.start) - 1
            inside = at >= 0 and rule.start < statements[at].end
            yield rule, statements[at].start if inside else 0


def _outside(flow: Flow, rules: Sequence[tuple[Piece, int]], names: NameRules) -> Iterator[StatedRule]:
    for piece, holder in rules:
        if piece.rule == "all-below" and not holder and (rule := rule_of(flow, piece, names)):
            yield rule


def _read(text: _Text, held: Sequence[Held]) -> Written:
    titles, sections = headings(text.flow, text.paragraphs, text.items, held)
    measures: list[Measure] = []
    ledger: list[LedgerCell] = []
    all_below: list[StatedRule] = []
    plans, plan = plan_titles(text.items), -1
    for one, path in zip(held, paths(held, text.items), strict=True):
        now = plans[one.item] if one.item >= 0 else plan
        if now != plan:  # what one plan states once does not hold in the next
            plan, all_below = now, []
        own = [r for s in one.statements for r in s.said.rules if r.kind == "all-below"]
        before = [r for r in text.all_below if r.start < one.start or _looks_back(text.flow, r)]
        measure = _measure(text, one, path, titles.get(one.item), own, [*before, *all_below])
        all_below += own
        measures.append(measure)
        ledger += [ledger_of(text.flow, measure.key, s) for s in one.statements]
    start = held[0].start if held else None
    return Written(tuple(measures), sections, tuple(ledger), start)


def _looks_back(flow: Flow, rule: StatedRule) -> bool:
    """Whether a rule stands behind what it rules (上述任务均需…)."""
    return flow.chars.startswith(("上述", "以上"), rule.start)


def _measure(
    text: _Text,
    held: Held,
    path: str | None,
    section: str | None,
    own: Sequence[StatedRule],
    rules: Sequence[StatedRule],
) -> Measure:
    flow = text.flow
    start, end = held.start, _content_end(text, held)
    clauses, covered = _clauses(flow, start, end, held.statements)
    lists = [
        _scoped(_led(text, statement), numbers)
        for statement, numbers in zip(held.statements, covered, strict=True)
    ]
    assignments = numbered_on(lists)
    assignments = (*assignments, *joined_by_all(assignments, own))
    by_rule = joined_by_all(assignments, rules)
    item = text.items[held.item] if held.item >= 0 else None
    return Measure(
        row=None,
        number=str(item.mark.number) if item else None,
        section=section,
        aspect=None,
        text=flow.words(start, end),
        span=flow.span(start, end),
        row_span=flow.span(item.mark.start if item else start, held.end),
        clauses=clauses,
        assignments=assignments,
        inferred=infer(assignments, clauses, (), by_rule),
        targets=find_targets(flow, start, end),
        deadline=_deadline(flow, held) or find_deadline(flow, start, end),
        path=path,
        by_rule=by_rule,
    )


def _content_end(text: _Text, held: Held) -> int:
    """Where the measure's text ends: before the statements (and marks) that close it."""
    chars, end = text.flow.chars, _document_end(text, held)
    for statement in reversed(held.statements):
        if statement.kind == "prose" or chars[statement.end : end].strip(_MARKS + ")）]】〕"):
            break
        end = statement.start
    return end if end > held.start else held.end


def _document_end(text: _Text, held: Held) -> int:
    """The end of the measure, or of its last statement where a paragraph that closes the document follows it."""
    for statement in held.statements[-1:]:
        index = text.paragraphs.end(statement.end - 1, held.end)
        if index < held.end and closings().match(text.flow.chars, index, held.end):
            return index
    return held.end


def _clauses(
    flow: Flow, start: int, end: int, statements: Sequence[Statement]
) -> tuple[tuple[Clause, ...], list[tuple[int, ...]]]:
    """The sentences between the bracketed statements, and for each statement those it closes.

    A statement that closes the whole measure, or stands in a sentence of its own making, covers all: ().
    """
    closing = [s for s in statements if s.kind == "bracket"]
    found: list[Clause] = []
    covered: dict[int, tuple[int, ...]] = {}
    index = start
    for statement in [*closing, None]:
        stop = min(statement.start, end) if statement else end
        first = len(found) + 1
        found += _sentences(flow, index, stop)
        if statement:
            covered[statement.start] = tuple(range(first, len(found) + 1))
            index = max(index, min(statement.end, end))
    if len(closing) < 2:
        covered = {}
    return tuple(found), [covered.get(s.start, ()) if s in closing else () for s in statements]


def _sentences(flow: Flow, start: int, end: int) -> Iterator[Clause]:
    while start < end and flow.chars[start] in _MARKS:
        start += 1
    for match in _CLAUSE.finditer(flow.chars, start, end):
        if match.end() > match.start():
            yield Clause(flow.words(*match.span()), flow.span(*match.span()))


def _scoped(assignments: Sequence[Assignment], clauses: tuple[int, ...]) -> list[Assignment]:
    return [replace(a, clauses=clauses) for a in assignments] if clauses else list(assignments)


def _led(text: _Text, statement: Statement) -> tuple[Assignment, ...]:
    said = statement.said.assignments
    if "marked-leads" in text.rules and statement.said.marked:
        said = led_by_mark(said, statement.said.marked, text.rules["marked-leads"])
    if "each-leads" in text.rules and statement.said.each:
        return led_by_each(said, text.rules["each-leads"])
    if statement.kind != "prose" and text.first_leads is not None and text.first_leads <= statement.start:
        return led_by_first(said, text.rules["first-leads"])
    return said


def _deadline(flow: Flow, held: Held) -> Deadline | None:
    """The day that the first of the measure's own statements with any names; of several the last."""
    days = next((s.said.days for s in held.statements if s.said.days), ())
    return find_day(flow, days[0][0], days[-1][1]) if days else None
