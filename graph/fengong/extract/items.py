"""A stretch that holds a statement, cut into labels, rules, items and the marks between them.

Items are parted by 、 , ; 。 / outside brackets, by white space between two whole names, and by 和, 及,
以及 and 与 where they join two whole names (市财政局和市税务局; not 发展和改革委员会). A set of bodies
named by levels keeps its 、 (各市、县(市、区)人民政府).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from fengong.extract.grammar import Label, grammar
from fengong.extract.names import BRANCH, NameRules
from fengong.flow import Flow
from fengong.lexicon import alternation, rows

OPENERS, CLOSERS = "([〔【", ")]〕】"
_SEPARATORS = "、,;。:/|\\"
_CONJUNCTION = re.compile("以及|及|和|与|暨")
_SET = re.compile(
    r"各[\u3400-\u9fff]{1,4}|(?:有关|相关)[\u3400-\u9fff]{2,6}|[^、,;。:]{2,30}的(?:相关|有关)?(?:部门|单位|企业|地区)"
)
_RANKED = "各省市县区州旗盟国"
_RULE_HINT = re.compile("首|第一|第1位|最前|均|都|分别牵头|[*★▲△☆#]")
"""What every rule stated once has in it; few statements do, and the rules' patterns are long."""
_BRACKET = re.compile("[" + re.escape(OPENERS + CLOSERS) + "]")
_TWICE = "省市县区州旗镇"
_PARTY = ("省委", "市委", "区委", "县委", "州委", "旗委", "镇委", "政府")
_ENUMERATOR = re.compile(r"(?:\d{1,2}[.、)](?!\d)|[①-⑳]|\(\d{1,2}\))(?=[\u3400-\u9fff])")
_MOST = 2000
"""Items of one stretch. The longest seen has under sixty; the bound keeps hostile input linear."""

RuleKind = Literal["first-leads", "marked-leads", "each-leads", "all-below"]


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
    starts, found = _rules_of(chars)
    first, last = bisect_left(starts, start), bisect_left(starts, end)
    return [rule for rule in found[first:last] if rule.end <= end]


@lru_cache(maxsize=16)
def _rules_of(chars: str) -> tuple[list[int], list[Piece]]:
    """The rules of a flow: looked for once, asked for by every stretch of it."""
    found: list[Piece] = []
    for kind, pattern in _rules() if _RULE_HINT.search(chars) else ():
        for match in pattern.finditer(chars):
            bodies = match.span("bodies") if kind == "all-below" else None
            found.append(Piece("rule", match.start(), match.end(), rule=kind, bodies=bodies))
    found.sort(key=lambda p: (p.start, -p.end))
    kept: list[Piece] = []
    for piece in found:
        if not kept or piece.start >= kept[-1].end:
            kept.append(piece)
    return [piece.start for piece in kept], kept


def depths(chars: str, start: int, end: int) -> list[tuple[int, int]]:
    """The outermost brackets in ``chars[start:end]`` as [opened, closed); any closer closes any opener.

    An opener that nothing closes opens nothing.
    """
    stack: list[int] = []
    pairs: list[tuple[int, int]] = []
    for match in _BRACKET.finditer(chars, start, end):
        if match.group() in OPENERS:
            stack.append(match.start())
        elif stack:
            opened = stack.pop()
            while pairs and pairs[-1][0] > opened:
                pairs.pop()
            pairs.append((opened, match.end()))
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
    inside = sorted([*inside, *(m.span() for m in names.joint.finditer(flow.chars, start, end))])
    while index < end and count < _MOST:
        if number := _ENUMERATOR.match(flow.chars, index, end):
            yield Piece("separator", index, number.end())
            index = number.end()
        stop = _next_separator(flow.chars, index, end, inside)
        for a, b in _split(flow, index, stop, names):
            kind = _CONJUNCTION.fullmatch(flow.chars, a, b) and (a, b) != (index, stop)
            yield Piece("separator" if kind else "item", a, b)
        if stop < end and flow.chars[stop] in _SEPARATORS:
            yield Piece("separator", stop, stop + 1)
            stop += 1
        index, count = stop, count + 1
    if index < end:
        yield Piece("item", index, end)


