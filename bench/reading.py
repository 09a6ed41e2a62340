"""How fast plans are read, and whether a word segmenter would be faster or find more: python bench/reading.py

Processor seconds (of this process and of those it starts: PDF is read in one), so "per core". All that is
compared is run in turn within each round, on documents that no earlier round has read; medians over the rounds.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

try:
    import resource
except ImportError:  # Windows: the seconds of child processes are not told
    resource = None

sys.path.insert(0, str(Path(__file__).resolve().parent))

from material import Case, real, synthetic  # noqa: E402  beside this file
from peers import Peer, peers, recall, whole  # noqa: E402

from fengong import plan_of  # noqa: E402
from fengong.flow import squash  # noqa: E402
from fengong.model import Plan  # noqa: E402
from fengong.read import read_bytes  # noqa: E402

GOAL = 20
"""Times the speed of jieba.posseg that text and web pages are to reach, end to end."""


def seconds() -> float:
    """Processor seconds so far, those of ended child processes included."""
    if resource is None:
        return time.process_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@dataclass
class Timed:
    """What was measured of one format, a figure a round."""

    reading: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    size: list[int] = field(default_factory=list)  # bytes of the file
    text: list[int] = field(default_factory=list)  # characters

    def add(self, case: Case) -> None:
        """Read a file to its Plan."""
        start = seconds()
        document = read_bytes(case.data, case.name)
        read = seconds()
        plan = plan_of(document)
        end = seconds()
        assert plan.measures
        self.reading.append(read - start)
        self.whole.append(end - start)
        self.size.append(len(case.data))
        self.text.append(len(document.text))


def formats(rounds: int) -> None:
    """Documents and megabytes a second of each format, read alone and end to end."""
    timed: dict[str, Timed] = defaultdict(Timed)
    for seed in range(rounds):
        for what, case in in_turn(list(synthetic(seed).items()), seed):
            timed[what].add(case)
    print(f"\n1. Formats: synthetic plans of about 10 000 characters, one core, median of {rounds}\n")
    print(
        f"{'format':11}{'characters':>11}{'file KB':>9} │{'end to end: ms':>15}{'plans/s':>9}{'MB/s':>8}{'Mchar/s':>9}"
        f" │{'reading alone: ms':>18}{'plans/s':>9}{'MB/s':>8}"
    )
    for what in sorted(timed, key=lambda w: (w.partition(" ")[0] != "text", statistics.median(timed[w].whole))):
        one = timed[what]
        end, read, size, text = map(statistics.median, (one.whole, one.reading, one.size, one.text))
        print(
            f"{what:11}{text:11.0f}{size / 1e3:9.0f} │{end * 1e3:15.1f}{1 / end:9.1f}{size / end / 1e6:8.2f}"
            f"{text / end / 1e6:9.3f} │{read * 1e3:18.1f}{1 / read:9.1f}{size / read / 1e6:8.2f}"
        )
    print("\nMB are those of the file (DOCX and XLSX are packed, web pages carry markup). Writing the file is not counted.")


def in_turn[T](things: Sequence[T], round_: int) -> list[T]:
    """The things, each round beginning with another."""
    first = round_ % len(things)
    return [*things[first:], *things[:first]]
