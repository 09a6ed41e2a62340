"""A network as GEXF, the own format of Gephi, which opens it with all attributes and without a question.

networkx writes it; four things are settled here. The file bears no date and no version of a library, so
that the same graph gives the same bytes. Attributes named ``start`` and ``end`` would be taken for moments
of a dynamic graph (GEXF 1.2, "dynamics"), and Gephi would draw a timeline of character positions: they are
called ``from_char`` and ``to_char`` here. Each edge bears its key as its id and its relation as its label.
The name that networkx gives the graph element is left out: the schema of 1.2 (data.xsd) knows no such attribute.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import networkx as nx

from fengong.network import Scalar, plain_facts
from fengong.xmltext import xml_text

if TYPE_CHECKING:
    from networkx.readwrite.gexf import GEXFWriter

VERSION = "1.2draft"
"""The version that Gephi 0.9 and later, sigma.js and networkx all read."""

RENAMED = {"start": "from_char", "end": "to_char"}
"""Attributes of `network.network` that GEXF keeps for time → their names in the file."""


def gexf(graph: nx.Graph) -> bytes:
    """The network as GEXF 1.2 in UTF-8: same graph, same bytes; lists become strings joined by spaces.

    Read it back with ``networkx.read_gexf(file)``: nodes, edges, keys and attributes are those of the
    graph, save the names in `RENAMED` and what GEXF adds to edges, ``id`` (the key again) and ``label``
    (the relation again). Characters that XML 1.0 forbids become U+FFFD.
    """
    from networkx.readwrite.gexf import GEXFWriter  # noqa: PLC0415 - imports all of networkx's formats

    writer = GEXFWriter(graph=_plain(graph), encoding="utf-8", version=VERSION)
    _sign(writer)
    writer.indent(writer.xml)
    return bytes(ElementTree.tostring(writer.xml, encoding="utf-8", xml_declaration=True)) + b"\n"


def _plain(graph: nx.Graph) -> nx.Graph:
    plain = graph.__class__()
    plain.add_nodes_from((xml_text(node), _facts(data)) for node, data in graph.nodes(data=True))
    if graph.is_multigraph():
        for one, other, key, data in graph.edges(keys=True, data=True):
            facts = _facts(data) | {"id": xml_text(key), "label": data["relation"]}
            plain.add_edge(xml_text(one), xml_text(other), key=xml_text(key), **facts)
    else:
        plain.add_edges_from((*map(xml_text, ends), _facts(data)) for *ends, data in graph.edges(data=True))
    return plain


def _facts(data: Mapping[str, Scalar | list[str]]) -> dict[str, Scalar]:
    return {RENAMED.get(name, name): value for name, value in plain_facts(data).items()}


def _sign(writer: GEXFWriter) -> None:
    """Say who made the file, and neither when nor with which networkx, nor what GEXF has no word for."""
    meta = next(one for one in writer.xml if one.tag == "meta")
    meta.attrib.clear()
    for child in meta:
        child.text = "fengong"
    next(one for one in writer.xml if one.tag == "graph").attrib.pop("name", None)