def _next_separator(chars: str, start: int, end: int, inside: list[tuple[int, int]]) -> int:
    """Index of the next separator outside brackets, behind the set that may begin at ``start``."""
    index = start
    at = bisect_left(inside, (start,))
    while index < end:
        if at < len(inside) and index >= inside[at][1]:
            at += 1
        elif at < len(inside) and inside[at][0] <= index:
            index = inside[at][1]
        elif (
            chars[index] in _SEPARATORS and not (chars[index] == "/" and _no_parting(chars, start, index))
        ) or (index > start and _ENUMERATOR.match(chars, index, end)):
            return index
        else:
            index += 1
    return end


def _no_parting(chars: str, start: int, index: int) -> bool:
    """Whether the stroke at ``index`` parts nothing: at the start (none), or between figures (2024/6/30)."""
    return index == start or (chars[index - 1].isdecimal() and chars[index + 1 : index + 2].isdecimal())


def _split(flow: Flow, start: int, end: int, names: NameRules) -> list[tuple[int, int]]:
    """One item's stretch at white space between whole names, then at conjunctions between them."""
    cuts = [start, *_gap_cuts(flow, start, end, names), end]
    found: list[tuple[int, int]] = []
    for a, b in pairwise(cuts):
        for c, d in _unmarked(flow.chars, a, b, names):
            found += _conjoined(flow.chars, c, d, names)
    return found


def _unmarked(chars: str, start: int, end: int, names: NameRules) -> list[tuple[int, int]]:
    """Two names that a mark was forgotten between (省交通运输厅省公安厅)."""
    rank = chars[start : start + 1]
    if rank in tuple(_TWICE) and end - start >= 8 and not names.is_known(chars[start:end]):
        for at in range(start + 4, end - 3):
            if (
                chars[at] == rank
                and chars[at + 1] not in "场域区政"
                and _two(chars[start:at], chars[at:end], names)
            ):
                return [(start, at), (at, end)]
    return [(start, end)]


def _two(left: str, right: str, names: NameRules) -> bool:
    """Whether these are two bodies; 市委市政府督查室 is one."""
    bare = grammar().strip(right)[0]
    return left[-2:] not in _PARTY and names.is_name(left) and names.is_name(bare) and len(bare) > 3


def _gap_cuts(flow: Flow, start: int, end: int, names: NameRules) -> list[int]:
    """Where white space parts two names. A line may also break inside one (区科|技局, 国家税务总局|某市税务局)."""
    cuts, left = [], start
    gaps = flow.gaps(start, end)
    if gaps and (apart := _all_names(flow, [start, *gaps, end], names)):
        return apart
    for gap in gaps:
        before, phrase = grammar().strip(flow.chars[left:gap])
        behind = grammar().strip(flow.chars[gap:end])[0]
        if flow.cut(gap) and behind[:1] not in tuple(_RANKED):
            continue
        if (phrase or names.is_name(before)) and _begins_name(behind, before, names):
            cuts.append(gap)
            left = gap
    return cuts


def _all_names(flow: Flow, bounds: list[int], names: NameRules) -> list[int]:
    """The white space of a list that has nothing else between its names (超声科 影像科 检验科)."""
    words = [flow.chars[a:b] for a, b in pairwise(bounds)]
    lines = any("\n" in flow.gap(gap) for gap in bounds[1:-1])
    least = 4 if lines else 2  # a line may break inside a name, a space does not stand in one
    whole = all(len(w) >= least and names.is_name(w) and w not in names.lexicon.suffixes for w in words)
    broken = any(BRANCH.fullmatch(w) for w in words[1:]) or any(map(flow.cut, bounds[1:-1]))
    return bounds[1:-1] if whole and not broken else []


def _begins_name(words: str, before: str, names: NameRules) -> bool:
    """Whether a name of its own begins with ``words``; 办公室, 分局 are the end of one that was broken."""
    if len(words) < 2 or names.is_known(before + words) or words in names.lexicon.suffixes:
        return False
    if words[0] in _RANKED:
        return True
    return len(words) > 3 and len(before) > 3 and names.is_name(words)


def is_set(words: str) -> bool:
    """Whether the words name bodies by what they have in common (各地区, 有关部门, 管理办法涉及的部门)."""
    return bool(_SET.fullmatch(words))


def _is_body(words: str, names: NameRules) -> bool:
    return names.is_name(words) or is_set(words)


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
