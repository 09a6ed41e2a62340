"""A stretch that holds a statement, cut into labels, rules, items and the marks between them.

Items are parted by 、 , ; 。 / outside brackets, by white space between two whole names, and by 和, 及,
以及 and 与 where they join two whole names (市财政局和市税务局; not 发展和改革委员会). A set of bodies
named by levels keeps its 、 (各市、县(市、区)人民政府).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from fengong.extract.grammar import Label, grammar
from fengong.extract.names import NameRules
from fengong.flow import Flow
from fengong.lexicon import alternation, rows

OPENERS, CLOSERS = "([〔【", ")]〕】"
_SEPARATORS = "、,;。/|"
_CONJUNCTION = re.compile("以及|及|和|与|暨")
_SET = re.compile(r"各[\u3400-\u9fff]{1,4}|(?:有关|相关)[\u3400-\u9fff]{2,6}")
_RANKED = "各省市县区州旗盟国"
_TAKES_PLACE = re.compile(r"[(\[〔【]")
_MOST = 2000
"""Items of one stretch. The longest seen has under sixty; the bound keeps hostile input linear."""

RuleKind = Literal["first-leads", "all-below"]


@dataclass(frozen=True, slots=True)
class Piece:
    """[start, end) of the flow: an item, the mark between two, a label, or a rule that is stated once."""

    kind: Literal["item", "separator", "label", "rule"]
    start: int
    end: int
    label: Label | None = None
    rule: RuleKind | None = None
    bodies: tuple[int, int] | None = None  # of an all-below rule


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[RuleKind, re.Pattern[str]], ...]:
    return tuple((row["kind"], re.compile(row["pattern"])) for row in rows("stated_rules"))  # type: ignore[misc]


@lru_cache(maxsize=1)
def _no_split() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words: dict[str, list[str]] = {}
    for row in rows("no_split"):
        words.setdefault(row["place"], []).append(row["word"])
    return re.compile(alternation(words["before"])), re.compile(alternation(words["whole"]))


def stated_rules(chars: str, start: int, end: int) -> list[Piece]:
    """The rules stated once for all that follows (列第一位者为牵头单位), in order of place."""
    found: list[Piece] = []
    for kind, pattern in _rules():
        for match in pattern.finditer(chars, start, end):
            bodies = match.span("bodies") if kind == "all-below" else None
            found.append(Piece("rule", match.start(), match.end(), rule=kind, bodies=bodies))
    found.sort(key=lambda p: (p.start, -p.end))
    kept: list[Piece] = []
    for piece in found:
        if not kept or piece.start >= kept[-1].end:
            kept.append(piece)
    return kept


def depths(chars: str, start: int, end: int) -> list[tuple[int, int]]:
    """The outermost brackets in ``chars[start:end]`` as [opened, closed); any closer closes any opener.

    An opener that nothing closes opens nothing.
    """
    stack: list[int] = []
    pairs: list[tuple[int, int]] = []
    for index in range(start, end):
        if chars[index] in OPENERS:
            stack.append(index)
        elif chars[index] in CLOSERS and stack:
            opened = stack.pop()
            while pairs and pairs[-1][0] > opened:
                pairs.pop()
            pairs.append((opened, index + 1))
    return pairs


def pieces(flow: Flow, start: int, end: int, names: NameRules) -> list[Piece]:
    """``flow.chars[start:end]`` cut up; the pieces follow each other without gap."""
    chars = flow.chars
    inside = depths(chars, start, end)
    marks = stated_rules(chars, start, end)
    for label in _labels(chars, start, end):
        if not _within(label.start, inside) and not any(r.start <= label.start < r.end for r in marks):
            marks.append(Piece("label", label.start, label.end, label=label))
    marks.sort(key=lambda piece: piece.start)
    found: list[Piece] = []
    index = start
    for mark in marks:
        found += _items(flow, index, mark.start, inside, names)
        found.append(mark)
        index = mark.end
    return found + list(_items(flow, index, end, inside, names))


def _labels(chars: str, start: int, end: int) -> Iterator[Label]:
    """Labels with a colon, and those that stand in brackets of their own (【责任单位】)."""
    yield from grammar().labels(chars, start, end)
    for opened, closed in depths(chars, start, end):
        words = chars[opened + 1 : closed - 1].rstrip(":")
        role, field = grammar().heading_role(words), grammar().heading_field(words)
        if role or field:
            stop = closed + (chars[closed : closed + 1] == ":")
            yield Label(opened, min(stop, end), role, field)


def _within(index: int, brackets: Iterable[tuple[int, int]]) -> bool:
    return any(opened < index < closed for opened, closed in brackets)


def _items(
    flow: Flow, start: int, end: int, inside: list[tuple[int, int]], names: NameRules
) -> Iterator[Piece]:
    """Items and separators of a stretch without labels."""
    index, count = start, 0
    while index < end and count < _MOST:
        stop = _next_separator(flow.chars, index, end, inside)
        for a, b in _split(flow, index, stop, names):
            kind = _CONJUNCTION.fullmatch(flow.chars, a, b) and (a, b) != (index, stop)
            yield Piece("separator" if kind else "item", a, b)
        if stop < end:
            yield Piece("separator", stop, stop + 1)
        index, count = stop + 1, count + 1
    if index < end:
        yield Piece("item", index, end)


def _next_separator(chars: str, start: int, end: int, inside: list[tuple[int, int]]) -> int:
    """Index of the next separator outside brackets, behind the set that may begin at ``start``."""
    together = grammar().collective.match(chars, start, end)
    index = together.end() if together else start
    brackets = [pair for pair in inside if index < pair[1] and pair[0] < end]
    while index < end:
        if brackets and index >= brackets[0][1]:
            brackets.pop(0)
        elif brackets and brackets[0][0] <= index:
            index = brackets.pop(0)[1]
        elif chars[index] in _SEPARATORS and not (chars[index] == "/" and index == start):
            return index
        else:
            index += 1
    return end


def _split(flow: Flow, start: int, end: int, names: NameRules) -> list[tuple[int, int]]:
    """One item's stretch at white space between whole names, then at conjunctions between them."""
    cuts = [start, *_gap_cuts(flow, start, end, names), end]
    found: list[tuple[int, int]] = []
    for a, b in zip(cuts, cuts[1:], strict=False):
        found += _conjoined(flow.chars, a, b, names)
    return found


