"""Two wordings of one measure held side by side: where they differ, and whether a slip of the pen explains it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from fengong.flow import squash

_CONTEXT = 4


@dataclass(frozen=True, slots=True)
class Difference:
    """``ours`` (the annex, at [start, end) of its squashed text) stands where the main text has ``theirs``."""

    ours: str
    theirs: str
    start: int
    end: int


def differences(ours: str, theirs: str) -> tuple[Difference, ...]:
    """Where two texts differ, line breaks and full-width forms aside; neighbouring changes are one."""
    a, b = squash(ours), squash(theirs)
    changes: list[list[int]] = []
    for op in Indel.opcodes(a, b):
        if op.tag == "equal":
            continue
        if changes and op.src_start - changes[-1][1] <= 1 and op.dest_start - changes[-1][3] <= 1:
            changes[-1][1], changes[-1][3] = op.src_end, op.dest_end
        else:
            changes.append([op.src_start, op.src_end, op.dest_start, op.dest_end])
    return tuple(Difference(a[s:e], b[t:f], s, e) for s, e, t, f in changes)


def show(ours: str, theirs: str) -> str:
    """The differences for a reader: …加快「新区」建设/「滨海新区」建设…, with a little context."""
    a = squash(ours)
    return "；".join(
        f"…{a[max(0, d.start - _CONTEXT) : d.start]}［附件「{d.ours}」/正文「{d.theirs}」］{a[d.end : d.end + _CONTEXT]}…"
        for d in differences(ours, theirs)
    )


def homophones(ours: str, theirs: str) -> tuple[tuple[str, str, int], ...]:
    """(annex word, main text word, place) where the texts differ by words of the same sound: 一级 / 以及.

    Such slips come from typing by pinyin, which is why tones are left aside.
    """
    return tuple(
        (d.ours, d.theirs, d.start) for d in differences(ours, theirs) if _sound_alike(d.ours, d.theirs)
    )


def _sound_alike(ours: str, theirs: str) -> bool:
    if not ours or len(ours) != len(theirs) or not _is_han(ours + theirs):
        return False
    return _sound(ours) == _sound(theirs)


def _is_han(words: str) -> bool:
    return all("\u3400" <= char <= "\u9fff" for char in words)


@lru_cache(maxsize=256)
def _sound(words: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415  its tables take 100 ms; only differing words need them

    return tuple(lazy_pinyin(words))
