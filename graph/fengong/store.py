"""Where a graph is kept: an RDF file held in memory, or a folder that pyoxigraph keeps on disk.

Both are read through `Graph`, whose default graph is the union of all named graphs, with every triple
counted once. pyoxigraph's own union does not do that (a triple in two graphs gives two rows) and is
several times slower, so the union is written out beside the named graphs: in memory by `open_graph`,
on disk by `replace`. A folder made by another program is read through pyoxigraph's union instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    Variable,
    parse,
    parse_query_results,
)

from fengong.atomic import write_atomically
from fengong.errors import GraphError
from fengong.write import format_of, write

Term = NamedNode | BlankNode | Literal | Triple

FORMATS: Final[Mapping[str, RdfFormat]] = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
}
"""The file suffixes a graph may have; a path with none is a folder."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = {_XSD + name for name in ("integer", "positiveInteger", "nonNegativeInteger", "int", "long")}
# What RocksDB has made of a folder when it is killed before its first CURRENT.
_ROCKS = re.compile(r"LOCK|LOG(\.old\.\d+)?|IDENTITY|(MANIFEST|OPTIONS)-\d+(\.dbtmp)?|\d+\.(log|sst|dbtmp)")
_UNION = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


@dataclass(frozen=True, slots=True)
class Results:
    """What a query gave.

    ``kind`` "select": one tuple of terms (None where unbound) per row, in the order of ``columns``.
    ``kind`` "ask": ``truth``. ``kind`` "construct" (DESCRIBE too): the triples, sorted, as rows of three.
    ``raw`` is the answer in the SPARQL 1.1 JSON format, empty for triples, which are no part of it.
    """

    kind: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    truth: bool | None = None
    raw: bytes = b""

    def records(self) -> list[dict[str, str | int | bool | None]]:
        """The rows as dictionaries of plain values: str, int, bool, or None where unbound."""
        return [dict(zip(self.columns, map(plain, row), strict=True)) for row in self.rows]


