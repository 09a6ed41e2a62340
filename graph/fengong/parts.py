"""A graph of many documents, one at a time and in full: what reads every statement stays within the memory of one."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad

from fengong.asked import Asked
from fengong.infull import held_by, in_full
from fengong.query import run_text

FEW = 10
"""Documents that are looked at together, as one graph."""
_DOCUMENTS = "SELECT DISTINCT ?document WHERE { ?text a fg:SourceText ; dct:isFormatOf ?document } ORDER BY ?document"
_HOMES = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?text a fg:SourceText ; dct:isFormatOf ?document } }"


def documents(graph: Asked) -> tuple[NamedNode, ...]:
    """The documents whose text the graph holds, in the order of their IRIs."""
    rows = run_text(graph, _DOCUMENTS).rows
    return tuple(node for (node,) in rows if isinstance(node, NamedNode))


def parts(graph: Asked) -> Iterator[tuple[Quad, ...]]:
    """The whole graph where it holds few documents; else each with what it leans on, then the other named graphs."""
    found = documents(graph)
    if len(found) <= FEW:
        yield tuple(graph.quads())
        return
    for document in found:
        yield tuple(in_full(graph, document).quads())
    homes = {str(row["graph"]) for row in run_text(graph, _HOMES).records()}
    for name in graph.graphs():
        if name.removesuffix("/inferred") not in homes:
            yield tuple(held_by(graph, NamedNode(name)))
