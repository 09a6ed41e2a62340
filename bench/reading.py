"""How fast plans are read, and whether a word segmenter would be faster or find more: python bench/reading.py

Processor seconds (of this process and of those it starts: PDF is read in one), so "per core". All that is
compared is run in turn within each round, on documents that no earlier round has read; medians over the rounds.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

try:
    import resource
except ImportError:  # Windows: the seconds of child processes are not told
    resource = None

sys.path.insert(0, str(Path(__file__).resolve().parent))

from material import Case, real, synthetic
from peers import installed, recall, segment

from fengong import plan_of
from fengong.flow import squash
from fengong.read import read_bytes

FENGONG = "fengong"
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
    for what in sorted(
        timed, key=lambda w: (w.partition(" ")[0] != "text", statistics.median(timed[w].whole))
    ):
        one = timed[what]
        end, read, size, text = map(statistics.median, (one.whole, one.reading, one.size, one.text))
        print(
            f"{what:11}{text:11.0f}{size / 1e3:9.0f} │{end * 1e3:15.1f}{1 / end:9.1f}{size / end / 1e6:8.2f}"
            f"{text / end / 1e6:9.3f} │{read * 1e3:18.1f}{1 / read:9.1f}{size / read / 1e6:8.2f}"
        )
    print(
        "\nMB are those of the file (DOCX and XLSX are packed, web pages carry markup). Writing the file is not counted."
    )


def in_turn(things: Sequence[Any], round_: int) -> list[Any]:
    """The things, each round beginning with another."""
    first = round_ % len(things)
    return [*things[first:], *things[:first]]


def plan_names(case: Case) -> tuple[float, Counter[str]]:
    """(processor seconds from the file to its resolved Plan, how often the Plan names each body)."""
    start = seconds()
    plan = plan_of(read_bytes(case.data, case.name))
    taken = seconds() - start
    found: Counter[str] = Counter()
    for measure in plan.measures:
        for one in (
            *measure.assignments,
            *measure.by_rule,
            *(a for item in measure.support for a in item.bodies),
        ):
            found[squash(one.body.name)] += 1
    return taken, found


@dataclass
class Compared:
    """Seconds and names of fengong and of each peer on one group of documents."""

    seconds: dict[str, list[dict[str, float]]] = field(default_factory=lambda: defaultdict(list))
    characters: dict[str, int] = field(default_factory=dict)
    found: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0, 0]))
    told: set[tuple[str, str]] = field(default_factory=set)

    def add(self, case: Case, round_: int, workers: Mapping[str, Executor]) -> None:
        """One document read by all in turn; the peers are given its text, whose reading is not counted as theirs."""
        text = read_bytes(case.data, case.name).text
        self.characters[case.name] = len(text)
        took: dict[str, float] = {}
        for name in in_turn(list(workers), round_):
            if name == FENGONG:
                taken, found = workers[name].submit(plan_names, case).result()
            else:
                taken, found, cut = workers[name].submit(segment, name, text, case.gold or {}).result()
                self.tell(f"{name}, cut out", case, cut)
            took[name] = taken
            self.tell(name, case, found)
        self.seconds[case.name].append(took)

    def speed(self) -> float:
        """Characters a second of fengong, over all documents."""
        taken = sum(statistics.median(took[FENGONG] for took in times) for times in self.seconds.values())
        return sum(self.characters.values()) / taken

    def ratios(self, name: str) -> list[float]:
        """How many times as fast as a peer fengong is, ascending: of each document, the median of its readings."""
        times = self.seconds.values()
        return sorted(statistics.median(took[name] / took[FENGONG] for took in one) for one in times)

    def tell(self, who: str, case: Case, found: Mapping[str, int]) -> None:
        """Count what was found of the case's gold, once a document: real ones come again in every round."""
        if (who, case.name) in self.told:
            return
        self.told.add((who, case.name))
        told = recall(case.gold or {}, found)
        self.found[who] = [a + b for a, b in zip(self.found[who], told, strict=True)]