def plain(term: Term | None) -> str | int | bool | None:
    """A term as a plain value: an IRI or text as str, a whole number as int, a truth value as bool."""
    if term is None or isinstance(term, Triple):
        return None if term is None else str(term)
    if isinstance(term, Literal):
        if term.datatype.value in _INTEGERS:
            return int(term.value)
        if term.datatype.value == _XSD + "boolean":
            return term.value in {"true", "1"}
    return term.value


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph opened for reading.

    ``union``: ask pyoxigraph for the union, as it is not written out. ``file``: the statements of a file
    as they stand in it.
    """

    store: Store
    name: str
    union: bool = False
    file: tuple[Quad, ...] = ()

    def query(
        self,
        sparql: str,
        bindings: Mapping[str, Term] | None = None,
        prefixes: Mapping[str, str] | None = None,
    ) -> Results:
        """Run SPARQL over the union of all graphs; ``bindings`` are terms put for free variables.

        Raises SyntaxError for text that is no SPARQL query and OSError for a store that cannot be read;
        `fengong.query.run_text` says both in one line.
        """
        answer = self.store.query(
            sparql,
            prefixes=dict(prefixes or {}),
            use_default_graph_as_union=self.union,
            substitutions={Variable(name): term for name, term in (bindings or {}).items()},
        )
        if isinstance(answer, QuerySolutions):
            return _rows(answer.serialize(format=QueryResultsFormat.JSON) or b"")
        if isinstance(answer, QueryBoolean):
            raw = answer.serialize(format=QueryResultsFormat.JSON) or b""
            return Results("ask", truth=bool(answer), raw=raw)
        triples = sorted(set(answer), key=str)
        return Results("construct", ("subject", "predicate", "object"), tuple(map(tuple, triples)))

    def quads(self) -> Iterator[Quad]:
        """Every statement once: those of the named graphs, then those that stand in none.

        pyoxigraph's store keeps whole numbers of every type as xsd:integer, which is the one that
        `fengong.describe` writes; a file's statements come back as they stand in it.
        """
        if self.file:
            yield from self.file
            return
        stated = set()
        for quad in self.store:
            if not isinstance(quad.graph_name, DefaultGraph):
                stated.add(quad.triple)
                yield quad
        for quad in self.store.quads_for_pattern(None, None, None, DefaultGraph()):
            if quad.triple not in stated:
                yield quad

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""
        return tuple(sorted(name.value for name in self.store.named_graphs()))


def _rows(raw: bytes) -> Results:
    solutions = parse_query_results(raw, QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)
    columns = tuple(variable.value for variable in solutions.variables)
    return Results("select", columns, tuple(tuple(solution) for solution in solutions), raw=raw)


def open_graph(path: Path) -> Graph:
    """Open an RDF file (see `FORMATS`) or a store's folder for reading.

    Raises `GraphError` where nothing is there, the suffix is unknown or the file is damaged.
    """
    if not path.exists():
        raise GraphError(f"no graph at {path}: make one with `fengong build FILE`")
    if path.is_dir():
        return _open_folder(path)
    rdf_format = _format(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GraphError(f"cannot read {path}: {error.strerror or error}") from None
    return load_graph(data, rdf_format, str(path))


def load_graph(data: bytes, rdf_format: RdfFormat, name: str) -> Graph:
    """A graph in memory from the bytes of an RDF file; ``name`` is for messages. Raises `GraphError`."""
    try:
        quads = tuple(dict.fromkeys(parse(data, rdf_format)))
    except SyntaxError as error:
        place = f", line {error.lineno}" if error.lineno else ""
        raise GraphError(f"{name}{place}: not valid {rdf_format.name}: {_short(error.msg)}") from None
    except (ValueError, OSError) as error:
        raise GraphError(f"{name}: not valid {rdf_format.name}: {_short(str(error))}") from None
    if not quads:
        raise GraphError(f"{name} holds no statements: make a graph with `fengong build FILE`")
    store = Store()
    store.extend(quads)
    store.update(_UNION)
    return Graph(store, name, file=quads)


def _open_folder(path: Path) -> Graph:
    if not (path / "CURRENT").exists():
        raise GraphError(f"{path} is a folder that holds no graph: make one with `fengong build FILE`")
    with _store_errors(path):
        store = Store.read_only(str(path))
        return Graph(store, str(path), union=not _union_is_written(store))


def _union_is_written(store: Store) -> bool:
    return next(iter(store.quads_for_pattern(None, None, None, DefaultGraph())), None) is not None


def _format(path: Path) -> RdfFormat:
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise GraphError(f"{path}: unknown kind of graph file: use {', '.join(FORMATS)} or a folder")
    return found


def _short(message: str) -> str:
    """The parser's message on one line, without the place, which is said before it."""
    line = " ".join(message.split())
    return re.sub(r"^Parser error at line \d+ (?:between columns \d+ and \d+|column \d+): ", "", line)[:200]


def replace(path: Path, quads: Iterable[Quad], graphs: Iterable[str], shared: str | None = None) -> None:
    """Put ``quads`` in place of all that the named graphs ``graphs`` (IRIs) held before.

    Of the graph ``shared`` (the registry, which many documents lean on) only what it says of the subjects
    that are described anew is replaced. Quads of other graphs are added to what is there. A folder is changed in one
    transaction and made where it is missing; a file is rewritten whole and replaced in one step; a
    reader sees the old or the new. A path without suffix that is not there yet becomes a folder.
    Raises `GraphError`, also for a format that keeps no named graphs.
    """
    if path.is_dir() or not (path.suffix or path.exists()):
        _replace_in_folder(path, tuple(quads), tuple(graphs), shared)
    else:
        _replace_in_file(path, tuple(quads), frozenset(graphs), shared)


def _replace_in_folder(
    path: Path, quads: Sequence[Quad], graphs: tuple[str, ...], shared: str | None
) -> None:
    others = [one.name for one in path.iterdir() if not _ROCKS.fullmatch(one.name)] if path.is_dir() else []
    if others and not (path / "CURRENT").exists():
        raise GraphError(f"{path} holds other files: give an empty folder, or one that does not exist")
    with _store_errors(path):
        store = Store(str(path))
        if _adds_only(store, quads, graphs, shared):
            # One call is one transaction, and a third of the time of an update in SPARQL.
            store.extend([*quads, *(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)])
        else:
            store.update(_change(store, quads, graphs, shared))
        store.flush()
        del store  # closes it: the next command may open it


