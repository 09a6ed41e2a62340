"""The ontology: every term explained in two languages, tied to the vocabularies it builds on, and used rightly."""

from __future__ import annotations

import copy
import csv
import json
import re
from pathlib import Path
from typing import get_args

import pytest
from handmade import former_text, handmade
from pyoxigraph import Literal, NamedNode

import fengong
from fengong import model, read_plan
from fengong.describe import describe
from fengong.describe_bodies import _CLASSES, _FORMAL
from fengong.describe_items import direct
from fengong.errors import GraphError
from fengong.resources import resource
from fengong.terms import DEFINITIONS, FG, ORG, RDF, SKOS, concept, concepts, ontology

NOTICE = Path(__file__).parents[1] / "data/sources/binhai-2020-20/notice.txt"
SCHEMES = ("role", "basis", "level", "kind")
SKOS_NS = "http://www.w3.org/2004/02/skos/core#"
RDFS_NS = "http://www.w3.org/2000/01/rdf-schema#"
OWN = [node.value for node in FG] + [node.value for s in SCHEMES for node in concepts(s).values()]


def values(subject: str, predicate: str) -> list[Literal | NamedNode]:
    """The ontology's objects of subject and predicate."""
    return [t.object for t in ontology() if t.subject.value == subject and t.predicate.value == predicate]


@pytest.mark.parametrize("iri", OWN)
def test_each_term_has_a_label_a_definition_and_a_comment_in_each_language(iri: str) -> None:
    """Officials read Chinese, portals read English; neither may meet a bare name."""
    label = SKOS.prefLabel.value if "#" not in iri else RDFS_NS + "label"
    for predicate in (label, SKOS_NS + "definition", RDFS_NS + "comment"):
        languages = [value.language for value in values(iri, predicate)]
        assert sorted(languages) == ["en", "zh"], f"{iri} {predicate}"
        assert all(value.value.strip() for value in values(iri, predicate))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_scheme_is_titled_explained_and_whole(scheme: str) -> None:
    """Title and definition in both languages; every concept has a notation, and hangs on a top concept."""
    iri = f"{DEFINITIONS}/{scheme}"
    for predicate in ("http://purl.org/dc/terms/title", SKOS_NS + "definition", RDFS_NS + "comment"):
        assert sorted(value.language for value in values(iri, predicate)) == ["en", "zh"]
    tops = {node.value for node in values(iri, SKOS_NS + "hasTopConcept")}
    notations = []
    for node in concepts(scheme).values():
        above = [b.value for b in values(node.value, SKOS_NS + "broader")]
        is_top = [s.value for s in values(node.value, SKOS_NS + "topConceptOf")] == [iri]
        assert (node.value in tops) == is_top == (not above)
        assert set(above) <= tops
        notations += [n.value for n in values(node.value, SKOS_NS + "notation")]
    assert len(set(notations)) == len(notations) == len(concepts(scheme))


@pytest.mark.parametrize("iri", OWN)
def test_a_comment_is_no_second_definition(iri: str) -> None:
    """The definition says what it is, the comment how it differs from its neighbours."""
    definitions = {value.value for value in values(iri, SKOS_NS + "definition")}
    assert not definitions & {value.value for value in values(iri, RDFS_NS + "comment")}


def test_the_example_of_a_span_is_what_stands_there() -> None:
    """The comments of fg:TextSpan quote the notice by position."""
    text = read_plan(NOTICE).text
    for said in values(FG.TextSpan.value, RDFS_NS + "comment"):
        start, end, quote = re.findall(r"(\d+)[至–](\d+)\D*?(市\w+局)", said.value)[0]
        assert text[int(start) : int(end)] == quote


def test_the_examples_of_findings_are_findings_of_the_notice() -> None:
    """The codes and messages that the comments give are ones a reader meets."""
    findings = read_plan(NOTICE).findings
    for said in values(FG.code.value, RDFS_NS + "comment"):
        assert re.findall(r"[a-z]+-[a-z-]+", said.value)[0] in {finding.code for finding in findings}
    for said in values(FG.message.value, RDFS_NS + "comment"):
        assert any(f.message in said.value or f.message_en in said.value for f in findings)


