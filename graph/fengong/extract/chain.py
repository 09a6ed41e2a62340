"""Numbers that count upwards through a text: which of all the numbers in it are the item numbers.

Rows and items are told from other numbers (years, amounts, 1. 2. of a support list) by their
sequence alone: the chain of candidates with the best sum of evidence, less one for each number
that it jumps over. Linear in the number of candidates, for jumps are bounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

JUMP = 60
"""The widest gap in the numbering that a chain may bridge."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number at ``start`` (text goes on at ``end``) and how strong its surroundings speak for it.

    ``second`` is a number glued behind it that has to count upwards as well (row 8, task 8: 88.).
    """

    start: int
    end: int
    number: int
    weight: int
    second: int | None = None


def best_chain(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The strongest upward chain in order of position; ties go to the earlier candidate."""
    best: dict[int, tuple[int, int, int, int | None]] = {}  # number → (score, index, previous, last second)
    trail: list[int] = []
    top = (0, -1)
    for index, candidate in enumerate(candidates):
        score, previous, second = _enter(candidate)
        for number in range(max(candidate.number - JUMP, 0), candidate.number):
            if number not in best:
                continue
            before, at, _, last = best[number]
            if candidates[at].end > candidate.start or not _counts_on(last, candidate.second):
                continue
            total = (
                before
                + candidate.weight
                - _jumped(number, candidate.number)
                - _jumped(last, candidate.second)
            )
            if total > score:
                score, previous = total, at
                second = candidate.second if candidate.second is not None else last
        trail.append(previous)
        if score > best.get(candidate.number, (0, 0, 0, None))[0]:
            best[candidate.number] = (score, index, previous, second)
            top = max(top, (score, -index)) if top[0] else (score, -index)
    return _walk_back(candidates, trail, -top[1]) if top[0] else []


def _enter(candidate: Candidate) -> tuple[int, int, int | None]:
    return candidate.weight - min(candidate.number - 1, JUMP), -1, candidate.second


def _counts_on(last: int | None, second: int | None) -> bool:
    return last is None or second is None or last < second


def _jumped(before: int | None, after: int | None) -> int:
    return 0 if before is None or after is None else after - before - 1


def _walk_back(candidates: Sequence[Candidate], trail: Sequence[int], index: int) -> list[Candidate]:
    chain = []
    while index >= 0:
        chain.append(candidates[index])
        index = trail[index]
    return chain[::-1]


def stretches(chain: Sequence[Candidate], end: int) -> list[tuple[Candidate, int]]:
    """Each candidate with the index at which the next one begins; the last with ``end``."""
    return [(c, n.start) for c, n in pairwise(chain)] + [(c, end) for c in chain[-1:]]
