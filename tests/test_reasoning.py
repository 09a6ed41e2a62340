"""What a reasoner and a linter make of the ontology: OWL 2 RL, consistent, nothing inferred that is not meant."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from unittest import mock

import pytest
import rdflib
from handmade import handmade
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, URIRef

from fengong import read_plan
from fengong.describe import describe
from fengong.model import Plan
from fengong.resources import resource
from fengong.terms import DEFINITIONS
from fengong.write import write

owlrl = pytest.importorskip("owlrl", reason="no reasoner: pip install 'fengong[dev]'")

HERE = Path(__file__).parent
NOTICE = HERE.parent / "data/sources/binhai-2020-20/notice.txt"
FG = rdflib.Namespace(f"{DEFINITIONS}#")
FOAF_AGENT = URIRef("http://xmlns.com/foaf/0.1/Agent")
ELI_WORK = URIRef("http://data.europa.eu/eli/ontology#Work")
STATED = ("responsibleBody", "leadBody", "cooperatingBody", "guidingBody", "implementingBody", "supportBody")
PRESUMED = ("presumedBody", "presumedLeadBody", "presumedResponsibleBody", "presumedSupportBody")

RL_DATATYPES = {RDFS.Literal, XSD.string, XSD.integer, XSD.boolean, XSD.hexBinary, XSD.decimal}
RL_AXIOMS = {
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    OWL.disjointWith,
    OWL.propertyDisjointWith,
}
RL_TYPES = {
    OWL.Ontology,
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    OWL.FunctionalProperty,
    RDFS.Datatype,
}

SILENCED = {
    # Said of things of several unlike classes; OWL 2 RL knows no union as a domain, and none would tell anything.
    ("domains-ranges.missing", "text"),
    ("domains-ranges.missing", "statedIn"),
    ("domains-ranges.missing", "number"),
    ("domains-ranges.missing", "position"),
    ("domains-ranges.missing", "dueDate"),
    ("domains-ranges.missing", "identifiedBy"),
}
SILENCED_RULES = {
    "non-ontology-terms.concept",  # the concept schemes ship with the ontology on purpose: one file, one version
}


@cache
def ontology() -> rdflib.Graph:
    """ontology/fengong.ttl."""
    return rdflib.Graph().parse(resource("ontology/fengong.ttl"))


def closure(data: Iterable[tuple[rdflib.term.Node, ...]] | rdflib.Graph = ()) -> rdflib.Graph:
    """All that OWL 2 RL infers from the ontology, the neighbouring vocabularies and ``data``."""
    graph = rdflib.Graph()
    for triple in (*ontology(), *rdflib.Graph().parse(HERE / "neighbours.ttl"), *data):
        graph.add(triple)  # type: ignore[arg-type]
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)  # owlrl misreads every xsd:gMonthDay, aloud
    # owlrl puts its own readers of literals into rdflib for the whole process: other tests must not meet them.
    with mock.patch.dict(rdflib.term._toPythonMapping):
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def contradictions(graph: rdflib.Graph) -> list[str]:
    """What the reasoner complains of, and members of owl:Nothing."""
    said = [str(o) for _, p, o in graph if str(p) == "http://www.daml.org/2002/03/agents/agent-ont#error"]
    return said + [str(node) for node in graph.subjects(RDF.type, OWL.Nothing)]


def data_of(plan: Plan) -> rdflib.Graph:
    """The graph of a plan, without the ontology."""
    return rdflib.Graph().parse(data=write(describe(plan), "ntriples").decode(), format="nt")


@cache
def closed(name: str) -> tuple[rdflib.Graph, rdflib.Graph]:
    """The data of the handmade plan or of the notice, and their closure."""
    data = data_of(handmade() if name == "handmade" else read_plan(NOTICE))
    return data, closure(data)


@pytest.mark.parametrize("name", ["handmade", "notice"])
def test_a_graph_is_consistent_with_the_ontology_and_its_neighbours(name: str) -> None:
    """No individual in two disjoint classes, no pair in two disjoint properties, no second functional value."""
    assert contradictions(closed(name)[1]) == []


def test_no_class_and_no_property_is_empty_by_its_own_axioms() -> None:
    """One member of each class, one pair of each property: still no contradiction."""
    examples = []
    for term in ontology().subjects(RDF.type, OWL.Class):
        examples.append((URIRef(f"urn:x:{len(examples)}"), RDF.type, term))
    for term in ontology().subjects(RDF.type, OWL.ObjectProperty):
        examples.append((URIRef(f"urn:s:{len(examples)}"), term, URIRef(f"urn:o:{len(examples)}")))
    assert contradictions(closure(examples)) == []


@pytest.mark.parametrize(
    ("seeded", "because"),
    [
        ([("m", RDF.type, FG.Measure), ("m", RDF.type, FOAF_AGENT)], "a body is no work"),
        ([("m", FG.responsibleBody, "b"), ("b", FG.basis, "c")], "an assignment is no body"),
        ([("m", FG.leadBody, "b"), ("m", FG.presumedLeadBody, "b")], "what is stated is not presumed too"),
        ([("i", FG.supportsMeasure, "d"), ("d", RDF.type, FG.PolicyDocument)], "a document is no work item"),
        ([("c", RDF.type, FG.MeasureClause), ("c", RDF.type, FG.Measure)], "a clause is not the whole"),
    ],
)
def test_a_seeded_contradiction_is_found(
    seeded: list[tuple[str, URIRef, str | URIRef]], because: str
) -> None:
    """The tests of consistency can fail."""
    triples = [
        (URIRef(f"urn:{s}"), p, o if isinstance(o, URIRef) else URIRef(f"urn:{o}")) for s, p, o in seeded
    ]
    assert contradictions(closure(triples)), because


@pytest.mark.parametrize("name", ["handmade", "notice"])
def test_no_domain_or_range_turns_a_thing_into_another(name: str) -> None:
    """Nothing becomes work and a body, work and a text, a concept, or gets a class of ours that it had not."""
    data, graph = closed(name)
    assert not set(graph.subjects(RDF.type, FG.WorkItem)) & set(graph.subjects(RDF.type, FOAF_AGENT))
    assert not set(graph.subjects(RDF.type, FG.WorkItem)) & set(graph.subjects(RDF.type, ELI_WORK))
    own = set(ontology().subjects(RDF.type, OWL.Class)) - {FG.WorkItem}
    for kind in (c for c in own if str(c).startswith(str(FG))):
        assert set(graph.subjects(RDF.type, kind)) == set(data.subjects(RDF.type, kind)), kind
    mapped = set(ontology().subjects()) | set(ontology().objects(predicate=SKOS.relatedMatch))
    assert set(graph.subjects(RDF.type, SKOS.Concept)) <= mapped


@pytest.mark.parametrize("name", ["handmade", "notice"])
def test_nothing_is_stated_by_inference_alone(name: str) -> None:
    """The reasoner adds no pair to the stated properties, whatever is presumed; it adds only the general ones."""
    data, graph = closed(name)
    for word in (*STATED, *PRESUMED[1:]):
        assert set(graph.subject_objects(FG[word])) == set(data.subject_objects(FG[word])), word
    assert any(data.subject_objects(FG.presumedLeadBody))
    assert set(graph.subject_objects(FG.presumedBody)) == {
        pair for word in PRESUMED for pair in data.subject_objects(FG[word])
    }


def test_the_axioms_keep_to_owl_2_rl() -> None:
    """No blank nodes, so no restrictions or unions; only named classes, and datatypes of the RL map."""
    terms = ontology()
    assert not [node for triple in terms for node in triple if isinstance(node, BNode)]
    used = {p for _, p, _ in terms if str(p).startswith((str(OWL), str(RDFS)))}
    notes = {RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.versionIRI}
    assert used - notes <= RL_AXIOMS
    types = {o for o in terms.objects(predicate=RDF.type) if str(o).startswith((str(OWL), str(RDFS)))}
    assert types <= RL_TYPES
    for prop in terms.subjects(RDF.type, OWL.DatatypeProperty):
        assert set(terms.objects(prop, RDFS.range)) <= RL_DATATYPES, prop


def test_every_foreign_term_of_an_axiom_is_declared() -> None:
    """The file loads in OWL tools by itself, without any import."""
    terms = ontology()
    declared = {s for s, o in terms.subject_objects(RDF.type) if o in RL_TYPES}
    used = {o for p in RL_AXIOMS for o in terms.objects(predicate=p)} - RL_DATATYPES
    assert {str(term) for term in used - declared} == set()
    assert not list(terms.objects(predicate=OWL.imports))


def test_a_linter_finds_nothing_critical_and_nothing_that_is_not_argued() -> None:
    """Askwol: no error, no warning, and of its recommendations only those silenced above, each with its reason."""
    pytest.importorskip("askwol", reason="no linter: pip install 'fengong[dev]'")
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "askwol", "check", "--skip-resolution", "--format", "json"),
            str(resource("ontology/fengong.ttl")),
        ],
        capture_output=True,
        check=False,
        timeout=120,
    )
    summary = json.loads(ran.stdout)["severity_summary"]
    assert (summary["errors"], summary["warnings"]) == (0, 0)
    found = {(f["rule"], f["subject"].removeprefix(str(FG))) for f in summary["findings"]}
    assert {(rule, term) for rule, term in found if rule not in SILENCED_RULES} <= SILENCED
