"""Item numbers of every usual kind (GB/T 9704-2012, 7.3.3: 一、（一）1.（1）; and 第一条, ①, 1.1, 一是).

A number is told from other numbers by its place and by the sequence: `outline` keeps the stack of
open lists and takes a number only where it goes on one of them or begins a new one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fengong.extract.grammar import grammar
from fengong.extract.paragraphs import Paragraphs
from fengong.flow import Flow

Kind = Literal[
    "title",
    "part",
    "chapter",
    "article",
    "task",
    "han",
    "hanp",
    "num",
    "dec",
    "nump",
    "circle",
    "shi",
    "letter",
    "bullet",
    "duty",
]
_HAN = "一二三四五六七八九十百零〇"
_DIGITS_BEFORE = frozenset("0123456789")
_BULLETS = "★☆▲△●○◆◇■□※"
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第([{_HAN}\d]{{1,4}})(?:部分|编|篇)[:、]?")),
    ("chapter", re.compile(rf"第([{_HAN}\d]{{1,4}})[章节][:、]?")),
    ("article", re.compile(rf"第([{_HAN}\d]{{1,4}})[条项][:、.]?")),
    (
        "task",
        re.compile(rf"(?:任务|措施|举措|行动|项目|工程)([{_HAN}\d]{{1,3}})(?:[:、.]|(?=[\u3400-\u9fff]))"),
    ),
    ("shi", re.compile(rf"([{_HAN}]{{1,3}})是(?!否)[,:]?")),
    ("han", re.compile(rf"([{_HAN}]{{1,4}})[、.]")),
    ("hanp", re.compile(rf"[(\[〔]([{_HAN}]{{1,4}})[)\]〕][、.]?")),
    ("nump", re.compile(r"(?:\((\d{1,3})\)|(\d{1,2})\))[、.]?")),
    (
        "dec",
        re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,2})[.、]?(?=[\u3400-\u9fff“《(])(?![万亿个倍元吨公米度级版])"),
    ),
    ("num", re.compile(r"(\d{1,3})(?:[.、](?!\d)|\.(?=(?:19|20)\d\d年))")),
    ("circle", re.compile(r"([①-⑳㉑-㉟])[、.]?")),
    ("letter", re.compile(r"([A-Z])[、.](?=[\u3400-\u9fff“《])")),
    ("bullet", re.compile(rf"([{_BULLETS}])(?=[\u3400-\u9fff“《])")),
)
_INLINE: frozenset[Kind] = frozenset({"han", "hanp", "num", "article"})
"""The kinds that may begin an item in the midst of a line whose breaks are lost; the others number clauses."""
_ANY = re.compile(r"[第任措举行项工\d" + _HAN + _BULLETS + r"A-Z(\[〔①-⑳㉑-㉟]")
_SENTENCE_END = "。；;!?:)]】”》"
TITLE = re.compile(
    r"[^。,;:!?]{4,60}(?:方案|计划|措施|意见|办法|清单|规划|要点|细则|分工表|任务表|任务分工|责任分工|分工|一览表|指标|台账)(?:表)?(?:\([^()]{1,20}\))?"
)
"""What a plan's own title looks like: a line that names its kind and is no sentence."""
ANNEX = re.compile(rf"附(?:件|表|录)[\d{_HAN}]{{0,3}}:?")
_WIDEST_JUMP = 30
_LONGEST_HEADING = 45
_SENTENCE_MARK = re.compile("[。;,:!?]")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}


