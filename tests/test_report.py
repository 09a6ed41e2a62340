"""The SHACL validation report: well-formed by SHACL itself, the same bytes every time, only what SHACL finds."""

from __future__ import annotations

import pyshacl
import pytest
from damages import QUADS, Constraint, damaged
from pyoxigraph import Literal
from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection
from test_shapes import QUOTE, RULES, TEXT_NODE, other, united

from fengong.check import Violation, check
from fengong.check_quotes import check_quotes
from fengong.report import FORMATS, report
from fengong.terms import OA, RDF

SH = Namespace("http://www.w3.org/ns/shacl#")
TYPE = URIRef(RDF.type.value)
SPOILT = check(
    united(
        [
            RULES["Terms-property"][0],  # a path of the rule's own
            RULES["SourceText-as-long"][0],  # no path
            damaged(Constraint("TextSpan-start", "minCount"))[1],  # a path of two steps
            damaged(Constraint("Assignment-item", "minCount"))[1],  # an inverse path
            damaged(Constraint("Finding-message", "languageIn"))[1],  # a value
            damaged(Constraint("Measure-presumed-lead", "maxCount"))[1],  # a warning
        ]
    )
)
# What SHACL 3.6 says a report is, in SHACL.
REPORT_SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix e: <urn:e:> .
e:Report a sh:NodeShape ; sh:targetClass sh:ValidationReport ; sh:closed true ;
    sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) ;
    sh:property [ sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean ] ,
        [ sh:path sh:result ; sh:class sh:ValidationResult ] .
e:Result a sh:NodeShape ; sh:targetClass sh:ValidationResult ; sh:closed true ;
    sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) ;
    sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path sh:value ; sh:maxCount 1 ] ,
        [ sh:path sh:resultPath ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
        [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ; sh:in ( sh:Info sh:Warning sh:Violation ) ] ,
        [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path sh:sourceShape ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path sh:sourceConstraint ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path sh:resultMessage ; sh:minCount 2 ; sh:maxCount 2 ; sh:uniqueLang true ; sh:languageIn ( "zh" "en" ) ] ;
    sh:property [ sh:path [ sh:inversePath sh:result ] ; sh:minCount 1 ; sh:maxCount 1 ; sh:class sh:ValidationReport ] .
"""


def parsed(found: tuple[Violation, ...]) -> Graph:
    return Graph().parse(data=report(found, "turtle"), format="turtle")


@pytest.mark.parametrize("found", [SPOILT, ()], ids=["spoilt", "good"])
def test_the_report_is_one_by_shacl_itself(found: tuple[Violation, ...]) -> None:
    """One report; each result whole, in both languages; it conforms where there is no result."""
    graph = parsed(found)
    shapes = Graph().parse(data=REPORT_SHAPES, format="turtle")
    assert pyshacl.validate(graph, shacl_graph=shapes)[0]
    (top,) = graph.subjects(TYPE, SH.ValidationReport)
    assert len(list(graph.objects(top, SH.result))) == len(found)
    assert graph.value(top, SH.conforms).toPython() is (not found)


def test_paths_of_several_steps_are_copied_whole() -> None:
    """The report can be read without the shapes."""
    graph = parsed(SPOILT)
    paths = {
        str(graph.value(node, SH.sourceShape)).rpartition("/")[2]: graph.value(node, SH.resultPath)
        for node in graph.subjects(TYPE, SH.ValidationResult)
    }
    steps = [str(step).rpartition("#")[2] for step in Collection(graph, paths["TextSpan-start"])]
    assert steps == ["hasSelector", "start"]
    inverse = graph.value(paths["Assignment-item"], SH.inversePath)
    assert str(inverse).endswith("#qualifiedResponsibility")
    assert str(paths["Terms"]).endswith("#responsibelBody") and paths["SourceText"] is None


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_holds_the_same_report_in_the_same_bytes(form: str) -> None:
    """Whatever the order in which the violations come."""
    data = report(SPOILT, form)
    assert data == report(tuple(reversed(SPOILT)), form)
    name = {"ntriples": "nt", "jsonld": "json-ld"}.get(form, form)
    read = Graph().parse(data=data, format=name)
    assert len(read) == len(parsed(SPOILT)) and b"\r" not in data


def test_what_only_the_text_denies_is_no_shacl_result() -> None:
    """A report that held it would not be what any SHACL engine reports."""
    quotes = check_quotes(other(QUOTE, OA.prefix, Literal("别处")), handmade_text())
    assert quotes and len(parsed(quotes)) == len(parsed(()))


def handmade_text() -> str:
    return next(
        str(q.object.value) for q in QUADS if q.subject == TEXT_NODE and "#value" in q.predicate.value
    )
