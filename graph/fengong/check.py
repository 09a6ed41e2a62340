"""Is a graph whole? SHACL against ontology/shapes.ttl: pySHACL for the shapes, pyoxigraph for their SPARQL rules.

What is wrong is told to people by `tell`, to machines by `report`; the quotations are compared with
the text itself by `check_quotes`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from fengong.errors import GraphError
from fengong.model import Severity
from fengong.resources import resource
from fengong.terms import RDF, RDFS, SH, SKOS, XSD, ontology

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

Term = NamedNode | BlankNode | Literal

_SEVERITY: dict[str, Severity] = {"Info": "info", "Warning": "warning", "Violation": "error"}
_OF_ONTOLOGY = frozenset({RDF.type, RDFS.subClassOf, SKOS.inScheme})
"""What the shapes of SHACL's core ask of the ontology: which class lies under which, which concept in which scheme."""
_RANK = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Result:
    """The particulars of a violation as SHACL's validation report has them (SHACL 3.6.2).

    ``path`` is given only where a rule selects one; else it is the path of the ``shape``.
    """

    focus: Term
    shape: NamedNode
    component: NamedNode
    value: Term | None = None
    path: NamedNode | None = None
    constraint: NamedNode | None = None


@dataclass(frozen=True, slots=True)
class Violation:
    """One promise of the graph that is broken.

    ``focus`` is the IRI of the node it is broken at, ``value`` the IRI or words that break it, where
    there is one. ``result`` is there where SHACL found it.
    """

    severity: Severity
    focus: str
    message: str
    message_en: str
    value: str | None = None
    result: Result | None = None


def check(quads: Iterable[Quad]) -> tuple[Violation, ...]:
    """What the union of the quads breaks of ontology/shapes.ttl: errors first, then by focus.

    pySHACL judges all but the shapes' SPARQL rules, which it would parse anew for every node; those
    run once each in pyoxigraph. They name their nodes themselves, so the outcome is the same.

    Raises:
        GraphError: there is nothing to check.
    """
    import pyshacl  # noqa: PLC0415 - slow to load

    rows = tuple(quads)
    if not rows:
        raise GraphError("the graph is empty; build it first, then check it")
    _quiet()
    # pySHACL's ont_graph leaves out SKOS individuals, and the shapes read the concept schemes.
    known = (triple for triple in ontology() if triple.predicate in _OF_ONTOLOGY)
    data = to_rdflib((*rows, *known))
    _, found, _ = pyshacl.validate(data, shacl_graph=_core(), inference="none", inplace=True)
    return in_order([*_broken_rules(rows), *_violations(found)])


@cache
def _core() -> Graph:
    """The shapes without their SPARQL rules, as pySHACL takes them."""
    return to_rdflib(triple for triple in shapes() if triple.predicate != SH.sparql)


def _quiet() -> None:
    """rdflib would print a traceback for every literal that is none of its type; the shapes tell of those."""
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)


@cache
def shapes() -> tuple[Triple, ...]:
    """The triples of ontology/shapes.ttl, parsed once."""
    parsed = ox.parse(resource("ontology/shapes.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    return tuple(quad.triple for quad in parsed)


@cache
def shapes_store() -> Store:
    """The shapes, to be asked."""
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in shapes())
    return store


def objects(node: object, predicate: NamedNode) -> list[Term]:
    """What the shapes say of a node by one property."""
    found = shapes_store().quads_for_pattern(cast(NamedNode, node), predicate, None)
    return [cast(Term, quad.object) for quad in found]


def in_order(found: Iterable[Violation]) -> tuple[Violation, ...]:
    """The violations without repeats: errors first, then by focus, message and value."""
    return tuple(sorted(set(found), key=_order))


def _order(violation: Violation) -> tuple[int, str, str, str, str]:
    v = violation
    return (_RANK[v.severity], v.focus, v.message_en, v.value or "", str(v.result))


def _broken_rules(quads: Iterable[Quad]) -> Iterable[Violation]:
    """The outcome of the shapes' sh:sparql constraints over the union of the quads and the ontology."""
    store = Store()
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    store.bulk_extend(Quad(*triple) for triple in ontology())
    for rule in shapes_store().quads_for_pattern(None, SH.sparql, None):
        shape, constraint = cast(NamedNode, rule.subject), cast(NamedNode, rule.object)
        aimed = targets(store, shape)
        for focus, path, value in _solutions(store, _query(constraint)):
            if focus in aimed:
                component = SH.SPARQLConstraintComponent
                # A rule that selects no ?value is about the node itself (SHACL 5.3.2).
                yield _violation(Result(focus, shape, component, value or focus, path, constraint))


def targets(store: Store, shape: NamedNode) -> set[Term]:
    """The nodes a node shape is about (SHACL 2.1.3)."""
    found: set[Term] = set()
    for kind in objects(shape, SH.targetClass):
        query = f"SELECT ?node {{ ?node {RDF.type}/{RDFS.subClassOf}* {kind} }}"
        found |= {solution["node"] for solution in cast(QuerySolutions, store.query(query))}
    for predicate in objects(shape, SH.targetSubjectsOf):
        found |= {cast(Term, q.subject) for q in store.quads_for_pattern(None, predicate, None)}  # type: ignore[arg-type]
    for predicate in objects(shape, SH.targetObjectsOf):
        found |= {cast(Term, q.object) for q in store.quads_for_pattern(None, predicate, None)}  # type: ignore[arg-type]
    return found


def _solutions(store: Store, query: str) -> Iterable[tuple[Term, NamedNode | None, Term | None]]:
    """The query's ``$this`` and, where it selects them, its ``?path`` and ``?value``."""
    solutions = cast(QuerySolutions, store.query(query))
    names = {variable.value for variable in solutions.variables}
    for solution in solutions:
        path, value = (solution[name] if name in names else None for name in ("path", "value"))
        yield cast(Term, solution["this"]), cast("NamedNode | None", path), cast("Term | None", value)


@cache
def _query(constraint: NamedNode) -> str:
    declared = [node for owner in objects(constraint, SH.prefixes) for node in objects(owner, SH.declare)]
    namespace = NamedNode(f"{SH.namespace}namespace")  # the attribute is the vocabulary's own
    pairs = sorted((_word(node, SH.prefix), _word(node, namespace)) for node in declared)
    head = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in pairs)
    return head + _word(constraint, SH.select)


