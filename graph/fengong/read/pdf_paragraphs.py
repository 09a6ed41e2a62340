"""Lines → paragraphs, by where they begin and end; over page breaks too.

Chinese official documents indent a paragraph's first line by two characters and set the rest to
both margins (GB/T 9704-2012, 7.3.3). So a line goes on in the next where it left no room for what
stands first there, and the next is not indented.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fengong.read.pdf_lines import Line, glued

_INDENT = 1.2  # characters: a line set in by more begins a paragraph
_RAGGED = 0.7  # characters: how far a full line may fall short of the right margin
_ENOUGH = 8  # lines by which the margins of a page can be told
_SAME = 0.12  # of the size: characters of a heading differ by more
_APART = 1.6  # usual distances of lines: a wider gap ends a paragraph


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the lines of a page's text begin and end, and how far apart they stand, in points."""

    left: float
    right: float
    pitch: float


def frames(pages: Sequence[Sequence[Line]], widths: Sequence[float]) -> list[Frame]:
    """The frame of each page; a page with few lines takes it from all pages of its width.

    Most lines of a text begin at its left, and the longest reach its right. Where a whole document
    is too short to tell, its margins are taken as equal.
    """
    found = []
    for lines, width in zip(pages, widths, strict=True):
        if len(lines) < _ENOUGH:
            alike = [
                line for other, wide in zip(pages, widths, strict=True) if wide == width for line in other
            ]
        else:
            alike = list(lines)
        left, right = _edges(alike)
        if len(alike) < _ENOUGH:
            right = max(right, width - left)
        found.append(Frame(left, right, _pitch(lines)))
    return found


def _edges(lines: Sequence[Line]) -> tuple[float, float]:
    widest = max((line.x1 - line.x0 for line in lines), default=0.0)
    long = [line for line in lines if line.x1 - line.x0 > 0.8 * widest]
    if not long:
        return 0.0, 0.0
    starts = Counter(round(line.x0) for line in lines)
    usual = min((x for x in starts if starts[x] * 4 >= len(long)), default=min(starts))
    return min(usual, *(line.x0 for line in long)), sorted(line.x1 for line in long)[
        (len(long) - 1) * 9 // 10
    ]


def _pitch(lines: Sequence[Line]) -> float:
    steps = sorted(b.top - a.top for a, b in pairwise(lines) if b.top > a.top)
    return steps[(len(steps) - 1) // 2] if steps else 0.0


def goes_on(before: Line, after: Line, frames: tuple[Frame, Frame], same_page: bool) -> bool:
    """Whether ``after`` is the next line of the paragraph that ``before`` belongs to."""
    there, here = frames
    if abs(before.size - after.size) > _SAME * before.size:
        return False
    if there.right - before.x1 >= after.first + _RAGGED * before.size:
        return False
    if after.x0 - here.left > _INDENT * after.size:
        return False
    return not same_page or here.pitch == 0 or after.top - before.top <= _APART * here.pitch


@dataclass(slots=True)
class Paragraph:
    """A paragraph in the making: its words, and at which of them pages begin (page number, offset)."""

    text: str
    last: Line
    page: int
    breaks: list[tuple[int, int]]

    def add(self, line: Line, page: int) -> None:
        """Puts the next line to it."""
        joined = glued(self.text, line.text)
        if page != self.page:
            self.breaks.append((page, len(joined) - len(line.text)))
        self.text, self.last, self.page = joined, line, page