@pytest.mark.parametrize("iri", [iri for iri in OWN if "#" in iri])
def test_each_term_says_which_ontology_defines_it(iri: str) -> None:
    """rdfs:isDefinedBy leads from each term to its ontology."""
    assert [value.value for value in values(iri, RDFS_NS + "isDefinedBy")] == [DEFINITIONS]


def test_labels_are_unlike_each_other() -> None:
    """No two classes and no two properties share a label in one language."""
    for language in ("zh", "en"):
        labels: dict[tuple[bool, str], str] = {}
        for node in FG:
            is_class = node.value.rpartition("#")[2][0].isupper()
            for value in values(node.value, RDFS_NS + "label"):
                if value.language == language:
                    other = labels.setdefault((is_class, value.value), node.value)
                    assert other == node.value, f"{value} labels {other} and {node.value}"


def test_the_version_is_that_of_the_package() -> None:
    """A graph's vocabulary can be told by the version of the program that wrote it."""
    version = values(DEFINITIONS, "http://www.w3.org/2002/07/owl#versionInfo")[0].value
    assert version == fengong.__version__
    iri = values(DEFINITIONS, "http://www.w3.org/2002/07/owl#versionIRI")[0].value
    assert iri == f"{DEFINITIONS}/{version}"


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.w3.org/ns/org#",
        "http://www.w3.org/ns/prov#",
        "http://data.europa.eu/eli/ontology#",
        "http://data.europa.eu/m8g/",
        "http://www.w3.org/2004/02/skos/core#",
        "http://purl.org/dc/terms/",
        "https://schema.org/",
        "http://www.w3.org/ns/oa#",
        "http://xmlns.com/foaf/0.1/",
    ],
)
def test_own_terms_stand_on_known_vocabularies(namespace: str) -> None:
    """ORG, PROV-O, ELI, CPSV-AP, SKOS, DCTERMS, schema.org, Web Annotation, FOAF are each built on."""
    links = ("subClassOf", "subPropertyOf", "relatedMatch", "range", "type")
    assert any(
        t.object.value.startswith(namespace)
        for t in ontology()
        if isinstance(t.object, NamedNode) and t.predicate.value.endswith(links)
    )


def test_inferred_properties_are_no_kind_of_stated_ones() -> None:
    """A reasoner must never turn a presumption into a statement."""
    sub = RDFS_NS + "subPropertyOf"
    for name in ("presumedLeadBody", "presumedResponsibleBody", "presumedSupportBody"):
        assert [v.value for v in values(f"{DEFINITIONS}#{name}", sub)] == [FG.presumedBody.value]
    assert values(FG.presumedBody.value, sub) == []


@pytest.mark.parametrize(
    "predicate",
    [
        "title",
        "description",
        "creator",
        "publisher",
        "created",
        "modified",
        "license",
        "bibliographicCitation",
    ],
)
def test_the_header_says_what_a_catalogue_asks(predicate: str) -> None:
    """Portals and LOV take these from the ontology itself."""
    assert values(DEFINITIONS, f"http://purl.org/dc/terms/{predicate}")


def test_an_unknown_term_raises_and_names_near_ones() -> None:
    """A misspelt term is an error, not a new property."""
    assert FG.responsibleBody.value == "https://w3id.org/fengong/def#responsibleBody"
    with pytest.raises(AttributeError, match=r"responsibelBody.*responsibleBody"):
        _ = FG.responsibelBody
    with pytest.raises(AttributeError, match="Organisation"):
        _ = ORG.Organisation
    assert copy.deepcopy(FG).Measure == FG.Measure


def test_an_unknown_concept_raises_and_names_the_known() -> None:
    """Registry data may hold a level that the ontology lacks; the message says which there are."""
    assert concept("role", "lead").value == "https://w3id.org/fengong/def/role/lead"
    with pytest.raises(GraphError, match=r"no level 'galactic'.*district.*township"):
        concept("level", "galactic")


