"""The description for portals: the official DCAT-AP 3.0.1 shapes, checksums that hold, VoID that counts right."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyshacl
import pytest
import rdflib
from handmade import SLUG, handmade
from pyoxigraph import Literal, NamedNode, Quad
from rdflib.namespace import DCAT, DCTERMS, RDF, SH, SKOS, VOID

from fengong import read_plan
from fengong.catalog import Dump, dataset_name, describe_catalog, formats
from fengong.check import to_rdflib
from fengong.describe import describe
from fengong.identify import BASE
from fengong.publication import Publication, load_publication
from fengong.void import describe_void
from fengong.write import union, write

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SHAPES = sorted((SHARED / "standards/dcat-ap-3.0.1").glob("*.ttl"))
TABLES = SHARED / "ontology/nal-stubs.ttl"
EU = "http://publications.europa.eu/resource/authority/"
SETTINGS = load_publication(ROOT / "data/sources/binhai-2020-20/publication.toml")
QUADS = describe(handmade())
DUMPS = [
    Dump(one, f"data/x{one.suffix}", write(QUADS, one.key) if one.key != "csv" else b"x") for one in formats()
]
needs_shapes = pytest.mark.skipif(
    not SHAPES or not TABLES.exists(), reason="the DCAT-AP shapes are not beside the project"
)


def judged(quads: Sequence[Quad], shapes: Path) -> list[tuple[str, str, str]]:
    """(severity, path, focus) of each result; the EU tables' entries in use are known, as at a portal."""
    data = to_rdflib(quads).parse(TABLES)
    for form in formats():  # the tables beside the shapes hold only some of the file types
        node = rdflib.URIRef(f"{EU}file-type/{form.eu_format}")
        data.add((node, RDF.type, SKOS.Concept))
        data.add((node, RDF.type, DCTERMS.MediaTypeOrExtent))
        data.add((node, SKOS.prefLabel, rdflib.Literal(form.title_en, lang="en")))
        data.add((node, SKOS.inScheme, rdflib.URIRef(f"{EU}file-type")))
    _, report, _ = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(shapes), inference="none")
    return sorted(
        (str(report.value(one, SH.resultSeverity)).rpartition("#")[2], str(report.value(one, SH.resultPath)), str(report.value(one, SH.focusNode)))
        for one in report.subjects(RDF.type, SH.ValidationResult)
        if (None, SH.detail, one) not in report
    )  # fmt: skip


@needs_shapes
@pytest.mark.parametrize("shapes", SHAPES, ids=lambda path: path.stem)
def test_the_official_shapes_find_no_violation_and_no_warning_that_can_be_avoided(shapes: Path) -> None:
    """With the notice's settings. What stays: a publisher in China is no corporate body of the EU's table."""
    found = judged(
        describe_catalog(SETTINGS, [read_plan(ROOT / "data/sources/binhai-2020-20/notice.txt")], DUMPS),
        shapes,
    )
    unavoidable = [("Warning", str(DCTERMS.publisher))]
    assert [one for one in found if one[:2] not in unavoidable] == []
    assert len(found) == (2 if shapes.stem.startswith("mdr") else 0)


@needs_shapes
@pytest.mark.parametrize("shapes", SHAPES, ids=lambda path: path.stem)
def test_without_settings_nothing_is_violated_either(shapes: Path) -> None:
    """A publisher who says nothing gets warnings, never a refusal."""
    found = judged(describe_catalog(Publication(), [handmade()], DUMPS), shapes)
    assert [one for one in found if one[0] == "Violation"] == []


@needs_shapes
def test_the_shapes_are_able_to_refuse() -> None:
    """Without a title the data set is refused."""
    quads = [
        q for q in describe_catalog(SETTINGS, [handmade()], DUMPS) if q.predicate.value != str(DCTERMS.title)
    ]
    assert ("Violation", str(DCTERMS.title), f"{BASE}dataset/binhai-2020") in judged(
        quads, SHARED / "standards/dcat-ap-3.0.1/shapes.ttl"
    )


