"""Which numbered item each statement belongs to, and how far the measure it closes reaches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fengong.extract.numbering import Item, item_at
from fengong.extract.paragraphs import Paragraphs
from fengong.extract.statements import Statement
from fengong.flow import Flow

_OF_PAGE = ("主办", "承办", "主管")
"""How label lines begin that say whose page it is rather than whose measure."""
_TITLE_WIDTH = 40
"""Characters. A heading with its bodies behind it is shorter; its details follow in further paragraphs."""


_Bounds = tuple[Sequence[int], Sequence[int], int]
"""Where numbered items begin, where their own texts end (both ascending), and the end of all."""


@dataclass(frozen=True, slots=True)
class Held:
    """A measure's stretch [start, end) of the flow, its statements, and its item's index (-1: unnumbered)."""

    item: int
    start: int
    end: int
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Items in order of place, so that those below item i are the ones from i + 1 to ``stop[i]``."""

    items: Sequence[Item]
    stop: Sequence[int]
    children: Sequence[Sequence[int]]

    @classmethod
    def of(cls, items: Sequence[Item]) -> Tree:
        """The tree of an outline."""
        stop = [len(items)] * len(items)
        children: list[list[int]] = [[] for _ in items]
        open_items: list[int] = []
        for index, item in enumerate(items):
            while open_items and items[open_items[-1]].level >= item.level:
                stop[open_items.pop()] = index
            if item.parent >= 0:
                children[item.parent].append(index)
            open_items.append(index)
        return cls(items, stop, children)


def hold(
    flow: Flow,
    paragraphs: Paragraphs,
    items: Sequence[Item],
    statements: Sequence[Statement],
    regions: Sequence[tuple[int, int]],
) -> list[Held]:
    """The measures in order of place: items with statements, their siblings without, paragraphs with one."""
    starts = [item.mark.start for item in items]
    limits = [end for _, end in regions]
    limit = limits[-1] if limits else 0
    own: dict[int, list[Statement]] = defaultdict(list)
    for statement in statements:
        at = item_at(items, starts, statement.start)
        own[-1 if at >= 0 and items[at].mark.kind == "title" else at].append(statement)
    unnumbered = own.pop(-1, [])
    ends = {i: _own_end(flow, paragraphs, items, i, own.get(i, []), limits) for i in range(len(items))}
    for index in list(own):
        unnumbered += [s for s in own[index] if s.start >= ends[index]]
        own[index] = [s for s in own[index] if s.start < ends[index]]
    own = {index: found for index, found in own.items() if found}
    tree = Tree.of(items)
    _lift(flow, tree, own)
    held = [Held(i, items[i].text, _end(tree, i, own, ends), tuple(found)) for i, found in own.items()]
    held += [Held(i, items[i].text, ends[i], ()) for i in _silent(tree, own)]
    bounds = (starts, sorted(ends.values()), limit)
    held += _paragraphs_with(flow, paragraphs, unnumbered, bounds, numbered=bool(own))
    return sorted(held, key=lambda h: (h.start, h.end))


def _next_mark(items: Sequence[Item], index: int) -> int:
    """Where the item's own text ends: the next item's number, or its own end."""
    if index + 1 < len(items):
        return min(items[index].end, items[index + 1].mark.start)
    return items[index].end


def _own_end(
    flow: Flow,
    paragraphs: Paragraphs,
    items: Sequence[Item],
    index: int,
    statements: Sequence[Statement],
    limits: Sequence[int],
) -> int:
    """The end of the item's own text; a statement behind a whole text closes it, one behind a title does not."""
    end = _next_mark(items, index)
    at = bisect_left(limits, items[index].text)
    end = min(end, limits[at]) if at < len(limits) else end  # a table is no part of the text around it
    closing = [s for s in statements if s.kind != "prose"]
    if not closing:
        return end
    own = [s for s in closing if s.kind == "bracket" or not flow.chars.startswith(_OF_PAGE, s.start)]
    last = own[-1] if own else closing[-1]
    told = flow.chars[items[index].text : closing[0].start]
    # 1.完善机制。 with label lines behind it is a title too.
    sentences = told if closing[0].kind == "bracket" else told[:-1]
    if len(told) <= _TITLE_WIDTH and "。" not in sentences:
        return end
    if paragraphs.kind == "loose" and flow.gap(behind := _behind(flow, last.end)):
        return min(behind, end)  # what follows on the same line behind a space is no part of it
    return paragraphs.end(max(last.start, last.end - 1), end)


