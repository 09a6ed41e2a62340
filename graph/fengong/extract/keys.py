"""What each measure is called by: its number, with those of its headings where it alone would mean two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from fengong.extract.contain import Held
from fengong.extract.numbering import Item


def paths(held: Sequence[Held], items: Sequence[Item]) -> list[str | None]:
    """For each measure the path it needs, or None where its number is its own.

    Where one kind of numbering carries most measures (1. 2. 3.), it keeps its plain numbers and only the
    others that would clash get paths. Unnumbered measures are p1, p2 …
    """
    numbers = [str(items[h.item].mark.number) if h.item >= 0 else "" for h in held]
    kinds = [items[h.item].mark.kind if h.item >= 0 else "" for h in held]
    main = Counter(kind for kind in kinds if kind).most_common(1)
    main_kind = main[0][0] if main else ""
    clashing = _clashing(numbers, kinds, main_kind)
    plans = _plans(items)
    found: list[str | None] = []
    unnumbered = 0
    for at, one in enumerate(held):
        if one.item < 0:
            unnumbered += 1
            found.append(f"p{unnumbered}")
        else:
            found.append(_path(items, one.item, plans) if at in clashing else None)
    return found


def _clashing(numbers: Sequence[str], kinds: Sequence[str], main_kind: str) -> set[int]:
    by_number: dict[str, list[int]] = {}
    for at, number in enumerate(numbers):
        if number:
            by_number.setdefault(number, []).append(at)
    clashing: set[int] = set()
    restarts = any(sum(kinds[at] == main_kind for at in found) > 1 for found in by_number.values())
    for found in by_number.values():
        if restarts:
            clashing |= set(found)
        elif len(found) > 1:
            clashing |= {at for at in found if kinds[at] != main_kind}
    return clashing


def _path(items: Sequence[Item], index: int, plans: Mapping[int, int]) -> str:
    """2-3-1: the item's number behind those of the items above it; a plan's title counts its place."""
    parts = [str(items[index].mark.number)]
    while (parent := items[index].parent) >= 0:
        index = parent
        parts.append(str(plans.get(index, items[index].mark.number)))
    return "-".join(reversed(parts))


def _plans(items: Sequence[Item]) -> Mapping[int, int]:
    """{title's item: which of the plans it heads}; titles without anything below them do not count."""
    heads = {item.parent for item in items if item.parent >= 0 and items[item.parent].mark.kind == "title"}
    return {index: place for place, index in enumerate(sorted(heads), 1)}
