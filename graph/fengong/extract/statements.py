"""Where a text says who does something: in brackets, behind labels. (Sentences: `fengong.extract.prose`.)

A bracket is a statement if a role label stands in it, or a role phrase behind what can be names, or,
where a measure ends, nothing but names. A label outside brackets opens a statement that runs to the
end of its list; label lines that follow each other are one statement.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from fengong.extract.bodies import BodyList, read_bodies
from fengong.extract.grammar import Label, grammar
from fengong.extract.items import CLOSERS, OPENERS, depths
from fengong.extract.names import NameRules
from fengong.extract.paragraphs import Paragraphs
from fengong.flow import Flow
from fengong.lexicon import alternation, lexicon, rows
from fengong.model import LedgerCell

_OPENER = re.compile("[" + re.escape(OPENERS) + "]")
_LONGEST = 8000
"""Characters. The longest statements seen (lists of sixty bodies) have under 600."""
_LIST_BEFORE = 500
_NEAR = 120
_FEW_FIELDS = 8
_SHORT_NAME = 12
_FEW = 2
_PLACE = re.compile(r"[\u3400-\u9fff]{1,8}[旗县市区镇乡州盟]")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_GENERIC = ("单位", "机构", "企业")
_OF_BODIES = "各有相全本省市区县州旗镇国中"
_RANKED = "各省市县区州旗盟国"
_BEFORE_LABEL = "。；;!?:)]】〕”》,、—-*\\"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement: its stretch [start, end) of the flow, brackets included, and what it says."""

    start: int
    end: int
    kind: Literal["bracket", "label", "prose"]
    said: BodyList
    inner: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the flow that is read on its own: the text of one item, up to the next number."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Statements in order of place that do not overlap, to be asked for by place."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, statements: Sequence[Statement]) -> Taken:
        """The places of ``statements``, which are in order."""
        return cls(tuple(s.start for s in statements), tuple(s.end for s in statements))

    def holds(self, place: int) -> bool:
        """Whether a statement stands at ``place``."""
        at = bisect_right(self.starts, place) - 1
        return at >= 0 and place < self.ends[at]

    def next(self, place: int) -> int:
        """Where the first statement behind ``place`` begins; beyond any text where there is none."""
        at = bisect_right(self.starts, place)
        return self.starts[at] if at < len(self.starts) else sys.maxsize

    def between(self, start: int, end: int) -> list[tuple[int, int]]:
        """Start and end of those that begin in [start, end)."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return list(zip(self.starts[first:last], self.ends[first:last], strict=True))


def is_decoy(name: str) -> bool:
    """Whether what stands where a name does is none: 由专人负责, 由第三方机构出具, 各责任单位."""
    alone, whole, within = _decoys()
    bare = _IN_BRACKETS.sub("", name).removeprefix("各").removeprefix("有关").removeprefix("相关")
    if grammar().heading_role(bare) or (
        name.endswith(_GENERIC) and name[0] not in _OF_BODIES and "成员" not in name
    ):
        return True
    return name in alone or name in whole or bare in whole or bool(within.search(name))


@lru_cache(maxsize=1)
def _decoys() -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    places: dict[str, list[str]] = {}
    for row in rows("prose_decoys"):
        places.setdefault(row["place"], []).append(row["word"])
    return frozenset(places["alone"]), frozenset(places["name"]), re.compile(alternation(places["within"]))


@lru_cache(maxsize=1)
def closings() -> re.Pattern[str]:
    """The words that close a document behind its last measure (本意见自发布之日起施行)."""
    return re.compile("|".join(row["pattern"] for row in rows("closings")))


def find_statements(
    flow: Flow, paragraphs: Paragraphs, stretches: Sequence[Stretch], names: NameRules
) -> list[Statement]:
    """The bracketed and labelled statements of the stretches, in order of place."""
    found: list[Statement] = []
    bare: list[Statement] = []
    for stretch in stretches:
        for statement in _brackets(flow, paragraphs, stretch, names):
            (found if statement.said.explicit else bare).append(statement)
    several = [s for s in bare if len(s.said.assignments) > 1]
    if len(found) + len(several) > _FEW:  # where most measures end so, a name alone in brackets does too
        several = bare
    if len(several) > 1 or found:  # one list of names in brackets may be anything; several are a custom
        found = sorted([*found, *several], key=lambda s: s.start)
    taken = Taken.of(found)
    for stretch in stretches:
        found += _labelled(flow, paragraphs, stretch, taken, names)
    return sorted(found, key=lambda s: s.start)


def _brackets(flow: Flow, paragraphs: Paragraphs, stretch: Stretch, names: NameRules) -> Iterator[Statement]:
    for opened, closed in _pairs(flow, paragraphs, stretch):
        inner = (opened + 1, closed - 1 if flow.chars[closed - 1] in CLOSERS else closed)
        if inner[1] - inner[0] < 2 or inner[1] - inner[0] > _LONGEST:
            continue
        said = read_bodies(flow, *inner, "responsible", names)
        if said.assignments and _states(flow, paragraphs, said, (opened, closed), stretch, names):
            yield Statement(opened, closed, "bracket", said, inner)


def _pairs(flow: Flow, paragraphs: Paragraphs, stretch: Stretch) -> Iterator[tuple[int, int]]:
    """Outermost brackets of a stretch; the last of a paragraph that is never closed runs to its sentence's end."""
    pairs = depths(flow.chars, stretch.start, stretch.end)
    yield from pairs
    open_ones: dict[int, int] = {}  # end of the paragraph → its last bracket that is never closed
    closed = 0
    for match in _OPENER.finditer(flow.chars, stretch.start, stretch.end):
        index = match.start()
        while closed < len(pairs) and pairs[closed][1] <= index:
            closed += 1
        if closed == len(pairs) or index < pairs[closed][0]:
            open_ones[paragraphs.end(index, stretch.end)] = index
    for stop, index in open_ones.items():
        full_stop = flow.chars.find("。", index, stop)
        yield index, full_stop if full_stop > 0 else stop


