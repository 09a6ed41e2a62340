"""A graph kept by another program: any SPARQL 1.1 endpoint, read over HTTP as `store.Graph` reads a file.

Queries run there as they are written. What the endpoint takes for the default graph decides what they find,
so it is looked at once, on opening: it holds what the named graphs hold (a union, or a copy as `fengong add`
writes one), or it is empty and the protocol's ``default-graph-uri`` merges them for each query; an endpoint
whose default graph holds only a part would give half an answer and is refused. So is one that counts a
statement of two graphs twice, as Oxigraph's own union does: rows would be doubled and sums wrong. Both are
seen by what `fengong.describe` writes; graphs of other makers are asked as they are.

Tested with Oxigraph and rdflib. Virtuoso 7.2.5 takes all named queries but one, and gives wrong answers to
some: it loses what a nested IF or an OPTIONAL gives, and writes "?" between the parts of GROUP_CONCAT.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from fengong.errors import GraphError
from fengong.post import Server, posted, server
from fengong.sparql import form, with_prefixes
from fengong.store import Results, results
from fengong.terms import FG, PROV

GRAPHS: Final = 500
"""Most named graphs that are merged by ``default-graph-uri``: servers bound the size of a form."""

_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_TRIPLES = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_PLACE = re.compile(r"(\bat |\bline[: ]*)(\d+)", re.IGNORECASE)
# Not ASK: Virtuoso 7 answers it with a table.
_ANY = "SELECT * WHERE { ?s ?p ?o } LIMIT 1"
_LIST = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
# Each graph that `fengong.describe` makes says of itself that it is a bundle, each document's holds its text:
# to look for these takes no time, to compare every statement a second for each million.
_APART = f"""SELECT * WHERE {{
  VALUES ?kind {{ {PROV.Bundle} {FG.SourceText} }}
  GRAPH ?g {{ ?node a ?kind }} FILTER NOT EXISTS {{ ?node a ?kind }}
}} LIMIT 1"""
# What two graphs may both say is about a document that one of them only cites.
_TWICE = f"SELECT ?x WHERE {{ ?x a {FG.PolicyDocument} }} GROUP BY ?x HAVING (COUNT(*) > 1) LIMIT 1"
_NAMED = "?g ?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"
_OTHERS = "?s ?p ?o", "?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } }"
_ALL = "?s ?p ?o", "?s ?p ?o"
_ADMIN = (
    "let its default graph be the union of them (oxigraph serve --union-default-graph; "
    "Fuseki: tdb2:unionDefaultGraph true)"
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint opened for reading. ``merged``: the graphs that each query names, to be asked as one."""

    server: Server
    merged: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The address, without user and password."""
        return self.server.name

    def query(self, sparql: str, *, prefixes: Mapping[str, str] | None = None) -> Results:
        """Run SPARQL there over the union of all graphs; see `store.Graph.query`.

        Raises SyntaxError with the endpoint's words where it refuses the text, and `GraphError` where it
        cannot be reached, fails, or answers with what is no answer.
        """
        sent = with_prefixes(sparql, prefixes or {})
        triples = form(sparql) in {"CONSTRUCT", "DESCRIBE"}
        try:
            with posted(self.server, sent, _TRIPLES if triples else _ROWS, self.merged) as (media, answer):
                if not triples:
                    return results(parse_query_results(answer, self._format(media)))
                quads = parse(answer, RdfFormat.from_media_type(media) or RdfFormat.TURTLE)
                return results(quad.triple for quad in quads)
        except SyntaxError as error:
            raise SyntaxError(_as_given(str(error)) if sent != sparql else str(error)) from None

    def quads(self) -> Iterator[Quad]:
        """Every statement once and in full; see `store.Graph.quads`."""
        from fengong.expand import expand  # noqa: PLC0415 - the ontology is not read for a question

        yield from dict.fromkeys(expand(self.kept()))

    def kept(self) -> Iterator[Quad]:
        """Every statement once, as it is kept there.

        Two questions of each kind: how many, and which. Raises `GraphError` where fewer come than there are, for
        many public endpoints cut long answers without a word.
        """
        whole = replace(self, merged=())
        named = yield from whole._stream(*_NAMED)
        yield from whole._stream(*(_OTHERS if named else _ALL))

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""
        return tuple(sorted(str(row["g"]) for row in self.query(_LIST).records()))

    def _stream(self, columns: str, pattern: str) -> Generator[Quad, None, int]:
        """The solutions as quads, one by one; how many there were."""
        there = int(str(self.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}").records()[0]["n"]))
        came = 0
        with posted(self.server, f"SELECT {columns} WHERE {{ {pattern} }}", _ROWS) as (media, answer):
            for row in cast(QuerySolutions, parse_query_results(answer, self._format(media))):
                came += 1
                yield _quad(row)
        if came != there:
            raise GraphError(
                f"{self.name} gave {came} of {there} statements: it cuts long answers, or was changed meanwhile"
            )
        return came

    def _format(self, media: str) -> QueryResultsFormat:
        found = QueryResultsFormat.from_media_type(media)
        if found not in {QueryResultsFormat.JSON, QueryResultsFormat.XML}:
            raise GraphError(f"{self.name} is no SPARQL endpoint: it answers with {media or 'no media type'}")
        return found


def open_endpoint(address: str) -> Endpoint:
    """The endpoint at an http or https address, which may hold USER:PASSWORD@.

    Raises `GraphError` where it does not answer, holds nothing, or its default graph is not the union of its
    named graphs, each statement once, and cannot be made so by the request.
    """
    found = Endpoint(server(address))
    try:
        united = _united(found)
        doubles = united.query(_TWICE).rows
    except SyntaxError as error:
        raise GraphError(f"{found.name} does not take SPARQL 1.1: {error}") from None
    if doubles:
        raise GraphError(
            f"{found.name} counts twice what two named graphs say: serve the folder of `fengong add`, or load Turtle"
        )
    return united


def _united(found: Endpoint) -> Endpoint:
    """The endpoint, told which graphs to merge where its own default graph is empty."""
    apart = found.query(_APART).rows
    if found.query(_ANY).rows:
        if apart:
            raise GraphError(f"{found.name}: its default graph lacks what its named graphs hold: {_ADMIN}")
        return found
    graphs = tuple(str(row["g"]) for row in found.query(f"{_LIST} LIMIT {GRAPHS + 1}").records())
    if not graphs:
        raise GraphError(f"{found.name} holds no statements: load a graph that `fengong build` wrote")
    merged = replace(found, merged=tuple(sorted(graphs)))
    if len(graphs) > GRAPHS or not merged.query(_ANY).rows:
        raise GraphError(f"{found.name}: its default graph is empty and its named graphs are many: {_ADMIN}")
    return merged


def _quad(row: QuerySolution) -> Quad:
    graph, subject, predicate, value = (None, *row) if len(row) == 3 else row
    return Quad(
        cast(NamedNode | BlankNode, subject),
        cast(NamedNode, predicate),
        cast(NamedNode | BlankNode | Literal, value),
        cast(NamedNode | None, graph),
    )


def _as_given(message: str) -> str:
    """The message with its line in the text as given, before which one line of prefixes was sent."""
    return _PLACE.sub(lambda place: f"{place[1]}{max(int(place[2]) - 1, 1)}", message)
