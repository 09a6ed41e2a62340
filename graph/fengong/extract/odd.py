"""Findings: what a careful reader should be told. Each rule finds a class of fault, in any document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fengong.extract.compare import homophones, show
from fengong.flow import Flow, fold, squash
from fengong.layout import Span
from fengong.model import Finding, LedgerCell, MainItem, Measure, Section, Severity

_PAIRS = {"(": ")", "<": ">", "《": "》", "〔": "〕", "[": "]", "【": "】", "「": "」", "『": "』", "“": "”"}
_CLOSERS = {close: opened for opened, close in _PAIRS.items()}
_NOTE_MARK = re.compile(r"^注\d?[:：]")
_RANGE = re.compile(r"第?(\d{1,3})(?:[-—–至到](\d{1,3}))?项")


def find_odd(
    flow: Flow,
    sections: Sequence[Section],
    measures: Sequence[Measure],
    items: Sequence[MainItem],
    notes: Sequence[tuple[str, Span]],
    ledger: Sequence[LedgerCell],
) -> tuple[Finding, ...]:
    """All findings of a plan that need no registry, in order of place."""
    found: list[Finding] = []
    titles = {s.number: s.title for s in sections}
    has_tasks = any(m.task for m in measures)
    for measure in measures:
        found += _aspect(measure, titles)
        found += _no_main_item(measure, bool(items))
        found += _no_task(measure, has_tasks)
        found += _reworded(measure)
        found += _twice(measure)
        found += _both_roles(measure)
        found += _support_without_body(measure)
        found += _no_body(measure)
    found += _items_without_row(measures, items)
    found += _gaps(measures, notes)
    found += _renumbered(measures)
    found += _brackets(flow, measures)
    found += _commas(flow, ledger)
    found += _unexplained(flow, ledger)
    return tuple(sorted(found, key=lambda f: (f.span, f.code, f.message)))


def _finding(
    code: str, severity: Severity, span: Span, measure: Measure | None, message: str, message_en: str
) -> Finding:
    return Finding(code, severity, message, message_en, span, measure.key if measure else None)


def _aspect(m: Measure, titles: dict[str, str]) -> Iterator[Finding]:
    if m.aspect and m.main and m.main.section and m.aspect.number != m.main.section:
        body = f"{m.main.section}、{titles.get(m.main.section, '')}"
        yield _finding(
            "aspect-mismatch", "warning", m.aspect.span, m,
            f"附件第{m.key}行的方面写作“{m.aspect.number}、{m.aspect.title}”，正文把同一措施（第{m.main.number}条）列在“{body}”之下",
            f"annex row {m.key} stands under aspect {m.aspect.number}, the main text puts the same measure "
            f"(item {m.main.number}) in section {m.main.section}",
        )  # fmt: skip


def _no_main_item(m: Measure, has_items: bool) -> Iterator[Finding]:
    if has_items and m.row and not m.main:
        yield _finding(
            "row-without-main-item", "warning", m.span, m,
            f"附件第{m.key}行在正文中没有对应的措施", f"annex row {m.key} has no measure in the main text",
        )  # fmt: skip


def _items_without_row(measures: Sequence[Measure], items: Sequence[MainItem]) -> Iterator[Finding]:
    matched = {m.main.span for m in measures if m.main}
    for item in items:
        if matched and item.span not in matched:
            yield _finding(
                "main-item-without-row", "warning", item.span, None,
                f"正文第{item.number}条在附件中没有对应的行",
                f"item {item.number} of the main text has no row in the annex",
            )  # fmt: skip


def _no_task(m: Measure, has_tasks: bool) -> Iterator[Finding]:
    if has_tasks and not m.task:
        yield _finding(
            "row-without-task", "info", m.row_span, m,
            f"附件第{m.key}行没有对应的上级任务", f"annex row {m.key} has no task of the higher plan",
        )  # fmt: skip


def _reworded(m: Measure) -> Iterator[Finding]:
    if not m.main or squash(m.text) == squash(m.main.text):
        return
    yield _finding(
        "text-differs", "warning", m.span, m,
        f"附件第{m.key}行与正文第{m.main.number}条的措辞不同：{show(m.text, m.main.text)}",
        f"annex row {m.key} and item {m.main.number} of the main text differ (annex / main text): "
        f"{show(m.text, m.main.text)}",
    )  # fmt: skip
    for ours, theirs, _ in homophones(m.text, m.main.text):
        yield _finding(
            "homophone", "warning", m.span, m,
            f"附件第{m.key}行的“{ours}”疑为同音误写：正文第{m.main.number}条作“{theirs}”",
            f"row {m.key}: {ours} sounds like {theirs}, which the main text has (item {m.main.number}); "
            "one of them is probably a slip",
        )  # fmt: skip


def _twice(m: Measure) -> Iterator[Finding]:
    counted = Counter((a.group, a.role, squash(a.body.name)) for a in m.assignments)
    for (group, _, name), times in counted.items():
        if times > 1:
            spans = [a.body.span for a in m.assignments if a.group == group and squash(a.body.name) == name]
            yield _finding(
                "body-twice", "warning", spans[-1], m,
                f"第{m.key}项的责任单位第{group}组中“{name}”列了{times}次",
                f"{name} is named {times} times in group {group} of measure {m.key}",
            )  # fmt: skip


def _both_roles(m: Measure) -> Iterator[Finding]:
    mine = {squash(a.body.name) for a in m.assignments}
    asked = {squash(a.body.name): a.body.span for s in m.support for a in s.bodies}
    for name in sorted(mine & asked.keys()):
        yield _finding(
            "responsible-and-support", "info", asked[name], m,
            f"第{m.key}项中“{name}”既是责任单位，又被请求协助",
            f"{name} is both responsible for measure {m.key} and asked to support it",
        )  # fmt: skip


def _support_without_body(m: Measure) -> Iterator[Finding]:
    for item in m.support:
        if not item.bodies:
            yield _finding(
                "support-without-body", "warning", item.span, m,
                f"第{m.key}项的协助事项“{item.text[:16]}…”没有写明协助单位"
                + ("，只指向另一文件" if item.cites else ""),
                f"a support item of measure {m.key} names no body"
                + (" but refers to another document" if item.cites else ""),
            )  # fmt: skip


def _no_body(m: Measure) -> Iterator[Finding]:
    if not m.assignments and not m.by_rule:
        yield _finding(
            "measure-without-body", "warning", m.row_span, m,
            f"第{m.key}项没有写明责任单位", f"measure {m.key} names no responsible body",
        )  # fmt: skip


def _gaps(measures: Sequence[Measure], notes: Sequence[tuple[str, Span]]) -> Iterator[Finding]:
    """Numbers that jump, of rows and of tasks; a footnote that names the missing ones explains it."""
    rows = [(int(m.row), m) for m in measures if m.row and m.row.isdigit()]
    tasks = [(int(m.task.number), m) for m in measures if m.task and m.task.number.isdigit()]
    for what, what_en, numbered in (("附件行号", "row", rows), ("上级任务编号", "task", tasks)):
        for (before, _), (after, m) in pairwise(numbered):
            if after > before + 1:
                yield _gap(what, what_en, before + 1, after - 1, m, notes)


def _gap(
    what: str, what_en: str, first: int, last: int, m: Measure, notes: Sequence[tuple[str, Span]]
) -> Finding:
    numbers = f"{first}" if first == last else f"{first}–{last}"
    note = next((_NOTE_MARK.sub("", text) for text, _ in notes if _covers(text, first, last)), None)
    span = m.task.span if m.task and what_en == "task" else m.row_span
    return _finding(
        "number-gap", "info" if note else "warning", span, None,
        f"{what}缺{numbers}" + (f"；文件注明：{note}" if note else "，文件没有说明"),
        f"{what_en} numbers {numbers} are missing" + (f"; the document explains: {note}" if note else ", unexplained"),
    )  # fmt: skip


def _covers(note: str, first: int, last: int) -> bool:
    """Whether a note speaks of exactly these numbers (第26-28项)."""
    return any(
        int(m.group(1)) == first and int(m.group(2) or m.group(1)) == last
        for m in _RANGE.finditer(squash(note))
    )


def _renumbered(measures: Sequence[Measure]) -> Iterator[Finding]:
    """One finding for each stretch of rows whose number is not that of the main text's item."""
    shift = 0
    stretch: list[Measure] = []
    for m in [*measures, None]:
        now = int(m.row) - int(m.number) if m and m.row and m.number and m.row.isdigit() else None
        if m and now is None:
            continue
        if now != shift and stretch and shift:
            first, last = stretch[0], stretch[-1]
            yield _finding(
                "renumbered", "info", first.span, first,
                f"附件第{first.row}–{last.row}行对应正文第{first.number}–{last.number}条，编号相差{shift}",
                f"annex rows {first.row}–{last.row} are items {first.number}–{last.number} of the main text",
            )  # fmt: skip
        if now != shift:
            stretch, shift = [], now or 0
        if m:
            stretch.append(m)


