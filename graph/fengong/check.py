"""Is a graph whole? SHACL against ontology/shapes.ttl, and every quotation against the text itself.

A shape cannot read a file, so that the quoted words stand at their positions is checked in Python.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from fengong.errors import GraphError
from fengong.model import Severity
from fengong.resources import resource
from fengong.scribe import CONTEXT
from fengong.terms import FG, OA, RDF, XSD, ontology

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_SEVERITY: dict[str, Severity] = {"Info": "info", "Warning": "warning", "Violation": "error"}
_COUNT = re.compile("[0-9]{1,18}")
_RANK = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Violation:
    """One promise of the graph that is broken.

    ``focus`` is the IRI of the node it is broken at, ``value`` the IRI or words that break it, where
    there is one.
    """

    severity: Severity
    focus: str
    message: str
    message_en: str
    value: str | None = None


def check(quads: Iterable[Quad]) -> tuple[Violation, ...]:
    """What the union of the quads breaks of ontology/shapes.ttl: errors first, then by focus.

    pySHACL judges all but the shapes' SPARQL rules, which it would parse anew for every node; those
    run once each in pyoxigraph. They name their nodes themselves, so the outcome is the same.

    Raises:
        GraphError: there is nothing to check.
    """
    import pyshacl  # noqa: PLC0415 - slow to load
    from rdflib import Graph  # noqa: PLC0415
    from rdflib.namespace import SH  # noqa: PLC0415

    rows = tuple(quads)
    if not rows:
        raise GraphError("the graph is empty; build it first, then check it")
    shapes = Graph().parse(resource("ontology/shapes.ttl"), format="turtle")
    found = list(_broken_rules(rows, shapes))
    shapes.remove((None, SH.sparql, None))
    # pySHACL's ont_graph leaves out SKOS individuals, and the shapes read the concept schemes.
    data = to_rdflib(rows).parse(resource("ontology/fengong.ttl"), format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    return _sorted([*found, *_violations(report)])


def _broken_rules(quads: Iterable[Quad], shapes: Graph) -> Iterable[Violation]:
    """The outcome of the shapes' sh:sparql constraints over the union of the quads and the ontology."""
    from rdflib.namespace import SH  # noqa: PLC0415

    store = Store()
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    store.bulk_extend(Quad(triple.subject, triple.predicate, triple.object) for triple in ontology())
    for rule in shapes.objects(None, SH.sparql):
        words = {getattr(node, "language", None): str(node) for node in shapes.objects(rule, SH.message)}
        query = _rule_prefixes(shapes, rule) + str(shapes.value(rule, SH.select))
        for focus, value in _solutions(store, query):
            yield Violation("error", focus, words["zh"], words["en"], value)


def _solutions(store: Store, query: str) -> Iterable[tuple[str, str | None]]:
    """The query's ``$this`` and, where it selects one, its ``?value``."""
    solutions = cast(QuerySolutions, store.query(query))
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        values = {name: solution[name] for name in names}
        yield _text(values["this"]) or "", _text(values.get("value"))


def _text(node: object) -> str | None:
    return node.value if isinstance(node, NamedNode | Literal) else None


def _rule_prefixes(shapes: Graph, rule: Node) -> str:
    from rdflib.namespace import SH  # noqa: PLC0415

    declared = shapes.objects(rule, SH.prefixes / SH.declare)
    pairs = ((shapes.value(node, SH.prefix), shapes.value(node, SH.namespace)) for node in declared)
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in pairs)


def _sorted(found: Iterable[Violation]) -> tuple[Violation, ...]:
    distinct = set(found)
    return tuple(sorted(distinct, key=lambda v: (_RANK[v.severity], v.focus, v.message_en, v.value or "")))


def _violations(report: Graph) -> Iterable[Violation]:
    from rdflib.namespace import RDF as RDF_NAMES  # noqa: PLC0415
    from rdflib.namespace import SH  # noqa: PLC0415

    for result in report.subjects(RDF_NAMES.type, SH.ValidationResult):
        severity = str(report.value(result, SH.resultSeverity)).rpartition("#")[2]
        words = {
            getattr(node, "language", None): str(node) for node in report.objects(result, SH.resultMessage)
        }
        fallback = words[min(words, key=str)] if words else "?"
        value = report.value(result, SH.value)
        yield Violation(
            severity=_SEVERITY.get(severity, "error"),
            focus=str(report.value(result, SH.focusNode)),
            message=words.get("zh", fallback),
            message_en=words.get("en", fallback),
            value=None if value is None else str(value),
        )


def to_rdflib(quads: Iterable[Quad]) -> Graph:
    """The union of the quads as an rdflib Graph, literals as they are written."""
    from rdflib import Graph  # noqa: PLC0415

    graph = Graph()
    for quad in quads:
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
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


def check_quotes(quads: Iterable[Quad], text: str) -> tuple[Violation, ...]:
    """Spans of ``text`` whose quotation is not ``text[start:end]``, or whose surroundings are not its own.

    Only spans whose source has the SHA-256 of ``text`` are looked at; where no source in the graph
    has it, that is the one violation.
    """
    statements = _by_subject(quads)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    sources = {node for node, facts in statements.items() if _words(facts, FG.sha256) == sha256}
    if not sources:
        focus = next((str(n) for n, facts in sorted(statements.items()) if FG.sha256.value in facts), "")
        return (
            Violation(
                "error",
                focus,
                f"图谱中没有这份文本（SHA-256 {sha256[:12]}…）；请给出构建图谱时所用的文件",
                f"the graph holds no text with SHA-256 {sha256[:12]}…; give the file it was built from",
            ),
        )
    return _sorted(v for span in _spans(statements, sources) for v in _misquotes(span, statements, text))


Facts = dict[str, list[str]]


def _by_subject(quads: Iterable[Quad]) -> dict[str, Facts]:
    """Subject → predicate → the IRIs or words of its objects."""
    found: dict[str, Facts] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            found.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(
                quad.object.value
            )
    return found


def _words(facts: Facts, predicate: NamedNode) -> str | None:
    return next(iter(facts.get(predicate.value, ())), None)


def _spans(statements: dict[str, Facts], sources: set[str]) -> Iterable[str]:
    for node, facts in statements.items():
        if FG.TextSpan.value in facts.get(RDF.type.value, ()) and _words(facts, OA.hasSource) in sources:
            yield node


def _misquotes(span: str, statements: dict[str, Facts], text: str) -> Iterable[Violation]:
    """What is wrong with one span: it should have a position, and the words that stand there."""
    facts: Facts = {}
    for selector in sorted(set(statements[span].get(OA.hasSelector.value, ()))):
        for predicate, values in statements.get(selector, {}).items():
            facts.setdefault(predicate, []).extend(values)
    start, end, exact = (_words(facts, predicate) for predicate in (OA.start, OA.end, OA.exact))
    if exact is None or not (start and end and _COUNT.fullmatch(start) and _COUNT.fullmatch(end)):
        yield Violation("error", span, "文本片段缺少位置或引文", "A span lacks its position or its quotation")
        return
    a, b = int(start), int(end)
    there = text[a:b]
    if there != exact:
        yield Violation(
            "error",
            span,
            f"引文与原文不符：此处原文为“{there}”",
            f"the text has “{there}” at this place",
            exact,
        )
    elif (_words(facts, OA.prefix) or "") != text[max(0, a - CONTEXT) : a] or (
        _words(facts, OA.suffix) or ""
    ) != text[b : b + CONTEXT]:
        yield Violation(
            "warning",
            span,
            "引文前后文与原文不符",
            "the words before or after the quotation are not the text's",
        )
