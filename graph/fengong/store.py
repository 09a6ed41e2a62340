"""Where a graph is kept: an RDF file held in memory, or a folder that pyoxigraph keeps on disk.

Both are read through `Graph`, whose default graph is the union of all named graphs, with every triple
counted once. pyoxigraph's own union does not do that (a triple in two graphs gives two rows) and is
several times slower, so the union is written out beside the named graphs: in memory by `open_graph`,
on disk by `fengong.keep`. A folder made by another program is read through pyoxigraph's union instead.

A folder keeps the compact form of each document (`fengong.describe.compact`), a file the full one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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

from fengong.errors import GraphError

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
UNION = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


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
        return results(answer)

    def quads(self) -> Iterator[Quad]:
        """Every statement once and in full: those of the named graphs, then those that stand in none.

        pyoxigraph's store keeps whole numbers of every type as xsd:integer, which is the one that
        `fengong.describe` writes; a file's statements come back as they stand in it.
        """
        from fengong.expand import expand  # noqa: PLC0415 - the ontology is not read for a question

        if self.file:
            yield from self.file
        else:
            yield from dict.fromkeys(expand(self.kept()))

    def kept(self) -> Iterator[Quad]:
        """Every statement once as it is kept, which in a folder is the compact form."""
        stated = set()
        for quad in self.file or self.store:
            if not isinstance(quad.graph_name, DefaultGraph):
                stated.add(quad.triple)
                yield quad
        for quad in self.file or self.store.quads_for_pattern(None, None, None, DefaultGraph()):
            if isinstance(quad.graph_name, DefaultGraph) and quad.triple not in stated:
                yield quad

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""
        return tuple(sorted(name.value for name in self.store.named_graphs()))


def results(answer: QuerySolutions | QueryBoolean | Iterable[Triple]) -> Results:
    """What pyoxigraph gives for a query, or reads from another engine's answer, read to its end."""
    if isinstance(answer, QuerySolutions):
        return _rows(answer.serialize(format=QueryResultsFormat.JSON) or b"")
    if isinstance(answer, QueryBoolean):
        raw = answer.serialize(format=QueryResultsFormat.JSON) or b""
        return Results("ask", truth=bool(answer), raw=raw)
    triples = sorted(set(answer), key=str)
    return Results("construct", ("subject", "predicate", "object"), tuple(map(tuple, triples)))


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
    store.update(UNION)
    return Graph(store, name, file=quads)


def _open_folder(path: Path) -> Graph:
    if not (path / "CURRENT").exists():
        raise GraphError(
            f"{path} is a folder that holds no graph: make one with `fengong add FILE -g FOLDER`"
        )
    with store_errors(path):
        store = Store.read_only(str(path))
        refuse_lost(store, path)
        return Graph(store, str(path), union=not union_is_written(store))


HELD = "HELD"
"""A file in a folder whose store has held data: `fengong.keep` writes it."""


def refuse_lost(store: Store, path: Path) -> None:
    """Raise GraphError where a store that held data knows of none: opened for writing it would delete its files.

    RocksDB takes a damaged MANIFEST, which lists them, for one that ends sooner.
    """
    if (path / HELD).exists() and next(iter(store), None) is None:
        raise GraphError(
            f"{path}: the store's MANIFEST is damaged: put the folder back from a copy, or make a new one"
        )


def union_is_written(store: Store) -> bool:
    """Whether the union stands in the default graph, as `fengong.keep` writes it."""
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


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Say in one line what pyoxigraph's store says in several words of RocksDB."""
    try:
        yield
    except (OSError, RuntimeError) as error:  # RuntimeError: damage that RocksDB finds
        if "lock" in str(error).lower():
            raise GraphError(f"another program is writing {path}: try again when it is done") from None
        raise GraphError(f"{path}: the store cannot be used: {_short(str(error))}") from None