def compare(rounds: int) -> None:
    """fengong's speed and recall of names against those of word segmenters, as ratios of the same run.

    Each works in a process of its own, so that none carries the dictionaries and threads of another.
    """
    others, missing = installed()
    cases, absent = real()
    groups: dict[str, Compared] = defaultdict(Compared)
    with ExitStack() as stack:
        spawn = get_context("spawn")
        workers = {n: stack.enter_context(ProcessPoolExecutor(1, spawn)) for n in (FENGONG, *others)}
        for round_ in range(-1, rounds):  # the first one is not counted: it loads what each has to load
            made = synthetic(1000 + round_)
            named = [
                (f"synthetic {what}", made[what])
                for what in ("text txt", "text html", "table txt", "table html")
            ]
            named += [(f"real {case.kind}", case) for case in cases]
            for group, case in in_turn(named, round_):
                (groups[group] if round_ >= 0 else Compared()).add(case, round_, workers)
    print(f"\n2. Against word segmenters on the same text, in the same run, {rounds} rounds, one core\n")
    for line in (
        *(f"{name} is not installed and left out: pip install -e '.[bench]'" for name in missing),
        *absent,
    ):
        print(f"   {line}")
    _speeds(groups, others)
    _names(groups, others)


def _speeds(groups: Mapping[str, Compared], others: Sequence[str]) -> None:
    print(
        "How many times as fast as each, end to end (file to resolved Plan with spans; peers: text to tagged words):"
    )
    print(
        f"median (lowest–highest) of the documents; the goal is ×{GOAL} of jieba.posseg on text and web pages.\n"
    )
    print(f"{'documents':26}{'fengong char/s':>15}" + "".join(f"{name:>24}" for name in others))
    for group, one in sorted(groups.items()):
        line = f"{f'{len(one.seconds)} {group}':26}{one.speed():15.0f}"
        for name in others:
            ratios = one.ratios(name)
            line += f"{f'×{statistics.median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})':>24}"
        print(line)


def _names(groups: Mapping[str, Compared], others: Sequence[str]) -> None:
    print(
        "\nNames of bodies found, of those in the gold (each name once a document; in brackets: each mention):\n"
    )
    whos = [FENGONG, *(who for name in others for who in (name, f"{name}, cut out"))]
    kinds = {
        "synthetic": [g for g in groups if g.startswith("synthetic")],
        "real": [g for g in groups if g.startswith("real")],
    }
    print(f"{'':32}" + "".join(f"{kind:>34}" for kind in kinds))
    for who in whos:
        line = f"{who:32}"
        for within in kinds.values():
            names, wanted, mentions, all_ = (sum(groups[g].found[who][n] for g in within) for n in range(4))
            told = (
                f"{names / wanted:.1%} ({mentions / all_:.1%}) of {wanted} ({all_})" if wanted else "no gold"
            )
            line += f"{told:>34}"
        print(line)
    print(
        "\nA segmenter has found a name that is one word tagged as a noun, or several words in a row of which the last"
        "\nis tagged as a body (nt, ORG). Cut out: its words begin and end where the name does, whatever the tags."
        "\nIt is credited with the name wherever it stands in the document, fengong only where a plan names a body."
    )


def main(arguments: Iterable[str] | None = None) -> None:
    """Both comparisons."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="how often each is measured (default 7)")
    parser.add_argument("--only", choices=("formats", "peers"), help="one of the two comparisons")
    asked = parser.parse_args(list(arguments) if arguments is not None else None)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors{load}")
    first = synthetic(999)["text txt"]
    start = seconds()
    plan_of(read_bytes(first.data, first.name))
    print(
        f"The first document of a process takes {seconds() - start:.2f} s: rules and registry are loaded with it."
    )
    print("It is in no figure below.")
    if asked.only != "peers":
        formats(asked.rounds)
    if asked.only != "formats":
        compare(asked.rounds)


if __name__ == "__main__":
    main()
