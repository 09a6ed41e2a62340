"""How long a whole publication takes, and against rdflib writing the same graph: python bench/publishing.py

Seconds of the clock and of the processor. All that is compared runs in turn within each round; medians over the rounds.
"""

from __future__ import annotations

import argparse
import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import rdflib

from fengong import read_plan
from fengong.check import to_rdflib
from fengong.describe import describe
from fengong.publication import load_publication
from fengong.publish import publish
from fengong.write import write

NOTICE = Path(__file__).resolve().parents[1] / "data/sources/binhai-2020-20"
FORMATS = {"turtle": "longturtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
"""Our format → rdflib's. rdflib's N-Triples, JSON-LD and RDF/XML differ from run to run; ours do not."""


def timed(work: Callable[[], object]) -> float:
    """Seconds of the clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def command(folder: Path) -> None:
    """The whole command in a process of its own, reading included."""
    program = [sys.executable, "-m", "fengong.cli", "publish", str(folder), str(NOTICE / "notice.txt")]
    subprocess.run(
        [*program, "--settings", str(NOTICE / "publication.toml")], check=True, capture_output=True
    )


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    plan, settings = read_plan(NOTICE / "notice.txt"), load_publication(NOTICE / "publication.toml")
    quads = describe(plan)
    graph: rdflib.Graph = to_rdflib(quads)
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        for turn in range(rounds):
            work: dict[str, Callable[[], object]] = {
                "the command, cold": lambda turn=turn: command(Path(name) / f"cold{turn}"),
                "publish(), warm": lambda turn=turn: publish([plan], Path(name) / f"warm{turn}", settings),
            }
            for ours, theirs in FORMATS.items():
                work[f"fengong {ours}"] = lambda ours=ours: write(quads, ours)
                work[f"rdflib {ours}"] = lambda theirs=theirs: graph.serialize(io.BytesIO(), format=theirs)
            for label, one in work.items():
                found.setdefault(label, []).append(timed(one))
        files = sum(one.is_file() for one in (Path(name) / "cold0").rglob("*"))
    print(f"{len(quads)} quads, {files} files, {rounds} rounds")
    for label in ("the command, cold", "publish(), warm"):
        print(
            f"{label:22}{statistics.median(found[label]):8.2f} s   ({min(found[label]):.2f}–{max(found[label]):.2f})"
        )
    for ours in FORMATS:
        pairs = zip(found[f"rdflib {ours}"], found[f"fengong {ours}"], strict=True)
        ratio = statistics.median(theirs / own for theirs, own in pairs)
        print(
            f"{ours:22}{statistics.median(found[f'fengong {ours}']):8.3f} s   x{ratio:.1f} as fast as rdflib"
        )


if __name__ == "__main__":
    main()
