"""The characters of a text without what pasting and page layout do to them.

A `Flow` is the text with white space and line breaks left out and full-width punctuation and
digits folded to half-width, one character for one, so that the same rules read a notice whatever
its line breaks and punctuation; every position leads back to the exact characters of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from fengong.model import Span

# One character for one character: full-width ASCII, and the quotation and angle marks that
# keyboards and web editors exchange. 、 and 。 stay: they have no half-width use in Chinese.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= {
    ord(a): ord(b)
    for a, b in {
        "〈": "<",
        "〉": ">",
        "｡": "。",
        "､": "、",
        "﹒": ".",
        "﹙": "(",
        "﹚": ")",
        "﹔": ";",
        "﹐": ",",
        "﹕": ":",
    }.items()
}
_SPACE = r"\s\u200b-\u200f\u2028\u2029\u2060\ufeff\u00ad"
_SOLID = re.compile(rf"[^{_SPACE}]+")
_SPACES = re.compile(rf"[{_SPACE}]+")
_BREAK = re.compile(r"[ \t\u3000\u00a0]*[\r\n\f\v\u2028\u2029]+[ \t\u3000\u00a0]*")


def fold(text: str) -> str:
    """``text`` with full-width forms folded; the same length, so positions stay."""
    return text.translate(_FOLD)


def squash(text: str) -> str:
    """``text`` folded and without white space: the form in which names and numbers are compared."""
    return _SPACES.sub("", fold(text))


def unbreak(words: str) -> str:
    """``words`` without the line breaks (and the indents around them) that the file put inside."""
    return _BREAK.sub("", words)


@dataclass(frozen=True, slots=True)
class Flow:
    """Folded characters of a text and where each stands in it.

    ``chars[i]`` stands at ``text[at(i)]``. Runs of solid text are kept, not single offsets, so
    that the memory needed grows with the number of lines, not of characters.
    """

    text: str
    chars: str
    _starts: tuple[int, ...]  # position in chars at which each run of solid text begins
    _places: tuple[int, ...]  # position in text of the same character

    @classmethod
    def of(cls, text: str) -> Flow:
        """The flow of ``text``; linear in its length."""
        runs, starts, places, length = [], [], [], 0
        for run in _SOLID.finditer(text):
            starts.append(length)
            places.append(run.start())
            runs.append(run.group())
            length += len(run.group())
        return cls(text, fold("".join(runs)), tuple(starts), tuple(places))

    def at(self, index: int) -> int:
        """Position in ``text`` of ``chars[index]``."""
        run = bisect_right(self._starts, index) - 1
        return self._places[run] + index - self._starts[run]

    def span(self, start: int, end: int) -> Span:
        """The span in ``text`` of ``chars[start:end]``; empty spans stand where ``start`` stands."""
        if end <= start:
            place = self.at(min(start, len(self.chars) - 1)) if self.chars else 0
            return Span(place, place)
        return Span(self.at(start), self.at(end - 1) + 1)

    def words(self, start: int, end: int) -> str:
        """The original words of ``chars[start:end]`` without line breaks inside."""
        return unbreak(self.span(start, end).of(self.text))

    def name(self, start: int, end: int) -> str:
        """The original words without any white space, as names are written."""
        return _SPACES.sub("", self.span(start, end).of(self.text))

    def breaks(self, start: int, end: int) -> int | None:
        """Index in ``chars`` of the first character in (start, end] that begins a new line, else None."""
        first = bisect_right(self._starts, start)
        for run in range(first, len(self._starts)):
            if self._starts[run] > end:
                return None
            gap = self.text[self.at(self._starts[run] - 1) + 1 : self._places[run]]
            if "\n" in gap or "\r" in gap:
                return self._starts[run]
        return None

    def line_starts(self, start: int, end: int) -> list[int]:
        """All indices in [start, end) that begin a line."""
        found, index = ([start] if self.opens_line(start) else []), start
        while (following := self.breaks(index, end - 1)) is not None:
            found.append(following)
            index = following
        return found

    def opens_line(self, index: int) -> bool:
        """Whether ``chars[index]`` is the first of its line."""
        return index == 0 or self.breaks(index - 1, index) == index