def _adds_only(store: Store, quads: Sequence[Quad], graphs: tuple[str, ...], shared: str | None) -> bool:
    """Whether nothing that the store holds has to go: the graphs are new, and of the shared one all stays."""
    if next(iter(store), None) is not None and not _union_is_written(store):
        return False
    if any(store.contains_named_graph(NamedNode(graph)) for graph in graphs):
        return False
    new = set(quads)
    subjects = {quad.subject for quad in quads if _graph_name(quad) == shared}
    return all(
        quad in new
        for subject in subjects
        for quad in store.quads_for_pattern(subject, None, None, NamedNode(shared or ""))
    )


def _change(store: Store, quads: Sequence[Quad], graphs: tuple[str, ...], shared: str | None) -> str:
    """One SPARQL update that takes the old away and puts the new in; a foreign store gets its union first."""
    first = [] if _union_is_written(store) else [_UNION]
    anew = _forgotten(shared, _subjects(quads, shared)) if shared else []
    return " ;\n".join([*first, *anew, _replacement(sorted(set(quads), key=str), graphs)])


def _replacement(quads: list[Quad], graphs: tuple[str, ...]) -> str:
    """One SPARQL update, hence one transaction: take the old graphs out of the union, drop them, insert."""
    old = " ".join(str(NamedNode(graph)) for graph in graphs)
    listed = old.replace(" ", ", ")
    leave = (
        f"DELETE {{ ?s ?p ?o }} WHERE {{ VALUES ?g {{ {old} }} GRAPH ?g {{ ?s ?p ?o }} "
        f"FILTER NOT EXISTS {{ GRAPH ?h {{ ?s ?p ?o }} FILTER(?h NOT IN ({listed})) }} }}"
    )
    drop = [f"DROP SILENT GRAPH {NamedNode(graph)}" for graph in graphs]
    return " ;\n".join([leave, *drop, f"INSERT DATA {{\n{''.join(map(_inserted, quads))}}}"])


def _subjects(quads: Iterable[Quad], graph: str | None) -> set[str]:
    """The subjects that the quads of one graph describe, as SPARQL writes them."""
    return {str(quad.subject) for quad in quads if _graph_name(quad) == graph}


def _forgotten(graph: str, subjects: Iterable[str]) -> list[str]:
    """SPARQL that takes what a graph says of the subjects out of the union, then out of the graph."""
    listed, name = " ".join(sorted(subjects)), str(NamedNode(graph))
    said = f"VALUES ?s {{ {listed} }} GRAPH {name} {{ ?s ?p ?o }}"
    elsewhere = f"FILTER NOT EXISTS {{ GRAPH ?h {{ ?s ?p ?o }} FILTER(?h != {name}) }}"
    return [
        f"DELETE {{ ?s ?p ?o }} WHERE {{ {said} {elsewhere} }}",
        f"DELETE {{ GRAPH {name} {{ ?s ?p ?o }} }} WHERE {{ {said} }}",
    ]


def _inserted(quad: Quad) -> str:
    union = f"{quad.triple} .\n"
    if isinstance(quad.graph_name, DefaultGraph):
        return union
    return f"{union}GRAPH {quad.graph_name} {{ {quad.triple} }}\n"


def _replace_in_file(path: Path, quads: Sequence[Quad], graphs: frozenset[str], shared: str | None) -> None:
    if path.suffix.lower() not in (".trig", ".nq"):
        raise GraphError(f"{path} keeps no named graphs to replace: use .trig, .nq or a folder")
    old = open_graph(path).quads() if path.exists() and path.stat().st_size else iter(())
    anew = _subjects(quads, shared) if shared else set()
    kept = [
        quad
        for quad in old
        if _graph_name(quad) not in graphs and not (_graph_name(quad) == shared and str(quad.subject) in anew)
    ]
    write_atomically(path, write([*kept, *quads], format_of(path)))


def _graph_name(quad: Quad) -> str:
    return "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value


@contextmanager
def _store_errors(path: Path) -> Iterator[None]:
    """Say in one line what pyoxigraph's store says in several words of RocksDB."""
    try:
        yield
    except (OSError, RuntimeError) as error:  # RuntimeError: damage that RocksDB finds
        if "lock" in str(error).lower():
            raise GraphError(f"another program is writing {path}: try again when it is done") from None
        raise GraphError(f"{path}: the store cannot be used: {_short(str(error))}") from None