def _behind(flow: Flow, index: int) -> int:
    """The index behind the full stop that may follow a statement."""
    return index + (flow.chars[index : index + 1] in ("。", ".", ";"))


def _lift(flow: Flow, tree: Tree, own: dict[int, list[Statement]]) -> None:
    """Give a statement behind the last of several sub-items to the item above, if the others have none.

    Not where most items of that kind have statements of their own: there the others are without one,
    unless they run on into each other (…; …; …).
    """
    items = tree.items
    kinds = Counter(item.mark.kind for item in items)
    speaking = Counter(items[i].mark.kind for i in own)
    for index in sorted(own, reverse=True):
        parent, kind = items[index].parent, items[index].mark.kind
        if parent < 0 or parent in own or any(s.kind == "prose" for s in own[index]):
            continue
        siblings = tree.children[parent]
        if len(siblings) < 2 or siblings[-1] != index:
            continue
        runs_on = all(flow.chars[items[i].end - 1] in ";,、" for i in siblings[:-1])
        if 2 * speaking[kind] >= kinds[kind] and not runs_on:
            continue
        if not any(i in own for i in range(parent + 1, index)):
            own[parent] = own.pop(index)


def _end(tree: Tree, index: int, own: dict[int, list[Statement]], ends: dict[int, int]) -> int:
    """Where the measure ends: before the items below it where one has statements of its own, else behind all."""
    below = range(index + 1, tree.stop[index])
    if not below:
        return ends[index]
    if any(i in own for i in below):
        return tree.items[below[0]].mark.start
    return max(ends[below[-1]], *(s.end for s in own[index]))


def _silent(tree: Tree, own: dict[int, list[Statement]]) -> list[int]:
    """Items that say nobody although their siblings do: measures all the same."""
    items = tree.items
    speaking = {
        (items[i].parent, items[i].mark.kind)
        for i, found in own.items()
        if any(s.kind != "prose" for s in found)
    }
    covered: set[int] = set()  # items below one with statements belong to it
    for index, item in enumerate(items):
        if item.parent in own or item.parent in covered:
            covered.add(index)
    return [
        i
        for i, item in enumerate(items)
        if (item.parent, item.mark.kind) in speaking
        and i not in own
        and i not in covered
        and not tree.children[i]
    ]


def _paragraphs_with(
    flow: Flow,
    paragraphs: Paragraphs,
    statements: Sequence[Statement],
    bounds: _Bounds,
    *,
    numbered: bool,
) -> list[Held]:
    """A paragraph outside the numbered items is a measure of its own if it has statements.

    Where label lines stand alone in a document without numbers, the paragraph before each is the measure;
    elsewhere such a line (主办:某某 at the foot of a page) belongs to none.
    """
    found: dict[int, list[Statement]] = defaultdict(list)
    for statement in statements:
        before = bisect_right(bounds[1], statement.start)
        start = max(paragraphs.start(statement.start), bounds[1][before - 1] if before else 0)
        found[start].append(statement)
    held = [_paragraph(paragraphs, start, said, bounds) for start, said in found.items()]
    alone = [h for h in held if not _words(flow, h)]
    if len(alone) > 1 and not numbered:
        held = [_with_before(paragraphs, h, found) if h in alone else h for h in held]
    return [h for h in held if _words(flow, h)]


def _paragraph(paragraphs: Paragraphs, start: int, said: Sequence[Statement], bounds: _Bounds) -> Held:
    starts, _, limit = bounds
    at = bisect_right(starts, start)
    end = starts[at] if at < len(starts) else limit
    end = max(paragraphs.end(said[-1].end - 1, end), said[-1].end)
    return Held(-1, start, end, tuple(said))


def _words(flow: Flow, held: Held) -> str:
    """What a paragraph says beside its statements."""
    bounds = [held.start, *(at for s in held.statements for at in (s.start, s.end)), held.end]
    return "".join(flow.chars[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True)).strip("。;,.")


def _with_before(paragraphs: Paragraphs, held: Held, found: Mapping[int, list[Statement]]) -> Held:
    before = paragraphs.start(max(held.start - 1, 0))
    return held if before in found else replace(held, start=before)
