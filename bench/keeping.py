"""What a kept graph costs: reading, storing, adding, memory, and a whole command: python bench/keeping.py

Ratios are of pairs that run in turn within each round of one process; medians, with the lowest and highest. Documents are
those of bench/cities.py, and for reading the notice in data/sources too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from cities import texts
from pyoxigraph import RdfFormat, Store

from fengong import plan_of
from fengong.describe import compact
from fengong.gather import gather
from fengong.keep import opened
from fengong.read import read

NOTICE = Path(__file__).resolve().parents[1] / "data/sources/binhai-2020-20/notice.txt"
BARE = "import click, pyoxigraph; click.echo('第8项措施')"
Clock = Callable[[], float]


def timed(work: Callable[[], object], clock: Clock = time.perf_counter) -> float:
    """Seconds of a clock."""
    start = clock()
    work()
    return clock() - start


def spread(values: Iterable[float], digits: int = 2) -> str:
    """Median (lowest–highest)."""
    found = sorted(values)
    return f"{statistics.median(found):.{digits}f} ({found[0]:.{digits}f}–{found[-1]:.{digits}f})"


def write_texts(folder: Path, count: int) -> list[str]:
    """So many notices as files."""
    folder.mkdir(parents=True)
    files = []
    for number, (_, text) in enumerate(texts(count)):
        file = folder / f"{number:05}.txt"
        file.write_text(text, encoding="utf-8")
        files.append(str(file))
    return files


def reading(work: Path, rounds: int) -> None:
    """Documents a second of one processor, and what of it is reading, extraction with names, description."""
    for name, files in (("the notice", [str(NOTICE)]), ("synthetic", write_texts(work / "read", 20))):
        steps: dict[str, list[float]] = {"read": [], "extract and resolve": [], "describe": [], "lines": []}
        for _ in range(rounds + 1):
            documents = [read(file) for file in files]
            plans = [plan_of(document) for document in documents]
            for step, work_ in (
                ("read", lambda files=files: [read(file) for file in files]),
                ("extract and resolve", lambda found=documents: [plan_of(one) for one in found]),
                ("describe", lambda found=plans: [compact(plan) for plan in found]),
                ("lines", lambda files=files: [*gather(files, processes=1)]),
            ):
                steps[step].append(timed(work_, time.process_time) / len(files) * 1000)
        best = {step: statistics.median(values[1:]) for step, values in steps.items()}
        whole = best["read"] + best["extract and resolve"]
        print(f"reading, {name}: {1000 / whole:.0f} documents a second of a processor (goal: 100)")
        for step in ("read", "extract and resolve", "describe"):
            print(f"    {step}: {best[step]:.1f} ms")
        print(
            f"    all of it to N-Quads lines: {best['lines']:.1f} ms, {1000 / best['lines']:.0f} documents a second"
        )


def storing(work: Path, rounds: int, count: int = 100) -> None:
    """Our writing of lines that are there against pyoxigraph's bulk loader reading them from a file."""
    gathered = [*gather(write_texts(work / "store", count), processes=1)]
    pieces = [piece for one in gathered for piece in (one.lines, one.registry) if piece]
    file = work / "lines.nq"
    file.write_bytes(b"".join(pieces))
    ours: list[float] = []
    bare: list[float] = []
    for number in range(rounds):
        place = work / f"round{number}"
        ours.append(timed(lambda place=place: _ours(place / "ours", pieces)))
        bare.append(timed(lambda place=place: _bare(place, file)))
        shutil.rmtree(place)
    ratios = [a / b for a, b in zip(ours, bare, strict=True)]
    quads = sum(piece.count(b"\n") for piece in pieces)
    print(f"storing {count} documents, {quads} quads (the union among them)")
    print(f"    ours {spread(ours)} s, bulk loader from a file {spread(bare)} s")
    print(f"    ratio {spread(ratios)} (goal: at most 1.3)")


def _ours(place: Path, pieces: Sequence[bytes]) -> None:
    place.parent.mkdir(exist_ok=True)
    with opened(place) as keeper:
        keeper.load(pieces)


def _bare(place: Path, file: Path) -> None:
    store = Store(str(place / "bare"))
    store.bulk_load(path=str(file), format=RdfFormat.N_QUADS)
    store.flush()


def adding(work: Path, sizes: Sequence[int]) -> None:
    """The whole of `fengong add` in a process of its own: time a document, memory, the folder's size."""
    first = None
    for size in sizes:
        plans, graph = work / f"add{size}", work / f"graph{size}"
        write_texts(plans, size)
        start = time.perf_counter()
        memory = _memory([sys.executable, "-m", "fengong.cli", "add", str(plans), "-g", str(graph)])
        took = time.perf_counter() - start
        each = took / size * 1000
        first = first or each
        on_disk = sum(file.stat().st_size for file in graph.iterdir()) / size / 1e6
        print(
            f"adding {size} documents: {size / took:.1f} a second on {len(os.sched_getaffinity(0))} processors "
            f"(goal: 50), {each:.0f} ms each, ×{each / first:.2f} of the first size (goal: 0.85–1.15); "
            f"at most {memory:.0f} MB in the process that writes; {on_disk:.2f} MB a document on disk"
        )
        shutil.rmtree(plans)
        shutil.rmtree(graph)


def _memory(words: Sequence[str]) -> float:
    """The greatest memory of a run in MB, not of the processes that it starts. Raises where the run fails."""
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}")
    return usage.ru_maxrss / 1024


def process(work: Path, rounds: int) -> None:
    """A whole `fengong who 8` on a graph that is there, against a bare python with click and pyoxigraph."""
    graph = work / "who"
    who = [str(Path(sys.executable).with_name("fengong")), "who", "8", "-g", str(graph)]
    subprocess.run([who[0], "add", str(NOTICE), "-g", str(graph)], check=True, stderr=subprocess.DEVNULL)
    ours, bare = [], []
    for _ in range(rounds * 2 + 1):
        ours.append(timed(lambda: subprocess.run(who, check=True, stdout=subprocess.DEVNULL)))
        words = [sys.executable, "-c", BARE]
        bare.append(timed(lambda words=words: subprocess.run(words, check=True, stdout=subprocess.DEVNULL)))
    ratios = [a / b for a, b in zip(ours[1:], bare[1:], strict=True)]
    print(
        f"fengong who 8: {spread(ours[1:])} s, bare {spread(bare[1:])} s, ratio {spread(ratios)} (goal: 2.5)"
    )


def main() -> None:
    """What is asked for, else all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=["reading", "storing", "adding", "process"])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--sizes", default="100,300,1000", help="documents that are added")
    parser.add_argument("--work", type=Path, help="where to write; else a folder for the time of the run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.work) as folder:
        for part in given.parts:
            match part:
                case "reading":
                    reading(Path(folder), given.rounds)
                case "storing":
                    storing(Path(folder), given.rounds)
                case "adding":
                    adding(Path(folder), [int(size) for size in given.sizes.split(",")])
                case "process":
                    process(Path(folder), given.rounds)
                case _:
                    parser.error(f"no part {part}: reading, storing, adding, process")


if __name__ == "__main__":
    main()