def test_each_distribution_has_its_size_and_digest() -> None:
    """Checksums that hold of the very bytes."""
    graph = to_rdflib(describe_catalog(SETTINGS, [handmade()], DUMPS))
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    found = {}
    for one in graph.objects(None, DCAT.distribution):
        digest = graph.value(graph.value(one, spdx.checksum), spdx.checksumValue)
        found[str(graph.value(one, DCAT.downloadURL))] = (
            int(str(graph.value(one, DCAT.byteSize))),
            str(digest),
        )
    assert found == {BASE + d.path: (len(d.data), hashlib.sha256(d.data).hexdigest()) for d in DUMPS}
    assert len({graph.value(one, DCTERMS.format) for one in graph.objects(None, DCAT.distribution)}) == len(
        DUMPS
    )


def test_the_publisher_is_the_body_of_the_plan_where_it_is_one() -> None:
    """The government that publishes is the one that issued the notice, not another node of that name."""
    plan = read_plan(ROOT / "data/sources/binhai-2020-20/notice.txt")
    graph = to_rdflib(describe_catalog(SETTINGS, [plan], DUMPS))
    node = rdflib.URIRef(f"{BASE}dataset/binhai-2020")
    assert graph.value(node, DCTERMS.publisher) == rdflib.URIRef(f"{BASE}id/org/120116-renmin-zhengfu")


def test_the_period_is_that_of_the_documents_unless_it_is_set() -> None:
    """From the earliest document to the last day that is named."""
    node = rdflib.URIRef(f"{BASE}dataset/{SLUG}#period")
    graph = to_rdflib(describe_catalog(Publication(), [handmade()], DUMPS))
    assert str(graph.value(node, DCAT.startDate)) == handmade().document.written
    graph = to_rdflib(describe_catalog(Publication(period=("2020-01-01", "2020-12-31")), [handmade()], DUMPS))
    assert str(graph.value(node, DCAT.endDate)) == "2020-12-31"


def test_several_documents_have_a_name_of_their_own() -> None:
    """One document lends its slug; several are "plans" until they are named."""
    other = replace(handmade(), document=replace(handmade().document, number="津政发〔2021〕3号"))
    assert dataset_name(Publication(), [handmade()]) == SLUG
    assert dataset_name(Publication(), [handmade(), other]) == "plans"
    assert dataset_name(Publication(name="binhai"), [handmade(), other]) == "binhai"


def test_void_counts_what_is_there() -> None:
    """Triples of the union, partitions that add up, subsets that are the graphs."""
    graph = to_rdflib(describe_void(BASE, "x", QUADS, {"turtle": "data/x.ttl"}))
    node = rdflib.URIRef(f"{BASE}dataset/x")
    triples = {quad.triple for quad in union(QUADS)}
    assert int(str(graph.value(node, VOID.triples))) == len(triples)
    parts = [
        int(str(graph.value(part, VOID.triples))) for part in graph.objects(node, VOID.propertyPartition)
    ]
    assert sum(parts) == len(triples)
    subsets = {
        str(one): int(str(graph.value(one, VOID.triples)))
        for one in graph.objects(node, VOID.subset)
        if (one, RDF.type, VOID.Linkset) not in graph
    }
    assert subsets == {
        g: sum(q.graph_name.value == g for q in QUADS) for g in {q.graph_name.value for q in QUADS}
    }
    measures = graph.value(
        predicate=VOID["class"], object=rdflib.URIRef("https://w3id.org/fengong/def#Measure")
    )
    assert int(str(graph.value(measures, VOID.entities))) == len(handmade().measures)


def test_links_to_wikidata_are_a_linkset() -> None:
    """Portals look for one."""
    match = NamedNode("https://schema.org/sameAs")
    link = Quad(NamedNode(f"{BASE}id/org/cn-kejibu"), match, NamedNode("http://www.wikidata.org/entity/Q1"))
    own = [quad for quad in QUADS if quad.predicate != match]
    graph = to_rdflib(
        describe_void(BASE, "x", [*own, link, Quad(link.subject, match, Literal("no link"))], {})
    )
    linkset = graph.value(predicate=RDF.type, object=VOID.Linkset)
    assert graph.value(linkset, VOID.triples) == rdflib.Literal(1)
    assert graph.value(linkset, VOID.linkPredicate) == rdflib.URIRef("https://schema.org/sameAs")
