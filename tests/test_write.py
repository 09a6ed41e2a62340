"""Writing a graph: every format reads back the same, and the same quads are always the same bytes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from handmade import SLUG, handmade
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from rdflib.compare import isomorphic

from fengong.check import to_rdflib
from fengong.describe import describe, describe_all
from fengong.errors import GraphError
from fengong.resources import resource
from fengong.write import SUFFIXES, format_of, prefixes_of, write

QUADS = describe(handmade())
GRAPHS = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def quad(subject: str, value: NamedNode | Literal | BlankNode) -> Quad:
    """A statement of no graph."""
    return Quad(NamedNode(subject), NamedNode("https://w3id.org/fengong/def#text"), value)


@pytest.mark.parametrize(("format", "reader"), GRAPHS.items())
def test_single_graph_formats_read_back_as_the_union(format: str, reader: str) -> None:
    """rdflib reads what was written; nothing is lost but the names of the graphs."""
    graph = rdflib.Graph().parse(data=write(QUADS, format), format=reader)
    assert len(graph) == len(QUADS)
    assert isomorphic(graph, to_rdflib(QUADS))


@pytest.mark.parametrize(("format", "reader"), [("trig", "trig"), ("nquads", "nquads")])
def test_dataset_formats_read_back_graph_by_graph(format: str, reader: str) -> None:
    """TriG and N-Quads keep what is stated and what is inferred in graphs of their own."""
    dataset = rdflib.Dataset()
    dataset.parse(data=write(QUADS, format), format=reader)
    for name in {q.graph_name.value for q in QUADS}:
        rows = [q for q in QUADS if q.graph_name.value == name]
        assert isomorphic(dataset.graph(rdflib.URIRef(name)), to_rdflib(rows))


@pytest.mark.parametrize("format", ["trig", "nquads"])
def test_pyoxigraph_reads_the_very_quads_back(format: str) -> None:
    """Literals keep their datatypes and languages to the letter."""
    engine = ox.RdfFormat.TRIG if format == "trig" else ox.RdfFormat.N_QUADS
    assert set(ox.parse(write(QUADS, format), format=engine)) == set(QUADS)


PROGRAM = """
import sys, hashlib
sys.path.insert(0, sys.argv[1])
from handmade import handmade
from fengong.describe import describe
from fengong.write import SUFFIXES, write
quads = describe(handmade())
for format in SUFFIXES.values():
    print(format, hashlib.sha256(write(quads, format)).hexdigest())
"""


def test_bytes_do_not_hang_on_the_hash_seed() -> None:
    """Four interpreters with four seeds write the same bytes in each format."""
    outputs = set()
    for seed in range(4):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(Path(__file__).parent)],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert len(outputs.pop().splitlines()) == len(SUFFIXES)


@pytest.mark.parametrize("format", SUFFIXES.values())
def test_bytes_do_not_hang_on_the_order_or_on_repeats(format: str) -> None:
    """A graph from a store comes in any order."""
    assert write([*reversed(QUADS), *QUADS[:50]], format) == write(QUADS, format)


@pytest.mark.parametrize("format", SUFFIXES.values())
def test_each_format_ends_in_one_line_break_and_is_utf8(format: str) -> None:
    """Files that diff and show well; Chinese stays readable, save in N-Triples' own escapes."""
    text = write(QUADS, format).decode("utf-8")
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert "区工信局" in text
    assert "\r" not in text


def test_turtle_declares_only_prefixes_in_use_sorted_with_one_for_each_document() -> None:
    """jinbinzhengfa-2020-20:m8 reads as what it is."""
    text = write(QUADS, "turtle").decode()
    head, _, body = text.partition("\n\n")
    declared = re.findall(r"^@prefix (\S+): <", head, re.MULTILINE)
    assert declared == sorted(declared)
    assert {SLUG, "fagaibandiqu-2020-237", "fg", "doc", "o"} <= set(declared)
    assert "sh" not in declared and "owl" not in declared
    unused = [prefix for prefix in declared if not re.search(rf"(?<![\w-]){re.escape(prefix)}:\w", body)]
    assert unused == []
    assert f"\n{SLUG}:m8 a fg:Measure ;\n" in body
    assert not re.search(r"[\w-]+:[^\s<>\"]*\\/", body), "a local name with an escaped slash"


def test_numbers_sort_as_numbers_and_types_come_first() -> None:
    """m2 before m10, as readers count."""
    rows = [quad(f"https://w3id.org/fengong/id/doc/x/m{n}", Literal("t")) for n in (10, 2, 1)]
    rows += [Quad(rows[0].subject, TYPE, NamedNode("https://w3id.org/fengong/def#Measure"))]
    text = write(rows, "turtle").decode()
    assert re.findall(r"^x:m(\d+)", text, re.MULTILINE) == ["1", "2", "10"]
    assert "x:m10 a fg:Measure ;\n\tfg:text" in text


@pytest.mark.parametrize(
    "words", ['a "quote"', "two\nlines", "tab\there", "\\back", "a\r\nb", "𠮷 〔2020〕", ""]
)
@pytest.mark.parametrize(("format", "reader"), GRAPHS.items())
def test_any_words_survive(words: str, format: str, reader: str) -> None:
    """Quotes, line breaks, backslashes and rare characters; blank lines never fall inside a literal."""
    rows = [quad("https://w3id.org/fengong/id/doc/x/m1", Literal(words, language="zh"))]
    graph = rdflib.Graph().parse(data=write(rows, format), format=reader)
    assert [str(value) for value in graph.objects()] == [words]