def _brackets(flow: Flow, measures: Sequence[Measure]) -> Iterator[Finding]:
    """Brackets that close as another kind, or not at all, within a row."""
    for m in measures:
        text = m.row_span.of(flow.text)
        for opened, closed in _unbalanced(fold(text)):
            first, last = _first_of(opened, closed), _first_of(closed, opened)
            span = Span(m.row_span.start + first, m.row_span.start + last + 1)
            zh, en = _say(
                text[opened] if opened is not None else "", text[closed] if closed is not None else ""
            )
            yield _finding(
                "bracket-mismatch", "warning", span, m,
                f"第{m.key}项：{zh}：{squash(span.of(flow.text))[:40]}", f"measure {m.key}: {en}",
            )  # fmt: skip


def _first_of(one: int | None, other: int | None) -> int:
    return one if one is not None else other or 0


def _say(opened: str, closed: str) -> tuple[str, str]:
    if opened and closed:
        return f"括号以“{opened}”开、以“{closed}”闭", f"a bracket opens {opened} and closes {closed}"
    if opened:
        return f"括号“{opened}”没有闭合", f"bracket {opened} is not closed"
    return f"括号“{closed}”没有开头", f"bracket {closed} is not opened"


def _unbalanced(chars: str) -> Iterator[tuple[int | None, int | None]]:
    """(opened, closed) of each bracket pair of two kinds; one side None where it has no partner."""
    stack: list[int] = []
    for index, char in enumerate(chars):
        if char == '"' and stack and chars[stack[-1]] == "“":
            stack.pop()  # a keyboard's mark closes what an editor's mark opened
        elif char in _PAIRS:
            stack.append(index)
        elif char in _CLOSERS:
            if not stack:
                yield None, index
                continue
            opened = stack.pop()
            if chars[opened] == _CLOSERS[char]:
                continue
            if stack and chars[stack[-1]] == _CLOSERS[char]:
                stack.pop()
                yield opened, None
            else:
                yield opened, index
    for index in stack:
        yield index, None


