"""The characters of a text without what pasting and page layout do to them.

A `Flow` is the text with white space and line breaks left out and full-width punctuation and
digits folded to half-width, one character for one, so that the same rules read a notice whatever
its line breaks and punctuation; every position leads back to the exact characters of the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fengong.layout import Span

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
# Kangxi radicals stand for whole characters in the text layers of some PDF files (⼯ for 工).
_FOLD |= {code: ord(unicodedata.normalize("NFKC", chr(code))) for code in range(0x2F00, 0x2FD6)}
_FOLDS = {chr(code): chr(other) if isinstance(other, int) else other for code, other in _FOLD.items()}
_FOLDED = re.compile("[" + re.escape("".join(_FOLDS)) + "]")
_SPACE = r"\s\u200b-\u200f\u2028\u2029\u2060\ufeff\u00ad"
_SOLID = re.compile(rf"[^{_SPACE}]+")
_SPACES = re.compile(rf"[{_SPACE}]+")
_CHANGED = re.compile(rf"[{_SPACE}{re.escape(''.join(_FOLDS))}]")
_BREAK = re.compile(r"[ \t\u3000\u00a0]*[\r\n\f\v\u2028\u2029]+[ \t\u3000\u00a0]*")


def fold(text: str) -> str:
    """``text`` with full-width forms folded; the same length, so positions stay."""
    return _FOLDED.sub(_folded, text) if _FOLDED.search(text) else text


def _folded(match: re.Match[str]) -> str:
    return _FOLDS[match.group()]


def squash(text: str) -> str:
    """``text`` folded and without white space: the form in which names and numbers are compared."""
    return _SPACES.sub("", fold(text)) if _CHANGED.search(text) else text


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
    _left_out: bool = False  # whether more than white space stands between the runs

    @classmethod
    def of(cls, text: str, left_out: Sequence[Span] = ()) -> Flow:
        """The flow of ``text`` without the spans ``left_out`` (in order); linear in its length."""
        runs, starts, places, length = [], [], [], 0
        for begin, stop in _kept(len(text), left_out):
            for run in _SOLID.finditer(text, begin, stop):
                starts.append(length)
                places.append(run.start())
                runs.append(run.group())
                length += len(run.group())
        return cls(text, fold("".join(runs)), tuple(starts), tuple(places), bool(left_out))

    def at(self, index: int) -> int:
        """Position in ``text`` of ``chars[index]``."""
        run = bisect_right(self._starts, index) - 1
        return self._places[run] + index - self._starts[run]

    def index(self, place: int) -> int:
        """Index in ``chars`` of the first character that stands at ``place`` of the text or behind it."""
        run = bisect_right(self._places, place) - 1
        if run < 0:
            return 0
        return min(self._starts[run] + place - self._places[run], self._end(run))

    def _end(self, run: int) -> int:
        return self._starts[run + 1] if run + 1 < len(self._starts) else len(self.chars)

    def span(self, start: int, end: int) -> Span:
        """The span in ``text`` of ``chars[start:end]``; empty spans stand where ``start`` stands."""
        if end <= start:
            place = self.at(min(start, len(self.chars) - 1)) if self.chars else 0
            return Span(place, place)
        return Span(self.at(start), self.at(end - 1) + 1)

    def words(self, start: int, end: int) -> str:
        """The original words of ``chars[start:end]`` without line breaks inside."""
        return unbreak(self._original(start, end))

    def name(self, start: int, end: int) -> str:
        """The original words without any white space, as names are written."""
        return _SPACES.sub("", self._original(start, end))

    def _original(self, start: int, end: int) -> str:
        """The text of ``chars[start:end]`` with the white space in it, without what was left out."""
        if not self._left_out or end <= start:
            return self.span(start, end).of(self.text)
        pieces, index = [], start
        while index < end:
            stop = min(end, self._end(bisect_right(self._starts, index) - 1))
            pieces += [self.gap(index) if index > start else "", self.span(index, stop).of(self.text)]
            index = stop
        return "".join(pieces)

    def gap(self, index: int) -> str:
        """The white space between ``chars[index]`` and the character before it; "" where there is none."""
        run = bisect_right(self._starts, index) - 1
        if run < 0 or self._starts[run] != index or index == 0:
            return ""
        between = self.text[self.at(index - 1) + 1 : self._places[run]]
        return "".join(_SPACES.findall(between)) if self._left_out else between

    def cut(self, index: int) -> bool:
        """Whether more than white space was left out before ``chars[index]``: a page cut the words there."""
        gap = self.gap(index)
        return bool(gap) and self._left_out and len(gap) < self.at(index) - self.at(index - 1) - 1

    def gaps(self, start: int, end: int) -> list[int]:
        """The indices in (start, end) that have white space before them."""
        first = bisect_right(self._starts, start)
        return list(self._starts[first : bisect_left(self._starts, end)])

    def breaks(self, start: int, end: int) -> int | None:
        """Index in ``chars`` of the first character in (start, end] that begins a new line, else None."""
        first = bisect_right(self._starts, start)
        for run in range(first, len(self._starts)):
            if self._starts[run] > end:
                return None
            gap = self.gap(self._starts[run])
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


def _kept(length: int, left_out: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The stretches of a text of ``length`` characters between the spans left out."""
    index = 0
    for span in left_out:
        yield index, max(index, span.start)
        index = max(index, span.end)
    yield index, length