@pytest.mark.parametrize("format", ["turtle", "trig", "nquads", "ntriples", "jsonld"])
def test_control_characters_survive_where_they_can(format: str) -> None:
    """A form feed, as pasted files have them."""
    rows = [quad("https://w3id.org/fengong/id/doc/x/m1", Literal("a\x0cb"))]
    reader = {"trig": "trig", "nquads": "nquads"} | GRAPHS
    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=write(rows, format), format=reader[format])
    assert [str(row[2]) for row in graph.quads()] == ["a\x0cb"]


def test_rdfxml_says_that_it_cannot_hold_a_control_character() -> None:
    """A file that no reader opens is worse than a message."""
    with pytest.raises(GraphError, match=r"U\+000C.*Turtle"):
        write([quad("https://w3id.org/fengong/id/doc/x/m1", Literal("a\x0cb"))], "rdfxml")


def test_jsonld_is_one_document_with_its_context_inside_and_steady_order() -> None:
    """No network is needed to read it; nodes by id, keys by name."""
    data = json.loads(write(QUADS, "jsonld"))
    assert set(data) == {"@context", "@graph"}
    whole = json.loads(resource("ontology/context.jsonld").read_text("utf-8"))["@context"]
    assert data["@context"].items() <= whole.items()
    keys = {key.partition(":")[0] for node in data["@graph"] for key in node}
    assert keys - set(data["@context"]) == set()
    ids = [node["id"] for node in data["@graph"]]
    assert ids == sorted(set(ids))
    assert all(list(node) == sorted(node) for node in data["@graph"])
    measure = next(node for node in data["@graph"] if node["id"].endswith("/m8"))
    assert measure["type"] == "Measure" and measure["number"] == "8"
    assert len(measure["responsibleBody"]) == 3
    assert measure["label"] == {"zh": "加快滨海新区制造业创新中心建设。"}


def test_jsonld_knows_a_term_for_nearly_every_property() -> None:
    """Full IRIs as keys would be a hole in the context."""
    data = json.loads(write(QUADS, "jsonld"))
    keys = {key for node in data["@graph"] for key in node}
    assert {key for key in keys if "/" in key} == set()


@pytest.mark.parametrize(
    "value",
    [
        Literal("plain words"),
        Literal("1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        NamedNode("https://example.org/thing"),
    ],
)
def test_jsonld_keeps_values_that_do_not_fit_their_term(value: Literal | NamedNode) -> None:
    """fg:text is kept by language; a value without one is still written, and read back, as it is."""
    rows = [
        quad("https://w3id.org/fengong/id/doc/x/m1", value),
        quad("https://example.org/x", Literal("字", language="zh")),
    ]
    graph = rdflib.Graph().parse(data=write(rows, "jsonld"), format="json-ld")
    assert isomorphic(graph, to_rdflib(rows))


def test_two_documents_have_two_prefixes() -> None:
    """And a base other than the usual one keeps short names."""
    from dataclasses import replace

    plan = handmade()
    other = replace(plan, document=replace(plan.document, number="津政发〔2021〕3号"))
    assert {SLUG, "jinzhengfa-2021-3"} <= set(prefixes_of(describe_all([plan, other])))
    moved = prefixes_of(describe(plan, "https://data.example.org/"))
    assert moved[SLUG] == f"https://data.example.org/id/doc/{SLUG}/"
    assert moved["o"] == "https://data.example.org/id/org/"


def test_two_bases_in_one_graph_stay_apart() -> None:
    """Only one can have the short names; the other's IRIs are written whole."""
    rows = [*QUADS, *describe(handmade(), "https://data.example.org/")]
    graph = rdflib.Graph().parse(data=write(rows, "turtle"), format="turtle")
    assert isomorphic(graph, to_rdflib(rows))


@pytest.mark.parametrize(
    ("name", "format"), [("g.ttl", "turtle"), ("a/b.TRIG", "trig"), (Path("x.nq"), "nquads")]
)
def test_a_suffix_names_its_format(name: str | Path, format: str) -> None:
    """Upper case or lower."""
    assert format_of(name) == format


@pytest.mark.parametrize("name", ["graph", "graph.xlsx", "graph.ttl.gz"])
def test_an_unknown_suffix_is_refused_with_the_known_ones(name: str) -> None:
    """One line that says what to do."""
    with pytest.raises(GraphError, match=r"\.ttl.*\.jsonld") as caught:
        format_of(name)
    assert "\n" not in str(caught.value)


def test_an_unknown_format_and_a_blank_node_are_refused() -> None:
    """Neither can be written steadily."""
    with pytest.raises(GraphError, match="turtle"):
        write(QUADS, "n3")
    with pytest.raises(GraphError, match="blank"):
        write([quad("https://example.org/x", BlankNode("b"))], "turtle")


@pytest.mark.parametrize(("format", "reader"), GRAPHS.items())
def test_an_empty_graph_is_a_readable_file(format: str, reader: str) -> None:
    """Nothing in, nothing out, but valid."""
    assert len(rdflib.Graph().parse(data=write([], format), format=reader)) == 0
