"""Where a list of bodies may end that no mark closes: in a row whose cell boundaries are lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from fengong.extract.grammar import grammar
from fengong.extract.names import LONGEST, NameRules
from fengong.flow import Flow

_ITEM_END = re.compile(r"[、,;。:!?<>《》—]|\d+\.|$")
_NONE_MARK = re.compile(r"(?:[—\-–/\\]+|无)$")
_ROLE_IN_BRACKETS = re.compile(r"\(([^()]{2,8})\)$")
_RANKS = "国省市州区县旗镇乡各有"
"""How the names of bodies begin that say their level: 区委宣传部|区教委 is cut there, not behind 区委."""
_GOES_ON = "、,;"
_SHORT_NAME = 8
_MOST_ITEMS = 500
"""Entries of one list. The longest seen has under sixty; the bound keeps hostile input linear."""


def list_ends(chars: str, start: int, limit: int, names: NameRules) -> list[int]:
    """Every index at which a list of bodies beginning at ``start`` could end; empty where none begins.

    All items but the last must be whole names; behind the last one text may run on.
    """
    found: set[int] = set()
    for index, end, whole in _entries(chars, start, limit, names):
        found.update(names.ends(chars, index, end))
        if whole and end < limit and chars[end] in _GOES_ON:
            found.discard(end)
        elif whole:
            found.add(end)
    return sorted(found)


def last_item(chars: str, start: int, limit: int, names: NameRules) -> int:
    """Index at which the last item of the list beginning at ``start`` begins."""
    return max((index for index, _, _ in _entries(chars, start, limit, names)), default=start)


@lru_cache(maxsize=64)
def _entries(chars: str, start: int, limit: int, names: NameRules) -> tuple[tuple[int, int, bool], ...]:
    """What `_items` gives, kept while one row is cut: the same place is asked about two or three times."""
    return tuple(_items(chars, start, limit, names))


def _items(chars: str, start: int, limit: int, names: NameRules) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whole) of each item; the first that is no whole name is the last."""
    index, seen = start, 0
    while index < limit and seen < _MOST_ITEMS:
        label = grammar().label_at(chars, index, limit)
        index = label.end if label and label.role else index
        end = _item_end(chars, index, min(limit, index + 4 * LONGEST))
        whole = _is_item(chars[index:end], seen > 0, names)
        yield index, end, whole
        if not whole or end >= limit or chars[end] not in _GOES_ON:
            return
        index, seen = end + 1, seen + 1


def _item_end(chars: str, start: int, limit: int) -> int:
    """Where the item at ``start`` ends: at a mark outside brackets, behind a set that has 、 in its name."""
    together = grammar().collective.match(chars, start, limit)
    index = together.end() if together else start
    while (stop := _ITEM_END.search(chars, index, limit)) is not None:
        if chars.count("(", start, stop.start()) <= chars.count(")", start, stop.start()):
            return stop.start()
        index = stop.end()
        if index >= limit or stop.end() == stop.start():
            break
    return limit


@lru_cache(maxsize=4096)
def _is_item(item: str, seen: bool, names: NameRules) -> bool:
    """Whether all of ``item`` can be one entry of a list; ``seen``: others were read before it.

    A plan names the same bodies again and again.
    """
    bare = grammar().open_end.sub("", _strip_role(item))
    left, _, right = bare.partition("会同")
    if right:
        return _is_item(left, seen, names) and _is_item(right, seen, names)
    if names.lexicon.opener.match(bare) and not names.is_known(bare):
        return False
    # Behind a first name, short entries without a name's shape (滨海建投) are names by their place.
    return names.is_name(bare) or (seen and 2 <= len(bare) <= _SHORT_NAME and bare.isalpha())


def _strip_role(item: str) -> str:
    """``item`` without the role phrase behind the name, which may stand in brackets."""
    bracket = _ROLE_IN_BRACKETS.search(item)
    if bracket and bracket.start() >= 2 and grammar().phrase.fullmatch(bracket.group(1)):
        return item[: bracket.start()]
    return grammar().strip(item)[0]


def is_none_mark(words: str) -> bool:
    """Whether a cell says that there is nothing in it: dashes, a slash, 无."""
    return bool(_NONE_MARK.match(words))


def before_none_mark(chars: str, start: int, end: int) -> int:
    """Index at which the mark of an empty cell begins that ends ``chars[start:end]``, else ``end``."""
    mark = _NONE_MARK.search(chars[start:end])
    return start + mark.start() if mark else end


def column_end(flow: Flow, start: int, end: int, names: NameRules) -> int:
    """Where the first of two lists ends: at a line's end, else before a word of rank; ``end`` where neither."""
    ends = [e for e in list_ends(flow.chars, start, end, names) if e < end]
    both = [e for e in ends if end in list_ends(flow.chars, e, end, names) or is_none_mark(flow.chars[e:end])]
    lines = [e for e in both if flow.opens_line(e)]
    ranked = [e for e in both if flow.chars[e] in _RANKS or is_none_mark(flow.chars[e:end])]
    return (lines or ranked or [end])[0]
