"""One document of a graph in full, to be asked as a graph of its own: a kept graph holds only the compact form."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from fengong.asked import Asked
from fengong.expand import expand
from fengong.query import run_text
from fengong.store import UNION, Graph

_HOME = """
#+ parameters:
#+   node (iri, required): a node of a document
SELECT DISTINCT ?graph WHERE {
  VALUES ?node { UNDEF }
  GRAPH ?graph { ?node ?property ?value }
  FILTER(STRENDS(STR(?graph), "/inferred") || EXISTS { GRAPH ?graph { ?text dct:isFormatOf ?document } })
} ORDER BY ?graph
"""
_HELD = """
#+ parameters:
#+   home (iri, required): a named graph
SELECT ?subject ?property ?value WHERE {
  VALUES ?home { UNDEF }
  GRAPH ?home { ?subject ?property ?value }
}
"""
_AROUND = """
#+ parameters:
#+   home (iri, required): a named graph
SELECT DISTINCT ?subject ?property ?value WHERE {
  VALUES ?home { UNDEF }
  GRAPH ?home { ?any ?leads ?subject }
  ?subject ?property ?value
  FILTER NOT EXISTS { GRAPH ?home { ?subject ?property ?value } }
}
"""


def in_full(graph: Asked, node: NamedNode) -> Asked:
    """The document that ``node`` is a part of, with what it leans on; the graph itself where no named graph is its home."""
    for row in run_text(graph, _HOME, node=node).records():
        stated = NamedNode(str(row["graph"]).removesuffix("/inferred"))
        store = Store()
        both = (stated, NamedNode(f"{stated.value}/inferred"))
        held = [quad for home in both for quad in held_by(graph, home)]
        around = _quads(graph, _AROUND, stated, DefaultGraph())
        store.extend([*expand(held), *around])
        store.update(UNION)
        return Graph(store, graph.name)
    return graph


def held_by(graph: Asked, home: NamedNode) -> Iterator[Quad]:
    """The statements of one named graph as they are kept."""
    return _quads(graph, _HELD, home, home)


def _quads(graph: Asked, query: str, asked: NamedNode, home: NamedNode | DefaultGraph) -> Iterator[Quad]:
    for subject, name, value in run_text(graph, query, home=asked).rows:
        match subject, name, value:
            case NamedNode() | BlankNode(), NamedNode(), NamedNode() | BlankNode() | Literal():
                yield Quad(subject, name, value, home)