def _states(
    flow: Flow,
    paragraphs: Paragraphs,
    said: BodyList,
    bounds: tuple[int, int],
    stretch: Stretch,
    names: NameRules,
) -> bool:
    """Whether what was read in a bracket is a statement of responsibility."""
    if any(kind == "role word" and ":" in flow.chars[a:b] for kind, a, b in said.parts):
        return True
    found = [flow.chars[a:b] for kind, a, b in said.parts if kind == "name"]
    if any(is_decoy(name) for name in found):
        return False
    # 崇左市、来宾市人民政府: the word for a government stands once for all
    governments = found[-1].endswith(("政府", "管委会"))
    shaped = sum(names.is_name(n) or (governments and bool(_PLACE.fullmatch(n))) for n in found)
    closes = _closes(flow, paragraphs, bounds, stretch)
    if said.explicit:
        short = all(2 <= len(n) <= _SHORT_NAME and not names.lexicon.opener.match(n) for n in found)
        return shaped * 2 >= len(found) or (closes and short)
    ranked = all(names.is_known(name) or name[0] in _RANKED for name in found)
    sentence = flow.chars[bounds[0] - 1 : bounds[0]] in ("。", "!", ";")
    if len(found) == 1 and not (ranked or sentence):
        return False
    whole = not any(kind == "text" for kind, _, _ in said.parts)
    whole = whole and not _in_list(flow.chars, stretch.start, bounds[0])
    ends = _ends_paragraph(flow, paragraphs, bounds[1], stretch)
    return whole and shaped == len(found) and (ends or (sentence and ranked and len(found) > 1))


def _ends_paragraph(flow: Flow, paragraphs: Paragraphs, closed: int, stretch: Stretch) -> bool:
    after = closed + (flow.chars[closed : closed + 1] in ("。", ";", "."))
    loose_end = paragraphs.kind == "loose" and after < stretch.end and bool(flow.gap(after))
    return after >= stretch.end or paragraphs.begins(after) or loose_end


def _closes(flow: Flow, paragraphs: Paragraphs, bounds: tuple[int, int], stretch: Stretch) -> bool:
    """Whether a bracket ends a sentence or a paragraph, as statements do."""
    opened, closed = bounds
    after = closed + (flow.chars[closed : closed + 1] in ("。", ";", ".", "!"))
    ends = after >= stretch.end or paragraphs.begins(after) or after > closed
    return ends or flow.chars[opened - 1 : opened] in ("。", "!", ";")


def _labelled(
    flow: Flow, paragraphs: Paragraphs, stretch: Stretch, taken: Taken, names: NameRules
) -> Iterator[Statement]:
    """Statements behind labels that stand in no bracket already read."""
    labels = [label for label in free_labels(flow, paragraphs, stretch) if not taken.holds(label.start)]
    index = stretch.start
    for at, label in enumerate(labels):
        if label.role is None or label.start < index or _on_page(flow, paragraphs, label, stretch):
            continue
        begin = _block_start(flow, labels[max(at - _FEW_FIELDS, 0) : at], label, index)
        stop = min(_block_end(flow, paragraphs, label, stretch, names), taken.next(label.start))
        said = read_bodies(flow, begin, stop, "responsible", names)
        if said.assignments:
            yield Statement(begin, stop, "label", said, (begin, stop))
        index = stop


