"""The numbered measures of a notice's main text (正文) under their headings: 一、… 1.… 2.… 二、…"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fengong.extract.chain import Candidate, best_chain, stretches
from fengong.flow import Flow
from fengong.model import MainItem, Section
from fengong.numerals import chinese_number

_HEADING = re.compile(
    r"(?:^|(?<=[。;:)]))([一二三四五六七八九十]{1,3})、([^。;:]{2,60}?)(?=\d{1,3}[.、](?!\d))"
)
_ITEM = re.compile(r"(?<![\d.])(\d{1,3})[.、](?!\d)")


@dataclass(frozen=True, slots=True)
class MainText:
    """Headings and items in order; ``bounds`` are the items' indices in the flow."""

    sections: tuple[Section, ...]
    items: tuple[MainItem, ...]
    bounds: tuple[tuple[int, int], ...]


def read_main_text(flow: Flow, end: int) -> MainText:
    """The sections and items before index ``end`` of the flow.

    The last item runs to its line's end; where line breaks are lost, to ``end``
    (`trim_last` then cuts it by the annex).
    """
    headings = _headings(flow, end)
    items = _items(flow, headings, end)
    if not items:
        return MainText((), (), ())
    starts = [h.start() for h in headings]
    sections = tuple(Section(h.group(1), h.group(2), flow.span(h.start(), h.end())) for h in headings)
    bounds = []
    for this, following in stretches(items, end):
        stop = min([following, *(s for s in starts if this.end < s < following)])
        bounds.append((this.end, stop))
    return MainText(
        sections,
        tuple(_item(flow, c, b, headings) for c, b in zip(items, bounds, strict=True)),
        tuple(bounds),
    )


def _item(
    flow: Flow, candidate: Candidate, bounds: tuple[int, int], headings: list[re.Match[str]]
) -> MainItem:
    above = [h for h in headings if h.start() < candidate.start]
    section = above[-1].group(1) if above else None
    return MainItem(str(candidate.number), section, flow.words(*bounds), flow.span(*bounds))


def _headings(flow: Flow, end: int) -> list[re.Match[str]]:
    """Headings whose Chinese numbers count upwards and that an item's number follows at once."""
    matches = {m.start(): m for m in _HEADING.finditer(flow.chars, 0, end)}
    candidates = [Candidate(m.start(), m.end(), chinese_number(m.group(1)), 2) for m in matches.values()]
    return [matches[c.start] for c in best_chain(candidates)]


def _items(flow: Flow, headings: list[re.Match[str]], end: int) -> list[Candidate]:
    """Item numbers: they stand behind a sentence's end or a heading, and count upwards."""
    after_heading = {h.end() for h in headings}
    candidates = []
    for match in _ITEM.finditer(flow.chars, 0, end):
        before = flow.chars[match.start() - 1] if match.start() else "。"
        if match.start() in after_heading:
            candidates.append(Candidate(match.start(), match.end(), int(match.group(1)), 3))
        elif before in "。;:)!?》”" or flow.opens_line(match.start()):
            candidates.append(Candidate(match.start(), match.end(), int(match.group(1)), 2))
    return best_chain(candidates)
