"""Where paragraphs begin, whatever a file did to its lines.

Three kinds of text come in. In most, a line is a paragraph. In the text layer of a page, lines are
cut at the page's width (`wrapped`): only a short line ends a paragraph there. In a paste that lost
its line breaks (`loose`), paragraphs follow each other on one line with at most a space between.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from fengong.flow import Flow
from fengong.layout import Format

Kind = Literal["lines", "wrapped", "loose"]
_FEWEST = 12
"""Lines that a text must have before their widths are taken to mean anything."""
_WIDEST = 60
_FULL = 0.85
_LONG_LINE = 400
"""Characters a line has on average in a text that lost its line breaks; paragraphs have about a hundred."""
_CLOSES = "。；;!?！？:：）)]】"


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """``starts``: indices in the flow at which paragraphs begin, ascending, 0 included; ``kind`` of the text."""

    starts: tuple[int, ...]
    kind: Kind
    _known: frozenset[int]

    def begins(self, index: int) -> bool:
        """Whether a paragraph begins at ``index``."""
        return index in self._known

    def end(self, index: int, limit: int) -> int:
        """The end of the paragraph that holds ``index``, at most ``limit``."""
        at = bisect_right(self.starts, index)
        return min(self.starts[at], limit) if at < len(self.starts) else limit

    def start(self, index: int) -> int:
        """The start of the paragraph that holds ``index``."""
        return self.starts[bisect_right(self.starts, index) - 1] if self.starts else 0


def find_paragraphs(flow: Flow, form: Format) -> Paragraphs:
    """The paragraphs of a flow; ``form`` is the file's format (only plain text has lines cut anywhere)."""
    lines = [0, *(i for i in flow.gaps(0, len(flow.chars)) if "\n" in flow.gap(i) or "\r" in flow.gap(i))]
    kind: Kind = "lines"
    if form == "text" and flow.chars:
        kind = _kind(flow, lines)
    if kind == "wrapped":
        lines = _short_ends(flow, lines)
    starts = tuple(i for i in lines if i == 0 or flow.chars[i - 1] != "、")
    return Paragraphs(starts, kind, frozenset(starts))


def _kind(flow: Flow, lines: list[int]) -> Kind:
    if len(flow.chars) > _LONG_LINE * len(lines):
        return "loose"
    bounds = list(pairwise([*lines, len(flow.chars)]))
    width = _width(bounds)
    if len(lines) < _FEWEST or width > _WIDEST:
        return "lines"
    full = [b for a, b in bounds if b - a >= _FULL * width]
    open_ended = sum(flow.chars[b - 1] not in _CLOSES for b in full)
    return "wrapped" if len(full) * 2 >= len(bounds) and open_ended * 2 >= len(full) else "lines"


def _width(bounds: list[tuple[int, int]]) -> int:
    """The width of a full line: that of all but the longest tenth."""
    widths = sorted(b - a for a, b in bounds)
    return widths[len(widths) * 9 // 10]


def _short_ends(flow: Flow, lines: list[int]) -> list[int]:
    """The line starts behind a line that ends before the page's width does, or behind a sentence's end."""
    from fengong.extract.numbering import begins_item  # noqa: PLC0415 - numbering needs paragraphs

    width = _width(list(pairwise([*lines, len(flow.chars)])))
    kept = [0]
    for before, this in pairwise(lines):
        short = this - before < _FULL * width and flow.chars[this - 1] not in "、，,"
        if short or (flow.chars[this - 1] in _CLOSES and begins_item(flow.chars, this)):
            kept.append(this)
    return kept
