"""What each measure is called by: its number, with those of its headings where it alone would mean two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from fengong.extract.contain import Held
from fengong.extract.numbering import Item

_Numbers = tuple[str, ...]


def paths(held: Sequence[Held], items: Sequence[Item]) -> list[str | None]:
    """For each measure the path it needs, or None where its number is its own.

    The numbers of as few headings as make the measures of the commonest kind plain stand before the
    number: none, else the plan or first heading (2-3), else more. The others give way where they
    would clash with them. Unnumbered measures are p1, p2 …
    """
    whole = _whole(held, items)
    kinds = [items[h.item].mark.kind if h.item >= 0 else "" for h in held]
    commonest = Counter(kind for kind in kinds if kind).most_common(1)
    main = {at for at, kind in enumerate(kinds) if commonest and kind == commonest[0][0]}
    depth = next((d for d in range(1, 9) if _plain([_cut(whole[at], d) for at in main])), 9)
    taken = {_cut(whole[at], depth) for at in main}
    found: list[str | None] = []
    for at, numbers in enumerate(whole):
        cut = _cut(numbers, depth)
        if at not in main and numbers:
            cut = next((c for d in range(1, 9) if (c := _cut(numbers, d)) not in taken), numbers)
            taken.add(cut)
        found.append("-".join(cut) if len(cut) > 1 else None)
    return _with_unnumbered(found, whole)


def _plain(cuts: Sequence[_Numbers]) -> bool:
    return len(set(cuts)) == len(cuts)


def _cut(numbers: _Numbers, depth: int) -> _Numbers:
    """The number with ``depth`` - 1 of its headings, outermost first: (3), (2, 3), (2, 1, 3) …"""
    return (*numbers[: depth - 1], numbers[-1]) if len(numbers) > depth else numbers


def _whole(held: Sequence[Held], items: Sequence[Item]) -> list[_Numbers]:
    plans = _plans(items)
    return [_numbers(items, h.item, plans) if h.item >= 0 else () for h in held]


def _numbers(items: Sequence[Item], index: int, plans: Mapping[int, int]) -> _Numbers:
    """The item's number behind those of the items above it; a title counts only where there are several plans."""
    parts: list[str] = []
    while index >= 0:
        mark = items[index].mark
        if mark.kind != "title":
            parts.append(str(mark.number))
        elif len(plans) > 1:
            parts.append(str(plans.get(index, 0)))
        index = items[index].parent
    return tuple(reversed(parts))


def _plans(items: Sequence[Item]) -> Mapping[int, int]:
    """{title's item: which of the plans it heads}; titles without anything below them do not count."""
    heads = {item.parent for item in items if item.parent >= 0 and items[item.parent].mark.kind == "title"}
    return {index: place for place, index in enumerate(sorted(heads), 1)}


def _with_unnumbered(found: Sequence[str | None], whole: Sequence[_Numbers]) -> list[str | None]:
    count = 0
    named: list[str | None] = []
    for path, numbers in zip(found, whole, strict=True):
        count += not numbers
        named.append(path if numbers else f"p{count}")
    return named
