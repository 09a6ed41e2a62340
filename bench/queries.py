"""Every named query over graphs of many documents: python bench/queries.py [--sizes 100,1000] [--rounds 3] [--work DIR]

The graphs are those of `corpus.py`, kept in the work folder. Queries that must be given something are given an
example, with a document where they take one. The table is that of README.md: lowest of the rounds, in milliseconds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from corpus import Run, examples, graph_of

from fengong.query import NamedQuery, load_queries, run
from fengong.store import Graph, open_graph

MINISTRY = "财政部"
"""A body that every document names: its sheet grows with the documents."""


def asked(graph: Graph) -> Mapping[str, Run]:
    """Every named query, ready to run: as it is named, with what it is given in brackets."""
    given = examples(graph)
    runs: dict[str, Run] = {}
    for name, query in load_queries().items():
        values = _values(query, given)
        note = f" ({', '.join(values)})" if values else ""
        runs[name + note] = partial(run, graph, name, **values)
    runs[f"body-sheet ({MINISTRY})"] = partial(run, graph, "body-sheet", body=MINISTRY)
    return runs


def _values(query: NamedQuery, given: Mapping[str, str]) -> dict[str, str]:
    """The example for a query that must be given something: nothing where all may be left out."""
    if not any(parameter.required for parameter in query.parameters):
        return {}
    return {
        parameter.name: given[parameter.name] for parameter in query.parameters if parameter.name in given
    }


def measured(graph: Graph, count: int) -> Mapping[str, tuple[int, float]]:
    """Rows and lowest milliseconds of each query."""
    found = {}
    for name, asking in asked(graph).items():
        taken = []
        for _ in range(count):
            start = time.perf_counter()
            rows = len(asking().rows)
            taken.append((time.perf_counter() - start) * 1e3)
        found[name] = rows, min(taken)
    return found


def main() -> None:
    """Print the table, a pair of columns for each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sizes", default="100,1000", help="numbers of documents")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "fengong-corpus")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    sizes = [int(size) for size in given.sizes.split(",")]
    tables = [measured(open_graph(graph_of(given.work, size)), given.rounds) for size in sizes]
    print("| named query | " + " | ".join(f"rows at {size} | ms at {size}" for size in sizes) + " |")
    print("|---|" + "--:|--:|" * len(sizes))
    for name in tables[0]:
        cells = (f"{table[name][0]} | {table[name][1]:.0f}" for table in tables)
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
