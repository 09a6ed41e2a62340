"""What belongs to the page and not to the document, in a text copied from pages.

Text layers of PDF files, as pasted, hold page numbers between two halves of a sentence: on one
line (``- 2 -``, ``第 3 页 共 10 页``, ``3/10``), or broken into lines of their own, the digits of a
number in either order (``—``, ``0``, ``1``, ``—`` is page 10). A number is only taken for a page's
where it recurs, growing from page to page: a row or item number must never be lost.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fengong.layout import Span

STEP = 3
"""How much a page number may grow: pages without one (blank, a full-page picture) are skipped."""
PAGE = 20
"""Solid characters that at least half of the pages of a sequence have: rows of a table have less."""

_DASH = "[-－—–―─━~～·•]"
_FORMS: dict[str, re.Pattern[str]] = {
    "dashes": re.compile(
        rf"^[^\S\n]*{_DASH}{{1,3}}\s{{0,4}}(?P<number>\d(?:\s{{0,4}}\d){{0,3}})\s{{0,4}}{_DASH}{{1,3}}[^\S\n]*$",
        re.MULTILINE,
    ),
    "words": re.compile(
        r"^[^\S\n]*第[^\S\n]*(?P<number>\d{1,4})[^\S\n]*页"
        r"(?:[^\S\n]*[/，,、（(]?[^\S\n]*共[^\S\n]*(?P<total>\d{1,4})[^\S\n]*页[）)]?)?[^\S\n]*$",
        re.MULTILINE,
    ),
    "fraction": re.compile(
        r"^[^\S\n]*(?P<number>\d{1,4})[^\S\n]*[/／][^\S\n]*(?P<total>\d{1,4})[^\S\n]*$", re.MULTILINE
    ),
    # A bare number is as likely an item's; only beside a page break (form feed) is it a page's.
    "bare": re.compile(
        r"^[^\S\n\f]*(?P<number>\d{1,4})[^\S\n\f]*(?=\n?\f)|(?<=\f)[^\S\n\f]*(?P<number2>\d{1,4})[^\S\n]*$",
        re.MULTILINE,
    ),
}
_RULE = re.compile(r"^[^\S\n]*(?P<rule>([^\s\d])\2{9,})[^\S\n]*$", re.MULTILINE)
_SOLID = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Mark:
    """What may be a page number: where it stands, what it may say, and of how many pages."""

    span: Span
    numbers: frozenset[int]
    total: str = ""


def furniture(text: str) -> tuple[Span, ...]:
    """Spans of page numbers and of lines drawn with ten or more of one character, in order of text."""
    spans = {Span(*found.span("rule")) for found in _RULE.finditer(text)}
    for form, pattern in _FORMS.items():
        marks = [_mark(found) for found in pattern.finditer(text)]
        for run in _runs(marks, exact=form == "fraction"):
            if _are_pages(text, run):
                spans |= {mark.span for mark in run}
    return _apart(spans)


def _mark(found: re.Match[str]) -> Mark:
    group = "number" if found["number"] is not None else "number2"
    solid = re.compile(r"\S(?:.*\S)?", re.DOTALL).search(found.group())
    start, end = solid.span() if solid else (0, 0)
    digits = "".join(found[group].split())
    broken = len(digits) < len(found[group]) or found[group] != found[group].strip()
    numbers = {int(digits), int(digits[::-1])} if broken else {int(digits)}
    total = found.groupdict().get("total") or ""
    return Mark(Span(found.start() + start, found.start() + end), frozenset(numbers), total)


def _runs(marks: Iterable[Mark], exact: bool) -> Iterator[list[Mark]]:
    """Marks in a row whose numbers grow; a new run begins where they do not. Lone marks give none."""
    run: list[Mark] = []
    known: frozenset[int] = frozenset()
    for mark in marks:
        following = _following(known, mark, exact)
        if run and following and mark.total == run[-1].total:
            run.append(mark)
            known = following
            continue
        if len(run) > 1:
            yield run
        run, known = [mark], mark.numbers
    if len(run) > 1:
        yield run


def _following(known: frozenset[int], mark: Mark, exact: bool) -> frozenset[int]:
    """Which of the mark's readings can be the number of a page after one of the known ones."""
    step = 1 if exact else STEP
    return frozenset(n for n in mark.numbers if any(1 <= n - before <= step for before in known))


def _are_pages(text: str, run: list[Mark]) -> bool:
    """Whether at least half of the stretches between the marks are long enough for a page."""
    if any(mark.total and min(mark.numbers) > int(mark.total) for mark in run):
        return False
    long = sum(
        _has_solid(text[before.span.end : after.span.start], PAGE)
        for before, after in itertools.pairwise(run)
    )
    return long * 2 >= len(run) - 1


def _has_solid(words: str, most: int) -> bool:
    count = 0
    for solid in _SOLID.finditer(words):
        count += len(solid.group())
        if count >= most:
            return True
    return False


def _apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, those that begin inside another left out."""
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)