def _gap_cuts(flow: Flow, start: int, end: int, names: NameRules) -> list[int]:
    """Where white space parts two names. A line may also break inside one (区科|技局, 国家税务总局|某市税务局)."""
    cuts, left = [], start
    for gap in flow.gaps(start, end):
        before, phrase = grammar().strip(flow.chars[left:gap])
        behind = grammar().strip(flow.chars[gap:end])[0]
        if (phrase or names.is_name(before)) and _begins_name(behind, before, names):
            cuts.append(gap)
            left = gap
    return cuts


def _begins_name(words: str, before: str, names: NameRules) -> bool:
    """Whether a name of its own begins with ``words``; 办公室, 分局 are the end of one that was broken."""
    if len(words) < 2 or names.is_known(before + words) or words in names.lexicon.suffixes:
        return False
    if words[0] in _RANKED:
        return True
    return len(words) > 3 and len(before) > 3 and names.is_name(words)


def _is_body(words: str, names: NameRules) -> bool:
    return names.is_name(words) or bool(_SET.fullmatch(words))


def _conjoined(chars: str, start: int, end: int, names: NameRules) -> list[tuple[int, int]]:
    words = chars[start:end]
    before, whole = _no_split()
    if names.is_known(words) or whole.search(words) or grammar().collective.fullmatch(words):
        return [(start, end)]
    for match in _CONJUNCTION.finditer(chars, start + 2, end):
        if before.match(chars, match.end()):
            continue
        left, right = chars[start : match.start()], chars[match.end() : end]
        left = left.removeprefix("由")
        bare = grammar().strip(right)[0]
        bare = grammar().open_end.sub("", bare)
        if _is_body(left, names) and _is_body(bare, names) and bare not in names.lexicon.suffixes:
            rest = _conjoined(chars, match.end(), end, names)
            return [(start, match.start()), match.span(), *rest]
    return [(start, end)]
