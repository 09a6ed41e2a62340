"""Words found by `fengong search` against SPARQL's CONTAINS: python bench/searching.py --documents 100

The folder is filled by `fengong add` from bench/cities.py. All that is compared runs in turn within each round of one
process; medians, with the lowest and highest. rdflib is asked once for each word, of the first documents only.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import rdflib
from cities import texts

from fengong.check import to_rdflib
from fengong.collect import add
from fengong.index import Place, place_of
from fengong.query import prefixes
from fengong.search import search
from fengong.store import Graph, open_graph

WORDS = ("营商环境", "统计局", "企业", "没有的词")
RDFLIB = 10
"""Documents that rdflib is asked about."""
CONTAINS = """
SELECT DISTINCT ?node ?text WHERE {{
  ?node fg:text|skos:prefLabel|skos:altLabel|skos:hiddenLabel|fg:nameInText ?text FILTER(CONTAINS(?text, "{word}"))
}}
"""


def timed(work: Callable[[], object]) -> float:
    """Seconds of the clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def spread(values: Iterable[float]) -> str:
    """Median (lowest–highest) in milliseconds."""
    found = sorted(value * 1000 for value in values)
    return f"{statistics.median(found):.1f} ({found[0]:.1f}–{found[-1]:.1f}) ms"


def filled(folder: Path, count: int) -> Path:
    """A kept folder of so many documents."""
    plans, graph = folder / f"plans{count}", folder / f"graph{count}"
    plans.mkdir()
    for number, (_, text) in enumerate(texts(count)):
        (plans / f"{number:05}.txt").write_text(text, encoding="utf-8")
    for one in add(graph, sorted(map(str, plans.iterdir()))):
        if one.error:
            raise SystemExit(one.error)
    return graph


def compared(graph: Graph, place: Place | None, word: str, rounds: int) -> None:
    """One word, both ways in turn."""
    ours: list[float] = []
    bare: list[float] = []
    known = dict(prefixes())
    for _ in range(rounds):
        ours.append(timed(lambda: search(graph, word, place)))
        bare.append(timed(lambda: graph.query(CONTAINS.format(word=word), prefixes=known)))
    ratio = statistics.median(b / a for a, b in zip(ours, bare, strict=True))
    hits = len(search(graph, word, place))
    print(f"{word}: {hits} hits; ours {spread(ours)}, SPARQL {spread(bare)}, ×{ratio:.1f} as fast (goal: 8)")


def against_rdflib(folder: Path) -> None:
    """rdflib on a small graph, and we on the same."""
    path = filled(folder, RDFLIB)
    place, graph = place_of(str(path)), open_graph(path)
    other = rdflib.Graph()
    other += to_rdflib(graph.kept())
    for word in WORDS:
        search(graph, word, place)
        ours = timed(lambda word=word: search(graph, word, place))
        theirs = timed(
            lambda word=word: list(other.query(CONTAINS.format(word=word), initNs=dict(prefixes())))
        )
        print(
            f"{word}, {RDFLIB} documents: rdflib {theirs * 1000:.0f} ms, ×{theirs / ours:.0f} of ours (goal at 1 000: 200)"
        )


def main() -> None:
    """All of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--graph", type=Path, help="a folder that is filled already")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = given.graph or filled(Path(name), given.documents)
        place, graph = place_of(str(path)), open_graph(path)
        if place:
            place.file.unlink(missing_ok=True)
        first = timed(lambda: search(graph, WORDS[0], place))
        print(f"the first search, which indexes: {first:.2f} s")
        for word in WORDS:
            compared(graph, place, word, given.rounds)
        against_rdflib(Path(name))


if __name__ == "__main__":
    main()