def test_the_records_and_the_schemes_name_the_same() -> None:
    """Roles and bases of the model are the concepts of the ontology; "inferred" is the heading of the rules."""
    assert set(concepts("role")) == set(get_args(model.Role))
    assert set(concepts("basis")) - {"inferred"} == set(get_args(model.Basis))
    heading = concept("basis", "inferred")
    broader = {
        b for b in concepts("basis") if heading in values(concept("basis", b).value, SKOS_NS + "broader")
    }
    assert broader == set(get_args(model.Basis)) - model.STATED


@pytest.mark.parametrize("file", ["organizations.csv", "collectives.csv"])
def test_kinds_and_levels_of_the_registry_are_concepts(file: str) -> None:
    """Every row of the registry can be described."""
    with resource(f"data/registry/{file}").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            assert row["level"] in concepts("level"), row
            assert row.get("kind", "collective") in concepts("kind"), row


@pytest.mark.parametrize("kind", concepts("kind"))
def test_the_ontology_knows_the_classes_of_each_kind(kind: str) -> None:
    """rdfs:seeAlso of a kind names the classes of W3C ORG and CPOV that describe gives to its bodies."""
    graph = list(describe(handmade()))
    bodies = {q.subject for q in graph if q.object == concept("kind", kind)}
    told = {node.value for node in values(concept("kind", kind).value, RDFS_NS + "seeAlso")}
    assert told
    for body in bodies:
        assert {q.object.value for q in graph if q.subject == body and q.predicate == RDF.type} == told
    if kind != "collective":
        assert told == {node.value for node in _CLASSES.get(kind, _FORMAL)}


@pytest.mark.parametrize("role", get_args(model.Role))
def test_the_ontology_knows_how_each_role_is_written(role: model.Role) -> None:
    """fg:statedProperty of a role is the special property that describe writes."""
    stated = values(concept("role", role).value, FG.statedProperty.value)
    assert stated == [direct(role)[0]]
    assert len(values(concept("role", role).value, FG.presumedProperty.value)) == 1


def test_no_class_or_property_lies_idle() -> None:
    """Each is used by the description, is above one that is, or is one of the rarer roles."""
    quads = (*describe(handmade()), *former_text())
    used = {node.value for quad in quads for node in (quad.predicate, quad.object)}
    used |= {
        t.object.value for t in ontology() if t.predicate.value.endswith(("subClassOf", "subPropertyOf"))
    }
    used |= {quad.object.datatype.value for quad in describe(handmade()) if isinstance(quad.object, Literal)}
    rare = {FG.guidingBody, FG.implementingBody, FG.ruleStatedIn, FG.statedProperty, FG.presumedProperty}
    assert {node for node in FG if node.value not in used} == rare


@pytest.mark.parametrize("file", ["ontology/shapes.ttl", "ontology/context.jsonld"])
def test_files_beside_the_ontology_use_only_its_terms(file: str) -> None:
    """A term misspelt in a shape would make the shape hold of nothing."""
    names = re.findall(r"\bfg:(\w+)", resource(file).read_text(encoding="utf-8"))
    assert names
    assert {name for name in names if f"{DEFINITIONS}#{name}" not in OWN} == set()


def test_prefixes_are_sorted_and_agree_with_the_context() -> None:
    """One prefix, one namespace, in every file that declares them."""
    with resource("ontology/prefixes.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["prefix"], row["namespace"]) for row in csv.DictReader(file)]
    assert rows == sorted(set(rows))
    known = dict(rows)
    assert len(known) == len(rows) == len(set(known.values()))
    context = json.loads(resource("ontology/context.jsonld").read_text(encoding="utf-8"))["@context"]
    spaces = {
        k: v for k, v in context.items() if isinstance(v, str) and v.endswith(("/", "#")) and k[0] != "@"
    }
    declared = re.findall(
        r"@prefix (\S+): <(\S+)>", resource("ontology/fengong.ttl").read_text(encoding="utf-8")
    )
    assert spaces
    for prefix, namespace in [*spaces.items(), *(pair for pair in declared if pair[0] in known)]:
        assert known[prefix] == namespace