@dataclass(frozen=True, slots=True)
class Mark:
    """A number [start, end) of the flow, and how strong its place speaks for an item (3 paragraph, 2 gap, 1)."""

    kind: Kind
    number: int
    start: int
    end: int
    place: int


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered stretch: its text [text, end) of the flow, and the index of the item it lies in (-1: none).

    ``level`` counts from 0. The stretch holds that of all items below it.
    """

    mark: Mark
    level: int
    parent: int
    text: int
    end: int


def number_of(words: str) -> int:
    """一 → 1, 二十三 → 23, 一百零二 → 102, 12 → 12, ③ → 3."""
    if words.isdecimal():
        return int(words)
    if words.isascii():
        return ord(words) - ord("A") + 1
    if len(words) == 1 and not ("\u3400" <= words <= "\u9fff"):
        return ord(words) - (0x245F if words <= "⑳" else 0x3250 - 20)
    total = digit = 0
    for char in words:
        if char in "十百":
            total += (digit or (0 if total else 1)) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS.get(char, 0)
    return total + digit


def behind_number(chars: str, index: int) -> int:
    """The index behind the item number that stands at ``index``; ``index`` itself where none does."""
    return next((m.end() for _, pattern in _PATTERNS if (m := pattern.match(chars, index))), index)


def begins_item(chars: str, index: int) -> bool:
    """Whether an item number stands at ``index``."""
    return any(pattern.match(chars, index) for _, pattern in _PATTERNS)


def find_marks(flow: Flow, paragraphs: Paragraphs, start: int, end: int) -> list[Mark]:
    """Every number that could begin an item in [start, end), and every title of a further plan."""
    found: list[Mark] = []
    for match in _ANY.finditer(flow.chars, start, end):
        if (
            match.start()
            and flow.chars[match.start() - 1] in _DIGITS_BEFORE
            and not paragraphs.begins(match.start())
        ):
            continue  # inside a number
        if (mark := _mark(flow, paragraphs, match.start(), end)) is not None:
            if found and mark.start < found[-1].end:
                continue
            found.append(mark)
    found += _titles(flow, paragraphs, start, end)
    return sorted(found, key=lambda m: (m.start, m.kind != "title"))


def _mark(flow: Flow, paragraphs: Paragraphs, index: int, end: int) -> Mark | None:
    place = _place(flow, paragraphs, index)
    starred = index + (place == 3 and flow.chars[index] in _BULLETS)
    for kind, pattern in _PATTERNS:
        if place < 3 and kind not in _INLINE:
            continue
        match = pattern.match(flow.chars, starred, end) or pattern.match(flow.chars, index, end)
        if match is None or match.end() >= end:
            continue
        if any(paragraphs.begins(i) for i in range(match.start() + 1, match.end() - 1)):
            continue  # a line that ends in figures before one that begins with a number: 2024-06-30, 2.
        words = next(group for group in match.groups() if group)
        number = _counted(kind, words)
        if number and (place > 1 or "\u3400" <= flow.chars[match.end()] <= "\u9fff"):
            return Mark(kind, number, index, match.end(), place)
    return None


def _counted(kind: Kind, words: str) -> int:
    if kind == "bullet":
        return 1  # it has no number; its place in the list gives it one
    return int(words.rsplit(".", 1)[-1]) if kind == "dec" else number_of(words)


def _place(flow: Flow, paragraphs: Paragraphs, index: int) -> int:
    if paragraphs.begins(index):
        return 3
    if flow.chars[index - 1] in _SENTENCE_END or (paragraphs.kind == "loose" and flow.gap(index)):
        return 2
    return 1


def _titles(flow: Flow, paragraphs: Paragraphs, start: int, end: int) -> Iterator[Mark]:
    """Short paragraphs that name a plan or an annex: what stood before them ends there."""
    for at, begin in enumerate(paragraphs.starts):
        if not start <= begin < end:
            continue
        stop = min(paragraphs.starts[at + 1] if at + 1 < len(paragraphs.starts) else end, end)
        if stop - begin > 70 or begins_item(flow.chars, begin):
            continue
        if TITLE.fullmatch(flow.chars, begin, stop) or ANNEX.fullmatch(flow.chars, begin, stop):
            yield Mark("title", 0, begin, stop, 3)


def outline(flow: Flow, marks: Sequence[Mark], kind: str, end: int) -> tuple[Item, ...]:
    """The marks that number items, each with its level and stretch; those that fit no list are left out."""
    taken: list[tuple[Mark, int]] = []
    state = _Lists(flow, kind, marks)
    for mark in marks:
        level = state.take(mark)
        if level is not None:
            taken.append((replace(mark, number=state.open[level][1]), level))
    return _nested(taken, end)


def _nested(taken: Sequence[tuple[Mark, int]], end: int) -> tuple[Item, ...]:
    items: list[Item] = []
    open_items: list[int] = []
    ends = _ends(taken, end)
    for index, (mark, level) in enumerate(taken):
        while open_items and items[open_items[-1]].level >= level:
            open_items.pop()
        items.append(Item(mark, level, open_items[-1] if open_items else -1, mark.end, ends[index]))
        open_items.append(index)
    return tuple(items)


def _ends(taken: Sequence[tuple[Mark, int]], end: int) -> list[int]:
    """The start of the next mark of the same or a higher level."""
    ends = [end] * len(taken)
    waiting: list[int] = []
    for index, (mark, level) in enumerate(taken):
        while waiting and taken[waiting[-1]][1] >= level:
            ends[waiting.pop()] = mark.start
        waiting.append(index)
    return ends


class _Lists:
    """The lists that are open where a mark stands, outermost first, and the last number of each kind."""

    def __init__(self, flow: Flow, kind: str, marks: Sequence[Mark]) -> None:
        self.flow, self.loose = flow, kind == "loose"
        self.open: list[tuple[Kind, int]] = []
        self.last: dict[Kind, int] = {}
        self.text = 0  # where the text of the last number taken begins
        self.places: dict[tuple[Kind, int], list[tuple[int, int]]] = defaultdict(list)
        for mark in marks:
            self.places[mark.kind, mark.number].append((mark.start, mark.place))

    def take(self, mark: Mark) -> int | None:
        """The level of an item that begins with ``mark``, or None where it is just a number."""
        if mark.kind == "title":
            self.open.clear()
            self.last.clear()
            self.open.append(("title", 0))
            return 0
        for level in range(len(self.open) - 1, -1, -1):
            if self.open[level][0] == mark.kind:
                return self._go_on(mark, level)
        return self._begin(mark)

    def _go_on(self, mark: Mark, level: int) -> int | None:
        last = self.open[level][1]
        if mark.kind in ("bullet", "duty"):
            return self._put(replace(mark, number=last + 1), level)
        jump = mark.number - last
        restarts = mark.number == 1 and (mark.place == 3 or (self.loose and mark.place == 2 and last > 1))
        goes_on = jump == 1 or (mark.place == 3 and 0 <= jump <= _WIDEST_JUMP)
        if not (goes_on or restarts) or (mark.place < 3 and not self._sure(mark)):
            return None
        return self._put(mark, level)

    def _begin(self, mark: Mark) -> int | None:
        continued = self.last.get(mark.kind, 0) + 1 == mark.number
        if mark.place == 3:
            fits = True
        elif mark.place == 2:
            fits = (self.loose and (mark.number == 1 or continued)) or (continued and mark.number > 1)
        else:
            fits = continued and mark.number > 1
        first_or_next = mark.number in (1, self.last.get(mark.kind, 0) + 1)
        if self.loose and mark.place < 3 and first_or_next and self._behind_heading(mark):
            return self._put(mark, len(self.open))
        if not fits or (mark.place < 3 and not self._sure(mark)):
            return None
        return self._put(mark, len(self.open))

    def _put(self, mark: Mark, level: int) -> int:
        del self.open[level:]
        self.open.append((mark.kind, mark.number))
        self.last[mark.kind] = mark.number
        self.text = mark.end
        return level

    def _behind_heading(self, mark: Mark) -> bool:
        """Whether nothing but the title of a heading stands between the last number and this one (二、扩大消费1.)."""
        title = self.flow.chars[self.text : mark.start]
        return bool(self.open) and 2 <= len(title) <= _LONGEST_HEADING and not _SENTENCE_MARK.search(title)

    def _sure(self, mark: Mark) -> bool:
        """Whether no better place for the same number comes before the next number, and the words fit."""
        if not self.loose and not self._behind_list(mark):
            return False
        if mark.place == 1 and not self._behind_list(mark):
            return False
        later = self.places[mark.kind, mark.number + 1]
        following = next((s for s, _ in later if s > mark.start), len(self.flow.chars))
        better = (
            s
            for s, place in self.places[mark.kind, mark.number]
            if mark.start < s < following and place > mark.place
        )
        return next(better, None) is None

    def _behind_list(self, mark: Mark) -> bool:
        """Whether the words before the mark are a list behind a role label, or a bracket that closes one."""
        before = self.flow.chars[max(0, mark.start - 300) : mark.start]
        stop = max(before.rfind(end) for end in "。！？")
        labels = [label for label in grammar().labels(before, stop + 1, len(before)) if label.role]
        return bool(labels) and (before[-1] not in "、,:")


def plan_titles(items: Sequence[Item]) -> list[int]:
    """For each item the index of the title that heads its plan, -1 where none does."""
    found: list[int] = []
    for index, item in enumerate(items):
        own = index if item.mark.kind == "title" else -1
        found.append(found[item.parent] if item.parent >= 0 else own)
    return found


def item_at(items: Sequence[Item], starts: Sequence[int], place: int) -> int:
    """The index of the innermost item whose stretch holds ``place``, or -1. ``starts``: the items' starts."""
    index = bisect_right(starts, place) - 1
    while index >= 0 and items[index].end <= place:
        index = items[index].parent
    return index