def _word(node: Term, predicate: NamedNode) -> str:
    return next(str(value.value) for value in objects(node, predicate))


def _violation(result: Result) -> Violation:
    """A rule's violation: the messages are the rule's, the severity is its shape's."""
    speaker = result.constraint or result.shape
    words = {node.language: node.value for node in objects(speaker, SH.message) if isinstance(node, Literal)}
    severity = next((str(n.value) for n in objects(result.shape, SH.severity)), SH.Violation.value)
    return _told(result, severity, words)


def _told(result: Result, severity: str, words: dict[str | None, str]) -> Violation:
    fallback = words[min(words, key=str)] if words else result.component.value
    value = None if result.value is None or result.value == result.focus else result.value.value
    return Violation(
        severity=_SEVERITY.get(severity.rpartition("#")[2], "error"),
        focus=result.focus.value,
        message=words.get("zh", fallback),
        message_en=words.get("en", fallback),
        value=value,
        result=result,
    )


def _violations(report: Graph) -> Iterable[Violation]:
    """The results of pySHACL's report."""
    from rdflib import Namespace  # noqa: PLC0415

    sh = Namespace(SH.namespace)
    for node in report.subjects(None, sh.ValidationResult):
        names = ("focusNode", "sourceShape", "sourceConstraintComponent", "value")
        focus, shape, component, value = (_from_rdflib(report.value(node, sh[name])) for name in names)
        result = Result(
            cast(Term, focus), cast(NamedNode, shape), cast(NamedNode, component), value
        )  # its path is the shape's
        words = {getattr(m, "language", None): str(m) for m in report.objects(node, sh.resultMessage)}
        yield _told(result, str(report.value(node, sh.resultSeverity)), words)


def to_rdflib(statements: Iterable[Quad | Triple]) -> Graph:
    """The union of the statements as an rdflib Graph, literals as they are written."""
    from rdflib import Graph  # noqa: PLC0415

    graph = Graph()
    for statement in statements:
        graph.add((_term(statement.subject), _term(statement.predicate), _term(statement.object)))
    return graph


def _term(node: object) -> Node:
    import rdflib  # noqa: PLC0415

    match node:
        case NamedNode():
            return rdflib.URIRef(node.value)
        case Literal(language=str()):
            return rdflib.Literal(node.value, lang=node.language)
        case Literal() if node.datatype == XSD.string:
            return rdflib.Literal(node.value)  # rdflib tells "a" and "a"^^xsd:string apart; RDF 1.1 does not
        case Literal():
            return rdflib.Literal(node.value, datatype=rdflib.URIRef(node.datatype.value), normalize=False)
    return rdflib.BNode(getattr(node, "value", None))


def _from_rdflib(node: Node | None) -> Term | None:
    import rdflib  # noqa: PLC0415

    match node:
        case rdflib.URIRef():
            return NamedNode(str(node))
        case rdflib.Literal() if node.language:
            return Literal(str(node), language=node.language)
        case rdflib.Literal() if node.datatype:
            return Literal(str(node), datatype=NamedNode(str(node.datatype)))
        case rdflib.Literal():
            return Literal(str(node))
    return None if node is None else BlankNode(str(node))
