"""GEXF: networkx reads the graph back, Gephi finds ids, labels and types, and no date or clock is in it."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import networkx as nx
import pytest
from handmade import handmade
from lxml import etree

from fengong.model import Plan
from fengong.network import bodies_network, network
from fengong.write_gexf import RENAMED, gexf

NS = {"g": "http://www.gexf.net/1.2draft"}


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph:
    return network([handmade()])


def renamed(data: dict[str, object]) -> dict[str, object]:
    return {RENAMED.get(name, name): value for name, value in data.items()}


def test_networkx_reads_back_all_that_the_graph_holds(graph: nx.MultiDiGraph) -> None:
    """Nodes, edges, keys, attributes and their types."""
    back = nx.read_gexf(io.BytesIO(gexf(graph)))
    assert back.is_directed() and back.is_multigraph()
    assert dict(back.nodes(data=True)) == {node: renamed(data) for node, data in graph.nodes(data=True)}
    expected = {
        (one, other, key): renamed(data) | {"id": key, "label": data["relation"]}
        for one, other, key, data in graph.edges(keys=True, data=True)
    }
    assert {(u, v, key): data for u, v, key, data in back.edges(keys=True, data=True)} == expected


def test_the_bodies_network_reads_back_with_its_weights() -> None:
    ties = bodies_network([handmade()])
    back = nx.read_gexf(io.BytesIO(gexf(ties)))
    assert not back.is_directed()
    weights = {frozenset((u, v)): d["weight"] for u, v, d in ties.edges(data=True)}
    assert {frozenset((u, v)): d["weight"] for u, v, d in back.edges(data=True)} == weights
    measures = {frozenset((u, v)): " ".join(d["measures"]) for u, v, d in ties.edges(data=True)}
    assert {frozenset((u, v)): d["measures"] for u, v, d in back.edges(data=True)} == measures


def test_the_clock_leaves_no_trace(graph: nx.MultiDiGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another day, another networkx: the same bytes."""
    first = gexf(graph)
    monkeypatch.setattr(time, "strftime", lambda *_: "1999-12-31")
    monkeypatch.setattr(nx, "__version__", "99")
    assert gexf(network([handmade()])) == first
    meta = etree.fromstring(first).find("g:meta", NS)
    assert meta is not None and not meta.attrib and meta.findtext("g:creator", namespaces=NS) == "fengong"


def test_a_reader_by_the_schema_finds_its_way(graph: nx.MultiDiGraph) -> None:
    """What GEXF 1.2 demands: attributes declared before they are used, once a name; unique ids; ends that exist."""
    root = etree.fromstring(gexf(graph))
    assert root.tag == f"{{{NS['g']}}}gexf" and root.get("version") == "1.2"
    body = root.find("g:graph", NS)
    assert body is not None and body.get("defaultedgetype") == "directed" and body.get("mode") == "static"
    assert [etree.QName(one).localname for one in body][-2:] == ["nodes", "edges"]
    for kind, of in (("node", "nodes/g:node"), ("edge", "edges/g:edge")):
        declared = {
            one.get("id"): (one.get("title"), one.get("type"))
            for one in body.iterfind(f"g:attributes[@class='{kind}']/g:attribute", NS)
        }
        titles = [title for title, _ in declared.values()]
        assert len(titles) == len(set(titles)) and not {"start", "end"} & set(titles)
        assert {type_ for _, type_ in declared.values()} <= {"string", "integer", "long", "boolean"}
        items = body.findall(f"g:{of}", NS)
        ids = [one.get("id") for one in items]
        assert len(ids) == len(set(ids)) > 0 and all(one.get("label") for one in items)
        used = {value.get("for") for one in items for value in one.iterfind("g:attvalues/g:attvalue", NS)}
        assert used <= set(declared)
        assert not any(one.get("start") or one.get("end") for one in items), "no timeline"
    nodes = {one.get("id") for one in body.iterfind("g:nodes/g:node", NS)}
    assert all({e.get("source"), e.get("target")} <= nodes for e in body.iterfind("g:edges/g:edge", NS))


ATTRIBUTES = {
    "gexf": {"version", "variant", "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"},
    "meta": {"lastmodifieddate"},
    "graph": {"defaultedgetype", "idtype", "mode"},
    "attributes": {"class", "mode"},
    "attribute": {"id", "title", "type"},
    "node": {"id", "label", "pid"},
    "edge": {"id", "type", "label", "source", "target", "weight"},
    "attvalue": {"for", "value"},
    "nodes": {"count"},
    "edges": {"count"},
}
"""Element → the attributes that GEXF 1.2 knows for it in a static graph (gexf.xsd, data.xsd)."""


@pytest.mark.parametrize("make", [network, bodies_network])
def test_no_attribute_is_unknown_to_the_schema(make: Callable[[list[Plan]], nx.Graph]) -> None:
    """networkx writes a name of the graph, for one."""
    for one in etree.fromstring(gexf(make([handmade()]))).iter():
        name = etree.QName(one).localname
        assert set(map(str, one.attrib)) <= ATTRIBUTES.get(name, set()), name


def test_an_empty_plan_is_a_file_that_reads() -> None:
    assert len(nx.read_gexf(io.BytesIO(gexf(network([Plan(handmade().document, "")]))))) == 0
