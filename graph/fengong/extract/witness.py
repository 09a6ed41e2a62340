"""Which item of the main text says the same as which row of the annex: by the runs of characters they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

RUN = 4
"""Length of a shared run. Four Chinese characters are two words: rarely shared by chance."""
SHARE = 0.25
"""Least part of the runs of the shorter of the two that both have to hold."""
_COMMON = 5


def pair(rows: Sequence[str], items: Sequence[str]) -> dict[int, int]:
    """{row index: item index}, each used once, best pairs first; rows and items without a partner are left out.

    Linear in the length of the texts: runs that more than a few items have are passed over.
    """
    owners: dict[str, list[int]] = defaultdict(list)
    sizes = []
    for index, item in enumerate(items):
        runs = _runs(item)
        sizes.append(max(len(runs), 1))
        for run in runs:
            owners[run].append(index)
    scored = []
    for index, row in enumerate(rows):
        shared: Counter[int] = Counter()
        for run in _runs(row):
            if run in owners and len(owners[run]) <= _COMMON:
                for owner in owners[run]:
                    shared[owner] += 1
        # Of the shorter of the two: the last item of a text without line breaks runs on into its closing words.
        size = max(len(row) - RUN + 1, 1)
        scored += [(-count / min(sizes[item], size), index, item) for item, count in shared.items()]
    return _best(sorted(scored))


def _best(scored: Sequence[tuple[float, int, int]]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for score, row, item in scored:
        if -score >= SHARE and row not in pairs and item not in used:
            pairs[row] = item
            used.add(item)
    return pairs


def _runs(text: str) -> set[str]:
    return {text[i : i + RUN] for i in range(len(text) - RUN + 1)}
