"""The characters of a page → its lines, as they are printed.

A PDF has no lines, words or spaces, only characters with places. Those on one height are a line;
a gap is a space where words of Latin letters or digits part, or where it is as wide as a Chinese
character. What is printed twice to look bold stands once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from fengong.read.radicals import meant

Char = dict[str, Any]
"""pdfplumber's: text, x0, x1, top, bottom, size, upright and more, in points from the top left."""

_WIDE = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffe6\U00020000-\U0003ffff“”‘’…—·]"
)
_CODE = re.compile(r"\(cid:\d+\)")
_OPENING = frozenset("（〔《〈“‘【「『([<")  # marks that end no line
_CLOSING = frozenset("，。、；：？！）〕》〉”’】」』,.;:?!)]>%\uff05…")  # marks that begin none
_TWICE = 0.15  # of the size: two equal characters nearer than this are one printed twice
_NARROW, _BROAD = (
    0.2,
    0.8,
)  # of the size: gaps that are a space between letters, and beside Chinese characters


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: words, box in points from the page's top left, character size.

    ``first`` is the width of what cannot be parted at its beginning: one Chinese character, or a
    whole word or number; a line before it had no room for that.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    first: float


def is_wide(char: str) -> bool:
    """Whether a character is as wide as a Chinese one and needs no spaces round it."""
    return _WIDE.match(char) is not None


def lines(chars: Iterable[Char]) -> list[Line]:
    """The lines from top to bottom."""
    rows = [_line(row) for row in _rows(chars)]
    return [line for line in rows if line is not None]


def _rows(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters whose middles lie within the height of the first of their row."""
    rows: list[list[Char]] = []
    bottom = float("-inf")
    for char in sorted(chars, key=lambda c: (c["top"] + c["bottom"], c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if middle > bottom:
            rows.append([])
            bottom = middle + min(char["size"], char["bottom"] - char["top"]) * 0.5
        rows[-1].append(char)
    return rows


def _line(row: list[Char]) -> Line | None:
    kept: list[Char] = []
    for char in sorted(row, key=lambda c: float(c["x0"])):
        if not (
            kept and char["text"] == kept[-1]["text"] and char["x0"] - kept[-1]["x0"] < _TWICE * char["size"]
        ):
            kept.append(char)
    while kept and not kept[0]["text"].strip():
        kept.pop(0)
    while kept and not kept[-1]["text"].strip():
        kept.pop()
    if not kept:
        return None
    size = sorted(char["size"] for char in kept)[len(kept) // 2]
    top, bottom = min(c["top"] for c in kept), max(c["bottom"] for c in kept)
    return Line(_text(kept), kept[0]["x0"], kept[-1]["x1"], top, bottom, size, _first(kept))


def _text(kept: Sequence[Char]) -> str:
    pieces = [shown(kept[0])]
    for before, char in pairwise(kept):
        if before["text"].strip() and char["text"].strip() and _parted(before, char):
            pieces.append(" ")
        pieces.append(shown(char))
    return "".join(pieces)


def _parted(before: Char, char: Char) -> bool:
    beside_wide = is_wide(before["text"][-1:]) or is_wide(char["text"][:1])
    gap = char["x0"] - before["x1"]
    return bool(gap > (_BROAD if beside_wide else _NARROW) * char["size"])


def shown(char: Char) -> str:
    """The character, or what it stands for; U+FFFD where the font does not tell it."""
    text: str = char["text"]
    return "\ufffd" if _CODE.fullmatch(text) else meant(text)


def _first(kept: Sequence[Char]) -> float:
    """The width of what no line break parts: a character or word with the marks that must stay by it."""
    last = 0
    while last + 1 < len(kept) and kept[last]["text"] in _OPENING:
        last += 1
    if not is_wide(kept[last]["text"][:1]):
        while last + 1 < len(kept) and _in_one_word(kept[last], kept[last + 1]):
            last += 1
    while last + 1 < len(kept) and kept[last + 1]["text"] in _CLOSING:
        last += 1
    return float(kept[last]["x1"] - kept[0]["x0"])


def _in_one_word(before: Char, char: Char) -> bool:
    return bool(char["text"].strip()) and not is_wide(char["text"][:1]) and not _parted(before, char)


def glued(before: str, after: str) -> str:
    """Two lines of one paragraph as one: a space only where two words of letters or digits meet."""
    if before.endswith("-") and before[-2:-1].isascii() and before[-2:-1].isalpha():
        return before + after
    apart = (
        before[-1:].isalnum() and after[:1].isalnum() and not is_wide(before[-1:]) and not is_wide(after[:1])
    )
    return before + (" " if apart and not _one_number(before, after) else "") + after


def _one_number(before: str, after: str) -> bool:
    """Between Chinese characters a number may break anywhere."""
    return before[-1:].isdigit() and after[:1].isdigit()
