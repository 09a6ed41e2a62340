"""What the shapes found, told to machines: a SHACL validation report (W3C SHACL, section 3.6).

Only what SHACL itself finds stands in it; that a quotation differs from the text is no SHACL result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import cast

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from fengong.check import Result, Term, Violation, in_order, objects, shapes_store
from fengong.prefixes import known_prefixes
from fengong.quads import en, truth, zh
from fengong.terms import RDF, SH

FORMATS = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD}
"""The formats of a report by their names."""

_SEVERITY = {"error": SH.Violation, "warning": SH.Warning, "info": SH.Info}
_SHAPE = "https://w3id.org/fengong/def/shape/"


def report(violations: Iterable[Violation], form: str) -> bytes:
    """The validation report in one of `FORMATS`: the same violations always give the same bytes.

    Violations that SHACL did not find are left out. The graph conforms where there is no result at
    all, warnings included (SHACL 3.6.1.1).
    """
    triples = list(_triples(in_order(violations)))
    prefixes = {prefix: iri for iri, prefix in known_prefixes().items()} | {"shape": _SHAPE}
    used = {p: iri for p, iri in prefixes.items() if any(iri in str(triple) for triple in triples)}
    data = cast(bytes, ox.serialize(triples, format=FORMATS[form], prefixes=dict(sorted(used.items()))))
    return _steady_header(data) if form == "turtle" else data


def _steady_header(data: bytes) -> bytes:
    """Turtle with its prefixes in alphabetical order; the engine keeps them in none."""
    head = re.match(rb"(?:@prefix [^\n]*\n)*", data)
    end = head.end() if head else 0
    return b"".join(sorted(data[:end].splitlines(keepends=True))) + data[end:]


def _triples(violations: tuple[Violation, ...]) -> Iterator[Triple]:
    """The report, then its results in the order of the violations. Blank nodes bear steady labels."""
    found = [violation for violation in violations if violation.result]
    top = BlankNode("report")
    yield Triple(top, RDF.type, SH.ValidationReport)
    yield Triple(top, SH.conforms, truth(not found))
    for number in range(1, len(found) + 1):
        yield Triple(top, SH.result, BlankNode(f"result{number}"))
    for number, violation in enumerate(found, 1):
        yield from _result(violation, cast(Result, violation.result), f"result{number}")


def _result(violation: Violation, result: Result, label: str) -> Iterator[Triple]:
    node = BlankNode(label)
    yield Triple(node, RDF.type, SH.ValidationResult)
    path = result.path or next(iter(objects(result.shape, SH.path)), None)
    pairs = (
        (SH.focusNode, result.focus),
        (SH.resultPath, BlankNode(f"{label}path") if isinstance(path, BlankNode) else path),
        (SH.value, result.value),
        (SH.resultSeverity, _SEVERITY[violation.severity]),
        (SH.sourceShape, result.shape),
        (SH.sourceConstraintComponent, result.component),
        (SH.sourceConstraint, result.constraint),
        (SH.resultMessage, zh(violation.message)),
        (SH.resultMessage, en(violation.message_en)),
    )
    for predicate, value in pairs:
        if value is not None:
            yield Triple(node, predicate, value)
    if isinstance(path, BlankNode):
        yield from _copied(path, f"{label}path")


def _copied(node: Term, label: str) -> Iterator[Triple]:
    """A path of several steps, which a report holds a copy of (SHACL 3.6.2.2)."""
    quads = sorted(shapes_store().quads_for_pattern(cast(BlankNode, node), None, None), key=_predicate)
    for number, quad in enumerate(quads):
        value = quad.object
        inner = f"{label}{number}"
        copy = BlankNode(inner) if isinstance(value, BlankNode) else value
        yield Triple(BlankNode(label), quad.predicate, cast("NamedNode | BlankNode | Literal", copy))
        if isinstance(value, BlankNode):
            yield from _copied(value, inner)


def _predicate(quad: ox.Quad) -> str:
    return str(quad.predicate.value)
