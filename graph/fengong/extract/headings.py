"""The headings that measures stand under: their numbers, made plain where several plans are in one document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fengong.extract.contain import Held
from fengong.extract.numbering import Item
from fengong.extract.paragraphs import Paragraphs
from fengong.flow import Flow
from fengong.model import Section

_LONGEST = 60
_TITLE_END = re.compile(r"[。;:(\[【〔]|$")


def headings(
    flow: Flow, paragraphs: Paragraphs, items: Sequence[Item], held: Sequence[Held]
) -> tuple[dict[int, str], tuple[Section, ...]]:
    """({item of a measure: number of its section}, the sections in order of place)."""
    measures = {h.item for h in held if h.item >= 0}
    chains = {index: _chain(items, index, measures) for index in measures}
    plans = sorted({chain[0] for chain in chains.values() if chain and items[chain[0]].mark.kind == "title"})
    named = len(plans) > 1
    numbers: dict[int, str] = {}
    for chain in chains.values():
        _name(flow, items, [i for i in chain if named or items[i].mark.kind != "title"], plans, numbers)
    nexts = [item.mark.start for item in items[1:]] + [len(flow.chars)]
    sections = tuple(_section(flow, paragraphs, items[i], numbers[i], nexts[i]) for i in sorted(numbers))
    return {
        index: numbers[chain[-1]] for index, chain in chains.items() if chain and chain[-1] in numbers
    }, sections


def _chain(items: Sequence[Item], index: int, measures: set[int]) -> list[int]:
    """The headings above a measure, outermost first; an item that is a measure itself is none."""
    found = []
    while (index := items[index].parent) >= 0:
        if index not in measures:
            found.append(index)
    return found[::-1]


def _name(
    flow: Flow, items: Sequence[Item], chain: Sequence[int], plans: Sequence[int], numbers: dict[int, str]
) -> None:
    path = ""
    for index in chain:
        mark = items[index].mark
        if mark.kind == "title":
            path = f"{plans.index(index) + 1}/" if index in plans else ""
            numbers.setdefault(index, path.rstrip("/") or "0")
            continue
        path += flow.chars[mark.start : mark.end].rstrip("、.:,")
        numbers.setdefault(index, path)


def _section(flow: Flow, paragraphs: Paragraphs, item: Item, number: str, following: int) -> Section:
    if item.mark.kind == "title":
        return Section(
            number, flow.words(item.mark.start, item.mark.end), flow.span(item.mark.start, item.mark.end)
        )
    limit = min(paragraphs.end(item.text, item.end), item.text + _LONGEST, following)
    stop = _TITLE_END.search(flow.chars, item.text, limit)
    end = max(stop.start() if stop else limit, item.text)
    return Section(number, flow.words(item.text, end), flow.span(item.mark.start, end))
