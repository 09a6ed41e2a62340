"""Questions to many documents: DuckDB on columns, SPARQL on a store on disk, rdflib: python bench/columns.py

All that is compared runs in turn within each round, in this process; medians over the rounds. rdflib is asked each
question once and given two minutes. Before anything is timed, the store's answers are compared with those of the
columns. And the reading itself: over two of Dask's workers, and over a pool of two processes.
"""

from __future__ import annotations

import argparse
import gzip
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import rdflib
from cities import texts
from pyoxigraph import RdfFormat, Store

from fengong.analyse import Corpus
from fengong.corpus_files import MANIFEST
from fengong.partition import Job, digest_of, make
from fengong.query import bind, named, prefixes
from fengong.store import Graph, open_graph

COUNTS = """
SELECT ?ministry_iri (COUNT(DISTINCT ?task) AS ?tasks) (COUNT(DISTINCT ?measure) AS ?measures)
  (COUNT(DISTINCT ?item) AS ?items) (COUNT(DISTINCT ?document) AS ?documents)
WHERE {
  { ?task a fg:NationalTask ; fg:responsibleBody ?ministry_iri . ?measure fg:implementsTask ?task }
  UNION { ?measure a fg:Measure ; fg:responsibleBody|fg:supportBody ?ministry_iri }
  UNION { ?item a fg:SupportItem ; fg:supportBody ?ministry_iri ; fg:supportsMeasure ?measure }
  ?measure dct:isPartOf ?document .
  ?ministry_iri org:classification <https://w3id.org/fengong/def/level/national> .
}
GROUP BY ?ministry_iri
"""
NETWORK = """
SELECT ?source_iri ?target_iri (COUNT(DISTINCT ?measure) AS ?weight) WHERE {
  ?measure a fg:Measure ; fg:responsibleBody ?source_iri , ?target_iri FILTER(STR(?source_iri) < STR(?target_iri))
}
GROUP BY ?source_iri ?target_iri
"""
WORD = "产业"
LIMIT = 120
"""Seconds that rdflib is given for a question."""
WORDS = f"""
SELECT ?measure_iri ?label WHERE {{
  ?measure_iri a fg:Measure ; rdfs:label ?first FILTER(CONTAINS(STR(?first), "{WORD}")) BIND(STR(?first) AS ?label)
}}
"""
QUESTIONS = {
    "pairs": (bind(named("shared-measures"), {}), {}),
    "network": (NETWORK, {}),
    "ministries": (COUNTS, {}),
    "words": (WORDS, {"word": WORD}),
}
"""Question → what it is in SPARQL, and its parameters in SQL. ``pairs`` is a named query of both, with names and
the list of shared measures; ``network`` is the same pairs with their number alone in SPARQL."""
GOALS = {"pairs": (8, 500), "network": (8, 500), "ministries": (2, 2), "words": (8, 200)}
"""How many times as fast as SPARQL and as rdflib at 1 000 documents."""


def timed(work: Callable[[], object]) -> float:
    """Seconds of the clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def write_texts(folder: Path, count: int) -> list[Path]:
    """So many notices as files, if they are not there."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for name, words in texts(count):
        found.append(folder / name)
        if not found[-1].exists():
            found[-1].write_text(words, encoding="utf-8")
    return found


def corpus_of(folder: Path, count: int) -> Path:
    """The corpus of so many documents, made if it is not there or not whole."""
    output = folder / f"corpus-{count}"
    if not (output / MANIFEST).exists():
        write_texts(folder / f"texts-{count}", count)
        sources = str(folder / f"texts-{count}")
        command = [sys.executable, "-m", "fengong.cli", "corpus", "build", sources, str(output)]
        subprocess.run([*command, "--workers", "2"], check=True, stderr=subprocess.DEVNULL)
    return output


def store_of(folder: Path, count: int, corpus: Path) -> Graph:
    """The same statements in a store on disk, with their union in the default graph as `fengong add` keeps it."""
    path = folder / f"store-{count}"
    if not (path / "CURRENT").exists():
        store = Store(str(path))
        for lines in nquads(corpus):
            store.bulk_load(lines, RdfFormat.N_QUADS)
            store.bulk_load(without_graph(lines), RdfFormat.N_TRIPLES)
        store.optimize()
        del store
    return open_graph(path)


def nquads(corpus: Path) -> Iterator[bytes]:
    """The statements, a file at a time."""
    for file in sorted((corpus / "nquads").glob("*.nq.gz")):
        yield gzip.decompress(file.read_bytes())


def without_graph(lines: bytes) -> bytes:
    """The same statements in no graph."""
    return re.sub(rb" <[^<> ]*> \.\n", b" .\n", lines)


def rdflib_of(corpus: Path) -> rdflib.Graph:
    """The same as one graph in rdflib's memory."""
    graph = rdflib.Graph()
    for lines in nquads(corpus):
        graph.parse(data=without_graph(lines), format="nt")
    return graph


def within(seconds: int, work: Callable[[], object]) -> float:
    """Seconds of the clock, or ``seconds`` where it is not done by then."""

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        return timed(work)
    except TimeoutError:
        return float(seconds)
    finally:
        signal.alarm(0)


