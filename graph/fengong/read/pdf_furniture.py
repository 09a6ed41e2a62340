"""Page numbers and running heads and feet: lines in a page's margins that repeat or count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from fengong.read.pdf_lines import Line

MARGIN = 0.13
"""Of the page's height: how far margins reach at most. GB/T 9704 has 37 mm of 297 on top, 35 mm below."""
_DEPTH = 2  # lines at each end of a page that may be furniture
_SHARE = 0.4  # of the pages: even and odd ones often have heads of their own
_NEAR = 6.0  # points by which the same line may stand higher or lower

_DASHES = re.compile(r"[-－—–―─~～·\s]*[-－—–―─~～·]\s*\d{1,4}\s*[-－—–―─~～·][-－—–―─~～·\s]*")
_WORDS = re.compile(
    r"第?\s*\d{1,4}\s*页?\s*[/，,]?\s*共?\s*\d{0,4}\s*页|第\s*\d{1,4}\s*页|\d{1,4}\s*[/／]\s*\d{1,4}"
)
_BARE = re.compile(r"\d{1,4}")


def furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> set[int]:
    """The ids (``id()``) of the lines that belong to the pages. ``pages`` has each page's lines in order."""
    edges = [_edge_lines(lines, height) for lines, height in zip(pages, heights, strict=True)]
    return _numbers(edges) | _repeated(edges)


def _edge_lines(lines: Sequence[Line], height: float) -> list[Line]:
    """The outermost lines in the margins of a page."""
    above = [line for line in lines[:_DEPTH] if line.bottom < height * MARGIN]
    below = [line for line in lines[-_DEPTH:] if line.top > height * (1 - MARGIN)]
    return above + [line for line in below if not any(line is other for other in above)]


def _numbers(edges: Sequence[Sequence[Line]]) -> set[int]:
    """Marked numbers at once; bare ones where two pages at least agree how they count."""
    found = {id(line) for lines in edges for line in lines if _is_marked(line.text)}
    bare = [
        (int(line.text) - page, line)
        for page, lines in enumerate(edges)
        for line in lines
        if _BARE.fullmatch(line.text)
    ]
    counts = Counter(offset for offset, _ in bare)
    return found | {
        id(line) for offset, line in bare if counts[offset] > 1 or (len(edges) == 1 and offset == 1)
    }


def _is_marked(text: str) -> bool:
    return _DASHES.fullmatch(text) is not None or _WORDS.fullmatch(text) is not None


def _repeated(edges: Sequence[Sequence[Line]]) -> set[int]:
    """Lines that stand at the same height on many pages with the same words but for numbers."""
    groups: dict[str, list[tuple[int, Line]]] = {}
    for page, lines in enumerate(edges):
        for line in lines:
            if words := _words(line.text):
                groups.setdefault(words, []).append((page, line))
    least = max(2, _SHARE * sum(map(bool, edges)))
    level = [_level(group) for group in groups.values()]
    return {id(line) for group in level if len({page for page, _ in group}) >= least for _, line in group}


def _words(text: str) -> str:
    return re.sub(r"[\d\s]+", "", text)


def _level(group: Sequence[tuple[int, Line]]) -> list[tuple[int, Line]]:
    """Those of a group that stand at the height at which most do."""
    heights = Counter(round(line.top / _NEAR) for _, line in group)
    usual = heights.most_common(1)[0][0]
    return [(page, line) for page, line in group if abs(line.top / _NEAR - usual) <= 1]