def _commas(flow: Flow, ledger: Sequence[LedgerCell]) -> Iterator[Finding]:
    """A comma between names in a cell that separates names by 、 and states no roles."""
    for cell in ledger:
        if cell.column == "support" or any(kind == "role word" for kind, _ in cell.parts):
            continue
        marks = [(span, squash(span.of(flow.text))) for kind, span in cell.parts if kind == "separator"]
        if not any(mark == "、" for _, mark in marks):
            continue
        for span, mark in marks:
            if mark == ",":
                near = squash(
                    flow.text[max(cell.span.start, span.start - 8) : min(cell.span.end, span.end + 8)]
                )
                yield Finding(
                    "comma-in-list", "warning", f"第{cell.measure}项的单位名单中，顿号处写成了逗号：…{near}…",
                    f"measure {cell.measure}: a comma where 、 is meant: …{near}…", span, cell.measure,
                )  # fmt: skip


def _unexplained(flow: Flow, ledger: Sequence[LedgerCell]) -> Iterator[Finding]:
    for cell in ledger:
        for kind, span in cell.parts:
            if kind == "unexplained":
                words = squash(span.of(flow.text))[:40]
                yield Finding(
                    "unexplained", "error", f"第{cell.measure}项有未能解释的文字：“{words}”",
                    f"measure {cell.measure}: no rule explains these characters: {words}", span, cell.measure,
                )  # fmt: skip
