"""Does every quotation of a graph stand in the text where it says? A shape cannot say what stands there instead.

`check_quotes` is `check` for the characters: same records, told together by `fengong check`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad

from fengong.check import Violation, in_order
from fengong.expand import CONTEXT
from fengong.locate import short
from fengong.terms import FG, OA, RDF

_COUNT = re.compile("[0-9]{1,18}")


def check_quotes(quads: Iterable[Quad], text: str) -> tuple[Violation, ...]:
    """Spans of ``text`` whose quotation is not ``text[start:end]``, or whose surroundings are not its own.

    Only spans whose source has the SHA-256 of ``text`` are looked at; where no source in the graph
    has it, that is the one violation.
    """
    statements = _by_subject(quads)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    sources = {node for node, facts in statements.items() if _words(facts, FG.sha256) == sha256}
    if not sources:
        focus = next((str(n) for n, facts in sorted(statements.items()) if FG.sha256.value in facts), "")
        return (
            Violation(
                "error",
                focus,
                f"图谱中没有摘要为 SHA-256 {sha256[:12]}… 的文本：所存原文被改动过，或并非构建图谱时所用的文件",
                f"the graph holds no text with SHA-256 {sha256[:12]}…: its text was changed, or this is another file",
            ),
        )
    return in_order(v for span in _spans(statements, sources) for v in _misquotes(span, statements, text))


Facts = dict[str, list[str]]


def _by_subject(quads: Iterable[Quad]) -> dict[str, Facts]:
    """Subject → predicate → the IRIs or words of its objects."""
    found: dict[str, Facts] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            found.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(
                quad.object.value
            )
    return found


def _words(facts: Facts, predicate: NamedNode) -> str | None:
    return next(iter(facts.get(predicate.value, ())), None)


def _spans(statements: dict[str, Facts], sources: set[str]) -> Iterable[str]:
    for node, facts in statements.items():
        if FG.TextSpan.value in facts.get(RDF.type.value, ()) and _words(facts, OA.hasSource) in sources:
            yield node


def _misquotes(span: str, statements: dict[str, Facts], text: str) -> Iterable[Violation]:
    """What is wrong with one span: it should have a position, and the words that stand there."""
    facts: Facts = {}
    for selector in sorted(set(statements[span].get(OA.hasSelector.value, ()))):
        for predicate, values in statements.get(selector, {}).items():
            facts.setdefault(predicate, []).extend(values)
    start, end, exact = (_words(facts, predicate) for predicate in (OA.start, OA.end, OA.exact))
    if exact is None or not (start and end and _COUNT.fullmatch(start) and _COUNT.fullmatch(end)):
        yield Violation("error", span, "文本片段缺少位置或引文", "A span lacks its position or its quotation")
        return
    a, b = int(start), int(end)
    there = text[a:b]
    if there != exact:
        yield Violation(
            "error",
            span,
            f"引文与原文不符：此处原文为“{short(there)}”",
            f"the text has “{short(there)}” at this place",
            exact,
        )
    elif (_words(facts, OA.prefix) or "") != text[max(0, a - CONTEXT) : a] or (
        _words(facts, OA.suffix) or ""
    ) != text[b : b + CONTEXT]:
        yield Violation(
            "warning",
            span,
            "引文前后文与原文不符",
            "the words before or after the quotation are not the text's",
        )
