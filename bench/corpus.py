"""What many documents cost: python bench/corpus.py PART [--sizes 10,100] [--rounds 5] [--work DIR]

PART is reading, storing, adding, lookups, analyses or process. The documents are those of `cities.py`; graphs are
made once in the work folder and kept there. What is compared runs in turn within one process and one round;
told are the lowest and the median of the rounds, and ratios of medians.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import cities
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, serialize

from fengong import plan_of
from fengong.collect import add
from fengong.describe import compact
from fengong.gather import with_union
from fengong.keep import opened
from fengong.query import Value, bind, named, prefixes, run
from fengong.read import read_bytes
from fengong.store import Graph, open_graph

ROOT = Path(__file__).resolve().parents[1]
RDFLIB_UP_TO = 10
"""Documents that rdflib is given: it takes minutes to load more, and to answer."""

_HEAD = "\n".join(f"PREFIX {p}: <{n}>" for p, n in prefixes().items())
_MEASURE = '?m dct:isPartOf <{document}> ; fg:number "{measure}" ; a fg:Measure . '
_SAID = """?a cv:hasParticipant ?b ; cv:role ?r ; fg:nameInText ?n ; prov:wasDerivedFrom ?s .
  OPTIONAL { ?s prov:value ?q } OPTIONAL { ?a fg:listOpen ?o }
  OPTIONAL { ?b skos:prefLabel ?l FILTER(LANG(?l) = "zh") } """
HAND = {
    "support": "SELECT * WHERE { " + _MEASURE + "?i fg:supportsMeasure ?m ; fg:position ?p ; fg:text ?t ; "
    "fg:qualifiedResponsibility ?a . " + _SAID + "} ORDER BY ?p",
    "responsible": "SELECT * WHERE { "
    + _MEASURE
    + "?m fg:qualifiedResponsibility ?a . ?a fg:listPosition ?p . "
    "OPTIONAL { ?a fg:listGroup ?g } " + _SAID + "} ORDER BY ?p",
    "measure": "SELECT * WHERE { "
    + _MEASURE
    + "?m fg:text ?t ; prov:wasDerivedFrom ?s ; fg:alsoStatedIn ?u . "
    "<{document}> dct:title ?title ; eli:number ?number . ?m fg:inSection/rdfs:label ?h }",
    "body-sheet": 'SELECT * WHERE { { ?b skos:prefLabel "{body}"@zh } ?a cv:hasParticipant ?b ; cv:role ?r ; '
    "fg:basis ?basis ; fg:nameInText ?n ; prov:wasDerivedFrom ?s . ?i fg:qualifiedResponsibility ?a ; fg:text ?t . "
    "OPTIONAL { ?i fg:number ?number } OPTIONAL { ?s prov:value ?q } } ORDER BY ?i",
}
"""Each look-up written for one engine by hand, values in place: the same bodies and words, no other cases."""

ANALYSES = {
    "shared pairs": "SELECT ?x ?y (COUNT(*) AS ?n) WHERE { ?m fg:responsibleBody ?x , ?y ; a fg:Measure "
    "FILTER(STR(?x) < STR(?y)) } GROUP BY ?x ?y ORDER BY DESC(?n) LIMIT 20",
    "words in texts": 'SELECT (COUNT(*) AS ?n) WHERE { ?m a fg:Measure ; fg:text ?t FILTER(CONTAINS(?t, "轨道交通")) }',
    "tasks by ministry": "SELECT ?b (COUNT(DISTINCT ?t) AS ?n) WHERE { ?t a fg:NationalTask ; fg:responsibleBody ?b } "
    "GROUP BY ?b ORDER BY DESC(?n)",
}

Run = Callable[[], Any]


def rounds(runs: Mapping[str, Run], count: int) -> dict[str, list[float]]:
    """Seconds of each, all in turn within a round, each round beginning with another; one round more goes first."""
    names, taken = list(runs), {name: list[float]() for name in runs}
    for turn in range(count + 1):
        for at in range(len(names)):
            name = names[(at + turn) % len(names)]
            start = time.perf_counter()
            runs[name]()
            if turn:
                taken[name].append(time.perf_counter() - start)
    return taken


def tell(what: str, taken: Mapping[str, Sequence[float]], against: str, note: str = "") -> None:
    """A line for each: lowest and median in milliseconds, and the median as a multiple of that of ``against``."""
    base = statistics.median(taken[against])
    for name, seconds in taken.items():
        middle = statistics.median(seconds)
        ratio = f"×{middle / base:.2f}" if name != against else ""
        print(
            f"{what:26} {name:14} {min(seconds) * 1e3:10.2f} {middle * 1e3:10.2f} ms {ratio:8} {note}",
            flush=True,
        )


def graph_of(work: Path, size: int) -> Path:
    """A kept graph of so many documents, made if it is not there."""
    folder = work / f"graph-{size}"
    if not (folder / "CURRENT").exists():
        for _ in add(folder, [str(path) for path in files(work, size)]):
            pass
    return folder


def files(work: Path, size: int) -> list[Path]:
    """So many notices as files, written if they are not there."""
    folder = work / f"notices-{size}"
    if not folder.exists():
        folder.mkdir(parents=True)
        for name, text in cities.texts(size):
            (folder / name).write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


def reading(work: Path, sizes: Sequence[int], count: int) -> None:
    """Documents a second and core, from bytes to Plan, and what of it is reading, describing."""
    made = [(text.encode(), name) for name, text in cities.texts(20)]
    documents = [read_bytes(*one) for one in made]
    plans = [plan_of(one) for one in documents]
    taken = rounds(
        {
            "to Document": lambda: [read_bytes(*one) for one in made],
            "to Plan": lambda: [plan_of(one) for one in documents],
            "to quads": lambda: [compact(one) for one in plans],
        },
        count,
    )
    tell("reading 20", taken, "to Plan")
    whole = statistics.median(taken["to Document"]) + statistics.median(taken["to Plan"])
    print(f"{len(made) / whole:.0f} documents/s on one core, from bytes to Plan")


def storing(work: Path, sizes: Sequence[int], count: int) -> None:
    """The storing part of `add` against pyoxigraph loading the same quads from a file."""
    pieces = []
    for plan in cities.plans(min(sizes)):
        quads = [*compact(plan)]
        graphs = tuple(
            dict.fromkeys(q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode))
        )
        pieces.append(with_union(quads, graphs))
    with tempfile.TemporaryDirectory(dir=work) as place:
        file, turn = Path(place) / "all.nq", iter(range(10_000))
        file.write_bytes(b"".join(pieces))

        def ours() -> None:
            with opened(Path(place) / f"k{next(turn)}") as keeper:
                keeper.load(pieces)

        def bare() -> None:
            Store(str(Path(place) / f"b{next(turn)}")).bulk_load(path=str(file), format=RdfFormat.N_QUADS)

        lines = sum(piece.count(b"\n") for piece in pieces)
        tell(
            f"storing {min(sizes)}",
            rounds({"add's": ours, "bulk_load": bare}, count),
            "bulk_load",
            f"{lines} lines",
        )


def adding(work: Path, sizes: Sequence[int], count: int) -> None:
    """Documents a second of the whole of `add` over all cores, and the memory of this process as they grow."""
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=work) as place:
            sources = [str(path) for path in files(work, size)]
            start = time.perf_counter()
            done = sum(1 for _ in add(Path(place) / "g", sources))
            taken = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"adding {size:6}  {done / taken:6.1f} documents/s  {taken / done * 1e3:7.1f} ms each  "
              f"most memory {memory:5.0f} MB  {len(os.sched_getaffinity(0))} cores", flush=True)  # fmt: skip


def examples(graph: Graph) -> Mapping[str, str]:
    """A document, the number of one of its measures that asks for support, and the name of a body with a sheet."""
    row = graph.query(
        _HEAD + "SELECT ?d ?n WHERE { ?i fg:supportsMeasure ?m ; fg:qualifiedResponsibility ?a . "
        "?m fg:number ?n ; dct:isPartOf ?d } LIMIT 1"
    ).records()[0]
    body = graph.query(
        _HEAD
        + 'SELECT ?l WHERE { ?m fg:responsibleBody ?b . ?b a fg:UnresolvedBody ; skos:prefLabel ?l FILTER(STRENDS(?l, "人民政府")) } LIMIT 1'
    ).records()[0]
    return {"document": str(row["d"]), "measure": str(row["n"]), "body": str(body["l"])}


def lookups(work: Path, sizes: Sequence[int], count: int) -> None:
    """Every named query that looks one thing up: ours, the best form by hand, rdflib where the graph is small."""
    for size in sizes:
        graph = open_graph(graph_of(work, size))
        given = examples(graph)
        other = _in_rdflib(graph) if size <= RDFLIB_UP_TO else None
        for name, hand in HAND.items():
            query = named(name)
            values: dict[str, Value] = {p.name: given[p.name] for p in query.parameters if p.name in given}
            sparql, ours = _filled(hand, given), bind(query, values)
            runs: dict[str, Run] = {
                "ours": partial(run, graph, name, **values),
                "by hand": partial(graph.query, sparql),
            }
            if other is not None:
                runs["rdflib"] = partial(_all, other, ours)
            rows = len(run(graph, name, **values).rows)
            tell(f"{name} {size}", rounds(runs, count), "by hand", f"{rows} rows")


def _filled(sparql: str, given: Mapping[str, str]) -> str:
    for name, value in given.items():
        sparql = sparql.replace(f"{{{name}}}", value)
    return f"{_HEAD}\n{sparql}"


def _all(graph: Any, sparql: str) -> list[Any]:
    return list(graph.query(sparql))


def _in_rdflib(graph: Graph) -> Any:
    import rdflib

    lines = serialize((Quad(*q.triple) for q in graph.store.quads_for_pattern(None, None, None, DefaultGraph())),
                      format=RdfFormat.N_TRIPLES)  # fmt: skip
    return rdflib.Graph().parse(data=lines, format="nt")


def analyses(work: Path, sizes: Sequence[int], count: int) -> None:
    """Questions over all documents: SPARQL against rdflib where the graph is small. Named ones: `queries.py`."""
    for size in sizes:
        graph = open_graph(graph_of(work, size))
        other = _in_rdflib(graph) if size <= RDFLIB_UP_TO else None
        for name, sparql in ANALYSES.items():
            text = f"{_HEAD}\n{sparql}"
            runs: dict[str, Run] = {"SPARQL": partial(graph.query, text)}
            if other is not None:
                runs["rdflib"] = partial(_all, other, text)
            tell(f"{name} {size}", rounds(runs, count), "SPARQL")


def process(work: Path, sizes: Sequence[int], count: int) -> None:
    """The whole of `fengong who 8` against a program that only starts, imports what it must, and prints."""
    folder = graph_of(work, min(sizes))
    document = examples(open_graph(folder))["document"]
    ours = [sys.executable, "-m", "fengong.cli", "who", "8", "--graph", str(folder), "--document", document]
    bare = [sys.executable, "-c", "import click, pyoxigraph; click.echo('8')"]

    # As installed: with the bytecode that Python keeps of both.
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def started(command: Sequence[str]) -> Run:
        return lambda: subprocess.run(command, check=True, capture_output=True, timeout=120, env=around)

    tell("process", rounds({"fengong who": started(ours), "bare": started(bare)}, count), "bare")


PARTS = {f.__name__: f for f in (reading, storing, adding, lookups, analyses, process)}


def main() -> None:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("part", choices=[*PARTS], nargs="+")
    parser.add_argument("--sizes", default="10,100", help="numbers of documents")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "fengong-corpus")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    for part in given.part:
        PARTS[part](given.work, [int(size) for size in given.sizes.split(",")], given.rounds)


if __name__ == "__main__":
    main()
