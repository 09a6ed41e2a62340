"""What is wrong with a graph, told to people: one sentence each, with its place in the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from pyoxigraph import NamedNode, Quad

from fengong.check import Violation
from fengong.fit import wrap
from fengong.locate import Atlas, short
from fengong.write import prefixed

FEW = 3
"""How often the same sentence is told before the rest is counted."""

_INDENT = 2
_SAY = {
    "zh": {
        "error": "错误", "warning": "警告", "info": "说明", "line": "{severity}：{where}：{message}", "at": "（{place}）",
        "found": "；所见：{value}", "more": "……同样的问题另有{n}处（加 --all 逐条列出）",
        "counts": "{errors}处错误，{others}处警告和说明",
    },
    "en": {
        "error": "error", "warning": "warning", "info": "note", "line": "{severity}: {where}: {message}", "at": " ({place})",
        "found": "; found: {value}", "more": "... {n} more of the same (--all lists them)",
        "counts": "{errors} error{s}, {others} warning{t} or note{t}",
    },
}  # fmt: skip


def told_once(by_shapes: Sequence[Violation], by_text: Sequence[Violation]) -> tuple[Violation, ...]:
    """Both, less what the shapes say of a span whose words the text itself denies: that says more."""
    denied = {violation.focus for violation in by_text if violation.severity == "error"}
    return (*(violation for violation in by_shapes if violation.focus not in denied), *by_text)


def tell(
    violations: Iterable[Violation], quads: Iterable[Quad], lang: str, width: int, every: bool = False
) -> str:
    """A sentence for each violation, errors first, wrapped to ``width`` columns, and a line of counts.

    Of one and the same sentence about many places, the first `FEW` are told and the rest counted,
    unless ``every``.
    """
    # Two constraints of one shape broken by the same value make one sentence.
    atlas, found = Atlas(quads), sorted({replace(v, result=None) for v in violations}, key=_order)
    lines: list[str] = []
    for _, same in groupby(found, key=lambda v: (v.severity, v.message_en)):
        alike = list(same)
        told = len(alike) if every or len(alike) == FEW + 1 else FEW  # "1 more" saves no line
        lines += [_sentence(violation, atlas, lang) for violation in alike[:told]]
        lines += [_SAY[lang]["more"].format(n=len(alike) - told)] if len(alike) > told else []
    errors = sum(violation.severity == "error" for violation in found)
    lines.append(_counts(errors, len(found) - errors, lang))
    return "".join(f"{part}\n" for line in lines for part in _wrapped(line, width))


def _counts(errors: int, others: int, lang: str) -> str:
    plural = {"s": "" if errors == 1 else "s", "t": "" if others == 1 else "s"}
    return _SAY[lang]["counts"].format(errors=errors, others=others, **plural)


def _order(violation: Violation) -> tuple[int, str, list[str | int], str]:
    """Errors first, the same sentences together, measure 9 before measure 10."""
    pieces: list[str | int] = [*re.split("([0-9]+)", violation.focus)]
    pieces[1::2] = map(int, pieces[1::2])
    rank = ("error", "warning", "info").index(violation.severity)
    return (rank, violation.message_en, pieces, violation.value or "")


def _sentence(violation: Violation, atlas: Atlas, lang: str) -> str:
    say = _SAY[lang]
    place = atlas.place(violation.focus, lang)
    name = atlas.name(violation.focus, lang)
    # A node the graph knows no name for is the one case where readers need its address.
    where = (name or f"<{violation.focus}>") + (say["at"].format(place=place) if place else "")
    message = violation.message if lang == "zh" else violation.message_en
    line = say["line"].format(severity=say[violation.severity], where=where, message=message)
    value = violation.value and _value(violation.value, atlas, lang)
    return line + say["found"].format(value=value) if value and value not in line else line


def _value(value: str, atlas: Atlas, lang: str) -> str:
    """A node by its name, else its address; words in quotation marks."""
    if name := atlas.name(value, lang):
        place = atlas.place(value, lang)
        return name + (_SAY[lang]["at"].format(place=place) if place else "")
    if re.match(r"[a-z]+:\S+$", value):
        term = prefixed(NamedNode(value))
        return term if term != value else f"<{value}>"
    return f"“{short(value)}”"


def _wrapped(line: str, width: int) -> Iterator[str]:
    """Lines after the first are set in, so that each sentence can be seen to begin."""
    for number, part in enumerate(wrap(line, width - _INDENT)):
        yield part if number == 0 else " " * _INDENT + part