def sparse(corpus: Path) -> list[tuple[str, str, int]]:
    """The network by a product of sparse matrices: measures × bodies, transposed and multiplied by itself."""
    import numpy as np
    import pyarrow.compute as pc
    import pyarrow.dataset as ds
    from scipy.sparse import csr_array, triu

    field = ds.field
    wanted = (
        field("stated")
        & field("measure").is_valid()
        & field("support").is_null()
        & (field("role") != "support")
    )
    table = ds.dataset(corpus / "assignments").to_table(columns=["measure", "body_iri"], filter=wanted)
    rows, columns = (table[name].combine_chunks().dictionary_encode() for name in ("measure", "body_iri"))
    order = pc.rank(columns.dictionary, sort_keys="ascending").to_numpy() - 1
    at = rows.indices.to_numpy(), order[columns.indices.to_numpy()]
    shape = len(rows.dictionary), len(columns.dictionary)
    bearing = csr_array((np.ones(len(at[0]), np.int32), at), shape)
    bearing.data[:] = 1  # a body that is named twice is one
    shared = triu(bearing.T @ bearing, k=1).tocoo()
    names = columns.dictionary.take(pc.sort_indices(columns.dictionary)).to_pylist()
    ends = zip(shared.row.tolist(), shared.col.tolist(), shared.data.tolist(), strict=True)
    return [(names[one], names[other], weight) for one, other, weight in ends]


def same(corpus: Corpus, graph: Graph) -> None:
    """Stop where an answer of the store is another than that of the columns."""
    for name, (sparql, given) in QUESTIONS.items():
        found = corpus.ask(name, **given).records()
        expected = graph.query(sparql, prefixes=prefixes()).records()
        columns = [column for column in expected[0] if column in found[0]]
        rows = [sorted(tuple(row[c] for c in columns) for row in rows) for rows in (found, expected)]  # type: ignore[type-var]
        assert rows[0] == rows[1], f"{name}: the answers differ"
    edges = [(row["source_iri"], row["target_iri"], row["weight"]) for row in corpus.ask("network").records()]
    assert sorted(edges) == sorted(sparse(corpus.path)), "network: the product of matrices differs"


def questions(folder: Path, count: int, rounds: int, most_rdflib: int) -> None:
    """Print the seconds of each engine for each question."""
    path = corpus_of(folder, count)
    corpus, graph = Corpus(path), store_of(folder, count, path)
    same(corpus, graph)
    peer = rdflib_of(path) if count <= most_rdflib else None
    print(f"{count} documents, {corpus.manifest['rows']['measures']} measures", flush=True)
    for name, (sparql, given) in QUESTIONS.items():
        engines: dict[str, Callable[[], object]] = {
            "columns": lambda name=name, given=given: corpus.ask(name, **given),
            "SPARQL": lambda sparql=sparql: graph.query(sparql, prefixes=prefixes()),
        }
        if name == "network":
            engines["scipy"] = lambda: sparse(path)
        found: dict[str, list[float]] = {engine: [] for engine in engines}
        for turn in range(rounds):
            for engine in sorted(engines, reverse=bool(turn % 2)):
                found[engine].append(timed(engines[engine]))
        if peer is not None:
            found["rdflib"] = [within(LIMIT, lambda q=sparql: list(peer.query(q, initNs=prefixes())))]
        told(name, found)


def told(name: str, found: dict[str, list[float]]) -> None:
    """One line: seconds of each, median (lowest–highest), and how many times those of the first."""
    base = statistics.median(next(iter(found.values())))
    for engine, seconds in found.items():
        middle = statistics.median(seconds)
        spread = f"({min(seconds):.4f}–{max(seconds):.4f})"
        print(f"  {name:12} {engine:9} {middle:9.4f} s {spread:22} ×{middle / base:.1f}", flush=True)


def reading(folder: Path, count: int, rounds: int) -> None:
    """Print how long two workers of Dask and a pool of two processes take for the same partitions."""
    from distributed import Client, LocalCluster

    from fengong.spread import Spread

    files = write_texts(folder / f"texts-{count}", count)
    found: dict[str, list[float]] = {"pool": [], "Dask": []}
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=40
        ) as cluster,
        Client(cluster) as client,
        ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool,
    ):
        ways: dict[str, Callable[[list[Job]], object]] = {
            "pool": lambda jobs: list(pool.map(make, jobs)),
            "Dask": lambda jobs: list(Spread(client).over(jobs)),
        }
        for way in ways.values():  # each process loads the rules once
            way(_jobs(folder, files[:4]))
        for turn in range(rounds):
            for name in sorted(ways, reverse=bool(turn % 2)):
                found[name].append(timed(lambda name=name: ways[name](_jobs(folder, files))))
    print(f"reading {count} documents in partitions of 2, two processes")
    told("reading", found)


def _jobs(folder: Path, files: list[Path]) -> list[Job]:
    """Partitions of two documents in a folder of their own."""
    output = Path(tempfile.mkdtemp(dir=folder, prefix="reading-"))
    for name in (".parts", "nquads", "measures", "support", "assignments", "findings", "spans"):
        (output / name).mkdir()
    pairs = (files[at : at + 2] for at in range(0, len(files), 2))
    sources = (tuple((str(file.absolute()), digest_of(str(file))) for file in pair) for pair in pairs)
    return [Job(n, str(output.absolute()), "https://w3id.org/fengong/", own) for n, own in enumerate(sources)]


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="where texts, corpora and stores are kept between runs")
    parser.add_argument("--documents", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--rdflib", type=int, default=100, help="the most documents that rdflib is asked about"
    )
    parser.add_argument("--reading", type=int, default=32, help="documents read over two processes; 0: none")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        for count in given.documents:
            questions(folder, count, given.rounds, given.rdflib)
        if given.reading:
            reading(folder, given.reading, 3)
    print(
        f"goals at 1 000 documents, as fast as (SPARQL, rdflib): {GOALS}; Dask: no more than 1.5 times the pool"
    )


if __name__ == "__main__":
    main()