def _on_page(flow: Flow, paragraphs: Paragraphs, label: Label, stretch: Stretch) -> bool:
    """Whether the label belongs to the page's own data (发布日期:… 主管部门:…), not to a measure."""
    near = paragraphs.start(max(label.start - 40, 0)) if stretch.start == 0 else stretch.start
    start = max(min(paragraphs.start(label.start), near), stretch.start, label.start - _NEAR)
    end = min(paragraphs.end(label.start, stretch.end), label.end + _NEAR)
    return lexicon().label.search(flow.chars, start, end) is not None


def free_labels(flow: Flow, paragraphs: Paragraphs, stretch: Stretch) -> Iterator[Label]:
    """The labels of a stretch that stand where a label can: at a line's or sentence's start, or in a list."""
    chars = flow.chars
    for label in grammar().labels(chars, stretch.start, stretch.end):
        before = chars[label.start - 1 : label.start]
        boundary = label.start == stretch.start or paragraphs.begins(label.start) or before in _BEFORE_LABEL
        if boundary or flow.gap(label.start) or _in_list(chars, stretch.start, label.start):
            yield label
    for opened, closed in depths(chars, stretch.start, stretch.end):
        role = grammar().heading_role(chars[opened + 1 : closed - 1].rstrip(":"))
        if role and chars[opened] in "【[〔":
            yield Label(opened, closed, role, None)


def _in_list(chars: str, start: int, index: int) -> bool:
    """Whether the words before ``index`` are themselves behind a label in the same sentence."""
    start = max(start, index - _LIST_BEFORE)
    sentence = max(chars.rfind(mark, start, index) for mark in "。!?")
    return bool(grammar().labels(chars, max(start, sentence + 1), index))


def _block_start(flow: Flow, labels: Sequence[Label], label: Label, least: int) -> int:
    """Where the block of labels begins that ``label`` stands in: fields (完成时限:) may stand before it.

    ``labels`` are those before it.
    """
    start = label.start
    for other in reversed(labels):
        if other.field in (None, "text", "goal") or other.start < least or start - other.end > 40:
            break
        if any(mark in flow.chars[other.end : start].rstrip("。;,") for mark in "。"):
            break
        start = other.start
    return start


def _block_end(flow: Flow, paragraphs: Paragraphs, label: Label, stretch: Stretch, names: NameRules) -> int:
    """Where the list behind a label ends, further labels and their lists included."""
    chars, index = flow.chars, label.end
    limit = min(stretch.end, label.end + _LONGEST)
    value, current = label.end, label
    while index < limit:
        following = grammar().label_at(chars, index, limit) if index > value else None
        if index > value and closings().match(chars, index, limit):
            return index
        if following and following.field in ("text", "goal"):
            return index
        if following:
            current, value, index = following, following.end, following.end
            continue
        if index > value and _ends_here(flow, paragraphs, index, current, limit, names):
            return index
        closed = _closing(chars, index, limit)
        index = closed if closed else index + 1
    return limit


def _closing(chars: str, index: int, limit: int) -> int | None:
    """The index behind the bracket that opens at ``index``, if one opens and closes."""
    if chars[index] not in OPENERS:
        return None
    closes = [chars.find(mark, index, min(limit, index + 80)) for mark in CLOSERS]
    return min((at + 1 for at in closes if at > 0), default=None)


def _ends_here(
    flow: Flow, paragraphs: Paragraphs, index: int, current: Label, limit: int, names: NameRules
) -> bool:
    chars = flow.chars
    if chars[index] in CLOSERS:
        return True  # a bracket that was never opened
    if chars[index - 1] == "。":
        return True
    if paragraphs.begins(index):
        return chars[index - 1] not in "、,"
    if current.field or not flow.gap(index) or chars[index - 1] in "、,;":
        return False
    if paragraphs.kind != "loose":
        return False
    stop = re.search(r"[、,;。:]|$", chars[index:limit])
    word = chars[index : index + (stop.start() if stop else 0)]
    first = next((gap for gap in flow.gaps(index, index + len(word))), index + len(word))
    return not names.is_name(chars[index:first])


def ledger_of(flow: Flow, key: str, statement: Statement) -> LedgerCell:
    """The ledger of one statement of measure ``key``: the kind of each stretch, brackets included."""
    parts = [(kind, flow.span(a, b)) for kind, a, b in statement.said.parts]
    opened, closed = statement.inner
    if opened > statement.start:
        parts.insert(0, ("bracket", flow.span(statement.start, opened)))
    if closed < statement.end:
        parts.append(("bracket", flow.span(closed, statement.end)))
    return LedgerCell(key, "statement", flow.span(statement.start, statement.end), tuple(parts))
